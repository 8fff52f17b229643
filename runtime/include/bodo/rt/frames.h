#pragma once
// Whole tables in emitted code: from and to the frames of ordinary code, side by side, one behind the other, without
// duplicates.
#include <bodo/dataframe.h>
#include <bodo/series.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// Whether the last column of a table are its rows' labels.
enum class labels : bool {
  numbers,
  last_column
};
inline constexpr labels labelled = labels::last_column;

// The frame that ordinary code gets.
DataFrame to_frame(const table& rows, labels index = labels::numbers);

// The rows behind a frame that ordinary code passes in: these columns of it, and its labels as a last one where they
// are asked for, as the function was compiled for them. A frame that lacks a column, or has it with another type or
// with missing values where none were expected, is an error that all ranks find together. Replicated rows are cut where
// the function wants blocks; local. Distributed ones are gathered where it wants them replicated; collective then.
table table_of(const site& at, const DataFrame& frame, std::initializer_list<field> columns, layout wanted,
               labels index = labels::numbers);

// The same for a series that ordinary code passes in, whatever its name is there; and the one that it gets.
table table_of(const site& at, const Series& series, std::initializer_list<field> column, layout wanted,
               labels index = labels::numbers);
Series to_series(const table& rows, labels index = labels::numbers);
// The series as a frame of one column of that name. Local, nothing is copied.
DataFrame as_frame(const Series& series, const char* name);

// Whether the frame has these columns and no others, in this order, and none that may be missing where it must not be:
// whether the version of a function that was compiled for them can run. Local.
bool has_schema(const DataFrame& frame, std::initializer_list<field> columns);

// None of a function's versions has the columns of these frames: an error that all ranks find together. `compiled` says
// for which columns there are versions.
[[noreturn]] void no_version(const site& at, std::initializer_list<DataFrame> frames, const char* compiled);

// Columns of both, row by row. Where their rows lie in other blocks, those of `right` travel to the left's (collective
// then). Different numbers of rows are an error. Replicated rows beside distributed ones are cut, for free.
table beside(const site& at, const table& left, const table& right);

// One table of the rows that each rank holds of its own. Collective; ranks' columns that differ are an error.
table own_rows(const site& at, const table& mine);

// The rows of all tables, which have the same columns (the first one's names and types), one table after the other, in
// equal blocks. Collective unless all are replicated: then so is the result.
table concat(const site& at, std::initializer_list<table> tables);

// Of each set of rows that are equal in these columns the first one; the others keep their order and their ranks.
// Missing equals missing. Collective unless replicated.
table drop_duplicates(const site& at, const table& t, std::initializer_list<std::uint32_t> keys);

// These columns under these names. Local, nothing is copied.
table select(const table& t, std::initializer_list<std::uint32_t> columns, std::initializer_list<const char*> names);

// Counts the distinct known values of a column (nunique of a series).
class distinct_values {
 public:
  distinct_values(const site& at, const key& value) : seen_(at, {value}) {}

  // Local.
  void add(const column_view& values, rows rows);
  // Collective, but for rows that are the same on every rank.
  count finish(bool replicated = false);

 private:
  groups seen_;
  selection known_;
};

}  // namespace bodo::rt
