// So does a negative one for an unsigned type, when it is computed first.
// exit: not 0
// message: error_scalar_negative.cpp:10: error: conversion: -6 does not fit
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] static unsigned long sum() {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  const std::optional<unsigned long> a = 0 - df["a"].sum();
  return *a;
}

int main() { bodo::print(static_cast<std::int64_t>(sum())); }
