// From optimised IR to C++ text. Each function becomes one C++ function that a reader can follow without bodocc: the
// user's names, one fused loop per pipeline over batches, each collective a statement of its own with a comment.
#pragma once

#include "bodocc/IR/IR.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bodocc {

struct EmitOptions {
  bool lineDirectives = false;  // `#line`, so that gdb and the host compiler's messages point at the user's source
  // Whether the preprocessor replaces the word, and whether by the user's definition; and what such definitions name.
  std::function<bool(std::string_view)> isMacro = {}, isUsersMacro = {};
  std::set<std::string> macroWords = {};
};

// The function's comment, signature and body. `#line` directives, where wanted, lead back to the user's file only
// within: the caller writes the one behind it.
std::string emitFunction(const Module& module, const Function& function, const EmitOptions& options);

// The declaration of a version that only annotated functions call.
std::string emitDeclaration(const Module& module, const Function& function);

// The C++ type of a single value: what a reduction's result is converted to where the user's code gives it no type.
std::string cppTypeOf(const bodo::type& type);

// The include that emitted functions need, with its newline; these macros of the user's do not apply to it.
std::string emittedInclude(const std::vector<std::string>& macros);

}  // namespace bodocc
