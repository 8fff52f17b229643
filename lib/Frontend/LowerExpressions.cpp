// Lowers expressions: the user's operators and calls on frames, series and scalars.
#include <bodocc/Ops/ForeignNames.h>
#include <llvm/ADT/ScopeExit.h>

#include "Frontend/ClangErrors.h"
#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"

namespace bodocc {

namespace {

bool returnsClass(const clang::FunctionDecl& function, llvm::StringRef name) {
  const auto* record = function.getReturnType()->getAsCXXRecordDecl();
  return record != nullptr && isInBodo(*record) && isNamed(*record, name);
}

}  // namespace

std::string ownerOf(const clang::CXXRecordDecl& record) {
  const std::string name = record.getNameAsString();
  if (name == "FrameOperations" || name == "Side") return "DataFrame";
  if (name == "ColumnRef") return "Series";
  if (name == "StringSeries") return "Series.str";
  if (name == "DateSeries") return "Series.dt";
  if (name == "RollingSeries") return "Series.rolling";
  if (name == "RollingFrame") return "DataFrame.rolling";
  if (name == "EwmSeries") return "Series.ewm";
  if (name == "GroupedColumn") return "GroupBy";
  if (isMatrixClass(record)) return "Matrix";
  return name;
}

const char* ownerText(const std::string& owner) {
  if (owner == "DataFrame") return "frames";
  if (owner == "Series") return "series";
  if (owner == "Series.str") return "series of strings";
  if (owner == "Series.dt") return "series of dates";
  if (owner == "Series.rolling" || owner == "DataFrame.rolling" || owner == "Series.ewm") return "windows";
  if (owner == "GroupBy") return "groups";
  if (owner == "bodo.agg") return "groups";
  if (owner == "operator") return "series";
  if (owner == "Scalar") return "scalars";
  if (owner == "Array" || owner == "Matrix") return "arrays";
  return "such values";
}

Value Lowering::lower(const clang::Expr* e) {
  Value value = isUserFunction(strip(e)) ? userFunction(e) : lowerBare(strip(e));
  if (!value.loc.valid()) value.loc = at(strip(e));
  value.matrix = isMatrix(e->getType());
  return value;
}

bool Lowering::isOperation(const clang::CallExpr* e) {
  if (!isInBodo(*e->getDirectCallee())) return false;
  return !llvm::isa<clang::CXXOperatorCallExpr>(e) || llvm::any_of(e->arguments(), [](const clang::Expr* argument) {
    return classify(strip(argument)->getType()) != TypeClass::Host;
  });
}

Value Lowering::lowerBare(const clang::Expr* e) {
  if (llvm::isa<clang::RecoveryExpr>(e)) throw Poisoned();
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e))
    if (environment_.contains(reference->getDecl()) || poisoned_.contains(reference->getDecl()) ||
        classify(e->getType()) != TypeClass::Host)
      return this->reference(reference);
  if (const auto* access = llvm::dyn_cast<clang::MemberExpr>(e); access != nullptr && mentionsBodo(access))
    return member(access);
  if (const auto* braces = llvm::dyn_cast<clang::InitListExpr>(e)) return list(braces);

  const clang::QualType type = e->getType().getNonReferenceType();
  if (const auto* record = type->getAsCXXRecordDecl();
      record != nullptr && isInBodo(*record) && isNamed(*record, "type"))
    if (const auto named = foldType(e, unit_.ast)) {
      Value value;
      value.is = Constant{bodo::string, toString(*named), ""};
      return value;
    }
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(e)) {
    const clang::CXXRecordDecl& record = *made->getConstructor()->getParent();
    if (isInBodo(record) && !isNamed(record, "decimal_value")) return construct(made);
    if (record.isInStdNamespace() && isNamed(record, "initializer_list") && made->getNumArgs() == 0)
      return {List{}, at(e)};  // {}
  }
  if (const auto* call = llvm::dyn_cast<clang::CallExpr>(e)) {
    const clang::FunctionDecl* callee = call->getDirectCallee();
    if (callee != nullptr && (annotatedCallee(call) != nullptr || isOperation(call)) && mentionsBodo(call))
      return this->call(call);
  }
  if (classify(type) == TypeClass::Host) return hostValue(e);
  if (classify(type) == TypeClass::Scalar)
    failAt(e->getExprLoc(), Diag::ScalarTypeSeen, "in '" + unit_.text(e->getSourceRange()) + "'");
  if (llvm::isa<clang::ConditionalOperator>(e))
    failAt(e->getExprLoc(), Diag::UnsupportedExpression, "the conditional operator", "write if and else");
  const auto* ordinary = llvm::dyn_cast<clang::CallExpr>(e);
  if (ordinary != nullptr && ordinary->getDirectCallee() != nullptr && ordinary->getDirectCallee()->isInStdNamespace())
    failAt(e->getExprLoc(), Diag::FrameEscapes, describe(classify(type)),
           fmt::format("the result of 'std::{}'", ordinary->getDirectCallee()->getNameAsString()),
           "take a function's results apart in a declaration: auto [a, b] = f(...)");
  if (ordinary != nullptr && isConstantKind(type)) return constantOf(ordinary);
  if (ordinary != nullptr)
    failAt(e->getExprLoc(), Diag::FrameEscapes, describe(classify(type)),
           "the result of a function that is not annotated", "annotate the function with [[bodo::jit]]");
  failAt(e->getExprLoc(), Diag::UnsupportedExpression, "this expression is not supported",
         "only variables, operations and calls of annotated functions give frames");
}

Value Lowering::reference(const clang::DeclRefExpr* e) {
  const clang::ValueDecl* v = e->getDecl();
  if (poisoned_.contains(v)) throw Poisoned();
  if (const auto* record = v->getType()->getAsCXXRecordDecl();
      sides_.left != nullptr || (record != nullptr && isInBodo(*record) && isNamed(*record, "Side")))
    if (Value side = sideOf(e); !side.empty()) return side;
  const auto found = environment_.find(v);
  if (found == environment_.end()) {
    if (isConstantKind(v->getType())) return constantOf(e);
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(v); variable != nullptr && variable->hasGlobalStorage())
      failAt(e->getLocation(), Diag::GlobalFrame, v->getNameAsString(), describe(classify(v->getType())));
    failAt(e->getLocation(), Diag::Uninitialised, v->getNameAsString());
  }
  if (found->second.empty()) failAt(e->getLocation(), Diag::Uninitialised, v->getNameAsString());
  Value value = found->second;
  value.loc = at(e);
  return value;
}

// The frame of pairs that the name stands for in a condition; nothing if it is the name of something else.
Value Lowering::sideOf(const clang::DeclRefExpr* e) {
  const clang::ValueDecl* v = e->getDecl();
  const bool ofVariable = v == sides_.leftName || v == sides_.rightName;
  const auto* record = v->getType()->getAsCXXRecordDecl();
  if (!ofVariable && (record == nullptr || !isInBodo(*record) || !isNamed(*record, "Side"))) return {};
  const std::string name = v->getNameAsString();
  if (sides_.left == nullptr) failAt(e->getLocation(), Diag::SideOutside, name);
  if (ofVariable && sides_.leftName == sides_.rightName) failAt(e->getLocation(), Diag::SideAmbiguous, name);
  const bool left = ofVariable ? v == sides_.leftName : name == "left";
  return {left ? *sides_.left : *sides_.right, at(e)};
}

// The condition of a merge is over its pairs, which are there once its other arguments are lowered.
Value Lowering::conditionOfPairs(const clang::Expr* e) {
  return {SeriesOfPairs{[this, e, sides = sides_](const Frame& left, const Frame& right) {
            const Sides outer = std::exchange(sides_, sides);
            const auto done = llvm::make_scope_exit([&] { sides_ = outer; });
            sides_.left = &left;
            sides_.right = &right;
            return lower(e);
          }},
          at(e)};
}

// The condition on aggregates of groups that the call around it knows.
Value Lowering::conditionOfGroups(const clang::Expr* e) {
  return {SeriesOfGroups{[this, e](const Pending& groups) {
            const auto done = llvm::make_scope_exit([&] { groups_ = nullptr; });
            groups_ = &groups;
            return lower(e);
          }},
          at(e)};
}

// A schema, names or options in a constant that other code declares.
Value Lowering::constantOf(const clang::DeclRefExpr* e) {
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(e->getDecl());
  const clang::Expr* initialiser = variable == nullptr ? nullptr : variable->getAnyInitializer();
  if (initialiser == nullptr || (variable->hasGlobalStorage() && !variable->getType().isConstQualified()))
    failAt(e->getLocation(), Diag::ConstantUnknown, e->getDecl()->getNameAsString());
  return lowerOnce(initialiser, e);
}

// The same in a function that only returns it.
Value Lowering::constantOf(const clang::CallExpr* e) {
  const clang::FunctionDecl* callee = e->getDirectCallee();
  const clang::Stmt* body = callee == nullptr ? nullptr : callee->getBody();
  const auto* block = llvm::dyn_cast_or_null<clang::CompoundStmt>(body);
  const auto* returns =
      block == nullptr || block->size() != 1 ? nullptr : llvm::dyn_cast<clang::ReturnStmt>(block->body_front());
  if (returns == nullptr || returns->getRetValue() == nullptr || callee->getNumParams() > 0)
    failAt(e->getExprLoc(), Diag::ConstantUnknown, callee == nullptr ? "the result" : callee->getNameAsString());
  return lowerOnce(returns->getRetValue(), e);
}

// Nothing is known of an initialiser or a result that depends on itself.
Value Lowering::lowerOnce(const clang::Expr* e, const clang::Expr* use) {
  if (!constantsInWork_.insert(e).second)
    failAt(use->getExprLoc(), Diag::ConstantUnknown, unit_.text(use->getSourceRange()));
  const auto done = llvm::make_scope_exit([&] { constantsInWork_.erase(e); });
  Value value = lower(e);
  value.loc = at(use);
  return value;
}

// A member of an annotated function's result: result.frame.
Value Lowering::member(const clang::MemberExpr* e) {
  const auto* base = llvm::dyn_cast<clang::DeclRefExpr>(strip(e->getBase()));
  if (base != nullptr && poisoned_.contains(base->getDecl())) throw Poisoned();
  if (base != nullptr && environment_.contains(base->getDecl()))
    if (const auto* record = environment_.at(base->getDecl()).get<Record>())
      if (const Value* found = record->find(e->getMemberDecl()->getNameAsString())) return *found;
  failAt(e->getExprLoc(), Diag::FrameEscapes, describe(classify(e->getType())),
         fmt::format("'{}' is a member", e->getMemberDecl()->getNameAsString()),
         "keep each frame in a variable of its own");
}

std::vector<Value> Lowering::arguments(llvm::ArrayRef<const clang::Expr*> list) {
  std::vector<Value> values;
  for (const clang::Expr* e : list) {
    if (llvm::isa<clang::CXXDefaultArgExpr>(e)) continue;
    values.push_back(lower(e));
  }
  return values;
}

// The names in a container, which is a constant or made here.
Value Lowering::names(const clang::Expr* container) {
  List found;
  if (const auto known = fold(container)) {
    for (const std::string& name : std::get<std::vector<std::string>>(known->value))
      found.items.push_back({Constant{bodo::string, name, ""}, at(container)});
    return {std::move(found), at(container)};
  }
  const clang::Expr* e = strip(container);
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e)) {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl());
    const clang::Expr* initialiser = variable == nullptr ? nullptr : variable->getAnyInitializer();
    // nothing changes what an initializer_list holds
    const bool constant = initialiser != nullptr && isNamed(*e->getType()->getAsCXXRecordDecl(), "initializer_list") &&
                          !variable->hasGlobalStorage() && !reassigned_.contains(variable);
    if (!constant) {
      const std::string name = reference->getDecl()->getNameAsString();
      Diagnostic unknown = makeDiagnostic(Diag::ConstantUnknown, fmt::make_format_args(name));
      unknown.loc = at(container);
      bodocc::failUnknown(std::move(unknown), unknownParameters(container));
    }
    e = initialiser;
  }
  for (const clang::Expr* element : elementsOf(e)) found.items.push_back(lower(element));
  return {std::move(found), at(container)};
}

Value Lowering::construct(const clang::CXXConstructExpr* e) {
  const clang::CXXRecordDecl& record = *e->getConstructor()->getParent();
  std::vector<const clang::Expr*> args(e->arg_begin(), e->arg_end());
  std::erase_if(args, [](const clang::Expr* a) { return llvm::isa<clang::CXXDefaultArgExpr>(a); });
  if (isNamed(record, "Array")) return array(e->getType(), args, e);
  if (isNamed(record, "DataFrame")) {
    if (args.empty()) return {Frame{}, at(e)};
    return operation("DataFrame", "DataFrame", arguments(args), e);
  }
  // Value(x), Operand(x), Expression(x), Names("a"), Key("a"), Flags(true): what is in them
  const auto wraps = [&](std::initializer_list<const char*> classes) {
    return std::ranges::any_of(classes, [&](const char* name) { return isNamed(record, name); });
  };
  if (wraps({"Value", "Distance", "Fill", "Operand", "Expression", "Names", "Labels", "Key", "Seed", "Flags", "Flag",
             "Types", "Character"})) {
    if (args.empty()) return {};
    if (isNamed(record, "Character") && args[0]->getType()->isCharType()) {
      // a text of one character
      clang::Expr::EvalResult code;
      if (!args[0]->EvaluateAsInt(code, unit_.ast))
        failAt(args[0]->getExprLoc(), Diag::ConstantUnknown, unit_.text(args[0]->getSourceRange()));
      return {Constant{bodo::string, std::string(1, static_cast<char>(code.Val.getInt().getExtValue())), ""},
              at(args[0])};
    }
    if (wraps({"Names", "Labels"}) && isContainer(args[0]->getType())) return names(args[0]);
    return lower(args[0]);
  }
  if (isNamed(record, "GroupCondition")) return conditionOfGroups(args[0]);
  if (isNamed(record, "Condition")) return args.empty() ? Value() : conditionOfPairs(args[0]);
  if (isNamed(record, "column_init")) {
    Value pair;
    List items{arguments(args)};
    if (items.items.size() == 2)
      if (const auto* host = items.items[1].get<HostValue>())
        items.items[1] = operation("bodo", "from_vector", {items.items[1]}, args[1]), static_cast<void>(host);
    pair.is = std::move(items);
    return pair;
  }
  if (isNamed(record, "Scalar") && args.size() == 1) return lower(args[0]);
  if (isNamed(record, "Scalar")) return {};
  failAt(e->getBeginLoc(), Diag::UnknownOperation, operationName(*e->getConstructor()), "such values");
}

// Of an expression, or of a std::vector, which has the rows one after the other.
Value Lowering::array(clang::QualType type, const std::vector<const clang::Expr*>& args, const clang::Expr* e) {
  Value value = lower(args[0]);
  if (value.get<HostValue>() != nullptr) value = operation("bodo", "from_vector", {std::move(value)}, args[0]);
  value = asArray(type, std::move(value), e);
  if (args.size() == 1) return value;
  const Value all{Constant{bodo::int64, std::int64_t{-1}, ""}, at(e)};
  return operation("Array", "reshape", {std::move(value), all, lower(args[1])}, e);
}

Value Lowering::asArray(clang::QualType type, Value value, const clang::Expr* e) {
  const clang::QualType element = elementType(type);
  if (element.isNull() || value.get<Series>() == nullptr) return value;
  const Value named{Constant{bodo::string, toString(columnType(element, unit_.ast)->type), ""}, at(e)};
  return operation("Array", "Array", {std::move(value), named}, e);
}

Value Lowering::list(const clang::InitListExpr* e) {
  const clang::InitListExpr* semantic =
      e->isSemanticForm() || e->getSemanticForm() == nullptr ? e : e->getSemanticForm();
  const auto* record = semantic->getType()->getAsCXXRecordDecl();
  Value value;
  if (record != nullptr && isInBodo(*record) && record->getName().ends_with("Options")) {
    Record options;
    unsigned i = 0;
    for (const clang::FieldDecl* field : record->fields()) {
      if (i >= semantic->getNumInits()) break;
      const clang::Expr* init = semantic->getInit(i++);
      if (llvm::isa<clang::CXXDefaultInitExpr>(init)) continue;
      options.members.push_back({field->getNameAsString(), lower(init)});
    }
    value.is = std::move(options);
    return value;
  }
  List items;
  for (const clang::Expr* init : semantic->inits())
    if (!llvm::isa<clang::CXXDefaultInitExpr>(init) && !llvm::isa<clang::ImplicitValueInitExpr>(init))
      items.items.push_back(lower(init));
  value.is = std::move(items);
  return value;
}

Value Lowering::operation(const std::string& owner, const std::string& method, std::vector<Value> args,
                          const clang::Expr* e) {
  const OpInfo* info = findOp(owner, method);
  if (info == nullptr && owner == "Matrix") info = findOp("Series", method);
  // `.loc` of a call is the place of its name; all operations of a chain begin at the same place
  if (info == nullptr) {
    const char* const remedy = foreignName(owner, method);
    if (remedy == nullptr) failAt(e->getExprLoc(), Diag::UnknownOperation, method, ownerText(owner));
    throw UserError("unknown-operation", unit_.at(e->getExprLoc()),
                    fmt::format("{} have no operation '{}'", ownerText(owner), method), {{{}, remedy}});
  }
  ctx_.owner = owner;
  Value value = buildCall(ctx_, *info, std::move(args), at(e));
  if (owner == "bodo.agg" && groups_ != nullptr)
    return buildCall(ctx_, transformOp(), {Value{*groups_, at(e)}, value}, at(e));
  // the name of a frame's or a series' variable does not apply to intermediate numbers
  if (const auto* scalar = value.get<const Scalar*>(); scalar != nullptr && ofFrame_)
    for (const auto& made : (*scalar)->def->scalarResults) made->name = info->id;
  return value;
}

Value Lowering::call(const clang::CallExpr* e) {
  if (const AnnotatedFunction* callee = annotatedCallee(e)) return annotatedCall(e, *callee);
  if (const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(e)) return operatorCall(op);
  const clang::FunctionDecl& callee = *e->getDirectCallee();
  std::vector<const clang::Expr*> args(e->arg_begin(), e->arg_end());

  if (const auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(e)) {
    const clang::CXXMethodDecl& method = *call->getMethodDecl();
    // on a scalar: conversions and queries, which are C++
    if (isScalarClass(*method.getParent())) return hostValue(e);
    Value receiver = lower(call->getImplicitObjectArgument());
    const std::string name = callee.getNameAsString();
    // .str() and .dt() only choose the operations that follow
    if (receiver.get<Series>() != nullptr && (name == "str" || name == "dt") && args.empty()) return receiver;
    // the names by which a condition of pairs may call the two frames
    const auto variable = [](const clang::Expr* frame) -> const clang::ValueDecl* {
      const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(strip(frame));
      return reference == nullptr ? nullptr : reference->getDecl();
    };
    const Sides outer = sides_;
    const auto done = llvm::make_scope_exit([&] { sides_ = outer; });
    if (sides_.left == nullptr) {
      sides_.leftName = variable(call->getImplicitObjectArgument());
      sides_.rightName = args.empty() ? nullptr : variable(args[0]);
    }
    std::vector<Value> values = arguments(args);
    values.insert(values.begin(), std::move(receiver));
    return operation(ownerOf(*method.getParent()), name, std::move(values), e);
  }
  return operation(returnsClass(callee, "Aggregate") ? "bodo.agg" : "bodo", callee.getNameAsString(), arguments(args),
                   e);
}

Value Lowering::operatorCall(const clang::CXXOperatorCallExpr* e) {
  std::vector<const clang::Expr*> args(e->arg_begin(), e->arg_end());
  bool ofScalars = true;
  for (const clang::Expr* arg : args) ofScalars = ofScalars && !isFrameValue(arg);
  if (e->isAssignmentOp())
    failAt(e->getOperatorLoc(), Diag::UnsupportedExpression, "an assignment within an expression",
           "make it a statement of its own");
  if (ofScalars && e->getOperator() != clang::OO_Subscript)
    return scalarOperation(clang::getOperatorSpelling(e->getOperator()), args[0], args.size() > 1 ? args[1] : nullptr,
                           e->getOperatorLoc());
  std::string op = clang::getOperatorSpelling(e->getOperator());
  if (e->getOperator() == clang::OO_Subscript) {
    const auto* method = llvm::cast<clang::CXXMethodDecl>(e->getDirectCallee());
    return operation(ownerOf(*method->getParent()), "[]", arguments(args), e);
  }
  if (e->getOperator() == clang::OO_Call) return operation("Matrix", "()", arguments(args), e);
  if (op == "-" && args.size() == 1) op = "neg";
  return operation("operator", op, arguments(args), e);
}

bool Lowering::isFrameValue(const clang::Expr* e) const {
  const auto* record = strip(e)->getType().getNonReferenceType()->getAsCXXRecordDecl();
  if (record != nullptr && isInBodo(*record) &&
      (isNamed(*record, "Aggregate") || isNamed(*record, "AggregateExpression")))
    return true;
  const TypeClass c = classify(strip(e)->getType());
  return c == TypeClass::Frame || c == TypeClass::Series ||
         (c == TypeClass::Operation && mentionsBodo(strip(e)) && [&] {
           // Operand(series) and the like
           const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(strip(e));
           return made != nullptr && made->getNumArgs() > 0 && isFrameValue(made->getArg(0));
         }());
}

// ---- C++ values as operands ----

Value Lowering::hostValue(const clang::Expr* e) {
  Value value;
  value.loc = at(e);
  // a duration as a whole number of days or months, of any length
  const auto count = [&](std::int64_t perTick) {
    HostText text = hostText(e);
    text.pieces.insert(text.pieces.begin(), {"("});
    text.pieces.push_back({perTick == 1 ? ").count()" : fmt::format(").count() * {}", perTick)});
    return text;
  };
  if (const std::int64_t months = monthsIn(e->getType()); months != 0) {
    Value number;
    number.loc = value.loc;
    if (const auto constant = foldMonths(e, unit_.ast))
      number.is = Constant{bodo::int64, *constant, ""};
    else
      number.is = HostValue{.text = count(months), .type = {bodo::int64}};
    return buildCall(ctx_, monthsOp(), {number}, value.loc);
  }
  if (llvm::isa<clang::GNUNullExpr, clang::CXXNullPtrLiteralExpr>(strip(e)))
    failAt(unit_.sources().getExpansionLoc(e->getExprLoc()), Diag::NullOperand, unit_.text(e->getSourceRange()));
  // the values in a container are for from_vector
  if (auto known = isContainer(e->getType()) ? std::nullopt : fold(e)) {
    value.is = std::move(*known);
    return value;
  }
  HostValue host;
  auto type = columnType(e->getType(), unit_.ast);
  if (!type)
    // a vector of values is one value for from_vector
    if (const auto* record = e->getType().getNonReferenceType()->getAsCXXRecordDecl())
      if (const auto* vector = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
          vector != nullptr && vector->isInStdNamespace() && isNamed(*vector, "vector"))
        type = columnType(vector->getTemplateArgs()[0].getAsType(), unit_.ast);
  if (!type)
    failAt(e->getExprLoc(), Diag::UserFunctionType, spell(e->getType().getNonReferenceType(), unit_.ast),
           "the type of this operand");
  host.type = *type;
  const std::int64_t days = daysIn(e->getType());
  host.days = days != 0;
  host.text = host.days ? count(days) : hostText(e);
  host.parameters = unknownParameters(e);
  value.is = std::move(host);
  return value;
}

// ---- constants ----

// The function's parameter that this is, by its number; nullopt if it is none, or its value may change.
std::optional<unsigned> Lowering::fixedParameter(const clang::ParmVarDecl& parameter) const {
  if (parameter.getDeclContext() != &declaration_) return std::nullopt;
  const clang::QualType type = parameter.getType();
  // braces around a number are a change to the analyzer
  const bool number = type->isArithmeticType() && !reassigned_.contains(&parameter) && !escaped_.contains(&parameter);
  if (!type.getNonReferenceType().isConstQualified() && !number) {
    clang::ExprMutationAnalyzer changes(*declaration_.getBody(), unit_.ast);
    if (type->isReferenceType() || changes.isMutated(&parameter)) return std::nullopt;
  }
  return parameter.getFunctionScopeIndex();
}

std::optional<Constant> Lowering::fold(const clang::Expr* e) const {
  return foldConstant(e, unit_.ast, [&](const clang::VarDecl& variable) { return known(variable); });
}

// The constant that calls pass as a parameter, or the value of a loop's variable in the round at hand.
std::optional<Constant> Lowering::known(const clang::VarDecl& variable) const {
  if (const auto round = rounds_.find(&variable); round != rounds_.end()) return round->second;
  const auto* parameter = llvm::dyn_cast<clang::ParmVarDecl>(&variable);
  if (parameter == nullptr || version_.constants.empty()) return std::nullopt;
  const auto number = fixedParameter(*parameter);
  const auto passed = number ? version_.constants.find(*number) : version_.constants.end();
  return passed != version_.constants.end() ? std::optional(passed->second) : std::nullopt;
}

// The parameters whose values would make this a constant; none if it is one, or no value would.
std::vector<unsigned> Lowering::unknownParameters(const clang::Expr* e) const {
  std::vector<unsigned> unknown;
  // any value will do
  const auto assumed = [&](const clang::VarDecl& variable) -> std::optional<Constant> {
    if (auto value = known(variable)) return value;
    const auto* const asParameter = llvm::dyn_cast<clang::ParmVarDecl>(&variable);
    const auto number = asParameter != nullptr ? fixedParameter(*asParameter) : std::nullopt;
    if (!number) return std::nullopt;
    const clang::ParmVarDecl& parameter = *asParameter;
    unknown.push_back(*number);
    if (isContainer(parameter.getType())) return Constant{bodo::string, std::vector<std::string>(), ""};
    const auto type = columnType(parameter.getType(), unit_.ast);
    if (!type || type->nullable) return std::nullopt;
    if (type->type == bodo::string) return Constant{bodo::string, std::string(), ""};
    if (type->type == bodo::boolean) return Constant{bodo::boolean, false, ""};
    if (isInteger(type->type)) return Constant{type->type, std::int64_t{0}, ""};
    return std::nullopt;
  };
  return foldConstant(e, unit_.ast, assumed) ? unknown : std::vector<unsigned>();
}

Lowering::ScalarText Lowering::scalarOperand(const clang::Expr* e) {
  const clang::Expr* bare = strip(e);
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(bare);
      made != nullptr && made->getNumArgs() == 1 && classify(made->getType()) != TypeClass::Host)
    return scalarOperand(made->getArg(0));
  ScalarText operand;
  if (classify(bare->getType()) == TypeClass::Host && !llvm::isa<clang::CXXOperatorCallExpr>(bare)) {
    const bool months = monthsIn(bare->getType()) != 0;
    const auto type = months ? ValueType{bodo::duration} : columnType(bare->getType(), unit_.ast);
    if (!type)
      failAt(bare->getExprLoc(), Diag::ScalarTypeSeen,
             "an operand of type '" + spell(bare->getType(), unit_.ast) + "'");
    operand.type = type->type;
    operand.span = months ? Span::Months : daysIn(bare->getType()) != 0 ? Span::Days : Span::Any;
    operand.text = hostText(bare);
    operand.pieces = operand.text.pieces;
    operand.composite = llvm::isa<clang::BinaryOperator>(bare) || llvm::isa<clang::ConditionalOperator>(bare);
    return operand;
  }
  const Value value = lower(bare);
  if (const auto* scalar = value.get<const Scalar*>()) {
    operand.type = (*scalar)->type.type;
    if (isDecimal(operand.type)) operand.type = bodo::float64;
    operand.pieces.push_back({"", *scalar, cppTypeOf(operand.type)});
  } else if (const auto* host = value.get<HostValue>()) {
    operand.type = host->type.type;
    operand.pieces = host->text.pieces;
    operand.text = host->text;
    operand.composite = llvm::isa<clang::CallExpr>(bare);
  } else if (const auto* constant = value.get<Constant>()) {
    operand.type = constant->type;
    operand.literal = true;
    operand.pieces.push_back({unit_.text(bare->getSourceRange())});
  } else {
    throw Poisoned();
  }
  return operand;
}

// The function of the runtime for arithmetic on dates, times and durations, and the type of its result; the rules are
// those of columns.
std::optional<std::pair<const char*, bodo::type>> Lowering::timeArithmetic(const std::string& op, bodo::type left,
                                                                           bodo::type right, Span span) {
  const auto isDay = [](bodo::type t) { return t == bodo::date || t == bodo::timestamp; };
  const auto moved = [&](bodo::type day) {
    return day == bodo::date && span != Span::Any ? bodo::date : bodo::timestamp;
  };
  const bool durations = left == bodo::duration && right == bodo::duration;
  if (op == "+" && isDay(left) && right == bodo::duration) return {{"time_sum", moved(left)}};
  if (op == "+" && isDay(right) && left == bodo::duration) return {{"time_sum", moved(right)}};
  if (op == "-" && isDay(left) && right == bodo::duration) return {{"time_change", moved(left)}};
  if (span == Span::Months) return std::nullopt;  // they have no length
  if (op == "+" && durations) return {{"time_sum", bodo::duration}};
  if (op == "-" && (durations || (isDay(left) && isDay(right)))) return {{"time_change", bodo::duration}};
  if (op == "*" && ((left == bodo::duration && isInteger(right)) || (right == bodo::duration && isInteger(left))))
    return {{"time_product", bodo::duration}};
  if (op == "/" && durations) return {{"time_ratio", bodo::float64}};
  return std::nullopt;
}

bodo::type Lowering::scalarResult(const std::string& op, bodo::type left, bodo::type right, Span span,
                                  clang::SourceLocation place) const {
  if (const auto times = timeArithmetic(op, left, right, span)) return times->second;
  const bool compares = op == "==" || op == "!=" || op[0] == '<' || op[0] == '>';
  const bool floats = isFloat(left) || isFloat(right);
  if (isString(left) != isString(right) && op == "+")
    failAt(place, Diag::ScalarText, op, toString(isString(left) ? right : left));
  const bool adds = op == "+" || (!isString(left) && !isTemporal(left) && !isTemporal(right));
  if (span == Span::Months) failAt(place, Diag::ScalarOperands, op, "take months or years, whose length varies");
  if (!areAlike(left, right) || !(compares || adds) || (op == "+" && isTemporal(left)))
    failAt(place, Diag::ScalarOperands, op,
           fmt::format("combine scalars of the types {} and {}", toString(left), toString(right)));
  if (op == "%" && floats) failAt(place, Diag::ScalarOperands, op, "be applied to a scalar of type float64");
  if (compares) return bodo::boolean;
  if (isString(left)) return bodo::string;
  return floats || op == "/" ? bodo::float64 : bodo::int64;
}

// The cast of an operand to the type in which the result is computed, if C++ would compute in a narrower one.
static const char* widened(bodo::type result, bodo::type operand, bodo::type other, bool literal) {
  if (isFloat(result)) return operand == bodo::float32 ? "static_cast<double>" : nullptr;
  if (result != bodo::int64 || operand == bodo::int64) return nullptr;
  return operand == bodo::uint64 || other != bodo::int64 || literal ? "static_cast<std::int64_t>" : nullptr;
}

// The comparison of integers that C++ would convert to unsigned.
static std::string comparisonOf(const std::string& op, bodo::type left, bodo::type right) {
  constexpr std::pair<std::string_view, const char*> names[] = {{"==", "equal"},  {"!=", "not_equal"},
                                                                {"<", "less"},    {"<=", "less_equal"},
                                                                {">", "greater"}, {">=", "greater_equal"}};
  if (!isInteger(left) || !isInteger(right) || isSigned(left) == isSigned(right)) return "";
  for (const auto& [spelling, name] : names)
    if (op == spelling) return fmt::format("std::cmp_{}(", name);
  return "";
}

// Arithmetic and comparisons of reductions' results: C++ on their plain values.
Value Lowering::scalarOperation(const std::string& op, const clang::Expr* leftOperand, const clang::Expr* rightOperand,
                                clang::SourceLocation place) {
  const ScalarText left = scalarOperand(leftOperand);
  HostValue result;
  const auto add = [&](const ScalarText& operand, const char* convert) {
    const bool wrap = convert != nullptr || operand.composite;
    if (wrap) result.text.pieces.push_back({convert != nullptr ? std::string(convert) + "(" : "("});
    result.text.pieces.insert(result.text.pieces.end(), operand.pieces.begin(), operand.pieces.end());
    if (wrap) result.text.pieces.push_back({")"});
    const HostText& text = operand.text;
    result.text.reads.insert(result.text.reads.end(), text.reads.begin(), text.reads.end());
    result.text.modifies.insert(result.text.modifies.end(), text.modifies.begin(), text.modifies.end());
    result.text.calls = result.text.calls || text.calls;
    result.text.branches = result.text.branches || text.branches || op == "&&" || op == "||";
  };
  Value value;
  value.loc = unit_.at(place);
  if (rightOperand == nullptr) {
    if (!areAlike(left.type, bodo::int64))
      failAt(place, Diag::ScalarOperands, op, "be applied to a scalar of type " + toString(left.type));
    result.text.pieces.push_back({op});
    add(left, nullptr);
    result.type = {left.type};
    value.is = std::move(result);
    return value;
  }

  const ScalarText right = scalarOperand(rightOperand);
  const Span span = std::max(left.span, right.span);
  result.type = {scalarResult(op, left.type, right.type, span, place)};
  if (const auto times = timeArithmetic(op, left.type, right.type, span)) {
    result.text.pieces.push_back({.text = op, .cppType = cppTypeOf(times->second), .runtime = times->first});
    add(left, nullptr);
    result.text.pieces.push_back({", "});
    add(right, nullptr);
    result.text.pieces.push_back({")"});
    value.is = std::move(result);
    return value;
  }
  const auto dayOf = [](const ScalarText& operand, const ScalarText& other) -> const char* {
    return operand.type == bodo::date && other.type == bodo::date ? "std::chrono::sys_days" : nullptr;
  };
  const char* const widerLeft = widened(result.type.type, left.type, right.type, right.literal);
  const char* const widerRight = widened(result.type.type, right.type, left.type, left.literal);
  const std::string comparison = left.literal || right.literal ? "" : comparisonOf(op, left.type, right.type);
  if (op == "/") {
    add(left, isFloat(left.type) || isFloat(right.type) ? widerLeft : "static_cast<double>");
    result.text.pieces.push_back({" / "});
    add(right, widerRight);
  } else if (!comparison.empty()) {
    result.text.pieces.push_back({comparison});
    add(left, nullptr);
    result.text.pieces.push_back({", "});
    add(right, nullptr);
    result.text.pieces.push_back({")"});
  } else if (op == "%") {
    // the divisor's sign, as for columns
    result.text.pieces.push_back({.text = op, .cppType = cppTypeOf(result.type.type), .runtime = "floor_mod"});
    add(left, widerLeft);
    result.text.pieces.push_back({", "});
    add(right, widerRight);
    result.text.pieces.push_back({")"});
  } else {
    add(left, result.type == ValueType{bodo::boolean} ? dayOf(left, right) : widerLeft);
    result.text.pieces.push_back({" " + op + " "});
    add(right, result.type == ValueType{bodo::boolean} ? dayOf(right, left) : widerRight);
  }
  value.is = std::move(result);
  return value;
}

}  // namespace bodocc
