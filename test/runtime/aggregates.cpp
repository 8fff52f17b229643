// ranks: 1 2 3
#include "bodo/rt/aggregates.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <vector>

#include "bodo/rt/allreduce.h"
#include "bodo/rt/error.h"

namespace test_aggregates {

using namespace bodo::rt;

static constexpr site here{"test.cpp", 7, "sample"};

// The state of values[from, to), added one by one.
template <class State, class T>
static State part(const std::vector<T>& values, std::size_t from, std::size_t to) {
  State s;
  for (std::size_t i = from; i < to; ++i) s.add(values[i]);
  return s;
}

// The result of three parts, split at random, merged in order.
template <class State, class T>
static State split(const std::vector<T>& values, std::mt19937_64& r) {
  std::size_t a = r() % (values.size() + 1), b = r() % (values.size() + 1);
  if (a > b) std::swap(a, b);
  State s = part<State>(values, 0, a);
  s.merge(part<State>(values, a, b));
  s.merge(part<State>(values, b, values.size()));
  return s;
}

TEST_CASE("the variance of values far from zero keeps its digits") {
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(1e9 + i % 2);
  CHECK(part<variance<double>>(values, 0, values.size()).value() == Approx(0.25 * 1000 / 999).epsilon(1e-14));
  CHECK(part<variance<double>>(std::vector<double>(50, 0.1), 0, 50).value() == Approx(0).margin(1e-30));
  CHECK_FALSE(part<variance<double>>(values, 0, 1).known());
}

TEST_CASE("integer and decimal sums are exact, and an error where they do not fit") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::vector<std::int64_t> over{most, 1, -1}, beyond{most, 1};
  CHECK(part<sum<std::int64_t>>(over, 0, 3).value(here) == most);
  if (size() == 1) {
    CHECK_THROWS_AS(part<sum<std::int64_t>>(beyond, 0, 2).value(here), bodo::error);
    CHECK_THROWS_AS((part<sum<std::uint64_t>>(std::vector<std::uint64_t>{~0ULL, 1}, 0, 2).value(here)), bodo::error);
  }
  CHECK(part<mean<std::int64_t>>(beyond, 0, 2).value() == 0x1p62);
  CHECK(part<mean<std::int64_t>>(std::vector<std::int64_t>{-3, -4}, 0, 2).value(1) == -0.35);
  // 38 digits, beyond 128 bits on the way
  const int128 big = power_of_ten(38) - 1;
  std::vector<int128> wide(100, big);
  wide.insert(wide.end(), 99, -big);
  std::mt19937_64 r(2);
  for (int i = 0; i < 20; ++i) CHECK(split<sum<int128>>(wide, r).value(here) == big);
  if (size() == 1) CHECK_THROWS_AS(part<sum<int128>>(wide, 0, 2).value(here), bodo::error);
  CHECK(part<mean<int128>>(wide, 0, 100).value(38) == Approx(1.0).epsilon(1e-15));
  std::vector<int128> negative(100, -big);
  CHECK(part<mean<int128>>(negative, 0, 100).value(37) == Approx(-10.0).epsilon(1e-15));
}

TEST_CASE("smallest, largest, first and last") {
  const std::vector<double> values{NAN, 2, -0.0, 0.0, 7, NAN};
  CHECK(std::signbit(part<min<double>>(values, 0, 6).value()));
  CHECK(part<max<double>>(values, 0, 6).value() == 7);
  CHECK(std::isnan(part<min<double>>(values, 0, 1).value()));
  max<double> largest_of_parts = part<max<double>>(values, 0, 1);
  CHECK(std::isnan(largest_of_parts.value()));
  largest_of_parts.merge(part<max<double>>(values, 5, 6));
  CHECK(std::isnan(largest_of_parts.value()));
  largest_of_parts.merge(part<max<double>>(values, 1, 2));
  CHECK(largest_of_parts.value() == 2);
  CHECK(part<max<double>>(std::vector<double>{NAN, -INFINITY, NAN}, 0, 3).value() == -INFINITY);
  CHECK(part<min<double>>(std::vector<double>{INFINITY, NAN}, 0, 2).value() == INFINITY);
  CHECK(part<max<int>>(std::vector<int>{-7, -5}, 0, 2).value() == -5);
  CHECK_FALSE(min<int>{}.known());
  text_heap heap(here);
  min<text> smallest;
  max<text> largest;
  first<text> first_word;
  last<text> last_word;
  const std::string words[] = {"a word that is quite long", "b", "another word that is quite long",
                               "z long long long long"};
  std::int64_t row = 10;
  for (std::string w : words) {  // copies, so that what is kept must be kept by the states
    smallest.add(text(w), heap), largest.add(text(w), heap);
    first_word.add(text(w), row, heap), last_word.add(text(w), row, heap);
    ++row;
  }
  CHECK(smallest.value().view() == words[0]);
  CHECK(largest.value().view() == words[3]);
  CHECK(first_word.value().view() == words[0]);
  CHECK(last_word.value().view() == words[3]);
  first<int> f;
  f.add(5, 100), f.add(6, 50), f.add(7, 60);
  CHECK(f.value() == 6);
  last<int> l;
  l.add(5, 100), l.add(6, 50);
  first<int> f2;
  f2.add(9, 3);
  f.merge(f2), f2.merge(f);
  CHECK(f.value() == 9);
  CHECK(f2.value() == 9);
  CHECK(l.value() == 5);
}

TEST_CASE("states of all ranks merge") {
  mean<std::int64_t> m;
  m.add(rank());
  CHECK(allreduce(here, m).value() == (size() - 1) / 2.0);
  CHECK_FALSE(allreduce(here, max<int>{}).known());
  text_heap heap(here);
  max<text> w;
  std::string mine = "a word of the rank with number ";
  mine += std::to_string(rank());
  w.add(text(mine), heap);
  const auto all = allreduce(here, w);
  CHECK(all.value().view() == "a word of the rank with number " + std::to_string(size() - 1));

  // several states in one message
  min<text> first;
  first.add(text("long enough to have its bytes elsewhere: " + std::to_string(rank())), heap);
  count n;
  n.add(rank());
  const auto [rows, last, mean_of_all, smallest] = allreduce(here, n, w, m, first);
  CHECK(rows.value() == size() * (size() - 1) / 2);
  CHECK(last.value() == all.value());
  CHECK(mean_of_all.value() == (size() - 1) / 2.0);
  CHECK(smallest.value().view() == "long enough to have its bytes elsewhere: 0");
}

}  // namespace test_aggregates
