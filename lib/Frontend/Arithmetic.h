// Functions that compute a number from numbers, and nothing else: the program may leave out a call whose result it does
// not need.
#pragma once

#include <clang/AST/Decl.h>

namespace bodocc {

// True if the function's body is seen and all that it does is arithmetic on its parameters, its own variables and
// constants: it ends soon for any arguments, throws nothing, and changes nothing outside. Whole numbers are divided by
// constants only.
bool isArithmeticOnly(const clang::FunctionDecl& function);

}  // namespace bodocc
