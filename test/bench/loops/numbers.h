#pragma once
// Numbers from 0 up to 1 that both programs of a pair compute.
#include <cmath>
#include <cstdint>

inline double number(std::int64_t i) {
  const double x = static_cast<double>(i) * 0.6180339887498949;
  return x - std::floor(x);
}
