// Rows::ordered: somebody looks at the order of these rows. head, tail, slice, first, last, cumsum, shift, ties of a
// sort, print, write and return to ordinary code look; the need goes backwards through what keeps or restores the order
// to the op that defines it, through regions and calls. Where nobody looks, joins and group-bys leave rows as they
// come.
//
// Rows::labelled, likewise: somebody looks at the rows' index labels (print, return to ordinary code). Labels start at
// sources and at what makes or reorders rows, as 0 to n-1; what drops rows keeps them.
//
// inferLabels runs before PushFilters, which must not change labels that somebody looks at; inferOrder after
// PruneColumns, since what nobody needs looks at nothing.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void inferOrder(Module& m);
void inferLabels(Module& m);

}  // namespace bodocc
