// Copies conditions of the form `column op constant` from a filter over a read to the read (Op::pushed): row groups and
// pages whose statistics rule a condition out are never read. The filter stays, since statistics only exclude.
//
// Runs after PushFilters, which brings filters down to the reads, and only if the filter is the read's one consumer.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void pushIntoScans(Module& m);

}  // namespace bodocc
