/**
 * Vectors of LANES floats, in the namespace of the including file. GCC and Clang have them in the language
 * for every machine (SSE, AVX, NEON, or plain code); loops over arrays instead are slower than ONNX Runtime.
 */
#if !defined(__GNUC__) && !defined(__clang__)
#error "The kernels are written with the vector types of GCC and Clang."
#endif

typedef float Floats __attribute__((vector_size(LANES * 4)));
typedef int Ints __attribute__((vector_size(LANES * 4)));
typedef unsigned UInts __attribute__((vector_size(LANES * 4)));
typedef float Quad __attribute__((vector_size(16)));

inline Floats floatsOf(Ints x) { return __builtin_convertvector(x, Floats); }
inline Ints truncated(Floats x) { return __builtin_convertvector(x, Ints); }
inline Floats fromBits(Ints x) { return (Floats)x; }
inline Floats smaller(Floats a, float b) { return a > b ? b - Floats{} : a; }
inline Floats larger(Floats a, float b) { return a < b ? b - Floats{} : a; }
inline UInts unsignedOf(Ints x) { return (UInts)x; }
inline Quad quadOf(float a, float b, float c, float d) { return Quad{a, b, c, d}; }
/** x where `sign` is greater than zero, else 0. */
inline Floats wherePositive(Floats sign, Floats x) { return sign > 0.0f ? x : Floats{}; }
/** Keeps a rounded product from being fused into what is computed of it. */
inline Floats rounded(Floats x) {
#if defined(__x86_64__)
  __asm__("" : "+x"(x));
#elif defined(__aarch64__)
  __asm__("" : "+w"(x));
#endif
  return x;
}

template <typename V, typename T>
inline V load(const T* from) {
  V v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
template <typename V, typename T>
inline void store(T* to, V v) {
  std::memcpy(to, &v, sizeof v);
}

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define LERF_SHUFFLES
#endif
#endif

#if defined(LERF_SHUFFLES)
/** Swaps, of two rows of a square, every second group of `Distance` numbers. */
template <int Distance, int... Lane>
inline void swapGroups(Floats& a, Floats& b, std::integer_sequence<int, Lane...>) {
  const Floats first = __builtin_shufflevector(a, b, (Lane & Distance ? LANES + Lane - Distance : Lane)...);
  b = __builtin_shufflevector(a, b, (Lane & Distance ? LANES + Lane : Lane + Distance)...);
  a = first;
}
template <int Distance = 1>
inline void transpose(Floats (&square)[LANES]) {
  if constexpr (Distance < LANES) {
    for (int row = 0; row < LANES; row++) {
      if ((row & Distance) == 0) {
        swapGroups<Distance>(square[row], square[row + Distance], std::make_integer_sequence<int, LANES>());
      }
    }
    transpose<Distance * 2>(square);
  }
}
#else
inline void transpose(Floats (&square)[LANES]) {
  float numbers[LANES][LANES], transposed[LANES][LANES];
  std::memcpy(numbers, square, sizeof numbers);
  for (int row = 0; row < LANES; row++) {
    for (int column = 0; column < LANES; column++) transposed[row][column] = numbers[column][row];
  }
  std::memcpy(square, transposed, sizeof numbers);
}
#endif

/** Before a loop whose every turn depends on its own numbers alone. */
#if defined(__clang__)
#define LERF_VECTORISE _Pragma("clang loop vectorize(assume_safety)")
#else
#define LERF_VECTORISE _Pragma("GCC ivdep")
#endif

/** Before a loop of a constant number of turns over what should stay in registers, and before a long one. */
#if defined(__clang__)
#define LERF_UNROLL _Pragma("unroll")
#define LERF_UNROLL_FOUR _Pragma("unroll 4")
#else
#define LERF_UNROLL _Pragma("GCC unroll 16")
#define LERF_UNROLL_FOUR _Pragma("GCC unroll 4")
#endif

/** Cephes' logf of what is positive and no denormal number, in a form that compilers make vectors of. */
inline float logarithm(float x) {
  int bits;
  std::memcpy(&bits, &x, sizeof bits);
  // x = m · 2^e with m from sqrt(1/2) to sqrt(2).
  const int shifted = bits - 0x3f3504f3;
  const int e = shifted >> 23;
  bits -= e * (1 << 23);
  float m;
  std::memcpy(&m, &bits, sizeof m);
  const float r = m - 1.0f;
  float p = 7.0376836292e-2f;
  p = p * r - 1.1514610310e-1f;
  p = p * r + 1.1676998740e-1f;
  p = p * r - 1.2420140846e-1f;
  p = p * r + 1.4249322787e-1f;
  p = p * r - 1.6668057665e-1f;
  p = p * r + 2.0000714765e-1f;
  p = p * r - 2.4999993993e-1f;
  p = p * r + 3.3333331174e-1f;
  const float exponent = static_cast<float>(e);
  return p * r * r * r + exponent * -2.12194440e-4f - 0.5f * r * r + r + exponent * 0.693359375f;
}

/** Cephes' expf: a polynomial on [-ln 2 / 2, ln 2 / 2] times a power of two; 2e-7 off at most, relative. */
inline Floats exponential(Floats x) {
  x = smaller(larger(x, -87.3f), 88.3f);
  // Adding and taking away 1.5 · 2^23 rounds to the nearest whole number.
  const Floats n = rounded(rounded(x * 1.44269504f) + 12582912.0f) - 12582912.0f;
  const Floats r = x - n * 0.693359375f - n * -2.12194440e-4f;
  Floats p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return p * fromBits((truncated(n) + 127) << 23);
}
