#pragma once
// bodocc's messages for Clang's errors about bodo's classes and functions.
#include <optional>

#include "Frontend/ClangErrors.h"
#include "Frontend/Tokens.h"

namespace bodocc {

inline constexpr const char* noHeader = "there is no 'bodo' in this file";
inline constexpr const char* oneBracket = "an attribute ends in two brackets";

// The place of the error, or the place in the main file that made a system header's template fail.
clang::SourceLocation placeInMainFile(const Unit& unit, const ClangErrors::Group& group);

// Nothing if the error is not about bodo, or if Clang's message is good.
std::optional<Diagnostic> explain(const Unit& unit, const Tokens& tokens, const ClangErrors::Group& group);

}  // namespace bodocc
