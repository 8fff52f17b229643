// ranks: 1 2 3 4 7
// Frames in ordinary code. How they print: frame_text.cpp.
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "bodo/rt/frame_state.h"
#include "bodo/rt/redistribute.h"

namespace test_frame_handle {

using namespace std::chrono;

namespace {

bodo::DataFrame sample(int n = 3) {
  std::vector<int> a;
  std::vector<std::string> s;
  std::vector<std::optional<double>> o;
  std::vector<sys_days> d;
  for (int i = 0; i < n; ++i) {
    a.push_back(i + 1);
    s.push_back("a string of some length " + std::to_string(i));
    o.push_back(i % 2 == 1 ? std::nullopt : std::optional<double>(i + 0.5));
    d.push_back(sys_days{2024y / January / 1} + days{i});
  }
  return {{"A", a}, {"s", s}, {"o", o}, {"d", d}};
}

std::string said(const std::string& column, auto read) {
  try {
    read();
  } catch (const bodo::error& e) {
    return e.what();
  }
  return "nothing was thrown for " + column;
}

}  // namespace

TEST_CASE("a frame from vectors gives its values back") {
  const bodo::DataFrame df = sample();
  CHECK(df.size() == 3);
  CHECK(df.local_size() == 3);
  CHECK(!df.is_distributed());
  CHECK(df.columns() == std::vector<std::string>{"A", "s", "o", "d"});
  CHECK(df.schema()[2] == bodo::Field{"o", bodo::float64, true});
  CHECK(df.column<int>("A")[2] == 3);
  CHECK(df.column<std::string_view>("s")[1] == "a string of some length 1");
  CHECK(df.column<std::optional<double>>("o")[0] == 0.5);
  CHECK(!df.column<std::optional<double>>("o")[1].has_value());
  CHECK(df.column<sys_days>("d")[2] == sys_days{2024y / January / 3});
  CHECK(df.column<sys_time<hours>>("d")[2] == sys_days{2024y / January / 3});
  CHECK(df.column<std::optional<int>>("A")[1] == 2);

  const bodo::DataFrame times{
      {"t", std::vector<sys_time<milliseconds>>{sys_time<milliseconds>{1500ms}, sys_time<milliseconds>{-1ms}}},
      {"u", std::vector<minutes>{2min, -3min}},
      {"b", std::vector<bool>{true, false}},
      {"p", std::vector<bodo::decimal_value>{{150, 2}, {3, 1}}}};
  CHECK(times.schema()[0].type == bodo::timestamp);
  CHECK(times.schema()[3].type == bodo::decimal(38, 2));
  CHECK(times.column<sys_time<nanoseconds>>("t")[0].time_since_epoch() == 1500ms);
  CHECK(times.column<sys_time<seconds>>("t")[1].time_since_epoch() == -1s);  // towards the past
  CHECK(times.column<seconds>("u")[1] == -180s);
  CHECK(times.column<bool>("b")[0]);
  CHECK(times.column<bodo::decimal_value>("p")[1] == bodo::decimal_value(30, 2));
}

TEST_CASE("a column that cannot be had says why") {
  const bodo::DataFrame df = sample();
  CHECK(said("o", [&] { return df.column<double>("o"); }) ==
        "error: column: column 'o' has missing values: read it as std::optional of double");
  CHECK(said("z", [&] { return df.column<double>("z"); }) ==
        "error: column: there is no column 'z'; there are 'A', 's', 'o', 'd'");
  CHECK(said("A", [&] { return df.column<double>("A"); }) ==
        "error: column: column 'A' is of type int32, whose values are read as std::int32_t, not as double");
  CHECK(said("", [] { bodo::DataFrame{{"A", std::vector<int>{1}}, {"B", std::vector<int>{1, 2}}}; }) ==
        "error: DataFrame: column 'B' has 2 rows, the columns before it have 1");
  CHECK(said("", [] { bodo::DataFrame{{"A", std::vector<int>{1}}, {"A", std::vector<int>{1}}}; }) ==
        "error: DataFrame: there are two columns 'A'");
}

TEST_CASE("a frame prints this rank's rows with their global index") {
  std::ostringstream out;
  const bodo::DataFrame part = bodo::scatterv(bodo::DataFrame{{"A", std::vector<int>{10, 20, 30, 40, 50, 60, 70}}});
  out << part;
  std::string expected = "    A\n";
  const bodo::rt::block mine = bodo::rt::block_of(7);
  for (std::int64_t i = mine.begin; i < mine.end(); ++i)
    expected += std::to_string(i) + "  " + std::to_string(10 * (i + 1)) + "\n";
  CHECK(out.str() == expected);
  CHECK(bodo::to_string(bodo::DataFrame()) == "Empty DataFrame\nColumns: []\nIndex: []\n");
  CHECK(fmt::format("{}", bodo::DataFrame{{"A", std::vector<int>{1}}}) == "   A\n0  1\n");
  CHECK(fmt::format("{:>5}|", bodo::Scalar::of(1.5)) == "  1.5|");
}

TEST_CASE("frames move between ranks with their labels") {
  for (const int n : {0, 1, 3, 100}) {
    const bodo::DataFrame df = sample(n);
    const bodo::DataFrame part = bodo::scatterv(df, bodo::get_size() - 1);
    CHECK(part.size() == n);
    CHECK(part.local_size() == bodo::rt::block_of(n).count);
    CHECK(part.first_row() == bodo::rt::block_of(n).begin);
    CHECK(bodo::to_string(bodo::allgatherv(part)) == bodo::to_string(df));
    const bodo::DataFrame at_root = bodo::gatherv(part);
    CHECK(at_root.local_size() == (bodo::get_rank() == 0 ? n : 0));
    if (bodo::get_rank() == 0) CHECK(bodo::to_string(at_root) == bodo::to_string(df));
    const bodo::DataFrame everywhere = bodo::bcast(bodo::get_rank() == 0 ? df : bodo::DataFrame(), 0);
    CHECK(bodo::to_string(everywhere) == bodo::to_string(df));

    const bodo::DataFrame mixed = bodo::allgatherv(bodo::random_shuffle(part, 7));
    CHECK(bodo::to_string(mixed) == bodo::to_string(bodo::random_shuffle(df, 7)));
    const auto* labels = static_cast<const std::int64_t*>(bodo::rt::index_of(mixed).labels.column(0).values);
    for (std::int64_t i = 0; i < n; ++i) CHECK(mixed.column<int>("A")[static_cast<std::size_t>(i)] == labels[i] + 1);
    CHECK(bodo::to_string(bodo::allgatherv(bodo::rebalance(bodo::random_shuffle(part, 7)))) == bodo::to_string(mixed));
  }
}

TEST_CASE("scalars, vectors and arrays") {
  const int rank = bodo::get_rank(), size = bodo::get_size();
  const std::vector<int> ranks = bodo::allgatherv(rank);
  CHECK(static_cast<int>(ranks.size()) == size);
  CHECK(ranks.back() == size - 1);
  const auto words =
      bodo::gatherv(std::vector<std::string>(static_cast<std::size_t>(rank), "rank " + std::to_string(rank)));
  CHECK(static_cast<int>(words.size()) == (rank == 0 ? size * (size - 1) / 2 : 0));
  if (rank == 0 && size > 1) CHECK(words.back() == "rank " + std::to_string(size - 1));
  const std::vector<std::string> letters{"a", "b", "c", "d", "e"};
  CHECK(bodo::allgatherv(bodo::scatterv(letters)) == letters);
  CHECK(bodo::allgatherv(bodo::scatterv(std::array<int, 5>{1, 2, 3, 4, 5})) == std::vector<int>{1, 2, 3, 4, 5});
  CHECK(bodo::bcast(rank == 0 ? std::string("hello") : std::string()) == "hello");
  CHECK(bodo::bcast(rank, size - 1) == size - 1);
  CHECK(bodo::allgatherv(rank == 0).front());
  bodo::barrier();
  CHECK_THROWS_AS(bodo::bcast(1, size), bodo::error);
}

TEST_CASE("scalars convert, and say why they do not") {
  CHECK(static_cast<int>(bodo::Scalar::of(bodo::int64, 42)) == 42);
  CHECK(static_cast<double>(bodo::Scalar::of(0.25)) == 0.25);
  CHECK(std::isnan(static_cast<double>(bodo::Scalar::missing(bodo::float64))));
  CHECK(!bodo::Scalar::missing(bodo::int64).optional<int>().has_value());
  CHECK(static_cast<std::string>(bodo::Scalar::of("some longer text")) == "some longer text");
  bodo::Scalar copy = bodo::Scalar::of("text");
  const bodo::Scalar other = copy;
  copy = bodo::Scalar::of(bodo::date, 1);
  CHECK(bodo::to_string(other) == "text");
  CHECK(bodo::to_string(copy) == "1970-01-02");
  CHECK(bodo::to_string(bodo::Scalar::of(bodo::decimal(15, 2), static_cast<std::uint64_t>(-150))) == "-1.50");
  CHECK(bodo::to_string(bodo::Scalar::of(1.0)) == "1.0");
  CHECK(bodo::to_string(bodo::Scalar()) == "<NA>");
  CHECK(said("", [] { return static_cast<std::int8_t>(bodo::Scalar::of(bodo::int64, 300)); }) ==
        "error: Scalar: 300 is beyond the range of the integer type that takes it");
  CHECK(said("", [] { return static_cast<int>(bodo::Scalar::missing(bodo::int64)); }) ==
        "error: Scalar: the value is missing: take it by optional<T>(), or ask has_value() before");
  CHECK(said("", [] { return static_cast<int>(bodo::Scalar::of("x")); }) ==
        "error: Scalar: a value of type string does not convert to an integer");

  // what no cast asks for keeps the value
  const bodo::Scalar half = bodo::Scalar::of(0.5), two = bodo::Scalar::of(2.0);
  const bodo::Scalar hour = bodo::Scalar::of(bodo::timestamp, 3'600'000'000'000);
  using std::chrono::sys_days, std::chrono::sys_seconds;
  const int whole = two;
  const float narrow = half;
  const sys_seconds seconds = hour;
  const std::chrono::duration<double> exact = bodo::Scalar::of(bodo::duration, 1'500'000'000);
  CHECK((whole == 2 && narrow == 0.5F && seconds.time_since_epoch().count() == 3600 && exact.count() == 1.5));
  CHECK((static_cast<int>(bodo::Scalar::of(2.5)) == 2 && static_cast<sys_days>(hour) == sys_days()));
  CHECK((static_cast<bool>(half) && static_cast<float>(bodo::Scalar::of(0.1)) == 0.1F));
  CHECK(
      said("",
           [&] {
             const int x = half;
             return x;
           }) ==
      "error: Scalar: 0.5 would change as an integer: write static_cast<std::int64_t>(...) to convert it all the same");
  CHECK(said("",
             [] {
               const unsigned x = bodo::Scalar::of(bodo::decimal(15, 2), 150);
               return x;
             }) ==
        "error: Scalar: 1.50 would change as an unsigned integer: write static_cast<std::int64_t>(...) to convert it "
        "all the same");
  CHECK(said("", [] {
          const float x = bodo::Scalar::of(0.1);
          return x;
        }) == "error: Scalar: 0.1 would change as a float: write static_cast<float>(...) to convert it all the same");
  CHECK(said("",
             [&] {
               const bool x = two;
               return x;
             }) ==
        "error: Scalar: a number would change as a bool: write x != 0, or static_cast<bool>(...) to convert it all the "
        "same");
  CHECK(said("",
             [&] {
               const sys_days x = hour;
               return x;
             }) ==
        "error: Scalar: the time is finer than the unit that takes it: write static_cast<std::chrono::sys_days>(...), "
        "or the type at hand, to round it down");
}

}  // namespace test_frame_handle
