// The page of --report=html and of BODO_EXPLAIN=html: a source beside the plans of its functions and the code that was
// emitted for them.
#pragma once

#include <string>

#include "bodocc/Frontend/TranslationUnit.h"

namespace bodocc {

// What the page shows of one source, as one JSON object, which runtime/src/observe/page.html reads. Marks in the
// emitted text give the plan's line from which each line comes; the page shows the text without marks. Throws
// InternalError if the text does not have the functions' plans.
std::string sourcePage(const TranslationUnit& unit, const TranslationUnit::Emitted& marked);

// The page without figures, of one source.
std::string reportPage(const std::string& sourcePage);

}  // namespace bodocc
