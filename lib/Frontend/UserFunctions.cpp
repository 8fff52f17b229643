// The user's own functions, which map and reduce call for each row: what they take and give, what they capture, and
// what they must not do.
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Analysis/Analyses/ExprMutationAnalyzer.h>

#include <algorithm>

#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"

namespace bodocc {

namespace {

// The first call that all ranks must make together, in a function's body or in those of what it calls.
class Collectives : public clang::RecursiveASTVisitor<Collectives> {
 public:
  std::string name;

  void look(const clang::FunctionDecl& function) {
    const clang::FunctionDecl* body = nullptr;
    if (function.hasBody(body) && seen_.insert(body).second) TraverseStmt(body->getBody());
  }
  bool VisitCallExpr(clang::CallExpr* e) {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    if (callee == nullptr || callee->isInStdNamespace() || !name.empty()) return true;
    if (isAnnotated(*callee) || (isInBodo(*callee) && takesPlace(*callee)))
      name = callee->getNameAsString();
    else
      look(*callee);
    return true;
  }

 private:
  // What is collective in ordinary code says where it is called.
  static bool takesPlace(const clang::FunctionDecl& function) {
    return std::any_of(function.param_begin(), function.param_end(), [](const clang::ParmVarDecl* p) {
      const auto* record = p->getType()->getAsCXXRecordDecl();
      return record != nullptr && isInBodo(*record) && record->getName() == "call_site";
    });
  }
  std::set<const clang::FunctionDecl*> seen_;
};

// What a user's function looks at beside its parameters, in its own body or in those of what it calls.
class Surroundings : public clang::RecursiveASTVisitor<Surroundings> {
 public:
  explicit Surroundings(clang::ASTContext& ast) : ast_(ast) {}
  const clang::FunctionDecl* differing = nullptr;  // gives each rank something else
  std::set<const clang::VarDecl*> read, changed;   // variables outside of functions that are no constants

  void look(const clang::FunctionDecl& function) {
    const clang::FunctionDecl* definition = nullptr;
    if (!function.hasBody(definition) || !seen_.insert(definition).second) return;
    clang::Stmt* const body = definition->getBody();
    std::set<const clang::VarDecl*> others;
    std::swap(read, others);
    TraverseStmt(body);
    clang::ExprMutationAnalyzer mutations(*body, ast_);
    for (const clang::VarDecl* v : read)
      if (mutations.isMutated(v)) changed.insert(v);
    read.merge(others);
  }
  bool VisitCallExpr(clang::CallExpr* e) {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    if (callee == nullptr) return true;
    if (differing == nullptr && isDiffering(*callee)) differing = callee;
    if (!callee->isInStdNamespace() && !isInBodo(*callee)) look(*callee);
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) {
    const auto* v = llvm::dyn_cast<clang::VarDecl>(e->getDecl());
    if (v != nullptr && v->hasGlobalStorage() && !v->isStaticLocal() && !v->isInStdNamespace() && !isInBodo(*v) &&
        !v->isUsableInConstantExpressions(ast_))
      read.insert(v);
    return true;
  }
  // a rank may be told apart where that leaves the values alone: to print, to fail
  bool TraverseIfStmt(clang::IfStmt* s) {
    if (!isHarmless(s->getThen()) || !isHarmless(s->getElse())) return RecursiveASTVisitor::TraverseIfStmt(s);
    TraverseStmt(s->getThen());
    return TraverseStmt(s->getElse());
  }
  bool TraverseWhileStmt(clang::WhileStmt* s) {
    return isHarmless(s->getBody()) ? TraverseStmt(s->getBody()) : RecursiveASTVisitor::TraverseWhileStmt(s);
  }

 private:
  static bool isDiffering(const clang::FunctionDecl& f) {
    if (f.getIdentifier() == nullptr) return false;
    const llvm::StringRef name = f.getName();
    if (isInBodo(f)) return name == "get_rank";
    if (name == "now" && f.isInStdNamespace()) return true;
    static const std::set<llvm::StringRef> names = {
        "getpid",        "gettid",       "getppid", "gethostname",   "getenv", "secure_getenv",
        "time",          "clock",        "rand",    "random",        "rand_r", "drand48",
        "clock_gettime", "gettimeofday", "get_id",  "MPI_Comm_rank", "getcwd", "lrand48"};
    const clang::DeclContext* const scope = f.getDeclContext()->getRedeclContext();
    return names.contains(name) && !f.hasBody() &&
           (f.isExternC() || scope->isTranslationUnit() || f.isInStdNamespace());
  }
  bool isHarmless(const clang::Stmt* s) const {
    if (s == nullptr) return true;
    class Effects : public clang::RecursiveASTVisitor<Effects> {
     public:
      bool returns = false;
      std::set<const clang::VarDecl*> used, declared;
      bool VisitReturnStmt(clang::ReturnStmt*) { return returns = true; }
      bool VisitVarDecl(clang::VarDecl* v) { return declared.insert(v), true; }
      bool VisitDeclRefExpr(clang::DeclRefExpr* e) {
        if (const auto* v = llvm::dyn_cast<clang::VarDecl>(e->getDecl())) used.insert(v);
        return true;
      }
    } effects;
    effects.TraverseStmt(const_cast<clang::Stmt*>(s));
    clang::ExprMutationAnalyzer mutations(*s, ast_);
    return !effects.returns && std::ranges::none_of(effects.used, [&](const clang::VarDecl* v) {
      return !effects.declared.contains(v) && !v->isInStdNamespace() && mutations.isMutated(v);
    });
  }

  clang::ASTContext& ast_;
  std::set<const clang::FunctionDecl*> seen_;
};

// A variable's name from anywhere in the file.
std::string fullName(const clang::VarDecl& v) {
  std::string name = v.getNameAsString();
  for (const clang::DeclContext* c = v.getDeclContext(); !c->isTranslationUnit(); c = c->getParent())
    if (const auto* scope = llvm::dyn_cast<clang::NamedDecl>(c); scope != nullptr && scope->getIdentifier() != nullptr)
      name = scope->getNameAsString() + "::" + name;
  return "::" + name;
}

class StaticVariables : public clang::RecursiveASTVisitor<StaticVariables> {
 public:
  const clang::VarDecl* first = nullptr;
  bool VisitVarDecl(clang::VarDecl* v) {
    if (first == nullptr && v->isStaticLocal() && !v->getType().isConstQualified()) first = v;
    return true;
  }
};

}  // namespace

// Its values must be those of its rows alone, on whichever rank they are.
void Lowering::checkUserFunction(const clang::FunctionDecl& callee, const clang::LambdaExpr* lambda,
                                 clang::SourceLocation place) const {
  Collectives collectives;
  collectives.look(callee);
  if (!collectives.name.empty()) failAt(place, Diag::CollectiveInLambda, collectives.name);
  Surroundings surroundings(unit_.ast);
  surroundings.look(callee);
  if (surroundings.differing != nullptr) failAt(place, Diag::DiffersByRank, surroundings.differing->getNameAsString());
  if (lambda == nullptr) return;
  checkLambda(lambda);
  const clang::Stmt* body = lambda->getBody();
  for (const clang::LambdaCapture& capture : lambda->captures())
    if (capture.capturesVariable() && clang::ExprMutationAnalyzer(*body, unit_.ast).isMutated(capture.getCapturedVar()))
      failAt(place, Diag::CaptureChanged, capture.getCapturedVar()->getNameAsString());
  if (lambda->isMutable() && lambda->capture_size() > 0) failAt(place, Diag::MutableLambda);
  StaticVariables statics;
  statics.TraverseStmt(const_cast<clang::Stmt*>(body));
  if (statics.first != nullptr)
    failAt(statics.first->getLocation(), Diag::StatefulLambda, statics.first->getNameAsString());
}

// Adds those that ranks are to compare when the function is called: what the function changes itself is a rank's own.
std::set<std::string> Lowering::globalsOf(const clang::FunctionDecl& callee, std::vector<std::string>& compared) const {
  Surroundings surroundings(unit_.ast);
  surroundings.look(callee);
  std::set<std::string> names, ordered;
  for (const clang::VarDecl* v : surroundings.read) {
    names.insert(v->getNameAsString());
    const bool visible = v->getAccess() == clang::AS_none || v->getAccess() == clang::AS_public;
    if (visible && !surroundings.changed.contains(v) &&
        unit_.sources().isBeforeInTranslationUnit(v->getLocation(), declaration_.getLocation()))
      ordered.insert(fullName(*v));
  }
  compared.insert(compared.end(), ordered.begin(), ordered.end());
  return names;
}

bool Lowering::isUserFunction(const clang::Expr* e) {
  if (llvm::isa<clang::LambdaExpr>(e)) return true;
  const clang::QualType type = e->getType().getNonReferenceType();
  if (type->isFunctionType() || type->isFunctionPointerType()) return true;
  const auto* record = type->getAsCXXRecordDecl();
  if (record == nullptr) return false;
  // std::function cannot be compiled into a loop: userFunction() says so
  return record->isLambda() ||
         (record->isInStdNamespace() && record->getIdentifier() != nullptr && record->getName() == "function");
}

ValueType Lowering::userType(clang::QualType type, clang::SourceLocation place, const char* what) {
  const auto column = columnType(type, unit_.ast);
  if (!column) failAt(place, Diag::UserFunctionType, spell(type, unit_.ast), what);
  return *column;
}

// The lambda's text, with copies of what it captures by reference.
std::string Lowering::capturedByValue(const clang::LambdaExpr& lambda) const {
  std::string list;
  bool references = false;
  for (const clang::LambdaCapture& capture : lambda.captures()) {
    references = references || capture.getCaptureKind() == clang::LCK_ByRef;
    if (!capture.capturesVariable()) continue;
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(capture.getCapturedVar());
    list += (list.empty() ? "" : ", ") + capture.getCapturedVar()->getNameAsString();
    if (variable != nullptr && variable->isInitCapture())
      list += " = " + unit_.text(variable->getInit()->getSourceRange());
  }
  const std::string text = unit_.text(lambda.getSourceRange());
  const std::size_t introducer = unit_.text(lambda.getIntroducerRange()).size();
  return references ? fmt::format("[{}]{}", list, text.substr(introducer)) : text;
}

Value Lowering::userFunction(const clang::Expr* e) {
  auto function = std::make_shared<UserFunction>();
  function->loc = at(e);
  function->text = unit_.text(e->getSourceRange());
  const clang::FunctionDecl* callee = nullptr;
  const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(e);
  const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(
      llvm::isa<clang::UnaryOperator>(e) ? strip(llvm::cast<clang::UnaryOperator>(e)->getSubExpr()) : e);
  if (lambda != nullptr) {
    if (lambda->isGenericLambda())
      failAt(lambda->getBeginLoc(), Diag::GenericLambda,
             lambda->getCallOperator()->getNumParams() > 0
                 ? lambda->getCallOperator()->getParamDecl(0)->getNameAsString()
                 : "");
    callee = lambda->getCallOperator();
  } else if (reference != nullptr) {
    callee = llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl());
    if (callee == nullptr) {
      function->captures.push_back(reference->getDecl()->getNameAsString());
      if (const auto* record = reference->getType().getNonReferenceType()->getAsCXXRecordDecl();
          record != nullptr && record->isLambda())
        callee = record->getLambdaCallOperator();
    }
  }
  HostText effects;
  describeEffects(e, effects);
  std::set<std::string> globals;
  if (callee != nullptr) globals = globalsOf(*callee, function->captures);
  for (const std::string& name : effects.reads)
    if (!globals.contains(name) &&
        std::find(function->captures.begin(), function->captures.end(), name) == function->captures.end())
      function->captures.push_back(name);
  if (callee == nullptr)
    failAt(e->getExprLoc(), Diag::NotAFunctionValue, "this operation", spell(e->getType(), unit_.ast));
  checkUserFunction(*callee, lambda, e->getExprLoc());
  for (const clang::ParmVarDecl* parameter : callee->parameters()) {
    const clang::QualType type = parameter->getType().getNonReferenceType().getUnqualifiedType();
    function->params.push_back(userType(type, parameter->getLocation(), "the type of this parameter"));
    function->paramTypes.push_back(spell(type, unit_.ast));
  }
  const clang::QualType result = callee->getReturnType().getNonReferenceType().getUnqualifiedType();
  function->result = userType(result, e->getExprLoc(), "the type of what this function returns");
  function->resultType = spell(result, unit_.ast);
  capture(function, lambda == nullptr ? function->text : capturedByValue(*lambda));
  Value value;
  value.loc = function->loc;
  value.is = std::shared_ptr<const UserFunction>(std::move(function));
  return value;
}

}  // namespace bodocc
