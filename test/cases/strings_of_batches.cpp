// Strings that a loop makes live as long as their batch: memory does not grow with the number of rows.
// ranks: 1 2
// every rank prints:
//   a string that is too long to stand within 999999
//   little
#include <bodo/bodo.h>

#include <sys/resource.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

// Without memory of its own, of which sanitizers would keep more than the loop does.
std::string_view text_of(std::int64_t v) {
  static char text[80];
  const int size =
      std::snprintf(text, sizeof text, "a string that is too long to stand within %lld", static_cast<long long>(v));
  return {text, static_cast<std::size_t>(size)};
}

[[bodo::jit]] std::string longest(int n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  df["text"] = df["i"].map(text_of);
  std::string last = df["text"].max();
  return last;
}

long peak() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss;  // in kB
}

int main() {
  longest(10'000);
  const long before = peak();
  std::cout << longest(1'000'000) << "\n";
  std::cout << (peak() - before < 10'000 ? "little" : "much") << "\n";
}
