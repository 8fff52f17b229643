#pragma once
// A table: a frame's rows of this rank, in memory, immutable once built, read any number of times. Columns are
// contiguous; long strings live in heaps whose ownership the table shares; coded columns share dictionaries. A table
// also holds the global facts (rows of all ranks, this rank's first row, equal blocks or not, replicated), so these
// queries are local. Building is local; `finish` is collective because it counts rows.
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

enum class layout : std::uint8_t {
  replicated,
  blocks,
  equal_blocks
};

class table;

// Rows per batch: 4096, or BODO_BATCH (1 to 4096; tests use 1 and 7).
std::uint32_t batch_size();

// A table with or without its rows' labels as the last column.
enum class labels : bool {
  numbers,
  last_column
};
inline constexpr labels labelled = labels::last_column;

// A column of a table as an argument: by its name, or by its number.
class chosen_column {
 public:
  template <std::size_t size>
  chosen_column(const char (&name)[size]) : name_(name, size - 1) {}
  chosen_column(std::uint32_t number) : number_(number) {}
  chosen_column(labels which) : is_last_(which == labels::last_column) {}
  // Its number in this table, which has it. Local.
  std::uint32_t in(const table& t) const;

 private:
  std::string_view name_;
  std::uint32_t number_ = 0;
  bool is_last_ = false;
};

class table {  // cheap to copy: shared, immutable
 public:
  table();  // no columns, no rows, replicated
  table(const table&) noexcept;
  table(table&&) noexcept;  // the other one can only be assigned to, or destroyed
  table& operator=(table) noexcept;
  ~table();

  std::int64_t rows() const;   // on this rank
  std::int64_t total() const;  // on all ranks
  std::int64_t first() const;  // global number of this rank's first row
  rt::layout distribution() const;
  bool is_replicated() const { return distribution() == layout::replicated; }
  block local() const { return {first(), rows()}; }

  std::size_t width() const;  // columns
  // Of an array of two dimensions the elements of a row, else 1: each rank has whole rows.
  std::int64_t row_length() const;
  std::int64_t matrix_rows() const { return total() / row_length(); }
  const field& field_at(std::size_t c) const;  // its name is valid as long as the table lives
  std::vector<field> fields() const;
  int find(std::string_view name) const;  // -1 if there is no such column
  column_view column(std::size_t c) const;

  // These columns, in this order; with `names` under new names. Local, nothing is copied.
  table select(std::span<const std::uint32_t> columns, std::span<const char* const> names = {}) const;
  //     df = df.select({"day", "price", rt::labelled});
  table select(std::initializer_list<chosen_column> columns) const;
  // `count` of this rank's rows from `begin` on, as part of a frame of `total` rows, `first` of which come before
  // these. Local; copies at most validity bits.
  table slice(std::int64_t begin, std::int64_t count, std::int64_t first, std::int64_t total, rt::layout l) const;
  // The column of this name, which exists, as a table of its own. Local, nothing is copied.
  table operator[](std::string_view name) const;
  // This table with the one column of `column`, which has the same rows on each rank, under this name: it replaces the
  // column of this name, or is added as the last one. Local, nothing is copied.
  //     df = df.with("total", rt::cumsum({at, df["i"]}));
  table with(std::string_view name, const table& column) const;
  // The columns of this one, then those of `right`, which has the same rows on each rank. Local.
  table beside(const table& right) const;

  class content;
  explicit table(content* c) noexcept;  // takes over one reference
  const content& get() const { return *content_; }

 private:
  content* content_;
};

// The columns of the table, and a last one of its rows' global numbers. Local; the others are not copied.
table numbered(const table& t);

// The numbers of these columns. Local.
std::vector<std::uint32_t> numbers_of(const table& t, std::initializer_list<chosen_column> columns);

// Collects rows. A column that is declared coded takes codes (of any dictionaries: the first one is shared; from the
// second one on, words are recoded into a dictionary of the builder), else views of strings.
class table_builder {
 public:
  table_builder(const site& at, std::span<const field> fields);
  table_builder(const site& at, std::initializer_list<field> fields);
  ~table_builder();
  table_builder(const table_builder&) = delete;
  table_builder& operator=(const table_builder&) = delete;

  // Copies the values at these rows, the bytes of long strings too. Local.
  void add(std::span<const column_view> columns, rows at);
  void add(std::initializer_list<column_view> columns, rows at) { add(std::span(columns.begin(), columns.size()), at); }
  std::int64_t rows() const;
  void reserve(std::int64_t rows);  // memory for so many in all
  // Of the rows that are added, this rank's last n are needed: earlier ones are dropped from time to time. The table
  // has blocks, and the rows that are left have the numbers that they would have among all.
  void keep_last(std::int64_t n);

  // Direct writing: room for n more values in one column; every column must be extended by the same n before the next
  // add or finish. All values are known until set_missing (whose slot must hold zero).
  template <class T>
  T* extend(std::size_t column, std::int64_t n) {
    return static_cast<T*>(extend_bytes(column, n, sizeof(T)));
  }
  void set_missing(std::size_t column, std::int64_t row);
  text keep(std::size_t column, std::string_view s);               // a text whose bytes the table will own
  std::int32_t intern(std::size_t column, std::string_view word);  // a code for a coded column
  // Texts written after `extend` may point into this heap too: the table shares its ownership from now on.
  void share_heap(std::size_t column, ref<text_heap> heap);

  // Collective unless replicated. Detects if `blocks` are equal blocks. Leaves the builder empty.
  table finish(rt::layout l);
  // Local: the caller knows that the rows are this rank's equal block of `total` (0 if it is negative).
  table finish_equal(std::int64_t total);
  // Local: the caller knows that there is one row for each row of `other`.
  table finish_like(const table& other);

 private:
  friend class table_writer;
  void* extend_bytes(std::size_t column, std::int64_t n, std::size_t width);
  void drop();

  struct impl;
  impl* impl_;
};

// Reads columns of a table batch by batch. Holds the table.
class table_scan {
 public:
  explicit table_scan(table t);  // all columns
  table_scan(table t, std::span<const std::uint32_t> columns);
  table_scan(table t, std::initializer_list<std::uint32_t> columns);

  std::vector<field> fields() const { return table_.fields(); }  // of the table
  // The next rows, batch_size() of them at most. `first_row` is the global number of the first. Local.
  bool next(batch& b);
  void rewind() { next_ = 0; }

 private:
  void open();

  table table_;
  std::vector<std::uint32_t> columns_;
  std::vector<std::size_t> widths_;
  std::vector<column_view> views_;
  std::vector<std::vector<std::uint64_t>> bitmaps_;  // for batches that don't start at a multiple of 64 rows
  std::int64_t next_ = 0;
};

}  // namespace bodo::rt
