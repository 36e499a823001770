#pragma once

#include <cstddef>
#include <cstdint>

namespace lerf {

/** Arrays are row-major; their last axis (points, columns, rays) is the one that kernels go along. */

struct HashGrid {
  int levels;
  int features;
  int log2TableSize;
  const int* resolutions;
};

struct Mlp {
  int layers;
  /** Of the input, then of each layer's output. */
  const int* sizes;
  std::size_t columns;
  /** Biases of the first layer repeat after this many columns; 1: one for all. */
  std::size_t period;
  /** [out, in] of each layer. */
  const float* const* weights;
  const float* const* biases;
};

struct MlpGradients {
  /** Any of them may be null: not wanted. */
  float* input;
  float* const* weights;
  float* const* biases;
};

struct Adam {
  float beta1, beta2, weightDecay;
  /** 1 - beta1 and 1 - beta2, taken before they were rounded to single precision. */
  float new1, new2;
  float stepSize;
  /** The denominator is sqrt(second moment) · rootScale + added. */
  float rootScale, added;
};

/** All kernels for one kind of processor. */
struct Kernels {
  const char* name;

  /** points [3, N], tables [levels, T] per feature → output [features · levels, N] */
  void (*hashEncode)(const HashGrid&, const float* points, std::size_t count, const float* const* tables,
                     float* output);
  /** gradient [features · levels, N] → tableGradients [levels, T] per feature */
  void (*hashEncodeGradient)(const HashGrid&, const float* points, std::size_t count, const float* gradient,
                             float* const* tableGradients);

  /** input [in, N] → output [out, N] */
  void (*mlp)(const Mlp&, const float* input, float* output);
  /** gradient [out, N] */
  void (*mlpGradient)(const Mlp&, const float* input, const float* gradient, const MlpGradients&);

  void (*add)(std::size_t count, const float* a, const float* b, float* sum);

  /** points [3, N] → coordinates of a grid [3, N] */
  void (*contract)(bool isEuclidean, std::size_t count, const float* points, float* output);
  /** origins, directions [3, R], edges [S + 1, R] → points [3, S, R] */
  void (*samplePoints)(std::size_t samples, std::size_t rays, const float* origins, const float* directions,
                       const float* edges, float* points);
  void (*spacingToDistance)(std::size_t count, double near, double far, const float* spacing, float* distances);
  /** logDensity [S, R], edges [S + 1, R] → depth [S, R] */
  void (*opticalDepth)(std::size_t samples, std::size_t rays, float factor, const float* logDensity,
                       const float* edges, float* depth);
  void (*opticalDepthGradient)(std::size_t samples, std::size_t rays, float factor, const float* logDensity,
                               const float* edges, const float* gradient, float* logDensityGradient);
  /** weights [S, R] → density [S, R] */
  void (*samplingDensity)(std::size_t bins, std::size_t rays, float exponent, float padding, const float* weights,
                          float* density);

  /** opticalDepth [S, R] → weights [S, R] */
  void (*alphaComposite)(std::size_t samples, std::size_t rays, const float* opticalDepth, float* weights);
  void (*alphaCompositeGradient)(std::size_t samples, std::size_t rays, const float* opticalDepth,
                                 const float* gradient, float* depthGradient);

  /** embeddings [D, S·R], weights [S, R] → output [D, R] */
  void (*renderEmbeddings)(std::size_t dimensions, std::size_t samples, std::size_t rays, bool isUnit,
                           const float* embeddings, const float* weights, float* output);
  /** gradient [D, R] → embeddingGradient [D, S·R] */
  void (*renderEmbeddingsGradient)(std::size_t dimensions, std::size_t samples, std::size_t rays, bool isUnit,
                                   const float* embeddings, const float* weights, const float* gradient,
                                   float* embeddingGradient);

  /** Of each ray a frame or -1, and where eight embeddings begin in it and how they are weighted → output [D, R] */
  void (*blendTiles)(std::size_t dimensions, std::size_t rays, const std::uint16_t* const* frames, const int* frame,
                     const int* begins, const float* weights, float* output);

  /**
   * Of each ray its camera (fx, fy, cx, cy, k1-k4, p1, p2 and [3, 4] to the world), column and row of the image
   * → origins, directions [3, R]
   */
  void (*castRays)(std::size_t rays, const double* cameras, const int* camera, const float* columns,
                   const float* rows, float* origins, float* directions);

  /** edges [S + 1, R], density [S, R], quantiles [E, R] → output [E, R] */
  void (*resample)(std::size_t bins, std::size_t rays, std::size_t quantileCount, const float* edges,
                   const float* density, const float* quantiles, float* output);

  /** edges [S + 1, R], otherEdges [P + 1, R], otherWeights [P, R] → output [S, R] */
  void (*outerMeasure)(std::size_t samples, std::size_t bins, std::size_t rays, const float* edges,
                       const float* otherEdges, const float* otherWeights, float* output);
  /** gradient [S, R] → weightGradient [P, R] */
  void (*outerMeasureGradient)(std::size_t samples, std::size_t bins, std::size_t rays, const float* edges,
                               const float* otherEdges, const float* gradient, float* weightGradient);

  /** Updates parameters and moments in place, or into other arrays. */
  void (*adam)(const Adam&, std::size_t count, const float* parameter, const float* gradient, const float* first,
               const float* second, float* nextParameter, float* nextFirst, float* nextSecond);
};

const Kernels& baselineKernels();
/** Null where the compiler or the kind of machine knows nothing of them. */
const Kernels* avx2Kernels();
const Kernels* avx512Kernels();

}  // namespace lerf
