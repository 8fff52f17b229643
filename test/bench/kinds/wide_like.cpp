// Long strings that contain texts, and groups of those rows: ./wide_like DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void wide_like(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  auto found = visits[visits["title"].str().contains("google") && !visits["url"].str().contains(".google") &&
                      (visits["search_phrase"] != "")];
  found.groupby("search_phrase")
      .agg({{"url", bodo::min("url")}, {"title", bodo::min("title")}, {"visits", bodo::size()}})
      .to_parquet(result);
}

int main(int, char** argv) { wide_like(argv[1], argv[2]); }
