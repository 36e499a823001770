#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "kernels.h"
#include "thread-pool.h"

/** For any processor: what its compiler takes for granted (SSE2 on x86-64, NEON on ARM64). */
#define LANES 4
#define LERF_NAME "baseline"

namespace lerf {
namespace baseline {
#include "kernels-impl.h"
}  // namespace baseline

const Kernels& baselineKernels() { return baseline::kernels(); }

}  // namespace lerf
