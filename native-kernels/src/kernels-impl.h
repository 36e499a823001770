/** The kernels, for vectors of LANES floats, in a namespace of their own for each kind of processor. */

#include "vectors.h"

/** Calls f(i) for every i below count on all cores. */
template <typename F>
void forEach(int count, const F& f) {
  runTasks(
      count, [](void* context, int index) { (*static_cast<const F*>(context))(index); },
      const_cast<void*>(static_cast<const void*>(&f)));
}

/** Memory of this thread that lasts until its next use at the same place. */
template <int Place>
float* scratch(std::size_t count) {
  thread_local std::vector<float> memory;
  if (memory.size() < count + 16) memory.resize(count + 16);
  const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
  return reinterpret_cast<float*>((address + 63) & ~static_cast<std::uintptr_t>(63));
}

/** Means of gradients that stay zero fade into denormal numbers, for which processors take a hundred times longer. */
class FlushDenormals {
 public:
#if defined(__x86_64__)
  FlushDenormals() : before_(__builtin_ia32_stmxcsr()) { __builtin_ia32_ldmxcsr(before_ | 0x8040); }
  ~FlushDenormals() { __builtin_ia32_ldmxcsr(before_); }

 private:
  unsigned before_;
#else
  ~FlushDenormals() {}
#endif
};

#include "hash-encoding.h"
#include "mlp.h"
#include "rays.h"
#include "points.h"
#include "cameras.h"
#include "embeddings.h"
#include "adam.h"

const Kernels& kernels() {
  static const Kernels all = {
      LERF_NAME,       hashEncode,      hashEncodeGradient, mlp,
      mlpGradient,     add,             contract,           samplePoints,       spacingToDistance,
      opticalDepth,    opticalDepthGradient, samplingDensity, alphaComposite,
      alphaCompositeGradient, renderEmbeddings, renderEmbeddingsGradient, blendTiles, castRays, resample,
      outerMeasure,    outerMeasureGradient,
      adam,
  };
  return all;
}
