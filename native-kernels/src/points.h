/** Where fields are asked along rays, and what they hold back there. Loops that compilers make vectors of. */

/** Calls f(begin, end) with parts of 0 .. count on all cores. */
template <typename F>
void forEachPart(std::size_t count, const F& f) {
  constexpr std::size_t kPart = 1 << 13;
  forEach(static_cast<int>((count + kPart - 1) / kPart), [&](int task) {
    const std::size_t begin = task * kPart;
    f(begin, begin + kPart < count ? begin + kPart : count);
  });
}

/** A contracted coordinate as one of a grid over [0, 1]. */
inline float toGrid(float contracted) {
  const float x = (contracted + 2.0f) * 0.25f;
  return x < 0.0f ? 0.0f : x > 1.0f ? 1.0f : x;
}

/** Mip-NeRF 360, equation 10. */
void contract(bool isEuclidean, std::size_t count, const float* points, float* output) {
  const float *xs = points, *ys = points + count, *zs = points + 2 * count;
  forEachPart(count, [&](std::size_t begin, std::size_t end) {
    const auto contracted = [&](std::size_t i, float length) {
      // Lengths below 1 count as 1, for which the formula is the identity.
      const float scale = 2.0f - 1.0f / length;
      output[i] = toGrid(xs[i] / length * scale);
      output[count + i] = toGrid(ys[i] / length * scale);
      output[2 * count + i] = toGrid(zs[i] / length * scale);
    };
    if (isEuclidean) {
      LERF_VECTORISE
      for (std::size_t i = begin; i < end; i++) {
        const float squared = xs[i] * xs[i] + ys[i] * ys[i] + zs[i] * zs[i];
        contracted(i, std::sqrt(squared > 1.0f ? squared : 1.0f));
      }
    } else {
      LERF_VECTORISE
      for (std::size_t i = begin; i < end; i++) {
        const float x = std::fabs(xs[i]), y = std::fabs(ys[i]), z = std::fabs(zs[i]);
        const float xy = x > y ? x : y;
        const float xyz = xy > z ? xy : z;
        contracted(i, xyz > 1.0f ? xyz : 1.0f);
      }
    }
  });
}

void samplePoints(std::size_t samples, std::size_t rays, const float* origins, const float* directions,
                  const float* edges, float* points) {
  forEach(static_cast<int>(samples), [&](int sample) {
    const float* start = edges + sample * rays;
    const float* end = start + rays;
    for (int axis = 0; axis < 3; axis++) {
      const float* origin = origins + axis * rays;
      const float* direction = directions + axis * rays;
      float* point = points + (axis * samples + sample) * rays;
      LERF_VECTORISE
      for (std::size_t ray = 0; ray < rays; ray++) {
        point[ray] = origin[ray] + direction[ray] * ((start[ray] + end[ray]) * 0.5f);
      }
    }
  });
}

/** Evenly in distance up to 1, in disparity beyond. */
void spacingToDistance(std::size_t count, double near, double far, const float* spacing, float* distances) {
  const auto toSpacing = [](double distance) { return distance < 1 ? distance / 2 : 1 - 1 / (2 * distance); };
  const float begin = static_cast<float>(toSpacing(near));
  const float range = static_cast<float>(toSpacing(far) - toSpacing(near));
  forEachPart(count, [&](std::size_t first, std::size_t last) {
    LERF_VECTORISE
    for (std::size_t i = first; i < last; i++) {
      const float s = spacing[i] * range + begin;
      const float half = s > 0.5f ? s : 0.5f;
      distances[i] = s < 0.5f ? s * 2.0f : 1.0f / (2.0f - half * 2.0f);
    }
  });
}

/** e^x, x within ±15, times width and factor; with a gradient, that of x, which is the same times the gradient. */
template <bool IsGradient>
void opticalDepthOf(std::size_t samples, std::size_t rays, float factor, const float* logDensity, const float* edges,
                    const float* gradient, float* output) {
  const std::size_t count = samples * rays;
  forEachPart(count, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; i += LANES) {
      const std::size_t size = i + LANES < end ? LANES : end - i;
      const auto part = [&](const float* from) {
        float padded[LANES] = {};
        if (size == LANES) return load<Floats>(from + i);
        std::memcpy(padded, from + i, size * sizeof(float));
        return load<Floats>(padded);
      };
      Floats depth = exponential(smaller(larger(part(logDensity), -15.0f), 15.0f)) * factor;
      depth *= part(edges + rays) - part(edges);
      if (IsGradient) depth *= part(gradient);
      float result[LANES];
      store(result, depth);
      std::memcpy(output + i, result, size * sizeof(float));
    }
  });
}

void opticalDepth(std::size_t samples, std::size_t rays, float factor, const float* logDensity, const float* edges,
                  float* depth) {
  opticalDepthOf<false>(samples, rays, factor, logDensity, edges, nullptr, depth);
}

void opticalDepthGradient(std::size_t samples, std::size_t rays, float factor, const float* logDensity,
                          const float* edges, const float* gradient, float* output) {
  opticalDepthOf<true>(samples, rays, factor, logDensity, edges, gradient, output);
}

/** weights^exponent + padding, each ray's summing to 1. */
void samplingDensity(std::size_t bins, std::size_t rays, float exponent, float padding, const float* weights,
                     float* density) {
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float* values = scratch<0>(bins * kRays);
    loadRays(values, weights, bins, rays, begin, size);
    LERF_VECTORISE
    for (std::size_t i = 0; i < bins * kRays; i++) {
      values[i] = exponent * logarithm(values[i] > 1e-20f ? values[i] : 1e-20f);
    }
    for (std::size_t ray = 0; ray < kRays; ray += LANES) {
      Floats total = Floats{};
      for (std::size_t bin = 0; bin < bins; bin++) {
        float* at = values + bin * kRays + ray;
        const Floats padded = exponential(load<Floats>(at)) + padding;
        store(at, padded);
        total += padded;
      }
      float totals[LANES];
      store(totals, total);
      for (std::size_t lane = 0; lane < LANES; lane++) totals[lane] = 1.0f / totals[lane];
      const Floats share = load<Floats>(totals);
      for (std::size_t bin = 0; bin < bins; bin++) {
        float* at = values + bin * kRays + ray;
        store(at, load<Floats>(at) * share);
      }
    }
    storeRays(density, values, bins, rays, begin, size);
  });
}

void add(std::size_t count, const float* a, const float* b, float* sum) {
  constexpr std::size_t kChunk = 1 << 15;
  forEach(static_cast<int>((count + kChunk - 1) / kChunk), [&](int task) {
    const std::size_t begin = task * kChunk;
    const std::size_t end = begin + kChunk < count ? begin + kChunk : count;
    LERF_VECTORISE
    for (std::size_t i = begin; i < end; i++) sum[i] = a[i] + b[i];
  });
}
