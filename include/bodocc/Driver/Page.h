// The page of --report=html and of BODO_EXPLAIN=html: a source beside the plans of its functions and the code that was
// emitted for them.
#pragma once

#include <string>

#include "bodocc/Frontend/TranslationUnit.h"

namespace bodocc {

// What the page shows of one source, as one JSON object, which runtime/src/observe/page.html reads. Marks in the
// emitted text tell from which line of which plan a line comes; they are removed. Throws InternalError
// if the text does not have the functions' plans.
std::string sourcePage(const TranslationUnit& unit, const TranslationUnit::Emitted& marked);

// The page without figures, of one source.
std::string reportPage(const std::string& sourcePage);

}  // namespace bodocc
