// Row expressions: strings, dates, arithmetic and decimals, against plain definitions.
#include <catch2/catch.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <string>

#include "bodo/rt/dates.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/error.h"
#include "bodo/rt/math.h"
#include "bodo/rt/strings.h"

namespace test_values {

using namespace bodo::rt;

static constexpr site here{"test.cpp", 7, "sample"};

TEST_CASE("strings are measured and cut in code points") {
  CHECK(length("") == 0);
  CHECK(length("h\xc3\xa9llo") == 5);
  CHECK(length("\xf0\x9f\x98\x80!") == 2);
  const std::string s = "h\xc3\xa9ll\xf0\x9f\x98\x80";  // 5 characters
  const std::string characters[] = {"h", "\xc3\xa9", "l", "l", "\xf0\x9f\x98\x80"};
  for (int from = -8; from <= 8; ++from)
    for (int to = -8; to <= 9; ++to) {
      const int b = std::clamp(from < 0 ? from + 5 : from, 0, 5);
      const int e = to == 9 ? 5 : std::clamp(to < 0 ? to + 5 : to, 0, 5);
      std::string expected;
      for (int i = b; i < e; ++i) expected += characters[i];
      CHECK((to == 9 ? slice(std::string_view(s), from) : slice(std::string_view(s), from, to)) == expected);
    }
  CHECK(contains("abcabd", "abd"));
  CHECK(contains("abc", ""));
  CHECK_FALSE(contains("ab", "abc"));
  CHECK(startswith("abc", "ab"));
  CHECK(endswith("abc", "bc"));
  CHECK_FALSE(endswith("c", "bc"));
}

TEST_CASE("case mapping is Unicode's simple one") {
  text_arena arena;
  CHECK(lower("ABC xyz", arena).view() == "abc xyz");
  CHECK(cat("", "", arena).view() == "");
  CHECK(cat("ab", "", arena).view() == "ab");
  CHECK(cat("longer than", " twelve characters", arena).view() == "longer than twelve characters");
  // À É İ ẞ Σ Ж Ω
  CHECK(lower("\xc3\x80\xc3\x89\xc4\xb0\xe1\xba\x9e\xce\xa3\xd0\x96\xe2\x84\xa6", arena).view() ==
        "\xc3\xa0\xc3\xa9i\xc3\x9f\xcf\x83\xd0\xb6\xcf\x89");
  CHECK(upper("stra\xc3\x9f\x65 \xc3\xa9\xd0\xb6", arena).view() == "STRA\xe1\xba\x9e\x45 \xc3\x89\xd0\x96");
  const std::string wrong = "A\xff\xc3";  // no UTF-8: such bytes stay
  CHECK(lower(wrong, arena).view() == "a\xff\xc3");
  std::string longer(1000, 'Q');
  CHECK(lower(longer, arena).view() == std::string(1000, 'q'));
}

TEST_CASE("an arena keeps what it gave until it is cleared") {
  text_arena arena;
  std::vector<text> kept;
  std::vector<std::string> expected;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 5000; ++i) {
      expected.push_back(std::string(static_cast<std::size_t>(i % 60), static_cast<char>('a' + i % 26)));
      kept.push_back(arena.keep(expected.back()));
    }
    bool same = true;
    for (std::size_t i = 0; i < kept.size(); ++i) same = same && kept[i].view() == expected[i];
    CHECK(same);
    kept.clear(), expected.clear();
    arena.clear();
  }
}

static bool like_slowly(std::string_view s, std::string_view p) {
  if (p.empty()) return s.empty();
  if (p[0] == '%') return like_slowly(s, p.substr(1)) || (!s.empty() && like_slowly(s.substr(1), p));
  return !s.empty() && (p[0] == '_' || p[0] == s[0]) && like_slowly(s.substr(1), p.substr(1));
}

TEST_CASE("LIKE matches whole strings") {
  std::mt19937 r(3);
  for (int i = 0; i < 20000; ++i) {
    std::string s, p;
    for (std::size_t n = r() % 8; n > 0; --n) s += static_cast<char>('a' + r() % 2);
    for (std::size_t n = r() % 6; n > 0; --n) p += "ab%_"[r() % (i % 2 == 0 ? 3 : 4)];
    const bool same = like_pattern(p)(s) == like_slowly(s, p);
    if (!same) FAIL(s << " like " << p);
  }
  CHECK(like_pattern("_\xc3\xa9%")("h\xc3\xa9llo"));
  CHECK(like_pattern("_llo")("\xc3\xa9llo"));
  CHECK_FALSE(like_pattern("__llo")("\xc3\xa9llo"));
}

TEST_CASE("a search finds the first place") {
  std::mt19937 r(4);
  for (int i = 0; i < 50000; ++i) {
    const unsigned letters = i % 3 == 0 ? 1 : i % 3 + 1;  // of one letter: each place looks right
    std::string s, part;
    for (std::size_t n = r() % 100; n > 0; --n) s += static_cast<char>('a' + r() % letters);
    for (std::size_t n = 1 + r() % 20; n > 0; --n) part += static_cast<char>('a' + r() % letters);
    if (i % 2 == 0) part[r() % part.size()] = 'z';
    if (i % 4 == 0 && part.size() <= s.size()) s.replace(r() % (s.size() - part.size() + 1), part.size(), part);
    // in memory of its size, so that a sanitizer sees what is read outside
    const std::unique_ptr<char[]> bytes(new char[s.size()]);
    std::copy(s.begin(), s.end(), bytes.get());
    const char* const found = search({bytes.get(), s.size()}, part);
    const std::size_t place = found == nullptr ? std::string::npos : static_cast<std::size_t>(found - bytes.get());
    if (place != s.find(part)) FAIL(part << " in " << s);
  }
  // many places look right: still in linear time
  const std::string many(1 << 20, 'a');
  std::string end(1 << 19, 'a');
  end[end.size() - 2] = 'b';
  CHECK(search(many, end) == nullptr);
}

TEST_CASE("texts compare by bytes") {
  const std::string words[] = {
      "",  std::string("\0", 1), "a",   "a\x01", "ab", "abc", "abcd", "abcde", "abcdefghijklm", "abcdefghijklmn",
      "b", "\xc3\xa9",           "\xff"};
  for (const std::string& a : words)
    for (const std::string& b : words) {
      CHECK((text(a) < text(b)) == (a < b));
      CHECK((compare(text(a), text(b)) == 0) == (a == b));
    }
}

TEST_CASE("dates agree with the standard calendar") {
  namespace rt = bodo::rt;
  using namespace std::chrono;
  const auto check = [](std::int32_t d) {
    const year_month_day ymd{sys_days{days{d}}};
    const bool same = rt::year(d) == int(ymd.year()) && rt::month(d) == int(unsigned(ymd.month())) &&
                      rt::day(d) == int(unsigned(ymd.day())) &&
                      dayofweek(d) == int(weekday{sys_days{days{d}}}.iso_encoding()) - 1 &&
                      days_from_civil(rt::year(d), unsigned(ymd.month()), unsigned(ymd.day())) == d &&
                      dayofyear(d) == (sys_days{days{d}} - sys_days{ymd.year() / January / 1}).count() + 1 &&
                      quarter(d) == (int(unsigned(ymd.month())) + 2) / 3;
    if (!same) FAIL("day " << d);
  };
  for (std::int32_t d = -800000; d < 800000; d += 1) check(d);
  std::mt19937_64 r(1);
  for (int i = 0; i < 200000; ++i) {
    const auto ns = static_cast<std::int64_t>(r());
    if (ns < std::numeric_limits<std::int64_t>::min() + 86'400'000'000'000) continue;  // its midnight has no number
    const sys_time<nanoseconds> t{nanoseconds{ns}};
    const auto midnight = floor<days>(t);
    const hh_mm_ss time{t - midnight};
    const bool same = date(ns) == midnight.time_since_epoch().count() && hour(ns) == time.hours().count() &&
                      minute(ns) == time.minutes().count() && second(ns) == time.seconds().count() &&
                      rt::year(ns) == int(year_month_day{midnight}.year()) && dayofweek(ns) == dayofweek(date(ns));
    if (!same) FAIL("timestamp " << ns);
  }
}

TEST_CASE("division and remainder are Python's, other arithmetic wraps") {
  const auto smallest = std::numeric_limits<std::int64_t>::min();
  CHECK(floor_mod(7, 3) == 1);
  CHECK(floor_mod(-7, 3) == 2);
  CHECK(floor_mod(7, -3) == -2);
  CHECK(floor_mod(-6, 3) == 0);
  CHECK(floor_div(-7, 3) == -3);
  CHECK(floor_div(7, -3) == -3);
  CHECK(floor_mod(smallest, std::int64_t{-1}) == 0);
  CHECK(floor_div(smallest, std::int64_t{-1}) == smallest);
  CHECK(floor_mod(here, 9U, 4U) == 1);
  CHECK_THROWS_AS(floor_mod(here, 9, 0), bodo::error);
  CHECK(floor_mod(7.5, 2.0) == 1.5);
  CHECK(floor_mod(-7.5, 2.0) == 0.5);
  CHECK(std::isnan(floor_mod(1.0, 0.0)));
  CHECK(wrap_add(std::numeric_limits<std::int64_t>::max(), std::int64_t{1}) == smallest);
  CHECK(wrap_mul(std::uint16_t{65535}, std::uint16_t{65535}) == 1);
  CHECK(wrap_mul(std::int8_t{-128}, std::int8_t{-1}) == -128);
  CHECK(abs(smallest) == smallest);
  CHECK(bodo::rt::round(2.5) == 2);
  CHECK(bodo::rt::round(3.5) == 4);
  CHECK(bodo::rt::round(0.125, 2) == 0.12);
  CHECK(bodo::rt::round(1234.5, -2) == 1200);
  CHECK(bodo::rt::round(std::int64_t{25}, -1) == 20);
  CHECK(bodo::rt::round(std::int64_t{35}, -1) == 40);
  CHECK(bodo::rt::round(std::int64_t{-15}, -1) == -20);
}

TEST_CASE("decimals as text and as doubles") {
  std::mt19937_64 r(9);
  char buffer[64];
  for (int i = 0; i < 100000; ++i) {
    const int scale = static_cast<int>(r() % 39);
    const int digits = static_cast<int>(r() % 38) + 1;
    int128 v = static_cast<int128>(static_cast<uint128>(r()) << 64 | r()) % power_of_ten(digits);
    const std::string s(buffer, write_decimal(v, scale, buffer));
    int128 back;
    REQUIRE(parse_decimal(s, 38, scale, back));
    REQUIRE(back == v);
    // the C library rounds text to the nearest double
    REQUIRE(decimal_to_double(v, scale) == std::strtod(s.c_str(), nullptr));
    if (v == static_cast<std::int64_t>(v))
      REQUIRE(decimal_to_double(static_cast<std::int64_t>(v), scale) == std::strtod(s.c_str(), nullptr));
  }
  int128 v;
  CHECK(parse_decimal("-12.50", 4, 2, v));
  CHECK(v == -1250);
  CHECK(parse_decimal("1.2500", 4, 2, v));
  CHECK(parse_decimal("+.5", 4, 2, v));
  CHECK(v == 50);
  CHECK(parse_decimal("12e-1", 4, 2, v));
  CHECK(v == 120);
  CHECK(parse_decimal("0e99999999", 4, 2, v));
  for (const char* s : {"", "-", ".", "1.255", "100.00", "1e", "1 ", "e5", "0x1", "1.2.3", "1e9"})
    CHECK_FALSE(parse_decimal(s, 4, 2, v));
  CHECK(decimal_from_double(0.125, 4, 2, v));
  CHECK(v == 12);
  CHECK(decimal_from_double(-0.375, 4, 2, v));
  CHECK(v == -38);
  CHECK(decimal_from_double(1e20, 38, 10, v));
  CHECK(v == power_of_ten(30));
  CHECK(decimal_from_double(1e-300, 38, 10, v));
  CHECK(v == 0);
  CHECK_FALSE(decimal_from_double(1e20, 20, 0, v));
  CHECK_FALSE(decimal_from_double(std::nan(""), 20, 0, v));
}

TEST_CASE("decimal arithmetic is checked at 38 digits") {
  const int128 most = power_of_ten(38) - 1;
  CHECK(checked_add(here, most, -1) == most - 1);
  CHECK_THROWS_AS(checked_add(here, most, 1), bodo::error);
  CHECK_THROWS_AS(checked_sub(here, -most, 1), bodo::error);
  CHECK(checked_mul(here, power_of_ten(19), power_of_ten(18)) == power_of_ten(37));
  CHECK_THROWS_AS(checked_mul(here, power_of_ten(19), power_of_ten(19)), bodo::error);
  CHECK_THROWS_AS(checked_mul(here, most, most), bodo::error);
  CHECK(rescale(here, 125, 2, 1) == 12);
  CHECK(rescale(here, 135, 2, 1) == 14);
  CHECK(rescale(here, -126, 2, 1) == -13);
  CHECK(rescale(here, 5, 0, 3) == 5000);
  CHECK_THROWS_AS(rescale(here, most, 0, 1), bodo::error);
  CHECK(compare_decimals(125, 2, 1250, 3) == 0);
  CHECK(compare_decimals(most, 0, most, 38) == 1);
  CHECK(compare_decimals(-most, 0, -most, 38) == -1);
  CHECK(compare_decimals(-1, 38, 0, 0) == -1);
  std::size_t bytes = 0;
  const auto body = [&]<class Wide>() { bytes = sizeof(Wide); };
  for (const double bound : {1e18, 1e19, std::numeric_limits<double>::infinity()}) {
    by_bound(bound, body);
    CHECK(bytes == (bound < 1e19 ? 8 : 16));
    by_bound({1, bound}, body);
    CHECK(bytes == (bound < 1e19 ? 8 : 16));
  }
}

}  // namespace test_values
