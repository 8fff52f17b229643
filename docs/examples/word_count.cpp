// The most frequent words of a text.
#include <bodo/bodo.h>

[[bodo::jit]] void word_count() {
  auto text = bodo::read_lines("book.txt");
  text["word"] = text["line"].str().lower().str().replace("[^a-z']", " ", {.regex = true}).str().split();
  auto counts = text.explode("word").groupby("word").size();
  bodo::print(counts.size());
  bodo::print(counts.sort_values({"size", "word"}, {.ascending = {false, true}}).head(10));
}

int main() { word_count(); }
