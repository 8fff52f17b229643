// ranks: 1 2 3 4 7
#include "bodo/rt/window.h"

#include "bodo/rt/error.h"
#include "runtime/random_frame.h"

using namespace random_frame;

namespace {

const std::int64_t sizes[] = {0, 1, 2, 100, 9001};

table build(const frame& f, std::int64_t n, int kind, bool replicated) {
  const block b = replicated ? block{0, n} : mine(n, kind);
  table_builder builder(here, f.fields);
  f.feed(b.begin, b.end(), false,
         [&](std::span<const column_view> columns, rows at, std::int64_t) { builder.add(columns, at); });
  return builder.finish(replicated ? layout::replicated : layout::blocks);
}

// Calls check(global row, cell) for this rank's rows of a column.
template <class Check>
void each_cell(const table& t, std::size_t c, Check check) {
  const field f = t.field_at(c);
  for (std::int64_t i = 0; i < t.rows(); ++i)
    check(t.first() + i, read_cell(t.column(c), f, static_cast<std::size_t>(i)));
}

}  // namespace

TEST_CASE("running sums skip what is missing") {
  const std::vector<field> fields = {{"i", bodo::int32, nullable},   {"l", bodo::int64},
                                     {"u", bodo::uint16, nullable},  {"f", bodo::float64, nullable},
                                     {"d", bodo::decimal(12, 2)},    {"w", bodo::decimal(38, 2), nullable},
                                     {"b", bodo::boolean, nullable}, {"s", bodo::float32}};
  for (const std::int64_t n : sizes)
    for (int kind = 0; kind < 5; ++kind) {
      const frame f(fields, n, domain::many, 5);
      const table t = build(f, n, kind % 4, kind == 4);
      for (std::size_t c = 0; c < fields.size(); ++c) {
        const table sums = cumsum(here, t, c);
        REQUIRE(sums.rows() == t.rows());
        REQUIRE(sums.first() == t.first());
        std::vector<value> expected;
        value sum;
        for (const row& x : f.rows) {
          sum.known = x[c].known;
          sum.number += x[c].number;
          sum.real += x[c].real;
          expected.push_back(sum);
        }
        std::string wrong;
        each_cell(sums, 0, [&](std::int64_t i, const value& v) {
          if (!(v == expected[static_cast<std::size_t>(i)])) wrong = "row " + std::to_string(i);
        });
        CHECK(wrong == "");
      }
    }
}

TEST_CASE("a running sum that leaves int64 is an error") {
  const frame f({{"l", bodo::int64}}, 0, domain::few, 1);
  table_builder b(here, f.fields);
  std::int64_t* const v = b.extend<std::int64_t>(0, 1);
  *v = std::numeric_limits<std::int64_t>::max() - 1;
  const table t = b.finish(layout::replicated);
  CHECK(column<std::int64_t>(cumsum(here, t, 0).column(0))[0] == *v);
  table_builder two(here, f.fields);
  std::int64_t* const w = two.extend<std::int64_t>(0, 2);
  w[0] = w[1] = std::numeric_limits<std::int64_t>::max() - 1;
  const table u = two.finish(layout::replicated);
  if (size() == 1) CHECK_THROWS_AS(cumsum(here, u, 0), bodo::error);
}

TEST_CASE("rows shift across ranks") {
  const std::vector<field> fields = {{"i", bodo::int32}, {"s", bodo::string, nullable}, {"c", bodo::string, coded}};
  for (const std::int64_t n : sizes)
    for (int kind = 0; kind < 5; ++kind) {
      const frame f(fields, n, domain::many, 6);
      const table t = build(f, n, kind % 4, kind == 4);
      for (const std::int64_t k : {0L, 1L, -1L, 3L, -60L, 5000L, -5000L, 100000L, -100000L})
        for (std::size_t c = 0; c < fields.size(); ++c) {
          const table moved = shift(here, t, c, k);
          REQUIRE(moved.rows() == t.rows());
          REQUIRE(moved.first() == t.first());
          std::string wrong;
          each_cell(moved, 0, [&](std::int64_t i, const value& v) {
            const std::int64_t from = i - k;
            const value e = from >= 0 && from < n ? f.rows[static_cast<std::size_t>(from)][c] : value{};
            if (!(v == e)) wrong = "row " + std::to_string(i);
          });
          CHECK(wrong == "");
        }
    }
}

TEST_CASE("slices are Python's") {
  for (const std::int64_t n : sizes)
    for (int kind = 0; kind < 5; ++kind) {
      const frame f({{"l", bodo::int64}, {"s", bodo::string, nullable}}, n, domain::growing, 7);
      const table t = build(f, n, kind % 4, kind == 4);
      const auto check = [&](const table& part, std::int64_t from, std::int64_t to) {
        from = std::clamp<std::int64_t>(from < 0 ? from + n : from, 0, n);
        to = std::max(from, std::clamp<std::int64_t>(to < 0 ? to + n : to, 0, n));
        CHECK(part.total() == to - from);
        CHECK((part.is_replicated() ? part.rows() : total(part.rows())) == to - from);
        std::string wrong;
        for (std::size_t c = 0; c < 2; ++c)
          each_cell(part, c, [&](std::int64_t i, const value& v) {
            if (!(v == f.rows[static_cast<std::size_t>(from + i)][c])) wrong = "row " + std::to_string(i);
          });
        CHECK(wrong == "");
      };
      for (const std::int64_t a : {0L, 1L, 50L, -1L, -70L, 20000L, -20000L}) {
        for (const std::int64_t b : {0L, 1L, 60L, -1L, -50L, 20000L}) check(slice(here, t, a, b), a, b);
        check(head(here, t, a), 0, a);
        check(tail(here, t, a), a < 0 ? -a : std::max<std::int64_t>(0, n - a), n);
      }
    }
}

TEST_CASE("a column is added or replaced by its name") {
  const frame f({{"i", bodo::int64, nullable}, {"s", bodo::string}}, 100, domain::many, 5);
  const table t = build(f, 100, 1, false);
  const table more = t.with("total", cumsum(here, t["i"]));
  REQUIRE(more.width() == 3);
  CHECK(more.find("total") == 2);
  CHECK(more.rows() == t.rows());
  CHECK(more.first() == t.first());
  CHECK(more.column(2).values == more["total"].column(0).values);
  CHECK(more.column(0).values == t.column(0).values);
  const table replaced = more.with("i", shift(here, t["s"], 1));
  REQUIRE(replaced.width() == 3);
  CHECK(replaced.field_at(0).type == bodo::string);
  CHECK(std::string(replaced.field_at(0).name) == "i");
  CHECK(replaced.total() == 100);
  CHECK(table().with("i", t["i"]).rows() == t.rows());
}
