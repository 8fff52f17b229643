// The data that activations share, and the order in which functions are run.
#include <clang/AST/DeclTemplate.h>
#include <clang/Basic/Stack.h>

#include <algorithm>
#include <utility>

#include "Frontend/AstVisitor.h"
#include "Frontend/Types.h"
#include "Frontend/Variance.h"
#include "Frontend/Variance/Activation.h"
#include "Frontend/Variance/Sources.h"

namespace bodocc {

namespace variance {

namespace {

// The functions that the user has written, and the virtual functions that they override.
class Functions : public AstVisitor {
 public:
  std::vector<const clang::FunctionDecl*> defined;
  std::vector<const clang::VarDecl*> globals;
  std::map<const clang::CXXMethodDecl*, std::vector<const clang::FunctionDecl*>> overriders;

  bool VisitFunctionDecl(clang::FunctionDecl* f) override {
    if (!f->isThisDeclarationADefinition() || f->isDependentContext() || !f->hasBody()) return true;
    defined.push_back(f);
    if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(f)) add(*method, *method);
    return true;
  }
  bool VisitVarDecl(clang::VarDecl* v) override {
    if (v->hasGlobalStorage() && !v->isStaticLocal() && v->hasInit() && !v->getDeclContext()->isDependentContext())
      globals.push_back(v);
    return true;
  }

 private:
  void add(const clang::CXXMethodDecl& overrider, const clang::CXXMethodDecl& of) {
    for (const clang::CXXMethodDecl* base : of.overridden_methods()) {
      overriders[base->getCanonicalDecl()].push_back(&overrider);
      add(overrider, *base);
    }
  }
};

}  // namespace

Analysis::Analysis(Unit& u, const AnnotatedFunctions& annotated) : unit(u), annotated_(annotated) {}

const void* Analysis::object(std::size_t n) {
  while (names_.size() <= n) objects_.insert(&names_.emplace_back());
  return &names_[n];
}

bool Analysis::returnsSpread(const clang::FunctionDecl& function) const {
  const AnnotatedFunction* found = annotated_.of(function);
  // another file's: its flags are there
  if (found == nullptr) return false;
  return found->options.allReturnsDistributed || !found->options.distributed.empty();
}

const clang::FunctionDecl* Analysis::userBody(const clang::FunctionDecl& function) {
  const auto [found, isNew] = bodies_.try_emplace(&function, nullptr);
  const clang::FunctionDecl* body = nullptr;
  if (isNew && !isInBodo(function) && function.hasBody(body) && !body->isDependentContext() &&
      !unit.sources().isInSystemHeader(unit.sources().getExpansionLoc(body->getLocation())) && !isAnnotated(function))
    found->second = body;
  return found->second;
}

std::vector<const clang::FunctionDecl*> Analysis::overriders(const clang::CXXMethodDecl& method) const {
  const auto found = overriders_.find(method.getCanonicalDecl());
  return found == overriders_.end() ? std::vector<const clang::FunctionDecl*>() : found->second;
}

const FlowGraph* Analysis::graphOf(const clang::FunctionDecl& body) {
  const auto [found, isNew] = graphs_.try_emplace(&body);
  if (isNew) found->second = FlowGraph::build(body, unit.ast);
  return found->second.get();
}

Activation* Analysis::running(const clang::FunctionDecl& function) const {
  const clang::FunctionDecl* body = nullptr;
  function.hasBody(body);
  for (Activation* one : running_)
    if (&one->body() == body) return one;
  return nullptr;
}

std::size_t Analysis::mostStates(const clang::FunctionDecl& body, bool isMarked) {
  if (calls.isTangled(body)) return 1;
  if (!isMarked) return mostPlain;
  const FlowGraph* graph = graphOf(body);
  return std::max(mostMarked, graph == nullptr ? 0 : mostBlocks / std::max<std::size_t>(graph->blocks().size(), 1));
}

Outcome Analysis::call(const clang::FunctionDecl& body, const State& state, const Cause* region, bool reporting) {
  const bool isMarked = region != nullptr || state.isMarked();
  std::vector<Known>& known = known_[&body];
  Known* last = nullptr;
  std::size_t alike = 0;
  for (Known& one : known) {
    if (one.reporting != reporting || (one.region == nullptr) != (region == nullptr) || one.isMarked != isMarked)
      continue;
    if (one.state.sameAs(state)) return one.outcome;
    last = &one;
    ++alike;
  }
  State start = state;
  // of many states, all further ones are one
  const bool isJoined = alike >= mostStates(body, isMarked);
  if (isJoined) {
    start = last->state;
    if (!start.joinWith(state, causes) || last->runs == mostRuns) return last->outcome;
    last->state = start;
    ++last->runs;
  }
  Outcome outcome;
  clang::runWithSufficientStackSpace([] {},
                                     [&] {
                                       Activation activation(*this, body, region);
                                       running_.push_back(&activation);
                                       outcome = activation.run(start, reporting);
                                       running_.pop_back();
                                     });
  // while it ran, it was not run on another state
  if (isJoined)
    last->outcome = outcome;
  else
    known.push_back({std::move(start), region, reporting, isMarked, outcome});
  return outcome;
}

void Analysis::pass(const clang::FunctionDecl& body, const State& values) {
  if (passed_[&body].joinWith(values, causes) && std::find(waiting_.begin(), waiting_.end(), &body) == waiting_.end())
    waiting_.push_back(&body);
}

void Analysis::remark(clang::SourceLocation place, const std::string& what, const Cause& cause) {
  if (!unit.job.reportVariance || !unit.sources().isInMainFile(unit.sources().getExpansionLoc(place))) return;
  const Cause* source = &cause;
  while (source->from != nullptr) source = source->from;
  const SourceLoc from = unit.at(source->place);
  const std::uint32_t line = unit.at(place).line;
  std::string text = fmt::format("{} {}: {}", what, cause.certain ? "varies" : "may vary", source->text);
  if (from.line != line) text += fmt::format(" (line {})", from.line);
  auto& all = remarks[line];
  if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
}

void Analysis::explain(const Cause* cause, Diagnostic& diagnostic) const {
  std::size_t at = 0;
  // after the notes on places, before the remedy
  while (at < diagnostic.notes.size() && diagnostic.notes[at].loc.valid()) ++at;
  unsigned steps = 0;
  for (; cause != nullptr && steps < 8; cause = cause->from) {
    if (cause->text.empty()) continue;
    diagnostic.notes.insert(diagnostic.notes.begin() + static_cast<std::ptrdiff_t>(at++),
                            {unit.at(cause->place), cause->text});
    ++steps;
  }
}

void Analysis::run() {
  Functions functions;
  for (clang::Decl* declaration : unit.declarations) functions.TraverseDecl(declaration);
  overriders_ = std::move(functions.overriders);
  calls.build(
      functions.defined, [&](const clang::FunctionDecl& f) { return userBody(f); },
      [&](const clang::CXXMethodDecl& method) { return overriders(method); });
  // values of variables outside of functions, in their order
  State start;
  if (!functions.defined.empty())
    Activation(*this, *functions.defined.front(), nullptr).declareAll(functions.globals, start);

  const auto root = [&](const clang::FunctionDecl& f) {
    const Outcome outcome = call(f, start, nullptr, true);
    (void)outcome;
  };
  for (const clang::FunctionDecl* f : functions.defined)
    if (f->isMain()) root(*f);
  for (const clang::FunctionDecl* f : functions.defined)
    if (!known_.contains(f) && !f->isMain()) root(*f);
  for (unsigned round = 0; round < mostRuns && !waiting_.empty(); ++round)
    for (const clang::FunctionDecl* f : std::exchange(waiting_, {})) {
      State state = start;
      state.take(passed_[f]);
      call(*f, state, nullptr, true);
    }
}

}  // namespace variance

LineRemarks checkRanks(Unit& unit, const AnnotatedFunctions& annotated) {
  variance::Analysis analysis(unit, annotated);
  analysis.run();
  return std::move(analysis.remarks);
}

}  // namespace bodocc
