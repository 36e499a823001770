/**
 * Embeddings along rays. A task takes a block of rays, one sample after the other: a copy of the sample's
 * embeddings stays in the first cache, where they would push each other out as they lie, a power of two apart.
 */

/** Squared lengths; as unit-length.ts has it, that of an embedding of zeros keeps from dividing by zero. */
inline void squaredLengths(float* squared, const float* embeddings, std::size_t dimensions) {
  for (std::size_t ray = 0; ray < kRays; ray += LANES) {
    Floats sum = Floats{} + 1e-24f;
    for (std::size_t d = 0; d < dimensions; d++) {
      const Floats value = load<Floats>(embeddings + d * kRays + ray);
      sum += value * value;
    }
    store(squared + ray, sum);
  }
}

/** What each ray's embedding is multiplied with: its weight, over its length where that is to be one. */
inline void findShares(float* shares, const float* squared, const float* weights, std::size_t size) {
  for (std::size_t ray = 0; ray < kRays; ray++) {
    const float weight = ray < size ? weights[ray] : 0;
    shares[ray] = squared ? weight / std::sqrt(squared[ray]) : weight;
  }
}

/** The samples' embeddings of a block of rays, weighted and summed. `values` is room for one sample's. */
inline void sumEmbeddings(float* sums, float* values, std::size_t dimensions, std::size_t samples, std::size_t rays,
                          bool isUnit, const float* embeddings, const float* weights, std::size_t begin,
                          std::size_t size) {
  float shares[kRays], squared[kRays];
  std::memset(sums, 0, dimensions * kRays * sizeof(float));
  for (std::size_t sample = 0; sample < samples; sample++) {
    const std::size_t at = sample * rays + begin;
    loadRays(values, embeddings, dimensions, samples * rays, at, size);
    if (isUnit) squaredLengths(squared, values, dimensions);
    findShares(shares, isUnit ? squared : nullptr, weights + at, size);
    for (std::size_t d = 0; d < dimensions; d++) {
      for (std::size_t ray = 0; ray < kRays; ray += LANES) {
        float* sum = sums + d * kRays + ray;
        store(sum, load<Floats>(sum) + load<Floats>(shares + ray) * load<Floats>(values + d * kRays + ray));
      }
    }
  }
}

void renderEmbeddings(std::size_t dimensions, std::size_t samples, std::size_t rays, bool isUnit,
                      const float* embeddings, const float* weights, float* output) {
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float* sums = scratch<0>(2 * dimensions * kRays);
    sumEmbeddings(sums, sums + dimensions * kRays, dimensions, samples, rays, isUnit, embeddings, weights, begin, size);
    if (isUnit) {
      float lengths[kRays];
      squaredLengths(lengths, sums, dimensions);
      for (float& length : lengths) length = 1.0f / std::sqrt(length);
      for (std::size_t d = 0; d < dimensions; d++) {
        for (std::size_t ray = 0; ray < kRays; ray += LANES) {
          float* sum = sums + d * kRays + ray;
          store(sum, load<Floats>(sum) * load<Floats>(lengths + ray));
        }
      }
    }
    storeRays(output, sums, dimensions, rays, begin, size);
  });
}

/**
 * From the gradient g of w · v / |v| that of v: w / |v| · (g - v (v · g) / |v|²).
 * @param shares w / |v|
 * @param gradient may be where the result goes.
 */
inline void unitGradient(float* result, std::size_t dimensions, const float* vectors, const float* squared,
                         const float* shares, const float* gradient) {
  for (std::size_t ray = 0; ray < kRays; ray += LANES) {
    Floats product = Floats{};
    for (std::size_t d = 0; d < dimensions; d++) {
      product += load<Floats>(vectors + d * kRays + ray) * load<Floats>(gradient + d * kRays + ray);
    }
    float along[LANES];
    store(along, product);
    for (std::size_t lane = 0; lane < LANES; lane++) along[lane] /= squared[ray + lane];
    product = load<Floats>(along);
    const Floats share = load<Floats>(shares + ray);
    for (std::size_t d = 0; d < dimensions; d++) {
      const std::size_t at = d * kRays + ray;
      store(result + at, share * (load<Floats>(gradient + at) - load<Floats>(vectors + at) * product));
    }
  }
}

void renderEmbeddingsGradient(std::size_t dimensions, std::size_t samples, std::size_t rays, bool isUnit,
                              const float* embeddings, const float* weights, const float* gradient,
                              float* embeddingGradient) {
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float shares[kRays], squared[kRays];
    float* values = scratch<0>(3 * dimensions * kRays);
    float* gradients = values + dimensions * kRays;
    float* sums = gradients + dimensions * kRays;
    loadRays(gradients, gradient, dimensions, rays, begin, size);
    if (isUnit) {
      sumEmbeddings(sums, values, dimensions, samples, rays, isUnit, embeddings, weights, begin, size);
      squaredLengths(squared, sums, dimensions);
      for (std::size_t ray = 0; ray < kRays; ray++) shares[ray] = 1.0f / std::sqrt(squared[ray]);
      unitGradient(gradients, dimensions, sums, squared, shares, gradients);
    }
    for (std::size_t sample = 0; sample < samples; sample++) {
      const std::size_t at = sample * rays + begin;
      if (isUnit) {
        loadRays(values, embeddings, dimensions, samples * rays, at, size);
        squaredLengths(squared, values, dimensions);
        findShares(shares, squared, weights + at, size);
        unitGradient(values, dimensions, values, squared, shares, gradients);
      } else {
        findShares(shares, nullptr, weights + at, size);
        for (std::size_t d = 0; d < dimensions; d++) {
          for (std::size_t ray = 0; ray < kRays; ray += LANES) {
            store(values + d * kRays + ray, load<Floats>(shares + ray) * load<Floats>(gradients + d * kRays + ray));
          }
        }
      }
      storeRays(embeddingGradient, values, dimensions, samples * rays, at, size);
    }
  });
}

/** Half precision, what is neither infinite nor no number. */
inline float fromHalf(std::uint16_t half) {
  const std::uint32_t bits = (half & 0x7fffu) << 13;
  float magnitude;
  std::memcpy(&magnitude, &bits, sizeof magnitude);
  // The exponents of both kinds begin 112 apart, of denormal numbers too.
  magnitude *= 5.192296858534828e33f;
  return half & 0x8000u ? -magnitude : magnitude;
}

/** Each ray's target: eight embeddings of one of the frames, weighted and summed; rays without a frame are left. */
void blendTiles(std::size_t dimensions, std::size_t rays, const std::uint16_t* const* frames, const int* frame,
                const int* begins, const float* weights, float* output) {
  constexpr int kTiles = 8;
  // Few rays at a time: what they say stays in the second cache until it is written row by row.
  constexpr std::size_t kTogether = 16;
  forEach(static_cast<int>((rays + kTogether - 1) / kTogether), [&](int task) {
    const std::size_t begin = task * kTogether;
    const std::size_t size = begin + kTogether < rays ? kTogether : rays - begin;
    float* blocks = scratch<0>(kTogether * dimensions);
    bool hasAll = true;
    for (std::size_t ray = begin; ray < begin + size; ray++) {
      hasAll = hasAll && frame[ray] >= 0;
      if (frame[ray] < 0) continue;
      float* blended = blocks + (ray - begin) * dimensions;
      for (int tile = 0; tile < kTiles; tile++) {
        const std::uint16_t* embedding = frames[frame[ray]] + begins[ray * kTiles + tile];
        const float weight = weights[ray * kTiles + tile];
        LERF_VECTORISE
        for (std::size_t d = 0; d < dimensions; d++) {
          blended[d] = (tile == 0 ? 0.0f : blended[d]) + weight * fromHalf(embedding[d]);
        }
      }
    }
    for (std::size_t d = 0; d < dimensions; d++) {
      float* row = output + d * rays + begin;
      for (std::size_t i = 0; i < size; i++) {
        if (hasAll || frame[begin + i] >= 0) row[i] = blocks[i * dimensions + d];
      }
    }
  });
}
