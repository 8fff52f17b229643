#pragma once
// Arrays of two dimensions: tables with one column, whose elements are in the order of the rows, one row after the
// other. The column's field says how many elements a row has; each rank has whole rows.
#include <cstdint>
#include <initializer_list>

#include "bodo/rt/parallel_loop.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// The numbers of the elements of an array, from 0: equal blocks of its rows. Local. An error if there is no column.
table matrix(const site& at, std::int64_t rows, std::int64_t columns);
// All of them on every rank, for a loop. An error if there are too many.
table whole_matrix(const site& at, const whole_use& use, std::int64_t rows, std::int64_t columns);
// The number of its rows (axis 0) or columns (axis 1), as a row that every rank has. Local.
table matrix_shape(const site& at, const table& t, int axis);
// One element, as a row of the rank that has it. Local. An error if there is none.
table matrix_element(const site& at, const table& t, std::int64_t row, std::int64_t column);
// These columns of numbers of 64 bits beside each other. Local.
table to_matrix(const site& at, const table& t, std::initializer_list<chosen_column> columns);
// A series of so many elements, one row after the other. Collective: elements travel to the rank that has their row.
table reshape(const site& at, const table& t, std::int64_t rows, std::int64_t columns);
// The elements as a series, row by row. Local: they stay where they are.
table flatten(const table& t);
// A column: the rows stay where they are. Collective unless replicated. An error if there is none.
table matrix_column(const site& at, const table& t, std::int64_t column);
// The rows from begin up to, not including, end; negative numbers count from the last. Local: they stay where they are.
table row_slice(const site& at, const table& t, std::int64_t begin, std::int64_t end);
// The columns from begin up to, not including, end; negative numbers count from the last. The rows stay where they are.
// Collective unless replicated. An error if there is none.
table column_range(const site& at, const table& t, std::int64_t begin, std::int64_t end);
// The rows where the mask holds, a series of booleans for all rows. Collective.
table row_filter(const site& at, const table& t, const table& mask);
// The columns as those of a frame, whose names are their numbers. Collective unless replicated.
table frame_of_columns(const site& at, const table& t);
// The rows as columns. Collective unless replicated: elements travel to the rank that has their column. An error if
// there are no rows, which the result could not have as columns.
table transpose(const site& at, const table& t);
// An array of the shape of `like`, each of whose rows is the series. Collective unless the series is replicated.
table over_rows(const site& at, const table& like, const table& series);
// One value for each row, or for each column; those of columns are on every rank. Collective unless replicated. Sums of
// floats are exact, and rounded once. An extreme of no rows is an error.
table row_sums(const site& at, const table& t);
table row_minima(const site& at, const table& t);
table row_maxima(const site& at, const table& t);
table column_sums(const site& at, const table& t);
table column_minima(const site& at, const table& t);
table column_maxima(const site& at, const table& t);

}  // namespace bodo::rt
