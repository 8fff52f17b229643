#pragma once
// AVX2 if the machine has it: functions marked WITH_AVX2, called if has_avx2().
#if defined(__x86_64__)
#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2")))

namespace bodo::rt::files {

inline bool has_avx2() {
  __builtin_cpu_init();  // may be called before the constructors of static variables
  return __builtin_cpu_supports("avx2") != 0;
}

}  // namespace bodo::rt::files
#endif
