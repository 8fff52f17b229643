// --report=plan-json: the plans of a source's functions, for tools.
#pragma once

#include "bodocc/IR/IR.h"

#include <string>

namespace bodocc {

// One JSON object, on one line, as docs/architecture.md describes it. After the passes on the plan.
std::string planJson(const Module& module);

}  // namespace bodocc
