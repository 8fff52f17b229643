#pragma once
// The emitted file: the user's text with only the annotated functions replaced and one include added.
#include <string>
#include <vector>

#include "Frontend/AnnotatedFunctions.h"

namespace bodocc {

// A template's instances are emitted as explicit specialisations after its declaration; other definitions are replaced
// by the text of their versions.
struct Replacement {
  const AnnotatedFunction* function = nullptr;
  std::string text;  // without a final newline
};

// A declaration to insert before another one, or before everything at this place.
struct Insertion {
  clang::SourceLocation place;
  std::string text;
};

// Any other replacement of a part of the file.
struct Edit {
  unsigned begin, end;  // offsets in the file
  std::string text;
  bool breaksLines;  // the text after it needs a #line
};

// True if the function is in a header, so that several sources have it, each with the versions for its own calls.
bool isInHeader(const Unit& unit, const clang::FunctionDecl& function);

// The signature as written, without the attribute: "bodo::DataFrame f(int n, int a)", "auto f(auto n, auto a)".
std::string writtenSignature(const Unit& unit, const AnnotatedFunction& function);

// "template <> auto f<int, int>(int n, int a)". Reports types that have no name.
std::string instanceSignature(const Unit& unit, const clang::FunctionDecl& instance);

// The directive that makes the next line that of a place in the user's text.
std::string lineDirective(const Unit& unit, clang::SourceLocation place);

std::string splice(const Unit& unit, const AnnotatedFunctions& functions, const std::vector<Replacement>& replacements,
                   const std::vector<Insertion>& insertions, const std::string& include, bool lineDirectives,
                   std::vector<Edit> edits);

}  // namespace bodocc
