// Rows of the table by their id, for this folder: others ask properties, or for a row by what it is for (OpInfo.h).
#pragma once

#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

// The row with that id; an id that does not exist is an InternalError.
const OpInfo& op(std::string_view id);

}  // namespace bodocc
