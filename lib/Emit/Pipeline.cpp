#include "Pipeline.h"

#include "FunctionEmitter.h"
#include "RowLoop.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <utility>

namespace bodocc {

namespace {

bool isMerge(const Op& op) { return shapeOf(op) == Shape::Merge; }

bool isFilter(const Op& op) { return op.predicate != nullptr; }

// Whether the op's build side may be spread over the ranks, so that the rows must travel to it.
bool mayRoute(const Op& op) {
  const Rows &build = *op.inputs.at(buildSide(op)), &probe = *op.inputs.at(1 - buildSide(op));
  return build.distribution != Distribution::Replicated && probe.distribution != Distribution::Replicated;
}

}  // namespace

Pipeline::Pipeline(FunctionEmitter& function, std::vector<Op*> sinks, unsigned input)
    : fn_(function), sinks_(std::move(sinks)), sinkInput_(input) {}

void Pipeline::collectChain() {
  Op& sink = *sinks_.front();
  const Rows* rows = sink.inputs.at(isMerge(sink) ? buildSide(sink) : sinkInput_);
  // a merge numbers its rows from 0: where somebody looks at these numbers behind it, they come from a table of its
  // rows
  const bool labelled = std::any_of(sinks_.begin(), sinks_.end(), [&](Op* op) {
    const Shape shape = shapeOf(*op);
    return (shape == Shape::Table || shape == Shape::Control || shape == Shape::Print) &&
           fn_.wantsLabels(*op, sinkInput_);
  });
  while (rows->def && fn_.tableOf(*rows).empty() && streams(*rows->def)) {
    Op& op = *rows->def;
    if (labelled && isMerge(op)) break;
    if (isMerge(op) && mayRoute(op)) {
      // one pipeline, one route: rounds of two could wait for each other
      if (router_) break;
      router_ = &op;
    }
    chain_.insert(chain_.begin(), &op);
    rows = op.inputs.at(isMerge(op) ? 1 - buildSide(op) : 0);
  }
  // the first rows of row numbers are row numbers
  std::vector<Op*> heads;
  const Rows* below = rows;
  while (below->def && fn_.usesOf(*below) == 1 && fn_.tableOf(*below).empty() && below->def->info->takesFirst) {
    heads.insert(heads.begin(), below->def);
    below = below->def->inputs[0];
  }
  if (below->def && shapeOf(*below->def) == Shape::Range) {
    chain_.insert(chain_.begin(), heads.begin(), heads.end());
    firsts_ = heads;
    rows = below;
  }
  source_ = rows;
}

// Begins the loop over the source's batches; `next` is the call that gets one.
void Pipeline::openLoop(std::string next) {
  // of rows of which only the first are wanted, no rank needs more than so many
  const Op& sink = *sinks_.front();
  if (sinks_.size() == 1 && sink.info->takesFirst && !builder_.empty() && !router_)
    if (const auto* n = std::get_if<std::int64_t>(&sink.scalars.at(0)->constant.value);
        n && *n >= 0 && sink.scalars[0]->kind == ExprKind::Constant) {
      next = fmt::format("{}.rows() < {} && {}", builder_, *n, next);
      endsEarly_ = true;
    }
  if (router_) {
    body_.open("do {{");
    head_ = std::exchange(body_, Code(body_.depth()));
    body_.open("if ({}) {{", next);
    closings_ = {"", "}"};
  } else {
    body_.open("while ({}) {{", next);
    head_ = std::exchange(body_, Code(body_.depth()));
    closings_ = {"}"};
  }
}

std::vector<const Expr*> Pipeline::expressionsOf(Op& op) {
  const bool asSink = std::find(sinks_.begin(), sinks_.end(), &op) != sinks_.end();
  std::vector<const Expr*> all;
  if (isFilter(op)) {
    all.push_back(op.predicate);
    return all;
  }
  if (isMerge(op)) {
    const unsigned side = asSink ? buildSide(op) : 1 - buildSide(op);
    for (const Expr* key : side == 0 ? op.keys : op.rightKeys) all.push_back(key);
    if (asSink)
      for (const Column& c : op.rows().columns)
        if (c.from && c.side == side) all.push_back(c.from);
    return all;
  }
  for (const HeldExpr& held : heldExprs(op))
    if (held.side == (asSink ? sinkInput_ : 0)) all.push_back(*held.slot);
  return all;
}

// An expression in terms of the columns that the source and the probed build sides have.
const Expr* Pipeline::canonical(const Expr* e) {
  if (auto it = canonical_.find(e); it != canonical_.end()) return it->second;
  const Expr* result = e;
  if (e->kind == ExprKind::Column && e->rows != source_ && e->rows->def) {
    const Op& def = *e->rows->def;
    const bool inChain = std::find(chain_.begin(), chain_.end(), &def) != chain_.end();
    const Column& column = e->rows->columns.at(e->column);
    if (inChain && column.from && !(isMerge(def) && column.side == buildSide(def))) {
      result = canonical(column.from);
      if (result->name.empty() && result->kind == ExprKind::Call) result->name = column.name;
    }
  } else if (e->kind == ExprKind::Call) {
    std::vector<const Expr*> args;
    bool same = true;
    for (const Expr* a : e->args) {
      args.push_back(canonical(a));
      same &= args.back() == a;
    }
    if (!same) {
      result = callExpr(fn_.exprPool(), *e->op, std::move(args), e->type, e->loc, e->function);
      if (result->name.empty()) result->name = e->name;
    }
  }
  canonical_[e] = result;
  canonical_[result] = result;
  return result;
}

const Place* Pipeline::placeOf(const Expr* e) const {
  const auto it = places_.find(e);
  return it == places_.end() ? nullptr : &it->second;
}

int Pipeline::stageOf(std::size_t sink) const {
  const auto behind = static_cast<int>(chain_.size());
  return behind + 1 + static_cast<int>(sinks_[sink]->info->kind == OpKind::Reduction ? sinks_.size() : sink);
}

// What is costly or may fail is computed once a row.
bool Pipeline::onceARow(const Expr* e) {
  return e->kind == ExprKind::Call && (e->op->canFail || e->op->costly || isString(e->type.type));
}

void Pipeline::collectUses() {
  const auto add = [&](auto&& self, const Expr* e, int stage) -> void {
    std::set<int>& stages = stages_[e];
    const bool buffered = onceARow(e) && !stages.empty();  // what it is made of is not needed again
    if (!stages.insert(stage).second || buffered) return;
    for (const Expr* a : e->args) self(self, a, stage);
  };
  for (std::size_t s = 0; s < chain_.size(); ++s)
    for (const Expr* e : expressionsOf(*chain_[s])) add(add, canonical(e), static_cast<int>(s));
  for (std::size_t s = 0; s < sinks_.size(); ++s)
    for (const Expr* e : expressionsOf(*sinks_[s])) add(add, canonical(e), stageOf(s));
}

// In a buffer, where a later stage needs it again.
bool Pipeline::needsBuffer(const Expr* e) const {
  if (!onceARow(e) || placeOf(e)) return false;
  const auto it = stages_.find(e);
  return it != stages_.end() && *it->second.rbegin() > stage_;
}

// Buffers of what several sinks need, before the first of them.
void Pipeline::shareBetweenSinks() {
  stage_ = static_cast<int>(chain_.size());
  std::vector<const Expr*> shared;
  std::unordered_set<const Expr*> seen;
  const auto isShared = [&](const Expr& e) {
    const auto it = stages_.find(&e);
    return needsBuffer(&e) && it != stages_.end() && *it->second.upper_bound(stage_) != *it->second.rbegin();
  };
  for (Op* sink : sinks_)
    for (const Expr* root : expressionsOf(*sink))
      forEachExpr(
          canonical(root),
          [&](const Expr& e) {
            if (isShared(e)) shared.push_back(&e);
          },
          &seen);
  std::string rows;
  if (!shared.empty()) views(shared, {}, rows);
}

void Pipeline::buffered(const Expr* e, const std::string& hint, RowLoop& loop) {
  const int level = static_cast<int>(levels_.size()) - 1;
  std::string wanted = !hint.empty() ? hint : !e->name.empty() ? e->name : "value";
  if (hint.empty() && e->kind == ExprKind::Column) wanted = e->rows->columns.at(e->column).name;
  const std::string name = fn_.names().fresh(wanted, "values");
  const std::string row = loop.row();
  const Place* from = placeOf(e);
  const bool codes = e->type.coded;
  std::string words;
  if (codes) words = from && from->coded ? from->name + ".words()" : from ? from->words : wordsOf(e) + ".words()";
  const std::string value = codes ? loop.code(e) : loop.value(e);
  const std::string known = codes ? loop.codedKnown(e) : loop.known(e);
  const bool nullable = !known.empty();
  before_.line("rt::buffer<{}> {};", codes ? "std::int32_t" : storageName(e->type), name);
  if (nullable)
    loop.lines().line("{}.set({}, {}, {});", name, row, value, known);
  else
    loop.lines().line("{}[{}] = {};", name, row, value);
  if (!codes && onceARow(e)) loop.isNow(e, fmt::format("{}[{}]", name, row));

  Place p;
  p.level = level;
  p.name = name;
  p.nullable = nullable;
  p.words = words;
  p.codes = codes;
  p.view = codes ? fmt::format("{}.coded_view({}{})", name, words, nullable ? ", rt::maybe" : "")
                 : fmt::format("{}.{}", name, nullable ? "nullable_view()" : "view()");
  pendingPlaces_.emplace_back(e, std::move(p));
}

bool Pipeline::isPending(const Expr* e) const {
  return std::any_of(pendingPlaces_.begin(), pendingPlaces_.end(),
                     [&](const auto& pending) { return pending.first == e; });
}

// Buffers become places only when their loop is done: within it, their values are local.
void Pipeline::settleBuffers() {
  for (auto& [e, place] : pendingPlaces_) places_[e] = std::move(place);
  pendingPlaces_.clear();
}

void Pipeline::keepForLater(const std::vector<const Expr*>& roots, RowLoop& loop) {
  std::set<const Expr*> seen;
  const auto visit = [&](auto&& self, const Expr* e) -> void {
    if (placeOf(e) || !seen.insert(e).second) return;
    for (const Expr* a : e->args) self(self, a);  // what it is made of first
    if (needsBuffer(e) && !isPending(e)) buffered(e, e->name, loop);
  };
  for (const Expr* root : roots) visit(visit, canonical(root));
}

std::vector<Pipeline::Part> Pipeline::parts(const std::vector<const Expr*>& roots) {
  // g++ takes time that grows faster than a function; a call and a loop more for a batch cost next to nothing
  constexpr std::size_t most = 64;
  std::vector<Part> all(std::max<std::size_t>(1, (roots.size() + most - 1) / most));
  for (Part& part : all) part.alone = all.size() == 1;
  std::map<const Expr*, std::size_t> first;
  for (std::size_t n = 0; n < roots.size(); ++n) {
    const std::size_t part = n / most;
    all[part].roots.push_back(roots[n]);
    const auto visit = [&](auto&& self, const Expr* e) -> void {
      if (e->kind != ExprKind::Call || placeOf(e)) return;
      const auto [at, isNew] = first.emplace(e, part);
      if (isNew) {
        for (const Expr* a : e->args) self(self, a);
      } else if (at->second != part) {
        std::vector<const Expr*>& shared = all[at->second].shared;
        if (std::find(shared.begin(), shared.end(), e) == shared.end()) shared.push_back(e);
      }
    };
    visit(visit, canonical(roots[n]));
  }
  return all;
}

std::set<std::string> Pipeline::beginPart(const Part& part) {
  if (!part.alone) body_.open("[&]() __attribute__((noinline)) {{");
  return declared_;
}

void Pipeline::endPart(const Part& part, const std::set<std::string>& declared) {
  if (part.alone) return;
  body_.close("}();");
  declared_ = declared;  // what it has declared is not to be seen behind it
}

void Pipeline::keepShared(const Part& part, RowLoop& loop) {
  for (const Expr* e : part.shared)
    if (!isPending(e)) buffered(e, e->name, loop);
}

std::string Pipeline::rowsArgument() const {
  const Level& level = levels_.back();
  if (level.selected()) return level.kept;
  return levels_.size() > 1 ? fmt::format("rt::rows{{nullptr, {}.count}}", level.pairs) : level.rows;
}

std::vector<std::string> Pipeline::views(const std::vector<const Expr*>& exprs, const std::vector<std::string>& names,
                                         std::string& rows) {
  const int innermost = static_cast<int>(levels_.size()) - 1;
  std::vector<const Expr*> missing;
  std::vector<std::string> missingNames;
  for (std::size_t n = 0; n < exprs.size(); ++n) {
    const Expr* e = canonical(exprs[n]);
    const Place* p = placeOf(e);
    if (p && p->level == innermost && !p->build && !p->view.empty()) continue;
    if (std::find(missing.begin(), missing.end(), e) == missing.end()) {
      missing.push_back(e);
      missingNames.push_back(n < names.size() ? names[n] : "");
    }
  }
  auto hint = missingNames.begin();
  if (!missing.empty())
    for (const Part& part : parts(missing)) {
      const std::set<std::string> declared = beginPart(part);
      RowLoop loop(*this, part.roots);
      keepForLater(part.roots, loop);
      for (const Expr* e : part.roots) {
        if (!isPending(e)) buffered(e, *hint, loop);
        ++hint;
      }
      keepShared(part, loop);
      loop.finish("compute");
      settleBuffers();
      endPart(part, declared);
    }
  std::vector<std::string> all;
  for (const Expr* e : exprs) all.push_back(placeOf(canonical(e))->view);
  rows = rowsArgument();
  return all;
}

void Pipeline::emitFilter(Op& op) {
  RowLoop loop(*this, {op.predicate});
  keepForLater({op.predicate}, loop);
  keepRows(loop.isTrue(op.predicate), loop);
  proven(op.predicate);
  emitPrefilters();
  decodeLate();
}

void Pipeline::select() {
  Level& level = levels_.back();
  const std::string kept = fn_.names().fresh("kept", "rows");
  before_.line("rt::selection {};", kept);
  body_.line("{}.take({});", kept, rowsArgument());
  level.kept = kept;
  level.arrived = false;
}

void Pipeline::keepRows(const std::string& stays, RowLoop& loop) {
  Level& level = levels_.back();
  if (level.arrived || (level.selected() && sharesRows_)) select();
  if (level.selected()) {
    loop.lines().line("return {};", stays);
    loop.finishPredicate(fmt::format("{}.keep([&](std::uint32_t {}) {{", level.kept, level.row));
  } else {
    const std::string kept = fn_.names().fresh("kept", "rows");
    before_.line("rt::selection {};", kept);
    body_.line("{}.clear();", kept);
    loop.lines().line("{}.add_if({}, {});", kept, loop.row(), stays);
    loop.finish("filter");
    level.kept = kept;
  }
  settleBuffers();
}

void Pipeline::proven(const Expr* condition) {
  condition = canonical(condition);
  if (condition->kind != ExprKind::Call || condition->op->condition == Condition::And) {
    for (const Expr* a : condition->args) proven(a);
  } else if (condition->op->missing == Missing::Never && std::string_view(condition->op->lowering) == "{k0}") {
    knownNow_.insert(canonical(condition->args[0]));
  }
  // what has missing values where one of its operands has
  const auto known = [&](auto&& self, const Expr* e) -> void {
    knownNow_.insert(e);
    if (e->kind == ExprKind::Call && e->op->missing == Missing::Propagate && !e->function)
      for (const Expr* a : e->args) self(self, canonical(a));
  };
  known(known, condition);
}

const Pipeline::HoistedScalar& Pipeline::hoisted(const Expr& e) {
  const auto [at, isNew] = hoisted_.try_emplace(e.scalar);
  HoistedScalar& scalar = at->second;
  if (!isNew) return scalar;
  auto [value, known] = fn_.scalarOnRows(e);
  const std::string name = e.scalar->name.empty() ? "scalar" : e.scalar->name;
  const auto constant = [](const std::string& code) { return code.find('(') == std::string::npos; };
  scalar.value = value;
  scalar.known = known;
  if (!constant(value)) {
    scalar.value = fn_.names().fresh(name, "value");
    before_.line("const {} {} = {};", storageName(e.type), scalar.value, value);
  }
  if (!known.empty() && !constant(known)) {
    scalar.known = fn_.names().fresh(name + "_known");
    before_.line("const bool {} = {};", scalar.known, known);
  }
  return scalar;
}

void Pipeline::decodeLate() {
  if (late_.empty()) return;
  body_.line("{}", fmt::format(fmt::runtime(late_), rowsArgument()));
  late_.clear();
}

// A column of a batch or of a build side, by its column_view.
Place Pipeline::columnPlace(const ValueType& type, const std::string& name, const std::string& view) {
  Place p;
  p.view = view;
  p.nullable = type.nullable;
  p.coded = type.coded;
  p.codes = type.coded;
  p.bounded = !type.coded;
  p.name = fn_.names().fresh(name, "column");
  p.words = p.name + ".words()";
  p.declaration = type.coded ? fmt::format("const rt::coded_column {}({});", p.name, view)
                             : fmt::format("const rt::column<{}> {}({});", storageName(type), p.name, view);
  return p;
}

void Pipeline::emit(Code& out) {
  collectChain();
  fn_.requireSource(*source_, out);
  for (Op* op : chain_)
    if (isMerge(*op)) fn_.require(*op, out);

  outer_ = Code(out.depth());
  before_ = Code(out.depth() + 1);
  body_ = Code(out.depth() + 1);
  after_ = Code(out.depth());
  out.blank();
  std::vector<const Op*> described;
  if (source_->def && shapeOf(*source_->def) == Shape::Range) described.push_back(source_->def);
  described.insert(described.end(), chain_.begin(), chain_.end());
  described.insert(described.end(), sinks_.begin(), sinks_.end());
  collectUses();
  std::vector<const Expr*> computed;
  for (const auto& [e, stages] : stages_) computed.push_back(e);
  fn_.describe(described, out, computed);

  if (emitDirect(out)) return;
  for (Op* sink : sinks_) declareSink(*sink);
  fn_.names().enter();
  emitSource();
  if (!filtersFirst_) {
    emitPrefilters();
    decodeLate();
  }
  for (stage_ = 0; stage_ < static_cast<int>(chain_.size()); ++stage_) {
    Op& op = *chain_[static_cast<std::size_t>(stage_)];
    if (isFilter(op))
      emitFilter(op);
    else if (isMerge(op))
      emitProbe(op);
    // what else streams changes no rows: its columns are expressions
  }
  decodeLate();
  shareBetweenSinks();
  std::vector<Op*> reductions;
  const bool severalGroups = std::ranges::count(sinks_, Shape::Groups, [](Op* op) { return shapeOf(*op); }) > 1;
  std::size_t left = sinks_.size();
  for (std::size_t s = 0; s < sinks_.size(); ++s) {
    Op* const sink = sinks_[s];
    stage_ = stageOf(s);
    if (sink->info->kind == OpKind::Reduction) {
      reductions.push_back(sink);
      continue;
    }
    // each sink has the rows at hand to itself
    sharesRows_ = --left > 0;
    const auto levels = levels_;
    const auto places = places_;
    const auto known = knownNow_;
    const auto declared = declared_;
    // groups of several group-bys have the same names, each in a block of its own
    if (severalGroups) body_.open("{{");
    emitSink(*sink);
    if (severalGroups) {
      body_.close();
      declared_ = declared;
    }
    levels_ = levels;
    places_ = places;
    knownNow_ = known;
  }
  if (!reductions.empty()) emitReductions(reductions);  // of the last stage
  while (!closings_.empty()) {
    body_.close(closings_.back());
    closings_.pop_back();
  }
  fn_.names().leave();
  for (Op* sink : sinks_)
    if (sink->info->kind != OpKind::Reduction) finishSink(*sink);
  finishReductions(reductions);
  put(out);
}

void Pipeline::callsUser(SourceLoc loc) {
  if (running_.empty())
    running_ = fmt::format("const rt::running {}({});", fn_.names().fresh("user_code"), fn_.site(loc, "map"));
}

void Pipeline::put(Code& out) {
  for (const std::string& lambda : fn_.takeLambdas()) out.put(lambda);
  out.append(outer_);
  out.put("{");
  if (!running_.empty()) {
    Code running(out.depth() + 1);
    running.put(running_);
    out.append(running);
  }
  out.append(before_);
  out.append(head_);
  if (!arena_.empty()) {
    Code clear(out.depth() + 2);
    clear.line("{}.clear();", arena_);
    out.append(clear);
  }
  out.append(body_);
  out.put("}");
  out.append(after_);
}

}  // namespace bodocc
