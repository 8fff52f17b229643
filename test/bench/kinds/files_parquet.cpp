// Many Parquet files, filtered and grouped: ./files_parquet DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void files_parquet(const std::string& dir, const std::string& result) {
  auto parts = bodo::read_parquet(dir + "/parts", bodo::like("data/kinds/parts"));

  auto hot = parts[(parts["state"] == "hot") && (parts["value"] > 15)];
  hot.groupby("sensor")
      .agg({{"rows", bodo::size()}, {"mean", bodo::mean("value")}, {"last", bodo::max("time")}})
      .to_parquet(result);
}

int main(int, char** argv) { files_parquet(argv[1], argv[2]); }
