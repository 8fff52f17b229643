// Constants as C++: scaled decimals, dates and times of the calendar, durations in their largest unit.
#pragma once

#include "Cpp.h"
#include "bodocc/IR/IR.h"

namespace bodocc {

// C++ for a constant of that type.
Cpp constantCode(const Constant& c, const ValueType& as);

}  // namespace bodocc
