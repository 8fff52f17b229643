#pragma once
// Classification of C++ types: frames, series, scalars, and types that can be a column's values.
#include <bodocc/IR/Type.h>
#include <clang/AST/ASTContext.h>
#include <clang/AST/Type.h>

#include <optional>
#include <string>

namespace bodocc {

struct OpInfo;

enum class TypeClass {
  Host,       // ordinary C++
  Frame,      // bodo::DataFrame
  Series,     // bodo::Series, bodo::ColumnRef
  Scalar,     // bodo::Scalar
  Operation,  // an object that only annotated functions have: GroupBy, Like, Value, ...
};

// References and qualifiers do not count.
TypeClass classify(clang::QualType type);

// The type of the elements of a bodo::Array; null for other types.
clang::QualType elementType(clang::QualType type);

// The range that bodo::prange returns.
// Arrays of two dimensions, and their expressions.
bool isMatrixClass(const clang::CXXRecordDecl& record);
bool isMatrix(clang::QualType type);
bool isParallelRange(clang::QualType type);
bool isIndexRange(clang::QualType type);

// bodo::Scalar, or a base that has its conversions.
bool isScalarClass(const clang::CXXRecordDecl& record);

// "a frame", "a series", ...
const char* describe(TypeClass c);

// True if the type contains a frame, a series or a scalar: as element, member, base, template argument, captured
// variable.
bool holdsFrames(clang::QualType type);

// A std::vector, or another container, of values that columns hold, also in a std::optional.
struct ListType {
  ValueType type;
  bool hasMissing;  // its values are std::optional
};
std::optional<ListType> listType(clang::QualType type, const clang::ASTContext& ast);
// The type of a column of such values; std::optional makes it nullable. Nothing for types that no column holds.
std::optional<ValueType> columnType(clang::QualType type, const clang::ASTContext& ast);

// True if a C++ variable of that type, which a column could hold, holds each value of the other: its unit of time is at
// least as fine.
bool takesAll(clang::QualType type, bodo::type from, const clang::ASTContext& ast);

// The days of one tick of a duration whose ticks are days or weeks; 0 for other types.
std::int64_t daysIn(clang::QualType type);

// The calendar months of one tick of a duration whose ticks are months or years; 0 for other types. Columns cannot hold
// them: their length depends on the date to which they are added.
std::int64_t monthsIn(clang::QualType type);

// The types of a tuple's, a pair's or a struct's members, in their order.
std::vector<clang::QualType> memberTypes(clang::QualType type);

// The public members of a struct's value, and theirs, that ranks compare, as emitted code names them. Empty for other
// types, and if there are none.
std::string comparedMembers(clang::QualType type, const std::string& value);

// The spelling of the type at namespace scope.
std::string spell(clang::QualType type, const clang::ASTContext& ast);
std::string quoted(const std::string& text);                                                     // a literal
std::string spell(clang::QualType type, const std::string& name, const clang::ASTContext& ast);  // with a declarator

std::string spell(const clang::TemplateArgument& argument, const clang::ASTContext& ast);

// A value's type by its name in the standard library, which templates lose: std::int64_t,
// std::chrono::seconds.
std::string spellValue(clang::QualType type, const clang::ASTContext& ast);

// The type of a value in the user's program, spelled as by spell() or as the given text.
CppType cppTypeOf(clang::QualType type, const clang::ASTContext& ast);
CppType cppTypeOf(clang::QualType type, std::string text, const clang::ASTContext& ast);

// True if that is its name; operators and constructors have none.
bool isNamed(const clang::NamedDecl& declaration, llvm::StringRef name);

// The namespace bodo, or one within it; and the part of it that only annotated functions have.
bool isInBodo(const clang::Decl& declaration);
// The first parameter that the function only prints, though it could change it (`T&&`): the one after the format. As
// many as it has if it has no format.
unsigned firstPrinted(const clang::FunctionDecl& function);
// The row of a function of namespace bodo; null if there is none.
const OpInfo* operationOf(const clang::NamedDecl& declaration);
bool isAnnotatedOnly(const clang::Decl& declaration);

// A parameter for the place of a call, which the collectives of ordinary code have.
bool isCallSite(const clang::ParmVarDecl& parameter);

// True for names, options and schemas: ordinary code may declare constants of these types for annotated functions.
bool isConstantKind(clang::QualType type);

// "df.groupby": the operation's name for users.
std::string operationName(const clang::NamedDecl& declaration);

}  // namespace bodocc
