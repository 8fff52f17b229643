#pragma once
// Which values are the same on all ranks, and collectives that only some ranks would call.
#include <bodocc/Analysis/Reports.h>

#include "Frontend/AnnotatedFunctions.h"
#include "Frontend/Unit.h"

namespace bodocc {

// Reports collectives of ordinary code and of annotated functions that only some ranks reach, or in another order or
// number, or with arguments that vary where all ranks must pass the same.
// Returns the values of the main file that vary, with their causes, by line.
LineRemarks checkRanks(Unit& unit, const AnnotatedFunctions& annotated);

}  // namespace bodocc
