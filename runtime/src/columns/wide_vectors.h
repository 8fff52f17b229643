#pragma once
// Functions that are compiled for the widest vectors that the machine may have.
// (AddressSanitizer is not yet there when the choice is made.)
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define WIDE_VECTORS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDE_VECTORS
#endif
