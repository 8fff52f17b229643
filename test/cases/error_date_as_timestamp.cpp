// exit: not 0
// message: error_date_as_timestamp.cpp:13: error: conversion: 9999-12-31 as a timestamp is beyond what 64 bits of nanoseconds hold: ...
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  df["day"] = bodo::where(df["i"] < n - 1, 2024y / May / 1, 9999y / December / 31);
  // the last row's date has no nanoseconds
  bodo::print(df["day"].astype("timestamp"));
}

int main() { f(100); }
