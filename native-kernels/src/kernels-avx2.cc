#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "kernels.h"
#include "thread-pool.h"

#if defined(__x86_64__)

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif

#define LANES 8
#define LERF_NAME "avx2"

namespace lerf {
namespace avx2 {
#include "kernels-impl.h"
}  // namespace avx2
}  // namespace lerf

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

const lerf::Kernels* lerf::avx2Kernels() { return &avx2::kernels(); }

#else

const lerf::Kernels* lerf::avx2Kernels() { return nullptr; }

#endif
