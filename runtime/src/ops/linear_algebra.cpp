#include "bodo/rt/linear_algebra.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "bodo/rt/error.h"
#include "bodo/rt/exact.h"
#include "bodo/rt/parallel_loop.h"
#include "bodo/rt/redistribute.h"
#include "columns/wide_vectors.h"

namespace bodo::rt {
namespace {

using eight_doubles [[gnu::vector_size(64)]] = double;
using stored_rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::string shape(const table& t) { return fmt::format("{} x {}", t.matrix_rows(), t.row_length()); }

const double* values_of(const table& t) { return static_cast<const double*>(t.column(0).values); }
std::size_t rows_here(const table& t) { return static_cast<std::size_t>(t.rows() / t.row_length()); }

table everywhere(const site& at, const table& t) { return t.is_replicated() ? t : gather(at, t); }

field elements(std::int64_t row_length) {
  field f("elements", float64);
  f.row_length = row_length;
  return f;
}

// The columns of an array by eights: eight elements of each row, zeros where there are no more columns.
std::vector<double> by_eights(const table& b) {
  const auto depth = static_cast<std::size_t>(b.matrix_rows()), columns = static_cast<std::size_t>(b.row_length());
  std::vector<double> all((columns + 7) / 8 * 8 * depth);
  for (std::size_t k = 0; k < depth; ++k)
    for (std::size_t j = 0; j < columns; ++j) all[(j / 8 * depth + k) * 8 + j % 8] = values_of(b)[k * columns + j];
  return all;
}

// So many rows times up to eight columns. Four rows at a time share what is read of the columns; the terms of each
// element are added one after the other, wherever its row is.
WIDE_VECTORS void multiply(const double* rows, std::size_t count, std::size_t depth, const double* columns, double* to,
                           std::size_t row_length, std::size_t used) {
  for (std::size_t i = 0; i < count; i += 4) {
    const double* from[4];
    for (std::size_t r = 0; r < 4; ++r) from[r] = rows + std::min(i + r, count - 1) * depth;
    eight_doubles sums[4] = {};
    for (std::size_t k = 0; k < depth; ++k) {
      eight_doubles eight;
      std::memcpy(&eight, columns + 8 * k, sizeof eight);
      for (std::size_t r = 0; r < 4; ++r) sums[r] += from[r][k] * eight;
    }
    for (std::size_t r = 0; r < 4 && i + r < count; ++r)
      for (std::size_t j = 0; j < used; ++j) to[(i + r) * row_length + j] = sums[r][j];
  }
}

// So many rows times one column. Terms are added in 16 sums, by their place in the row, wherever the row is.
WIDE_VECTORS void multiply(const double* rows, std::size_t count, std::size_t depth, const double* column, double* to) {
  for (std::size_t i = 0; i < count; ++i) {
    const double* const row = rows + i * depth;
    eight_doubles sums[2] = {};
    std::size_t k = 0;
    for (; k + 16 <= depth; k += 16)
      for (std::size_t half = 0; half < 2; ++half) {
        eight_doubles a, b;
        std::memcpy(&a, row + k + 8 * half, sizeof a);
        std::memcpy(&b, column + k + 8 * half, sizeof b);
        sums[half] += a * b;
      }
    sums[0] += sums[1];
    double sum = 0;
    for (std::size_t j = 0; j < 8; ++j) sum += sums[0][j];
    for (; k < depth; ++k) sum += row[k] * column[k];
    to[i] = sum;
  }
}

// Some columns of some rows, one column after the other.
void take_columns(const table& t, std::size_t first_row, std::size_t rows, std::size_t first, std::size_t columns,
                  std::vector<double>& to) {
  const auto length = static_cast<std::size_t>(t.row_length());
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      to[j * exact_sum::at_once + i] = values_of(t)[(first_row + i) * length + first + j];
}

Eigen::MatrixXd matrix_of(const table& t) {
  return Eigen::Map<const stored_rows>(values_of(t), t.matrix_rows(), t.row_length());
}

table table_of(const site& at, const Eigen::MatrixXd& m) {
  table_builder built(at, {elements(m.cols())});
  Eigen::Map<stored_rows>(built.extend<double>(0, m.size()), m.rows(), m.cols()) = m;
  return built.finish(layout::replicated);
}

void check_square(const site& at, const table& a, const char* what) {
  if (a.matrix_rows() != a.row_length())
    fail_together(at, fmt::format("{} is of arrays of equally many rows and columns, not of {}", what, shape(a)));
}

}  // namespace

table product(const site& at, const table& a, const table& b) {
  if (a.row_length() != b.matrix_rows())
    fail_together(at,
                  fmt::format("arrays of {} and {} elements have no product: the rows of the first are as long as the "
                              "columns of the second",
                              shape(a), shape(b)));
  const table whole = everywhere(at, b);
  const auto depth = static_cast<std::size_t>(a.row_length()), length = static_cast<std::size_t>(b.row_length());
  const std::size_t rows = rows_here(a);
  table_builder built(at, {elements(b.row_length())});
  double* const to = built.extend<double>(0, static_cast<std::int64_t>(rows * length));
  if (length == 1) multiply(values_of(a), rows, depth, values_of(whole), to);
  const std::vector<double> columns = length == 1 ? std::vector<double>() : by_eights(whole);
  constexpr std::size_t together = 64;  // rows that stay in the cache while all columns pass
  for (std::size_t i = 0; i < rows && length > 1; i += together)
    for (std::size_t j = 0; j < length; j += 8)
      multiply(values_of(a) + i * depth, std::min(together, rows - i), depth, columns.data() + j * depth,
               to + i * length + j, length, std::min<std::size_t>(8, length - j));
  if (a.distribution() == layout::equal_blocks) return built.finish_equal(a.matrix_rows() * b.row_length());
  return built.finish(a.distribution());
}

table transposed_product(const site& at, const table& a, const table& b) {
  if (a.matrix_rows() != b.matrix_rows())
    fail_together(
        at, fmt::format("the transpose of an array of {} and one of {} elements have no product: both have equally "
                        "many rows",
                        shape(a), shape(b)));
  const table left = a.is_replicated() ? cut(a, b) : a;
  const table right = left.is_replicated() ? b : align(at, b, left);
  const auto height = static_cast<std::size_t>(a.row_length()), width = static_cast<std::size_t>(b.row_length());
  constexpr std::size_t tile = 64, at_once = exact_sum::at_once;
  std::vector<double> of_left(tile * at_once), of_right(tile * at_once);
  std::vector<exact_sum> sums;
  table_builder built(at, {elements(b.row_length())});
  double* const to = built.extend<double>(0, a.row_length() * b.row_length());
  for (std::size_t top = 0; top < height; top += tile)
    for (std::size_t first = 0; first < width; first += tile) {
      const std::size_t rows = std::min(tile, height - top), columns = std::min(tile, width - first);
      sums.assign(rows * columns, {});
      for (std::size_t from = 0; from < rows_here(left); from += at_once) {
        const std::size_t count = std::min(at_once, rows_here(left) - from);
        take_columns(left, from, count, top, rows, of_left);
        take_columns(right, from, count, first, columns, of_right);
        for (std::size_t i = 0; i < rows; ++i)
          for (std::size_t j = 0; j < columns; ++j) {
            double terms[at_once];
            for (std::size_t k = 0; k < count; ++k) terms[k] = of_left[i * at_once + k] * of_right[j * at_once + k];
            sums[i * columns + j].add(terms, count);
          }
      }
      if (!left.is_replicated()) detail::combine(at, std::span(sums));
      for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) to[(top + i) * width + first + j] = sums[i * columns + j].value();
    }
  return built.finish(layout::replicated);
}

table solve(const site& at, const table& a, const table& b) {
  check_square(at, a, "solve");
  if (a.matrix_rows() != b.matrix_rows())
    fail_together(at, fmt::format("a system of {} equations has no {} right sides", a.matrix_rows(), b.matrix_rows()));
  const Eigen::PartialPivLU<Eigen::MatrixXd> parts(matrix_of(everywhere(at, a)));
  if ((parts.matrixLU().diagonal().array() == 0).any())
    fail_together(at,
                  fmt::format("the rows of an array of {} depend on each other: there is no one solution", shape(a)));
  return table_of(at, parts.solve(matrix_of(everywhere(at, b))));
}

table cholesky(const site& at, const table& a) {
  check_square(at, a, "cholesky");
  const Eigen::LLT<Eigen::MatrixXd> parts(matrix_of(everywhere(at, a)));
  if (parts.info() != Eigen::Success || !(parts.matrixLLT().diagonal().array() > 0).all())
    fail_together(at, fmt::format("an array of {} is not positive definite, and has no lower triangle", shape(a)));
  return table_of(at, parts.matrixL());
}

}  // namespace bodo::rt
