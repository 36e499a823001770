/** Adam (Kingma and Ba 2015) and RAdam (Liu et al. 2020): they differ in the numbers that they are given. */
void adam(const Adam& step, std::size_t count, const float* parameter, const float* gradient, const float* first,
          const float* second, float* nextParameter, float* nextFirst, float* nextSecond) {
  constexpr std::size_t kChunk = 1 << 15;
  const Adam s = step;
  forEach(static_cast<int>((count + kChunk - 1) / kChunk), [&](int task) {
    const std::size_t begin = task * kChunk;
    const std::size_t end = begin + kChunk < count ? begin + kChunk : count;
    const FlushDenormals flush;
    // In place or not, entry i depends on entry i alone.
    LERF_VECTORISE
    for (std::size_t i = begin; i < end; i++) {
      const float g = gradient[i] + parameter[i] * s.weightDecay;
      const float m = first[i] * s.beta1 + g * s.new1;
      const float v = second[i] * s.beta2 + g * g * s.new2;
      nextFirst[i] = m;
      nextSecond[i] = v;
      nextParameter[i] = parameter[i] - m * s.stepSize / (std::sqrt(v) * s.rootScale + s.added);
    }
  });
}
