// Casts of astype, and the functions of row expressions.
#include "bodo/rt/casts.h"

#include <catch2/catch.hpp>
#include <string>

#include <bodo/error.h>

#include <chrono>
#include <limits>

#include "bodo/rt/checked_time.h"
#include "bodo/rt/chrono.h"
#include "bodo/rt/elementwise.h"
#include "bodo/rt/strings.h"

namespace test_casts {

using namespace bodo::rt;

namespace {

constexpr site here{"user.cpp", 7, "astype"};

std::int32_t day(int y, unsigned m, unsigned d) { return days_from_civil(y, m, d); }
std::string shown(const text& t) { return std::string(t.view()); }

}  // namespace

TEST_CASE("integers that fit") {
  CHECK(checked_cast<std::int8_t>(here, std::int64_t{-128}) == -128);
  CHECK_THROWS_AS(checked_cast<std::int8_t>(here, std::int64_t{128}), bodo::error);
  CHECK_THROWS_AS(checked_cast<std::uint32_t>(here, std::int32_t{-1}), bodo::error);
  CHECK_THROWS_AS(checked_cast<std::int64_t>(here, ~std::uint64_t{0}), bodo::error);
  CHECK(checked_cast<std::int64_t>(here, -2.9) == -2);
  CHECK(checked_cast<std::int8_t>(here, -128.9) == -128);
  CHECK_THROWS_AS(checked_cast<std::int64_t>(here, 0x1p63), bodo::error);
  CHECK_THROWS_AS(checked_cast<std::int64_t>(here, __builtin_nan("")), bodo::error);
  CHECK(checked_cast<std::uint64_t>(here, 0x1p63) == std::uint64_t{1} << 63);
}

TEST_CASE("decimals from other numbers") {
  CHECK(to_decimal<std::int64_t>(here, std::int64_t{12345}, 3, 10, 2) == 1234);  // half to even
  CHECK(to_decimal<std::int64_t>(here, 0.125, 0, 10, 2) == 12);
  CHECK_THROWS_AS(to_decimal<std::int64_t>(here, std::int64_t{1000}, 0, 4, 2), bodo::error);
  CHECK_THROWS_AS(to_decimal<std::int64_t>(here, __builtin_inf(), 0, 4, 2), bodo::error);
}

TEST_CASE("text is read as a whole") {
  CHECK(parse<std::int64_t>(here, "-12") == -12);
  CHECK(parse<std::int64_t>(here, "+12") == 12);
  CHECK(parse<std::uint64_t>(here, "18446744073709551615") == ~std::uint64_t{0});
  for (const char* bad : {"", "1 ", "x", "+-1", "1.0"}) CHECK_THROWS_AS(parse<std::int64_t>(here, bad), bodo::error);
  CHECK_THROWS_AS(parse<std::int8_t>(here, "128"), bodo::error);
  CHECK_THROWS_AS(parse<std::uint8_t>(here, "-1"), bodo::error);
  CHECK(parse<double>(here, "1e3") == 1000);
  CHECK(parse<double>(here, "1e999") == __builtin_inf());
  const std::string ones(401, '1');
  CHECK(parse<double>(here, ones + "e-50") == __builtin_inf());
  CHECK(parse<double>(here, "-" + ones + "e-400") == -1.1111111111111112);
  CHECK(parse<double>(here, "0." + std::string(400, '0') + "1e50") == 0);
  CHECK(parse<float>(here, "1.00000005960464477539062500000000000001") == 0x1.000002p0F);
  CHECK_THROWS_AS(parse<double>(here, "1,5"), bodo::error);
  CHECK(parse_decimal<std::int64_t>(here, "-1.5", 10, 2) == -150);
  CHECK_THROWS_AS(parse_decimal<std::int64_t>(here, "1.005", 10, 2), bodo::error);
  CHECK(parse_date(here, "2024-02-29") == day(2024, 2, 29));
  for (const char* bad : {"2023-02-29", "2024-2-29", "2024-02-29 ", "2024-13-01"})
    CHECK_THROWS_AS(parse_date(here, bad), bodo::error);
  CHECK(parse_time(here, "1970-01-02 00:00:01.5") == nanoseconds_per_day + 1'500'000'000);
  CHECK(parse_time(here, "1970-01-02T01:00") == nanoseconds_per_day + 3'600'000'000'000);
  CHECK(parse_time(here, "1970-01-02") == nanoseconds_per_day);
  for (const char* bad : {"1970-01-02 24:00", "1970-01-02 ", "1970-01-02 00:00:01."})
    CHECK_THROWS_AS(parse_time(here, bad), bodo::error);
}

TEST_CASE("values as text") {
  text_arena arena;
  CHECK(shown(spell(true, arena)) == "true");
  CHECK(shown(spell(std::int8_t{-7}, arena)) == "-7");
  CHECK(shown(spell(~std::uint64_t{0}, arena)) == "18446744073709551615");
  CHECK(shown(spell(0.1, arena)) == "0.1");
  CHECK(shown(spell_decimal(-150, 2, arena)) == "-1.50");
  CHECK(shown(spell_date(day(2024, 2, 29), arena)) == "2024-02-29");
}

TEST_CASE("months are clipped to their last day") {
  CHECK(add_months(here, day(2024, 1, 31), 1) == day(2024, 2, 29));
  CHECK(add_months(here, day(2023, 1, 31), 1) == day(2023, 2, 28));
  CHECK(add_months(here, day(2024, 3, 31), -1) == day(2024, 2, 29));
  CHECK(add_months(here, day(2024, 12, 15), 1) == day(2025, 1, 15));
  CHECK(add_months(here, day(2024, 1, 15), -1) == day(2023, 12, 15));
  CHECK(add_months(here, day(1969, 12, 31), -22) == day(1968, 2, 29));
  CHECK(add_months_to_time(here, -1, 1) ==
        day(1970, 2, 1) * nanoseconds_per_day - nanoseconds_per_day - 1 + nanoseconds_per_day);
}

TEST_CASE("times beyond 64 bits of nanoseconds are errors") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max(), least = std::numeric_limits<std::int64_t>::min();
  CHECK(midnight(here, day(2262, 4, 11)) == day(2262, 4, 11) * nanoseconds_per_day);
  for (const std::int32_t far : {day(1, 1, 1), day(1677, 9, 21), day(2262, 4, 12), day(9999, 12, 31)})
    CHECK_THROWS_AS(midnight(here, far), bodo::error);
  CHECK_THROWS_AS(parse_time(here, "9999-12-31"), bodo::error);
  // the first timestamps lie on a day whose midnight is none
  CHECK(parse_time(here, "1677-09-21 00:12:43.145224192") == INT64_MIN);
  CHECK(parse_time(here, "2262-04-11 23:47:16.854775807") == INT64_MAX);
  CHECK_THROWS_AS(parse_time(here, "1677-09-21 00:12:43.145224191"), bodo::error);
  CHECK_THROWS_AS(parse_time(here, "2262-04-11 23:47:16.854775808"), bodo::error);
  CHECK(add_months_to_time(here, parse_time(here, "1677-10-21 00:12:44"), -1) ==
        parse_time(here, "1677-09-21 00:12:44"));
  CHECK(time_plus(here, most - 1, 1) == most);
  CHECK_THROWS_AS(time_plus(here, most, 1), bodo::error);
  CHECK_THROWS_AS(time_minus(here, least, 1), bodo::error);
  CHECK_THROWS_AS(time_difference(here, most, -1), bodo::error);
  CHECK(date_difference(here, day(9999, 12, 31), day(9999, 12, 30)) == nanoseconds_per_day);
  CHECK_THROWS_AS(date_difference(here, day(9999, 12, 31), day(1, 1, 1)), bodo::error);
  CHECK_THROWS_AS(duration_plus(here, most, 1), bodo::error);
  CHECK_THROWS_AS(duration_times(here, most, 2), bodo::error);
  CHECK_THROWS_AS(negated_duration(here, least), bodo::error);
  CHECK(duration_without_sign(here, -3) == 3);
  CHECK(add_months(here, day(1, 1, 1), 12 * 9998) == day(9999, 1, 1));
  CHECK_THROWS_AS(add_months(here, day(9999, 12, 31), 12 * 30'000), bodo::error);
  CHECK_THROWS_AS(add_months(here, 0, most), bodo::error);
  CHECK_THROWS_AS(add_months_to_time(here, 0, 12 * 300), bodo::error);
}

TEST_CASE("every date has an order with every time") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max(), least = std::numeric_limits<std::int64_t>::min();
  CHECK(order_of(least, day(1677, 9, 21)) == 1);
  CHECK(order_of(least, day(1, 1, 1)) == 1);
  CHECK(order_of(most, day(2262, 4, 11)) == 1);
  CHECK(order_of(most, day(2262, 4, 12)) == -1);
  CHECK(order_of(most, day(9999, 12, 31)) == -1);
  CHECK(order_of(nanoseconds_per_day, 1) == 0);
  CHECK(order_of(-1, 0) == -1);
}

TEST_CASE("days pass between columns and <chrono> without nanoseconds") {
  using namespace std::chrono;
  const sys_days last(9999y / December / 31), first(1y / January / 1);
  for (const sys_days d : {first, last}) {
    CHECK(from_chrono<bodo::kind::date>(d, here) == d.time_since_epoch().count());
    CHECK(from_chrono<bodo::kind::date>(year_month_day(d), here) == d.time_since_epoch().count());
    CHECK(from_chrono<bodo::kind::date>(sys_seconds(d), here) == d.time_since_epoch().count());
    CHECK(to_chrono<sys_days>(static_cast<std::int32_t>(d.time_since_epoch().count()), here) == d);
    CHECK(to_chrono<sys_seconds>(static_cast<std::int32_t>(d.time_since_epoch().count()), here) == d);
    CHECK_THROWS_AS(from_chrono<bodo::kind::timestamp>(d, here), bodo::error);
    CHECK_THROWS_AS(to_chrono<sys_time<nanoseconds>>(static_cast<std::int32_t>(d.time_since_epoch().count()), here),
                    bodo::error);
  }
  CHECK(from_chrono<bodo::kind::date>(sys_seconds(-1s), here) == -1);
  CHECK(from_chrono<bodo::kind::timestamp>(sys_seconds(-1s), here) == -nanoseconds_per_second);
  CHECK(to_chrono<sys_seconds>(std::int64_t{-1}, here) == sys_seconds(-1s));
  CHECK_THROWS_AS(from_chrono<bodo::kind::duration>(days(200'000), here), bodo::error);
  CHECK_THROWS_AS(from_chrono<bodo::kind::date>(sys_days(days(20'000'000)), here), bodo::error);
  CHECK_THROWS_AS((to_chrono<duration<std::int32_t, std::nano>>(nanoseconds_per_second * 3, here)), bodo::error);
}

TEST_CASE("durations that count fractions are converted as <chrono> does") {
  using namespace std::chrono;
  for (const double seconds : {0.0, 1.5, -1.5, 0.1, 0.3, 1e9, -0.999999999})
    CHECK(from_chrono<bodo::kind::duration>(duration<double>(seconds), here) ==
          duration_cast<nanoseconds>(duration<double>(seconds)).count());
  CHECK(from_chrono<bodo::kind::duration>(duration<float, std::ratio<60>>(0.25F), here) == 15 * nanoseconds_per_second);
  for (const double seconds : {1e10, -1e10, __builtin_inf(), __builtin_nan("")})
    CHECK_THROWS_AS(from_chrono<bodo::kind::duration>(duration<double>(seconds), here), bodo::error);
  CHECK(to_chrono<duration<double>>(nanoseconds_per_second * 3 / 2, here) == duration<double>(1.5));
}

TEST_CASE("days earlier than a date") {
  CHECK(days_earlier(here, day(2024, 3, 1), 1) == day(2024, 2, 29));
  CHECK_THROWS_AS(days_earlier(here, 0, std::numeric_limits<std::int64_t>::min()), bodo::error);
}

TEST_CASE("the rest") {
  CHECK(least(3, std::int64_t{2}) == 2);
  CHECK(greatest(2.5, 1.0) == 2.5);
  CHECK(least(1.0, __builtin_nan("")) != least(1.0, __builtin_nan("")));
  CHECK(shown(least(text("b"), text("a"))) == "a");
  CHECK(clip(std::int64_t{7}, 0, 5) == 5);
  CHECK(one_of(text("AIR"), text("RAIL"), text("AIR")));
  CHECK_FALSE(one_of(std::int64_t{3}, 1, 2));
  CHECK(range_size(std::int64_t{0}, std::int64_t{10}, std::int64_t{3}) == 4);
  CHECK(range_size(std::int64_t{10}, std::int64_t{0}, std::int64_t{-3}) == 4);
  CHECK(range_size(std::int64_t{10}, std::int64_t{0}, std::int64_t{3}) == 0);
  CHECK(range_size(0.0, 1.0, 0.25) == 4);
  CHECK(mul<std::int64_t>(here, std::int64_t{3}, 4) == 12);
  CHECK_THROWS_AS((mul<int128>(here, power_of_ten(37), 10)), bodo::error);
  CHECK(abs(int128{-5}) == 5);
  CHECK(shown(strip(text(" \t a b\u00a0\u2003"))) == "a b");
  CHECK(strip(text(" \n")).size() == 0);
}

}  // namespace test_casts
