#include "Frontend/SharedState.h"

#include <clang/AST/StmtCXX.h>
#include <clang/Analysis/Analyses/ExprMutationAnalyzer.h>
#include <clang/Basic/SourceManager.h>

#include <llvm/ADT/StringSet.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "Frontend/Types.h"

namespace bodocc {

namespace {

// True for types whose values, constant ones too, let code change something that they do not hold.
class LeadingTypes {
 public:
  explicit LeadingTypes(const clang::ASTContext& ast) : ast_(ast) {}

  bool leads(clang::QualType type) {
    type = type.getCanonicalType();
    if (type->isReferenceType() || type->isPointerType()) return toChangeable(type->getPointeeType());
    if (type->isArrayType()) return leads(ast_.getBaseElementType(type));
    const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl();
    if (record == nullptr || !record->hasDefinition() || isInBodo(*record)) return false;
    const auto [found, isNew] = known_.try_emplace(record->getCanonicalDecl(), false);
    if (!isNew) return found->second;
    const bool does = isOfSystem(*record) ? systemLeads(*record) : membersLead(*record->getDefinition());
    return known_[record->getCanonicalDecl()] = does;
  }
  bool isOfSystem(const clang::Decl& d) const {
    return d.isInStdNamespace() || ast_.getSourceManager().isInSystemHeader(d.getLocation());
  }

 private:
  bool toChangeable(clang::QualType target) {
    if (target->isFunctionType()) return false;
    return !ast_.getBaseElementType(target).isConstQualified() || leads(target);
  }
  bool membersLead(const clang::CXXRecordDecl& record) {
    return llvm::any_of(record.fields(),
                        [&](const clang::FieldDecl* f) { return f->isMutable() || leads(f->getType()); }) ||
           llvm::any_of(record.bases(), [&](const clang::CXXBaseSpecifier& b) { return leads(b.getType()); });
  }
  // Containers lead where their elements do; views, iterators and owners of memory lead to it.
  bool systemLeads(const clang::CXXRecordDecl& record) {
    const llvm::StringRef name = record.getName();
    const bool points = name == "span" || name == "reference_wrapper" || name.ends_with("_ptr") ||
                        (name.ends_with("iterator") && !name.contains("const") && name != "__normal_iterator");
    static const llvm::StringSet<> holders = {"function", "move_only_function", "any"};
    if (holders.contains(name) || name.starts_with("_Bit_")) return true;
    const auto* made = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(&record);
    if (made == nullptr) return false;
    bool isFirst = true;
    const auto argumentLeads = [&](const clang::TemplateArgument& a) {
      if (a.getKind() != clang::TemplateArgument::Type) return false;
      return std::exchange(isFirst, false) && points ? toChangeable(a.getAsType()) : leads(a.getAsType());
    };
    for (const clang::TemplateArgument& a : made->getTemplateArgs().asArray()) {
      const bool is = a.getKind() == clang::TemplateArgument::Pack ? llvm::any_of(a.pack_elements(), argumentLeads)
                                                                   : argumentLeads(a);
      if (is) return true;
    }
    return false;
  }

  const clang::ASTContext& ast_;
  std::map<const clang::CXXRecordDecl*, bool> known_;
};

class SharedState {
 public:
  SharedState(const clang::Stmt& body, llvm::function_ref<bool(const clang::ValueDecl*)> isOutside,
              clang::ASTContext& ast)
      : body_(body), isOutside_(isOutside), ast_(ast), types_(ast) {
    scope_.thisIsShared = true;
    visit(&body);
  }

  std::optional<SharedChange> found;

 private:
  // Whose code is looked at.
  struct Scope {
    const clang::FunctionDecl* function = nullptr;  // null for the loop's body
    bool thisIsShared = false;
    std::set<const clang::ValueDecl*> parameters = {};  // those that lead to what iterations share
    std::set<const clang::ValueDecl*> shared = {};      // used variables that iterations share
  };

  static bool isWithin(const clang::DeclContext* inner, const clang::DeclContext* outer) {
    while (inner != nullptr && inner != outer) inner = inner->getParent();
    return inner != nullptr;
  }
  bool isShared(const clang::ValueDecl* v) const {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(v);
    if (variable == nullptr && !llvm::isa<clang::BindingDecl>(v)) return false;
    if (variable != nullptr && variable->hasGlobalStorage()) return !types_.isOfSystem(*v) && !isInBodo(*v);
    if (classify(v->getType()) != TypeClass::Host) return false;
    if (scope_.parameters.contains(v)) return true;
    // what a lambda holds under a name of its own is the lambda's, which may be declared outside of the loop
    if (variable != nullptr && variable->isInitCapture() && v->getDeclContext() == scope_.function) return true;
    if (scope_.function != nullptr) return !isWithin(v->getDeclContext(), scope_.function);
    return isOutside_(v) && !isInBody(*v);
  }
  bool isInBody(const clang::Decl& d) const {
    const clang::SourceManager& sources = ast_.getSourceManager();
    const clang::SourceRange range = body_.getSourceRange();
    return sources.isPointWithin(sources.getExpansionLoc(d.getLocation()), sources.getExpansionLoc(range.getBegin()),
                                 sources.getExpansionLoc(range.getEnd()));
  }
  bool canChange(const clang::Expr* e) {
    return (e->isGLValue() && !e->getType().isConstQualified() && !e->getType()->isFunctionType()) ||
           types_.leads(e->getType());
  }
  void report(const clang::Expr* place, const std::string& name, bool isMember) {
    if (!found) found = {place, name, "", isMember && scope_.function == nullptr};
  }

  void visit(const clang::Stmt* s) {
    if (s == nullptr || found) return;
    if (const auto* e = llvm::dyn_cast<clang::Expr>(s)) return use(e, false);
    if (const auto* range = llvm::dyn_cast<clang::CXXForRangeStmt>(s)) {
      const clang::QualType type = range->getLoopVariable()->getType();
      const bool reads = !type->isReferenceType() || type.getNonReferenceType().isConstQualified();
      visit(range->getInit());
      use(range->getRangeInit(), reads && !types_.leads(type));
      return visit(range->getBody());
    }
    for (const clang::Stmt* child : s->children()) visit(child);
  }

  // An expression; `reads` if all that comes of it is a value that leads to nothing.
  void use(const clang::Expr* e, bool reads) {
    if (e == nullptr || found) return;
    e = e->IgnoreParens();
    reads = reads || !canChange(e);
    const auto all = [&](const auto& operands, bool read) {
      for (const clang::Stmt* each : operands)
        if (const auto* operand = llvm::dyn_cast_or_null<clang::Expr>(each)) use(operand, read);
    };
    if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e)) return variable(reference->getDecl(), e, reads);
    if (llvm::isa<clang::CXXThisExpr>(e)) {
      if (scope_.thisIsShared && !reads) report(e, "this", true);
    } else if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(e)) {
      if (llvm::isa<clang::VarDecl>(member->getMemberDecl())) return variable(member->getMemberDecl(), e, reads);
      if (!llvm::isa<clang::CXXThisExpr>(member->getBase()->IgnoreParenImpCasts()))
        return use(member->getBase(), reads);
      if (scope_.thisIsShared && !reads) report(e, member->getMemberDecl()->getNameAsString(), true);
    } else if (const auto* unary = llvm::dyn_cast<clang::UnaryOperator>(e)) {
      use(unary->getSubExpr(), reads && !unary->isIncrementDecrementOp());
    } else if (const auto* binary = llvm::dyn_cast<clang::BinaryOperator>(e)) {
      all(binary->children(), reads && !binary->isAssignmentOp());
    } else if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(e)) {
      for (const auto [capture, init] : llvm::zip(lambda->captures(), lambda->capture_inits()))
        if (capture.capturesVariable() && capture.getCapturedVar()->isInitCapture()) use(init, false);
      visit(lambda->getBody());
    } else if (const auto* call = llvm::dyn_cast<clang::CallExpr>(e)) {
      called(*call, reads);
    } else if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(e)) {
      callee(*made->getConstructor(), e, nullptr, {made->getArgs(), made->getNumArgs()}, reads);
    } else {
      const bool passes =
          llvm::isa<clang::CastExpr, clang::FullExpr, clang::MaterializeTemporaryExpr, clang::CXXBindTemporaryExpr,
                    clang::ArraySubscriptExpr, clang::ConditionalOperator>(e);
      for (const clang::Stmt* child : e->children())
        if (const auto* operand = llvm::dyn_cast_or_null<clang::Expr>(child))
          use(operand, reads && passes);
        else
          visit(child);
    }
  }

  void variable(const clang::ValueDecl* v, const clang::Expr* e, bool reads) {
    if (!isShared(v)) return;
    scope_.shared.insert(v);
    if (!reads && types_.leads(v->getType())) report(e, v->getNameAsString(), false);
  }

  void called(const clang::CallExpr& call, bool reads) {
    const clang::FunctionDecl* function = call.getDirectCallee();
    llvm::ArrayRef<const clang::Expr*> arguments(call.getArgs(), call.getNumArgs());
    if (function == nullptr) {
      use(call.getCallee(), true);
      for (const clang::Expr* a : arguments) use(a, false);
      return;
    }
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
    const clang::Expr* object = nullptr;
    if (const auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(&call)) {
      object = member->getImplicitObjectArgument();
    } else if (llvm::isa<clang::CXXOperatorCallExpr>(call) && method != nullptr && method->isInstance()) {
      object = arguments.front();
      arguments = arguments.drop_front();
    }
    callee(*function, &call, object, arguments, reads);
  }

  // A call: of code of the system only its result can lead on, unless it calls what it is given; other code is looked
  // at.
  void callee(const clang::FunctionDecl& function, const clang::Expr* call, const clang::Expr* object,
              llvm::ArrayRef<const clang::Expr*> arguments, bool reads) {
    const clang::FunctionDecl* body = nullptr;
    if (types_.isOfSystem(function) || isInBodo(function) || function.isDependentContext() || !function.hasBody(body)) {
      const bool keeps = function.isOverloadedOperator() || llvm::isa<clang::CXXConstructorDecl>(function);
      if (object != nullptr) use(object, reads && function.getOverloadedOperator() != clang::OO_Call);
      for (const clang::Expr* a : arguments) use(a, reads && keeps);
      return;
    }
    Scope inner{body};
    inner.thisIsShared = object != nullptr && leadsOut(object);
    for (unsigned i = 0; i < arguments.size(); ++i)
      if (leadsOut(arguments[i])) {
        if (i >= body->getNumParams()) return use(arguments[i], false);
        inner.parameters.insert(body->getParamDecl(i));
      }
    look(std::move(inner), call);
  }

  // True if the expression would be reported; its other uses are.
  bool leadsOut(const clang::Expr* e) {
    use(e, false);
    const bool leads = found && found->function.empty();
    if (leads) found.reset();
    return leads;
  }

  void look(Scope inner, const clang::Expr* call) {
    const clang::FunctionDecl& function = *inner.function;
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
    // the bodies of lambdas of this code are part of it
    if (method != nullptr && method->getParent()->isLambda() &&
        (scope_.function == nullptr ? isInBody(*method->getParent()) : isWithin(method->getParent(), scope_.function)))
      return;
    if (found || !seen_.insert({&function, inner.thisIsShared, inner.parameters}).second) return;
    std::swap(scope_, inner);
    if (const auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(&function))
      for (const clang::CXXCtorInitializer* i : constructor->inits()) use(i->getInit(), false);
    visit(function.getBody());
    clang::ExprMutationAnalyzer changes(*function.getBody(), ast_);
    for (const clang::ValueDecl* v : scope_.shared)
      if (!scope_.parameters.contains(v) && !found && changes.isMutated(v)) report(call, v->getNameAsString(), false);
    std::swap(scope_, inner);
    if (found) found = {call, found->name, nameOf(function)};
  }

  static std::string nameOf(const clang::FunctionDecl& function) {
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
    return method != nullptr && method->getParent()->isLambda() ? "a lambda" : "'" + function.getNameAsString() + "'";
  }

  const clang::Stmt& body_;
  llvm::function_ref<bool(const clang::ValueDecl*)> isOutside_;
  clang::ASTContext& ast_;
  mutable LeadingTypes types_;
  Scope scope_;
  std::set<std::tuple<const clang::FunctionDecl*, bool, std::set<const clang::ValueDecl*>>> seen_;
};

}  // namespace

std::optional<SharedChange> findSharedChange(const clang::Stmt& body,
                                             llvm::function_ref<bool(const clang::ValueDecl*)> isOutside,
                                             clang::ASTContext& ast) {
  return SharedState(body, isOutside, ast).found;
}

}  // namespace bodocc
