#include "keys/hash_columns.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "bodo/rt/dictionary.h"

namespace test_hash {

using namespace bodo::rt;

static constexpr site here{"test.cpp", 1, "hash"};

TEST_CASE("equal values have equal hashes, whatever they are held in") {
  for (const std::int64_t v : {0, 1, -1, 100, -128}) {
    CHECK(hash(static_cast<std::int8_t>(v)) == hash(v));
    CHECK(hash(static_cast<std::int16_t>(v)) == hash(v));
    CHECK(hash(static_cast<std::int32_t>(v)) == hash(v));
    CHECK(hash(int128{v}) == hash(v));
  }
  CHECK(hash(std::uint8_t{200}) == hash(std::int64_t{200}));
  CHECK(hash(std::uint64_t{1} << 40) == hash(std::int64_t{1} << 40));
  CHECK(hash(1.5F) == hash(1.5));
  CHECK(hash(-0.0) == hash(0.0));
  CHECK(hash(std::nan("1")) == hash(-std::nan("2")));
  CHECK(hash(std::string_view("a longer string than twelve")) == hash(text("a longer string than twelve")));
}

TEST_CASE("different values rarely share one, and the top bits spread") {
  std::set<std::uint64_t> seen;
  int ranks[7] = {};
  for (std::int64_t v = 0; v < 70000; ++v) {
    seen.insert(hash(v));
    ++ranks[owner_of_hash(hash(v), 7)];
  }
  CHECK(seen.size() == 70000);
  for (const int n : ranks) CHECK(std::abs(n - 10000) < 600);
  CHECK(hash_missing() != hash(std::int64_t{0}));
  CHECK(combine(hash(1), hash(2)) != combine(hash(2), hash(1)));
}

TEST_CASE("a column's hashes are those of its values") {
  const std::vector<std::string> words = {"x", "a longer string than twelve", "", "x"};
  const std::uint64_t valid = 0b1011;
  std::vector<text> texts;
  const ref<dictionary> dict = dictionary::make(here);
  std::vector<std::int32_t> codes;
  for (const std::string& w : words) {
    texts.emplace_back(std::string_view(w));
    codes.push_back(dict->intern(w));
  }
  CHECK(codes == std::vector<std::int32_t>{0, 1, 2, 0});
  const column_view plain{texts.data(), &valid, nullptr}, coded{codes.data(), &valid, dict.get()};
  std::uint64_t a[4], b[4];
  hash_column(plain, storage::text, {nullptr, 4}, a);
  hash_column(coded, storage::code, {nullptr, 4}, b);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(a[i] == b[i]);
    CHECK(a[i] == (i == 2 ? hash_missing() : hash(std::string_view(words[i]))));
  }
  const std::uint16_t at[] = {1, 3};
  const column_view columns[] = {coded, plain};
  const storage kinds[] = {storage::code, storage::text};
  hash_columns(columns, kinds, {at, 2}, a);
  CHECK(a[0] == combine(b[1], b[1]));
  CHECK(a[1] == combine(b[3], b[3]));
}

TEST_CASE("a dictionary finds its words and knows their order") {
  const ref<dictionary> d = dictionary::make(here);
  CHECK((*d)[0] == text{});  // read for a missing string
  std::vector<std::string> words;
  for (int i = 0; i < 5000; ++i) words.push_back("word " + std::to_string(i * 7919 % 5000));
  for (std::size_t i = 0; i < words.size(); ++i) REQUIRE(d->intern(words[i]) == static_cast<std::int32_t>(i));
  CHECK(d->intern(words[4711]) == 4711);
  CHECK(d->find("word") == -1);
  CHECK(d->find(words[17]) == 17);
  const std::int32_t* order = d->order();
  CHECK((order[3] > order[5]) == (words[3] > words[5]));

  recoding codes;
  const ref<dictionary> other = dictionary::make(here);
  other->intern("word 5");
  codes.cover(*d, *other);
  for (std::int32_t c = 0; c < d->size(); ++c) REQUIRE((*other)[codes[c]] == (*d)[c]);
}

}  // namespace test_hash
