// Strings made from strings, and written: ./text_functions DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void text_functions(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  bodo::DataFrame made{{"lower", visits["url"].str().lower()},
                       {"shouted", visits["title"].str().slice(0, 20).str().upper()},
                       {"path", visits["url"].str().replace("https://www.", "").str().replace("/", " ")},
                       {"length", visits["title"].str().len()}};
  made.to_parquet(result);
}

int main(int, char** argv) { text_functions(argv[1], argv[2]); }
