#pragma once
// Whole tables in emitted code: conversion from and to frames of ordinary code, columns side by side, concatenation,
// removal of duplicates.
#include <bodo/array.h>
#include <bodo/dataframe.h>
#include <bodo/series.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/frame_state.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// The frame for ordinary code.
DataFrame to_frame(const table& rows, labels index = labels::numbers);

// The rows of a frame that ordinary code passes in: these columns of it, and its labels as the last one on request, as
// the function was compiled for them. A frame that lacks a column, or has it with another type or with unexpected
// missing values, is an error that all ranks find together. Local, and replicated rows are cut, if the function expects
// blocks. Collective if distributed rows are gathered, because it expects replicated ones.
table table_of(const site& at, const DataFrame& frame, std::initializer_list<field> columns, layout wanted,
               labels index = labels::numbers);

// The same for a series that ordinary code passes in, of any name; and the series for ordinary code.
table table_of(const site& at, const Series& series, std::initializer_list<field> column, layout wanted,
               labels index = labels::numbers);
Series to_series(const table& rows, labels index = labels::numbers);
// The same for arrays: bodo::Array<double, 2>.
table table_of(const site& at, const Matrix& array, std::initializer_list<field> column, layout wanted,
               labels index = labels::numbers);
bodo::detail::handle to_elements(const table& rows, labels index);
template <class Array_>
Array_ to_array(const table& rows, labels index = labels::numbers) {
  return bodo::detail::access::array<Array_>(to_elements(rows, index));
}
// The series as a frame of one column of that name. Local, nothing is copied.
DataFrame as_frame(const Series& series, const char* name);
DataFrame as_frame(const Matrix& array, const char* name);

// True if the frame has exactly these columns, in this order, and missing values only where they are allowed: then the
// version of a function that was compiled for them can run. Local.
bool has_schema(const DataFrame& frame, std::initializer_list<field> columns);

// Fails on all ranks together: no version of a function has the columns of these frames. `compiled` lists the columns
// of the versions.
[[noreturn]] void no_version(const site& at, std::initializer_list<DataFrame> frames, const char* compiled);
// The same where the function was compiled for constants. Collective.
[[noreturn]] void no_version(const site& at, const char* compiled);

// True if the container holds these texts.
template <class Container>
bool are_texts(const Container& container, std::initializer_list<std::string_view> texts) {
  if (container.size() != texts.size()) return false;
  const std::string_view* text = texts.begin();
  for (const auto& element : container)
    if (std::string_view(element) != *text++) return false;
  return true;
}

// The columns of both, row by row. If their blocks differ, the rows of `right` travel to the blocks of `left` (then it
// is collective). Different numbers of rows are an error. Replicated rows next to distributed ones are cut, without
// communication.
table beside(const site& at, const table& left, const table& right);

// One table of each rank's own rows. Collective; columns that differ between ranks are an error.
table own_rows(const site& at, const table& mine);

// The rows of all tables, which have the same columns (the first one's names and types), one table after the other, in
// equal blocks. Collective unless all are replicated: then so is the result.
table concat(const site& at, std::initializer_list<table> tables);
// The same for two arrays of two dimensions (matrix.h) whose rows are equally long, else an error.
table concat_arrays(const site& at, const table& a, const table& b);

// The first row of each set of rows that are equal in these columns, in their order and on their ranks.
// Missing equals missing. Collective unless replicated.
table drop_duplicates(const site& at, const table& t, std::initializer_list<chosen_column> keys);

// These columns under these names. Local, nothing is copied.
table select(const table& t, std::initializer_list<chosen_column> columns, std::initializer_list<const char*> names);

// Counts the distinct known values of a column (nunique of a series).
class distinct_values {
 public:
  distinct_values(const site& at, const key& value) : seen_(at, {value}) {}

  // Local.
  void add(const column_view& values, rows rows);
  // Collective.
  count finish();
  // If every rank has added the same values. Local.
  count finish_local();

 private:
  groups seen_;
  selection known_;
};

}  // namespace bodo::rt
