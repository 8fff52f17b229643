#pragma once
// The annotated functions of a source for tools that call them: --report=functions.
#include <string>

#include "Frontend/AnnotatedFunctions.h"

namespace bodocc {

// One JSON object on one line, as docs/architecture.md describes it. Functions that ordinary code cannot call by their
// name (members that are not static) are not in it.
std::string functionList(const Unit& unit, const AnnotatedFunctions& functions);

}  // namespace bodocc
