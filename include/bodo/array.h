#pragma once
// Arrays, and loops over them that run in parallel. An array is a series of numbers, none of them missing, whose type
// C++ knows: so its elements can be used in ordinary C++. In ordinary code an array is a handle on this rank's
// elements, as a frame is on its rows: it is made of a std::vector, or is the result of an annotated function.
#include <bodo/dataframe.h>
#include <bodo/detail.h>
#include <bodo/handle.h>
#include <bodo/options.h>
#include <bodo/scalar.h>
#include <bodo/series.h>
#include <bodo/value.h>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace bodo {

// This rank's rows of an array of two dimensions: valid as long as a copy of it lives.
//     const bodo::Array<double, 2> x = f();
//     for (std::int64_t i = 0; i < x.values().rows(); ++i) std::cout << x.values()(i, 0);
template <class Value_>
class MatrixView {
 public:
  MatrixView(std::span<const Value_> elements, std::int64_t columns) : elements_(elements), columns_(columns) {}
  [[nodiscard]] std::int64_t rows() const {
    return columns_ == 0 ? 0 : static_cast<std::int64_t>(elements_.size()) / columns_;
  }
  [[nodiscard]] std::int64_t columns() const { return columns_; }
  const Value_& operator()(std::int64_t row, std::int64_t column) const {
    return elements_[static_cast<std::size_t>(row * columns_ + column)];
  }

 private:
  std::span<const Value_> elements_;
  std::int64_t columns_;
};

inline namespace annotated {

template <detail::number Element_, int dimensions_ = 1>
  requires(dimensions_ == 1 || dimensions_ == 2)
class Array;

// All operations on series apply, and give series: bodo::Array<double> c = a + b.
template <detail::number Element_>
class Array<Element_, 1> : public Series {
 public:
  // The values, converted as astype does; an error if one may be missing.
  Array(const Series& values);
  // In ordinary code every rank must give the same ones: the array is replicated.
  BODO_ORDINARY Array(const std::vector<Element_>& elements) : Series(detail::column_of(elements)) {}

  // In ordinary code: this rank's elements, valid as long as a copy of the array lives; the number of the first of them
  // among the size() elements of all ranks; and whether the elements are spread over the ranks, or every rank has all.
  // Local.
  [[nodiscard]] BODO_ORDINARY std::span<const Element_> values() const {
    const detail::array_part mine = part();
    return {static_cast<const Element_*>(mine.elements), static_cast<std::size_t>(mine.size)};
  }
  [[nodiscard]] BODO_ORDINARY std::int64_t first_row() const { return part().first; }
  [[nodiscard]] BODO_SAME BODO_ORDINARY bool is_distributed() const { return part().is_distributed; }

  Series operator[](const Series& mask) const;
  // An element: in a parallel loop one of this rank's, else the same value on every rank (collective).
  template <std::integral Index_>
  Element_& operator[](Index_ index);
  template <std::integral Index_>
  const Element_& operator[](Index_ index) const;

  // In a parallel loop: one more element at the end, in the order of the iterations.
  void push_back(Element_ element);

  // The number (from 0) of the first of the smallest, of the largest elements; an error if there are none.
  Scalar argmin() const;
  Scalar argmax() const;
  // The sum of the products; the root of the sum of the squares: float64.
  Scalar dot(const Series& other) const;
  // The sums of the rows of a times these elements, as float64, on every rank.
  Series matmul(const Matrix& a) const;
  Scalar norm() const;
  // Each value once, in ascending order.
  Series unique() const;
  // How many elements are in each of `bins` intervals of equal length from low (the smallest) to high (the largest):
  // as int64, on every rank. The last interval includes its end; elements outside do not count.
  Series histogram(std::int64_t bins) const;
  Series histogram(std::int64_t bins, const Value& low, const Value& high) const;
  // Rows of so many elements, one after the other; of as many rows as there are, if `rows` is -1.
  Matrix reshape(std::int64_t rows, std::int64_t columns) const;

 private:
  friend struct detail::access;
  explicit Array(detail::handle&& elements) noexcept : Series(static_cast<detail::handle&&>(elements)) {}
};

// The values of an expression of arrays of two dimensions: rows, which are spread over the ranks, of equal lengths.
class Matrix {
 public:
  // The number of elements, rows, columns on all ranks.
  BODO_SAME BODO_ORDINARY std::int64_t size() const { return part().all; }
  BODO_SAME BODO_ORDINARY std::int64_t rows() const { return part().all / part().row_length; }
  BODO_SAME BODO_ORDINARY std::int64_t columns() const { return part().row_length; }

  Series column(std::int64_t number) const;
  // The rows where a mask holds; those from begin up to, not including, end; columns: negative numbers count from the
  // last.
  Matrix operator[](const Series& mask) const;
  // The elements where a mask of all elements holds, row by row.
  Series operator[](const Matrix& mask) const;
  Matrix slice(std::int64_t begin, std::int64_t end) const;
  Matrix columns(std::int64_t begin, std::int64_t end) const;
  // The elements, row by row, in one dimension.
  Series flatten() const;
  // The rows as columns. In a.transpose().matmul(b) the elements stay where they are.
  Matrix transpose() const;
  // Products, as float64. They have the rows of the first factor, and the second goes to every rank; of a.transpose()
  // and b every rank has all.
  Matrix matmul(const Matrix& right) const;
  Series matmul(const Series& right) const;
  // The x of a.matmul(x) = b, and the lower triangle L of a = L.matmul(L.transpose()). Every rank computes all of
  // them. An error if the rows of a depend on each other; if a is not positive definite.
  Series solve(const Series& b) const;
  Matrix solve(const Matrix& b) const;
  Matrix cholesky() const;

  Matrix abs() const;
  Matrix round(int digits = 0) const;
  Matrix clip(const Value& low, const Value& high) const;

  // Of all elements.
  Scalar sum() const;
  Scalar mean() const;
  Scalar min() const;
  Scalar max() const;
  Scalar std() const;
  Scalar var() const;
  Scalar any() const;
  Scalar all() const;
  // Axis 0: of each column, axis 1: of each row.
  Series sum(int axis) const;
  Series mean(int axis) const;
  Series min(int axis) const;
  Series max(int axis) const;

  Matrix& operator+=(const Matrix& other);
  Matrix& operator+=(const Series& other);
  Matrix& operator+=(const Value& value);
  Matrix& operator-=(const Matrix& other);
  Matrix& operator-=(const Series& other);
  Matrix& operator-=(const Value& value);
  Matrix& operator*=(const Matrix& other);
  Matrix& operator*=(const Series& other);
  Matrix& operator*=(const Value& value);
  Matrix& operator/=(const Matrix& other);
  Matrix& operator/=(const Series& other);
  Matrix& operator/=(const Value& value);

 protected:
  explicit Matrix(detail::handle&& elements) noexcept : elements_(static_cast<detail::handle&&>(elements)) {}
  BODO_ORDINARY detail::array_part part() const noexcept { return detail::part_of(elements_); }

 private:
  friend struct detail::access;
  detail::handle elements_;
};

template <detail::number Element_>
class Array<Element_, 2> : public Matrix {
 public:
  // The values, converted as astype does.
  Array(const Matrix& values);
  // Rows of so many elements, one after the other. In ordinary code every rank must give the same ones: the array is
  // replicated. An error if the last row is not whole.
  BODO_ORDINARY Array(const std::vector<Element_>& elements, std::int64_t columns)
      : Matrix(detail::column_of(elements, columns)) {}

  // In ordinary code: this rank's rows, valid as long as a copy of the array lives; the number of the first of them;
  // and whether they are spread over the ranks, or every rank has all. Local.
  [[nodiscard]] BODO_ORDINARY MatrixView<Element_> values() const {
    const detail::array_part mine = part();
    return {{static_cast<const Element_*>(mine.elements), static_cast<std::size_t>(mine.size)}, mine.row_length};
  }
  [[nodiscard]] BODO_ORDINARY std::int64_t first_row() const { return part().first / part().row_length; }
  [[nodiscard]] BODO_SAME BODO_ORDINARY bool is_distributed() const { return part().is_distributed; }

  // An element: in a parallel loop over rows one of this rank's, else the same value on every rank (collective).
  template <std::integral Row_, std::integral Column_>
  Element_& operator()(Row_ row, Column_ column);
  template <std::integral Row_, std::integral Column_>
  const Element_& operator()(Row_ row, Column_ column) const;

 private:
  friend struct detail::access;
  explicit Array(detail::handle&& elements) noexcept : Matrix(static_cast<detail::handle&&>(elements)) {}
};

// A series beside an array of two dimensions is each of its rows.
// clang-format off
#define BODO_MATRIX_OPERATOR(op)                               \
  Matrix operator op(const Matrix& left, const Matrix& right); \
  Matrix operator op(const Matrix& left, const Series& right); \
  Matrix operator op(const Series& left, const Matrix& right); \
  Matrix operator op(const Matrix& left, const Value& right);  \
  Matrix operator op(const Value& left, const Matrix& right);

BODO_MATRIX_OPERATOR(+)
BODO_MATRIX_OPERATOR(-)
BODO_MATRIX_OPERATOR(*)
BODO_MATRIX_OPERATOR(/)
BODO_MATRIX_OPERATOR(%)
BODO_MATRIX_OPERATOR(==)
BODO_MATRIX_OPERATOR(!=)
BODO_MATRIX_OPERATOR(<)
BODO_MATRIX_OPERATOR(<=)
BODO_MATRIX_OPERATOR(>)
BODO_MATRIX_OPERATOR(>=)
BODO_MATRIX_OPERATOR(&&)
BODO_MATRIX_OPERATOR(||)
// clang-format on
#undef BODO_MATRIX_OPERATOR

Matrix operator!(const Matrix& operand);
Matrix operator-(const Matrix& operand);

// The rows of several arrays, one array after the other.
Matrix concat(std::initializer_list<Matrix> arrays);
// The rows, with numbers for names of columns.
void print(const Matrix& array, const PrintOptions& options = {});

Matrix zeros(std::int64_t rows, std::int64_t columns);
Matrix ones(std::int64_t rows, std::int64_t columns);
Matrix full(std::int64_t rows, std::int64_t columns, const Value& value);
// Element (i, j) is number i * columns + j of the random numbers of that seed.
Matrix random_uniform(std::int64_t rows, std::int64_t columns, const RandomOptions& options);
Matrix random_normal(std::int64_t rows, std::int64_t columns, const RandomOptions& options);
Matrix random_integers(std::int64_t low, std::int64_t high, std::int64_t rows, std::int64_t columns,
                       const RandomOptions& options);

Matrix abs(const Matrix& matrix);
Matrix floor(const Matrix& matrix);
Matrix ceil(const Matrix& matrix);
Matrix sqrt(const Matrix& matrix);
Matrix exp(const Matrix& matrix);
Matrix log(const Matrix& matrix);
Matrix pow(const Matrix& base, const Value& exponent);
Matrix where(const Matrix& condition, const Matrix& then, const Matrix& otherwise);
Matrix where(const Matrix& condition, const Matrix& then, const Value& otherwise);
Matrix where(const Matrix& condition, const Value& then, const Matrix& otherwise);
Matrix where(const Matrix& condition, const Value& then, const Value& otherwise);
Matrix min(const Matrix& a, const Matrix& b);
Matrix min(const Matrix& a, const Value& b);
Matrix max(const Matrix& a, const Matrix& b);
Matrix max(const Matrix& a, const Value& b);

// The numbers from begin (0) up to, not including, end: each rank runs the iterations of its rows.
//     for (auto i : bodo::prange(1, n - 1)) b[i] = (a[i - 1] + a[i] + a[i + 1]) / 3;
class ParallelRange {
 public:
  class iterator {
   public:
    std::int64_t operator*() const;
    iterator& operator++();
    bool operator!=(const iterator& other) const;
  };
  iterator begin() const;
  iterator end() const;
};

ParallelRange prange(std::int64_t end, const LoopOptions& options = {});
ParallelRange prange(std::int64_t begin, std::int64_t end, const LoopOptions& options = {});

// The rows and columns of an array of two dimensions: each rank runs the iterations of its rows.
//     for (auto [i, j] : bodo::prange({1, n - 1}, {0, m})) b(i, j) = (a(i - 1, j) + a(i + 1, j)) / 2;
struct IndexRange {
  std::int64_t begin, end;
};
struct RowAndColumn {
  std::int64_t row, column;
};
class ParallelGrid {
 public:
  class iterator {
   public:
    RowAndColumn operator*() const;
    iterator& operator++();
    bool operator!=(const iterator& other) const;
  };
  iterator begin() const;
  iterator end() const;
};

ParallelGrid prange(const IndexRange& rows, const IndexRange& columns, const LoopOptions& options = {});

}  // namespace annotated

}  // namespace bodo
