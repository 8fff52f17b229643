// A missing scalar has no value as a plain number: an error with its line. std::optional takes it.
// exit: not 0
// message: error_missing_scalar.cpp:14: ...missing
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  const std::optional<std::int64_t> none = df[df["a"] > 9]["a"].max().optional<std::int64_t>();
  if (bodo::get_rank() == 0) fmt::print("{}\n", none.has_value());
  const double value = df[df["a"] > 9]["a"].mean();
  if (bodo::get_rank() == 0) fmt::print("{}\n", value);
}

int main() { show(); }
