// The effect of a call: it runs a body of the user's, is a collective, or is code that is not visible.
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>

#include "Frontend/Types.h"
#include "Frontend/Variance/Activation.h"
#include "Frontend/Variance/Sources.h"

namespace bodocc::variance {

namespace {

// Functions of the standard library that return their argument, as another type.
bool returnsArgument(const clang::FunctionDecl& f) {
  static const std::set<llvm::StringRef> names = {"move",      "forward",    "as_const",        "get", "ref", "cref",
                                                  "addressof", "to_address", "move_if_noexcept"};
  return f.isInStdNamespace() && f.getIdentifier() != nullptr && names.contains(f.getName());
}

// Functions of the standard library that keep a function for later.
bool keepsFunctions(const clang::FunctionDecl& f) {
  if (llvm::isa<clang::CXXConstructorDecl>(f) || f.isOverloadedOperator()) return true;
  return returnsArgument(f) ||
         (f.getIdentifier() != nullptr &&
          (f.getName().starts_with("make_") || f.getName().starts_with("bind") || f.getName() == "push_back" ||
           f.getName() == "emplace_back" || f.getName() == "not_fn" || f.getName() == "swap"));
}

// Objects that lead to others: iterators, smart pointers, views.
bool leadsElsewhere(clang::QualType type) {
  type = type.getNonReferenceType();
  if (type->isPointerType()) return true;
  const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return false;
  static const std::set<llvm::StringRef> views = {"span", "basic_string_view", "reference_wrapper", "DataFrame"};
  if (record->getIdentifier() != nullptr && views.contains(record->getName())) return true;
  const clang::ASTContext& ast = record->getASTContext();
  if (!ast.getSourceManager().isInSystemHeader(record->getLocation()) || isInBodo(*record)) return false;
  const clang::DeclarationName star = ast.DeclarationNames.getCXXOperatorName(clang::OO_Star);
  return !record->lookup(star).empty() && !isNamed(*record, "optional");
}

// It only shows a part of its object.
bool isAccess(const clang::FunctionDecl& f) {
  const auto kind = f.getOverloadedOperator();
  return kind == clang::OO_Subscript || kind == clang::OO_Star || kind == clang::OO_Arrow;
}

// A container's function that only shows a part of it, though the object is not const.
bool showsPart(const clang::CXXMethodDecl& f) {
  static const std::set<llvm::StringRef> names = {"begin",       "end",         "rbegin", "rend", "data",
                                                  "front",       "back",        "at",     "find", "lower_bound",
                                                  "upper_bound", "equal_range", "top",    "value"};
  return f.getParent()->isInStdNamespace() && f.getIdentifier() != nullptr && names.contains(f.getName());
}

bool isReadOnly(clang::QualType type) {
  if (type->isReferenceType()) return type->isRValueReferenceType() || type->getPointeeType().isConstQualified();
  return type->isPointerType() ? type->getPointeeType().isConstQualified() || type->isFunctionPointerType() : true;
}

bool isContainer(const clang::CXXRecordDecl* record) {
  static const std::set<llvm::StringRef> names = {
      "vector", "deque",    "list",     "forward_list",  "array",         "basic_string", "map",
      "set",    "multimap", "multiset", "unordered_map", "unordered_set", "span",         "basic_string_view"};
  return record != nullptr && record->isInStdNamespace() && record->getIdentifier() != nullptr &&
         names.contains(record->getName());
}

// The effect of a container's function on its size and its elements.
enum class Access {
  Other,
  AsksSize,
  AddsElement,  // the size changes by as much on each rank that calls it
  Resizes,      // to the first argument
};

Access accessOf(const clang::FunctionDecl& f) {
  static const llvm::StringMap<Access> names = {
      {"size", Access::AsksSize},          {"empty", Access::AsksSize},
      {"length", Access::AsksSize},        {"ssize", Access::AsksSize},
      {"push_back", Access::AddsElement},  {"emplace_back", Access::AddsElement},
      {"push_front", Access::AddsElement}, {"emplace_front", Access::AddsElement},
      {"fill", Access::AddsElement},       {"pop_back", Access::AddsElement},
      {"clear", Access::AddsElement},      {"reserve", Access::AddsElement},
      {"resize", Access::Resizes},         {"assign", Access::Resizes}};
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&f);
  const bool isMember = method != nullptr && isContainer(method->getParent());
  if (const auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(&f)) {
    if (!isMember) return Access::Other;
    if (constructor->getNumParams() == 0 || constructor->isDefaultConstructor()) return Access::AddsElement;
    const clang::QualType first = constructor->getParamDecl(0)->getType();
    const auto* list = first->getAsCXXRecordDecl();
    if (list != nullptr && isNamed(*list, "initializer_list")) return Access::AddsElement;
    return first->isIntegerType() ? Access::Resizes : Access::Other;
  }
  if (f.getIdentifier() == nullptr || !(isMember || f.isInStdNamespace())) return Access::Other;
  const auto found = names.find(f.getName());
  if (found == names.end() || (!isMember && found->second != Access::AsksSize)) return Access::Other;
  // with iterators
  if (found->second == Access::Resizes && (f.getNumParams() == 0 || !f.getParamDecl(0)->getType()->isIntegerType()))
    return Access::Other;
  return found->second;
}

bool comparesOrSubtracts(const clang::FunctionDecl& f) {
  switch (f.getOverloadedOperator()) {
    case clang::OO_EqualEqual:
    case clang::OO_ExclaimEqual:
    case clang::OO_Less:
    case clang::OO_Greater:
    case clang::OO_LessEqual:
    case clang::OO_GreaterEqual:
    case clang::OO_Spaceship:
    case clang::OO_Minus: return true;
    default: return false;
  }
}

}  // namespace

std::string Activation::textOf(const Call& call) const {
  std::string text;
  for (const clang::Expr* argument : call.arguments)
    if (!llvm::isa<clang::CXXDefaultArgExpr>(argument)) text += analysis_.unit.text(argument->getSourceRange()) + ",";
  if (call.objectExpression != nullptr) text += analysis_.unit.text(call.objectExpression->getSourceRange());
  return text;
}

// An operator's is its text.
std::string Activation::nameOf(const clang::FunctionDecl& callee, const Call& call) const {
  if (isAnnotated(callee)) return callee.getNameAsString();
  if (!callee.isOverloadedOperator()) return operationName(callee);
  const std::string text = analysis_.unit.text(call.expression->getSourceRange());
  return text.size() <= 40 ? text : text.substr(0, 37) + "...";
}

void Activation::event(const clang::Expr& at, Sequence sequence) {
  if (const auto once = once_.find(&at); once != once_.end() && state_.find(once->second) != nullptr) return;
  Sequence& events = events_[&at];
  events.insert(events.end(), sequence.begin(), sequence.end());
}

Activation::Result Activation::call(const clang::CallExpr& e) {
  events_.erase(&e);
  throws_.erase(&e);
  Call call{.expression = &e, .arguments = {e.arg_begin(), e.arg_end()}};
  const clang::FunctionDecl* callee = e.getDirectCallee();
  const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(callee);
  if (const auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(&e)) {
    const auto* named = llvm::dyn_cast<clang::MemberExpr>(member->getCallee()->IgnoreParens());
    call.objectExpression = member->getImplicitObjectArgument();
    if (call.objectExpression != nullptr)
      call.object =
          named != nullptr && named->isArrow() ? deref(load(call.objectExpression)) : result(call.objectExpression);
    call.isQualified = named != nullptr && named->hasQualifier();
  } else if (llvm::isa<clang::CXXOperatorCallExpr>(e) && method != nullptr && !method->isStatic() &&
             !call.arguments.empty()) {
    call.objectExpression = call.arguments.front();
    call.object = result(call.objectExpression);
    call.arguments.erase(call.arguments.begin());
  }

  // the functions that it may run
  std::vector<const clang::FunctionDecl*> callees;
  const Cause* chosen = nullptr;
  if (callee == nullptr) {
    const Value pointer = load(e.getCallee());
    callees.assign(pointer.functions.begin(), pointer.functions.end());
    chosen = pointer.cause;
  } else {
    callees.push_back(callee);
    if (method != nullptr && method->isVirtual() && !call.isQualified) {
      for (const clang::FunctionDecl* one : analysis_.overriders(*method)) callees.push_back(one);
      if (method->isPureVirtual()) callees.erase(callees.begin());
      if (call.object) chosen = call.object->chosen;
    } else if (callee->getOverloadedOperator() == clang::OO_Call && call.object &&
               analysis_.userBody(*callee) == nullptr) {
      // std::function, std::reference_wrapper
      const Value held = load(*call.object);
      if (!held.functions.empty()) callees.assign(held.functions.begin(), held.functions.end());
      chosen = held.cause;
    }
  }
  // of those that are not followed, one stands for all on its cycle of calls
  std::vector<const clang::FunctionDecl*> standing;
  std::erase_if(callees, [&](const clang::FunctionDecl* one) {
    const clang::FunctionDecl* body = callees.size() == 1 ? nullptr : analysis_.userBody(*one);
    if (body == nullptr || isFollowed(*body)) return false;
    const bool isStoodFor = std::any_of(standing.begin(), standing.end(), [&](const clang::FunctionDecl* other) {
      return analysis_.calls.onOneCycle(*other, *body);
    });
    if (isStoodFor)
      passArguments(*body, call);
    else
      standing.push_back(body);
    return isStoodFor;
  });
  if (callees.empty()) return callUnseen(callee, call);
  if (callees.size() == 1 && chosen == nullptr) return callOne(*callees.front(), call);

  // one of several
  const State before = state_;
  std::optional<State> after;
  Result all;
  std::vector<Sequence> parts;
  for (const clang::FunctionDecl* one : callees) {
    state_ = before;
    events_.erase(&e);
    // each implementation of a virtual function has its own kind of object
    if (const auto* mine = llvm::dyn_cast<clang::CXXMethodDecl>(one);
        mine != nullptr && !mine->getParent()->isLambda() && method == nullptr)
      continue;
    const Result result = callOne(*one, call);
    if (after) {
      all.value = join(all.value, result.value, analysis_.causes);
      all.places.insert(all.places.end(), result.places.begin(), result.places.end());
      after->joinWith(state_, analysis_.causes);
    } else {
      all = result;
      after = state_;
    }
    parts.push_back(events_[&e]);
  }
  if (after) state_ = std::move(*after);
  all.value.cause = either(all.value.cause, chosen);
  events_.erase(&e);
  if (parts.empty()) return all;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (same(parts[0], parts[i])) continue;
    if (chosen != nullptr && reporting_) {
      const Difference between = difference(parts[0], parts[i]);
      if (between.one != nullptr) {
        Diagnostic d = makeDiagnostic(chosen->certain ? Diag::DivergentCallee : Diag::MayDivergeCallee,
                                      fmt::make_format_args(between.one->name));
        d.loc = analysis_.unit.at(e.getBeginLoc());
        analysis_.explain(chosen, d);
        analysis_.report(d);
      }
    }
    Event choice;
    choice.kind = Event::Kind::Choice;
    choice.place = e.getBeginLoc();
    choice.parts = parts;
    event(e, chosen != nullptr ? parts[0] : Sequence{std::make_shared<Event>(choice)});
    return all;
  }
  event(e, parts[0]);
  return all;
}

// In an annotated function: it works on the rows of all ranks. Expressions of columns are part of what uses them.
bool Activation::isOperation(const clang::FunctionDecl& callee) const {
  if (!isAnnotated_ || !isInBodo(callee) || originOf(callee) != Origin::None) return false;
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&callee);
  if (method != nullptr && (isScalarClass(*method->getParent()) || llvm::isa<clang::CXXConstructorDecl>(method)))
    return false;
  const TypeClass kind = classify(callee.getReturnType());
  return (kind == TypeClass::Frame || kind == TypeClass::Scalar || callee.getReturnType()->isVoidType()) &&
         (method != nullptr || operationOf(callee) != nullptr);
}

Activation::Result Activation::callOne(const clang::FunctionDecl& callee, const Call& call) {
  if (isCollective(callee) || isOperation(callee)) return callCollective(callee, call);
  // the rows of all ranks see the values of one
  if (isAnnotated_ && isInBodo(callee) && originOf(callee) == Origin::None) {
    checkArguments(callee, call, nameOf(callee, call));
    Result rows = callUnseen(&callee, call);
    if (classify(call.expression->getType()) != TypeClass::Host) rows.value.cause = rows.chosen = nullptr;
    return rows;
  }
  const Origin origin = originOf(callee);
  if (origin != Origin::None && origin != Origin::Environment && origin != Origin::Sequence) {
    for (const clang::Expr* argument : call.arguments) load(argument);
    const std::string name = callee.isOverloadedOperator() ? nameOf(callee, call) : callee.getNameAsString();
    const Cause* cause =
        analysis_.causes.make(call.expression->getExprLoc(), fmt::format("'{}' gives {}", name, describe(origin)),
                              nullptr, origin == Origin::Rank || origin == Origin::Process);
    for (std::size_t i = 0; i < call.arguments.size() && i < callee.getNumParams(); ++i)
      if (!isReadOnly(callee.getParamDecl(i)->getType()))
        for (const Place& place : load(call.arguments[i]).pointees)
          state_.mayStore(place, {.cause = cause}, analysis_.causes);
    return {.value = {.cause = cause}};
  }
  if (hasMark(callee, Mark::Varies) && !isInBodo(callee)) {
    const Result seen = callUnseen(&callee, call);
    Result result = seen;
    result.value.cause = analysis_.causes.make(
        call.expression->getExprLoc(),
        fmt::format("'{}' is declared to vary from rank to rank", callee.getNameAsString()), nullptr, true);
    return result;
  }
  // a defaulted assignment has a body, too
  if (const clang::FunctionDecl* body = callee.isDefaulted() ? nullptr : analysis_.userBody(callee)) {
    Result result = isFollowed(*body) ? runBody(*body, call) : callOpaque(*body, call);
    if (hasMark(callee, Mark::Same)) {
      result.value.cause = nullptr;
      result.value.members.clear();
    }
    return result;
  }
  return callUnseen(&callee, call);
}

Activation::Seen Activation::seenBy(const clang::FunctionDecl& body, const State& parameters) const {
  // variables that bodies name
  std::set<const void*> named(body.param_begin(), body.param_end());
  named.insert(thisOf(body));
  const std::function<void(const clang::FunctionDecl&, std::vector<const void*>&)> uses =
      [&](const clang::FunctionDecl& function, std::vector<const void*>& found) {
        const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
        if (method == nullptr || !method->getParent()->isLambda()) return;
        const std::size_t before = found.size();
        for (const clang::LambdaCapture& capture : method->getParent()->captures())
          if (capture.capturesVariable()) found.push_back(capture.getCapturedVar());
        for (const clang::FieldDecl* field : method->getParent()->fields()) found.push_back(field);
        named.insert(found.begin() + static_cast<std::ptrdiff_t>(before), found.end());
      };
  std::vector<const void*> captured;
  uses(body, captured);
  std::vector<const void*> roots(analysis_.globals.begin(), analysis_.globals.end());
  roots.insert(roots.end(), captured.begin(), captured.end());
  State all = state_.reachable(parameters, std::move(roots), uses);
  // names by the order of calls would go on for ever
  if (analysis_.calls.onOneCycle(body, body_)) return {.state = std::move(all)};

  Seen seen;
  seen.back.bound = &analysis_.objects();
  Names names;
  std::set<const void*> visited;
  std::vector<const void*> waiting = std::move(captured);
  waiting.push_back(thisOf(body));
  for (unsigned i = body.getNumParams(); i-- > 0;) waiting.push_back(body.getParamDecl(i));
  const std::function<void(const Value&)> follow = [&](const Value& value) {
    for (const Place& place : value.pointees) waiting.push_back(place.root);
    for (const clang::FunctionDecl* function : value.functions) uses(*function, waiting);
    for (const auto& [field, inner] : value.members) follow(inner);
  };
  while (!waiting.empty()) {
    const void* const root = waiting.back();
    waiting.pop_back();
    if (!visited.insert(root).second) continue;
    if (!named.contains(root) && !analysis_.globals.contains(root)) {
      const void* const name = analysis_.object(names.others.size());
      names.others.emplace(root, name);
      seen.back.others.emplace(name, root);
    }
    if (const Value* value = all.find(root)) follow(*value);
  }
  seen.state = all.renamed(names);
  return seen;
}

Outcome Activation::runOn(const clang::FunctionDecl& body, const State& parameters, const Cause* region) {
  const Seen seen = seenBy(body, parameters);
  Outcome outcome =
      analysis_.call(body, seen.state, either(region, either(controlCause(nullptr), region_)), reporting_);
  outcome.state = outcome.state.renamed(seen.back);
  outcome.returned = renamed(outcome.returned, seen.back);
  return outcome;
}

void Activation::bind(const clang::ParmVarDecl& parameter, const clang::Expr* argument, State& state) {
  const Result& given = result(argument);
  Value value;
  const auto named = [&](const Cause* cause) {
    return cause == nullptr || parameter.getIdentifier() == nullptr
               ? cause
               : analysis_.causes.make(argument->getExprLoc(), "it is passed as '" + parameter.getNameAsString() + "'",
                                       cause, cause->certain);
  };
  if (parameter.getType()->isReferenceType()) {
    value.cause = given.chosen;
    if (given.places.empty()) {
      Value temporary = load(given);
      temporary.cause = named(temporary.cause);
      state.store({argument}, temporary);
      temporaries_.insert(argument);
      value.pointees.insert({argument});
    }
    value.pointees.insert(given.places.begin(), given.places.end());
  } else {
    value = load(given);
    value.cause = named(value.cause);
  }
  if (analysis_.running(llvm::cast<clang::FunctionDecl>(*parameter.getDeclContext())) != nullptr)
    state.mayStore({&parameter}, value, analysis_.causes);
  else
    state.store({&parameter}, value);
}

Activation::Result Activation::runBody(const clang::FunctionDecl& body, const Call& call) {
  State entry;
  for (std::size_t i = 0; i < body.getNumParams() && i < call.arguments.size(); ++i)
    bind(*body.getParamDecl(i), call.arguments[i], entry);
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&body);
  if (method != nullptr && !method->isStatic() && !method->getParent()->isLambda() && call.object) {
    Value self;
    if (call.object->places.empty()) {
      entry.store({call.expression}, load(*call.object));
      temporaries_.insert(call.expression);
      self.pointees.insert({call.expression});
    }
    self.pointees.insert(call.object->places.begin(), call.object->places.end());
    self.cause = call.object->chosen;
    entry.store({thisOf(body)}, self);
  }
  const clang::SourceLocation place = call.expression->getExprLoc();
  if (Activation* outer = analysis_.running(body)) {
    event(*call.expression, innerOf(body, place));
    const Seen seen = seenBy(body, entry);
    const Value value = renamed(outer->again(seen.state), seen.back);
    return body.getReturnType()->isReferenceType() ? deref(value) : Result{.value = value};
  }
  const Outcome outcome = runOn(body, entry, nullptr);
  state_.take(outcome.state);
  event(*call.expression, calledAt(outcome.sequence, place));
  throws_[call.expression] = outcome.thrown;
  return body.getReturnType()->isReferenceType() ? deref(outcome.returned) : Result{.value = outcome.returned};
}

// Reports arguments that vary where all ranks must pass the same.
void Activation::checkArguments(const clang::FunctionDecl& callee, const Call& call, const std::string& name) {
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const clang::Expr* argument = call.arguments[i];
    const clang::ParmVarDecl* parameter = i < callee.getNumParams() ? callee.getParamDecl(i) : nullptr;
    if (parameter != nullptr && isCallSite(*parameter)) continue;
    // the function gives it its value
    if (isAnnotated(callee) && parameter != nullptr && !isReadOnly(parameter->getType()) &&
        parameter->getType()->isReferenceType()) {
      assign(result(argument), {}, call.expression->getExprLoc());
      continue;
    }
    const Value value = load(argument);
    // functions of rows are looked at on their own
    if (isAnnotated_ && !value.functions.empty()) continue;
    const Cause* cause = deepCause(value);
    if (cause == nullptr || (parameter != nullptr && hasMark(*parameter, Mark::Own)) || !reporting_) continue;
    const bool isFrame = holdsFrames(argument->getType());
    const std::string text = analysis_.unit.text(argument->getSourceRange());
    Diagnostic d = makeDiagnostic(isFrame          ? Diag::OwnRowsPassed
                                  : cause->certain ? Diag::ArgumentVaries
                                                   : Diag::ArgumentMayVary,
                                  fmt::make_format_args(text, name));
    d.loc = analysis_.unit.at(argument->getExprLoc());
    analysis_.explain(cause, d);
    analysis_.report(d);
  }
}

Activation::Result Activation::callCollective(const clang::FunctionDecl& callee, const Call& call) {
  const bool isAnnotatedFunction = isAnnotated(callee);
  const std::string name = nameOf(callee, call);
  Event one;
  one.callee = callee.getCanonicalDecl();
  one.arguments = textOf(call);
  one.name = name;
  one.place = call.expression->getExprLoc();

  checkArguments(callee, call, name);
  event(*call.expression, {std::make_shared<Event>(std::move(one))});

  Result given;
  if (hasMark(callee, Mark::Varies)) {
    given.value.cause = analysis_.causes.make(
        call.expression->getExprLoc(), fmt::format("'{}' gives each rank a result of its own", name), nullptr, false);
    given.value.extent = given.value.cause;
  } else if (isAnnotatedFunction ? analysis_.returnsSpread(callee) : hasMark(callee, Mark::Spread))
    given.value.isSpread = holdsFrames(callee.getReturnType());
  return given;
}

void Activation::callBack(const std::set<const clang::FunctionDecl*>& functions, const Call& call, const Cause* cause) {
  for (const clang::FunctionDecl* function : functions) {
    const clang::FunctionDecl* body = analysis_.userBody(*function);
    if (body != nullptr && !isFollowed(*body)) {
      if (analysis_.calls.collects(*body)) event(*call.expression, innerOf(*body, call.expression->getExprLoc()));
      continue;
    }
    if (body == nullptr || analysis_.running(*body) != nullptr) {
      if (!isCollective(*function)) continue;
      Event one;
      one.callee = function->getCanonicalDecl();
      one.name = function->getNameAsString();
      one.place = call.expression->getExprLoc();
      event(*call.expression, {std::make_shared<Event>(std::move(one))});
      continue;
    }
    State entry;
    for (const clang::ParmVarDecl* parameter : body->parameters()) {
      Value value;
      value.cause = cause;
      // of an element of what the caller has
      for (const clang::Expr* argument : call.arguments) {
        const Value given = load(argument);
        value.pointees.insert(given.pointees.begin(), given.pointees.end());
      }
      if (!parameter->getType()->isReferenceType() && !parameter->getType()->isPointerType()) {
        Value content;
        for (const Place& place : value.pointees) content = merge(content, state_.load(place));
        content.cause = either(content.cause, cause);
        value = content;
      }
      entry.store({parameter}, value);
    }
    const Outcome outcome = runOn(*body, entry, cause);
    state_.joinWith(outcome.state, analysis_.causes);
    if (outcome.sequence.empty()) continue;
    // it may run any number of times
    const Sequence inside = calledAt(outcome.sequence, call.expression->getExprLoc());
    Event times;
    times.kind = Event::Kind::Choice;
    times.place = call.expression->getExprLoc();
    times.parts = {inside, {}};
    event(*call.expression, {std::make_shared<Event>(std::move(times))});
    if (cause != nullptr && reporting_) {
      const Event* first = firstCall(inside);
      Diagnostic d = makeDiagnostic(Diag::MayRepeat, fmt::make_format_args(first->name));
      d.loc = analysis_.unit.at(first->inner.isValid() ? first->inner : first->place);
      analysis_.explain(cause, d);
      analysis_.report(d);
    }
  }
}

Activation::Result Activation::callUnseen(const clang::FunctionDecl* callee, const Call& call) {
  const bool inBodo = callee != nullptr && isInBodo(*callee);
  const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(callee);
  const std::string name = callee == nullptr ? "" : callee->getNameAsString();
  const Access access = callee == nullptr ? Access::Other : accessOf(*callee);
  const clang::SourceLocation place = call.expression->getExprLoc();
  const auto parameterType = [&](std::size_t i) {
    return callee != nullptr && i < callee->getNumParams() ? callee->getParamDecl(i)->getType() : clang::QualType();
  };

  // the arguments
  bool spread = false;
  std::set<const clang::FunctionDecl*> functions;
  std::set<Place> pointees;       // what arguments lead to
  std::vector<Place> named;       // objects that are passed by reference
  const Cause* extent = nullptr;  // of the sizes of what iterators lead to, if these are compared
  const bool compares = callee != nullptr && comparesOrSubtracts(*callee);
  const auto take = [&](const Result& given, const clang::Expr* e, bool byReference) -> const Cause* {
    const Value value = load(given);
    spread = spread || value.holdsSpread();
    functions.insert(value.functions.begin(), value.functions.end());
    pointees.insert(value.pointees.begin(), value.pointees.end());
    if (byReference) named.insert(named.end(), given.places.begin(), given.places.end());
    if (access == Access::AsksSize) return either(value.extent, given.chosen);
    if (compares && e != nullptr && leadsElsewhere(e->getType())) {
      for (const Place& there : value.pointees) extent = either(extent, state_.load(there).extent);
      return either(value.cause, given.chosen);
    }
    return either(deepCause(value), given.chosen);
  };
  const Cause* objectCause = call.object ? take(*call.object, call.objectExpression, true) : nullptr;
  std::vector<const Cause*> causes;
  const Cause* cause = nullptr;
  Value first;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const clang::QualType type = parameterType(i);
    const bool isSite = !type.isNull() && isCallSite(*callee->getParamDecl(i));
    const Result& given = result(call.arguments[i]);
    causes.push_back(isSite ? nullptr : take(given, call.arguments[i], type.isNull() || type->isReferenceType()));
    cause = either(cause, causes.back());
    if (i == 0) first = load(given);
  }
  if (!functions.empty() && !inBodo && (callee == nullptr || !keepsFunctions(*callee)))
    callBack(functions, call, either(cause, objectCause));

  // its effects
  if (callee != nullptr && callee->getOverloadedOperator() == clang::OO_Equal && call.object) {
    assign(*call.object, first, place);
    return *call.object;
  }
  const auto told = [&](const Cause* why) {
    return why == nullptr
               ? nullptr
               : analysis_.causes.make(place, name.empty() ? "it is changed here" : "'" + name + "' changes it here",
                                       why, false);
  };
  const auto write = [&](const Place& to, const Cause* content, const Cause* size) {
    if ((content != nullptr || size != nullptr) && !analysis_.isForeign(to.root))
      state_.mayStore(to, {.cause = told(content), .extent = told(size)}, analysis_.causes);
  };
  if (call.object && method != nullptr && !method->isConst() && !isAccess(*callee) && !showsPart(*method) &&
      !llvm::isa<clang::CXXConstructorDecl>(method))
    for (const Place& to : call.object->places) {
      const Cause* control = controlCause(to.root);
      if (access == Access::AddsElement)
        write(to, either(cause, control), control);
      else if (access == Access::Resizes)
        write(to, either(causes.size() > 1 ? causes[1] : nullptr, control), either(causes[0], control));
      else
        write(to, either(cause, control), either(cause, control));
    }
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const clang::QualType type = parameterType(i);
    if (type.isNull() || isReadOnly(type) || i >= firstPrinted(*callee)) continue;
    const Result& given = result(call.arguments[i]);
    const std::set<Place> targets =
        type->isReferenceType() ? std::set<Place>(given.places.begin(), given.places.end()) : load(given).pointees;
    for (const Place& to : targets) {
      const Cause* why = either(either(cause, objectCause), controlCause(to.root));
      write(to, why, why);
    }
  }

  // the result
  Result out;
  if (callee != nullptr && hasMark(*callee, Mark::Same)) return out;
  if (callee != nullptr && returnsArgument(*callee) && !call.arguments.empty()) return result(call.arguments.front());
  const clang::QualType type = call.expression->getType();
  out.value.isSpread = spread && holdsFrames(type);
  if (inBodo && spread && !out.value.isSpread && !isAnnotated_)
    cause = either(cause,
                   analysis_.causes.make(
                       place, fmt::format("'{}' is of this rank's rows of a frame that is spread over the ranks", name),
                       nullptr, false));
  if (llvm::isa_and_nonnull<clang::CXXConstructorDecl>(callee) && access != Access::Other) {
    out.value.extent = access == Access::Resizes ? causes[0] : nullptr;
    out.value.cause = access == Access::Resizes ? causes.size() > 1 ? causes[1] : nullptr : cause;
    return out;
  }
  if (call.expression->isGLValue() && (!named.empty() || !pointees.empty())) {
    // a part of an argument, or of what it leads to
    const bool through =
        call.object && isAccess(*callee) && leadsElsewhere(call.objectExpression->getType()) && !pointees.empty();
    out.places = through ? std::vector<Place>(pointees.begin(), pointees.end()) : named;
    out.chosen = either(call.object ? cause : nullptr, through ? load(*call.object).cause : nullptr);
    out.isPart = true;
    return out;
  }
  out.value.cause = analysis_.causes.doubt(either(either(cause, extent), objectCause));
  out.value.extent = isContainer(type->getAsCXXRecordDecl()) ? out.value.cause : nullptr;
  out.value.functions = functions;
  if (leadsElsewhere(type)) {
    // iterators and pointers into an argument
    out.value.pointees = pointees;
    out.value.pointees.insert(named.begin(), named.end());
    const bool isFromPointer = call.object && leadsElsewhere(call.objectExpression->getType());
    out.value.cause = analysis_.causes.doubt(isFromPointer ? either(cause, load(*call.object).cause) : cause);
  }
  return out;
}

Activation::Result Activation::computeConstruct(const clang::CXXConstructExpr& e) {
  events_.erase(&e);
  const clang::CXXConstructorDecl& constructor = *e.getConstructor();
  Call call{.expression = &e, .arguments = {e.arg_begin(), e.arg_end()}};
  if (e.getNumArgs() >= 1 && constructor.isCopyOrMoveConstructor() &&
      (constructor.isDefaulted() || analysis_.userBody(constructor) == nullptr))
    return {.value = load(e.getArg(0))};
  const clang::FunctionDecl* body = analysis_.userBody(constructor);
  if (body != nullptr && (!constructor.isImplicit() || constructor.isInheritingConstructor()) && isFollowed(*body) &&
      analysis_.running(*body) == nullptr) {
    state_.store({&e}, {});
    temporaries_.insert(&e);
    call.object = Result{.places = {{&e}}};
    runBody(*body, call);
    return {.value = state_.load({&e})};
  }
  if (isInBodo(constructor) && classify(e.getType()) == TypeClass::Frame && !isAnnotated_) {
    // a frame of values is replicated: of values that vary, it has a rank's own rows
    Result frame = callUnseen(&constructor, call);
    frame.value.pointees.clear();
    return frame;
  }
  Result object = body == nullptr || isFollowed(*body) ? callUnseen(&constructor, call) : callOpaque(*body, call);
  object.places.clear();
  return object;
}

void Activation::destroy(const clang::VarDecl& variable, const clang::CXXDestructorDecl* destructor) {
  if (destructor == nullptr || variable.getType()->isReferenceType()) return;
  const clang::FunctionDecl* body = analysis_.userBody(*destructor);
  if (body == nullptr || analysis_.running(*body) != nullptr) return;
  if (!isFollowed(*body)) {
    if (analysis_.calls.collects(*body)) destroyed_[&variable] = innerOf(*body, variable.getLocation());
    return;
  }
  State entry;
  Value self;
  self.pointees.insert({&variable});
  entry.store({thisOf(*body)}, self);
  const Outcome outcome = runOn(*body, entry, nullptr);
  state_.take(outcome.state);
  destroyed_[&variable] = calledAt(outcome.sequence, variable.getLocation());
}

}  // namespace bodocc::variance
