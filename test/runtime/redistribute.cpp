// ranks: 1 2 3 4 7
#include "bodo/rt/redistribute.h"

#include <algorithm>
#include <set>

#include "bodo/rt/error.h"
#include "columns/table_content.h"
#include "runtime/sample_rows.h"

namespace test_redistribute {

using namespace sample_rows;

static const std::int64_t sizes[] = {0, 1, 5, 64, 1000, 9001};

TEST_CASE("rows that are built are read again") {
  for (const std::int64_t n : sizes)
    for (int kind = 0; kind < 4; ++kind) {
      const block rows = mine(shape(n, kind, size()));
      const table t = build(rows, layout::blocks);
      CHECK(t.total() == n);
      CHECK(t.first() == rows.begin);
      CHECK((t.distribution() == layout::equal_blocks) == (shape(n, kind, size()) == shape(n, 0, size())));
      check_rows(t, rows.begin, rows.count);

      const table with_numbers = numbered(t);
      CHECK(with_numbers.width() == t.width() + 1);
      CHECK(with_numbers.local().begin == rows.begin);
      CHECK(with_numbers.distribution() == t.distribution());
      const column<std::int64_t> number(with_numbers.column(t.width()));
      bool right = true;
      for (std::int64_t i = 0; i < rows.count; ++i) right &= number[static_cast<std::size_t>(i)] == rows.begin + i;
      CHECK(right);
    }
}

TEST_CASE("strings of other tables are shared, and outlive them") {
  const std::vector<field> fields{{"s", bodo::string, nullable}};
  const auto word = [](std::size_t length, std::int64_t i) { return std::string(length, 'x') + std::to_string(i); };
  // the second one's strings are too many bytes to be kept for a few rows: they are once many have been copied
  for (const std::size_t length : {20, 2000}) {
    constexpr std::int64_t rows = 1000, times = 3;
    table third;
    {
      table_builder first(here, fields), second(here, fields);
      for (std::int64_t i = 0; i < rows; ++i) {
        const text t(first.keep(0, word(length, i)));
        first.add({{&t, nullptr}}, {nullptr, 1});
      }
      const table one = first.finish(layout::replicated);
      for (std::int64_t n = 0; n < times; ++n) {
        batch b;
        for (table_scan scan(one); scan.next(b);) second.add(b.columns, b);
      }
      const table two = second.finish(layout::replicated);
      const text* const from = static_cast<const text*>(one.column(0).values);
      const text* const to = static_cast<const text*>(two.column(0).values);
      CHECK((from[7].data() == to[7].data()) == (length == 20));
      CHECK(from[7].data() == to[2 * rows + 7].data());
      // each row's bytes count: they travel
      CHECK(bytes_of(two) >= times * rows * static_cast<std::int64_t>(sizeof(text) + length));
      table_builder last(here, fields);
      batch b;
      for (table_scan scan(two); scan.next(b);) last.add(b.columns, b);
      third = last.finish(layout::replicated);
    }
    // other strings in the memory that the first tables had
    table_builder others(here, fields);
    for (std::int64_t i = 0; i < 4 * rows; ++i) others.keep(0, std::string(length + 4, 'y'));
    REQUIRE(third.rows() == times * rows);
    const text* const values = static_cast<const text*>(third.column(0).values);
    std::int64_t wrong = 0;
    for (std::int64_t i = 0; i < third.rows(); ++i) wrong += values[i].view() == word(length, i % rows) ? 0 : 1;
    CHECK(wrong == 0);
  }
}

TEST_CASE("gather brings all rows to every rank, gather_to to the root") {
  for (const std::int64_t n : sizes)
    for (int kind = 0; kind < 4; ++kind) {
      const table t = build(mine(shape(n, kind, size())), layout::blocks);
      const table all = gather(here, t);
      CHECK(all.is_replicated());
      check_rows(all, 0, n);
      for (std::size_t c = 0; c < t.width() && t.rows() != 0; ++c) CHECK(all.column(c).bound >= t.column(c).bound);
      const int root = size() - 1;
      const table one = gather_to(here, t, root);
      check_rows(one, 0, rank() == root ? n : 0);
      CHECK(one.total() == n);
    }
}

TEST_CASE("rows move from any partition into any other and keep their order") {
  for (const std::int64_t n : sizes)
    for (int from = 0; from < 4; ++from) {
      const table t = build(mine(shape(n, from, size())), layout::blocks);
      const block equal = block_of(n);
      const table balanced = rebalance(here, t);
      CHECK(balanced.distribution() == layout::equal_blocks);
      check_rows(balanced, equal.begin, equal.count);
      for (int to = 0; to < 4; ++to) {
        const block wanted = mine(shape(n, to, size()));
        const table like = build(wanted, layout::blocks);
        const table aligned = align(here, t, like);
        check_rows(aligned, wanted.begin, wanted.count);
        CHECK(aligned.first() == wanted.begin);
        check_rows(repartition(here, t, wanted.count), wanted.begin, wanted.count);
        check_rows(align(here, gather(here, t), like), wanted.begin, wanted.count);
      }
    }
}

TEST_CASE("replicated rows are cut without communication") {
  for (const std::int64_t n : sizes) {
    const table all = build({0, n}, layout::replicated);
    const block equal = block_of(n);
    check_rows(cut(all), equal.begin, equal.count);
    const block odd = mine(shape(n, 3, size()));
    check_rows(cut(all, build(odd, layout::blocks)), odd.begin, odd.count);
  }
}

TEST_CASE("scatter and broadcast look at the root's rows only") {
  for (const std::int64_t n : sizes) {
    const int root = size() / 2;
    const table t = build({0, rank() == root ? n : 3}, layout::replicated);
    const block equal = block_of(n);
    check_rows(scatter(here, t, root), equal.begin, equal.count);
    check_rows(broadcast(here, t, root), 0, n);
  }
}

// The row numbers of all ranks in order, from column i64.
static std::vector<std::int64_t> numbers(const table& t) {
  const table all = gather(here, t.select({4}));
  const auto* values = static_cast<const std::int64_t*>(all.column(0).values);
  return {values, values + all.rows()};
}

TEST_CASE("a random shuffle depends on the seed alone and moves whole rows") {
  for (const std::int64_t n : sizes) {
    const std::vector<std::int64_t> reference = numbers(random_shuffle(here, build({0, n}, layout::replicated), 42));
    CHECK(std::set<std::int64_t>(reference.begin(), reference.end()).size() == static_cast<std::size_t>(n));
    if (n >= 64) CHECK(!std::is_sorted(reference.begin(), reference.end()));
    for (int kind = 0; kind < 4; ++kind) {
      const table t = build(mine(shape(n, kind, size())), layout::blocks);
      const table shuffled = random_shuffle(here, t, 42);
      CHECK(shuffled.rows() == t.rows());
      CHECK(numbers(shuffled) == reference);
      table_scan scan(shuffled);
      batch b;
      bool same = true;
      while (scan.next(b))
        for (std::uint32_t i = 0; i < b.size; ++i) same = same && is_row(b, i, b.at<std::int64_t>(4)[i]);
      CHECK(same);
    }
    if (n >= 64) CHECK(numbers(random_shuffle(here, build({0, n}, layout::replicated), 43)) != reference);
  }
}

TEST_CASE("frames of different lengths do not go together") {
  const table a = build(block_of(10), layout::blocks), b = build(block_of(11), layout::blocks);
  CHECK_THROWS_AS(align(here, a, b), bodo::error);
}

}  // namespace test_redistribute
