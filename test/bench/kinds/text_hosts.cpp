// A part of long strings, and its groups: ./text_hosts DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void text_hosts(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  auto from = visits[visits["referer"] != ""];
  from["host"] = from["referer"].str().split("/", 2).str().removeprefix("www.");
  from.groupby("host")
      .agg({{"visits", bodo::size()}, {"length", bodo::mean(from["referer"].str().len())}})
      .to_parquet(result);
}

int main(int, char** argv) { text_hosts(argv[1], argv[2]); }
