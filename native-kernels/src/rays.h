/** What happens along rays. Samples are rows and rays columns; a task takes a block of rays. */

constexpr std::size_t kRays = 64;

template <typename F>
void forEachRayBlock(std::size_t rays, const F& f) {
  forEach(static_cast<int>((rays + kRays - 1) / kRays), [&](int task) {
    const std::size_t begin = task * kRays;
    f(begin, begin + kRays < rays ? kRays : rays - begin);
  });
}

/** Copies rows of a block of rays, padded with zeros to whole vectors. */
inline void loadRays(float* to, const float* from, std::size_t rows, std::size_t rays, std::size_t begin,
                     std::size_t size) {
  for (std::size_t row = 0; row < rows; row++) {
    std::memcpy(to + row * kRays, from + row * rays + begin, size * sizeof(float));
    if (size < kRays) std::memset(to + row * kRays + size, 0, (kRays - size) * sizeof(float));
  }
}

inline void storeRays(float* to, const float* from, std::size_t rows, std::size_t rays, std::size_t begin,
                      std::size_t size) {
  for (std::size_t row = 0; row < rows; row++) {
    std::memcpy(to + row * rays + begin, from + row * kRays, size * sizeof(float));
  }
}

void alphaComposite(std::size_t samples, std::size_t rays, const float* opticalDepth, float* weights) {
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float* depth = scratch<0>(samples * kRays);
    loadRays(depth, opticalDepth, samples, rays, begin, size);
    for (std::size_t ray = 0; ray < kRays; ray += LANES) {
      Floats transmittance = Floats{} + 1.0f;
      for (std::size_t s = 0; s < samples; s++) {
        float* at = depth + s * kRays + ray;
        const Floats passed = exponential(0.0f - load<Floats>(at));
        store(at, (1.0f - passed) * transmittance);
        transmittance *= passed;
      }
    }
    storeRays(weights, depth, samples, rays, begin, size);
  });
}

/** weight_j = T_j (1 - e_j), with T_j the product of e_i = exp(-depth_i) over i < j. */
void alphaCompositeGradient(std::size_t samples, std::size_t rays, const float* opticalDepth, const float* gradient,
                            float* depthGradient) {
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float* gradients = scratch<0>(3 * samples * kRays);
    float* weights = gradients + samples * kRays;
    float* beyond = weights + samples * kRays;
    loadRays(gradients, gradient, samples, rays, begin, size);
    loadRays(weights, opticalDepth, samples, rays, begin, size);
    for (std::size_t ray = 0; ray < kRays; ray += LANES) {
      Floats transmittance = Floats{} + 1.0f;
      for (std::size_t s = 0; s < samples; s++) {
        const std::size_t at = s * kRays + ray;
        const Floats passed = exponential(0.0f - load<Floats>(weights + at));
        store(weights + at, (1.0f - passed) * transmittance);
        transmittance *= passed;
        store(beyond + at, transmittance);
      }
      Floats hidden = Floats{};
      for (std::size_t s = samples; s-- > 0;) {
        const std::size_t at = s * kRays + ray;
        const Floats g = load<Floats>(gradients + at);
        store(gradients + at, g * load<Floats>(beyond + at) - hidden);
        hidden += g * load<Floats>(weights + at);
      }
    }
    storeRays(depthGradient, gradients, samples, rays, begin, size);
  });
}

/** Quantiles ascend and so do the bins: one walk along both. */
void resample(std::size_t bins, std::size_t rays, std::size_t quantileCount, const float* edges, const float* density,
              const float* quantiles, float* output) {
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float* edge = scratch<0>((2 * bins + 1 + quantileCount) * kRays);
    float* mass = edge + (bins + 1) * kRays;
    float* wanted = mass + bins * kRays;
    loadRays(edge, edges, bins + 1, rays, begin, size);
    loadRays(mass, density, bins, rays, begin, size);
    loadRays(wanted, quantiles, quantileCount, rays, begin, size);
    for (std::size_t ray = 0; ray < size; ray++) {
      auto startOf = [&](std::size_t bin, float cumulative) {
        return (cumulative < 1.0f ? cumulative : 1.0f) - mass[bin * kRays + ray];
      };
      std::size_t bin = 0;
      float cumulative = mass[ray];
      float start = startOf(0, cumulative);
      for (std::size_t q = 0; q < quantileCount; q++) {
        const float quantile = wanted[q * kRays + ray];
        while (bin + 1 < bins) {
          const float next = cumulative + mass[(bin + 1) * kRays + ray];
          const float nextStart = startOf(bin + 1, next);
          if (!(nextStart <= quantile)) break;
          bin++;
          cumulative = next;
          start = nextStart;
        }
        float part = (quantile - start) / mass[bin * kRays + ray];
        part = part < 0.0f ? 0.0f : part > 1.0f ? 1.0f : part;
        const float low = edge[bin * kRays + ray];
        wanted[q * kRays + ray] = low + part * (edge[(bin + 1) * kRays + ray] - low);
      }
    }
    storeRays(output, wanted, quantileCount, rays, begin, size);
  });
}

/** Calls f(sample, first bin, end of bins) with the bins of the other histogram that touch each sample. */
template <typename F>
inline void forEachTouching(std::size_t samples, std::size_t bins, const float* edges, const float* others,
                            std::size_t ray, const F& f) {
  std::size_t first = 0;
  std::size_t end = 0;
  for (std::size_t s = 0; s < samples; s++) {
    const float low = edges[s * kRays + ray];
    const float high = edges[(s + 1) * kRays + ray];
    // Bin b touches if low < its end and high >= its start; the outermost edges count as infinite.
    while (first + 1 < bins && !(low < others[(first + 1) * kRays + ray])) first++;
    if (end < first + 1) end = first + 1;
    while (end < bins && high >= others[end * kRays + ray]) end++;
    f(s, first, end);
  }
}

void outerMeasure(std::size_t samples, std::size_t bins, std::size_t rays, const float* edges,
                  const float* otherEdges, const float* otherWeights, float* output) {
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float* own = scratch<0>((2 * samples + 2 * bins + 2) * kRays);
    float* others = own + (samples + 1) * kRays;
    float* weights = others + (bins + 1) * kRays;
    float* sums = weights + bins * kRays;
    loadRays(own, edges, samples + 1, rays, begin, size);
    loadRays(others, otherEdges, bins + 1, rays, begin, size);
    loadRays(weights, otherWeights, bins, rays, begin, size);
    for (std::size_t ray = 0; ray < size; ray++) {
      forEachTouching(samples, bins, own, others, ray, [&](std::size_t s, std::size_t first, std::size_t end) {
        float sum = 0;
        for (std::size_t bin = first; bin < end; bin++) sum += weights[bin * kRays + ray];
        sums[s * kRays + ray] = sum;
      });
    }
    storeRays(output, sums, samples, rays, begin, size);
  });
}

void outerMeasureGradient(std::size_t samples, std::size_t bins, std::size_t rays, const float* edges,
                          const float* otherEdges, const float* gradient, float* weightGradient) {
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float* own = scratch<0>((2 * samples + 2 * bins + 2) * kRays);
    float* others = own + (samples + 1) * kRays;
    float* sums = others + (bins + 1) * kRays;
    float* gradients = sums + bins * kRays;
    loadRays(own, edges, samples + 1, rays, begin, size);
    loadRays(others, otherEdges, bins + 1, rays, begin, size);
    loadRays(gradients, gradient, samples, rays, begin, size);
    std::memset(sums, 0, bins * kRays * sizeof(float));
    for (std::size_t ray = 0; ray < size; ray++) {
      forEachTouching(samples, bins, own, others, ray, [&](std::size_t s, std::size_t first, std::size_t end) {
        for (std::size_t bin = first; bin < end; bin++) sums[bin * kRays + ray] += gradients[s * kRays + ray];
      });
    }
    storeRays(weightGradient, sums, bins, rays, begin, size);
  });
}
