#include "Frontend/FunctionList.h"

#include <clang/AST/DeclCXX.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

#include "Frontend/Types.h"

namespace bodocc {

namespace {

// The version of the fields: increased if one is removed or changes its meaning, not if one is added.
constexpr std::int64_t version = 1;

llvm::json::Value utf8(const std::string& text) { return llvm::json::fixUTF8(text); }

// Of a value of that type: what a caller has to have.
std::string valueType(clang::QualType type, const clang::ASTContext& ast) {
  return spellValue(type.getNonReferenceType().getUnqualifiedType(), ast);
}

const char* kindOf(clang::QualType type) {
  if (type->isDependentType()) return "template";
  if (type->isLValueReferenceType() && !type.getNonReferenceType().isConstQualified()) return "reference";
  switch (classify(type)) {
    case TypeClass::Frame: return "frame";
    case TypeClass::Series: return "series";
    default: return "value";
  }
}

llvm::json::Value parameter(const clang::ParmVarDecl& parameter, const Unit& unit) {
  const clang::QualType type = parameter.getType();
  const bool dependent = type->isDependentType();
  llvm::json::Object object{{"name", utf8(parameter.getNameAsString())},
                            {"kind", kindOf(type)},
                            {"type", utf8(dependent ? "auto" : valueType(type, unit.ast))}};
  if (parameter.hasDefaultArg()) object["default"] = utf8(unit.text(parameter.getDefaultArgRange()));
  return object;
}

// The names of a struct's members; none for other types.
llvm::json::Array membersOf(clang::QualType type) {
  llvm::json::Array names;
  const clang::CXXRecordDecl* const record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition() || !record->isAggregate() || record->getNumBases() != 0 ||
      record->isInStdNamespace() || isInBodo(*record))
    return names;
  for (const clang::FieldDecl* field : record->fields()) names.push_back(utf8(field->getNameAsString()));
  return names;
}

llvm::json::Value function(const AnnotatedFunction& annotated, const Unit& unit) {
  const clang::FunctionDecl& definition = *annotated.definition;
  llvm::json::Array parameters;
  for (const clang::ParmVarDecl* p : definition.parameters()) parameters.push_back(parameter(*p, unit));
  const clang::QualType result = definition.getReturnType();
  const bool known = !result->isDependentType() && !result->isUndeducedType();
  return llvm::json::Object{{"name", utf8(qualifiedName(definition))},
                            {"line", unit.at(definition.getLocation()).line},
                            {"parameters", std::move(parameters)},
                            {"returns", known ? utf8(spell(result, unit.ast)) : utf8("auto")},
                            {"members", known ? membersOf(result) : llvm::json::Array()}};
}

}  // namespace

std::string functionList(const Unit& unit, const AnnotatedFunctions& functions) {
  llvm::json::Array all;
  for (const AnnotatedFunction& annotated : functions.definitions) {
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(annotated.definition);
    if (method == nullptr || method->isStatic()) all.push_back(function(annotated, unit));
  }
  std::string out;
  llvm::raw_string_ostream(out) << llvm::json::Value(
      llvm::json::Object{{"version", version}, {"file", utf8(unit.job.input)}, {"functions", std::move(all)}});
  return out;
}

}  // namespace bodocc
