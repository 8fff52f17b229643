// Rows::ordered: the order of these rows is observable, by head, tail, slice, first, last, cumsum, shift, ties of a
// sort, print, write or the return to ordinary code. It propagates backwards through operations that keep or restore
// the order to the one that defines it, through regions and calls. A sort shows it among rows with equal keys only,
// which is none among groups whose keys these include, also if a join has found partners for them. If the order is not
// observable, joins and group-bys produce rows in any order.
//
// Rows::labelled, likewise: the rows' index labels are observable (print, return to ordinary code). Labels start at
// sources and at operations that make or reorder rows, as 0 to n-1; operations that drop rows keep them.
//
// inferLabels runs before PushFilters, which must not change observable labels; inferOrder runs after PruneColumns, so
// that unused ops make nothing observable.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void inferOrder(Module& m);
void inferLabels(Module& m);

}  // namespace bodocc
