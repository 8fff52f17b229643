// The user's own functions, which map and reduce call for each row: parameters and results, captures, and forbidden
// code.
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Analysis/Analyses/ExprMutationAnalyzer.h>

#include <clang/Sema/Sema.h>
#include <llvm/Support/xxhash.h>

#include <algorithm>

#include "Frontend/Arithmetic.h"
#include "Frontend/AstVisitor.h"
#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"
#include "Frontend/UserCode.h"
#include "Frontend/Variance/Sources.h"

namespace bodocc {

namespace {

// Finds the first call of a collective, in a function's body or in those of the functions that it calls.
class Collectives : public AstVisitor {
 public:
  std::string name;

  void look(const clang::FunctionDecl& function) {
    const clang::FunctionDecl* body = nullptr;
    if (function.hasBody(body) && seen_.insert(body).second) TraverseStmt(body->getBody());
  }
  bool VisitCallExpr(clang::CallExpr* e) override {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    if (callee == nullptr || callee->isInStdNamespace() || !name.empty()) return true;
    if (isCollective(*callee))
      name = callee->getNameAsString();
    else
      look(*callee);
    return true;
  }

 private:
  std::set<const clang::FunctionDecl*> seen_;
};

// The variables and functions that a user's function uses besides its parameters, in its own body or in those of the
// functions that it calls.
class Surroundings : public AstVisitor {
 public:
  explicit Surroundings(clang::ASTContext& ast) : ast_(ast) {}
  const clang::FunctionDecl* differing = nullptr;  // returns a different value on each rank
  std::set<const clang::VarDecl*> read, changed;   // variables outside of functions that are not constants
  std::set<std::string> outside;                   // names of these, and of constants there

  void look(const clang::FunctionDecl& function) {
    const clang::FunctionDecl* definition = nullptr;
    if (!function.hasBody(definition) || !seen_.insert(definition).second) return;
    clang::Stmt* const body = definition->getBody();
    std::set<const clang::VarDecl*> others;
    std::swap(read, others);
    TraverseStmt(body);
    findChanges(*body);
    read.merge(others);
  }
  bool VisitCallExpr(clang::CallExpr* e) override {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    if (callee == nullptr) return true;
    if (differing == nullptr && variance::originOf(*callee) != variance::Origin::None) differing = callee;
    if (!callee->isInStdNamespace() && !isInBodo(*callee)) look(*callee);
    return true;
  }
  bool TraverseLambdaExpr(clang::LambdaExpr* e) override {
    const bool outer = std::exchange(withinGeneric_, withinGeneric_ || e->isGenericLambda());
    AstVisitor::TraverseLambdaExpr(e);
    withinGeneric_ = outer;
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    const auto* v = llvm::dyn_cast<clang::VarDecl>(e->getDecl());
    if (withinGeneric_) generic_.insert(e);
    if (v == nullptr || !v->hasGlobalStorage() || v->isStaticLocal()) return true;
    outside.insert(v->getNameAsString());
    if (!v->isInStdNamespace() && !isInBodo(*v) && !v->isUsableInConstantExpressions(ast_)) read.insert(v);
    return true;
  }
  // code may depend on the rank if it does not affect the values: to print, to fail
  bool TraverseIfStmt(clang::IfStmt* s) override {
    if (!isHarmless(s->getThen()) || !isHarmless(s->getElse())) return AstVisitor::TraverseIfStmt(s);
    TraverseStmt(s->getThen());
    return TraverseStmt(s->getElse());
  }
  bool TraverseWhileStmt(clang::WhileStmt* s) override {
    return isHarmless(s->getBody()) ? TraverseStmt(s->getBody()) : AstVisitor::TraverseWhileStmt(s);
  }

 private:
  // Statement by statement, because the analyzer reports only a variable's first change.
  void findChanges(const clang::Stmt& s) {
    if (llvm::isa<clang::CompoundStmt>(s)) {
      for (const clang::Stmt* each : s.children()) findChanges(*each);
      return;
    }
    clang::ExprMutationAnalyzer mutations(s, ast_);
    for (const clang::VarDecl* v : read)
      if (const clang::Stmt* change = mutations.findMutation(v); change != nullptr && !generic_.contains(change))
        changed.insert(v);
  }
  bool isHarmless(const clang::Stmt* s) const {
    if (s == nullptr) return true;
    class Effects : public AstVisitor {
     public:
      bool returns = false;
      std::set<const clang::VarDecl*> used, declared;
      bool VisitReturnStmt(clang::ReturnStmt*) override { return returns = true; }
      bool VisitVarDecl(clang::VarDecl* v) override { return declared.insert(v), true; }
      bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
        if (const auto* v = llvm::dyn_cast<clang::VarDecl>(e->getDecl())) used.insert(v);
        return true;
      }
    } effects;
    effects.TraverseStmt(s);
    clang::ExprMutationAnalyzer mutations(*s, ast_);
    return !effects.returns && std::ranges::none_of(effects.used, [&](const clang::VarDecl* v) {
      return !effects.declared.contains(v) && !v->isInStdNamespace() && mutations.isMutated(v);
    });
  }

  clang::ASTContext& ast_;
  std::set<const clang::FunctionDecl*> seen_;
  std::set<const clang::Stmt*> generic_;  // uses in generic lambdas: only their instances show if they change it
  bool withinGeneric_ = false;
};

// A variable's fully qualified name.
std::string fullName(const clang::VarDecl& v) {
  std::string name = v.getNameAsString();
  for (const clang::DeclContext* c = v.getDeclContext(); !c->isTranslationUnit(); c = c->getParent())
    if (const auto* scope = llvm::dyn_cast<clang::NamedDecl>(c); scope != nullptr && scope->getIdentifier() != nullptr)
      name = scope->getNameAsString() + "::" + name;
  return "::" + name;
}

class StaticVariables : public AstVisitor {
 public:
  const clang::VarDecl* first = nullptr;
  bool VisitVarDecl(clang::VarDecl* v) override {
    if (first == nullptr && v->isStaticLocal() && !v->getType().isConstQualified()) first = v;
    return true;
  }
};

}  // namespace

// Its values must depend only on its rows, not on their rank.
void Lowering::checkUserFunction(const clang::FunctionDecl& callee, const clang::LambdaExpr* lambda,
                                 clang::SourceLocation place) const {
  Collectives collectives;
  collectives.look(callee);
  if (!collectives.name.empty()) failAt(place, Diag::CollectiveInLambda, collectives.name);
  Surroundings surroundings(unit_.ast);
  surroundings.look(callee);
  if (surroundings.differing != nullptr) failAt(place, Diag::DiffersByRank, surroundings.differing->getNameAsString());
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&callee);
  if (lambda == nullptr && method != nullptr && method->getOverloadedOperator() == clang::OO_Call &&
      method->isInstance() && !method->isConst())
    failAt(place, Diag::MutableLambda, "the function's operator() is not const");
  if (lambda == nullptr) return;
  checkLambda(lambda);
  const clang::Stmt* body = callee.getBody() != nullptr ? callee.getBody() : lambda->getBody();
  for (const clang::LambdaCapture& capture : lambda->captures())
    if (capture.capturesVariable() && (capture.getCaptureKind() == clang::LCK_ByRef || lambda->isMutable()) &&
        clang::ExprMutationAnalyzer(*body, unit_.ast).isMutated(capture.getCapturedVar()))
      failAt(place, Diag::CaptureChanged, capture.getCapturedVar()->getNameAsString());
  if (lambda->isMutable() && lambda->capture_size() > 0) failAt(place, Diag::MutableLambda, "the lambda is mutable");
  StaticVariables statics;
  statics.TraverseStmt(body);
  if (statics.first != nullptr)
    failAt(statics.first->getLocation(), Diag::StatefulLambda, statics.first->getNameAsString());
}

// Ranks compare the function's captures and the variables outside of functions that it reads; those that it changes
// itself may differ.
void Lowering::describeSurroundings(UserFunction& function, const clang::FunctionDecl* callee,
                                    const clang::Expr* written) const {
  const UserCode code = codeOf(callee, written, unit_.ast);
  function.code = fmt::format("{:016x}", llvm::xxh3_64bits(code.text));
  function.isSeen = code.isWhole;
  function.isArithmetic = callee != nullptr && isArithmeticOnly(*callee);
  Surroundings surroundings(unit_.ast);
  if (callee != nullptr) surroundings.look(*callee);
  surroundings.TraverseStmt(written);
  if (!surroundings.read.empty() && !changedGlobals_) {
    Surroundings around(unit_.ast);
    around.look(declaration_);
    changedGlobals_ = std::move(around.changed);
  }
  function.changing.clear();
  std::set<std::string> ordered;
  for (const clang::VarDecl* v : surroundings.read) {
    if (surroundings.changed.contains(v)) continue;
    if (changedGlobals_->contains(v)) function.changing.push_back(v->getNameAsString());
    const bool visible = v->getAccess() == clang::AS_none || v->getAccess() == clang::AS_public;
    if (visible && unit_.sources().isBeforeInTranslationUnit(v->getLocation(), declaration_.getLocation()))
      ordered.insert(fullName(*v));
  }
  function.compared.assign(ordered.begin(), ordered.end());
  for (const std::string& name : function.captures)
    if (!surroundings.outside.contains(name)) function.compared.push_back(name);
}

// The operator() that a class itself declares, if it has one that is not a template.
static const clang::CXXMethodDecl* onlyCallOperator(const clang::CXXRecordDecl& record) {
  const auto found = record.lookup(record.getASTContext().DeclarationNames.getCXXOperatorName(clang::OO_Call));
  return found.isSingleResult() ? llvm::dyn_cast<clang::CXXMethodDecl>(found.front()) : nullptr;
}

static bool isCallable(const clang::CXXRecordDecl& record) {
  if (!record.hasDefinition()) return false;
  const auto name = record.getASTContext().DeclarationNames.getCXXOperatorName(clang::OO_Call);
  const auto has = [&](const clang::CXXRecordDecl* r) { return r->hasDefinition() && !r->lookup(name).empty(); };
  return has(&record) || !record.forallBases([&](const clang::CXXRecordDecl* base) { return !has(base); });
}

bool Lowering::isUserFunction(const clang::Expr* e) {
  const clang::QualType type = e->getType().getNonReferenceType();
  if (type->isFunctionType() || type->isFunctionPointerType()) return true;
  const auto* record = type->getAsCXXRecordDecl();
  return record != nullptr && classify(type) == TypeClass::Host && isCallable(*record);
}

ValueType Lowering::userType(clang::QualType type, clang::SourceLocation place, const char* what) {
  const auto column = columnType(type, unit_.ast);
  if (!column) failAt(place, Diag::UserFunctionType, spell(type, unit_.ast), what);
  return *column;
}

void Lowering::describeResult(UserFunction& function, clang::QualType type, clang::SourceLocation place) {
  if (const auto list = listType(type, unit_.ast)) {
    function.result = list->type;
    function.listsMissing = list->hasMissing;
  } else {
    function.result = userType(type, place, "the type of this function's result");
  }
}

// The lambda's text, with copies of its captures by reference.
HostText Lowering::capturedByValue(const clang::LambdaExpr& lambda) {
  HostText list;
  const auto add = [&](const std::string& text) { list.pieces.push_back({(list.empty() ? "[" : ", ") + text}); };
  std::vector<Use> uses;
  bool references = false;
  for (const clang::LambdaCapture& capture : lambda.captures()) {
    references = references || capture.getCaptureKind() == clang::LCK_ByRef;
    if (capture.capturesThis()) add(capture.getCaptureKind() == clang::LCK_StarThis ? "*this" : "this");
    if (!capture.capturesVariable()) continue;
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(capture.getCapturedVar());
    if (variable == nullptr || !variable->isInitCapture()) {
      add(nameOf(capture.getCapturedVar()));
      continue;
    }
    const HostText init = hostText(variable->getInit());
    findUses(variable->getInit(), uses);
    add(capture.getCapturedVar()->getNameAsString() + " = ");
    list.pieces.insert(list.pieces.end(), init.pieces.begin(), init.pieces.end());
  }
  if (references) {
    list.pieces.push_back({"]"});
    uses = {{lambda.getIntroducerRange(), std::move(list.pieces)}};
  }
  addRenamed(&lambda, uses);
  addInstance(&lambda, uses);
  return compose(lambda.getSourceRange(), std::move(uses));
}

// Checks a lambda in a variable, whose text is used at another place: its captures must have the same values there.
void Lowering::checkWrittenAgain(const clang::LambdaExpr& lambda, clang::SourceLocation place) {
  clang::ExprMutationAnalyzer changes(*declaration_.getBody(), unit_.ast);
  const auto isChanging = [&](const clang::ValueDecl* v) {
    return llvm::isa<clang::VarDecl>(v) && !v->getType().isConstQualified() && changes.isMutated(v);
  };
  const std::function<bool(const clang::Stmt*)> readsChanging = [&](const clang::Stmt* s) {
    const auto* e = llvm::dyn_cast<clang::DeclRefExpr>(s);
    return (e != nullptr && isChanging(e->getDecl())) ||
           llvm::any_of(s->children(), [&](const clang::Stmt* c) { return c != nullptr && readsChanging(c); });
  };
  for (const clang::LambdaCapture& capture : lambda.captures()) {
    if (!capture.capturesVariable() || capture.getCaptureKind() == clang::LCK_ByRef) continue;
    const auto* v = llvm::dyn_cast<clang::VarDecl>(capture.getCapturedVar());
    const bool isInit = v != nullptr && v->isInitCapture();
    HostText init;
    if (isInit) describeEffects(v->getInit(), init);
    if (isInit ? hasEffects(init) || !init.repeatable || readsChanging(v->getInit())
               : isChanging(capture.getCapturedVar()))
      failAt(place, Diag::LambdaWrittenAgain, capture.getCapturedVar()->getNameAsString());
  }
}

static const clang::Expr* underneath(const clang::Expr* e) {
  for (;;) {
    e = strip(e);
    const auto* unary = llvm::dyn_cast<clang::UnaryOperator>(e);
    if (unary == nullptr || (unary->getOpcode() != clang::UO_AddrOf && unary->getOpcode() != clang::UO_Deref)) return e;
    e = unary->getSubExpr();
  }
}

Value Lowering::userFunction(const clang::Expr* written) {
  const clang::Expr* e = strip(written);
  auto function = std::make_shared<UserFunction>();
  function->loc = at(e);
  HostText text;
  const clang::FunctionDecl* callee = nullptr;
  const clang::FunctionProtoType* signature = nullptr;
  const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(e);
  const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(underneath(e));
  if (reference != nullptr && !llvm::isa<clang::FunctionDecl>(reference->getDecl()) && reference != e)
    reference = nullptr;
  if (lambda != nullptr) {
    text = capturedByValue(*lambda);
  } else if (reference != nullptr) {
    function->named = true;
    callee = llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl());
    text = hostText(reference);
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl());
        variable != nullptr && variable->getInit() != nullptr)
      lambda = llvm::dyn_cast<clang::LambdaExpr>(strip(variable->getInit()));
    // the captured variables may change before it is called: this lambda has copies
    if (lambda != nullptr && llvm::any_of(lambda->captures(), [](const clang::LambdaCapture& capture) {
          return capture.getCaptureKind() == clang::LCK_ByRef;
        })) {
      function->named = false;
      checkWrittenAgain(*lambda, reference->getExprLoc());
      text = capturedByValue(*lambda);
      describeEffects(lambda, text);
    }
  } else {
    text = hostText(written);
  }
  function->stateless = lambda != nullptr && !function->named && lambda->capture_size() == 0;
  describeEffects(e, text);
  if (lambda != nullptr && llvm::none_of(lambda->captures(), [](const clang::LambdaCapture& capture) {
        return capture.capturesVariable() && capture.getCapturedVar()->isInitCapture();
      })) {
    // the body does not run when the lambda is constructed
    text.calls = false;
    text.modifies.clear();
  }
  function->captures = text.reads;
  function->local = hasEffects(text) || std::ranges::any_of(function->captures, [&](const std::string& name) {
                      return declared_.contains(name);
                    });

  const clang::QualType type = e->getType().getNonReferenceType();
  if (const auto* record = type->getAsCXXRecordDecl()) {
    callee = onlyCallOperator(*record);
    function->generic = callee == nullptr;
  } else if (callee == nullptr) {
    signature = (type->isFunctionPointerType() ? type->getPointeeType() : type)->getAs<clang::FunctionProtoType>();
  }
  if (callee != nullptr) {
    // the body in a class template is instantiated only when it is called
    if (callee->getTemplateInstantiationPattern() != nullptr && !callee->hasBody()) {
      clang::Sema& sema = unit_.compiler.getSema();
      sema.InstantiateFunctionDefinition(e->getExprLoc(), const_cast<clang::FunctionDecl*>(callee), true, true);
      sema.PerformPendingInstantiations();
      if (unit_.compiler.getDiagnostics().hasUncompilableErrorOccurred()) throw Poisoned();
    }
    checkUserFunction(*callee, lambda, e->getExprLoc());
    signature = callee->getType()->getAs<clang::FunctionProtoType>();
  }
  describeSurroundings(*function, callee, e);
  if (!function->generic) {
    if (signature == nullptr)
      failAt(e->getExprLoc(), Diag::NotAFunctionValue, "this operation", spell(e->getType(), unit_.ast));
    describeTypes(*function, *signature, callee, e);
  }
  capture(function, std::move(text));
  if (function->generic) generic_[function.get()] = e;
  Value value;
  value.loc = function->loc;
  value.is = std::shared_ptr<const UserFunction>(std::move(function));
  return value;
}

void Lowering::describeTypes(UserFunction& function, const clang::FunctionProtoType& signature,
                             const clang::FunctionDecl* callee, const clang::Expr* e) {
  for (unsigned i = 0; i < signature.getNumParams(); ++i) {
    const clang::SourceLocation place = callee == nullptr ? e->getExprLoc() : callee->getParamDecl(i)->getLocation();
    const clang::QualType written = signature.getParamType(i),
                          type = written.getNonReferenceType().getUnqualifiedType();
    if (written->isLValueReferenceType() && !written.getNonReferenceType().isConstQualified())
      failAt(place, Diag::UserFunctionReference, spell(written, unit_.ast));
    if (type->isPointerType())
      failAt(place, Diag::UserFunctionType, spell(type, unit_.ast), "the type of this parameter");
    function.params.push_back(userType(type, place, "the type of this parameter"));
    function.paramTypes.push_back(cppTypeOf(type, unit_.ast));
  }
  const clang::QualType result = signature.getReturnType().getNonReferenceType().getUnqualifiedType();
  describeResult(function, result, e->getExprLoc());
  function.resultType = cppTypeOf(result, unit_.ast);
}

// ---- generic functions ----

// The C++ type of a column's values as a function's argument.
static clang::QualType valueType(const bodo::type& type, clang::ASTContext& ast) {
  const auto member = [&](const clang::DeclContext* in, llvm::StringRef name) -> const clang::Decl* {
    const auto found = in == nullptr ? clang::DeclContextLookupResult() : in->lookup(&ast.Idents.get(name));
    return found.empty() ? nullptr : found.front();
  };
  const auto named = [&](const clang::DeclContext* in, llvm::StringRef name) -> clang::QualType {
    const auto* declaration = llvm::dyn_cast_or_null<clang::TypeDecl>(member(in, name));
    return declaration == nullptr ? clang::QualType() : ast.getTypeDeclType(declaration);
  };
  const auto context = [&](const clang::DeclContext* in, llvm::StringRef name) {
    return llvm::dyn_cast_or_null<clang::DeclContext>(member(in, name));
  };
  const clang::DeclContext* unit = ast.getTranslationUnitDecl();
  if (isBoolean(type)) return ast.BoolTy;
  if (type == bodo::float32) return ast.FloatTy;
  if (isFloat(type)) return ast.DoubleTy;
  if (isInteger(type)) {
    const unsigned bits = type == bodo::int8 || type == bodo::uint8     ? 8
                          : type == bodo::int16 || type == bodo::uint16 ? 16
                          : type == bodo::int32 || type == bodo::uint32 ? 32
                                                                        : 64;
    return ast.getIntTypeForBitwidth(bits, isSigned(type) ? 1 : 0);
  }
  if (isDecimal(type)) return named(context(unit, "bodo"), "decimal_value");
  const clang::DeclContext* std = context(unit, "std");
  if (isString(type)) return named(std, "string_view");
  const clang::DeclContext* chrono = context(std, "chrono");
  if (type == bodo::date) return named(chrono, "sys_days");
  if (type == bodo::duration) return named(chrono, "nanoseconds");
  return named(context(chrono, "system_clock"), "time_point");
}

std::shared_ptr<const UserFunction> Lowering::instantiate(const UserFunction& function,
                                                          const std::vector<ValueType>& types) {
  const clang::Expr* e = generic_.at(&function);
  clang::Sema& sema = unit_.compiler.getSema();
  const auto value = [&](clang::QualType type, clang::ExprValueKind kind) -> clang::Expr* {
    return new (unit_.ast) clang::OpaqueValueExpr(e->getExprLoc(), type, kind);
  };
  std::vector<clang::Expr*> values;
  std::vector<clang::QualType> params;
  for (const ValueType& type : types) {
    params.push_back(valueType(type.type, unit_.ast));
    if (params.back().isNull())
      failAt(e->getExprLoc(), Diag::UserFunctionType, toString(type.type), "as <chrono> is not included");
    values.push_back(value(params.back(), clang::VK_PRValue));
  }
  const clang::QualType type = e->getType().getNonReferenceType().getUnqualifiedType();
  const auto made =
      sema.BuildCallExpr(nullptr, value(type.withConst(), clang::VK_LValue), e->getExprLoc(), values, e->getExprLoc());
  sema.PerformPendingInstantiations();
  // Clang has reported the error in the call or in the function
  if (made.isInvalid() || unit_.compiler.getDiagnostics().hasUncompilableErrorOccurred()) throw Poisoned();
  const auto* call = llvm::dyn_cast<clang::CallExpr>(strip(made.get()));
  const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
  if (callee != nullptr) checkUserFunction(*callee, llvm::dyn_cast<clang::LambdaExpr>(e), e->getExprLoc());
  auto typed = std::make_shared<UserFunction>(function);
  describeSurroundings(*typed, callee, e);
  for (std::size_t i = 0; i < types.size(); ++i) {
    typed->params.push_back({types[i].type});
    typed->paramTypes.push_back(isString(types[i].type) ? CppType{"std::string_view", CppType::Kind::StringView}
                                                        : cppTypeOf(types[i].type));
  }
  const clang::QualType result = made.get()->getType().getNonReferenceType().getUnqualifiedType();
  describeResult(*typed, result, e->getExprLoc());
  // a trailing return type may name the parameters
  typed->resultType = cppTypeOf(result.getCanonicalType(), unit_.ast);
  for (auto& [op, captured] : captured_)
    if (std::ranges::any_of(captured.functions, [&](auto& f) { return f.get() == &function; }))
      captured.functions.push_back(typed);
  return typed;
}

}  // namespace bodocc
