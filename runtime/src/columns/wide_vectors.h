#pragma once
// Functions that are compiled for the widest vectors that the machine may have, and those that count bits by one
// instruction if it has that.
// (AddressSanitizer is not yet there when the choice is made.)
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define WIDE_VECTORS __attribute__((target_clones("avx512f", "avx2", "default")))
#define WITH_POPCNT __attribute__((target_clones("popcnt", "default")))
#else
#define WIDE_VECTORS
#define WITH_POPCNT
#endif
