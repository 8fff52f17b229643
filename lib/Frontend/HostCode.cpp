// Ordinary C++ within annotated functions: its text, with the values of scalars spliced in, and the variables that it
// reads, changes, declares and lets escape.
#include <clang/AST/ExprCXX.h>
#include <clang/AST/ExprConcepts.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Analysis/Analyses/ExprMutationAnalyzer.h>

#include <algorithm>

#include "Frontend/AstVisitor.h"
#include "Frontend/Constants.h"
#include "Frontend/Evaluation.h"
#include "Frontend/Lowering.h"

namespace bodocc {

namespace {

bool isInNamespace(const clang::Decl& declaration, llvm::StringRef name) {
  for (const clang::DeclContext* context = declaration.getDeclContext(); context != nullptr;
       context = context->getParent())
    if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(context); space != nullptr && isNamed(*space, name))
      return true;
  return false;
}

// Functions that print arguments of any type.
bool isFormatter(const clang::FunctionDecl& function) {
  return isInNamespace(function, "fmt") ||
         (function.isInStdNamespace() &&
          (isNamed(function, "format") || isNamed(function, "print") || isNamed(function, "println")));
}

// Uses of variables within a statement, and the variables that it declares.
class Variables : public AstVisitor {
 public:
  std::vector<const clang::ValueDecl*> used;
  std::set<const clang::ValueDecl*> declared;
  std::vector<const clang::CallExpr*> callExprs;
  bool calls = false;       // anything
  bool callsUsers = false;  // functions other than the standard library's and ours
  bool plain = true;        // only operators on local variables and on results of frames

  // Every use of the variable is an argument that is printed, in a parameter that could be changed (`T&&`).
  bool isOnlyPrinted(const clang::ValueDecl* v) const {
    const auto prints = printed_.find(v);
    return prints != printed_.end() && prints->second == uses_.at(v);
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    if ((llvm::isa<clang::VarDecl>(e->getDecl()) || llvm::isa<clang::BindingDecl>(e->getDecl())) &&
        ++uses_[e->getDecl()] == 1)
      used.push_back(e->getDecl());
    return true;
  }
  bool VisitVarDecl(clang::VarDecl* v) override {
    declared.insert(v);
    const clang::QualType type = v->getType();
    // others refer to other values
    plain = plain && v->hasLocalStorage() &&
            (type->isArithmeticType() || type->isEnumeralType() || type.isConstQualified());
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr* e) override {
    plain = plain && llvm::isa<clang::CXXMethodDecl>(e->getMemberDecl());
    return true;
  }
  bool VisitArraySubscriptExpr(clang::ArraySubscriptExpr*) override { return plain = false, true; }
  bool VisitUnaryOperator(clang::UnaryOperator* e) override {
    plain = plain && e->getOpcode() != clang::UO_Deref && e->getOpcode() != clang::UO_AddrOf;
    return true;
  }
  bool VisitLambdaExpr(clang::LambdaExpr*) override { return plain = false, true; }
  bool VisitCXXNewExpr(clang::CXXNewExpr*) override { return plain = false, true; }
  bool VisitBindingDecl(clang::BindingDecl* v) override {
    declared.insert(v);
    return true;
  }
  bool VisitCallExpr(clang::CallExpr* e) override {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    const bool known = callee != nullptr && (isInNamespace(*callee, "std") || isInBodo(*callee) ||
                                             isFormatter(*callee) || callee->getBuiltinID() != 0);
    callsUsers = callsUsers || !known;
    if (callee != nullptr)
      for (unsigned i = firstPrinted(*callee); i < e->getNumArgs(); ++i)
        if (const auto* variable = llvm::dyn_cast<clang::DeclRefExpr>(strip(e->getArg(i))))
          ++printed_[variable->getDecl()];
    const auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(e);
    plain = plain && callee != nullptr && isInBodo(*callee) &&
            (llvm::isa<clang::CXXOperatorCallExpr>(e) ||
             (member != nullptr && classify(strip(member->getImplicitObjectArgument())->getType()) != TypeClass::Host));
    callExprs.push_back(e);
    return calls = true;
  }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr* e) override {
    calls = calls || !e->getConstructor()->isTrivial();
    plain = plain && classify(e->getType()) != TypeClass::Host;
    return true;
  }

 private:
  std::map<const clang::ValueDecl*, int> uses_, printed_;
};

// Explicit conversions of scalars: by a cast (not one in braces, which keep values in C++), or as a condition.
class Casts : public AstVisitor {
 public:
  std::set<const clang::Expr*> conversions;

  bool VisitExplicitCastExpr(clang::ExplicitCastExpr* e) override {
    const clang::Expr* from = e->getSubExpr()->IgnoreImplicit();
    const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(from);
    return llvm::isa<clang::InitListExpr>(from) || (made != nullptr && made->isListInitialization()) || add(from);
  }
  bool VisitIfStmt(clang::IfStmt* s) override { return add(s->getCond()); }
  bool VisitWhileStmt(clang::WhileStmt* s) override { return add(s->getCond()); }
  bool VisitDoStmt(clang::DoStmt* s) override { return add(s->getCond()); }
  bool VisitForStmt(clang::ForStmt* s) override { return add(s->getCond()); }
  bool VisitConditionalOperator(clang::ConditionalOperator* e) override { return add(e->getCond()); }
  bool VisitUnaryOperator(clang::UnaryOperator* e) override {
    return e->getOpcode() != clang::UO_LNot || add(e->getSubExpr());
  }
  bool VisitBinaryOperator(clang::BinaryOperator* e) override {
    return !e->isLogicalOp() || (add(e->getLHS()) && add(e->getRHS()));
  }

 private:
  bool add(const clang::Expr* e) {
    if (e != nullptr) conversions.insert(strip(e));
    return true;
  }
};

class Escapes : public AstVisitor {
 public:
  std::set<const clang::ValueDecl*> escaped, globals;

  bool VisitUnaryOperator(clang::UnaryOperator* e) override {
    if (e->getOpcode() == clang::UO_AddrOf) add(e->getSubExpr());
    return true;
  }
  bool VisitLambdaExpr(clang::LambdaExpr* e) override {
    for (const clang::LambdaCapture& capture : e->captures())
      if (capture.capturesVariable() && capture.getCaptureKind() == clang::LCK_ByRef)
        escaped.insert(capture.getCapturedVar());
    return true;
  }
  bool VisitVarDecl(clang::VarDecl* v) override {
    if (v->getType()->isReferenceType() && !v->getType().getNonReferenceType().isConstQualified() && v->getInit())
      add(v->getInit());
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    if (const auto* v = llvm::dyn_cast<clang::VarDecl>(e->getDecl());
        v != nullptr && v->hasGlobalStorage() && !v->getType().isConstQualified() && !v->isStaticLocal())
      globals.insert(v);
    return true;
  }

 private:
  void add(const clang::Expr* e) {
    if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(strip(e))) escaped.insert(reference->getDecl());
  }
};

void addName(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

const AnnotatedFunction* Lowering::annotatedCallee(const clang::CallExpr* e) const {
  const clang::FunctionDecl* callee = e == nullptr ? nullptr : e->getDirectCallee();
  return callee == nullptr ? nullptr : versions_.functions().of(*callee);
}

bool Lowering::isHostVariable(const clang::ValueDecl* v) const {
  return classify(v->getType()) == TypeClass::Host && !environment_.contains(v) && !poisoned_.contains(v);
}

bool Lowering::mentionsBodo(const clang::Stmt* s) const {
  if (s == nullptr) return false;
  if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(s))
    for (const clang::Decl* d : declaration->decls())
      if (const auto* v = llvm::dyn_cast<clang::VarDecl>(d);
          v != nullptr && (classify(v->getType()) != TypeClass::Host || holdsFrames(v->getType())))
        return true;
  if (const auto* e = llvm::dyn_cast<clang::Expr>(s)) {
    if (!e->getType().isNull() && classify(e->getType()) != TypeClass::Host) return true;
    if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e))
      if (environment_.contains(reference->getDecl()) || poisoned_.contains(reference->getDecl())) return true;
    if (const auto* call = llvm::dyn_cast<clang::CallExpr>(e))
      if (const clang::FunctionDecl* callee = call->getDirectCallee()) {
        if (isAnnotatedOnly(*callee)) return true;
        // observable effects stay in their place
        if (const OpInfo* info = operationOf(*callee); info != nullptr && !info->pure) return true;
        if (annotatedCallee(call) != nullptr && holdsFrames(call->getType())) return true;
      }
  }
  for (const clang::Stmt* child : s->children())
    if (mentionsBodo(child)) return true;
  return false;
}

// ---- the values of scalars in text ----

bool areAlike(bodo::type a, bodo::type b) {
  const auto isPlain = [](bodo::type t) { return isNumber(t) || isBoolean(t); };
  const auto isDay = [](bodo::type t) { return t == bodo::date || t == bodo::timestamp; };
  return a == b || (isPlain(a) && isPlain(b)) || (isDay(a) && isDay(b));
}

void Lowering::checkConversion(const Value& value, clang::QualType target, clang::SourceLocation place,
                               bool cast) const {
  const auto* scalar = value.get<const Scalar*>();
  const auto* host = value.get<HostValue>();
  const auto to = target.isNull() ? std::nullopt : columnType(target, unit_.ast);
  if ((scalar == nullptr && host == nullptr) || !to) return;
  const bodo::type from = scalar != nullptr ? (*scalar)->type.type : host->type.type;
  if (!areAlike(from, to->type) || (isDecimal(to->type) && !isDecimal(from)))
    failAt(place, Diag::ScalarConversion, toString(from), spellValue(target.getNonReferenceType(), unit_.ast),
           cppTypeOf(from).text);
  // the program checks at run time if an integer fits
  if (cast || (isInteger(from) && isInteger(to->type)) || takesAll(target, from, unit_.ast)) return;
  failLoss(from, target, place);
}

bool Lowering::isCheckedCast(bodo::type from, clang::QualType target) const {
  if (target.isNull() || !isInteger(from)) return false;
  const auto to = columnType(target, unit_.ast);
  return to && isInteger(to->type) && !takesAll(target, from, unit_.ast);
}

void Lowering::failLoss(bodo::type from, clang::QualType target, clang::SourceLocation place) const {
  failAt(place, Diag::ScalarLoses, toString(from), spellValue(target.getNonReferenceType(), unit_.ast),
         cppTypeOf(from).text);
}

CppType Lowering::valueTypeOf(const clang::Expr* e) const {
  return cppTypeOf(e->getType(), spellValue(e->getType(), unit_.ast), unit_.ast);
}

void Lowering::scalarAsText(const clang::Expr* e, const CppType& cppType, std::vector<Use>& uses,
                            clang::QualType target, bool cast) {
  const clang::Expr* bare = strip(e);
  const Value value = lower(bare);
  checkConversion(value, target, bare->getExprLoc(), cast);
  Use use{bare->getSourceRange(), {}};
  if (const auto* scalar = value.get<const Scalar*>()) {
    // the user's own cast converts it
    const bodo::type type = (*scalar)->type.type;
    const bool asIs = cast && target->isArithmeticType() && !target->isBooleanType() && !isDecimal(type);
    use.pieces.push_back({"", *scalar, asIs ? cppTypeOf(type) : cppType, !cast && isCheckedCast(type, target)});
  } else if (const auto* host = value.get<HostValue>()) {
    const bool object = cppType.optional() || cppType.kind == CppType::Kind::Scalar;
    const bool checked = !cast && isCheckedCast(host->type.type, target);
    const bool convert = !checked && !object && cppType.text != cppTypeOf(host->type.type).text;
    if (object) use.pieces.push_back({cppType.text + "("});
    if (convert) use.pieces.push_back({"static_cast<" + cppType.text + ">("});
    if (checked) use.pieces.push_back({.text = "conversion", .cppType = {cppType.target()}, .runtime = "checked_cast"});
    use.pieces.insert(use.pieces.end(), host->text.pieces.begin(), host->text.pieces.end());
    use.pieces.push_back({std::string(object + convert + checked, ')')});
  } else {
    return;
  }
  uses.push_back(std::move(use));
}

const clang::CXXOperatorCallExpr* elementOf(const clang::Expr* e) {
  const auto* index = llvm::dyn_cast<clang::CXXOperatorCallExpr>(e->IgnoreParens());
  return index != nullptr && (index->getOperator() == clang::OO_Subscript || index->getOperator() == clang::OO_Call) &&
                 !elementType(strip(index->getArg(0))->getType()).isNull() &&
                 classify(index->getType()) == TypeClass::Host
             ? index
             : nullptr;
}

const clang::Expr* appendedBy(const clang::Expr* e) {
  const auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(e->IgnoreParens());
  if (call == nullptr || call->getMethodDecl() == nullptr || !isNamed(*call->getMethodDecl(), "push_back"))
    return nullptr;
  const clang::Expr* array = strip(call->getImplicitObjectArgument());
  return elementType(array->getType()).isNull() ? nullptr : array;
}

// Elements of arrays: in parallel loops text on views, else values, which are read.
bool Lowering::elementUse(const clang::Expr* e, std::vector<Use>& uses) {
  const auto* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(e);
  const bool reads =
      cast != nullptr && (cast->getCastKind() == clang::CK_LValueToRValue || cast->getType().isConstQualified());
  return elementUse(reads ? cast->getSubExpr() : e, reads, uses);
}

bool Lowering::elementUse(const clang::Expr* e, bool reads, std::vector<Use>& uses) {
  const auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(e->IgnoreParens());
  if (reads && choice != nullptr) {
    findUses(choice->getCond(), uses);
    for (const clang::Expr* chosen : {choice->getTrueExpr(), choice->getFalseExpr()})
      if (!elementUse(chosen, reads, uses)) findUses(chosen, uses);
    return true;
  }
  const clang::CXXOperatorCallExpr* element = elementOf(e);
  if (element == nullptr) return false;
  if (inParallelLoop_) {
    for (const clang::Expr* index : llvm::drop_begin(element->arguments())) findUses(index, uses);
    return true;
  }
  if (!reads && !element->getType().isConstQualified())
    failAt(element->getExprLoc(), Diag::ElementWritten, unit_.text(element->getSourceRange()),
           unit_.text(element->getArg(0)->getSourceRange()) +
               (element->getOperator() == clang::OO_Call ? "(i, j)" : "[i]"));
  const Value value = lower(element);
  uses.push_back({element->getSourceRange(),
                  {{"", *value.get<const Scalar*>(), cppTypeOf(element->getType().getUnqualifiedType(), unit_.ast)}}});
  return true;
}

bool Lowering::scalarUse(const clang::Expr* e, std::vector<Use>& uses) {
  if (inParallelLoop_ && appendedBy(e) != nullptr) {
    findUses(llvm::cast<clang::CallExpr>(e->IgnoreParens())->getArg(0), uses);
    return true;
  }
  if (elementUse(e, uses)) return true;
  if (const auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(e);
      call != nullptr && call->getMethodDecl() != nullptr && isScalarClass(*call->getMethodDecl()->getParent())) {
    const clang::Expr* object = call->getImplicitObjectArgument();
    if (llvm::isa<clang::CXXConversionDecl>(call->getMethodDecl())) {
      scalarAsText(object, valueTypeOf(call), uses, call->getType(), casts_.contains(call));
      return true;
    }
    std::vector<Use> inner;
    const bool optional = isNamed(*call->getMethodDecl(), "optional");
    if (!optional && !isNamed(*call->getMethodDecl(), "has_value")) return false;
    const ScalarText plain = scalarOperand(object);
    const CppType type = optional ? cppTypeOf(call->getType(), unit_.ast) : optionalOf(cppTypeOf(plain.type));
    scalarAsText(object, type, inner, optional ? call->getType() : clang::QualType(), optional);
    Use use{call->getSourceRange(), std::move(inner.at(0).pieces)};
    if (!optional) use.pieces.push_back({".has_value()"});
    uses.push_back(std::move(use));
    return true;
  }
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(e);
      made != nullptr && made->getNumArgs() == 1 && classify(strip(made->getArg(0))->getType()) == TypeClass::Scalar &&
      (isNamed(*made->getConstructor()->getParent(), "optional") ||
       isNamed(*made->getConstructor()->getParent(), "duration")) &&
      isInNamespace(*made->getConstructor()->getParent(), "std")) {
    scalarAsText(made->getArg(0), valueTypeOf(made), uses, made->getType(), casts_.contains(made));
    return true;
  }

  // a template constructs members of tuples and pairs from the arguments: it would see a scalar
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(e);
      made != nullptr && made->getConstructor()->getParent()->isInStdNamespace() &&
      (isNamed(*made->getConstructor()->getParent(), "tuple") ||
       isNamed(*made->getConstructor()->getParent(), "pair"))) {
    const std::vector<clang::QualType> types = memberTypes(made->getType());
    if (types.size() == made->getNumArgs() && !holdsFrames(made->getType())) {
      for (unsigned i = 0; i < made->getNumArgs(); ++i) {
        if (classify(strip(made->getArg(i))->getType()) == TypeClass::Scalar)
          scalarAsText(made->getArg(i), cppTypeOf(types[i], unit_.ast), uses, types[i]);
        else
          findUses(made->getArg(i), uses);
      }
      return true;
    }
  }
  // its requirements on this instance's types would be an error elsewhere
  if (const auto* requirement = llvm::dyn_cast<clang::RequiresExpr>(e);
      requirement != nullptr && version_.annotated->isTemplate()) {
    uses.push_back({requirement->getSourceRange(), {{requirement->isSatisfied() ? "true" : "false"}}});
    return true;
  }

  const auto* call = llvm::dyn_cast<clang::CallExpr>(e);
  const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
  if (const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(e);
      op != nullptr && callee != nullptr && isOperation(op)) {
    if (op->getOperator() == clang::OO_LessLess) {
      findUses(op->getArg(0), uses);
      const TypeClass c = classify(strip(op->getArg(1))->getType());
      if (c == TypeClass::Scalar)
        scalarAsText(op->getArg(1), scalarClass(), uses);
      else
        failAt(op->getArg(1)->getExprLoc(), Diag::FrameEscapes, describe(c), "printed with <<",
               "bodo::print shows it once, gathered as far as it is shown");
      return true;
    }
    if (op->isAssignmentOp() && classify(strip(op->getArg(0))->getType()) == TypeClass::Host) {
      findUses(op->getArg(0), uses);
      const bodo::type type = scalarOperand(op->getArg(1)).type;
      const clang::QualType target = op->getArg(0)->getType();
      if (op->getOperator() == clang::OO_SlashEqual && isInteger(type) && !takesAll(target, bodo::float64, unit_.ast))
        failLoss(bodo::float64, target, op->getOperatorLoc());
      if (isCheckedCast(type, target)) failLoss(type, target, op->getOperatorLoc());
      scalarAsText(op->getArg(1), cppTypeOf(type), uses, target);
      return true;
    }
    if (classify(op->getType()) == TypeClass::Host) {
      const Value value = lower(op);
      if (const auto* host = value.get<HostValue>()) uses.push_back({op->getSourceRange(), host->text.pieces});
      return true;
    }
    return false;
  }
  if (callee != nullptr && isFormatter(*callee)) {
    for (const clang::Expr* argument : call->arguments()) {
      const TypeClass c = classify(strip(argument)->getType());
      if (c == TypeClass::Scalar)
        scalarAsText(argument, scalarClass(), uses);
      else if (c != TypeClass::Host)
        failAt(argument->getExprLoc(), Diag::FrameEscapes, describe(c), "printed with fmt",
               "bodo::print shows it once, gathered as far as it is shown");
      else
        findUses(argument, uses);
    }
    return true;
  }

  // results of operations that have C++ types: df.size(), a member of a result, a call of an annotated function
  const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e);
  const auto* member = llvm::dyn_cast<clang::MemberExpr>(e);
  const auto* record = member == nullptr ? nullptr : llvm::dyn_cast<clang::DeclRefExpr>(strip(member->getBase()));
  const bool known = (reference != nullptr && environment_.contains(reference->getDecl())) ||
                     (record != nullptr && mentionsBodo(record)) ||
                     (callee != nullptr && isOperation(call) && mentionsBodo(call)) ||
                     (annotatedCallee(call) != nullptr && mentionsBodo(call));
  if (!known || classify(e->getType()) != TypeClass::Host) return false;
  if (callee != nullptr && callee->getReturnType()->isVoidType())
    failAt(e->getExprLoc(), Diag::UnsupportedExpression, "this use of an operation", "make it a statement of its own");
  const Value value = lower(e);
  if (const auto* scalar = value.get<const Scalar*>())
    uses.push_back({e->getSourceRange(),
                    {{"", *scalar, cppTypeOf(e->getType().getNonReferenceType().getUnqualifiedType(), unit_.ast)}}});
  else if (const auto* host = value.get<HostValue>())
    uses.push_back({e->getSourceRange(), host->text.pieces});
  else if (value.get<Constant>() == nullptr)
    failAt(e->getExprLoc(), Diag::FrameEscapes, "a value that holds frames",
           "'" + unit_.text(e->getSourceRange()) + "'", "use its frames one by one");
  return true;
}

void Lowering::checkLambda(const clang::LambdaExpr* e) const {
  for (const clang::LambdaCapture& capture : e->captures()) {
    if (!capture.capturesVariable()) continue;
    const clang::ValueDecl* v = capture.getCapturedVar();
    const TypeClass c = classify(v->getType());
    if (c == TypeClass::Scalar)
      failAt(capture.getLocation(), Diag::ScalarTypeSeen, fmt::format("captured as '{}'", v->getNameAsString()));
    if (c != TypeClass::Host || holdsFrames(v->getType()))
      failAt(capture.getLocation(), Diag::FrameCapture, v->getNameAsString(), describe(c));
  }
  if (mentionsBodo(e->getBody()))
    failAt(e->getBeginLoc(), Diag::UnsupportedExpression, "a lambda with operations",
           "make it an annotated function, and call that");
}

const clang::DeclRefExpr* Lowering::find(const clang::Stmt* s,
                                         llvm::function_ref<bool(const clang::DeclRefExpr&)> which) {
  if (s == nullptr) return nullptr;
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(s); reference != nullptr && which(*reference))
    return reference;
  for (const clang::Stmt* child : s->children())
    if (const clang::DeclRefExpr* found = find(child, which)) return found;
  return nullptr;
}

void Lowering::findUses(const clang::Stmt* s, std::vector<Use>& uses) {
  if (s == nullptr) return;
  if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(s)) return checkLambda(lambda);
  if (const auto* e = llvm::dyn_cast<clang::Expr>(s)) {
    if (scalarUse(e, uses)) {
      // operations run before the statement
      if (find(e, [&](const clang::DeclRefExpr& r) { return declaring_.contains(r.getDecl()); }) != nullptr)
        failAt(e->getExprLoc(), Diag::UnsupportedStatement, fmt::format("'{}'", unit_.text(e->getSourceRange())),
               "uses a variable that the same statement declares",
               "declare the variable in a statement before this one");
      return;
    }
    const TypeClass c = classify(e->getType());
    const clang::Expr* bare = strip(e);
    // only if the value itself is used: wrappers of it give the same expression
    if (c != TypeClass::Host && (bare == e || llvm::isa<clang::ImplicitCastExpr>(e))) {
      if (c == TypeClass::Scalar)
        failAt(e->getExprLoc(), Diag::ScalarTypeSeen, "in '" + unit_.text(e->getSourceRange()) + "'");
      failAt(e->getExprLoc(), Diag::FrameEscapes, describe(c), "'" + unit_.text(e->getSourceRange()) + "'",
             "containers, structs, pointers and ordinary functions cannot hold them");
    }
  }
  for (const clang::Stmt* child : s->children()) findUses(child, uses);
}

// ---- text ----

HostText Lowering::compose(clang::SourceRange tokens, std::vector<Use> uses) const {
  struct Part {
    std::size_t begin, end;
    std::vector<HostText::Piece> pieces;
  };
  std::vector<clang::SourceRange> ranges;
  for (const Use& use : uses) ranges.push_back(use.range);
  const Excerpt excerpt(unit_, tokens, ranges);
  std::vector<Part> parts;
  for (Use& use : uses) {
    const auto place = excerpt.find(use.range);
    if (!place)
      failAt(use.range.getBegin(), Diag::UnsupportedExpression, "a macro around operations",
             "write the operation outside of the macro");
    parts.push_back({place->first, place->second, std::move(use.pieces)});
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.begin < b.begin; });
  const std::string& text = excerpt.text();
  HostText whole;
  std::size_t at = 0;
  for (Part& part : parts) {
    if (part.begin < at) continue;  // a macro's argument that is used twice
    if (part.begin > at) whole.pieces.push_back({text.substr(at, part.begin - at)});
    whole.pieces.insert(whole.pieces.end(), part.pieces.begin(), part.pieces.end());
    at = part.end;
  }
  if (at < text.size()) whole.pieces.push_back({text.substr(at)});
  return whole;
}

HostText Lowering::hostText(const clang::Stmt* s) {
  // implicit conversions have no text, but count
  const clang::Stmt* written = s;
  if (const auto* e = llvm::dyn_cast<clang::Expr>(s)) written = e->IgnoreUnlessSpelledInSource();
  std::vector<Use> uses;
  const auto outer = std::exchange(declaring_, {});
  if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(s))
    declaring_.insert(declaration->decl_begin(), declaration->decl_end());
  findUses(s, uses);
  declaring_ = outer;
  addRenamed(s, uses);
  addInstance(s, uses);
  if (const clang::Expr* only = onlyValueOf(s))
    for (Use& use : uses)
      if (use.pieces.size() == 1 && use.range == only->getSourceRange()) use.pieces[0].alone = true;
  std::vector<std::string> reads;
  for (const Use& use : uses)
    for (const HostText::Piece& piece : use.pieces)
      if (piece.scalar == nullptr && declared_.contains(piece.text)) addName(reads, piece.text);
  HostText text = compose(written->getSourceRange(), std::move(uses));
  describeEffects(s, text);
  for (const std::string& name : reads) addName(text.reads, name);
  return text;
}

void Lowering::describeEffects(const clang::Stmt* s, HostText& text) {
  Variables variables;
  variables.TraverseStmt(s);
  clang::ExprMutationAnalyzer mutations(*s, unit_.ast);
  for (const clang::ValueDecl* v : variables.used) {
    if (variables.declared.contains(v) || !isHostVariable(v) || v->getIdentifier() == nullptr) continue;
    addName(text.reads, nameOf(v));
    if (!variables.isOnlyPrinted(v) && mutations.isMutated(v)) addName(text.modifies, nameOf(v));
  }
  text.calls = text.calls || variables.callsUsers;
  const Evaluation evaluation = evaluationOf(s);
  text.branches = text.branches || evaluation.branches;
  text.repeatable = evaluation.repeatable && std::ranges::none_of(variables.used, [&](const clang::ValueDecl* v) {
                      return escaped_.contains(v);
                    });
  text.plain = variables.plain && std::ranges::all_of(variables.used, [&](const clang::ValueDecl* v) {
                 const auto* variable = llvm::dyn_cast<clang::VarDecl>(v);
                 if (variable == nullptr || variable->hasGlobalStorage() || escaped_.contains(v)) return false;
                 const auto value = environment_.find(v);
                 return value == environment_.end() || value->second.get<HostValue>() == nullptr;
               });
  for (const clang::CallExpr* call : variables.callExprs)
    if (annotatedCallee(call) != nullptr && !mentionsBodo(call)) versions_.callInText(*call->getDirectCallee());
  if (variables.calls) {
    for (const clang::ValueDecl* v : escaped_)
      if (isHostVariable(v)) addName(text.modifies, nameOf(v));
    for (const clang::ValueDecl* v : globals_) addName(text.modifies, v->getNameAsString());
  }
  if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(s))
    for (const clang::Decl* d : declaration->decls()) {
      const auto* v = llvm::dyn_cast<clang::VarDecl>(d);
      if (const auto* parts = llvm::dyn_cast_or_null<clang::DecompositionDecl>(v)) {
        for (const clang::BindingDecl* part : parts->bindings()) addName(text.defines, nameOf(part));
      } else if (v != nullptr) {
        addName(text.defines, nameOf(v));
      } else if (const auto* other = llvm::dyn_cast<clang::NamedDecl>(d)) {
        if (other->getIdentifier() != nullptr) addName(text.defines, other->getNameAsString());
        if (const auto* list = llvm::dyn_cast<clang::EnumDecl>(d))
          for (const clang::EnumConstantDecl* e : list->enumerators()) addName(text.defines, e->getNameAsString());
      }
    }
}

// ---- names ----

std::string Lowering::nameOf(const clang::ValueDecl* v) const {
  const auto renamed = renamed_.find(v);
  return renamed == renamed_.end() ? v->getNameAsString() : renamed->second;
}

void Lowering::declare(const clang::ValueDecl* v) {
  const std::string name = v->getNameAsString();
  if (const auto other = declared_.find(nameOf(v)); other != declared_.end() && other->second == v) return;
  if (!renamed_.contains(v) && (declared_.contains(name) || (depth_ > 1 && outer_.contains(name)))) {
    renamed_[v] = freshIdentifier(name);
  }
  declared_[nameOf(v)] = v;
}

// A name like this one that nothing in the function has.
std::string Lowering::freshIdentifier(const std::string& name) {
  std::vector<std::string>& taken = ctx_.function.identifiers;
  std::string fresh = name;
  for (int number = 2; std::ranges::count(taken, fresh) != 0; ++number) fresh = fmt::format("{}_{}", name, number);
  taken.push_back(fresh);
  return fresh;
}

void Lowering::addRenamed(const clang::Stmt* s, std::vector<Use>& uses) const {
  class Names : public AstVisitor {
   public:
    Names(const std::map<const clang::ValueDecl*, std::string>& renamed, std::vector<Use>& uses)
        : renamed_(renamed), uses_(uses) {}
    bool VisitDeclRefExpr(clang::DeclRefExpr* e) override { return add(e->getDecl(), e->getLocation()); }
    bool VisitVarDecl(clang::VarDecl* v) override { return add(v, v->getLocation()); }
    bool VisitBindingDecl(clang::BindingDecl* v) override { return add(v, v->getLocation()); }

   private:
    bool add(const clang::ValueDecl* v, clang::SourceLocation place) {
      if (const auto found = renamed_.find(v); found != renamed_.end()) uses_.push_back({place, {{found->second}}});
      return true;
    }
    const std::map<const clang::ValueDecl*, std::string>& renamed_;
    std::vector<Use>& uses_;
  };
  if (!renamed_.empty()) Names(renamed_, uses).TraverseStmt(s);
}

void Lowering::findEscapes(const clang::Stmt* s) {
  Escapes escapes;
  escapes.TraverseStmt(s);
  escaped_ = std::move(escapes.escaped);
  globals_ = std::move(escapes.globals);
}

void Lowering::findCasts(const clang::Stmt* s) {
  Casts casts;
  casts.TraverseStmt(s);
  casts_ = std::move(casts.conversions);
}

// A constant whose uses are all folded (a date, a column's name) would be an unused variable.
void Lowering::dropUnusedConstants() {
  Function& function = ctx_.function;
  const auto isRead = [&](const std::string& name) {
    bool read = false;
    const auto look = [&](const std::vector<std::string>& names) {
      read = read || std::find(names.begin(), names.end(), name) != names.end();
    };
    forEachOp(function.body, [&](Op& op) {
      look(op.text.reads);
      for (const HostText& text : op.hostArguments) look(text.reads);
      for (const Column& column : op.outputs)
        if (column.function) look(column.function->captures);
      for (const auto& rows : op.results)
        for (const Column& column : rows->columns)
          if (column.function) look(column.function->captures);
    });
    for (const auto& e : function.exprs) {
      look(e->host.reads);
      if (e->function) look(e->function->captures);
    }
    return read;
  };
  std::function<bool(Region&, const Op*)> remove = [&](Region& region, const Op* op) {
    for (auto it = region.ops.begin(); it != region.ops.end(); ++it) {
      if (it->get() == op) {
        region.ops.erase(it);
        return true;
      }
      for (Region& inner : (*it)->regions)
        if (remove(inner, op)) return true;
    }
    return false;
  };
  for (auto it = constants_.rbegin(); it != constants_.rend(); ++it) {
    const std::vector<std::string> names = (*it)->text.defines;
    if (std::none_of(names.begin(), names.end(), isRead)) remove(function.body, *it);
  }
}

}  // namespace bodocc
