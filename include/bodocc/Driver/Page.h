// The page of --report=html and of BODO_EXPLAIN=html: a source beside the plans of its functions and the code that was
// emitted for them.
#pragma once

#include <string>

#include "bodocc/Frontend/TranslationUnit.h"

namespace bodocc {

// What the page shows of one source, as one JSON object, which runtime/src/observe/page.html reads. Marks in the
// emitted text say which line of which plan each of its lines is from; the page has the text without them. Throws
// InternalError if the text does not have the functions' plans.
std::string sourcePage(const TranslationUnit& unit, const TranslationUnit::Emitted& marked);

// The page without figures, of one source.
std::string reportPage(const std::string& sourcePage);

}  // namespace bodocc
