#pragma once
// The target of a handle of ordinary code (bodo::DataFrame, bodo::Series, bodo::Array), and access to it for emitted
// code and the library: a table, and the labels of its rows.
#include <bodo/array.h>
#include <bodo/dataframe.h>
#include <bodo/series.h>

#include <cstdint>
#include <utility>

#include "bodo/rt/table.h"

namespace bodo::rt {

// The labels of a frame's rows. A range: the label of row i (of all ranks) is start + i. Or one int64 column in the
// frame's partition, if operations have dropped or reordered rows of a frame whose labels are observable.
struct index {
  std::int64_t start = 0;
  table labels;

  bool is_range() const { return labels.width() == 0; }
};

DataFrame make_frame(const table& rows, const index& labels = {});
// The table has one column, the name of which is the series'.
Series make_series(const table& column, const index& labels = {});

const table& rows_of(const DataFrame& frame);  // no columns if it was default-constructed
const table& rows_of(const Series& series);
const index& index_of(const DataFrame& frame);
const index& index_of(const Series& series);

}  // namespace bodo::rt

namespace bodo::detail {

struct access {
  static DataFrame frame(handle rows) { return DataFrame(std::move(rows)); }
  static Series series(handle column) { return Series(std::move(column)); }
  static const handle& of(const DataFrame& frame) { return frame.rows_; }
  static const handle& of(const Series& series) { return series.column_; }
  static const handle& of(const Matrix& array) { return array.elements_; }
  template <class Array_>
  static Array_ array(handle elements) {
    return Array_(std::move(elements));
  }
};

}  // namespace bodo::detail
