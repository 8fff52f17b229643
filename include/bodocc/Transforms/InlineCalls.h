// Puts the operations of small annotated functions in the places of their calls by annotated functions: filters then
// pass from the callee into the caller's reads, and frames that the call would hold in memory are streams.
//
// Which calls: those of versions that only annotated functions call and whose body is operations on rows and a return
// of frames, without flags and without code that needs the callee's own variables. What a call gives for parameters
// that are no frames must read as well in the caller's text.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void inlineCalls(Module& m);

}  // namespace bodocc
