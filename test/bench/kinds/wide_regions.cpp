// The least, greatest and mean value for each region: ./wide_regions DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void wide_regions(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  visits.groupby("region")
      .agg({{"least", bodo::min("duration")},
            {"greatest", bodo::max("duration")},
            {"width", bodo::mean("width")},
            {"sum", bodo::sum("c11")},
            {"last", bodo::max("time")},
            {"visits", bodo::size()}})
      .to_parquet(result);
}

int main(int, char** argv) { wide_regions(argv[1], argv[2]); }
