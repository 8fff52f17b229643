// The effect of an expression or a declaration on the state of the variables.
#include <clang/AST/DeclCXX.h>
#include <clang/AST/ExprConcepts.h>
#include <clang/AST/StmtCXX.h>

#include "Frontend/Types.h"
#include "Frontend/Variance/Activation.h"

namespace bodocc::variance {

// Both are the same number, known while compiling.
static bool isOneConstant(const clang::Expr& a, const clang::Expr& b, const clang::ASTContext& ast) {
  if (a.isValueDependent() || b.isValueDependent()) return false;
  const auto first = a.getIntegerConstantExpr(ast), second = b.getIntegerConstantExpr(ast);
  return first && second && llvm::APSInt::isSameValue(*first, *second);
}

void Activation::evaluate(const clang::CFGElement& element) {
  if (const auto statement = element.getAs<clang::CFGStmt>()) {
    const clang::Stmt* s = statement->getStmt();
    if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(s)) {
      for (const clang::Decl* d : declaration->decls())
        if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(d)) declare(*variable);
    } else if (const auto* ret = llvm::dyn_cast<clang::ReturnStmt>(s)) {
      Value value;
      if (const clang::Expr* e = ret->getRetValue()) {
        if (e->isGLValue()) {
          const Result& named = result(e);
          value.cause = named.chosen;
          value.pointees.insert(named.places.begin(), named.places.end());
        } else {
          value = load(e);
        }
        if (const Cause* why = controlCause(nullptr))
          value.cause = either(value.cause, analysis_.causes.make(ret->getBeginLoc(),
                                                                  "another value is returned elsewhere", why, false));
      }
      returned_.insert_or_assign(ret, value);
    } else if (const auto* e = llvm::dyn_cast<clang::Expr>(s)) {
      results_.insert_or_assign(e, compute(e));
    }
  } else if (const auto initializer = element.getAs<clang::CFGInitializer>()) {
    const clang::CXXCtorInitializer& member = *initializer->getInitializer();
    const Value* self = state_.find(thisOf(body_));
    if (self == nullptr) return;
    const Value object = *self;
    for (const Place& place : object.pointees) {
      if (const clang::FieldDecl* field = member.getAnyMember()) {
        if (field->getType()->isReferenceType()) {
          const Result& named = result(member.getInit());
          Value reference;
          reference.cause = named.chosen;
          reference.pointees.insert(named.places.begin(), named.places.end());
          state_.store(place.member(field), reference);
        } else {
          state_.store(place.member(field), load(member.getInit()));
        }
      } else {
        const Value base = load(member.getInit());
        state_.store(place, merge(state_.load(place), base));
      }
    }
  } else if (const auto dead = element.getAs<clang::CFGAutomaticObjDtor>()) {
    destroy(*dead->getVarDecl(), dead->getDestructorDecl(analysis_.unit.ast));
  }
}

void Activation::declare(const clang::VarDecl& variable) {
  // a static variable outlives what decides that its declaration is reached
  if (variable.hasGlobalStorage())
    analysis_.globals.insert(&variable);
  else
    declared_.try_emplace(&variable, block_);
  const clang::Expr* init = variable.getInit();
  if (const auto* decomposition = llvm::dyn_cast<clang::DecompositionDecl>(&variable))
    for (const clang::BindingDecl* binding : decomposition->bindings())
      if (const clang::VarDecl* holding = binding->getHoldingVar()) declared_.try_emplace(holding, block_);
  Value value;
  if (init != nullptr && variable.getType()->isReferenceType()) {
    const Result& named = result(init);
    value.cause = named.chosen;
    if (named.places.empty()) {
      // a temporary, whose life is extended
      state_.store({init}, load(named));
      temporaries_.insert(init);
      value.pointees.insert({init});
    }
    value.pointees.insert(named.places.begin(), named.places.end());
  } else if (init != nullptr) {
    value = load(init);
    if (value.cause != nullptr && variable.getIdentifier() != nullptr && !variable.isImplicit())
      value.cause =
          analysis_.causes.make(variable.getLocation(), "'" + variable.getNameAsString() + "' gets its value here",
                                value.cause, value.cause->certain);
  }
  if (reporting_)
    if (const Cause* cause = value.anyCause())
      analysis_.remark(variable.getLocation(), variable.getNameAsString(), *cause);
  // a static variable keeps its value
  if (variable.isStaticLocal() && state_.find(&variable) != nullptr) return;
  state_.store({&variable}, value);
}

Value Activation::load(const Result& result) const {
  if (result.places.empty()) {
    Value value = result.value;
    value.cause = either(value.cause, result.chosen);
    return value;
  }
  Value value = state_.load(result.places.front());
  for (std::size_t i = 1; i < result.places.size(); ++i)
    value = join(value, state_.load(result.places[i]), analysis_.causes);
  value.cause = either(value.cause, result.chosen);
  return value;
}

Value Activation::load(const clang::Expr* e) { return load(result(e)); }

const Cause* Activation::deepCause(const Value& value) const {
  const Cause* cause = value.anyCause();
  for (const Place& place : value.pointees) cause = either(cause, state_.load(place).anyCause());
  return cause;
}

const Activation::Result& Activation::result(const clang::Expr* e) {
  // Clang's graph leaves out some expressions: these are computed where they are used
  if (const auto found = results_.find(e); found != results_.end() && elements_.contains(e)) return found->second;
  return results_.insert_or_assign(e, compute(e)).first->second;
}

void Activation::assign(const Result& to, const Value& value, clang::SourceLocation at) {
  for (const Place& place : to.places) {
    if (place.root == nullptr) continue;
    Value stored = value;
    if (const Cause* why = controlCause(place.root))
      stored.cause = either(stored.cause, analysis_.causes.make(at, "it is assigned on some ranks only", why, false));
    if (to.chosen != nullptr)
      stored.cause =
          either(stored.cause, analysis_.causes.make(at, "another one is assigned on other ranks", to.chosen, false));
    if (to.places.size() == 1 && to.chosen == nullptr && !to.isPart)
      state_.store(place, stored);
    else
      state_.mayStore(place, stored, analysis_.causes);
  }
}

Activation::Result Activation::deref(const Value& pointer) const {
  Result named;
  named.chosen = pointer.cause;
  named.places.assign(pointer.pointees.begin(), pointer.pointees.end());
  return named;
}

Activation::Result Activation::held(const clang::Expr& e, const Value& value) {
  state_.store({&e}, value);
  temporaries_.insert(&e);
  Result named;
  named.places.push_back({&e});
  return named;
}

Place Activation::captured(const clang::ValueDecl& variable) const {
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&body_);
  if (method == nullptr || !method->getParent()->isLambda()) return {&variable};
  llvm::DenseMap<const clang::ValueDecl*, clang::FieldDecl*> fields;
  clang::FieldDecl* self = nullptr;
  method->getParent()->getCaptureFields(fields, self);
  const auto found = fields.find(&variable);
  if (found == fields.end() || found->second->getType()->isReferenceType()) return {&variable};
  return {found->second};
}

Activation::Result Activation::ofChildren(const clang::Expr& e) {
  Result all;
  for (const clang::Stmt* child : e.children())
    if (const auto* part = llvm::dyn_cast_or_null<clang::Expr>(child)) {
      const Value value = load(part);
      all.value.cause = either(all.value.cause, value.anyCause());
      all.value.isSpread = all.value.isSpread || value.holdsSpread();
      all.value.pointees.insert(value.pointees.begin(), value.pointees.end());
      all.value.functions.insert(value.functions.begin(), value.functions.end());
    }
  return all;
}

Activation::Result Activation::computeReference(const clang::DeclRefExpr& e) {
  const clang::ValueDecl* named = e.getDecl();
  if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(named)) return {.value = {.functions = {function}}};
  if (const auto* binding = llvm::dyn_cast<clang::BindingDecl>(named)) {
    if (const clang::VarDecl* holding = binding->getHoldingVar()) {
      if (state_.find(holding) == nullptr) declare(*holding);
    }
    return binding->getBinding() != nullptr ? result(binding->getBinding()) : Result{};
  }
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(named);
  if (variable == nullptr) return {};
  if (variable->hasGlobalStorage()) analysis_.globals.insert(variable);
  if (variable->hasGlobalStorage() && analysis_.unit.sources().isInSystemHeader(variable->getLocation()))
    analysis_.foreign.insert(variable);
  const Place place = captured(*variable);
  if (variable->getType()->isReferenceType() && place.root == variable)
    if (const Value* reference = state_.find(variable); reference != nullptr && !reference->pointees.empty())
      return deref(*reference);
  return {.places = {place}};
}

Activation::Result Activation::computeMember(const clang::MemberExpr& e) {
  const auto* field = llvm::dyn_cast<clang::FieldDecl>(e.getMemberDecl());
  if (field == nullptr) {
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(e.getMemberDecl())) return {.places = {{variable}}};
    return {};  // a call looks at the object itself
  }
  const Result base = e.isArrow() ? deref(load(e.getBase())) : result(e.getBase());
  if (base.places.empty()) {
    Result part;
    part.value = base.value.member(field);
    part.chosen = base.chosen;
    return part;
  }
  Result part;
  part.chosen = base.chosen;
  for (const Place& place : base.places) part.places.push_back(place.member(field));
  if (field->getType()->isReferenceType()) return deref(load(part));
  return part;
}

Activation::Result Activation::computeUnary(const clang::UnaryOperator& e) {
  const clang::Expr* operand = e.getSubExpr();
  switch (e.getOpcode()) {
    case clang::UO_AddrOf: {
      const Result& named = result(operand);
      if (!named.value.functions.empty()) return named;
      Result pointer;
      pointer.value.cause = named.chosen;
      pointer.value.pointees.insert(named.places.begin(), named.places.end());
      return pointer;
    }
    case clang::UO_Deref: {
      const Value pointer = load(operand);
      if (!pointer.functions.empty() || pointer.pointees.empty()) return {.value = pointer};
      return deref(pointer);
    }
    case clang::UO_PreInc:
    case clang::UO_PreDec:
    case clang::UO_PostInc:
    case clang::UO_PostDec: {
      const Result named = result(operand);
      const Value before = load(named);
      assign(named, before, e.getOperatorLoc());
      return e.isPrefix() ? named : Result{.value = before};
    }
    default: return {.value = load(operand)};
  }
}

namespace {

// The call of bodo's function that gives the value: the expression itself, or what a constant is declared with.
bool isCallOf(const clang::Expr* e, llvm::StringRef name) {
  e = e->IgnoreParenImpCasts();
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e)) {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl());
    if (variable == nullptr || !variable->getType().isConstQualified() || variable->getInit() == nullptr) return false;
    e = variable->getInit()->IgnoreParenImpCasts();
  }
  const auto* call = llvm::dyn_cast<clang::CallExpr>(e);
  const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
  return callee != nullptr && isInBodo(*callee) && isNamed(*callee, name);
}

bool isNegative(const clang::Expr* e) {
  const auto* minus = llvm::dyn_cast<clang::UnaryOperator>(e->IgnoreParenImpCasts());
  return minus != nullptr && minus->getOpcode() == clang::UO_Minus &&
         llvm::isa<clang::IntegerLiteral>(minus->getSubExpr()->IgnoreParenImpCasts());
}

bool isZero(const clang::Expr* e) {
  const auto* literal = llvm::dyn_cast<clang::IntegerLiteral>(e->IgnoreParenImpCasts());
  return literal != nullptr && literal->getValue() == 0;
}

// The number of a rank compared with a value that no rank's number reaches: all are at least 0, and below get_size().
bool isKnownOfRank(const clang::BinaryOperator& e) {
  const clang::Expr *rank = e.getLHS(), *other = e.getRHS();
  clang::BinaryOperatorKind kind = e.getOpcode();
  if (!isCallOf(rank, "get_rank")) {
    std::swap(rank, other);
    if (e.isRelationalOp()) kind = clang::BinaryOperator::reverseComparisonOp(kind);
  }
  if (!isCallOf(rank, "get_rank")) return false;
  if (isNegative(other)) return true;
  if (isCallOf(other, "get_size")) return true;
  return isZero(other) && (kind == clang::BO_GE || kind == clang::BO_LT);
}

}  // namespace

Activation::Result Activation::computeBinary(const clang::BinaryOperator& e) {
  if (e.isAssignmentOp()) {
    const Result to = result(e.getLHS());
    Value value = load(e.getRHS());
    if (e.isCompoundAssignmentOp()) value = merge(load(to), value);
    const std::string name = analysis_.unit.text(e.getLHS()->getSourceRange());
    if (value.cause != nullptr)
      value.cause = analysis_.causes.make(e.getOperatorLoc(), fmt::format("'{}' gets its value here", name),
                                          value.cause, value.cause->certain);
    assign(to, value, e.getOperatorLoc());
    if (reporting_)
      if (const Cause* cause = load(to).anyCause()) analysis_.remark(e.getOperatorLoc(), name, *cause);
    return to;
  }
  if (e.getOpcode() == clang::BO_Comma) {
    result(e.getLHS());
    return result(e.getRHS());
  }
  Result both;
  both.value = merge(load(e.getLHS()), load(e.getRHS()));
  both.value.cause = both.value.anyCause();
  both.value.members.clear();
  if (e.isComparisonOp() && isKnownOfRank(e)) both.value.cause = nullptr;
  // the other operand may decide
  if (e.isLogicalOp()) both.value.cause = analysis_.causes.doubt(both.value.cause);
  return both;
}

Activation::Result Activation::computeLambda(const clang::LambdaExpr& e) {
  Result closure;
  closure.value.functions.insert(e.getCallOperator());
  auto field = e.getLambdaClass()->field_begin();
  auto init = e.capture_init_begin();
  for (const clang::LambdaCapture& capture : e.captures()) {
    const clang::FieldDecl* to = *field++;
    const clang::Expr* from = *init++;
    if (capture.capturesThis()) {
      state_.store({to}, load(from));
      continue;
    }
    if (!capture.capturesVariable()) continue;
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(capture.getCapturedVar());
    if (capture.getCaptureKind() == clang::LCK_ByRef) {
      // an alias with a name of its own: [&other = variable]
      if (variable != nullptr && variable->isInitCapture()) {
        const Result& named = result(from);
        Value reference;
        reference.cause = named.chosen;
        reference.pointees.insert(named.places.begin(), named.places.end());
        state_.store({variable}, reference);
      }
      continue;
    }
    const Value copy = load(from);
    state_.store({to}, copy);
    closure.value.cause = either(closure.value.cause, copy.anyCause());
    closure.value.isSpread = closure.value.isSpread || copy.holdsSpread();
  }
  return closure;
}

Activation::Result Activation::computeList(const clang::InitListExpr& e) {
  const clang::CXXRecordDecl* record = e.getType()->getAsCXXRecordDecl();
  if (record == nullptr || record->isUnion() || e.isTransparent()) return ofChildren(e);
  Result object;
  unsigned i = 0;
  for (const clang::CXXBaseSpecifier& base : record->bases()) {
    (void)base;
    if (i < e.getNumInits()) object.value = merge(object.value, load(e.getInit(i++)));
  }
  for (const clang::FieldDecl* field : record->fields()) {
    if (field->isUnnamedBitField()) continue;
    if (i >= e.getNumInits()) break;
    const clang::Expr* init = e.getInit(i++);
    if (field->getType()->isReferenceType()) {
      const Result& named = result(init);
      Value& reference = object.value.members[field];
      reference.cause = named.chosen;
      reference.pointees.insert(named.places.begin(), named.places.end());
    } else {
      object.value.members[field] = load(init);
    }
  }
  return object;
}

Activation::Result Activation::compute(const clang::Expr* e) {
  if (const auto* call = llvm::dyn_cast<clang::CallExpr>(e)) return this->call(*call);
  if (const auto* construct = llvm::dyn_cast<clang::CXXConstructExpr>(e)) return computeConstruct(*construct);
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e)) return computeReference(*reference);
  if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(e)) return computeMember(*member);
  if (const auto* unary = llvm::dyn_cast<clang::UnaryOperator>(e)) return computeUnary(*unary);
  if (const auto* binary = llvm::dyn_cast<clang::BinaryOperator>(e)) return computeBinary(*binary);
  if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(e)) return computeLambda(*lambda);
  if (const auto* list = llvm::dyn_cast<clang::InitListExpr>(e)) return computeList(*list);
  if (const auto* paren = llvm::dyn_cast<clang::ParenExpr>(e)) return result(paren->getSubExpr());
  if (const auto* full = llvm::dyn_cast<clang::FullExpr>(e)) return result(full->getSubExpr());
  if (const auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(e)) return result(bound->getSubExpr());
  if (const auto* argument = llvm::dyn_cast<clang::CXXDefaultArgExpr>(e)) return compute(argument->getExpr());
  if (const auto* init = llvm::dyn_cast<clang::CXXDefaultInitExpr>(e)) return compute(init->getExpr());
  if (const auto* nontype = llvm::dyn_cast<clang::SubstNonTypeTemplateParmExpr>(e))
    return result(nontype->getReplacement());
  if (const auto* values = llvm::dyn_cast<clang::CXXStdInitializerListExpr>(e))
    return {.value = load(values->getSubExpr())};
  if (const auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(e)) {
    const Result& of = result(temporary->getSubExpr());
    return of.places.empty() ? held(*e, load(of)) : of;
  }
  if (const auto* cast = llvm::dyn_cast<clang::CastExpr>(e)) {
    const clang::Expr* operand = cast->getSubExpr();
    switch (cast->getCastKind()) {
      case clang::CK_LValueToRValue: return {.value = load(operand)};
      case clang::CK_ArrayToPointerDecay: {
        const Result& named = result(operand);
        Result pointer;
        if (named.places.empty()) return {.value = load(named)};
        pointer.value.cause = named.chosen;
        pointer.value.pointees.insert(named.places.begin(), named.places.end());
        return pointer;
      }
      default: return result(operand);
    }
  }
  if (const auto* subscript = llvm::dyn_cast<clang::ArraySubscriptExpr>(e)) {
    const Value base = load(subscript->getBase()), index = load(subscript->getIdx());
    if (base.pointees.empty()) return {.value = merge(base, index)};
    Result element = deref(base);
    element.chosen = either(element.chosen, index.cause);
    element.isPart = true;
    return element;
  }
  if (const auto* conditional = llvm::dyn_cast<clang::AbstractConditionalOperator>(e)) {
    const Cause* condition = load(conditional->getCond()).anyCause();
    const Result &yes = result(conditional->getTrueExpr()), &no = result(conditional->getFalseExpr());
    Result one;
    if (e->isGLValue()) {
      one.places = yes.places;
      one.places.insert(one.places.end(), no.places.begin(), no.places.end());
      one.chosen = either(either(yes.chosen, no.chosen), condition);
      one.value = merge(yes.value, no.value);
    } else {
      one.value = join(load(yes), load(no), analysis_.causes);
      if (!isOneConstant(*conditional->getTrueExpr(), *conditional->getFalseExpr(), analysis_.unit.ast))
        one.value.cause = either(one.value.cause, condition);
    }
    return one;
  }
  if (const auto* opaque = llvm::dyn_cast<clang::OpaqueValueExpr>(e))
    return opaque->getSourceExpr() != nullptr ? result(opaque->getSourceExpr()) : Result{};
  if (llvm::isa<clang::CXXThisExpr>(e)) {
    if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&body_);
        method != nullptr && method->getParent()->isLambda()) {
      llvm::DenseMap<const clang::ValueDecl*, clang::FieldDecl*> fields;
      clang::FieldDecl* self = nullptr;
      method->getParent()->getCaptureFields(fields, self);
      return {.value = self == nullptr ? Value{} : state_.load({self})};
    }
    return {.value = state_.load({thisOf(body_)})};
  }
  if (const auto* created = llvm::dyn_cast<clang::CXXNewExpr>(e)) {
    Result pointer;
    Value object;
    if (const clang::Expr* init = created->getInitializer()) object = load(init);
    if (created->getArraySize())
      if (const clang::Expr* size = *created->getArraySize()) object.cause = either(object.cause, load(size).cause);
    state_.mayStore({e}, object, analysis_.causes);
    pointer.value.pointees.insert({e});
    return pointer;
  }
  if (const auto* raised = llvm::dyn_cast<clang::CXXThrowExpr>(e)) {
    const clang::Expr* what = raised->getSubExpr();
    if (what != nullptr) load(what);
    throws_[e] = {{what == nullptr ? clang::QualType() : what->getType(), controlCause(nullptr)}};
    return {};
  }
  // their operands are not evaluated
  if (llvm::isa<clang::UnaryExprOrTypeTraitExpr, clang::CXXNoexceptExpr, clang::RequiresExpr, clang::CXXTypeidExpr,
                clang::BlockExpr>(e))
    return {};
  return ofChildren(*e);
}

}  // namespace bodocc::variance
