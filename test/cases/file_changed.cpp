// A file that is written to while it is read is an error, not a mixture of two versions.
// rank 0 prints:
//   read_parquet: 'd.parquet' has changed while it was read
//   read_csv: 'd.csv' has changed while it was read
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <filesystem>

std::int64_t touch(std::int64_t v) {
  if (v == 500)
    for (const char* file : {"d.parquet", "d.csv"})
      std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(1));
  return v;
}

[[bodo::jit]] std::int64_t sum_parquet() {
  auto df = bodo::read_parquet("d.parquet");
  return df["a"].map(touch).sum();
}

[[bodo::jit]] std::int64_t sum_csv() {
  auto df = bodo::read_csv("d.csv");
  return df["a"].map(touch).sum();
}

template <class Sum>
void attempt(Sum sum) {
  try {
    sum();
  } catch (const bodo::error& e) {
    if (bodo::get_rank() == 0) fmt::print("{}: {}\n", e.operation(), e.cause());
  }
}

int main() {
  attempt(sum_parquet);
  attempt(sum_csv);
}
