// --report=...: results of the compiler, as text for users.
#pragma once

#include <string>
#include <string_view>

#include "bodocc/IR/IR.h"

namespace bodocc {

// Each function's source lines with the distribution of each frame that is made there, and the reason if it is less
// than equal blocks. `source` is the text of the module's file. After FormPipelines.
std::string distributionReport(const Module& m, std::string_view source);

// The versions of each annotated function: types, schemas and distributions of their parameters, their results, and
// whether ordinary code or annotated functions call them. After FormPipelines.
std::string specializationReport(const Module& m);

}  // namespace bodocc
