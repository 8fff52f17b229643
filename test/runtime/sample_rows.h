#pragma once
// Rows for tests: each value is a function of its global row number, so that every rank can say what any row must hold.
#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "bodo/rt/hash.h"
#include "bodo/rt/table.h"

namespace sample_rows {

using namespace bodo::rt;

inline constexpr site here{"test.cpp", 7, "sample"};

// one field of each storage, and some that are nullable
inline const std::vector<field> fields = {{"b", bodo::boolean},
                                          {"i8", bodo::int8},
                                          {"i16", bodo::int16},
                                          {"i32", bodo::int32, nullable},
                                          {"i64", bodo::int64},
                                          {"f64", bodo::float64, nullable},
                                          {"t", bodo::string},
                                          {"tn", bodo::string, nullable},
                                          {"c", bodo::string, coded},
                                          {"cn", bodo::string, nullable | coded},
                                          {"d", bodo::decimal(30, 2), nullable}};

inline std::uint64_t random(std::int64_t row, std::uint64_t column) {
  return mix(static_cast<std::uint64_t>(row) * 31 + column + 77);
}
inline bool known(std::int64_t row, std::size_t c) { return !fields[c].nullable || random(row, c + 100) % 5 != 0; }
inline std::string string_at(std::int64_t row, std::size_t c) {
  const std::uint64_t r = random(row, c);
  const std::uint64_t distinct = fields[c].coded ? r % 13 : r;
  return std::string(static_cast<std::size_t>(distinct % 40), static_cast<char>('a' + distinct % 26)) +
         std::to_string(distinct % 1000);
}

// The rows from `begin` to `end`, batch by batch of `step` rows, every other time through a selection.
inline void add_rows(table_builder& b, std::int64_t begin, std::int64_t end, std::uint32_t step) {
  ref<dictionary> words[2] = {dictionary::make(here), dictionary::make(here)};
  for (std::int64_t row = begin; row < end; row += step) {
    const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(step, end - row));
    // with a selection: every value stands at 2 * k + 1
    const bool selected = (row - begin) / step % 2 == 1;
    const std::uint32_t slots = selected ? 2 * n + 2 : n;
    std::vector<std::vector<int128>> values(fields.size(), std::vector<int128>(slots));
    std::vector<std::vector<std::uint64_t>> valid(fields.size(), std::vector<std::uint64_t>(slots / 64 + 1, 0));
    std::vector<std::string> strings;
    strings.reserve(slots * fields.size());
    std::vector<column_view> views(fields.size());
    std::vector<std::uint16_t> positions;
    for (std::uint32_t k = 0; k < n; ++k) positions.push_back(static_cast<std::uint16_t>(selected ? 2 * k + 1 : k));
    dictionary& dict = *words[random(row, 5) % 2];  // dictionaries change between batches
    for (std::size_t c = 0; c < fields.size(); ++c) {
      const storage s = fields[c].storage();
      views[c].values = values[c].data();
      views[c].valid = fields[c].nullable ? valid[c].data() : nullptr;
      if (s == storage::code) views[c].words = &dict;
      for (std::uint32_t k = 0; k < n; ++k) {
        const std::uint32_t i = positions[k];
        if (!known(row + k, c)) continue;
        valid[c][i / 64] |= std::uint64_t{1} << (i % 64);
        const std::uint64_t r = random(row + k, c);
        char* at = reinterpret_cast<char*>(values[c].data()) + i * width_of(s);
        const auto put = [at](auto v) { std::memcpy(static_cast<void*>(at), &v, sizeof v); };
        switch (s) {
          case storage::b8: put(static_cast<std::uint8_t>(r % 2)); break;
          case storage::i8: put(static_cast<std::int8_t>(r)); break;
          case storage::i16: put(static_cast<std::int16_t>(r)); break;
          case storage::i32: put(static_cast<std::int32_t>(r)); break;
          case storage::i64: put(static_cast<std::int64_t>(row + k)); break;
          case storage::f64: put(static_cast<double>(r) / 3); break;
          case storage::text: put(text(strings.emplace_back(string_at(row + k, c)))); break;
          case storage::code: put(dict.intern(string_at(row + k, c))); break;
          default: put(int128{static_cast<std::int64_t>(r)} * 1000000000);
        }
      }
    }
    b.add(views, {selected ? positions.data() : nullptr, n});
  }
}

// Row i of a batch must be the global row `row`.
inline bool is_row(const batch& b, std::uint32_t i, std::int64_t row) {
  for (std::size_t c = 0; c < fields.size(); ++c) {
    const column_view& v = b.columns[c];
    if (v.known(i) != known(row, c)) return false;
    const std::uint64_t r = random(row, c);
    const auto is = [&](auto expected) {
      decltype(expected) value;
      std::memcpy(static_cast<void*>(&value), static_cast<const char*>(v.values) + i * sizeof value, sizeof value);
      return known(row, c) ? value == expected : value == decltype(expected){};
    };
    bool same = true;
    switch (fields[c].storage()) {
      case storage::b8: same = is(static_cast<std::uint8_t>(r % 2)); break;
      case storage::i8: same = is(static_cast<std::int8_t>(r)); break;
      case storage::i16: same = is(static_cast<std::int16_t>(r)); break;
      case storage::i32: same = is(static_cast<std::int32_t>(r)); break;
      case storage::i64: same = is(row); break;
      case storage::f64: same = is(static_cast<double>(r) / 3); break;
      case storage::text: same = is(text(string_at(row, c))); break;
      case storage::code:
        same = !known(row, c) || (*v.words)[static_cast<const std::int32_t*>(v.values)[i]].view() == string_at(row, c);
        break;
      default: same = is(int128{static_cast<std::int64_t>(r)} * 1000000000);
    }
    if (!same) return false;
  }
  return true;
}

// This rank's rows must be the global rows from `first` on; `begin` is the first one's place in the table's own count.
inline void check_rows(const table& t, std::int64_t first, std::int64_t count) {
  REQUIRE(t.rows() == count);
  table_scan scan(t);
  batch b;
  std::int64_t row = first;
  while (scan.next(b)) {
    bool same = true;
    for (std::uint32_t i = 0; i < b.size; ++i) same = same && is_row(b, i, row + i);
    REQUIRE(same);
    REQUIRE(b.first_row == t.first() + (row - first));
    row += b.size;
  }
  REQUIRE(row == first + count);
}

// How many of n rows each rank gets, in several shapes: equal, all on the last, none on even ranks, random.
inline std::vector<std::int64_t> shape(std::int64_t n, int kind, int ranks) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(ranks), 0);
  if (kind == 0) {
    for (int r = 0; r < ranks; ++r) counts[static_cast<std::size_t>(r)] = block_of(n, r, ranks).count;
  } else if (kind == 1) {
    counts.back() = n;
  } else {
    for (std::int64_t i = 0; i < n; ++i) {
      std::size_t r = random(i, static_cast<std::uint64_t>(kind)) % counts.size();
      if (kind == 2 && r % 2 == 0 && counts.size() > 1) r = 1;
      ++counts[r];
    }
  }
  return counts;
}

inline block mine(const std::vector<std::int64_t>& counts) {
  block b;
  for (int r = 0; r < rank(); ++r) b.begin += counts[static_cast<std::size_t>(r)];
  b.count = counts[static_cast<std::size_t>(rank())];
  return b;
}

inline table build(const block& rows, layout l, std::uint32_t step = 100) {
  table_builder b(here, fields);
  add_rows(b, rows.begin, rows.end(), step);
  return b.finish(l);
}

}  // namespace sample_rows
