#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "kernels.h"
#include "thread-pool.h"

#if defined(__x86_64__)

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")
#endif

#define LANES 16
#define LERF_NAME "avx512"

namespace lerf {
namespace avx512 {
#include "kernels-impl.h"
}  // namespace avx512
}  // namespace lerf

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

const lerf::Kernels* lerf::avx512Kernels() { return &avx512::kernels(); }

#else

const lerf::Kernels* lerf::avx512Kernels() { return nullptr; }

#endif
