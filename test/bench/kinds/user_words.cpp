// Words by a function that gives several for a row, counted: ./user_words DIR RESULT
#include <bodo/bodo.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    found.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return found;
}

[[bodo::jit]] void user_words(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  visits.flat_map({"title"}, words, {.name = "word"}).groupby("word").agg({{"rows", bodo::size()}}).to_parquet(result);
}

int main(int, char** argv) { user_words(argv[1], argv[2]); }
