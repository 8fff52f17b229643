// An error that all ranks find together is an exception that may be caught, and the program continues.
// rank 0 prints:
//   caught
//   3
#include <bodo/bodo.h>
#include <bodo/error.h>
#include <fmt/core.h>

#include <cstdio>

#include <string>

[[bodo::jit]] void read(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::schema({{"a", bodo::int64}}));
  bodo::print(df["a"].sum());
}

[[bodo::jit]] void count(int n) { bodo::print(bodo::DataFrame{{"a", bodo::arange(n)}}.size()); }

int main() {
  try {
    read("nowhere.parquet");
  } catch (const bodo::error&) {
    if (bodo::get_rank() == 0) {
      fmt::print("caught\n");
      std::fflush(stdout);
    }
  }
  count(3);
}
