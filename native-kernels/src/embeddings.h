/** Embeddings along rays. A task takes a block of rays, whose embeddings of one sample the first cache holds. */

/** What each sample's embedding is multiplied with: its weight, over its length where that is to be one. */
inline void findShares(float* shares, std::size_t dimensions, std::size_t columns, bool isUnit, const float* embeddings,
                       const float* weights, std::size_t size) {
  if (!isUnit) {
    std::memcpy(shares, weights, size * sizeof(float));
    return;
  }
  // As unit-length.ts has it: keeps the length of an embedding of zeros from dividing by zero.
  for (std::size_t ray = 0; ray < size; ray++) shares[ray] = 1e-24f;
  for (std::size_t d = 0; d < dimensions; d++) {
    const float* row = embeddings + d * columns;
    LERF_VECTORISE
    for (std::size_t ray = 0; ray < size; ray++) shares[ray] += row[ray] * row[ray];
  }
  LERF_VECTORISE
  for (std::size_t ray = 0; ray < size; ray++) shares[ray] = weights[ray] / std::sqrt(shares[ray]);
}

void renderEmbeddings(std::size_t dimensions, std::size_t samples, std::size_t rays, bool isUnit,
                      const float* embeddings, const float* weights, float* output) {
  const std::size_t columns = samples * rays;
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float shares[kRays];
    for (std::size_t sample = 0; sample < samples; sample++) {
      const std::size_t at = sample * rays + begin;
      findShares(shares, dimensions, columns, isUnit, embeddings + at, weights + at, size);
      for (std::size_t d = 0; d < dimensions; d++) {
        const float* row = embeddings + d * columns + at;
        float* sum = output + d * rays + begin;
        LERF_VECTORISE
        for (std::size_t ray = 0; ray < size; ray++) {
          sum[ray] = (sample == 0 ? 0.0f : sum[ray]) + shares[ray] * row[ray];
        }
      }
    }
  });
}

/** Of u = e / |e|, which is weighted with w: w / |e| · (g - u (u · g)). */
void renderEmbeddingsGradient(std::size_t dimensions, std::size_t samples, std::size_t rays, bool isUnit,
                              const float* embeddings, const float* weights, const float* gradient,
                              float* embeddingGradient) {
  const std::size_t columns = samples * rays;
  forEachRayBlock(rays, [&](std::size_t begin, std::size_t size) {
    float shares[kRays], along[kRays];
    for (std::size_t sample = 0; sample < samples; sample++) {
      const std::size_t at = sample * rays + begin;
      findShares(shares, dimensions, columns, isUnit, embeddings + at, weights + at, size);
      for (std::size_t ray = 0; ray < size; ray++) along[ray] = 0.0f;
      if (isUnit) {
        float squared[kRays];
        for (std::size_t ray = 0; ray < size; ray++) squared[ray] = 1e-24f;
        for (std::size_t d = 0; d < dimensions; d++) {
          const float* row = embeddings + d * columns + at;
          const float* g = gradient + d * rays + begin;
          LERF_VECTORISE
          for (std::size_t ray = 0; ray < size; ray++) {
            squared[ray] += row[ray] * row[ray];
            along[ray] += row[ray] * g[ray];
          }
        }
        LERF_VECTORISE
        for (std::size_t ray = 0; ray < size; ray++) along[ray] /= squared[ray];
      }
      for (std::size_t d = 0; d < dimensions; d++) {
        const float* row = embeddings + d * columns + at;
        const float* g = gradient + d * rays + begin;
        float* result = embeddingGradient + d * columns + at;
        LERF_VECTORISE
        for (std::size_t ray = 0; ray < size; ray++) result[ray] = shares[ray] * (g[ray] - row[ray] * along[ray]);
      }
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
