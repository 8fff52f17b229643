#include "Frontend/Constants.h"

#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>
#include <clang/Lex/Lexer.h>

#include <algorithm>

#include "Frontend/Types.h"

namespace bodocc {

namespace {

bool isCopy(const clang::CXXConstructExpr& construct) {
  return construct.getNumArgs() >= 1 && construct.getConstructor()->isCopyOrMoveConstructor();
}

// The number of days from 1970-01-01 (proleptic Gregorian calendar).
std::int64_t daysFromCivil(std::int64_t year, unsigned month, unsigned day) {
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto yearOfEra = static_cast<std::int64_t>(year - era * 400);
  const std::int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

unsigned daysIn(std::int64_t year, unsigned month) {
  const std::int64_t next = month == 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  return static_cast<unsigned>(next - daysFromCivil(year, month, 1));
}

const clang::CXXRecordDecl* chronoRecord(clang::QualType type) {
  const clang::CXXRecordDecl* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (record == nullptr || record->getIdentifier() == nullptr) return nullptr;
  const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(record->getDeclContext());
  return space != nullptr && space->getIdentifier() != nullptr && space->getName() == "chrono" ? record : nullptr;
}

struct Period {
  std::int64_t numerator = 1, denominator = 1;
};

const clang::TemplateArgument& argument(const clang::CXXRecordDecl& record, unsigned i) {
  return llvm::cast<clang::ClassTemplateSpecializationDecl>(record).getTemplateArgs()[i];
}

Period periodOf(const clang::CXXRecordDecl& duration) {
  const clang::CXXRecordDecl* ratio = argument(duration, 1).getAsType()->getAsCXXRecordDecl();
  return {argument(*ratio, 0).getAsIntegral().getExtValue(), argument(*ratio, 1).getAsIntegral().getExtValue()};
}

// The first (only) field of a class value, however deep: a duration's count, a month's number.
std::optional<std::int64_t> onlyInteger(const clang::APValue& value) {
  if (value.isInt()) return value.getInt().getExtValue();
  if (value.isFloat()) return std::nullopt;
  if (value.isStruct() && value.getStructNumFields() == 1) return onlyInteger(value.getStructField(0));
  return std::nullopt;
}

// A value that does not fit 64 bits is an Int128.
Constant inNanoseconds(bodo::type type, std::int64_t count, const Period& period) {
  const Int128 wide = static_cast<Int128>(count) * period.numerator * 1'000'000'000 / period.denominator;
  const auto ns = static_cast<std::int64_t>(wide);
  return ns == wide ? Constant{type, ns, ""} : Constant{type, wide, ""};
}

std::optional<Constant> chronoConstant(const clang::CXXRecordDecl& record, const clang::APValue& value) {
  const llvm::StringRef name = record.getName();
  if (name == "year_month_day" && value.isStruct() && value.getStructNumFields() == 3) {
    const auto year = onlyInteger(value.getStructField(0)), month = onlyInteger(value.getStructField(1)),
               day = onlyInteger(value.getStructField(2));
    if (!year || !month || !day) return std::nullopt;
    return Constant{bodo::date, daysFromCivil(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)), ""};
  }
  if (name == "year_month_day_last" && value.isStruct() && value.getStructNumFields() == 2) {
    const auto year = onlyInteger(value.getStructField(0)), month = onlyInteger(value.getStructField(1));
    if (!year || !month) return std::nullopt;
    const auto m = static_cast<unsigned>(*month);
    return Constant{bodo::date, daysFromCivil(*year, m, daysIn(*year, m)), ""};
  }
  if (name == "duration") {
    const auto count = onlyInteger(value);
    if (!count) return std::nullopt;
    return inNanoseconds(bodo::duration, *count, periodOf(record));
  }
  if (name == "time_point") {
    const auto count = onlyInteger(value);
    const Period period = periodOf(*argument(record, 1).getAsType()->getAsCXXRecordDecl());
    if (!count) return std::nullopt;
    if (period.numerator >= 86400 && period.denominator == 1)
      return Constant{bodo::date, *count * (period.numerator / 86400), ""};
    return inNanoseconds(bodo::timestamp, *count, period);
  }
  return std::nullopt;
}

// The literal of a number, also if it is the value of a const variable; empty if it is computed.
std::string spelling(const clang::Expr* e, const clang::ASTContext& ast) {
  e = strip(e);
  if (const auto* minus = llvm::dyn_cast<clang::UnaryOperator>(e); minus && minus->getOpcode() == clang::UO_Minus) {
    const std::string digits = spelling(minus->getSubExpr(), ast);
    return digits.empty() ? digits : "-" + digits;
  }
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e))
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl()))
      if (variable->getType().isConstQualified() && variable->getAnyInitializer() != nullptr)
        return spelling(variable->getAnyInitializer(), ast);
  if (!llvm::isa<clang::FloatingLiteral>(e) && !llvm::isa<clang::IntegerLiteral>(e)) return "";
  llvm::SmallString<32> buffer;
  std::string text =
      clang::Lexer::getSpelling(e->getExprLoc(), buffer, ast.getSourceManager(), ast.getLangOpts()).str();
  if (text.starts_with("0x") || text.starts_with("0X") || text.starts_with("0b") || text.starts_with("0B")) return "";
  std::erase(text, '\'');
  const std::size_t end = text.find_first_not_of("0123456789.eE+-");
  return text.substr(0, end);
}

std::optional<std::string> stringIn(const clang::APValue& value, std::uint64_t length, bool bounded) {
  if (!value.isLValue()) return std::nullopt;
  const auto* base = value.getLValueBase().dyn_cast<const clang::Expr*>();
  const auto* literal = llvm::dyn_cast_or_null<clang::StringLiteral>(base);
  if (literal == nullptr || literal->getCharByteWidth() != 1) return std::nullopt;
  const auto offset = static_cast<std::uint64_t>(value.getLValueOffset().getQuantity());
  const llvm::StringRef text = literal->getString();
  if (offset > text.size()) return std::nullopt;
  const llvm::StringRef rest = text.substr(offset);
  return bounded ? rest.substr(0, length).str() : rest.take_until([](char c) { return c == '\0'; }).str();
}

// Folds strings, whose constructors and operators Clang does not evaluate.
class Strings {
 public:
  Strings(const clang::ASTContext& ast, const KnownVariables& variables) : ast_(ast), variables_(variables) {}

  std::optional<std::string> fold(const clang::Expr* e) const {
    e = strip(e);
    if (const auto* literal = llvm::dyn_cast<clang::StringLiteral>(e))
      return literal->getCharByteWidth() == 1 ? std::optional(literal->getString().str()) : std::nullopt;
    if (!e->isValueDependent())
      if (auto text = evaluated(e)) return text;
    return composed(e);
  }

 private:
  std::optional<std::string> evaluated(const clang::Expr* e) const {
    clang::Expr::EvalResult result;
    if (!e->EvaluateAsRValue(result, ast_, true) || result.HasSideEffects) return std::nullopt;
    const clang::APValue& value = result.Val;
    if (value.isLValue()) return stringIn(value, 0, false);
    if (!value.isStruct() || value.getStructNumFields() != 2) return std::nullopt;
    // std::string_view: length and pointer
    const clang::APValue &a = value.getStructField(0), &b = value.getStructField(1);
    const clang::APValue &length = a.isInt() ? a : b, &pointer = a.isInt() ? b : a;
    if (!length.isInt() || !pointer.isLValue()) return std::nullopt;
    return stringIn(pointer, length.getInt().getZExtValue(), true);
  }

  // A constructor or conversion around a string, std::string("x"), std::string_view(s); a constant; a + b;
  // std::to_string(n).
  std::optional<std::string> composed(const clang::Expr* e) const {
    if (const auto* construct = llvm::dyn_cast<clang::CXXConstructExpr>(e)) {
      // without a value: an empty string, but not an empty std::optional
      if (construct->getNumArgs() == 0) {
        const auto made = columnType(construct->getType(), ast_);
        return made && !made->nullable ? std::optional<std::string>("") : std::nullopt;
      }
      for (unsigned i = 1; i < construct->getNumArgs(); ++i)
        if (!llvm::isa<clang::CXXDefaultArgExpr>(construct->getArg(i))) return std::nullopt;
      return fold(construct->getArg(0));
    }
    if (const auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(e))
      if (llvm::isa_and_nonnull<clang::CXXConversionDecl>(call->getMethodDecl()))
        return fold(call->getImplicitObjectArgument());
    if (const auto* sum = llvm::dyn_cast<clang::CXXOperatorCallExpr>(e);
        sum != nullptr && sum->getOperator() == clang::OO_Plus && sum->getNumArgs() == 2) {
      auto left = term(sum->getArg(0));
      const auto right = left ? term(sum->getArg(1)) : std::nullopt;
      return right ? std::optional(*left + *right) : std::nullopt;
    }
    if (const auto* call = llvm::dyn_cast<clang::CallExpr>(e); call != nullptr && isToString(*call)) {
      const auto number = foldConstant(call->getArg(0), ast_, variables_);
      const auto* value = number ? std::get_if<std::int64_t>(&number->value) : nullptr;
      return value != nullptr ? std::optional(std::to_string(*value)) : std::nullopt;
    }
    const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e);
    if (reference == nullptr) return std::nullopt;
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl());
    if (variable == nullptr) return std::nullopt;
    if (const auto known = variables_ ? variables_(*variable) : std::nullopt) {
      const auto* text = std::get_if<std::string>(&known->value);
      return text != nullptr ? std::optional(*text) : std::nullopt;
    }
    if (!llvm::isa<clang::ParmVarDecl>(variable) && variable->getType().isConstQualified() &&
        variable->getAnyInitializer() != nullptr)
      return fold(variable->getAnyInitializer());
    return std::nullopt;
  }

  // A string, or a character, of a sum.
  std::optional<std::string> term(const clang::Expr* e) const {
    if (!strip(e)->getType()->isAnyCharacterType()) return fold(e);
    clang::Expr::EvalResult character;
    if (!strip(e)->EvaluateAsRValue(character, ast_, true) || !character.Val.isInt()) return std::nullopt;
    return std::string(1, static_cast<char>(character.Val.getInt().getExtValue()));
  }

  const clang::ASTContext& ast_;
  const KnownVariables& variables_;
};

}  // namespace

bool isToString(const clang::CallExpr& call) {
  const clang::FunctionDecl* callee = call.getDirectCallee();
  return callee != nullptr && callee->isInStdNamespace() && callee->getIdentifier() != nullptr &&
         callee->getName() == "to_string" && call.getNumArgs() == 1;
}

bool isContainer(clang::QualType type) {
  const clang::CXXRecordDecl* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record != nullptr && record->isInStdNamespace() &&
         (isNamed(*record, "vector") || isNamed(*record, "array") || isNamed(*record, "initializer_list"));
}

std::vector<const clang::Expr*> elementsOf(const clang::Expr* container) {
  std::vector<const clang::Expr*> found;
  const std::function<void(const clang::Expr*)> collect = [&](const clang::Expr* part) {
    part = strip(part);
    const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(part);
    if (const auto* braces = llvm::dyn_cast<clang::InitListExpr>(part)) {
      for (const clang::Expr* init : braces->inits()) collect(init);
    } else if (made != nullptr && isContainer(made->getType())) {
      // an allocator is left to its default
      for (const clang::Expr* argument : made->arguments())
        if (!llvm::isa<clang::CXXDefaultArgExpr>(argument)) collect(argument);
    } else {
      found.push_back(part);
    }
  };
  collect(container);
  return found;
}

std::optional<std::vector<Constant>> foldElements(const clang::Expr* container, const clang::ASTContext& ast,
                                                  const KnownVariables& variables) {
  const clang::Expr* e = strip(container);
  std::vector<Constant> elements;
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e)) {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl());
    if (variable == nullptr) return std::nullopt;
    if (const auto known = variables ? variables(*variable) : std::nullopt) {
      const auto* names = std::get_if<std::vector<std::string>>(&known->value);
      if (names == nullptr) return std::nullopt;
      for (const std::string& name : *names) elements.push_back({bodo::string, name, ""});
      return elements;
    }
    if (llvm::isa<clang::ParmVarDecl>(variable) || variable->getAnyInitializer() == nullptr ||
        !variable->getType().getNonReferenceType().isConstQualified())
      return std::nullopt;
    e = variable->getAnyInitializer();
  }
  for (const clang::Expr* element : elementsOf(e)) {
    auto value =
        element == e ? std::nullopt : foldConstant(element, ast, variables);  // else a call makes the container
    if (!value) return std::nullopt;
    elements.push_back(std::move(*value));
  }
  return elements;
}

static bool sameType(clang::QualType a, clang::QualType b) {
  return a.getCanonicalType().getUnqualifiedType() == b.getCanonicalType().getUnqualifiedType();
}

const clang::Expr* strip(const clang::Expr* e) {
  for (;;) {
    const clang::Expr* before = e;
    e = e->IgnoreImplicit()->IgnoreParens();
    if (const auto* list = llvm::dyn_cast<clang::CXXStdInitializerListExpr>(e))
      e = list->getSubExpr();
    else if (const auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(e))
      e = temporary->getSubExpr();
    else if (const auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(e))
      e = bound->getSubExpr();
    else if (const auto* full = llvm::dyn_cast<clang::FullExpr>(e))
      e = full->getSubExpr();
    else if (const auto* argument = llvm::dyn_cast<clang::CXXDefaultArgExpr>(e))
      e = argument->getExpr();
    else if (const auto* initializer = llvm::dyn_cast<clang::CXXDefaultInitExpr>(e))
      e = initializer->getExpr();
    else if (const auto* substituted = llvm::dyn_cast<clang::SubstNonTypeTemplateParmExpr>(e))
      e = substituted->getReplacement();
    else if (const auto* cast = llvm::dyn_cast<clang::CXXFunctionalCastExpr>(e);
             cast && (cast->getCastKind() == clang::CK_ConstructorConversion ||
                      // double(n) of an integer is one of these, too
                      (cast->getCastKind() == clang::CK_NoOp &&
                       sameType(cast->getType(), cast->getSubExpr()->IgnoreImplicit()->getType()))))
      e = cast->getSubExpr();
    else if (const auto* list = llvm::dyn_cast<clang::InitListExpr>(e);
             list && list->getNumInits() == 1 &&
             (list->getType()->isScalarType() ||
              list->getType().getCanonicalType() == list->getInit(0)->getType().getCanonicalType()))
      e = list->getInit(0);
    else if (const auto* construct = llvm::dyn_cast<clang::CXXConstructExpr>(e); construct && isCopy(*construct))
      e = construct->getArg(0);
    else if (const auto* call = llvm::dyn_cast<clang::CallExpr>(e);
             call && call->isCallToStdMove() && classify(call->getType()) != TypeClass::Host)
      e = call->getArg(0);
    if (e == before) return e;
  }
}

std::optional<Constant> foldConstant(const clang::Expr* e, const clang::ASTContext& ast,
                                     const KnownVariables& variables) {
  if (e->isTypeDependent() || e->isValueDependent()) return std::nullopt;
  const clang::Expr* bare = strip(e);
  if (isContainer(bare->getType())) {
    const auto elements = foldElements(bare, ast, variables);
    if (!elements) return std::nullopt;
    std::vector<std::string> names;
    for (const Constant& element : *elements) {
      const auto* name = std::get_if<std::string>(&element.value);
      if (name == nullptr) return std::nullopt;
      names.push_back(*name);
    }
    return Constant{bodo::string, std::move(names), ""};
  }
  if (const auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(bare)) {
    const auto condition = foldConstant(choice->getCond(), ast, variables);
    const bool* holds = condition ? std::get_if<bool>(&condition->value) : nullptr;
    if (holds == nullptr) return std::nullopt;
    return foldConstant(*holds ? choice->getTrueExpr() : choice->getFalseExpr(), ast, variables);
  }
  const clang::QualType type = bare->getType().getNonReferenceType();
  const auto column = columnType(type, ast);
  if (!column) return std::nullopt;
  if (const auto* record = type->getAsCXXRecordDecl();
      record != nullptr && record->getIdentifier() != nullptr && record->getName() == "nullopt_t")
    return Constant{bodo::int64, std::monostate{}, ""};
  if (column->type == bodo::string) {
    if (auto text = Strings(ast, variables).fold(bare)) return Constant{bodo::string, std::move(*text), ""};
    return std::nullopt;
  }
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(bare))
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl())) {
      const auto known = variables ? variables(*variable) : std::nullopt;
      if (known || llvm::isa<clang::ParmVarDecl>(variable)) return known;
    }
  if (const auto* negation = llvm::dyn_cast<clang::UnaryOperator>(bare);
      negation != nullptr && negation->getOpcode() == clang::UO_LNot) {
    const auto operand = foldConstant(negation->getSubExpr(), ast, variables);
    if (const bool* holds = operand ? std::get_if<bool>(&operand->value) : nullptr)
      return Constant{bodo::boolean, !*holds, ""};
  }
  clang::Expr::EvalResult result;
  if (!bare->EvaluateAsRValue(result, ast, true) || result.HasSideEffects) return std::nullopt;
  const clang::APValue& value = result.Val;
  if (const auto* record = chronoRecord(type)) return chronoConstant(*record, value);
  if (column->nullable) return std::nullopt;
  if (value.isInt()) {
    if (column->type == bodo::boolean) return Constant{bodo::boolean, value.getInt().getBoolValue(), ""};
    if (value.getInt().isUnsigned() && value.getInt().getActiveBits() > 63)
      return Constant{column->type, value.getInt().getZExtValue(), spelling(e, ast)};
    return Constant{column->type, value.getInt().getExtValue(), spelling(e, ast)};
  }
  if (value.isFloat()) {
    bool lost = false;
    llvm::APFloat number = value.getFloat();
    number.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven, &lost);
    return Constant{column->type, number.convertToDouble(), spelling(e, ast)};
  }
  return std::nullopt;
}

std::optional<std::int64_t> foldMonths(const clang::Expr* e, const clang::ASTContext& ast) {
  const clang::Expr* bare = strip(e);
  const std::int64_t months = monthsIn(bare->getType());
  if (months == 0) return std::nullopt;
  clang::Expr::EvalResult result;
  if (!bare->EvaluateAsRValue(result, ast, true)) return std::nullopt;
  const auto count = onlyInteger(result.Val);
  if (!count) return std::nullopt;
  return *count * months;
}

std::optional<bodo::type> foldType(const clang::Expr* e, const clang::ASTContext& ast) {
  clang::Expr::EvalResult result;
  if (!strip(e)->EvaluateAsRValue(result, ast, true) || !result.Val.isStruct() || result.Val.getStructNumFields() != 4)
    return std::nullopt;
  const auto number = [&](unsigned field) {
    return static_cast<std::uint8_t>(result.Val.getStructField(field).getInt().getZExtValue());
  };
  return bodo::type{static_cast<bodo::kind>(number(0)), number(1), number(2), static_cast<bodo::kind>(number(3))};
}

}  // namespace bodocc
