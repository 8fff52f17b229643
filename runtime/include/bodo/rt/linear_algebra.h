#pragma once
// Products of arrays of two dimensions (matrix.h) and series, which are arrays with one column, and systems of linear
// equations. Elements are doubles. Collective, and an error if the shapes do not fit. Results have the same bits on any
// number of ranks.
#include "bodo/rt/table.h"

namespace bodo::rt {

// a * b, with the rows of a: b goes to every rank. The terms of an element are added in their order.
table product(const site& at, const table& a, const table& b);
// The transpose of a, times b, on every rank: the rows of both are on the same ranks, those of b if need be brought
// there. Each element is the exact sum of its rounded terms, rounded once.
table transposed_product(const site& at, const table& a, const table& b);
// The x of a * x = b, on every rank, by a decomposition with row exchanges (Golub and Van Loan, "Matrix computations",
// 3.4). An error if a column of a has no pivot but 0.
table solve(const site& at, const table& a, const table& b);
// The lower triangle L of a = L * its transpose, on every rank. Only the lower triangle of a is read. An error if there
// is none.
table cholesky(const site& at, const table& a);

}  // namespace bodo::rt
