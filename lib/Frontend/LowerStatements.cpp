// Lowers statements: declarations, assignments, returns, and ordinary C++.
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include "Frontend/AstVisitor.h"
#include "Frontend/Comments.h"
#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"

namespace bodocc {

namespace {

bool isSwap(const clang::FunctionDecl& callee) { return callee.isInStdNamespace() && isNamed(callee, "swap"); }

// The assignments in a function: `x = …`, `x += …`, `x["A"] = …`, `x[i] = …`, expect(x, …), std::swap(x, y).
class Assignments : public AstVisitor {
 public:
  std::set<const clang::ValueDecl*> variables;

  bool VisitCXXOperatorCallExpr(clang::CXXOperatorCallExpr* e) override {
    if (!e->isAssignmentOp()) return true;
    const clang::Expr* left = strip(e->getArg(0));
    if (const auto* index = llvm::dyn_cast<clang::CXXOperatorCallExpr>(left);
        index != nullptr && index->getOperator() == clang::OO_Subscript)
      left = strip(index->getArg(0));
    return add(left);
  }
  bool VisitCallExpr(clang::CallExpr* e) override {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    const OpInfo* info = callee == nullptr ? nullptr : operationOf(*callee);
    if (info != nullptr && info->saysSchema && e->getNumArgs() > 0) add(strip(e->getArg(0)));
    if (const clang::Expr* array = appendedBy(e); array != nullptr) add(array);
    if (callee != nullptr && isSwap(*callee))
      for (const clang::Expr* argument : e->arguments()) add(strip(argument));
    return true;
  }
  bool VisitBinaryOperator(clang::BinaryOperator* e) override {
    return !e->isAssignmentOp() || addElement(e->getLHS());
  }
  bool VisitUnaryOperator(clang::UnaryOperator* e) override {
    return !e->isIncrementDecrementOp() || addElement(e->getSubExpr());
  }

 private:
  bool add(const clang::Expr* e) {
    if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e)) variables.insert(reference->getDecl());
    return true;
  }
  bool addElement(const clang::Expr* e) {
    const clang::CXXOperatorCallExpr* element = elementOf(e);
    return element == nullptr || add(strip(element->getArg(0)));
  }
};

std::set<const clang::ValueDecl*> assignedIn(const clang::Stmt* s) {
  Assignments assignments;
  assignments.TraverseStmt(s);
  return std::move(assignments.variables);
}

// The arrays of whose elements parallel loops are.
std::set<const clang::ValueDecl*> elementsIn(const clang::Stmt* s) {
  class Elements : public AstVisitor {
   public:
    std::set<const clang::ValueDecl*> arrays;
    bool TraverseCXXForRangeStmt(clang::CXXForRangeStmt* loop) override {
      const bool outer = std::exchange(within_, within_ || isParallelLoop(*loop));
      AstVisitor::TraverseCXXForRangeStmt(loop);
      within_ = outer;
      return true;
    }
    bool VisitCallExpr(clang::CallExpr* e) override {
      if (!within_) return true;
      const clang::Expr* of = elementOf(e) != nullptr ? strip(e->getArg(0)) : appendedBy(e);
      if (const auto* array = llvm::dyn_cast_or_null<clang::DeclRefExpr>(of)) arrays.insert(array->getDecl());
      return true;
    }

   private:
    bool within_ = false;
  } elements;
  elements.TraverseStmt(s);
  return std::move(elements.arrays);
}

// The end of a statement, or of the head of one that holds others.
clang::SourceLocation headEnd(const clang::Stmt* s) {
  if (const auto* e = llvm::dyn_cast<clang::IfStmt>(s)) return e->getRParenLoc();
  if (const auto* e = llvm::dyn_cast<clang::WhileStmt>(s)) return e->getRParenLoc();
  if (const auto* e = llvm::dyn_cast<clang::ForStmt>(s)) return e->getRParenLoc();
  if (const auto* e = llvm::dyn_cast<clang::SwitchStmt>(s)) return e->getRParenLoc();
  if (const auto* e = llvm::dyn_cast<clang::CXXForRangeStmt>(s)) return e->getRParenLoc();
  return s->getEndLoc();
}

class Identifiers : public AstVisitor {
 public:
  std::set<std::string> names;
  std::set<std::string> frames;
  std::set<std::string> outer;
  bool shouldVisitImplicitCode() const override { return false; }
  bool VisitNamedDecl(clang::NamedDecl* d) override { return add(*d); }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    const clang::ValueDecl& d = *e->getDecl();
    if (d.getIdentifier() != nullptr && d.getParentFunctionOrMethod() == nullptr) outer.insert(d.getName().str());
    return e->hasQualifier() || add(d);
  }

 private:
  bool add(const clang::NamedDecl& d) {
    // the emitted function does not have the user's variables of frames
    const auto* v = llvm::dyn_cast<clang::VarDecl>(&d);
    const TypeClass c = v == nullptr || !v->isLocalVarDecl() ? TypeClass::Host : classify(v->getType());
    if (d.getIdentifier() != nullptr)
      (c != TypeClass::Frame && c != TypeClass::Series ? names : frames).insert(d.getName().str());
    return true;
  }
};

}  // namespace

Lowering::Lowering(Unit& unit, Versions& versions, Version& version, Module& module)
    : unit_(unit),
      versions_(versions),
      version_(version),
      module_(module),
      declaration_(*version.declaration),
      ctx_(module, *version.function) {
  ctx_.fileSchema = [&versions](FileKind kind, const std::string& path, const auto& options) {
    return versions.fileSchema(kind, path, options);
  };
  ctx_.columnValues = [&versions](const SampleFiles& files, const std::string& column, bodo::type type,
                                  std::size_t most) { return versions.columnValues(files, column, type, most); };
  ctx_.instantiate = [this](const UserFunction& function, const std::vector<ValueType>& types) {
    return instantiate(function, types);
  };
  ctx_.capture = [this](const HostText& text, SourceLoc loc) { return capture(text, loc); };
}

bool Lowering::run() {
  const clang::Stmt* body = declaration_.getBody();
  reassigned_ = assignedIn(body);
  elements_ = elementsIn(body);
  findEscapes(body);
  findCasts(body);
  Identifiers identifiers;
  identifiers.TraverseDecl(&declaration_);
  // ... and other names in its text: types, namespaces, macros
  for (const std::string& word : unit_.words(declaration_.getSourceRange()))
    if (!identifiers.frames.contains(word)) identifiers.names.insert(word);
  version_.function->identifiers.assign(identifiers.names.begin(), identifiers.names.end());
  outer_ = std::move(identifiers.outer);
  try {
    parameters();
  } catch (const UserError& error) {
    unit_.reporter.report(error.diagnostic);
    return false;
  }
  compound(llvm::cast<clang::CompoundStmt>(body));
  settleCaptures();
  dropUnusedConstants();
  return errors_ == 0;
}

// Defines the names of a template's parameters.
void Lowering::templateArguments(const clang::TemplateParameterList& parameters,
                                 llvm::ArrayRef<clang::TemplateArgument> arguments) {
  unsigned i = 0;
  for (const clang::NamedDecl* parameter : parameters) {
    if (i == arguments.size()) break;
    const clang::TemplateArgument& argument = arguments[i++];
    if (parameter->isImplicit() || parameter->getIdentifier() == nullptr || parameter->getName().contains(':'))
      continue;
    const std::string name = parameter->getNameAsString(), value = spell(argument, unit_.ast);
    const auto* constant = llvm::dyn_cast<clang::NonTypeTemplateParmDecl>(parameter);
    std::string definition;
    if (llvm::isa<clang::TemplateTypeParmDecl>(parameter))
      definition = fmt::format("using {} [[maybe_unused]] = {};", name, value);
    else if (constant != nullptr && constant->getType()->isReferenceType())
      definition = fmt::format("[[maybe_unused]] static constexpr auto& {} = {};", name, value);
    else if (constant != nullptr)
      definition = fmt::format("[[maybe_unused]] static constexpr {} = {};",
                               spell(argument.getNonTypeTemplateArgumentType(), name, unit_.ast), value);
    HostText text;
    text.pieces.push_back({definition});
    text.defines = {name};
    ctx_.append(controlOp(Control::Host), unit_.at(parameter->getLocation())).text = std::move(text);
  }
}

void Lowering::parameters() {
  // host text of a template's instance may name the template's parameters
  const AnnotatedFunction& annotated = *version_.annotated;
  if (annotated.memberOf != nullptr)
    templateArguments(
        *annotated.memberOf->getTemplateParameters(),
        llvm::cast<clang::ClassTemplateSpecializationDecl>(declaration_.getParent())->getTemplateArgs().asArray());
  else if (annotated.templated != nullptr)
    templateArguments(*annotated.templated->getTemplateParameters(),
                      declaration_.getTemplateSpecializationArgs()->asArray());

  const auto refuseExpression = [&](clang::QualType type, clang::SourceLocation place, const char* what) {
    if (isMatrix(type) && elementType(type).isNull())
      failAt(place, Diag::UnsupportedStatement, fmt::format("{} of the type '{}'", what, spell(type, unit_.ast)),
             "is not supported", "write the type of its elements: bodo::Array<double, 2>");
  };
  const clang::QualType result = declaration_.getReturnType();
  refuseExpression(result, declaration_.getLocation(), "a result");
  for (const clang::QualType member : memberTypes(result))
    refuseExpression(member, declaration_.getLocation(), "a result");
  std::size_t frame = 0;
  for (const clang::ParmVarDecl* parameter : declaration_.parameters()) {
    refuseExpression(parameter->getType(), parameter->getLocation(), "a parameter");
    const TypeClass c = classify(parameter->getType());
    const clang::QualType type = parameter->getType();
    Parameter p;
    p.name = parameter->getNameAsString();
    p.cppType = cppTypeOf(type, unit_.ast);
    p.declaration = spell(type, p.name, unit_.ast);
    if (c == TypeClass::Frame || c == TypeClass::Series) {
      if (p.name.empty()) failAt(parameter->getLocation(), Diag::UnnamedParameter);
      if (type->isReferenceType() && !type.getNonReferenceType().isConstQualified() && type->isLValueReferenceType())
        failAt(parameter->getLocation(), Diag::FrameReference, p.name, describe(c));
      const SourceLoc loc = unit_.at(parameter->getLocation());
      Rows& rows = addArgument(ctx_, ctx_.function.arguments, p.name, version_.frames.at(frame).schema, loc);
      rows.unread = version_.frames.at(frame).unread;
      if (version_.frames.at(frame++).replicated) rows.domain.distribution = Distribution::Replicated;
      p.isFrame = true;
      p.rows = &rows;
      Value value;
      value.loc = loc;
      const Frame whole = frameOf(ctx_, rows, loc);
      if (c == TypeClass::Frame)
        value.is = whole;
      else
        value.is = Series{&rows, whole.columns.at(0).expr, whole.columns.at(0).name};
      value.matrix = isMatrix(type);
      environment_[parameter] = std::move(value);
    } else if (c != TypeClass::Host || holdsFrames(type)) {
      failAt(parameter->getLocation(), Diag::OpaqueParameter, p.name, p.cppType.text);
    } else if (!p.name.empty()) {
      declared_[p.name] = parameter;
      p.isResult = type->isLValueReferenceType() && !type.getNonReferenceType().isConstQualified();
      p.isPlain = type->isArithmeticType() || type->isEnumeralType() || columnType(type, unit_.ast).has_value();
      p.compared = comparedMembers(type, p.name);
      if (const auto known = version_.constants.find(parameter->getFunctionScopeIndex());
          known != version_.constants.end())
        p.constant = known->second;
    }
    ctx_.function.params.push_back(std::move(p));
  }
}

void Lowering::compound(const clang::CompoundStmt* s) {
  findComments(*s);
  std::vector<const clang::Stmt*> list(s->body_begin(), s->body_end());
  ++depth_;
  statements(list);
  --depth_;
}

void Lowering::statements(llvm::ArrayRef<const clang::Stmt*> list) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const clang::Stmt* s = list[i];
    const bool takesRest = leaves(s);
    rest_.clear();
    if (takesRest) rest_.assign(list.begin() + i + 1, list.end());
    ctx_.name.clear();
    ofFrame_ = false;
    try {
      statement(s);
    } catch (const UserError& error) {
      const auto* unknown = dynamic_cast<const UnknownConstant*>(&error);
      if (unknown != nullptr && !version_.incomplete) throw;  // to be lowered anew with constants
      ++errors_;
      Diagnostic diagnostic = error.diagnostic;
      if (unknown != nullptr) addCall(diagnostic, unknown->parameters);
      // for implicit code, such as that of a structured binding
      if (!diagnostic.loc.valid()) diagnostic.loc = unit_.at(s->getBeginLoc());
      bool follows = false;
      for (const std::string& column : poisonedColumns_)
        follows = follows || (diagnostic.id == "unknown-column" && diagnostic.text.ends_with("'" + column + "'"));
      if (follows) {
        poison(s);
        if (takesRest) return;
        continue;
      }
      if (version_.annotated->isTemplate()) {
        std::string types;
        for (const clang::ParmVarDecl* p : declaration_.parameters())
          types += (types.empty() ? "" : ", ") + spell(p->getType(), unit_.ast);
        diagnostic.notes.push_back({unit_.at(declaration_.getPointOfInstantiation()),
                                    fmt::format("in '{}' for ({})", declaration_.getNameAsString(), types)});
      }
      if (!version_.frames.empty() && version_.call.isValid() && version_.call != declaration_.getLocation()) {
        std::string schemas;
        for (const PassedFrame& frame : version_.frames)
          schemas += (schemas.empty() ? "" : ", ") + toString(frame.schema);
        diagnostic.notes.push_back({unit_.at(version_.call), fmt::format("'{}' is called here with {}",
                                                                         declaration_.getNameAsString(), schemas)});
      }
      unit_.reporter.report(diagnostic);
      poison(s);
    } catch (const Poisoned&) {
      ++errors_;
      poison(s);
    }
    if (takesRest) return;
  }
}

// Says that these parameters would be known if the call at hand passed constants.
void Lowering::addCall(Diagnostic& diagnostic, const std::vector<unsigned>& parameters) const {
  if (version_.call == declaration_.getLocation()) return;
  std::vector<std::string> names;
  for (const unsigned number : parameters)
    if (!version_.constants.contains(number))
      names.push_back(fmt::format("'{}'", declaration_.getParamDecl(number)->getNameAsString()));
  diagnostic.notes.push_back(
      {unit_.at(version_.call),
       fmt::format("{} {} in this call of '{}', which is compiled for each constant that calls pass",
                   fmt::join(names, " and "), names.size() == 1 ? "is not a constant" : "are not constants",
                   declaration_.getNameAsString())});
}

void Lowering::poison(const clang::Stmt* s) {
  // the arrays that it writes are there all the same
  if (const auto* loop = llvm::dyn_cast<clang::CXXForRangeStmt>(s); loop != nullptr && isParallelLoop(*loop)) return;
  if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(s))
    for (const clang::Decl* d : declaration->decls())
      if (const auto* v = llvm::dyn_cast<clang::ValueDecl>(d)) {
        poisoned_.insert(v);
        if (const auto* parts = llvm::dyn_cast<clang::DecompositionDecl>(v))
          for (const clang::BindingDecl* part : parts->bindings()) poisoned_.insert(part);
      }
  // only one column of the frame is missing, and the rest can be checked
  if (const auto* e = llvm::dyn_cast<clang::Expr>(s))
    if (const auto* assign = llvm::dyn_cast<clang::CXXOperatorCallExpr>(strip(e));
        assign != nullptr && assign->isAssignmentOp())
      if (const auto* index = llvm::dyn_cast<clang::CXXOperatorCallExpr>(strip(assign->getArg(0)));
          index != nullptr && index->getOperator() == clang::OO_Subscript)
        if (const auto name = fold(index->getArg(1)))
          if (const auto* text = std::get_if<std::string>(&name->value)) {
            poisonedColumns_.insert(*text);
            return;
          }
  for (const clang::ValueDecl* v : assignedIn(s)) poisoned_.insert(v);
}

void Lowering::statement(const clang::Stmt* s) {
  if (llvm::isa<clang::NullStmt>(s)) return;
  if (llvm::isa<clang::CompoundStmt>(s) && leaves(s)) return leaving(s);
  if (const auto* block = llvm::dyn_cast<clang::CompoundStmt>(s); block != nullptr && mentionsBodo(s)) {
    checkBlockEnd(block);
    return compound(block);
  }
  if (const auto* attributed = llvm::dyn_cast<clang::AttributedStmt>(s)) return statement(attributed->getSubStmt());

  const clang::SourceRange own(s->getBeginLoc(), headEnd(s));
  const SourceLoc begin = unit_.at(own.getBegin());
  addStatement(ctx_.function,
               {begin, unit_.at(own.getEnd()),
                linesOf(llvm::StringRef(unit_.text(own)).rtrim("; \n"), begin.column - 1), comments_[s]});
  if (leaves(s)) return leaving(s);
  if (const auto* e = llvm::dyn_cast<clang::ReturnStmt>(s)) return returnStatement(e);
  if (llvm::isa<clang::GotoStmt>(s) || llvm::isa<clang::IndirectGotoStmt>(s))
    failAt(s->getBeginLoc(), Diag::UnsupportedStatement, "goto", "hides the order of its collectives", "use a loop");
  if (llvm::isa<clang::LabelStmt>(s))
    failAt(s->getBeginLoc(), Diag::UnsupportedStatement, "a label", "hides the order of its collectives", "use a loop");
  if (const auto* e = llvm::dyn_cast<clang::IfStmt>(s)) {
    return e->isConstexpr() || mentionsBodo(s) ? ifStatement(e) : hostStatement(s);
  }
  if (!mentionsBodo(s)) {
    if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(s)) return this->declaration(declaration);
    return hostStatement(s);
  }
  if (const auto* e = llvm::dyn_cast<clang::DeclStmt>(s)) return declaration(e);
  if (const auto* e = llvm::dyn_cast<clang::WhileStmt>(s)) return whileStatement(e);
  if (const auto* e = llvm::dyn_cast<clang::ForStmt>(s)) return forStatement(e);
  if (const auto* e = llvm::dyn_cast<clang::CXXForRangeStmt>(s)) return rangeForStatement(e);
  if (const auto* e = llvm::dyn_cast<clang::DoStmt>(s)) {
    // do { ... } while (false) is how macros write a block
    const auto again = foldConstant(e->getCond(), unit_.ast);
    const bool* known = again ? std::get_if<bool>(&again->value) : nullptr;
    if (const auto* body = llvm::dyn_cast<clang::CompoundStmt>(e->getBody());
        body != nullptr && known != nullptr && !*known) {
      checkJumps(body);
      checkBlockEnd(body);
      return compound(body);
    }
    return doStatement(e);
  }
  if (const auto* e = llvm::dyn_cast<clang::SwitchStmt>(s)) return switchStatement(e);
  if (llvm::isa<clang::CXXTryStmt>(s))
    failAt(s->getBeginLoc(), Diag::UnsupportedStatement, "try around operations on frames", "is not supported",
           "catch the function's exceptions in ordinary code");
  if (const auto* e = llvm::dyn_cast<clang::Expr>(s)) return expressionStatement(e);
  failAt(s->getBeginLoc(), Diag::UnsupportedStatement, "this statement", "is not supported",
         "only declarations, expressions, if, loops and return may work on frames");
}

// ---- declarations ----

// Operations of a variable's first value run before its statement: they cannot use variables that this declares.
bool Lowering::usesOwnVariables(const clang::DeclStmt* s) const {
  std::set<const clang::Decl*> earlier;
  for (const clang::Decl* d : s->decls()) {
    const auto* v = llvm::dyn_cast<clang::VarDecl>(d);
    if (v == nullptr) return false;
    if (mentionsBodo(v->getInit()) &&
        find(v->getInit(), [&](const clang::DeclRefExpr& r) { return earlier.contains(r.getDecl()); }) != nullptr)
      return true;
    earlier.insert(v);
  }
  return false;
}

// Each variable by a statement of its own.
void Lowering::declareEach(const clang::DeclStmt* s) {
  for (clang::Decl* d : const_cast<clang::DeclStmt*>(s)->decls()) {
    auto* v = llvm::cast<clang::VarDecl>(d);
    if (v->getType()->isAnyPointerType() || v->getType()->isArrayType() || v->getType()->isReferenceType())
      failAt(v->getLocation(), Diag::UnsupportedStatement,
             fmt::format("the declaration of '{}', a pointer, reference or array,", v->getNameAsString()),
             "stands beside variables that operations use", "declare each variable in a statement of its own");
    const clang::SourceLocation begin = v->getLocation();
    declare(v);
    clang::SourceLocation end = v->getEndLoc();
    const auto next = clang::Lexer::findNextToken(end, unit_.sources(), unit_.ast.getLangOpts());
    if (v->getInitStyle() == clang::VarDecl::CallInit && next && next->is(clang::tok::r_paren))
      end = next->getLocation();
    const auto* one = new (unit_.ast) clang::DeclStmt(clang::DeclGroupRef(v), begin, end);
    hostStatement(one);
    std::vector<HostText::Piece>& pieces = ctx_.region->ops.back()->text.pieces;
    pieces.insert(pieces.begin(), {spell(v->getType(), unit_.ast) + " "});
    if (v->getType().isConstQualified() && v->getInit() != nullptr && fold(v->getInit()))
      constants_.push_back(ctx_.region->ops.back().get());
  }
}

void Lowering::declaration(const clang::DeclStmt* s) {
  bool host = true;
  for (const clang::Decl* d : s->decls()) {
    const auto* v = llvm::dyn_cast<clang::VarDecl>(d);
    if (v == nullptr) continue;
    const bool constant =
        v->isConstexpr() || (v->getType().isConstQualified() &&
                             (isConstantKind(v->getType()) ||
                              (v->hasConstantInitialization() && classify(v->getType()) == TypeClass::Host)));
    if (v->isStaticLocal() && !constant)
      failAt(v->getLocation(), Diag::StaticFrame, v->getNameAsString(),
             v->getType().isConstQualified() ? "a constant needs no static: drop it"
                                             : "pass it as an argument, or keep it in ordinary code");
    if (classify(v->getType()) != TypeClass::Host || holdsFrames(v->getType()) ||
        llvm::isa<clang::DecompositionDecl>(v))
      host = false;
  }
  if (!host) {
    for (const clang::Decl* d : s->decls())
      if (const auto* v = llvm::dyn_cast<clang::VarDecl>(d)) variable(v, s);
    return;
  }

  if (usesOwnVariables(s)) return declareEach(s);
  bool constant = true;
  for (const clang::Decl* d : s->decls()) {
    const auto* v = llvm::dyn_cast<clang::VarDecl>(d);
    if (v == nullptr) {
      constant = false;
      if (const auto* type = llvm::dyn_cast<clang::TypeDecl>(d); type != nullptr && type->getIdentifier() != nullptr) {
        const auto [old, fresh] = types_.insert({type->getNameAsString(), type});
        if (!fresh && old->second != type)
          failAt(type->getLocation(), Diag::NameTwice, type->getNameAsString(), declaration_.getNameAsString());
      }
      continue;
    }
    declare(v);
    constant = constant && v->getType().isConstQualified() && v->getInit() != nullptr && fold(v->getInit());
  }
  hostStatement(s);
  if (constant) constants_.push_back(ctx_.region->ops.back().get());
}

void Lowering::checkAlias(const clang::VarDecl* v, TypeClass c) {
  if (!v->getType()->isReferenceType() || v->getInit() == nullptr) return;
  const clang::Expr* target = strip(v->getInit());
  if (llvm::isa<clang::DeclRefExpr>(target) || llvm::isa<clang::MemberExpr>(target) ||
      llvm::isa<clang::ArraySubscriptExpr>(target))
    failAt(v->getLocation(), Diag::FrameAlias, v->getNameAsString(), describe(c));
}

void Lowering::variable(const clang::VarDecl* v, const clang::DeclStmt* s) {
  const TypeClass c = classify(v->getType());
  ctx_.name = v->getNameAsString();
  ofFrame_ = c == TypeClass::Frame || c == TypeClass::Series;
  if (const auto* parts = llvm::dyn_cast<clang::DecompositionDecl>(v)) {
    if (!mentionsBodo(v->getInit())) {
      for (const clang::BindingDecl* part : parts->bindings()) declare(part);
      return hostStatement(s);
    }
    const auto* whole = llvm::dyn_cast<clang::DeclRefExpr>(strip(v->getInit()));
    if (annotatedCallee(llvm::dyn_cast<clang::CallExpr>(strip(v->getInit()))) == nullptr &&
        (whole == nullptr || !(environment_.contains(whole->getDecl()) || poisoned_.contains(whole->getDecl()))))
      failAt(v->getLocation(), Diag::FrameEscapes, "a frame, a series or a reduction's result",
             fmt::format("a structured binding of a '{}'", spell(v->getType(), unit_.ast)),
             "give each frame a variable of its own");
    const Value value = lower(v->getInit());
    const auto* members = value.get<Record>();
    if (members == nullptr || members->members.size() != parts->bindings().size())
      failAt(v->getLocation(), Diag::UnsupportedStatement, "a structured binding", "takes apart this value",
             "only the results of an annotated function can be taken apart");
    std::size_t i = 0;
    for (const clang::BindingDecl* part : parts->bindings()) {
      const Value& member = members->members[i++].second;
      if (const auto* frame = member.get<Frame>()) frame->rows->name = part->getNameAsString();
      environment_[part] = member;
    }
    return;
  }
  if (c == TypeClass::Host) {
    if (annotatedCallee(llvm::dyn_cast_or_null<clang::CallExpr>(v->getInit() ? strip(v->getInit()) : nullptr))) {
      environment_[v] = lower(v->getInit());
      return;
    }
    failAt(v->getLocation(), Diag::FrameEscapes, "a frame, a series or a reduction's result",
           fmt::format("'{}' has the type '{}'", v->getNameAsString(), spell(v->getType(), unit_.ast)),
           "give each frame a variable of its own, and each reduction's result a C++ type");
  }
  if (c == TypeClass::Scalar) return scalarVariable(v);
  checkAlias(v, c);
  bind(v, v->getInit() == nullptr ? Value{} : lower(v->getInit()));
}

void Lowering::scalarVariable(const clang::VarDecl* v) {
  if (v->getType()->isReferenceType()) failAt(v->getLocation(), Diag::ScalarTypeSeen, "a reference to it");
  const clang::Expr* init = v->getInit();
  const auto* construct = init == nullptr ? nullptr : llvm::dyn_cast<clang::CXXConstructExpr>(strip(init));
  if (init == nullptr || (construct != nullptr && construct->getNumArgs() == 0))
    failAt(v->getLocation(), Diag::Uninitialised, v->getNameAsString());
  const Value value = lower(init);
  if (value.get<const Scalar*>() != nullptr && !reassigned_.contains(v)) {
    environment_[v] = value;
    return;
  }
  // a C++ variable of the plain type, because it is computed or changes
  const ScalarText text = scalarOperand(init);
  HostText whole;
  // a variable that changes is as wide as sums of columns
  bodo::type wide = text.type;
  if (reassigned_.contains(v) && isInteger(wide)) wide = isSigned(wide) ? bodo::int64 : bodo::uint64;
  if (reassigned_.contains(v) && isFloat(wide)) wide = bodo::float64;
  const std::string type = cppTypeOf(wide).text;
  declare(v);
  const std::string name = nameOf(v);
  whole.pieces.push_back({fmt::format("{}{} {} = ", reassigned_.contains(v) ? "" : "const ", type, name)});
  whole.pieces.insert(whole.pieces.end(), text.pieces.begin(), text.pieces.end());
  whole.pieces.back().alone = text.pieces.size() == 1;
  whole.pieces.push_back({";"});
  whole.reads = text.text.reads;
  whole.branches = text.text.branches;
  whole.defines.push_back(name);
  ctx_.append(controlOp(Control::Host), unit_.at(v->getLocation())).text = std::move(whole);

  HostValue variable;
  variable.text.pieces.push_back({name});
  variable.text.reads.push_back(name);
  variable.type = {wide};
  environment_[v].is = std::move(variable);
}

void Lowering::bind(const clang::ValueDecl* v, Value value) {
  // loops read and write elements: the values are computed here, once
  if (elements_.contains(v) && value.get<Series>() != nullptr)
    value = buildCall(ctx_, materialiseOp(), {std::move(value)}, value.loc);
  if (const auto* series = value.get<Series>(); series != nullptr && series->expr->name.empty())
    series->expr->name = v->getNameAsString();
  environment_[v] = std::move(value);
}

// ---- expressions as statements ----

void Lowering::expressionStatement(const clang::Expr* e) {
  const clang::Expr* bare = strip(e);
  if (const auto* assign = llvm::dyn_cast<clang::CXXOperatorCallExpr>(bare);
      assign != nullptr && assign->isAssignmentOp() && classify(strip(assign->getArg(0))->getType()) != TypeClass::Host)
    return assignment(assign);
  if (const auto* cast = llvm::dyn_cast<clang::CStyleCastExpr>(bare);
      cast != nullptr && cast->getCastKind() == clang::CK_ToVoid && isFrameValue(cast->getSubExpr())) {
    lower(cast->getSubExpr());
    return;
  }
  const auto* call = llvm::dyn_cast<clang::CallExpr>(bare);
  const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
  if (callee != nullptr && isSwap(*callee)) {
    const auto* left = llvm::dyn_cast<clang::DeclRefExpr>(strip(call->getArg(0)));
    const auto* right = llvm::dyn_cast<clang::DeclRefExpr>(strip(call->getArg(1)));
    if (left != nullptr && right != nullptr && isFrameValue(left) && isFrameValue(right)) {
      Value first = reference(left);
      bind(left->getDecl(), reference(right));
      return bind(right->getDecl(), std::move(first));
    }
  }
  if (callee != nullptr && !llvm::isa<clang::CXXOperatorCallExpr>(call)) {
    if (isInBodo(*callee) && mentionsBodo(call)) {
      Value value = lower(call);
      // expect(df, …) applies to df itself
      const OpInfo* const info = operationOf(*callee);
      const bool saysSchema = info != nullptr && info->saysSchema;
      if (saysSchema && value.get<Frame>() != nullptr)
        if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(strip(call->getArg(0))))
          bind(reference->getDecl(), std::move(value));
      if (!saysSchema) warnUnused(call, callee->getNameAsString());
      return;
    }
    if (annotatedCallee(call) != nullptr) {
      const auto& parameters = callee->parameters();
      const bool frames = std::any_of(parameters.begin(), parameters.end(), [](auto* p) { return takesFrame(*p); });
      if (frames || holdsFrames(call->getType()) || mentionsBodo(call)) {
        lower(call);
        return;
      }
    }
  }
  if (classify(bare->getType()) != TypeClass::Host) {
    lower(bare);
    const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(bare);
    if (op != nullptr && !op->isComparisonOp() && op->getOperator() != clang::OO_Amp)
      warnUnused(op, clang::getOperatorSpelling(op->getOperator()));
    return;
  }
  warnPrinted(bare);
  hostStatement(e);
}

void Lowering::assignment(const clang::CXXOperatorCallExpr* e) {
  const clang::Expr* left = strip(e->getArg(0));
  std::string op = clang::getOperatorSpelling(e->getOperator());
  const bool compound = op != "=";
  op.pop_back();

  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(left)) {
    const clang::ValueDecl* v = reference->getDecl();
    ctx_.name = v->getNameAsString();
    if (classify(v->getType()) == TypeClass::Scalar) return assignScalar(v, e, op);
    ofFrame_ = true;
    Value value = compound ? operation("operator", op, arguments({left, e->getArg(1)}), e) : lower(e->getArg(1));
    if (!environment_.contains(v)) this->reference(reference);
    return bind(v, asArray(v->getType(), std::move(value), e));
  }

  const auto* index = llvm::dyn_cast<clang::CXXOperatorCallExpr>(left);
  if (index == nullptr || index->getOperator() != clang::OO_Subscript)
    failAt(e->getExprLoc(), Diag::ColumnVariableAssigned);
  const auto* frame = llvm::dyn_cast<clang::DeclRefExpr>(strip(index->getArg(0)));
  if (frame == nullptr || classify(frame->getType()) != TypeClass::Frame)
    failAt(e->getExprLoc(), Diag::AssignTemporary);
  const clang::ValueDecl* v = frame->getDecl();
  Value whole = reference(frame), name = lower(index->getArg(1));
  if (name.get<Constant>() == nullptr) {
    const auto* host = name.get<HostValue>();
    std::string what = "the name of a column";
    Diagnostic unknown = makeDiagnostic(Diag::NameNotConstant, fmt::make_format_args(what));
    unknown.loc = at(index->getArg(1));
    failUnknown(std::move(unknown), host == nullptr ? std::vector<unsigned>() : host->parameters);
  }
  ctx_.name = v->getNameAsString();
  ofFrame_ = true;
  Value value =
      compound ? operation("operator", op, {operation("DataFrame", "[]", {whole, name}, index), lower(e->getArg(1))}, e)
               : lower(e->getArg(1));
  bind(v, operation("DataFrame", "[]=", {whole, name, std::move(value)}, e));
}

void Lowering::assignScalar(const clang::ValueDecl* v, const clang::CXXOperatorCallExpr* e, const std::string& op) {
  const auto found = environment_.find(v);
  if (poisoned_.contains(v)) throw Poisoned();
  const auto* variable = found == environment_.end() ? nullptr : found->second.get<HostValue>();
  if (variable == nullptr) failAt(e->getExprLoc(), Diag::Uninitialised, v->getNameAsString());
  const bodo::type type = variable->type.type;
  ScalarText right = scalarOperand(e->getArg(1));
  const bodo::type result =
      op.empty() ? right.type : scalarResult(op, type, right.type, right.span, e->getOperatorLoc());
  if (!holdsAll(type, result))
    failAt(e->getOperatorLoc(), Diag::ScalarNarrows, v->getNameAsString(), cppTypeOf(type).text,
           cppTypeOf(result).text);
  HostText text;
  if (op == "%" || (isTemporal(type) && !op.empty())) {
    // the divisor's sign, and the limits of times, are those of columns
    text = scalarOperation(op, e->getArg(0), e->getArg(1), e->getOperatorLoc()).get<HostValue>()->text;
    text.pieces.insert(text.pieces.begin(), {nameOf(v) + " = "});
  } else {
    text = right.text;
    text.pieces = std::move(right.pieces);
    text.pieces.back().alone = text.pieces.size() == 1;
    text.pieces.insert(text.pieces.begin(), {fmt::format("{} {}= ", nameOf(v), op)});
  }
  text.pieces.push_back({";"});
  text.reads.push_back(nameOf(v));
  text.modifies.push_back(nameOf(v));
  ctx_.append(controlOp(Control::Host), at(e)).text = std::move(text);
}

bool endsInSemicolon(const clang::Stmt* s) {
  if (const auto* e = llvm::dyn_cast<clang::IfStmt>(s))
    return endsInSemicolon(e->getElse() != nullptr ? e->getElse() : e->getThen());
  if (const auto* e = llvm::dyn_cast<clang::WhileStmt>(s)) return endsInSemicolon(e->getBody());
  if (const auto* e = llvm::dyn_cast<clang::ForStmt>(s)) return endsInSemicolon(e->getBody());
  if (const auto* e = llvm::dyn_cast<clang::CXXForRangeStmt>(s)) return endsInSemicolon(e->getBody());
  if (const auto* e = llvm::dyn_cast<clang::SwitchStmt>(s)) return endsInSemicolon(e->getBody());
  if (const auto* e = llvm::dyn_cast<clang::SwitchCase>(s)) return endsInSemicolon(e->getSubStmt());
  if (const auto* e = llvm::dyn_cast<clang::AttributedStmt>(s)) return endsInSemicolon(e->getSubStmt());
  return !llvm::isa<clang::DeclStmt>(s) && !llvm::isa<clang::CompoundStmt>(s) && !llvm::isa<clang::CXXTryStmt>(s) &&
         !llvm::isa<clang::NullStmt>(s);
}

void Lowering::hostStatement(const clang::Stmt* s) {
  HostText text = hostText(s);
  if (endsInSemicolon(s)) {
    const auto end =
        clang::CharSourceRange::getCharRange(unit_.behind(s->getEndLoc()), unit_.behindSemicolon(s->getEndLoc()));
    const llvm::StringRef written = clang::Lexer::getSourceText(end, unit_.sources(), unit_.ast.getLangOpts());
    text.pieces.push_back({written.empty() ? ";" : written.str()});
  }
  // a variable that is declared in a condition
  if (llvm::isa<clang::DeclStmt>(s) && !text.pieces.back().text.ends_with(";")) text.pieces.push_back({";"});
  ctx_.append(controlOp(Control::Host), unit_.at(s->getBeginLoc())).text = std::move(text);
}

std::vector<const clang::ValueDecl*> Lowering::assignedFrames(llvm::ArrayRef<const clang::Stmt*> list) const {
  std::set<const clang::ValueDecl*> assigned;
  for (const clang::Stmt* s : list) assigned.merge(assignedIn(s));
  std::vector<const clang::ValueDecl*> frames;
  for (const clang::ValueDecl* v : assigned) {
    const TypeClass c = classify(v->getType());
    if ((c == TypeClass::Frame || c == TypeClass::Series) && environment_.contains(v)) frames.push_back(v);
  }
  std::sort(frames.begin(), frames.end(),
            [](auto* a, auto* b) { return a->getLocation().getRawEncoding() < b->getLocation().getRawEncoding(); });
  return frames;
}

}  // namespace bodocc
