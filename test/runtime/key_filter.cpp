// ranks: 1 2 3 7
#include "bodo/rt/key_filter.h"

#include <cstdlib>
#include <string>

#include "runtime/random_frame.h"

namespace test_key_filter {

using namespace random_frame;

namespace {

// A batch with one column of numbers, or one of texts.
struct keys_of {
  std::vector<std::int64_t> numbers;
  std::vector<std::string> words;
  std::vector<text> texts;
  keys_of(std::int64_t first, std::int64_t step, std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) {
      numbers.push_back(first + step * i);
      words.push_back("key " + std::to_string(numbers.back()));
    }
    for (const std::string& w : words) texts.emplace_back(std::string_view(w));
  }
  column_view view(bool of_text) const { return of_text ? column_view{texts.data()} : column_view{numbers.data()}; }
  rows all() const { return {nullptr, static_cast<std::uint32_t>(numbers.size())}; }
};

struct source {
  bool next(batch&) { return true; }
};

}  // namespace

TEST_CASE("a key filter keeps all keys of all ranks, and few others") {
  for (const bool of_text : {false, true})
    for (const std::uint32_t n : {0U, 1U, 1000U}) {
      key_filter filter(here, {{"k", of_text ? bodo::string : bodo::int64}}, 4000, 1'000'000);
      batch b;
      source any;
      REQUIRE(filter.next(any, b));
      const keys_of mine(rank(), size() * 2, n);  // every second number, dealt to the ranks
      filter.add({mine.view(of_text)}, mine.all());
      filter.finish();
      selection kept(mine.all());
      for (int r = 0; r < size(); ++r) {
        const keys_of theirs(r, size() * 2, n);
        kept.take(theirs.all());
        filter.keep({theirs.view(of_text)}, kept);
        CHECK(kept.size() == n);
      }
      // a number of no rank
      const keys_of absent(1'000'000'007, 3, 4000);
      kept.take(absent.all());
      filter.keep({absent.view(of_text)}, kept);
      CHECK(kept.size() < 4000 / 20);
    }
}

TEST_CASE("a key filter of many keys does nothing") {
  key_filter filter(here, {{"k", bodo::int64}}, 400, 1000);
  batch b;
  source any;
  CHECK(!filter.next(any, b));
  filter.finish();
  const keys_of some(0, 1, 100);
  selection kept(some.all());
  kept.take(some.all());
  filter.keep({some.view(false)}, kept);
  CHECK(kept.size() == 100);
}

}  // namespace test_key_filter
