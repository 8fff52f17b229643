// A filter by numbers, dates or words of a dictionary and by other strings becomes two: comparing strings takes a
// branch for each row, and a Parquet file's strings are decoded only at the rows that the first filter keeps.
//
// Runs after PushIntoScans, which looks at the filter directly above a read, and before FormPipelines.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void splitFilters(Module& m);

}  // namespace bodocc
