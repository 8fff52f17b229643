// ranks: 1
// The fast readers of values in common forms agree with the readers of all forms; floats are written in their shortest
// form.
#include "files/plain_values.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <random>
#include <string>

#include "bodo/rt/decimal.h"
#include "files/csv_text.h"
#include "files/schema/csv_format.h"

namespace test_plain_values {

using namespace bodo::rt;

namespace {

std::mt19937_64 random_bits(5);

std::string digits(std::size_t most) {
  std::string text;
  for (std::size_t n = random_bits() % (most + 1); n > 0; --n) text += static_cast<char>('0' + random_bits() % 10);
  return text;
}

// Mostly numbers, dates and times; sometimes nearly.
std::string some_text() {
  static const std::string_view marks[] = {"", "", "", "-", "+", ".", "e5", " ", ",", "--", "inf", "nan", "/", ":"};
  const auto mark = [] { return std::string(marks[random_bits() % std::size(marks)]); };
  const auto two = [] {
    return std::string{"000112223:"[random_bits() % 10], static_cast<char>('0' + random_bits() % 10)};
  };
  switch (random_bits() % 4) {
    case 0: return mark() + digits(19) + mark();
    case 1: return mark() + digits(10) + "." + digits(10) + mark();
    case 2: return "20" + two() + "-" + two() + "-" + two() + mark();
    default:
      return "20" + two() + "-" + two() + "-" + two() + (random_bits() % 2 ? " " : "T") + two() + ":" + two() + ":" +
             two() + (random_bits() % 2 ? "." + digits(10) : "") + mark();
  }
}

// A text as in a file: bytes follow it.
struct in_file {
  std::string bytes;
  std::size_t size;
  explicit in_file(const std::string& s) : bytes(s + "1234567890123456789"), size(s.size()) {}
  std::string_view view() const { return {bytes.data(), size}; }
};

}  // namespace

TEST_CASE("values in common forms are those of the slower readers") {
  std::int64_t integers = 0, floats = 0, decimals = 0, days = 0, times = 0;
  for (int i = 0; i < 100'000; ++i) {
    const in_file text(some_text());
    const std::string_view s = text.view();
    INFO(s);
    if (std::int64_t fast, slow; files::plain_integer(s, fast)) {
      REQUIRE(files::parse_int64(s, slow));
      REQUIRE(fast == slow);
      ++integers;
    }
    if (double fast, slow; files::plain_float(s, fast)) {
      REQUIRE(files::parse_float64(s, slow));
      REQUIRE(std::memcmp(&fast, &slow, sizeof fast) == 0);
      ++floats;
    }
    const unsigned precision = 1 + random_bits() % 18, scale = random_bits() % (precision + 1);
    const auto most = static_cast<std::int64_t>(power_of_ten(static_cast<int>(precision)) - 1);
    if (std::int64_t fast; files::plain_decimal(s, scale, most, fast)) {
      int128 slow;
      REQUIRE(parse_decimal(s, static_cast<int>(precision), static_cast<int>(scale), slow));
      REQUIRE(fast == static_cast<std::int64_t>(slow));
      ++decimals;
    }
    if (std::int32_t fast, slow; files::plain_date(s, fast)) {
      REQUIRE(files::parse_date(s, slow));
      REQUIRE(fast == slow);
      ++days;
    }
    if (std::int64_t fast, slow; files::plain_timestamp(s, fast)) {
      REQUIRE(files::parse_timestamp(s, slow));
      REQUIRE(fast == slow);
      ++times;
    }
  }
  CHECK(std::min({integers, floats, decimals, days, times}) > 300);
}

TEST_CASE("floats with few digits are written with these digits") {
  bool right = true;
  std::string wrong;
  for (int i = 0; i < 100'000; ++i) {
    const std::string whole = std::to_string(random_bits() % 1'000'000'000 / (random_bits() % 2 ? 1 : 100'000));
    std::string rest = digits(5) + std::to_string(1 + random_bits() % 9);
    if (whole == "0" && rest.starts_with("0000")) continue;
    const std::string expected = (random_bits() % 2 ? "-" : "") + whole + "." + rest;
    char text[files::most_value_text];
    const std::string_view written(text,
                                   static_cast<std::size_t>(files::write_float(text, std::stod(expected)) - text));
    if (right && written != expected) right = false, wrong = expected + " is written as " + std::string(written);
  }
  INFO(wrong);
  CHECK(right);
  const auto written = [](double v) {
    char text[files::most_value_text];
    return std::string(text, files::write_float(text, v));
  };
  CHECK(written(0) == "0.0");
  CHECK(written(-0.0) == "-0.0");
  CHECK(written(999'999'999) == "999999999.0");
  CHECK(written(1e9) == "1000000000.0");
  CHECK(written(0.0001) == "0.0001");
  CHECK(written(0.00001) == "1e-05");
  CHECK(written(-1.5e-7) == "-1.5e-07");
  CHECK(written(1e15) == "1000000000000000.0");
  CHECK(written(1e16) == "1e+16");
  CHECK(written(1.25e300) == "1.25e+300");
  CHECK(written(0.1 + 0.2) == "0.30000000000000004");
  CHECK(written(123456.7890123) == "123456.7890123");
}

}  // namespace test_plain_values
