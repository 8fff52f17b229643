#pragma once
// bodocc's words for what Clang says about bodo's classes and functions.
#include <optional>

#include "Frontend/ClangErrors.h"
#include "Frontend/Tokens.h"

namespace bodocc {

inline constexpr const char* noHeader = "there is no 'bodo' in this file";
inline constexpr const char* oneBracket = "an attribute ends in two brackets";

// Where it is, or what in the main file made a system header's template fail.
clang::SourceLocation placeInMainFile(const Unit& unit, const ClangErrors::Group& group);

// Nothing if the error is none about bodo, or if Clang's words are good.
std::optional<Diagnostic> explain(const Unit& unit, const Tokens& tokens, const ClangErrors::Group& group);

}  // namespace bodocc
