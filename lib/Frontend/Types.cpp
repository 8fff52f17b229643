#include "Frontend/Types.h"

#include <bodocc/Ops/OpInfo.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/Basic/CharInfo.h>
#include <fmt/format.h>
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <utility>

namespace bodocc {

namespace {

const clang::CXXRecordDecl* recordOf(clang::QualType type) {
  type = type.getNonReferenceType();
  return type.isNull() ? nullptr : type->getAsCXXRecordDecl();
}

bool isStd(const clang::CXXRecordDecl& record, llvm::StringRef name) {
  return record.isInStdNamespace() && isNamed(record, name);
}
bool isChrono(const clang::CXXRecordDecl& record, llvm::StringRef name) {
  const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(record.getDeclContext());
  return space != nullptr && isNamed(*space, "chrono") && space->getParent()->isStdNamespace() && isNamed(record, name);
}

const clang::TemplateArgumentList* argumentsOf(const clang::CXXRecordDecl& record) {
  const auto* specialization = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(&record);
  return specialization == nullptr ? nullptr : &specialization->getTemplateArgs();
}

clang::QualType typeArgument(const clang::CXXRecordDecl& record, unsigned index) {
  const auto* arguments = argumentsOf(record);
  if (arguments == nullptr || arguments->size() <= index) return {};
  const clang::TemplateArgument& argument = arguments->get(index);
  return argument.getKind() == clang::TemplateArgument::Type ? argument.getAsType() : clang::QualType();
}

class FrameSearch {
 public:
  bool in(clang::QualType type) {
    if (type.isNull() || type->isDependentType()) return false;
    type = type.getNonReferenceType();
    while (type->isPointerType() || type->isArrayType())
      type = type->isPointerType() ? type->getPointeeType() : clang::QualType(type->getArrayElementTypeNoTypeQual(), 0);
    const TypeClass c = classify(type);
    if (c == TypeClass::Frame || c == TypeClass::Series || c == TypeClass::Scalar) return true;
    if (const auto* function = type->getAs<clang::FunctionProtoType>()) {
      for (const clang::QualType parameter : function->param_types())
        if (in(parameter)) return true;
      return in(function->getReturnType());
    }
    const clang::CXXRecordDecl* record = recordOf(type);
    if (record == nullptr || !seen_.insert(record).second) return false;
    if (const auto* arguments = argumentsOf(*record))
      for (const clang::TemplateArgument& argument : arguments->asArray())
        if (in(argument)) return true;
    if (record->isInStdNamespace() || !record->hasDefinition()) return false;
    for (const clang::FieldDecl* field : record->fields())
      if (in(field->getType())) return true;
    for (const clang::CXXBaseSpecifier& base : record->bases())
      if (in(base.getType())) return true;
    return false;
  }

 private:
  bool in(const clang::TemplateArgument& argument) {
    if (argument.getKind() == clang::TemplateArgument::Type) return in(argument.getAsType());
    if (argument.getKind() == clang::TemplateArgument::Pack)
      for (const clang::TemplateArgument& element : argument.pack_elements())
        if (in(element)) return true;
    return false;
  }
  llvm::SmallPtrSet<const clang::CXXRecordDecl*, 8> seen_;
};

// std::ratio's numerator and denominator.
std::optional<std::pair<std::int64_t, std::int64_t>> ratioOf(clang::QualType type) {
  const auto* record = recordOf(type);
  if (record == nullptr || !isStd(*record, "ratio")) return std::nullopt;
  const auto& arguments = *argumentsOf(*record);
  return std::pair(arguments[0].getAsIntegral().getExtValue(), arguments[1].getAsIntegral().getExtValue());
}

constexpr std::int64_t secondsPerMonth = 2'629'746;  // <chrono>'s average; 12 of them are its year

// The length of one tick of the std::chrono::duration in units of `seconds`, if it is a whole number; else 0.
std::int64_t ticksOf(const clang::CXXRecordDecl& duration, std::int64_t seconds) {
  const auto tick = ratioOf(typeArgument(duration, 1));
  return tick && tick->second == 1 && tick->first % seconds == 0 ? tick->first / seconds : 0;
}

// The same for a type: also 0 if it is not a duration, or one that counts fractions.
std::int64_t wholeUnits(clang::QualType type, std::int64_t seconds) {
  const clang::CXXRecordDecl* record = recordOf(type);
  const bool counts = record != nullptr && isChrono(*record, "duration") && !typeArgument(*record, 0)->isFloatingType();
  return counts ? ticksOf(*record, seconds) : 0;
}

}  // namespace

clang::QualType elementType(clang::QualType type) {
  const clang::CXXRecordDecl* record = recordOf(type);
  return record != nullptr && isInBodo(*record) && isNamed(*record, "Array") ? typeArgument(*record, 0)
                                                                             : clang::QualType();
}

bool isMatrixClass(const clang::CXXRecordDecl& record) {
  const auto* array = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(&record);
  return isNamed(record, "Matrix") ||
         (isNamed(record, "Array") && array != nullptr && array->getTemplateArgs().size() == 2 &&
          array->getTemplateArgs()[1].getAsIntegral() == 2);
}

bool isMatrix(clang::QualType type) {
  const clang::CXXRecordDecl* record = recordOf(type);
  return record != nullptr && isInBodo(*record) && isMatrixClass(*record);
}

bool isParallelRange(clang::QualType type) {
  const clang::CXXRecordDecl* record = recordOf(type);
  return record != nullptr && isInBodo(*record) &&
         (isNamed(*record, "ParallelRange") || isNamed(*record, "ParallelGrid"));
}

bool isIndexRange(clang::QualType type) {
  const clang::CXXRecordDecl* record = recordOf(type);
  return record != nullptr && isInBodo(*record) && isNamed(*record, "IndexRange");
}

bool isScalarClass(const clang::CXXRecordDecl& record) {
  return isInBodo(record) &&
         (isNamed(record, "Scalar") || isNamed(record, "uncast_scalar") || isNamed(record, "cast_scalar"));
}

TypeClass classify(clang::QualType type) {
  const clang::CXXRecordDecl* record = recordOf(type);
  if (record == nullptr || !isInBodo(*record) || record->getIdentifier() == nullptr) return TypeClass::Host;
  const llvm::StringRef name = record->getName();
  if (name == "DataFrame") return TypeClass::Frame;
  if (name == "Series" || name == "ColumnRef" || name == "Array" || name == "Matrix") return TypeClass::Series;
  if (isScalarClass(*record)) return TypeClass::Scalar;
  if (isAnnotatedOnly(*record) || isConstantKind(type)) return TypeClass::Operation;
  return TypeClass::Host;
}

const char* describe(TypeClass c) {
  switch (c) {
    case TypeClass::Host: return "a value";
    case TypeClass::Frame: return "a frame";
    case TypeClass::Series: return "a series";
    case TypeClass::Scalar: return "a reduction's result";
    case TypeClass::Operation: return "an unfinished operation";
  }
  return "a value";
}

bool holdsFrames(clang::QualType type) { return FrameSearch().in(type); }

std::int64_t daysIn(clang::QualType type) { return wholeUnits(type, 86'400); }
std::int64_t monthsIn(clang::QualType type) { return wholeUnits(type, secondsPerMonth); }

std::optional<ValueType> columnType(clang::QualType type, const clang::ASTContext& ast) {
  type = type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  if (type->isBooleanType()) return ValueType{bodo::boolean};
  if (type->isAnyCharacterType() && !type->isSpecificBuiltinType(clang::BuiltinType::SChar) &&
      !type->isSpecificBuiltinType(clang::BuiltinType::UChar))
    return std::nullopt;
  if (type->isEnumeralType()) return std::nullopt;
  if (type->isIntegerType()) {
    const bool isSigned = type->isSignedIntegerType();
    switch (ast.getTypeSize(type)) {
      case 8: return ValueType{isSigned ? bodo::int8 : bodo::uint8};
      case 16: return ValueType{isSigned ? bodo::int16 : bodo::uint16};
      case 32: return ValueType{isSigned ? bodo::int32 : bodo::uint32};
      case 64: return ValueType{isSigned ? bodo::int64 : bodo::uint64};
      default: return std::nullopt;
    }
  }
  if (type->isSpecificBuiltinType(clang::BuiltinType::Float)) return ValueType{bodo::float32};
  if (type->isSpecificBuiltinType(clang::BuiltinType::Double)) return ValueType{bodo::float64};
  if (type->isPointerType() || type->isArrayType()) {
    const clang::QualType element =
        type->isPointerType() ? type->getPointeeType() : ast.getAsArrayType(type)->getElementType();
    if (element->isSpecificBuiltinType(clang::BuiltinType::Char_S) ||
        element->isSpecificBuiltinType(clang::BuiltinType::Char_U))
      return ValueType{bodo::string};
    return std::nullopt;
  }
  const clang::CXXRecordDecl* record = recordOf(type);
  if (record == nullptr) return std::nullopt;
  if (isStd(*record, "basic_string") || isStd(*record, "basic_string_view")) {
    const clang::QualType character = typeArgument(*record, 0);
    if (!character.isNull() && character->isCharType()) return ValueType{bodo::string};
    return std::nullopt;
  }
  if (isStd(*record, "nullopt_t")) return ValueType{bodo::int64, true};
  if (isStd(*record, "optional")) {
    auto inner = columnType(typeArgument(*record, 0), ast);
    if (inner) inner->nullable = true;
    return inner;
  }
  if (isChrono(*record, "year_month_day") || isChrono(*record, "year_month_day_last")) return ValueType{bodo::date};
  if (isChrono(*record, "duration")) {
    if (ticksOf(*record, secondsPerMonth) != 0) return std::nullopt;
    return ValueType{bodo::duration};
  }
  if (isChrono(*record, "time_point")) {
    const auto* duration = recordOf(typeArgument(*record, 1));
    const auto unit = duration == nullptr ? std::nullopt : ratioOf(typeArgument(*duration, 1));
    if (!unit) return std::nullopt;
    return ValueType{unit->first >= 86400 && unit->second == 1 ? bodo::date : bodo::timestamp};
  }
  if (isInBodo(*record) && isNamed(*record, "decimal_value")) return ValueType{bodo::decimal(38, 0)};
  return std::nullopt;
}

std::optional<ListType> listType(clang::QualType type, const clang::ASTContext& ast) {
  type = type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  const clang::CXXRecordDecl* record = recordOf(type);
  if (record == nullptr) return std::nullopt;
  if (isStd(*record, "optional")) {
    auto inner = listType(typeArgument(*record, 0), ast);
    if (inner) inner->type.nullable = true;
    return inner;
  }
  static constexpr const char* containers[] = {"vector",  "array", "deque",    "list",          "forward_list",
                                               "set",     "span",  "multiset", "unordered_set", "initializer_list",
                                               "valarray"};
  if (std::ranges::none_of(containers, [&](const char* name) { return isStd(*record, name); })) return std::nullopt;
  const auto element = columnType(typeArgument(*record, 0), ast);
  if (!element) return std::nullopt;
  return ListType{{bodo::list(element->type)}, element->nullable};
}

bool takesAll(clang::QualType type, bodo::type from, const clang::ASTContext& ast) {
  const clang::CXXRecordDecl* record = recordOf(type);
  if (record != nullptr && isStd(*record, "optional")) return takesAll(typeArgument(*record, 0), from, ast);
  if (!holdsAll(columnType(type, ast)->type, from)) return false;
  if (record != nullptr && isChrono(*record, "time_point")) record = recordOf(typeArgument(*record, 1));
  if (record == nullptr || !isChrono(*record, "duration") || typeArgument(*record, 0)->isFloatingType()) return true;
  // columns hold dates in days, the others in nanoseconds
  const auto unit = ratioOf(typeArgument(*record, 1));
  const std::int64_t held = from == bodo::date ? 86'400 : 1, parts = from == bodo::date ? 1 : 1'000'000'000;
  return unit && (static_cast<Int128>(held) * unit->second) % (static_cast<Int128>(parts) * unit->first) == 0;
}

std::vector<clang::QualType> memberTypes(clang::QualType type) {
  std::vector<clang::QualType> members;
  const clang::CXXRecordDecl* record = recordOf(type);
  if (record == nullptr) return members;
  if (const auto* arguments = argumentsOf(*record); arguments != nullptr && record->isInStdNamespace()) {
    for (const clang::TemplateArgument& argument : arguments->asArray())
      if (argument.getKind() == clang::TemplateArgument::Pack)
        for (const clang::TemplateArgument& element : argument.pack_elements()) members.push_back(element.getAsType());
      else if (argument.getKind() == clang::TemplateArgument::Type)
        members.push_back(argument.getAsType());
  } else {
    for (const clang::FieldDecl* field : record->fields()) members.push_back(field->getType());
  }
  return members;
}

std::string comparedMembers(clang::QualType type, const std::string& value) {
  const clang::CXXRecordDecl* record = recordOf(type.getNonReferenceType());
  if (record == nullptr || !record->hasDefinition() || record->isInStdNamespace() || isInBodo(*record) ||
      record->isUnion() || record->isLambda())
    return "";
  std::string members;
  for (const clang::CXXBaseSpecifier& base : record->bases())
    if (const std::string inner = comparedMembers(base.getType(), value);
        !inner.empty() && base.getAccessSpecifier() == clang::AS_public)
      members += (members.empty() ? "" : ", ") + inner;
  for (const clang::FieldDecl* field : record->fields()) {
    // a type with a private member may define equality of its values by std::hash
    if (field->getAccess() != clang::AS_public) return "";
    if (field->isUnnamedBitField() || field->getIdentifier() == nullptr) continue;
    const std::string member = value + "." + field->getNameAsString();
    const std::string inner = comparedMembers(field->getType(), member);
    members += (members.empty() ? "" : ", ") + (inner.empty() ? member : inner);
  }
  return members.empty() ? "" : "rt::parts(" + members + ")";
}

static clang::PrintingPolicy policyFor(const clang::ASTContext& ast) {
  clang::PrintingPolicy policy(ast.getLangOpts());
  policy.SuppressTagKeyword = true;
  policy.SuppressUnwrittenScope = true;
  policy.FullyQualifiedName = true;
  policy.UsePreferredNames = true;
  return policy;
}

std::string spell(clang::QualType type, const clang::ASTContext& ast) { return spell(type, "", ast); }

std::string spell(clang::QualType type, const std::string& name, const clang::ASTContext& ast) {
  // the type of `auto` is spelled as in its origin, perhaps in another scope
  const clang::DeducedType* deduced = type->getContainedDeducedType();
  if (deduced != nullptr && deduced->isDeduced()) type = type.getCanonicalType();
  // a template's parameter that is an array has no parentheses
  if (type.getCanonicalType().getNonReferenceType()->isArrayType()) type = type.getCanonicalType();
  std::string text = name;
  type.getAsStringInternal(text, policyFor(ast));
  // emitted functions call their runtime so
  for (std::size_t at = text.find("rt::"); at != std::string::npos; at = text.find("rt::", at + 1))
    if (at == 0 || (text[at - 1] != ':' && text[at - 1] != '_' && !clang::isAlphanumeric(text[at - 1])))
      text.insert(std::exchange(at, at + 2), "::");
  // canonical types have lost the usual names
  for (const char* word : {"string", "string_view"}) {
    const std::string spelled = fmt::format("std::basic_{}<char>", word);
    for (std::size_t at; (at = text.find(spelled)) != std::string::npos;)
      text.replace(at, spelled.size(), fmt::format("std::{}", word));
  }
  return text;
}

std::string spell(const clang::TemplateArgument& argument, const clang::ASTContext& ast) {
  if (argument.getKind() == clang::TemplateArgument::Type) return spell(argument.getAsType(), ast);
  std::string text;
  llvm::raw_string_ostream out(text);
  argument.print(policyFor(ast), out, true);
  return text;
}

std::string spellValue(clang::QualType type, const clang::ASTContext& ast) {
  const clang::QualType plain = type.getCanonicalType().getUnqualifiedType();
  if (plain == ast.getIntTypeForBitwidth(64, 1)) return "std::int64_t";
  if (plain == ast.getIntTypeForBitwidth(64, 0)) return "std::uint64_t";
  const clang::CXXRecordDecl* record = recordOf(plain);
  const bool point = record != nullptr && isChrono(*record, "time_point") &&
                     isNamed(*recordOf(typeArgument(*record, 0)), "system_clock");
  if (point) record = recordOf(typeArgument(*record, 1));
  if (record == nullptr || !isChrono(*record, "duration") ||
      !ast.hasSameType(typeArgument(*record, 0), ast.getIntTypeForBitwidth(64, 1)))
    return spell(type, ast);
  constexpr struct {
    std::pair<std::int64_t, std::int64_t> unit;
    const char* name;
  } units[] = {{{1, 1'000'000'000}, "nanoseconds"},
               {{1, 1'000'000}, "microseconds"},
               {{1, 1000}, "milliseconds"},
               {{1, 1}, "seconds"},
               {{60, 1}, "minutes"},
               {{3600, 1}, "hours"},
               {{86'400, 1}, "days"}};
  for (const auto& [unit, name] : units)
    if (ratioOf(typeArgument(*record, 1)) == unit)
      return !point              ? fmt::format("std::chrono::{}", name)
             : unit.first > 3600 ? "std::chrono::sys_days"
                                 : fmt::format("std::chrono::sys_time<std::chrono::{}>", name);
  return spell(type, ast);
}

CppType cppTypeOf(clang::QualType type, const clang::ASTContext& ast) { return cppTypeOf(type, spell(type, ast), ast); }

CppType cppTypeOf(clang::QualType type, std::string text, const clang::ASTContext& ast) {
  using Kind = CppType::Kind;
  CppType known{.text = std::move(text), .lvalue = type->isLValueReferenceType()};
  type = type.getNonReferenceType();
  known.pointer = type->isPointerType();
  const clang::CXXRecordDecl* record = recordOf(type);
  if (record != nullptr && isStd(*record, "optional")) {
    type = typeArgument(*record, 0);
    known.held = spellValue(type, ast);
    record = recordOf(type);
  }
  const TypeClass c = classify(type);
  const auto column = columnType(type, ast);
  if (c == TypeClass::Scalar)
    known.kind = Kind::Scalar;
  else if (c == TypeClass::Series)
    known.kind = elementType(type).isNull() ? Kind::Series : Kind::Array;
  else if (record != nullptr && isStd(*record, "basic_string_view"))
    known.kind = Kind::StringView;
  else if (column)
    known.kind = cppTypeOf(column->type).kind;
  else if (type->isRealFloatingType())  // long double
    known.kind = Kind::Float;
  else if (type->isVoidType())
    known.kind = Kind::Void;
  return known;
}

const OpInfo* operationOf(const clang::NamedDecl& declaration) {
  const bool named = isInBodo(declaration) && declaration.getIdentifier() != nullptr;
  return named ? findOp("bodo", declaration.getName()) : nullptr;
}

bool isNamed(const clang::NamedDecl& declaration, llvm::StringRef name) {
  return declaration.getIdentifier() != nullptr && declaration.getName() == name;
}

unsigned firstPrinted(const clang::FunctionDecl& function) {
  const auto isFormat = [](const clang::ParmVarDecl* parameter) {
    const clang::CXXRecordDecl* type = parameter->getType().getNonReferenceType()->getAsCXXRecordDecl();
    return type != nullptr && isNamed(*type, "basic_format_string");
  };
  const auto format = std::find_if(function.param_begin(), function.param_end(), isFormat);
  return format == function.param_end() ? function.getNumParams()
                                        : static_cast<unsigned>(format - function.param_begin()) + 1;
}

bool isInBodo(const clang::Decl& declaration) {
  for (const clang::DeclContext* context = declaration.getDeclContext(); context != nullptr;
       context = context->getParent())
    if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(context))
      if (isNamed(*space, "bodo") && space->getParent()->getRedeclContext()->isTranslationUnit()) return true;
  return false;
}

namespace {

bool isInPart(const clang::Decl& declaration, llvm::StringRef part) {
  for (const clang::DeclContext* context = declaration.getDeclContext(); context != nullptr;
       context = context->getParent())
    if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(context))
      if (isNamed(*space, part) && isInBodo(*space)) return true;
  return false;
}

}  // namespace

bool isCallSite(const clang::ParmVarDecl& parameter) {
  const auto* record = parameter.getType().getNonReferenceType()->getAsCXXRecordDecl();
  return record != nullptr && isInBodo(*record) && isNamed(*record, "call_site");
}

bool isAnnotatedOnly(const clang::Decl& declaration) { return isInPart(declaration, "annotated"); }

bool isConstantKind(clang::QualType type) {
  const clang::CXXRecordDecl* record = recordOf(type);
  return record != nullptr && isInBodo(*record) && (isInPart(*record, "constants") || isNamed(*record, "Schema"));
}

std::string operationName(const clang::NamedDecl& declaration) {
  if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(&declaration);
      function != nullptr && function->isOverloadedOperator())
    return std::string("operator") + clang::getOperatorSpelling(function->getOverloadedOperator());
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&declaration);
  if (method == nullptr) return "bodo::" + declaration.getNameAsString();
  std::string owner = method->getParent()->getNameAsString();
  if (owner == "FrameOperations") owner = "DataFrame";
  if (owner == "ColumnRef") owner = "Series";
  if (llvm::isa<clang::CXXConstructorDecl>(method)) return "bodo::" + owner;
  return owner + "::" + declaration.getNameAsString();
}

std::string quoted(const std::string& text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ') {
      literal += fmt::format("\\{:03o}", static_cast<unsigned>(c));
      continue;
    }
    if (c == '"' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + "\"";
}

}  // namespace bodocc
