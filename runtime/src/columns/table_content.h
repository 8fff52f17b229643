#pragma once
// The contents of tables, for the runtime's own sources: columns that several tables may share, and a builder that can
// also write to given rows.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// The owner of memory to which a column's view points.
class column_memory : public shared_object<column_memory> {
 public:
  virtual ~column_memory() = default;
};

struct text_heaps {
  std::vector<ref<text_heap>> all;
  std::size_t bytes = 0;
};

// Memory of a column that was built here.
class built_column : public column_memory {
 public:
  explicit built_column(const site& at) : values(at), valid(at) {}
  array<std::byte> values;
  array<std::uint64_t> valid;
  ref<const dictionary> words;
  text_heaps heaps;
};

struct table_column {
  rt::field field;
  column_view view;
  std::vector<ref<column_memory>> memory;  // all to which the view points, directly or indirectly
  std::size_t heap_bytes = 0;              // of long strings, roughly
};

class table::content : public shared_object<table::content> {
 public:
  std::vector<table_column> columns;
  std::int64_t rows = 0;
  std::int64_t total = 0;
  std::int64_t first = 0;
  rt::layout distribution = layout::replicated;
  std::int64_t row_length = 1;
};

// Keeps a copy of the name for ever: there are many tables, but few names.
const char* keep_name(std::string_view name);

// `row_length` is that of a table without columns.
table make_table(std::vector<table_column> columns, std::int64_t rows, std::int64_t first, std::int64_t total, layout l,
                 std::int64_t row_length = 1);
// The same rows with another place in the frame. Local.
table with_place(const table& t, std::int64_t first, std::int64_t total, layout l);
// Bytes of this rank's rows, roughly.
std::int64_t bytes_of(const table& t);
// Derives `first`, `total` and the layout from each rank's number of rows.
table placed_by_counts(const table& t, std::span<const std::int64_t> counts);

// Builds a table of known length whose rows come in any order.
class table_writer {
 public:
  table_writer(const site& at, std::span<const field> fields, std::int64_t rows);
  // Writes the rows of a batch to row `to` and the following ones, or the k-th to row to[k].
  void put(std::span<const column_view> columns, rows at, std::int64_t to);
  void put(std::span<const column_view> columns, rows at, const std::int64_t* to);
  // The same of these columns alone.
  void put(std::span<const std::uint32_t> which, std::span<const column_view> columns, rows at, std::int64_t to);
  // Room for the values of a column, to be filled with values that are not missing and that point nowhere, of a size of
  // `bound` at most.
  char* values(std::uint32_t column, double bound);
  table finish(std::int64_t first, std::int64_t total, layout l);

 private:
  table_builder builder_;
};

std::vector<std::size_t> widths_of(std::span<const field> fields);

// The `n` rows from `from` on of a column with values of this width. A bitmap that does not start at a multiple of 64
// rows is copied into `bits`.
column_view cut_column(column_view v, std::size_t width, std::size_t from, std::uint32_t n,
                       std::vector<std::uint64_t>& bits);
// The same of some columns as a batch, with a copied bitmap for each.
void cut_batch(std::span<const column_view> columns, std::span<const std::size_t> widths, std::size_t from,
               std::uint32_t n, std::vector<std::vector<std::uint64_t>>& bitmaps, batch& b);

}  // namespace bodo::rt
