#pragma once
// Finds the annotated functions of a unit, and for each the function to compile, or the instances of a template; checks
// that they are of a kind that can be annotated, and that ordinary code uses no operation that exists only in annotated
// functions.
#include <clang/AST/Decl.h>
#include <clang/AST/DeclTemplate.h>

#include <set>
#include <vector>

#include "Frontend/Unit.h"

namespace bodocc {

struct AnnotatedFunction {
  const clang::FunctionDecl* definition = nullptr;         // as written: a template's pattern, or the function
  const clang::FunctionTemplateDecl* templated = nullptr;  // null if it is no function template
  const clang::ClassTemplateDecl* memberOf = nullptr;      // null if it is no member of a class template
  std::vector<const clang::FunctionDecl*> instances;       // with bodies in which every type is known
  const JitAttribute* attribute = nullptr;                 // on the definition; null if only a declaration has it
  FunctionOptions options;
  bool isUnused = false;   // of an earlier cell, and only declared in this one
  std::string directives;  // macros that it defines and undefines, for the rest of the file

  bool isTemplate() const { return templated != nullptr || memberOf != nullptr; }
};

struct AnnotatedFunctions {
  std::vector<AnnotatedFunction> definitions;  // of this file, in its order
  // Attributes on declarations without a body: also removed from the text.
  std::vector<const JitAttribute*> onDeclarations;

  // The definition that a call of `function` runs; null if it is not an annotated function.
  const AnnotatedFunction* of(const clang::FunctionDecl& function) const;
};

bool isAnnotated(const clang::FunctionDecl& function);

// All ranks must call it together: an annotated function, or one of bodo's collectives for ordinary code.
bool isCollective(const clang::FunctionDecl& function);

// As code after its definition names it: without unnamed namespaces.
std::string qualifiedName(const clang::FunctionDecl& function);

AnnotatedFunctions collectAnnotatedFunctions(Unit& unit);

// The headers that define annotated functions, among the declarations of the unit.
std::set<clang::FileID> annotatedHeaders(Unit& unit, const std::vector<clang::Decl*>& declarations);

// Reports operations of annotated functions in the rest of the file.
void checkOrdinaryCode(Unit& unit);

}  // namespace bodocc
