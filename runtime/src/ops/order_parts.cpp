#include "ops/order_parts.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/column.h"
#include "bodo/rt/hash.h"
#include "bodo/rt/redistribute.h"
#include "columns/row_picker.h"
#include "ops/row_order.h"

namespace bodo::rt {

namespace {

constexpr std::int64_t samples_per_rank = 512;

// One of every `step` rows, at no regular distance: such rows may have something in common.
std::vector<std::uint32_t> sample(std::int64_t rows, std::int64_t step) {
  std::vector<std::uint32_t> numbers;
  for (std::int64_t i = 0; i < rows; i += step) {
    const auto part = static_cast<std::uint64_t>(std::min(step, rows - i));
    numbers.push_back(static_cast<std::uint32_t>(i + static_cast<std::int64_t>(hash_bits(numbers.size()) % part)));
  }
  return numbers;
}

// These rows, in this order.
table pick(const site& at, const table& from, std::span<const std::uint32_t> numbers, layout l) {
  table_builder rows(at, from.fields());
  row_picker picker(from);
  for (std::size_t i = 0; i < numbers.size(); i += batch_capacity) {
    const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, numbers.size() - i));
    rows.add(picker.pick(numbers.data() + i, n), {nullptr, n});
  }
  return rows.finish(l);
}

// The first rows of the parts of ranks 1, 2, ..., the same on every rank: with their places as their last column. Empty
// if there are no rows at all.
table begins_of_parts(const site& at, const table& rows, std::span<const sort_key> keys) {
  const std::int64_t step = std::max<std::int64_t>(1, total(rows.rows()) / (size() * samples_per_rank));
  const table samples = gather(at, pick(at, numbered(rows), sample(rows.rows(), step), layout::blocks));
  std::vector<sort_key> with_place(keys.begin(), keys.end());
  with_place.emplace_back(rows.width());
  const array<std::uint32_t> sorted = sorted_rows(at, samples, with_place);
  std::vector<std::uint32_t> begins;
  const auto ranks = static_cast<std::size_t>(size());
  for (std::size_t r = 1; r < ranks && !sorted.empty(); ++r) begins.push_back(sorted[sorted.size() * r / ranks]);
  return pick(at, samples, begins, layout::replicated);
}

}  // namespace

array<std::uint16_t> parts_of_order(const site& at, const table& all_columns, std::span<const sort_key> all_keys) {
  std::vector<std::uint32_t> columns;
  for (const sort_key& key : all_keys) columns.push_back(static_cast<std::uint32_t>(key.column));
  const table rows = all_columns.select(columns);
  std::vector<sort_key> keys(all_keys.begin(), all_keys.end());
  for (std::size_t k = 0; k < keys.size(); ++k) keys[k].column = k;
  const table begins = begins_of_parts(at, rows, keys);
  const column<std::int64_t> places(begins.column(rows.width()));

  // most rows are told apart by their approximate first keys
  std::vector<std::uint64_t> here(batch_capacity), there;
  const auto approximate = [&](const table& of, const batch& b) {
    approximate_order(of.field_at(0), b.columns[0], b, keys.front(), here.data());
  };
  batch b;
  for (table_scan scan(begins, {0}); scan.next(b);) {
    approximate(begins, b);
    there.insert(there.end(), here.begin(), here.begin() + b.size);
  }
  array<std::uint16_t> ranks(at, static_cast<std::size_t>(rows.rows()));
  std::size_t row = 0;
  for (table_scan scan(rows, {0}); scan.next(b);) {
    approximate(rows, b);
    for (std::uint32_t k = 0; k < b.size; ++k, ++row) {
      const auto alike = std::ranges::equal_range(there, here[k]);
      const auto is_before_part = [&](const std::uint64_t& begin) {
        const auto rank = static_cast<std::size_t>(&begin - there.data());
        const int c = compare_rows(rows, row, begins, rank, keys);
        return c != 0 ? c < 0 : rows.first() + static_cast<std::int64_t>(row) < places[rank];
      };
      const auto part = std::ranges::find_if(alike, is_before_part);
      ranks[row] = static_cast<std::uint16_t>(part - there.begin());
    }
  }
  return ranks;
}

}  // namespace bodo::rt
