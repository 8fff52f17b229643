// The run of one function: its blocks until nothing changes, which branches decide what, and the sequences of
// collectives on the ways through it.
#include "Frontend/Variance/Activation.h"
#include "Frontend/Variance/Hoist.h"

#include <clang/AST/StmtCXX.h>

#include <algorithm>

namespace bodocc::variance {

Activation::Activation(Analysis& analysis, const clang::FunctionDecl& body, const Cause* region)
    : analysis_(analysis),
      body_(body),
      graph_(analysis.graphOf(body)),
      region_(region),
      isAnnotated_(isAnnotated(body)) {
  if (graph_ == nullptr) return;
  for (const FlowGraph::Block& block : graph_->blocks())
    for (const clang::CFGElement& element : block.elements)
      if (const auto statement = element.getAs<clang::CFGStmt>()) {
        if (const auto* e = llvm::dyn_cast<clang::Expr>(statement->getStmt())) elements_.insert(e);
        if (const auto* declared = llvm::dyn_cast<clang::DeclStmt>(statement->getStmt()))
          for (const clang::Decl* d : declared->decls())
            if (const auto* v = llvm::dyn_cast<clang::VarDecl>(d); v != nullptr && v->isStaticLocal() && v->hasInit())
              findOnce(*v->getInit(), *v);
      }
}

void Activation::findOnce(const clang::Stmt& part, const clang::VarDecl& variable) {
  if (const auto* e = llvm::dyn_cast<clang::Expr>(&part)) once_.emplace(e, &variable);
  for (const clang::Stmt* below : part.children())
    if (below != nullptr) findOnce(*below, variable);
}

Value Activation::again(const State& state) {
  if (again_)
    again_->joinWith(state, analysis_.causes);
  else
    again_ = state;
  return returnedSoFar();
}

bool Activation::callsCollectives() const {
  return std::any_of(events_.begin(), events_.end(), [](const auto& one) { return holdsCall(one.second); }) ||
         std::any_of(destroyed_.begin(), destroyed_.end(), [](const auto& one) { return holdsCall(one.second); });
}

Value Activation::returnedSoFar() const {
  Value all;
  bool isFirst = true;
  for (const auto& [statement, value] : returned_) {
    all = isFirst ? value : join(all, value, analysis_.causes);
    isFirst = false;
  }
  return all;
}

void Activation::declareAll(const std::vector<const clang::VarDecl*>& variables, State& state) {
  elements_.clear();
  state_ = state;
  for (const clang::VarDecl* variable : variables) declare(*variable);
  state = std::move(state_);
}

Outcome Activation::run(const State& entry, bool reporting) {
  Outcome outcome;
  if (graph_ == nullptr) {
    outcome.state = entry;
    return outcome;
  }
  const std::size_t n = graph_->blocks().size();
  State start = entry;
  for (const clang::ParmVarDecl* parameter : body_.parameters()) declared_.try_emplace(parameter, graph_->entry());
  branches_.assign(n, nullptr);
  // branches that vary make values vary, which make branches vary: each round may find more of them
  for (unsigned round = 0; round < 16; ++round) {
    entries_.assign(n, std::nullopt);
    reached_.assign(n, false);
    reported_.assign(n, false);
    entries_[graph_->entry()] = start;
    depend();
    flow();
    // exceptions lead on to handlers: what was found when a throw seemed to lead nowhere does not hold
    if (ways() != ways_ && round < 8) {
      branches_.assign(n, nullptr);
      again_.reset();
      start = entry;
      continue;
    }
    bool changed = false;
    for (unsigned block = 0; block < n; ++block) {
      if (branches_[block] != nullptr || !reached_[block]) continue;
      branches_[block] = branchCause(block);
      changed = changed || branches_[block] != nullptr;
    }
    const Value returned = returnedSoFar();
    changed = changed || (again_ && !returned.sameAs(outcome.returned));
    outcome.returned = returned;
    if (again_) {
      State all = start;
      if (all.joinWith(*again_, analysis_.causes)) {
        start = std::move(all);
        changed = true;
      }
    }
    if (!changed) break;
  }
  depend();
  if (reporting) {
    reporting_ = true;
    entries_[graph_->entry()] = start;
    flow();
  }
  outcome.state = entries_[graph_->exit()] ? std::move(*entries_[graph_->exit()]) : start;
  for (const auto& [root, block] : declared_) outcome.state.erase(root);
  for (const void* root : temporaries_) outcome.state.erase(root);
  for (unsigned block = 0; block < n; ++block) {
    const clang::Expr* thrower = graph_->blocks()[block].thrower;
    if (thrower == nullptr || !reached_[block]) continue;
    const auto found = throws_.find(thrower);
    if (found == throws_.end()) continue;
    for (const Thrown& thrown : found->second)
      if (graph_->handlerOf(graph_->blocks()[block].landing, thrown.type) == graph_->exit()) {
        block_ = block;
        outcome.thrown.push_back({thrown.type, either(thrown.cause, controlCause(nullptr))});
      }
  }
  outcome.sequence = sequenceFrom(graph_->entry(), graph_->exit());
  // it only calls itself
  if (again_ && !callsCollectives()) outcome.sequence.clear();
  return outcome;
}

// Runs the blocks, each with the states of those before it, until nothing changes. The state in which a block begins is
// kept where loops come back to it; all else goes on to the next blocks.
void Activation::flow() {
  const std::size_t n = entries_.size();
  std::vector<unsigned> before(n, 0), place(n, 0);
  for (unsigned block = 0; block < n; ++block)
    for (const unsigned to : nextOf(block)) ++before[to];
  for (unsigned i = 0; i < order_.size(); ++i) place[order_[i]] = i;
  const auto isKept = [&](unsigned block) {
    return block == graph_->exit() || (before[block] > 1 && control_->onCycle(block));
  };

  std::set<unsigned> waiting{place[graph_->entry()]};
  if (reporting_)
    for (unsigned block = 0; block < n; ++block)
      if (entries_[block]) waiting.insert(place[block]);
  for (std::size_t rounds = 0; !waiting.empty() && rounds < 64 * n; ++rounds) {
    const unsigned block = order_[*waiting.begin()];
    waiting.erase(waiting.begin());
    block_ = block;
    if (isKept(block)) {
      state_ = *entries_[block];
    } else {
      state_ = std::move(*entries_[block]);
      entries_[block].reset();
    }
    reached_[block] = true;
    for (const clang::CFGElement& element : graph_->blocks()[block].elements) evaluate(element);
    if (const clang::Expr* condition = graph_->blocks()[block].condition) {
      conditions_[block] = load(condition).anyCause();
      if (reporting_ && conditions_[block] != nullptr)
        analysis_.remark(condition->getExprLoc(), "the condition", *conditions_[block]);
    }
    const std::vector<unsigned> next = nextOf(block);
    for (std::size_t i = 0; i < next.size(); ++i) {
      const unsigned to = next[i];
      // an exception that leaves the function
      const FlowGraph::Block& here = graph_->blocks()[block];
      if (to == graph_->exit() && here.thrower != nullptr &&
          std::find(here.next.begin(), here.next.end(), to) == here.next.end())
        continue;
      const bool isNew = !entries_[to];
      if (isNew)
        entries_[to] = i + 1 == next.size() ? std::move(state_) : state_;
      else if (!entries_[to]->joinWith(state_, analysis_.causes) && isKept(to))
        continue;
      // when it is told what was found, nothing changes any more
      if (!(reporting_ && isKept(to) && reported_[to])) waiting.insert(place[to]);
    }
    reported_[block] = reporting_;
  }
}

Edges Activation::ways() const {
  Edges all;
  for (unsigned block = 0; block < graph_->blocks().size(); ++block) all.push_back(nextOf(block));
  return all;
}

void Activation::depend() {
  ways_ = ways();
  control_.emplace(ways_, graph_->exit());
  // each block after those that lead to it, but for loops; what the entry does not lead to comes last
  order_.clear();
  std::vector<bool> seen(ways_.size(), false);
  for (unsigned start = 0; start <= ways_.size(); ++start) {
    const unsigned first = start == 0 ? graph_->entry() : start - 1;
    if (seen[first]) continue;
    const auto begin = static_cast<std::ptrdiff_t>(order_.size());
    appendPostorder(ways_, first, seen, order_);
    std::reverse(order_.begin() + begin, order_.end());
  }
}

std::vector<unsigned> Activation::nextOf(unsigned block) const {
  const FlowGraph::Block& from = graph_->blocks()[block];
  std::vector<unsigned> next = from.next;
  if (!from.isDoomed) std::erase_if(next, [&](unsigned to) { return graph_->blocks()[to].isDoomed; });
  if (from.thrower == nullptr) return next;
  const auto found = throws_.find(from.thrower);
  if (found == throws_.end()) return next;
  for (const Thrown& thrown : found->second) {
    const unsigned to = graph_->handlerOf(from.landing, thrown.type);
    if (std::find(next.begin(), next.end(), to) == next.end()) next.push_back(to);
  }
  return next;
}

// Why the ranks may go on from there by different ways.
const Cause* Activation::branchCause(unsigned block) const {
  const FlowGraph::Block& from = graph_->blocks()[block];
  const Cause* cause = nullptr;
  if (from.condition != nullptr && from.next.size() > 1)
    if (const auto found = conditions_.find(block); found != conditions_.end()) cause = found->second;
  // a throw-expression goes one way
  if (from.thrower == nullptr || llvm::isa<clang::CXXThrowExpr>(from.thrower)) return cause;
  if (const auto found = throws_.find(from.thrower); found != throws_.end())
    for (const Thrown& thrown : found->second) cause = either(cause, thrown.cause);
  return cause;
}

const Cause* Activation::controlCause(const void* root) const {
  if (!control_) return nullptr;
  const auto declared = declared_.find(root);
  const bool isLocal = root != nullptr && declared != declared_.end();
  for (const unsigned by : control_->controllers(block_).set_bits())
    if (branches_[by] != nullptr && !(isLocal && control_->controllers(declared->second).test(by)))
      return branches_[by];
  return root == nullptr || isLocal ? nullptr : region_;
}

Sequence Activation::eventsIn(unsigned block) const {
  Sequence all;
  for (const clang::CFGElement& element : graph_->blocks()[block].elements) {
    const Sequence* events = nullptr;
    if (const auto statement = element.getAs<clang::CFGStmt>()) {
      const auto* e = llvm::dyn_cast<clang::Expr>(statement->getStmt());
      if (const auto found = events_.find(e); found != events_.end()) events = &found->second;
    } else if (const auto dead = element.getAs<clang::CFGAutomaticObjDtor>()) {
      if (const auto found = destroyed_.find(dead->getVarDecl()); found != destroyed_.end()) events = &found->second;
    }
    if (events != nullptr) all.insert(all.end(), events->begin(), events->end());
  }
  return all;
}

// The blocks on the ways from this one back to it that do not come to `stop`.
std::vector<unsigned> Activation::loopOf(unsigned head, unsigned stop) const {
  const std::size_t n = reached_.size();
  Edges next(n), before(n);
  for (unsigned from = 0; from < n; ++from) {
    if (!reached_[from] || !control_->sameCycle(from, head) || from == stop) continue;
    for (const unsigned to : nextOf(from)) {
      next[from].push_back(to);
      before[to].push_back(from);
    }
  }
  const auto reach = [&](const Edges& edges) {
    std::vector<bool> found(n, false);
    std::vector<unsigned> waiting{head};
    while (!waiting.empty()) {
      const unsigned block = waiting.back();
      waiting.pop_back();
      if (found[block] || block == stop) continue;
      found[block] = true;
      waiting.insert(waiting.end(), edges[block].begin(), edges[block].end());
    }
    return found;
  };
  const std::vector<bool> after = reach(next), leading = reach(before);
  std::vector<unsigned> loop;
  for (unsigned block = 0; block < n; ++block)
    if (after[block] && leading[block]) loop.push_back(block);
  return loop;
}

// The collectives from the block's begin to that of `stop`.
Sequence Activation::sequenceFrom(unsigned block, unsigned stop) {
  Sequence all;
  std::vector<unsigned> visited;
  while (block != stop && block != graph_->exit()) {
    if (++steps_ > 100'000) break;
    if (std::find(visiting_.begin(), visiting_.end(), block) != visiting_.end()) {
      // a round of a loop: nothing, if there are no collectives in it
      for (const unsigned one : loopOf(block, stop)) {
        const Sequence inside = eventsIn(one);
        const Event* first = firstCall(inside);
        if (first == nullptr) continue;
        auto again = std::make_shared<Event>(*first);
        again->kind = Event::Kind::Again;
        again->callee = nullptr;
        again->arguments.clear();
        again->parts.clear();
        all.push_back(std::move(again));
        break;
      }
      break;
    }
    visiting_.push_back(block);
    visited.push_back(block);
    const Sequence events = eventsIn(block);
    all.insert(all.end(), events.begin(), events.end());
    const std::vector<unsigned> next = nextOf(block);
    if (next.empty()) break;
    if (next.size() == 1) {
      block = next.front();
      continue;
    }
    const unsigned join = control_->postdominator(block);
    std::vector<Sequence> parts;
    for (const unsigned to : next) parts.push_back(sequenceFrom(to, join));
    std::size_t other = 1;
    while (other < parts.size() && same(parts[0], parts[other])) ++other;
    if (other == parts.size()) {
      all.insert(all.end(), parts[0].begin(), parts[0].end());
    } else if (branches_[block] != nullptr) {
      diverge(block, parts[0], parts[other]);
      // it has been reported: go on with the path that has more
      const auto longest = std::max_element(parts.begin(), parts.end(),
                                            [](const Sequence& a, const Sequence& b) { return a.size() < b.size(); });
      all.insert(all.end(), longest->begin(), longest->end());
    } else {
      auto choice = std::make_shared<Event>();
      choice->kind = Event::Kind::Choice;
      if (const clang::Expr* condition = graph_->blocks()[block].condition)
        choice->arguments = analysis_.unit.text(condition->getSourceRange());
      choice->parts = std::move(parts);
      all.push_back(std::move(choice));
    }
    block = join;
  }
  for (std::size_t i = 0; i < visited.size(); ++i) visiting_.pop_back();
  return all;
}

void Activation::diverge(unsigned block, const Sequence& a, const Sequence& b) {
  if (!reporting_) return;
  const Difference between = difference(a, b);
  if (between.one == nullptr) return;
  if (between.one->kind == Event::Kind::Inner && between.one->callee != nullptr) {
    const Activation* outer = analysis_.running(*static_cast<const clang::FunctionDecl*>(between.one->callee));
    if (outer != nullptr && !outer->callsCollectives()) return;
  }
  const Cause* cause = branches_[block];
  const bool certain = cause->certain && between.certain;
  const FlowGraph::Block& at = graph_->blocks()[block];
  const bool isLoop = control_->onCycle(block) && std::any_of(at.next.begin(), at.next.end(), [&](unsigned to) {
                        return !control_->sameCycle(block, to);
                      });
  Diag row = certain ? Diag::Divergent : Diag::MayDiverge;
  if (isLoop)
    row = certain ? Diag::DivergentRounds : Diag::MayDivergeRounds;
  else if (between.isOrder)
    row = certain ? Diag::DivergentOrder : Diag::MayDivergeOrder;
  const std::string other = between.other == nullptr ? "" : between.other->name;
  Diagnostic d = makeDiagnostic(row, fmt::make_format_args(between.one->name, other));
  d.loc = analysis_.unit.at(between.one->place);
  if (between.one->inner.isValid())
    d.notes.insert(d.notes.begin(),
                   {analysis_.unit.at(between.one->inner), fmt::format("'{}' is called here", between.one->name)});
  if (row == Diag::DivergentOrder || row == Diag::MayDivergeOrder)
    d.notes.insert(d.notes.begin(),
                   {analysis_.unit.at(between.other->place), fmt::format("other ranks call '{}' here", other)});
  clang::SourceLocation place;
  if (at.condition != nullptr)
    place = at.condition->getExprLoc();
  else if (at.thrower != nullptr)
    place = at.thrower->getExprLoc();
  if (place.isValid())
    d.notes.insert(d.notes.begin(),
                   {analysis_.unit.at(place), at.condition != nullptr ? "this condition is not the same on all ranks"
                                                                      : "only some ranks go on after this"});
  analysis_.explain(cause, d);
  const bool isOne = row == Diag::Divergent && at.condition != nullptr && a.size() + b.size() == 1;
  analysis_.report(
      d, isOne ? hoisted(analysis_.unit, body_, *at.condition, between.one->place) : std::vector<clang::FixItHint>());
}

}  // namespace bodocc::variance
