/**
 * Vectors of LANES floats, in the namespace of the including file. GCC and Clang have them in the language
 * for every machine (SSE, AVX, NEON, or plain code); for other compilers they are loops over arrays.
 */
#if defined(__GNUC__) || defined(__clang__)

typedef float Floats __attribute__((vector_size(LANES * 4)));
typedef int Ints __attribute__((vector_size(LANES * 4)));
typedef unsigned UInts __attribute__((vector_size(LANES * 4)));

inline Floats floatsOf(Ints x) { return __builtin_convertvector(x, Floats); }
inline Ints truncated(Floats x) { return __builtin_convertvector(x, Ints); }
inline Floats fromBits(Ints x) { return (Floats)x; }
inline Floats smaller(Floats a, float b) { return a > b ? b - Floats{} : a; }
inline Floats larger(Floats a, float b) { return a < b ? b - Floats{} : a; }
inline UInts unsignedOf(Ints x) { return (UInts)x; }
/** Keeps a rounded product from being fused into what is computed of it. */
inline Floats rounded(Floats x) {
#if defined(__x86_64__)
  __asm__("" : "+x"(x));
#elif defined(__aarch64__)
  __asm__("" : "+w"(x));
#endif
  return x;
}

#else

template <typename T>
struct Vector {
  T lane[LANES];
  Vector() : lane{} {}
  template <typename F>
  static Vector of(F f) {
    Vector v;
    for (int i = 0; i < LANES; i++) v.lane[i] = f(i);
    return v;
  }
  T operator[](int i) const { return lane[i]; }
};
#define LERF_OPERATOR(op)                                                                                         \
  template <typename T>                                                                                           \
  inline Vector<T> operator op(Vector<T> a, Vector<T> b) {                                                        \
    return Vector<T>::of([&](int i) { return static_cast<T>(a.lane[i] op b.lane[i]); });                          \
  }                                                                                                               \
  template <typename T>                                                                                           \
  inline Vector<T> operator op(Vector<T> a, T b) {                                                                \
    return Vector<T>::of([&](int i) { return static_cast<T>(a.lane[i] op b); });                                  \
  }                                                                                                               \
  template <typename T>                                                                                           \
  inline Vector<T> operator op(T a, Vector<T> b) {                                                                \
    return Vector<T>::of([&](int i) { return static_cast<T>(a op b.lane[i]); });                                  \
  }
LERF_OPERATOR(+)
LERF_OPERATOR(-)
LERF_OPERATOR(*)
#undef LERF_OPERATOR
#define LERF_BITWISE(op)                                                                                          \
  inline Vector<unsigned> operator op(Vector<unsigned> a, Vector<unsigned> b) {                                   \
    return Vector<unsigned>::of([&](int i) { return a.lane[i] op b.lane[i]; });                                   \
  }                                                                                                               \
  inline Vector<unsigned> operator op(Vector<unsigned> a, unsigned b) {                                           \
    return Vector<unsigned>::of([&](int i) { return a.lane[i] op b; });                                           \
  }
LERF_BITWISE(^)
LERF_BITWISE(&)
#undef LERF_BITWISE
template <typename T>
inline Vector<T>& operator+=(Vector<T>& a, Vector<T> b) {
  return a = a + b;
}
template <typename T>
inline Vector<T>& operator*=(Vector<T>& a, Vector<T> b) {
  return a = a * b;
}
inline Vector<int> operator<<(Vector<int> a, int bits) {
  return Vector<int>::of([&](int i) { return a.lane[i] << bits; });
}
typedef Vector<float> Floats;
typedef Vector<int> Ints;
typedef Vector<unsigned> UInts;

inline Floats floatsOf(Ints x) {
  return Floats::of([&](int i) { return static_cast<float>(x[i]); });
}
inline Ints truncated(Floats x) {
  return Ints::of([&](int i) { return static_cast<int>(x[i]); });
}
inline Floats fromBits(Ints x) {
  Floats v;
  std::memcpy(&v, &x, sizeof v);
  return v;
}
inline Floats smaller(Floats a, float b) {
  return Floats::of([&](int i) { return a[i] > b ? b : a[i]; });
}
inline Floats larger(Floats a, float b) {
  return Floats::of([&](int i) { return a[i] < b ? b : a[i]; });
}
inline UInts unsignedOf(Ints x) {
  return UInts::of([&](int i) { return static_cast<unsigned>(x[i]); });
}
inline Floats rounded(Floats x) { return x; }

#endif

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
