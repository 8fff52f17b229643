// How frames and series print: the expected texts are those of pandas 3.1 with Arrow types, 80 characters wide.
#include <bodo/bodo.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "bodo/rt/frame_state.h"

namespace test_frame_text {

using std::nullopt;
using std::optional;
using std::vector;

TEST_CASE("values print by their type, missing ones as <NA>") {
  using bodo::decimal_value;
  using std::chrono::nanoseconds;
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const bodo::DataFrame df{
      {"f", vector<optional<double>>{1.5, nullopt, 1e10, -0.25}},
      {"x", vector<double>{1e-8, nan, inf, 2.0}},
      {"b", vector<optional<bool>>{true, nullopt, false, true}},
      {"p", vector<optional<decimal_value>>{{{150, 2}}, nullopt, {{-1234567825, 2}}, {{0, 2}}}},
      {"dur", vector<optional<nanoseconds>>{nanoseconds(0), nullopt, nanoseconds(-1), nanoseconds(86401500000000)}}};
  CHECK(bodo::to_string(df) ==
        "              f             x      b             p                          dur\n"
        "0  1.500000e+00  1.000000e-08   True          1.50              0 days 00:00:00\n"
        "1          <NA>           NaN   <NA>          <NA>                         <NA>\n"
        "2  1.000000e+10           inf  False  -12345678.25  -1 days +23:59:59.999999999\n"
        "3 -2.500000e-01  2.000000e+00   True          0.00       1 days 00:00:01.500000\n");
}

TEST_CASE("columns that do not fit are left out in the middle") {
  const auto ab = [](std::int64_t i) { return vector<std::int64_t>{i, i + 1}; };
  const bodo::DataFrame df{{"a_rather_long_name_0", ab(0)}, {"a_rather_long_name_1", ab(1)},
                           {"a_rather_long_name_2", ab(2)}, {"a_rather_long_name_3", ab(3)},
                           {"a_rather_long_name_4", ab(4)}, {"a_rather_long_name_5", ab(5)},
                           {"a_rather_long_name_6", ab(6)}, {"a_rather_long_name_7", ab(7)}};
  CHECK(bodo::to_string(df) ==
        "   a_rather_long_name_0  ...  a_rather_long_name_7\n"
        "0                     0  ...                     7\n"
        "1                     1  ...                     8\n"
        "\n"
        "[2 rows x 8 columns]\n");
}

TEST_CASE("long strings are cut, in characters and not in bytes") {
  std::string accents;
  for (int i = 0; i < 50; ++i) accents += "é";
  const bodo::DataFrame df{{"s", vector<optional<std::string>>{std::string(60, 'x'), accents, nullopt}}};
  CHECK(bodo::to_string(df) ==
        "                                                   s\n"
        "0  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\n"
        "1  éééééééééééééééééééééééééééééééééééééééééééééé...\n"
        "2                                               <NA>\n");
}

TEST_CASE("of more than 60 rows the first and the last five are shown") {
  vector<int> k;
  vector<std::int64_t> w;
  for (int i = 0; i < 61; ++i) {
    k.push_back(i);
    w.push_back(i * 1000);
  }
  const bodo::DataFrame df{{"k", k}, {"w", w}};
  CHECK(bodo::to_string(df) ==
        "     k      w\n"
        "0    0      0\n"
        "1    1   1000\n"
        "2    2   2000\n"
        "3    3   3000\n"
        "4    4   4000\n"
        "..  ..    ...\n"
        "56  56  56000\n"
        "57  57  57000\n"
        "58  58  58000\n"
        "59  59  59000\n"
        "60  60  60000\n"
        "\n"
        "[61 rows x 2 columns]\n");
  CHECK(bodo::to_string(bodo::rt::make_series(bodo::rt::rows_of(df).select({0}))) ==
        "0      0\n1      1\n2      2\n3      3\n4      4\n      ..\n56    56\n57    57\n58    58\n59    59\n60    60\n"
        "Name: k, Length: 61, dtype: int32[pyarrow]\n");
}

TEST_CASE("frames without rows") {
  CHECK(bodo::to_string(bodo::DataFrame{{"a", vector<int>{}}, {"b", vector<int>{}}}) ==
        "Empty DataFrame\nColumns: [a, b]\nIndex: []\n");
}

}  // namespace test_frame_text
