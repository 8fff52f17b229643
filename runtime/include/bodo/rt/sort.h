#pragma once
// Sorting: a sink that keeps the rows, and after `finish` returns them in global order (rank 0 has the first rows).
// Stable: equal rows stay in the order of the input, by which they are also split over ranks. With a limit each rank
// keeps about that many rows: one that comes after as many others is dropped before anything of it is copied.
// Strings sort by code points, false before true, NaN after all numbers in both directions (next to the missing values,
// as in Arrow).
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "bodo/rt/batch.h"
#include "bodo/rt/column.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

struct sort_key {
  std::size_t column = 0;  // among the sorter's fields
  const char* name = "";   // instead, if it is not empty
  bool ascending = true;
  bool na_first = false;  // missing values first, else last; not reversed by `ascending`

  constexpr sort_key(std::size_t column) : column(column) {}
  template <std::size_t N>
  constexpr sort_key(const char (&name)[N]) : name(name) {}
  template <std::same_as<bool> B>
  sort_key(B) = delete;  // no direction
};

// rt::sorter sorted(at, {{"name", bodo::string}, {"revenue", bodo::float64}}, {rt::descending("revenue"), "name"});
constexpr sort_key descending(sort_key key) {
  key.ascending = false;
  return key;
}
constexpr sort_key missing_first(sort_key key) {
  key.na_first = true;
  return key;
}

// Reads rows of a source by their numbers; those of a batch count from its first_row.
class numbered_rows {
 public:
  virtual ~numbered_rows() = default;
  // Some columns of the rows with these ascending numbers, in this order, as a table of this rank. Local.
  virtual table at(std::span<const std::int64_t> numbers) = 0;
};

class sorter {
 public:
  static constexpr std::int64_t no_limit = -1;

  sorter(const site& at, std::span<const field> fields, std::span<const sort_key> keys, std::int64_t limit = no_limit);
  sorter(const site& at, std::span<const field> fields, std::initializer_list<sort_key> keys,
         std::int64_t limit = no_limit)
      : sorter(at, fields, std::span<const sort_key>(keys.begin(), keys.size()), limit) {}
  sorter(const site& at, std::initializer_list<field> fields, std::initializer_list<sort_key> keys,
         std::int64_t limit = no_limit)
      : sorter(at, std::span<const field>(fields.begin(), fields.size()), keys, limit) {}
  ~sorter();
  sorter(const sorter&) = delete;
  sorter& operator=(const sorter&) = delete;

  // For a sorter with a limit, before the first row: these fields, none of them a key, are not added, but read for the
  // first rows alone, by complete().
  void read_later(std::initializer_list<std::uint32_t> fields);
  // Reads them: the source has their columns. Before finish(); collective.
  void complete(numbered_rows&& source);

  // Before the first row: only rows that may be among the first n of those with the same values of these fields are
  // needed. Others go, unless it would take too long to find them.
  void first_of_groups(std::int64_t n, std::initializer_list<std::uint32_t> fields);

  // Copies the rows. Local. With columns that are read later: those that are not, and the number of the batch's row 0
  // in the source.
  void add(std::span<const column_view> columns, rows rows, std::int64_t first_row = 0);
  void add(std::initializer_list<column_view> columns, rows rows, std::int64_t first_row = 0) {
    add(std::span<const column_view>(columns.begin(), columns.size()), rows, first_row);
  }
  // Collective.
  void finish();
  // Instead of finish() if every rank has the same rows (replicated input). Local.
  void finish_local();

  std::span<const field> fields() const;
  std::int64_t size() const;   // after finish: number of this rank's rows
  std::int64_t total() const;  // and of those of all ranks
  // The next rows, all columns; `first_row` is the global number of the first one. At the end (false), all rows are
  // freed.
  bool next(batch& out);
  // Instead of next(): all rows as a table. Local.
  table to_table();

 private:
  struct impl;
  impl* self_;
};

}  // namespace bodo::rt
