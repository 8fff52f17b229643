#include "Frontend/Versions.h"
#include "Frontend/AstVisitor.h"

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <glob.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include "Frontend/Constants.h"
#include "Frontend/Dispatch.h"
#include "Frontend/Lowering.h"
#include "Frontend/Splice.h"

namespace bodocc {

std::vector<const ReturnShape::Component*> ReturnShape::frames() const {
  std::vector<const Component*> found;
  for (const Component& component : components)
    if (component.isFrame) found.push_back(&component);
  return found;
}

bool takesFrame(const clang::ParmVarDecl& parameter) {
  const TypeClass c = classify(parameter.getType());
  return c == TypeClass::Frame || c == TypeClass::Series;
}

std::vector<const Version*> Versions::versionsOf(const AnnotatedFunction& function) const {
  std::vector<const Version*> found;
  for (const auto& version : versions_)
    if (version->annotated == &function) found.push_back(version.get());
  return found;
}

// An array's type says all.
static std::optional<PassedFrame> passedArray(const clang::ParmVarDecl& parameter) {
  const clang::QualType element = elementType(parameter.getType());
  if (element.isNull()) return std::nullopt;
  return PassedFrame{{{"", *columnType(element, parameter.getASTContext())}}};
}

// Reduces a call to the properties on which a version depends: not the bounds of values, which another caller's frame
// need not keep; if flags say that frames are spread, not whether a caller passes them whole, as they are cut; and not
// the name of a series, which has its parameter's name in the function.
static void normalise(std::vector<PassedFrame>& frames, const FunctionOptions& options,
                      const clang::FunctionDecl& declaration) {
  std::size_t next = 0;
  for (const clang::ParmVarDecl* parameter : declaration.parameters()) {
    if (!takesFrame(*parameter)) continue;
    PassedFrame& frame = frames.at(next++);
    if (auto array = passedArray(*parameter); array) frame = std::move(*array);
    if (classify(parameter->getType()) == TypeClass::Series && !frame.schema.empty())
      frame.schema.front().name = parameter->getNameAsString();
  }
  for (PassedFrame& frame : frames) {
    for (Field& field : frame.schema) field.type.range.reset();
    if (!options.distributed.empty() || options.allArgsDistributed || options.allReturnsDistributed)
      frame.replicated = false;
  }
}

static bool areEqual(const std::map<unsigned, Constant>& a, const std::map<unsigned, Constant>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.type == y.second.type && x.second.value == y.second.value;
  });
}

Version* Versions::get(const clang::FunctionDecl& declaration, Passed passed, clang::SourceLocation call) {
  const AnnotatedFunction* annotated = functions_.of(declaration);
  normalise(passed.frames, annotated->options, declaration);
  // which parameters must be known turns out while a version is lowered: then it is lowered anew, with constants
  std::map<unsigned, Diagnostic>& unknown = constantParameters_[&declaration];
  for (;;) {
    std::map<unsigned, Constant> constants;
    bool incomplete = false;
    for (const auto& [number, error] : unknown) {
      if (const auto known = passed.constants.find(number); known != passed.constants.end()) {
        constants.insert(*known);
        continue;
      }
      if (const auto callers = passed.unknown.find(number); callers != passed.unknown.end()) {
        Diagnostic diagnostic = error;
        diagnostic.notes.push_back({unit_.at(call), fmt::format("this call gives '{}' of '{}' its value",
                                                                declaration.getParamDecl(number)->getNameAsString(),
                                                                declaration.getNameAsString())});
        throw UnknownConstant(std::move(diagnostic), callers->second);
      }
      if (call == declaration.getLocation() && isCalledByAnnotated(declaration)) return nullptr;
      incomplete = true;
    }
    for (auto& version : versions_)
      if (version->declaration == &declaration && version->frames == passed.frames &&
          areEqual(version->constants, constants)) {
        if (version->lowering) fail(unit_.sources(), call, Diag::Recursion, declaration.getNameAsString());
        if (incomplete) return nullptr;
        return version->returns.known || declaration.getReturnType()->isVoidType() ? version.get() : nullptr;
      }
    Version& version = *versions_.emplace_back(std::make_unique<Version>());
    version.annotated = annotated;
    version.declaration = &declaration;
    version.frames = passed.frames;
    version.constants = std::move(constants);
    version.incomplete = incomplete;
    version.call = call;
    const std::size_t versions = versions_.size() - 1, functions = module_.functions.size();
    try {
      return lower(version) ? &version : nullptr;
    } catch (const UnknownConstant& error) {
      for (const unsigned number : error.parameters) unknown.insert({number, error.diagnostic});
      // with those that it has called
      versions_.resize(versions);
      module_.functions.resize(functions);
    }
  }
}

bool Versions::lower(Version& version) {
  auto owned = std::make_unique<Function>();
  Function& function = *owned;
  version.function = &function;
  const clang::FunctionDecl& declaration = *version.declaration;
  function.name = qualifiedName(declaration);
  function.symbol = declaration.getNameAsString();
  function.loc = unit_.at(declaration.getLocation());
  function.file = unit_.fileOf(version.annotated->definition->getLocation());
  function.returnType = cppTypeOf(declaration.getReturnType(), unit_.ast);
  function.options = version.annotated->options;
  version.lowering = true;
  bool lowered = false;
  try {
    function.signature = version.annotated->isTemplate() ? instanceSignature(unit_, declaration)
                                                         : writtenSignature(unit_, *version.annotated);
    lowered = Lowering(unit_, *this, version, module_).run();
  } catch (const UnknownConstant&) {
    throw;
  } catch (const UserError& error) {
    unit_.reporter.report(error.diagnostic);
  }
  version.lowering = false;
  // callees come before their callers
  module_.functions.push_back(std::move(owned));
  if (declaration.getReturnType()->isVoidType()) version.returns.known = true;
  return lowered;
}

namespace {

// Calls of one function in ordinary code.
class OrdinaryCalls : public AstVisitor {
 public:
  explicit OrdinaryCalls(const clang::FunctionDecl& callee) : callee_(callee) {}
  std::vector<const clang::CallExpr*> calls;
  bool named = false;  // called, or its address is taken

  bool shouldVisitTemplateInstantiations() const override { return true; }
  bool TraverseFunctionDecl(clang::FunctionDecl* f) override {
    return isAnnotated(*f) || AstVisitor::TraverseFunctionDecl(f);
  }
  bool VisitCallExpr(clang::CallExpr* e) override {
    const clang::FunctionDecl* body = nullptr;
    if (e->getDirectCallee() != nullptr && e->getDirectCallee()->hasBody(body) && body == &callee_) calls.push_back(e);
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    const auto* function = llvm::dyn_cast<clang::FunctionDecl>(e->getDecl());
    const clang::FunctionDecl* body = nullptr;
    named = named || (function != nullptr && function->hasBody(body) && body == &callee_);
    return true;
  }

 private:
  const clang::FunctionDecl& callee_;
};

// Finds the values that ordinary code assigns to a variable or member.
class Givings : public AstVisitor {
 public:
  explicit Givings(const clang::ValueDecl& variable) : variable_(variable) {}
  std::vector<const clang::Expr*> values;

  bool shouldVisitImplicitCode() const override { return true; }
  bool VisitCXXOperatorCallExpr(clang::CXXOperatorCallExpr* e) override {
    if (!e->isAssignmentOp()) return true;
    const clang::Expr* left = strip(e->getArg(0));
    const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(left);
    const auto* member = llvm::dyn_cast<clang::MemberExpr>(left);
    if ((reference != nullptr && reference->getDecl() == &variable_) ||
        (member != nullptr && member->getMemberDecl() == &variable_))
      values.push_back(e->getArg(1));
    return true;
  }
  bool VisitInitListExpr(clang::InitListExpr* e) override {
    const auto* field = llvm::dyn_cast<clang::FieldDecl>(&variable_);
    const auto* record = e->getType()->getAsCXXRecordDecl();
    if (field != nullptr && e->isSemanticForm() && record == field->getParent() &&
        field->getFieldIndex() < e->getNumInits())
      values.push_back(e->getInit(field->getFieldIndex()));
    return true;
  }
  bool TraverseConstructorInitializer(clang::CXXCtorInitializer* initializer) override {
    if (initializer->isMemberInitializer() && initializer->getMember() == &variable_)
      values.push_back(initializer->getInit());
    return AstVisitor::TraverseConstructorInitializer(initializer);
  }

 private:
  const clang::ValueDecl& variable_;
};

// Finds the schema and distribution of a frame in ordinary code, if the code shows them.
class OrdinaryFrames {
 public:
  // For calls of this function.
  OrdinaryFrames(Unit& unit, Versions& versions, const clang::FunctionDecl& callee)
      : unit_(unit), versions_(versions), callee_(callee) {}

  std::optional<PassedFrame> of(const clang::Expr* e, unsigned depth = 0) {
    if (e == nullptr || depth > 16) return std::nullopt;
    e = strip(e);
    if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e)) {
      const auto* part = llvm::dyn_cast<clang::BindingDecl>(reference->getDecl());
      if (part != nullptr) return ofPart(*part, depth);
      const clang::ValueDecl& variable = *reference->getDecl();
      const bool isOfCell = unit_.cell != nullptr && llvm::isa<clang::VarDecl>(variable) &&
                            variable.getDeclContext()->isTranslationUnit();
      return isOfCell ? ofCellVariable(variable, reference->getLocation(), depth) : ofVariable(variable, depth);
    }
    if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(e)) {
      const auto* whole = llvm::dyn_cast<clang::DeclRefExpr>(strip(member->getBase()));
      const auto* variable = whole == nullptr ? nullptr : llvm::dyn_cast<clang::VarDecl>(whole->getDecl());
      if (const Version* version = variable == nullptr ? nullptr : versionCalled(variable->getInit(), depth))
        for (const ReturnShape::Component& component : version->returns.components)
          if (component.isFrame && component.name == member->getMemberDecl()->getName()) return frameOf(component);
      return ofVariable(*member->getMemberDecl(), depth);
    }
    if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(e)) return ofLiteral(*made);
    const auto* call = llvm::dyn_cast<clang::CallExpr>(e);
    const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
    if (callee == nullptr) return std::nullopt;
    if (const OpInfo* info = operationOf(*callee); info != nullptr && info->saysSchema && call->getNumArgs() == 2)
      return PassedFrame{versions_.said(call->getArg(1), callee_)};
    if (isInBodo(*callee) && call->getNumArgs() > 0 && !llvm::isa<clang::CXXMethodDecl>(callee))
      return ofParallel(*callee, of(call->getArg(0), depth + 1));
    const Version* version = versionCalled(e, depth);
    if (version == nullptr || version->returns.composed || version->returns.frames().size() != 1) return std::nullopt;
    return frameOf(*version->returns.frames()[0]);
  }

  // The call's arguments for this annotated function, which may also `expect` its frames' schemas.
  std::optional<Passed> ofArguments(const clang::FunctionDecl& callee, const clang::CallExpr& call,
                                    unsigned depth = 0) {
    Passed passed;
    for (unsigned i = 0; i < callee.getNumParams(); ++i) {
      if (auto array = passedArray(*callee.getParamDecl(i))) {
        passed.frames.push_back(std::move(*array));
        continue;
      }
      if (!takesFrame(*callee.getParamDecl(i))) {
        if (auto constant = i < call.getNumArgs() ? foldConstant(call.getArg(i), unit_.ast) : std::nullopt)
          passed.constants.insert({i, std::move(*constant)});
        continue;
      }
      auto frame = i < call.getNumArgs() ? of(call.getArg(i), depth) : std::nullopt;
      if (auto schema = versions_.expected(callee, *callee.getParamDecl(i)))
        frame = PassedFrame{std::move(*schema), frame && frame->replicated};
      if (!frame) return std::nullopt;
      // series have one version, which cuts them
      if (classify(callee.getParamDecl(i)->getType()) == TypeClass::Series) frame->replicated = false;
      passed.frames.push_back(std::move(*frame));
    }
    return passed;
  }

 private:
  static PassedFrame frameOf(const ReturnShape::Component& component) { return {component.schema, component.gathered}; }

  // The version that a call of an annotated function runs; null for other expressions.
  const Version* versionCalled(const clang::Expr* e, unsigned depth) {
    const auto* call = e == nullptr ? nullptr : llvm::dyn_cast<clang::CallExpr>(strip(e));
    const clang::FunctionDecl *callee = call == nullptr ? nullptr : call->getDirectCallee(), *body = nullptr;
    if (callee == nullptr || !callee->hasBody(body) || versions_.functions().of(*callee) == nullptr) return nullptr;
    auto passed = ofArguments(*body, *call, depth + 1);
    return passed ? versions_.get(*body, std::move(*passed), call->getExprLoc()) : nullptr;
  }

  // auto [a, b] = f(...)
  std::optional<PassedFrame> ofPart(const clang::BindingDecl& part, unsigned depth) {
    const auto* whole = llvm::dyn_cast<clang::DecompositionDecl>(part.getDecomposedDecl());
    const Version* version = whole == nullptr ? nullptr : versionCalled(whole->getInit(), depth);
    if (version == nullptr) return std::nullopt;
    const auto at = std::find(whole->bindings().begin(), whole->bindings().end(), &part) - whole->bindings().begin();
    const auto i = static_cast<std::size_t>(at);
    if (i >= version->returns.components.size() || !version->returns.components[i].isFrame) return std::nullopt;
    return frameOf(version->returns.components[i]);
  }

  static std::optional<PassedFrame> ofParallel(const clang::FunctionDecl& callee, std::optional<PassedFrame> argument) {
    // gatherv leaves all rows on one rank; rebalance and random_shuffle keep whole frames as they are
    const OpInfo* const info = operationOf(callee);
    if (!argument || info == nullptr) return argument;
    if (info->distribution == DistributionRule::Replicated) argument->replicated = true;
    if (info->distribution == DistributionRule::Uneven || info->distribution == DistributionRule::Source)
      argument->replicated = false;
    return argument;
  }

  // All assigned values must have the same schema. The values of a parameter are the arguments of the calls in this
  // file.
  std::optional<PassedFrame> ofVariable(const clang::ValueDecl& v, unsigned depth) {
    Givings givings(v);
    if (!v.getType().isConstQualified() || llvm::isa<clang::FieldDecl>(v))
      for (clang::Decl* declaration : unit_.declarations) givings.TraverseDecl(declaration);
    if (const auto* parameter = llvm::dyn_cast<clang::ParmVarDecl>(&v)) {
      const auto* function = llvm::dyn_cast<clang::FunctionDecl>(parameter->getDeclContext());
      if (function == nullptr || isAnnotated(*function)) return std::nullopt;
      OrdinaryCalls calls(*function);
      for (clang::Decl* declaration : unit_.declarations) calls.TraverseDecl(declaration);
      for (const clang::CallExpr* call : calls.calls)
        if (parameter->getFunctionScopeIndex() < call->getNumArgs())
          givings.values.push_back(call->getArg(parameter->getFunctionScopeIndex()));
    } else if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(&v); variable != nullptr && variable->getInit()) {
      givings.values.insert(givings.values.begin(), variable->getInit());
    }
    return common(givings.values, std::nullopt, depth);
  }

  // All of them, and `frame` if it is given, must have the same schema.
  std::optional<PassedFrame> common(const std::vector<const clang::Expr*>& values, std::optional<PassedFrame> frame,
                                    unsigned depth) {
    for (const clang::Expr* value : values) {
      const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(strip(value));
      if (made != nullptr && made->getNumArgs() == 0) continue;
      auto now = of(value, depth + 1);
      if (!now || (frame && frame->schema != now->schema)) return std::nullopt;
      if (frame) now->replicated = now->replicated && frame->replicated;
      frame = std::move(now);
    }
    return frame;
  }

  // A notebook's variable at `place`. Outside of functions, statements run in their order: the last value counts.
  // Before the cell's first one, it has the schema with which the cell begins.
  std::optional<PassedFrame> ofCellVariable(const clang::ValueDecl& v, clang::SourceLocation place, unsigned depth) {
    const clang::SourceManager& sources = unit_.sources();
    const auto isBefore = [&](clang::SourceLocation end) {
      return sources.isBeforeInTranslationUnit(sources.getExpansionLoc(end), sources.getExpansionLoc(place));
    };
    bool inFunction = true;
    std::vector<const clang::Expr*> anywhere, inOrder;
    const clang::Expr* last = nullptr;
    for (clang::Decl* declaration : unit_.declarations) {
      const auto* statement = llvm::dyn_cast<clang::TopLevelStmtDecl>(declaration);
      const auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration);
      const bool ended = isBefore(declaration->getEndLoc());
      if ((statement != nullptr || variable != nullptr) && !ended &&
          isBefore(declaration->getBeginLoc().getLocWithOffset(-1)))
        inFunction = false;
      const clang::Expr* given = nullptr;
      if (variable != nullptr && variable->getCanonicalDecl() == v.getCanonicalDecl()) given = variable->getInit();
      Givings givings(v);
      givings.TraverseDecl(declaration);
      const auto* whole = statement == nullptr ? nullptr : llvm::dyn_cast<clang::Expr>(statement->getStmt());
      const auto* assignment = whole == nullptr ? nullptr : llvm::dyn_cast<clang::CXXOperatorCallExpr>(strip(whole));
      if (assignment != nullptr && givings.values.size() == 1 && givings.values[0] == assignment->getArg(1))
        given = givings.values[0];
      else
        anywhere.insert(anywhere.end(), givings.values.begin(), givings.values.end());
      if (given == nullptr) continue;
      inOrder.push_back(given);
      if (ended) last = given;
    }
    if (inFunction)
      anywhere.insert(anywhere.end(), inOrder.begin(), inOrder.end());
    else if (last != nullptr)
      anywhere.push_back(last);
    return common(anywhere, inFunction || last == nullptr ? versions_.cellFrame(v, callee_) : std::nullopt, depth);
  }

  // DataFrame{{"A", vector}, ...}
  std::optional<PassedFrame> ofLiteral(const clang::CXXConstructExpr& made) {
    if (classify(made.getType()) != TypeClass::Frame || made.getNumArgs() != 1) return std::nullopt;
    const auto* columns = llvm::dyn_cast<clang::InitListExpr>(strip(made.getArg(0)));
    if (columns == nullptr) return std::nullopt;
    Schema schema;
    for (const clang::Expr* init : columns->inits()) {
      const auto* column = llvm::dyn_cast<clang::CXXConstructExpr>(strip(init));
      if (column == nullptr || column->getNumArgs() < 2) return std::nullopt;
      const auto name = foldConstant(column->getArg(0), unit_.ast);
      const auto* record = strip(column->getArg(1))->getType()->getAsCXXRecordDecl();
      const auto* vector = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(record);
      if (!name || vector == nullptr || !vector->isInStdNamespace()) return std::nullopt;
      const auto type = columnType(vector->getTemplateArgs()[0].getAsType(), unit_.ast);
      if (!type || !std::holds_alternative<std::string>(name->value)) return std::nullopt;
      schema.push_back({std::get<std::string>(name->value), *type});
    }
    return PassedFrame{std::move(schema), true};
  }

  Unit& unit_;
  Versions& versions_;
  const clang::FunctionDecl& callee_;
};

class ExpectCalls : public AstVisitor {
 public:
  explicit ExpectCalls(const clang::ParmVarDecl& parameter) : parameter_(parameter) {}
  const clang::Expr* schema = nullptr;
  bool VisitCallExpr(clang::CallExpr* e) override {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    const OpInfo* info = callee == nullptr ? nullptr : operationOf(*callee);
    if (info == nullptr || !info->saysSchema || e->getNumArgs() != 2) return true;
    const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(strip(e->getArg(0)));
    if (reference != nullptr && reference->getDecl() == &parameter_ && schema == nullptr) schema = e->getArg(1);
    return true;
  }

 private:
  const clang::ParmVarDecl& parameter_;
};

}  // namespace

std::optional<Schema> Versions::expected(const clang::FunctionDecl& declaration, const clang::ParmVarDecl& parameter) {
  ExpectCalls calls(parameter);
  calls.TraverseStmt(declaration.getBody());
  if (calls.schema == nullptr) return std::nullopt;
  return said(calls.schema, declaration);
}

Schema Versions::said(const clang::Expr* schema, const clang::FunctionDecl& declaration) {
  Function scratch;
  Version version;
  version.annotated = functions_.of(declaration);
  version.declaration = &declaration;
  version.function = &scratch;
  return Lowering(unit_, *this, version, module_).schemaOf(schema);
}

std::optional<PassedFrame> Versions::cellFrame(const clang::ValueDecl& variable, const clang::FunctionDecl& callee) {
  const auto find = [&](const clang::DeclContext& space) -> const clang::Expr* {
    for (const clang::Decl* declaration : space.decls())
      if (const auto* schema = llvm::dyn_cast<clang::VarDecl>(declaration);
          schema != nullptr && schema->getName() == variable.getName())
        return schema->getInit();
    return nullptr;
  };
  for (const clang::Decl* declaration : unit_.declarations) {
    const auto* frames = llvm::dyn_cast<clang::NamespaceDecl>(declaration);
    if (frames == nullptr || frames->getName() != "bodo_frames") continue;
    const clang::Expr* schema = find(*frames);
    bool replicated = false;
    for (const clang::Decl* inner : frames->decls())
      if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(inner); space != nullptr && schema == nullptr)
        replicated = (schema = find(*space)) != nullptr;
    if (schema != nullptr) return PassedFrame{said(schema, callee), replicated};
  }
  return std::nullopt;
}

bool Versions::isCompiled(const clang::FunctionDecl& instance) const {
  return std::any_of(versions_.begin(), versions_.end(),
                     [&](const auto& version) { return version->declaration == &instance; });
}

bool Versions::isCalledByAnnotated(const clang::FunctionDecl& callee) {
  for (const AnnotatedFunction& annotated : functions_.definitions)
    for (const clang::FunctionDecl* instance : annotated.instances) {
      OrdinaryCalls calls(callee);
      calls.TraverseStmt(instance->getBody());
      if (!calls.calls.empty()) return true;
    }
  return false;
}

bool Versions::lowerInstance(const AnnotatedFunction& annotated, const clang::FunctionDecl& instance, bool last) {
  std::vector<const clang::ParmVarDecl*> frames;
  for (const clang::ParmVarDecl* parameter : instance.parameters())
    if (takesFrame(*parameter)) frames.push_back(parameter);
  OrdinaryCalls ordinary(instance);
  for (clang::Decl* declaration : unit_.declarations) ordinary.TraverseDecl(declaration);
  // annotated functions that call it get their versions of it
  // one of a header may be for other sources, whose calls show the schemas
  const bool elsewhere = !frames.empty() && isInHeader(unit_, instance) && !instance.isCXXClassMember() &&
                         (instance.isInlined() || !instance.isExternallyVisible());
  if ((unit_.job.omitUncalled || elsewhere) && !ordinary.named) return true;
  try {
    for (const clang::ParmVarDecl* parameter : frames) {
      const clang::QualType type = parameter->getType();
      if (type->isLValueReferenceType() && !type.getNonReferenceType().isConstQualified())
        fail(unit_.sources(), parameter->getLocation(), Diag::FrameReference, parameter->getNameAsString(),
             describe(classify(type)));
      if (parameter->getIdentifier() == nullptr)
        fail(unit_.sources(), parameter->getLocation(), Diag::UnnamedParameter);
    }
    for (const clang::CallExpr* call : ordinary.calls)
      if (auto passed = OrdinaryFrames(unit_, *this, instance).ofArguments(instance, *call))
        if (Version* version = get(instance, std::move(*passed), call->getExprLoc()))
          version->calls.push_back(call->getExprLoc());
    if (isCompiled(instance) || (frames.empty() && !ordinary.calls.empty())) return true;
    std::vector<PassedFrame> expectations;
    const clang::ParmVarDecl* unknown = nullptr;
    for (const clang::ParmVarDecl* parameter : frames) {
      if (auto array = passedArray(*parameter))
        expectations.push_back(std::move(*array));
      else if (auto schema = expected(instance, *parameter))
        expectations.push_back({std::move(*schema), false});
      else if (unknown == nullptr)
        unknown = parameter;
    }
    if (unknown == nullptr) {
      get(instance, {std::move(expectations), {}}, instance.getLocation());
      return true;
    }
    const bool inner = isCalledByAnnotated(instance);
    if (inner && !last) return false;
    // a later cell may call it, or its callers
    if (unit_.cell != nullptr && !ordinary.named) return true;
    // a caller with an error would have shown the schema
    if (unit_.reporter.failed() && inner) return true;
    fail(unit_.sources(), unknown->getLocation(), Diag::UnknownSchema, unknown->getNameAsString(),
         annotated.definition->getNameAsString(),
         !ordinary.calls.empty() ? "no call in this file shows it"
         : inner                 ? "its callers are called by nothing that shows it"
                                 : "nothing in this file calls it");
  } catch (const UserError& error) {
    unit_.reporter.report(error.diagnostic);
  }
  return true;
}

void Versions::nameVersions() {
  for (auto& version : versions_) {
    unsigned number = 0, count = 0;
    for (const auto& other : versions_) {
      if (other->declaration != version->declaration) continue;
      ++count;
      if (other.get() == version.get()) number = count;
    }
    if (!version->function->external) {
      version->function->symbol = version->declaration->getNameAsString() + "_inside";
      if (count > 1) version->function->symbol += fmt::format("_{}", number);
      continue;
    }
    if (count < 2 && version->constants.empty()) continue;
    if (llvm::isa<clang::CXXMethodDecl>(version->declaration)) {
      if (number == 2)
        unit_.reporter.report(version->declaration->getLocation(), Diag::MemberFunction,
                              fmt::format("calls of the member function '{}' with frames of different columns or "
                                          "distributions",
                                          version->function->name));
      continue;
    }
    version->function->symbol = fmt::format("{}_{}", version->declaration->getNameAsString(), number);
    version->function->signature = versionSignature(unit_, *version);
  }
}

void Versions::lowerAll() {
  // functions with declared schemas, or schemas known from ordinary code, create the versions of the functions that
  // they call
  const auto takesFrames = [](const clang::FunctionDecl& function) {
    for (const clang::ParmVarDecl* parameter : function.parameters())
      if (takesFrame(*parameter)) return true;
    return false;
  };
  std::vector<std::pair<const AnnotatedFunction*, const clang::FunctionDecl*>> waiting;
  for (const bool frames : {false, true})
    for (const AnnotatedFunction& annotated : functions_.definitions)
      for (const clang::FunctionDecl* instance : annotated.instances)
        if (!annotated.isUnused && takesFrames(*instance) == frames && !lowerInstance(annotated, *instance, false))
          waiting.push_back({&annotated, instance});
  for (const auto& [annotated, instance] : waiting) lowerInstance(*annotated, *instance, true);
  // functions that no other file can see, and ordinary code does not name
  for (auto& version : versions_) {
    const clang::FunctionDecl& declaration = *version->declaration;
    if (declaration.isExternallyVisible() || llvm::isa<clang::CXXMethodDecl>(declaration)) continue;
    OrdinaryCalls ordinary(declaration);
    for (clang::Decl* d : unit_.declarations) ordinary.TraverseDecl(d);
    version->function->external =
        ordinary.named || calledInText_.contains(&declaration) || !isCalledByAnnotated(declaration);
  }
  nameVersions();
}

// ---- schemas of files ----

// (Whether an object is in a store is known when it is read.)
static bool isThere(const std::string& path) {
  if (bodo::rt::is_remote(path)) return true;
  glob_t matches{};
  const bool found = llvm::sys::fs::exists(path) || glob(path.c_str(), 0, nullptr, &matches) == 0;
  globfree(&matches);
  return found;
}

static Occurrence occurrenceOf(bodo::rt::occurrence values) {
  switch (values) {
    case bodo::rt::occurrence::often: return Occurrence::Often;
    case bodo::rt::occurrence::unknown: break;
    case bodo::rt::occurrence::once: return Occurrence::Once;
    case bodo::rt::occurrence::numbers: return Occurrence::Numbers;
  }
  return Occurrence::Unknown;
}

FileSchema Versions::schemaOf(FileKind kind, const std::string& path, const std::map<std::string, Constant>& options,
                              const std::function<bodo::rt::file_schema(const std::string& found)>& read) {
  // in the working directory, where the program will look for it, or else next to the source, or in --schema-dir
  std::string found = path;
  std::vector<std::string> folders = unit_.job.schemaDirs;
  if (const llvm::StringRef folder = llvm::sys::path::parent_path(unit_.job.input); !folder.empty())
    folders.insert(folders.begin(), folder.str());
  const bool elsewhere = !folders.empty() && llvm::sys::path::is_relative(path) && !isThere(path);
  if (elsewhere)
    for (const std::string& folder : folders)
      if (const std::string other = fmt::format("{}/{}", folder, path); isThere(other)) {
        found = other;
        break;
      }

  FileSchema schema;
  try {
    const bodo::rt::file_schema file = read(found);
    for (const bodo::rt::schema_column& column : file.columns) {
      if (!column.unsupported.empty()) {
        schema.unread += fmt::format("{}'{}' ({})", schema.unread.empty() ? "" : ", ", column.name, column.unsupported);
        continue;
      }
      schema.columns.push_back(
          {column.name, {.type = column.type, .nullable = column.nullable, .coded = column.coded}});
      if (column.words >= 0) schema.words[column.name] = column.words;
      if (const Occurrence values = occurrenceOf(column.values); values != Occurrence::Unknown)
        schema.values[column.name] = values;
      if (column.repeats > 1) schema.repeats[column.name] = column.repeats;
    }
    if (file.rows >= 0) schema.rows = file.rows;
    std::string text = fmt::format("{}, {} rows", toString(schema.columns), file.rows);
    for (const auto& [column, words] : schema.words) text += fmt::format(", {} words in {}", words, column);
    for (const auto& [column, values] : schema.values)
      text += fmt::format(", values of {}: {}", column, static_cast<int>(values));
    for (const auto& [column, repeats] : schema.repeats) text += fmt::format(", {} repeats in {}", repeats, column);
    SampleFiles& sample = schema.shownBy.emplace(SampleFiles{kind, found, options, file.files});
    // of a folder too: a file that is added may become the first
    if (llvm::sys::fs::is_directory(found)) sample.all.insert(sample.all.begin(), found);
    for (const std::string& name : sample.all)
      unit_.dependencies.push_back({name, false, text, bodo::rt::is_remote(name)});
  } catch (const bodo::rt::schema_error& error) {
    schema.error = error.what();
    schema.isThere = isThere(found);
    if (elsewhere && found == path) schema.error += fmt::format(", and none in '{}'", fmt::join(folders, "', '"));
  }
  return schema;
}

namespace {

// The options of a read, as the runtime has them.
class ReadOptions {
 public:
  explicit ReadOptions(const std::map<std::string, Constant>& options) : options_(options) {}

  template <class T>
  void set(const char* name, T& to) const {
    if (const auto it = options_.find(name); it != options_.end()) to = std::get<T>(it->second.value);
  }
  void setCharacter(const char* name, char& to) const {
    std::string text(1, to);
    set(name, text);
    to = text.empty() ? '\0' : text[0];
  }
  bool has(const char* name) const { return options_.contains(name); }
  std::vector<std::pair<std::string, bodo::type>> types() const {
    std::vector<std::string> all;
    set("types", all);
    std::vector<std::pair<std::string, bodo::type>> types;
    for (std::size_t i = 0; i + 1 < all.size(); i += 2) types.emplace_back(all[i], typeNamed(all[i + 1]).value());
    return types;
  }

 private:
  const std::map<std::string, Constant>& options_;
};

bodo::rt::csv_options csvOptions(const ReadOptions& options) {
  bodo::rt::csv_options csv;
  options.setCharacter("sep", csv.sep);
  options.set("header", csv.header);
  options.set("names", csv.names);
  options.set("usecols", csv.usecols);
  csv.types = options.types();
  options.set("parse_dates", csv.parse_dates);
  csv.date_format = options.has("date_format");
  options.set("na_values", csv.na_values);
  options.set("true_values", csv.true_values);
  options.set("false_values", csv.false_values);
  options.setCharacter("decimal", csv.decimal);
  options.setCharacter("thousands", csv.thousands);
  options.setCharacter("comment", csv.comment);
  options.setCharacter("quote", csv.quote);
  options.setCharacter("escape", csv.escape);
  options.set("skip_rows", csv.skip_rows);
  csv.bad_lines_end = !options.has("on_bad_lines");
  options.set("compression", csv.compression);
  return csv;
}

bodo::rt::json_options jsonOptions(const ReadOptions& options) {
  bodo::rt::json_options json;
  json.types = options.types();
  options.set("parse_dates", json.parse_dates);
  options.set("compression", json.compression);
  return json;
}

}  // namespace

FileSchema Versions::fileSchema(FileKind kind, const std::string& path,
                                const std::map<std::string, Constant>& options) {
  return schemaOf(kind, path, options, [&](const std::string& found) {
    switch (kind) {
      case FileKind::Parquet:
      case FileKind::Lines: break;
      case FileKind::Csv: return bodo::rt::csv_schema(found, csvOptions(ReadOptions(options)));
      case FileKind::Json: return bodo::rt::json_schema(found, jsonOptions(ReadOptions(options)));
      case FileKind::Feather: return bodo::rt::arrow_schema(found, bodo::rt::arrow_format::feather);
      case FileKind::Orc: return bodo::rt::arrow_schema(found, bodo::rt::arrow_format::orc);
    }
    return bodo::rt::parquet_schema(found);
  });
}

namespace {

bodo::rt::known_values valuesIn(const SampleFiles& files, const bodo::rt::wanted_values& wanted) {
  const ReadOptions options(files.options);
  switch (files.kind) {
    case FileKind::Parquet:
    case FileKind::Lines: break;
    case FileKind::Csv: return bodo::rt::values_in_csv(files.path, wanted, csvOptions(options));
    case FileKind::Json: return bodo::rt::values_in_json(files.path, wanted, jsonOptions(options));
    case FileKind::Feather: return bodo::rt::values_in_arrow(files.path, wanted, bodo::rt::arrow_format::feather);
    case FileKind::Orc: return bodo::rt::values_in_arrow(files.path, wanted, bodo::rt::arrow_format::orc);
  }
  return bodo::rt::values_in_parquet(files.path, wanted);
}

Constant constantOf(Int128 number, bodo::type type) {
  if (type == bodo::boolean) return {type, number != 0, ""};
  if (type == bodo::uint64) return {type, static_cast<std::uint64_t>(number), ""};
  return {type == bodo::date ? type : bodo::int64, static_cast<std::int64_t>(number), ""};
}

}  // namespace

ColumnValues Versions::columnValues(const SampleFiles& files, const std::string& column, bodo::type type,
                                    std::size_t most) {
  ColumnValues result;
  try {
    bodo::rt::known_values found = valuesIn(files, {column, type, most});
    for (const std::string& text : found.texts) result.values.push_back({bodo::string, text, ""});
    for (const Int128 number : found.numbers) result.values.push_back(constantOf(number, type));
  } catch (const bodo::rt::schema_error& error) {
    result.error = error.what();
  }
  std::string all = fmt::format("values of {}:", column);
  for (const Constant& value : result.values) all += ' ' + toString(value);
  for (const std::string& name : files.all) unit_.dependencies.push_back({name, false, all, bodo::rt::is_remote(name)});
  return result;
}

}  // namespace bodocc
