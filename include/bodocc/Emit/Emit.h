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
  bool lineDirectives = false;  // for the host compiler: `#line`, and the plan with marks of its lines (BODO_EXPLAIN)
  bool check = false;  // -fbodo-check: functions are compared with their plain readings, both on samples of files
  // True if the preprocessor replaces the word; if it does so by the user's definition; and the words in such
  // definitions.
  std::function<bool(std::string_view)> isMacro = {}, isUsersMacro = {};
  std::set<std::string> macroWords = {};
};

// The function's comment, signature and body. `#line` directives, if enabled, are only inside: the caller writes the
// one after it.
std::string emitFunction(const Module& module, const Function& function, const EmitOptions& options);

// The declaration of a version that only annotated functions call.
std::string emitDeclaration(const Module& module, const Function& function);

// The plain reading that those of other functions call, and its declaration; empty if none calls it.
std::string emitPlainFunction(const Module& module, const Function& function, const EmitOptions& options);
std::string emitPlainDeclaration(const Function& function);

// The include that emitted functions need, with its newline; the given macros of the user are disabled around it.
std::string emittedInclude(const std::vector<std::string>& macros);

}  // namespace bodocc
