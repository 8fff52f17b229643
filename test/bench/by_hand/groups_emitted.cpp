// The ten largest of ten million groups: ./groups DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void groups(const std::string& dir, const std::string& result) {
  auto rows = bodo::read_parquet(dir + "/groups.parquet", bodo::like("data/groups.parquet"));
  rows.groupby("ten_million")
      .agg({{"total", bodo::sum("i")}})
      .sort_values({"total", "ten_million"}, {.ascending = {false, true}})
      .head(10)
      .to_parquet(result);
}

int main(int, char** argv) { groups(argv[1], argv[2]); }
