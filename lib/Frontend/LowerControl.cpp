// if, while and for around operations on frames: regions, which receive frames as arguments and return them by yields.
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <llvm/ADT/ScopeExit.h>

#include <algorithm>
#include <array>

#include "Frontend/AstVisitor.h"
#include "Frontend/Constants.h"
#include "Frontend/Jumps.h"
#include "Frontend/Lowering.h"

namespace bodocc {

namespace {

Schema schemaOfFrame(const Frame& frame) {
  Schema schema;
  for (const NamedExpr& column : frame.columns) schema.push_back({column.name, column.expr->type});
  return schema;
}

// The common schema of two paths: a column may be missing if it may be on one path, and is coded and ranged if it is on
// both.
std::optional<Schema> meet(const Schema& a, const Schema& b) {
  if (a.size() != b.size()) return std::nullopt;
  Schema both = a;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].name != b[i].name || !(a[i].type.type == b[i].type.type)) return std::nullopt;
    both[i].type.nullable = a[i].type.nullable || b[i].type.nullable;
    both[i].type.coded = a[i].type.coded && b[i].type.coded;
    if (a[i].type.range != b[i].type.range) both[i].type.range.reset();
  }
  return both;
}

// The first schema with the columns that a round of a loop has added after its own: they are missing before.
std::optional<Schema> withAdded(const Schema& before, const Schema& after) {
  if (after.size() <= before.size()) return std::nullopt;
  std::optional<Schema> both = meet(before, Schema(after.begin(), after.begin() + std::ssize(before)));
  if (!both) return std::nullopt;
  for (auto field = after.begin() + std::ssize(before); field != after.end(); ++field) {
    if (isList(field->type.type)) return std::nullopt;
    both->push_back({field->name, {field->type.type, true}});
  }
  return both;
}

const char* loopOf(const clang::Stmt* s) {
  return llvm::isa<clang::ForStmt, clang::CXXForRangeStmt>(s) ? "this for loop" : "this while loop";
}

// Finds types and static variables: a loop has one of each for all of its rounds.
class Singles : public AstVisitor {
 public:
  bool found = false;
  bool VisitNamedDecl(clang::NamedDecl* d) override {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(d);
    found = found || llvm::isa<clang::TagDecl>(d) ||
            (variable != nullptr && variable->isStaticLocal() && !variable->getType().isConstQualified());
    return true;
  }
  bool TraverseLambdaExpr(clang::LambdaExpr*) override { return true; }
};

// Looks for a loop's variable where it is a part of a name: in the arguments of operations and of annotated functions
// that are no operands; a number where it becomes a text.
class NameUses : public AstVisitor {
 public:
  NameUses(const clang::VarDecl& variable, std::function<bool(const clang::CallExpr*)> takesNames)
      : variable_(variable),
        takesNames_(std::move(takesNames)),
        isText_(!variable.getType().getNonReferenceType()->isArithmeticType()) {}
  bool in(const clang::Stmt* body) {
    TraverseStmt(body);
    return found_;
  }
  bool VisitCallExpr(clang::CallExpr* call) override {
    if (takesNames_(call))
      for (const clang::Expr* argument : call->arguments()) look(argument, isText_);
    return true;
  }

 private:
  void look(const clang::Stmt* s, bool asText) {
    if (s == nullptr || found_) return;
    if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(s))
      found_ = asText && reference->getDecl() == &variable_;
    if (llvm::isa<clang::LambdaExpr>(s)) return;
    if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(s)) {
      const clang::CXXRecordDecl& record = *made->getConstructor()->getParent();
      const auto is = [&](const char* name) { return isNamed(record, name); };
      if (isInBodo(record) && std::ranges::any_of(std::array{"Value", "Distance", "Fill", "Operand", "Expression"}, is))
        return;
    }
    if (const auto* call = llvm::dyn_cast<clang::CallExpr>(s)) asText = asText || isToString(*call);
    for (const clang::Stmt* child : s->children()) look(child, asText);
  }

  const clang::VarDecl& variable_;
  std::function<bool(const clang::CallExpr*)> takesNames_;
  bool isText_, found_ = false;
};

}  // namespace

Frame Lowering::asFrame(const Value& value, const std::string& name) const {
  if (const auto* frame = value.get<Frame>()) return *frame;
  if (const auto* series = value.get<Series>())
    return {series->rows, {{series->name.empty() ? (name.empty() ? "0" : name) : series->name, series->expr}}};
  throw Poisoned();
}

Frame Lowering::carriedFrame(const Value& value, const std::string& name) const {
  Frame frame = asFrame(value, name);
  if (value.get<Series>()) frame.columns[0].name = name;
  return frame;
}

Value Lowering::likeBefore(const Value& before, Rows& rows, SourceLoc loc) {
  Value value;
  value.loc = loc;
  if (const auto* frame = before.get<Frame>()) rows.unread = frame->unread;
  const Frame frame = frameOf(ctx_, rows, loc);
  if (const auto* series = before.get<Series>())
    value.is = Series{&rows, frame.columns.at(0).expr, series->name};
  else
    value.is = frame;
  return value;
}

void Lowering::passFrames(Op& op, const std::vector<std::pair<std::string, Value>>& frames) {
  for (const auto& [name, value] : frames) {
    const Frame frame = carriedFrame(value, name);
    const auto side = static_cast<unsigned>(op.inputs.size());
    op.inputs.push_back(frame.rows);
    op.names.push_back(name);
    for (const NamedExpr& column : frame.columns)
      op.outputs.push_back({.name = column.name, .type = column.expr->type, .from = column.expr, .side = side});
  }
}

void Lowering::passPlain(Op& op, const std::vector<Schema>& schemas) {
  std::vector<std::size_t> next(schemas.size());
  for (auto& column : op.outputs) {
    const ValueType& wanted = schemas[column.side][next[column.side]++].type;
    if (!column.type.coded || wanted.coded) continue;
    column.type.coded = false;
    column.from = callExpr(ctx_.function, plainOp(), {column.from}, column.type, op.loc);
  }
}

void Lowering::yield(const std::vector<const clang::ValueDecl*>& carried, clang::SourceLocation place) {
  std::vector<std::pair<std::string, Value>> frames;
  for (const clang::ValueDecl* v : carried) frames.push_back({v->getNameAsString(), environment_.at(v)});
  passFrames(ctx_.append(controlOp(Control::Yield), unit_.at(place)), frames);
}

bool Lowering::endsInReturn() const {
  return !ctx_.region->ops.empty() && ctx_.region->ops.back()->info->control == Control::Return;
}

// ---- blocks ----

void Lowering::block(const clang::Stmt* s) {
  const auto* braces = llvm::dyn_cast<clang::CompoundStmt>(s);
  if (braces != nullptr && mentionsBodo(s)) return compound(braces);
  statements({s});
}

// True if the destructor of the object does more than free memory.
static bool endIsSeen(clang::QualType type) {
  const auto* array = type->getAsArrayTypeUnsafe();
  const clang::CXXRecordDecl* record = (array == nullptr ? type : array->getElementType())->getAsCXXRecordDecl();
  if (type->isReferenceType() || record == nullptr || !record->hasDefinition() || record->hasTrivialDestructor())
    return false;
  if (isInBodo(*record)) return false;
  if (record->isInStdNamespace())
    return llvm::is_contained({"lock_guard", "scoped_lock", "unique_lock", "shared_lock", "jthread", "basic_ofstream",
                               "basic_fstream", "unique_ptr", "shared_ptr"},
                              record->getName());
  const clang::CXXDestructorDecl* destructor = record->getDestructor();
  if (destructor != nullptr && destructor->isUserProvided()) return true;
  return llvm::any_of(record->fields(), [](auto* field) { return endIsSeen(field->getType()); }) ||
         llvm::any_of(record->bases(), [](auto& base) { return endIsSeen(base.getType()); });
}

// The block does not exist in the emitted function: its variables live longer.
void Lowering::checkBlockEnd(const clang::CompoundStmt* s) const {
  for (const clang::Stmt* each : s->body())
    if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(each))
      for (const clang::Decl* d : declaration->decls())
        if (const auto* v = llvm::dyn_cast<clang::VarDecl>(d); v != nullptr && endIsSeen(v->getType()))
          failAt(
              v->getLocation(), Diag::UnsupportedStatement,
              fmt::format("'{}', whose destructor runs at the end of a block with operations,", v->getNameAsString()),
              "cannot be compiled yet",
              "make the block a function of its own, or declare it in the function's own block");
}

// ---- if ----

// A condition's text, as a bool: for types with an explicit conversion there is no other way.
HostText Lowering::condition(const clang::Expr* e) {
  HostText text = hostText(e);
  if (classify(strip(e)->getType()) == TypeClass::Host && e->IgnoreUnlessSpelledInSource()->getType()->isRecordType()) {
    text.pieces.insert(text.pieces.begin(), {"static_cast<bool>("});
    text.pieces.push_back({")"});
  }
  return text;
}

void Lowering::ifStatement(const clang::IfStmt* s) {
  const auto blockOf = [this](const clang::Stmt* branch) {
    return [this, branch] {
      if (branch != nullptr) block(branch);
    };
  };
  branches(s, {blockOf(s->getThen()), blockOf(s->getElse())}, assignedFrames({s}));
}

void Lowering::branches(const clang::IfStmt* s, std::array<std::function<void()>, 2> lowerBranch,
                        const std::vector<const clang::ValueDecl*>& assigned) {
  // declarations in the parentheses move before the if
  if (s->getInit() != nullptr) statement(s->getInit());
  if (s->isConstexpr()) {
    // branches that this instance discards do not exist for it
    if (const auto taken = s->getNondiscardedCase(unit_.ast))
      if (*taken != nullptr) statement(*taken);
    return;
  }
  if (s->getConditionVariableDeclStmt() != nullptr) statement(s->getConditionVariableDeclStmt());
  ctx_.name.clear();
  HostText head = condition(s->getCond());
  branches(s, s->getIfLoc(), std::move(head), std::move(lowerBranch), assigned);
}

void Lowering::branches(const clang::Stmt* s, clang::SourceLocation place, HostText head,
                        std::array<std::function<void()>, 2> lowerBranch,
                        const std::vector<const clang::ValueDecl*>& assigned) {
  const Environment before = environment_;
  const auto declared = declared_;

  Op& op = ctx_.append(controlOp(Control::If), unit_.at(place));
  op.text = std::move(head);
  if (leaves(s)) op.options["leaves"] = {bodo::boolean, true, ""};
  op.regions.resize(2);
  Region* const outer = ctx_.region;
  Environment after[2];
  bool returns[2] = {false, false};
  for (int i = 0; i < 2; ++i) {
    environment_ = before;
    declared_ = declared;
    ctx_.region = &op.regions[static_cast<std::size_t>(i)];
    lowerBranch[static_cast<std::size_t>(i)]();
    returns[i] = endsInReturn();
    after[i] = environment_;
  }
  ctx_.region = outer;
  declared_ = declared;
  environment_ = before;
  if (returns[0] && returns[1]) return;

  // variables that have a value on every path that continues
  std::vector<const clang::ValueDecl*> results;
  std::vector<Schema> schemas;
  for (const clang::ValueDecl* v : assigned) {
    if (poisoned_.contains(v)) continue;
    std::optional<Schema> schema;
    bool missing = false;
    for (int i = 0; i < 2; ++i) {
      if (returns[i]) continue;
      const Value& value = after[i].at(v);
      if (value.empty() || (value.get<Frame>() != nullptr && value.get<Frame>()->rows == nullptr)) {
        missing = true;
        continue;
      }
      const Schema now = schemaOfFrame(carriedFrame(value, v->getNameAsString()));
      const auto both = schema ? meet(*schema, now) : now;
      if (!both)
        failAt(place, Diag::TypeDiffers, v->getNameAsString(),
               llvm::isa<clang::SwitchStmt>(s) ? "after two cases of this switch" : "after the two branches of this if",
               fmt::format("{} and {}", toString(*schema), toString(now)));
      schema = both;
    }
    if (missing || !schema) {
      environment_[v] = {};
      continue;
    }
    results.push_back(v);
    schemas.push_back(*schema);
  }
  if (results.empty()) return;

  const Environment joined = environment_;
  for (int i = 0; i < 2; ++i) {
    if (returns[i]) continue;
    environment_ = after[i];
    ctx_.region = &op.regions[static_cast<std::size_t>(i)];
    ctx_.name.clear();
    yield(results, place);
    passPlain(*ctx_.region->ops.back(), schemas);
  }
  ctx_.region = outer;
  environment_ = joined;
  for (std::size_t i = 0; i < results.size(); ++i) {
    ctx_.name = results[i]->getNameAsString();
    Rows& rows = ctx_.addRows(op);
    for (const Field& field : schemas[i]) rows.columns.push_back({.name = field.name, .type = field.type});
    const Value& like = after[returns[0] ? 1 : 0].at(results[i]);
    environment_[results[i]] = likeBefore(like, rows, op.loc);
    op.names.push_back(ctx_.name);
  }
}

// ---- loops ----

// Of do { ... } while (false), which is no loop in the emitted function.
void Lowering::checkJumps(const clang::Stmt* block) const {
  if (const Jumps jumps = jumpsIn(block); jumps.jump.isValid())
    failAt(jumps.jump, Diag::UnsupportedStatement, "break or continue in do … while (false)", "is not supported",
           "write if");
}

bool Lowering::leaves(const clang::Stmt* s) const { return exits_ != nullptr && jumpsIn(s).jump.isValid(); }

// The statements of a branch, or of a block.
std::vector<const clang::Stmt*> Lowering::listOf(const clang::Stmt* s) {
  const auto* braces = llvm::dyn_cast_or_null<clang::CompoundStmt>(s);
  if (braces == nullptr) return s == nullptr ? std::vector<const clang::Stmt*>() : std::vector{s};
  findComments(*braces);
  checkBlockEnd(braces);
  return {braces->body_begin(), braces->body_end()};
}

// The loop ends after this round.
void Lowering::end(const Exits& loop, SourceLoc loc) {
  HostText text;
  text.pieces.push_back({loop.ended + " = true;"});
  text.modifies.push_back(loop.ended);
  ctx_.append(controlOp(Control::Host), loc).text = std::move(text);
}

// A statement from which break or continue leave the round: what comes after it, `rest_`, is a part of its branches, so
// that each path through the round yields the frames.
void Lowering::leaving(const clang::Stmt* s) {
  const std::vector<const clang::Stmt*> rest = std::exchange(rest_, {});
  if (llvm::isa<clang::ContinueStmt>(s)) return;
  if (llvm::isa<clang::BreakStmt>(s)) return end(*exits_, unit_.at(s->getBeginLoc()));
  const auto withRest = [&](std::vector<const clang::Stmt*> list) {
    const bool ends =
        !list.empty() && (llvm::isa<clang::BreakStmt>(list.back()) || llvm::isa<clang::ContinueStmt>(list.back()) ||
                          llvm::isa<clang::ReturnStmt>(list.back()));
    if (!ends) list.insert(list.end(), rest.begin(), rest.end());
    return std::pair(std::move(list), ends);
  };
  if (llvm::isa<clang::CompoundStmt>(s)) return statements(withRest(listOf(s)).first);
  const auto* branch = llvm::dyn_cast<clang::IfStmt>(s);
  if (branch != nullptr && branch->isConstexpr()) {
    const auto taken = branch->getNondiscardedCase(unit_.ast);
    return statements(withRest(listOf(taken ? *taken : nullptr)).first);
  }
  if (branch != nullptr) {
    const auto [then, thenEnds] = withRest(listOf(branch->getThen()));
    const auto [otherwise, otherwiseEnds] = withRest(listOf(branch->getElse()));
    if (thenEnds || otherwiseEnds || rest.empty()) {
      std::vector<const clang::Stmt*> all{s};
      all.insert(all.end(), rest.begin(), rest.end());
      const auto lowered = [this](const std::vector<const clang::Stmt*>& list) {
        return [this, &list] {
          ++depth_;
          statements(list);
          --depth_;
        };
      };
      return branches(branch, {lowered(then), lowered(otherwise)}, assignedFrames(all));
    }
  }
  failAt(jumpsIn(s).jump, Diag::UnsupportedStatement,
         "break or continue within two conditions, in a loop that changes frames,", "is not supported",
         "write if (condition) break; or make it part of the loop's condition");
}

void Lowering::whileStatement(const clang::WhileStmt* s) {
  const bool looksAtFrames = s->hasVarStorage() || find(s->getCond(), [&](const clang::DeclRefExpr& r) {
                                                     return isFrameValue(&r);
                                                   }) != nullptr;
  if (!looksAtFrames) return loop(s, Control::While, condition(s->getCond()), s->getBody(), [] {});

  // the inputs of the condition are computed in every round
  HostText forever;
  forever.pieces.push_back({";;"});
  forever.repeatable = true;
  loop(s, Control::For, std::move(forever), s->getBody(), [this, s] {
    if (s->hasVarStorage()) statement(s->getConditionVariableDeclStmt());
    HostText text = condition(s->getCond());
    ctx_.append(controlOp(Control::Leave), unit_.at(s->getWhileLoc())).text = std::move(text);
  });
}

void Lowering::doStatement(const clang::DoStmt* s) {
  HostText forever;
  forever.pieces.push_back({";;"});
  forever.repeatable = true;
  loop(s, Control::For, std::move(forever), s->getBody(), [] {}, s->getCond());
}

// An operation on frames in this part of a loop's head that uses a variable which varies, or a function of the user's.
const clang::Expr* Lowering::operationOn(const clang::Stmt* s,
                                         llvm::function_ref<bool(const clang::Decl*)> varies) const {
  if (s == nullptr) return nullptr;
  const auto usesVarying = [&](const auto& self, const clang::Stmt* part) -> bool {
    if (part == nullptr) return false;
    const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(part);
    const auto* call = llvm::dyn_cast<clang::CallExpr>(part);
    const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
    return (reference != nullptr && varies(reference->getDecl())) ||
           (callee != nullptr && !isInBodo(*callee) && !callee->isInStdNamespace()) ||
           llvm::any_of(part->children(), [&](const clang::Stmt* child) { return self(self, child); });
  };
  if (const auto* call = llvm::dyn_cast<clang::CallExpr>(s);
      call != nullptr && call->getDirectCallee() != nullptr && isInBodo(*call->getDirectCallee())) {
    const auto isOfFrames = [](const clang::Expr* e) {
      const TypeClass c = classify(strip(e)->getType());
      return c != TypeClass::Host && c != TypeClass::Scalar;
    };
    const auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(call);
    if ((llvm::any_of(call->arguments(), isOfFrames) ||
         (member != nullptr && isOfFrames(member->getImplicitObjectArgument()))) &&
        usesVarying(usesVarying, call))
      return call;
  }
  for (const clang::Stmt* child : s->children())
    if (const clang::Expr* found = operationOn(child, varies)) return found;
  return nullptr;
}

void Lowering::forStatement(const clang::ForStmt* s) {
  const auto changed = assignedFrames(s->getBody());
  for (const clang::Stmt* part :
       {s->getInit(), llvm::cast_or_null<clang::Stmt>(s->getCond()), llvm::cast_or_null<clang::Stmt>(s->getInc())})
    if (const auto* use =
            find(part, [&](const clang::DeclRefExpr& r) { return llvm::is_contained(changed, r.getDecl()); }))
      failAt(use->getLocation(), Diag::LoopHead, use->getDecl()->getNameAsString());
  // operations in the head run once, before the loop, unless a round gives them other values
  clang::ExprMutationAnalyzer changes(*s, unit_.ast);
  const auto* const init = llvm::dyn_cast_or_null<clang::DeclStmt>(s->getInit());
  const auto varies = [&](const clang::Decl* d) {
    const auto* v = llvm::dyn_cast<clang::ValueDecl>(d);
    return v != nullptr && (changes.isMutated(v) || (init != nullptr && llvm::is_contained(init->decls(), v)));
  };
  if (const clang::Expr* operation = operationOn(s->getInc(), varies))
    failAt(operation->getExprLoc(), Diag::UnsupportedStatement,
           fmt::format("'{}' in the head of a loop", unit_.text(operation->getSourceRange())),
           "has another value in each round", "move it into the body of the loop");
  const bool eachRound = operationOn(s->getCond(), varies) != nullptr;
  // the head as written, between its parentheses; the parts' scalars are spliced in
  std::vector<Use> uses;
  HostText effects;
  bool repeatable = true;
  const auto outer = std::exchange(declaring_, {});
  if (init != nullptr) declaring_.insert(init->decl_begin(), init->decl_end());
  for (const clang::Stmt* part : {s->getInit(), eachRound ? nullptr : llvm::cast_or_null<clang::Stmt>(s->getCond()),
                                  llvm::cast_or_null<clang::Stmt>(s->getInc())})
    if (part != nullptr) {
      findUses(part, uses);
      declaring_.clear();
      addRenamed(part, uses);
      describeEffects(part, effects);
      repeatable = repeatable && effects.repeatable;
    }
  declaring_ = outer;
  if (eachRound) uses.push_back({s->getCond()->getSourceRange(), {}});
  HostText head = compose({s->getLParenLoc(), s->getRParenLoc()}, std::move(uses));
  head.pieces.front().text.erase(0, 1);
  head.pieces.back().text.pop_back();
  head.reads = effects.reads, head.modifies = effects.modifies, head.defines = effects.defines;
  head.repeatable = repeatable, head.branches = true;
  loop(s, Control::For, std::move(head), s->getBody(), [this, s, eachRound] {
    if (!eachRound) return;
    HostText text = condition(s->getCond());
    ctx_.append(controlOp(Control::Leave), unit_.at(s->getForLoc())).text = std::move(text);
  });
}

void Lowering::rangeForStatement(const clang::CXXForRangeStmt* s) {
  if (s->getInit() != nullptr) statement(s->getInit());
  if (unrolled(s)) return;
  const clang::Expr* over = s->getRangeInit();
  if (mentionsBodo(over) || holdsFrames(over->getType())) {
    if (isParallelLoop(*s)) return parallelLoop(s);
    if (isParallelRange(over->getType()))
      failAt(over->getExprLoc(), Diag::UnsupportedStatement, "a parallel loop over a variable", "is not supported",
             "write bodo::prange(...) in the loop's head");
    failAt(over->getExprLoc(), Diag::UnsupportedStatement, "a loop over frames, series or their values",
           "is not supported", "use operations on whole columns, or map for a function of each row");
  }
  std::vector<Use> uses;
  addRenamed(over, uses);
  HostText head = compose({s->getLoopVarStmt()->getBeginLoc(), s->getRParenLoc()}, std::move(uses));
  head.pieces.back().text.pop_back();
  describeEffects(over, head);
  head.defines.push_back(s->getLoopVariable()->getNameAsString());
  loop(s, Control::For, std::move(head), s->getBody(), [] {});
}

// Rounds over names of columns, of files, or over numbers in such names: the schemas of frames depend on them, so each
// round is lowered by itself, with the variable as a constant. False if this is not such a loop.
bool Lowering::unrolled(const clang::CXXForRangeStmt* s) {
  constexpr std::size_t most = 64;
  const clang::VarDecl& variable = *s->getLoopVariable();
  const auto takesNames = [this](const clang::CallExpr* call) {
    return call->getDirectCallee() != nullptr && (isOperation(call) || annotatedCallee(call) != nullptr);
  };
  if (!NameUses(variable, takesNames).in(s->getBody())) return false;
  // a variable that the rounds assign is not a constant
  const clang::QualType type = variable.getType();
  if (!type.getNonReferenceType().isConstQualified() && (type->isReferenceType() || type->isRecordType())) return false;
  if (reassigned_.contains(&variable) || escaped_.contains(&variable)) return false;
  Singles singles;
  singles.TraverseStmt(s->getBody());
  if (jumpsIn(s->getBody()).jump.isValid() || singles.found) return false;

  const clang::Expr* over = s->getRangeInit();
  if (!isContainer(over->getType())) return false;
  const auto elements =
      foldElements(over, unit_.ast, [&](const clang::VarDecl& container) { return known(container); });
  if (!elements) {
    if (auto parameters = unknownParameters(over); !parameters.empty()) {
      const std::string text = unit_.text(over->getSourceRange());
      Diagnostic unknown = makeDiagnostic(Diag::ConstantUnknown, fmt::make_format_args(text));
      unknown.loc = at(over);
      bodocc::failUnknown(std::move(unknown), std::move(parameters));
    }
    return false;
  }
  if (elements->size() > most) return false;
  const unsigned errors = errors_;
  for (const Constant& element : *elements) {
    round(s, element);
    if (errors_ != errors || endsInReturn()) break;
  }
  rounds_.erase(&variable);
  return true;
}

void Lowering::round(const clang::CXXForRangeStmt* s, const Constant& value) {
  const clang::VarDecl& variable = *s->getLoopVariable();
  // the rounds share a block of the emitted function: each has variables of its own
  for (auto& [name, declared] : declared_)
    if (declared != nullptr &&
        unit_.sources().isPointWithin(declared->getLocation(), s->getBeginLoc(), s->getEndLoc())) {
      renamed_.erase(declared);
      declared = nullptr;
    }
  rounds_[&variable] = value;
  declare(&variable);
  const auto* text = std::get_if<std::string>(&value.value);
  HostText definition;
  definition.pieces.push_back({fmt::format("{} = {};", spell(variable.getType(), nameOf(&variable), unit_.ast),
                                           text != nullptr ? quoted(*text) : toString(value))});
  definition.defines.push_back(nameOf(&variable));
  definition.repeatable = true;
  ctx_.append(controlOp(Control::Host), unit_.at(s->getBeginLoc())).text = std::move(definition);
  constants_.push_back(ctx_.region->ops.back().get());
  block(s->getBody());
}

bool Lowering::loopBody(Op& op, const std::vector<const clang::ValueDecl*>& carried, const clang::Stmt* body,
                        const std::function<void()>& first, const std::function<void()>& last) {
  Region& region = op.regions[0];
  for (std::size_t i = 0; i < carried.size(); ++i)
    environment_[carried[i]] = likeBefore(environment_.at(carried[i]), *region.arguments[i], op.loc);
  Region* const outer = ctx_.region;
  ctx_.region = &region;
  const unsigned errors = errors_;
  try {
    first();
    block(body);
    if (!endsInReturn()) last();
  } catch (...) {
    ctx_.region = outer;
    throw;
  }
  if (errors_ == errors && !carried.empty() && !endsInReturn()) yield(carried, body->getEndLoc());
  ctx_.region = outer;
  return errors_ == errors;
}

void Lowering::loop(const clang::Stmt* s, Control kind, HostText head, const clang::Stmt* body,
                    const std::function<void()>& first, const clang::Expr* again) {
  std::vector<const clang::ValueDecl*> carried = assignedFrames({s});
  // a frame that is empty before the loop is assigned in each round, and is empty again after the loop
  std::vector<const clang::ValueDecl*> own;
  std::erase_if(carried, [&](const clang::ValueDecl* v) {
    const Value& value = environment_.at(v);
    const bool empty = value.empty() || (value.get<Frame>() != nullptr && value.get<Frame>()->rows == nullptr);
    if (empty) own.push_back(v);
    return empty || poisoned_.contains(v);
  });
  const Jumps jumps = jumpsIn(body);
  Exits exits;
  // the check at the end of a round is a part of the round, too
  const bool checked = !carried.empty() || again != nullptr;
  const auto outer = std::exchange(exits_, checked && jumps.jump.isValid() ? &exits : nullptr);
  const auto done = llvm::make_scope_exit([&] { exits_ = outer; });
  if ((exits_ != nullptr && jumps.breaks) || again != nullptr) {
    exits.ended = freshIdentifier("ended");
    HostText text;
    text.pieces.push_back({fmt::format("bool {} = false;", exits.ended)});
    text.defines.push_back(exits.ended);
    ctx_.append(controlOp(Control::Host), unit_.at(s->getBeginLoc())).text = std::move(text);
  }
  Environment before = environment_;
  const auto declared = declared_;
  ctx_.name.clear();

  Op& op = ctx_.append(controlOp(kind), unit_.at(s->getBeginLoc()));
  op.text = std::move(head);
  if (!exits.ended.empty()) op.options["ended"] = {bodo::string, exits.ended, ""};
  op.regions.resize(1);
  std::vector<Schema> schemas;
  for (const clang::ValueDecl* v : carried)
    schemas.push_back(schemaOfFrame(carriedFrame(before.at(v), v->getNameAsString())));

  const auto last = [&] {
    if (again == nullptr) return;
    HostText text = condition(again);
    text.pieces.insert(text.pieces.begin(), {"!("});
    text.pieces.push_back({")"});
    Op& check = ctx_.append(controlOp(Control::If), unit_.at(again->getExprLoc()));
    check.text = std::move(text);
    check.options["leaves"] = {bodo::boolean, true, ""};
    check.regions.resize(2);
    Region* const outside = std::exchange(ctx_.region, &check.regions[0]);
    end(exits, check.loc);
    ctx_.region = outside;
  };

  // to a fixpoint: values may become missing in a later round, but neither names nor types may change
  for (bool again = true; again;) {
    again = false;
    versions_.bury(std::move(op.regions[0]));
    op.regions[0] = Region();
    environment_ = before;
    declared_ = declared;
    const std::vector<const Op*> constants = constants_;
    for (std::size_t i = 0; i < carried.size(); ++i)
      addArgument(ctx_, op.regions[0].arguments, carried[i]->getNameAsString(), schemas[i], op.loc);
    if (!loopBody(op, carried, body, first, last)) break;
    for (std::size_t i = 0; i < carried.size(); ++i) {
      const Schema now = schemaOfFrame(carriedFrame(environment_.at(carried[i]), carried[i]->getNameAsString()));
      auto both = meet(schemas[i], now);
      Frame* const first = before.at(carried[i]).get<Frame>();
      if (!both && first) {
        both = withAdded(schemas[i], now);
        if (both)
          for (std::size_t c = first->columns.size(); c < both->size(); ++c) {
            const Field& field = (*both)[c];
            const Constant missing{field.type.type, std::monostate{}, ""};
            first->columns.push_back({field.name, constantExpr(ctx_.function, missing, op.loc)});
          }
      }
      if (!both)
        failAt(s->getBeginLoc(), Diag::TypeDiffers, carried[i]->getNameAsString(),
               fmt::format("after a round of {}", loopOf(s)),
               fmt::format("{}, and {} before it", toString(now), toString(schemas[i])));
      again = again || *both != schemas[i];
      schemas[i] = *both;
    }
    if (again) constants_ = constants;
    if (!again && !carried.empty()) {
      std::vector<std::pair<std::string, Value>> start;
      for (const clang::ValueDecl* v : carried) start.push_back({v->getNameAsString(), before.at(v)});
      passFrames(op, start);
      passPlain(op, schemas);
      if (!op.regions[0].ops.empty() && op.regions[0].ops.back()->info->control == Control::Yield)
        passPlain(*op.regions[0].ops.back(), schemas);
    }
  }

  environment_ = before;
  declared_ = declared;
  for (const clang::ValueDecl* v : own) environment_[v] = {};
  for (std::size_t i = 0; i < carried.size(); ++i) {
    ctx_.name = carried[i]->getNameAsString();
    Rows& rows = ctx_.addRows(op);
    for (const Field& field : schemas[i]) rows.columns.push_back({.name = field.name, .type = field.type});
    environment_[carried[i]] = likeBefore(before.at(carried[i]), rows, op.loc);
  }
}

}  // namespace bodocc
