#pragma once
// Views of arrays in the body of a parallel loop (parallel_loop.h), indexed by global row numbers. They are small,
// and the body gets copies: so the host compiler knows that no store to an element changes a view.
#include <concepts>
#include <cstdint>
#include <utility>

#include "bodo/rt/loop_core.h"

namespace bodo::rt::detail {

// The columns of an array of two dimensions, in which the index of one is looked up.
class row_columns {
 public:
  row_columns(const site& at, const char* name, const table& rows)
      : at_(&at), name_(name), rows_(rows.matrix_rows()), count_(rows.row_length()) {}
  std::int64_t count() const { return count_; }
  bool has_row(std::int64_t row) const { return static_cast<std::uint64_t>(row) < static_cast<std::uint64_t>(rows_); }
  std::int64_t place(std::int64_t row, std::int64_t column) const {
    if (static_cast<std::uint64_t>(column) >= static_cast<std::uint64_t>(count_)) [[unlikely]]
      beyond(row, column);
    return column;
  }
  [[noreturn]] void beyond(std::int64_t row, std::int64_t column) const {
    beyond_array(*at_, name_, row, column, rows_, count_);
  }

 private:
  const site* at_;
  const char* name_;
  std::int64_t rows_, count_;
};

// Rows of this rank, of values that iterations read or write. With `Checked` the columns of elements are looked up;
// else they are known to be there.
template <class Value, bool Checked>
class own_rows {
 public:
  own_rows(Value* values, std::int64_t first, const row_columns& columns)
      : values_(values), first_(first), columns_(columns) {}
  Value& operator[](std::int64_t i) const { return values_[i - first_]; }
  Value& operator()(std::int64_t i, std::int64_t j) const {
    return values_[(i - first_) * columns_.count() + (Checked ? columns_.place(i, j) : j)];
  }

 private:
  Value* values_;
  std::int64_t first_;
  row_columns columns_;
};

// Rows of this rank, and those of others around them.
template <class T>
class rows_around {
 public:
  rows_around(const site& at, const read_array& a) : at_(&at), array_(&a), columns_(at, a.name, a.rows) {}
  const T& operator[](std::int64_t i) const {
    if (const T* row = find(i)) return *row;
    beyond_array(*at_, array_->name, i, array_->rows.total());
  }
  const T& operator()(std::int64_t i, std::int64_t j) const {
    if (const T* row = find(i)) return row[columns_.place(i, j)];
    columns_.beyond(i, j);
  }

 private:
  const T* find(std::int64_t i) const {
    const auto in = [&](const block& b, const void* values) {
      const bool within = i >= b.begin && i < b.end();
      return within ? static_cast<const T*>(values) + (i - b.begin) * columns_.count() : nullptr;
    };
    const T* row = in(array_->own, array_->rows.column(0).values);
    if (row == nullptr) row = in(array_->before, array_->left.data());
    return row == nullptr ? in(array_->after, array_->right.data()) : row;
  }

  const site* at_;
  const read_array* array_;
  row_columns columns_;
};

// All rows of an array: on this rank, whatever the index. With `CheckedColumns`, `CheckedRows` each index is looked up.
template <class Value, bool CheckedColumns, bool CheckedRows>
class all_rows {
 public:
  all_rows(const site& at, const char* name, Value* values, const table& rows)
      : at_(&at), name_(name), values_(values), count_(rows.rows()), columns_(at, name, rows) {}
  template <std::integral Index>
  Value& operator[](Index i) const {
    if constexpr (CheckedRows)
      if (!std::in_range<std::int64_t>(i) || static_cast<std::uint64_t>(i) >= static_cast<std::uint64_t>(count_))
          [[unlikely]]
        beyond_array(*at_, name_, static_cast<std::int64_t>(i), count_);
    return values_[i];
  }
  Value& operator()(std::int64_t i, std::int64_t j) const {
    if (CheckedRows && !columns_.has_row(i)) [[unlikely]]
      columns_.beyond(i, j);
    return values_[i * columns_.count() + (CheckedColumns ? columns_.place(i, j) : j)];
  }

 private:
  const site* at_;
  const char* name_;
  Value* values_;
  std::int64_t count_;
  row_columns columns_;
};

}  // namespace bodo::rt::detail
