// Rows of the table by their id, only for this folder: others ask for properties, or for a row by its purpose
// (OpInfo.h).
#pragma once

#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

// The row with that id; an id that does not exist is an InternalError.
const OpInfo& op(std::string_view id);

}  // namespace bodocc
