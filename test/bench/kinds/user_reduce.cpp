// Aggregates by functions of two values: ./user_reduce DIR RESULT
#include <bodo/bodo.h>

#include <cstdint>
#include <string>

[[bodo::jit]] void user_reduce(const std::string& dir, const std::string& result) {
  auto trips = bodo::read_parquet(dir + "/trips.parquet", bodo::like("data/kinds/trips.parquet"));

  trips.groupby("zone")
      .agg({{"flags", bodo::reduce("flags", std::int64_t{0}, [](std::int64_t a, std::int64_t b) { return a ^ b; })},
            {"north", bodo::reduce("to_latitude", -90.0, [](double a, double b) { return a < b ? b : a; })}})
      .to_parquet(result);
}

int main(int, char** argv) { user_reduce(argv[1], argv[2]); }
