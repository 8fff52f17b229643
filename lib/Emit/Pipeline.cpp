#include "Pipeline.h"

#include "FunctionEmitter.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <utility>

namespace bodocc {

// The function that produces the rows that travel; `more` gets the next batch.
void Pipeline::openSender(const std::string& more) {
  send_ = fn_.names().fresh("send", "rows");
  outgoing_ = fn_.names().fresh("to", "ranks");
  const auto route = std::ranges::find(loop_.stages, plan::Stage::Kind::Send, &plan::Stage::kind);
  const bool probes = std::find_if(loop_.stages.begin(), route, [](const plan::Stage& stage) {
                        return stage.kind == plan::Stage::Kind::Probe;
                      }) != route;
  if (!probes && !loop_.most && source_.results.empty()) {
    source_.sent = source_.name + ", " + send_;
    return text_.open(fmt::format("const auto {} = [&](rt::batch& {}, rt::outgoing& {})", send_, batch_, outgoing_),
                      "};");
  }
  source_.sent = send_;
  text_.before.line("rt::batch {};", batch_);
  text_.open(fmt::format("const auto {} = [&](rt::outgoing& {})", send_, outgoing_), "};");
  // each call adds the pairs of one probe; it takes the next rows only when all pairs of the last ones are sent
  for (auto stage = std::make_reverse_iterator(route); stage != loop_.stages.rend(); ++stage) {
    if (stage->kind != plan::Stage::Kind::Probe) continue;
    Level& level = sendersLevels_[&*stage] = pairsOf(*stage->op);
    text_.before.line("rt::matches {};", level.pairs);
    text_.body.open("while (!{}.next({})) {{", fn_.variable(stage->op), level.pairs);
  }
  text_.body.line("if (!{}) return false;", more);
  text_.endOpening();
}

const Place* Pipeline::placeOf(const Expr* e) const {
  const auto it = places_.find(e);
  return it == places_.end() ? nullptr : &it->second;
}

void Pipeline::buffered(const plan::Buffer& b, RowLoop& loop) {
  const Expr* const e = b.expr;
  const int level = static_cast<int>(levels_.size()) - 1;
  std::string wanted = !b.name.empty() ? b.name : !e->name.empty() ? e->name : "value";
  if (b.name.empty() && e->kind == ExprKind::Column) wanted = e->rows->columns.at(e->column).name;
  const std::string name = fn_.names().fresh(wanted, "values");
  const Cpp row = loop.row();
  const Place* from = placeOf(e);
  const bool codes = e->type.coded;
  const Cpp words = !codes ? Cpp() : from ? from->words : Cpp::name(wordsOf(loop.wordsOf(e))).method("words");
  const Cpp value = codes ? loop.wordCode(e) : loop.value(e);
  const Cpp known = codes ? loop.wordKnown(e) : loop.known(e);
  const bool nullable = !known.isTrue();
  text_.before.line("rt::buffer<{}> {};", codes ? "std::int32_t" : storageName(e->type), name);
  if (nullable)
    loop.lines().line("{}.set({}, {}, {});", name, row, value, known);
  else
    loop.lines().line("{}[{}] = {};", name, row, value);
  if (b.once) loop.isNow(e, Cpp::name(name).element(row));

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

// Buffers become places only after their loop: within it, their values are local.
void Pipeline::settleBuffers() {
  for (auto& [e, place] : pendingPlaces_) places_[e] = std::move(place);
  pendingPlaces_.clear();
}

void Pipeline::addBuffers(const plan::Part& part, RowLoop& loop) {
  for (const plan::Buffer& b : part.buffers) buffered(b, loop);
}

void Pipeline::fill(const std::vector<plan::Part>& parts) {
  for (const plan::Part& part : parts) {
    const std::set<std::string> declared = beginPart(part);
    RowLoop loop(*this, part);
    addBuffers(part, loop);
    loop.finish();
    settleBuffers();
    endPart(part, declared);
  }
}

std::set<std::string> Pipeline::beginPart(const plan::Part& part) {
  if (!part.alone) text_.body.open("[&]() __attribute__((noinline)) {{");
  return declared_;
}

void Pipeline::endPart(const plan::Part& part, const std::set<std::string>& declared) {
  if (part.alone) return;
  text_.body.close("}();");
  declared_ = declared;  // its declarations are not visible after it
}

std::string Pipeline::rowsArgument() const {
  const Level& level = levels_.back();
  if (level.selected()) return level.kept;
  return levels_.size() > 1 ? level.pairs + ".all()" : level.rows;
}

Pipeline::Columns Pipeline::columns(const std::vector<const Expr*>& exprs, plan::Reads reads) {
  const Level& level = levels_.back();
  std::vector<std::string> all = views(exprs);
  switch (reads) {
    case plan::Reads::Rows: return {fmt::format("{{{}}}", fmt::join(all, ", ")), rowsArgument()};
    case plan::Reads::Batch: return {batch_ + ".columns", rowsArgument()};
    case plan::Reads::Probed: return {fmt::format("{{{}}}", fmt::join(all, ", ")), level.pairs + ".probed()"};
    case plan::Reads::Taken:
      for (std::size_t n = 0; n < all.size(); ++n)
        // computed values already have a value for each pair
        if (const Place& p = *placeOf(canonical(exprs[n])); p.build || p.level + 1 < std::ssize(levels_))
          all[n] = p.column;
      return {fmt::format("{}.take({{{}}})", level.pairs, fmt::join(all, ", ")), rowsArgument()};
  }
  return {};
}

std::vector<std::string> Pipeline::views(const std::vector<const Expr*>& exprs) {
  std::vector<std::string> all;
  for (const Expr* e : exprs) all.push_back(placeOf(canonical(e))->view);
  return all;
}

void Pipeline::emitStage(const plan::Stage& stage) {
  switch (stage.kind) {
    case plan::Stage::Kind::Filter: return emitFilter(stage);
    case plan::Stage::Kind::Decode: return emitDecode(stage);
    case plan::Stage::Kind::Prefilter: return emitPrefilter(stage);
    case plan::Stage::Kind::Send: return emitSend(stage);
    case plan::Stage::Kind::Probe: return emitProbe(stage);
    case plan::Stage::Kind::KeepMatching: return emitKeepMatching(stage);
  }
}

void Pipeline::emitFilter(const plan::Stage& stage) {
  const plan::Part& part = stage.parts.front();
  RowLoop loop(*this, part);
  addBuffers(part, loop);
  keepRows(loop.isTrue(part.roots.front()), loop, stage.keeping);
  knownNow_.insert(stage.proven.begin(), stage.proven.end());
}

void Pipeline::emitDecode(const plan::Stage& stage) {
  if (stage.rest) {
    text_.body.line("{}.decode({}, {});", source_.name, batch_, rowsArgument());
    return;
  }
  if (!levels_.front().selected()) select();
  for (unsigned column : stage.columns)
    text_.body.line("{}.decode({}, {}, {});", source_.name, batch_, columnNumber(column), rowsArgument());
}

void Pipeline::select() {
  Level& level = levels_.back();
  const std::string kept = fn_.names().fresh("kept", "rows");
  text_.body.line("rt::selection {}({});", kept, rowsArgument());
  level.kept = kept;
  level.arrived = false;
}

void Pipeline::keepRows(const Cpp& stays, RowLoop& loop, plan::Keeping keeping) {
  Level& level = levels_.back();
  const std::string row = fmt::format("[&](std::uint32_t {}) {{", level.row);
  const std::string kept = keeping == plan::Keeping::InPlace ? level.kept : fn_.names().fresh("kept", "rows");
  switch (keeping) {
    case plan::Keeping::InPlace:
      loop.lines().line("return {};", stays);
      loop.finishPredicate(fmt::format("{}.keep({}", kept, row));
      break;
    case plan::Keeping::ByLoop:
      text_.body.line("rt::selection {};", kept);
      loop.lines().line("{}.add_if({}, {});", kept, loop.row(), stays);
      loop.finish();
      break;
    case plan::Keeping::Anew:
      loop.lines().line("return {};", stays);
      loop.finishPredicate(
          fmt::format("rt::selection {}({}, {}", kept, level.selected() ? level.kept : level.every, row));
      break;
  }
  level.kept = kept;
  level.arrived = false;
  settleBuffers();
}

const std::string& Pipeline::prepared(const Expr& call) const {
  return prepared_.at({call.op->prepared, call.args[1]});
}

void Pipeline::declareHoisted() {
  for (const Expr* e : loop_.hoisted) {
    if (e->kind == ExprKind::Call) {
      const std::string_view prepared = e->op->prepared;
      std::string& name = prepared_[{prepared, e->args[1]}];
      if (!name.empty()) continue;
      name = fn_.names().fresh(prepared.substr(prepared.find_last_of(":_") + 1));
      text_.before.line("const {} {}({});", prepared, name, fn_.argument(e->args[1]));
      continue;
    }
    const auto [at, isNew] = hoisted_.try_emplace(e->scalar);
    if (!isNew) continue;
    ValueCode& scalar = at->second;
    scalar = fn_.scalarOnRows(*e);
    const std::string name = e->scalar->name.empty() ? "scalar" : e->scalar->name;
    const auto hoist = [&](Cpp& code, const std::string& type, const std::string& variable) {
      text_.before.line("const {} {} = {};", type, variable, code);
      code = Cpp::name(variable);
    };
    const auto moves = [](const Cpp& code) { return !code.isName() && !code.isConstant(); };
    if (moves(scalar.value)) hoist(scalar.value, storageName(e->type), fn_.names().fresh(name, "value"));
    if (moves(scalar.known)) hoist(scalar.known, "bool", fn_.names().fresh(name + "_known"));
  }
}

// A column by its column_view.
Place Pipeline::columnPlace(const Column& column, const std::string& view) {
  const ValueType& type = column.type;
  Place p;
  p.view = view;
  p.nullable = type.nullable;
  p.coded = type.coded;
  p.codes = type.coded;
  p.name = fn_.names().fresh(column.name, "column");
  p.words = Cpp::name(p.name).method("words");
  p.declaration = type.coded ? fmt::format("const rt::coded_column {}({});", p.name, p.view)
                             : fmt::format("const rt::column<{}> {}({});", storageName(type), p.name, p.view);
  return p;
}

// The same of a batch, or of a build side.
Place Pipeline::columnPlace(const Column& column, const std::string& of, const std::string& number, bool build) {
  Place p = columnPlace(column, build ? fmt::format("{}.column({})", of, number) : fmt::format("{}[{}]", of, number));
  p.build = build;
  p.column = fmt::format("{{{}, {}}}", of, number);
  return p;
}

void Pipeline::emit(Code& out) {
  out.blank();
  std::vector<const Op*> described;
  if (loop_.source.kind == plan::Source::Kind::Range) described.push_back(loop_.source.rows->def);
  described.insert(described.end(), loop_.chain.begin(), loop_.chain.end());
  described.insert(described.end(), loop_.sinks.begin(), loop_.sinks.end());
  fn_.describe(described, out, loop_.computed);

  if (loop_.direct) return emitDirect(out);
  orderGroups();
  FunctionEmitter::SinkVariables& ofSink = fn_.variablesOfSink(*loop_.sinks.front(), loop_.input);
  builder_ = ofSink.builder;
  reductionHeap_ = ofSink.heap;
  for (const plan::Feed& feed : loop_.feeds)
    if (!feed.begins)
      continue;
    else if (feed.kind == plan::Feed::Kind::Table)
      declareTable(feed);
    else if (feed.kind == plan::Feed::Kind::Groups)
      declareGroups(feed);
    else
      for (Op* sink : feed.sinks) declareSink(*sink);
  ofSink.builder = builder_;
  ofSink.heap = reductionHeap_;
  const auto finishSinks = [&] {
    for (const plan::Feed& feed : loop_.feeds)
      if (feed.finishes) finishSink(feed);
  };
  if (loop_.copies()) {
    emitCopy();
    finishSinks();
    return write(out);
  }
  fn_.names().enter();
  declareHoisted();
  emitSource();
  fn_.countRows(&loop_, rowCount(), text_.body);
  for (const plan::Stage& stage : loop_.stages) {
    emitStage(stage);
    fn_.countRows(&stage, rowCount(), text_.body);
  }
  fill(loop_.shared);
  emitFeeds();
  text_.closeAll();
  fn_.names().leave();
  finishSinks();
  write(out);
}

void Pipeline::write(Code& out) {
  for (const std::string& lambda : fn_.takeLambdas()) out.put(lambda);
  text_.writeTo(out);
}

void Pipeline::emitFeeds() {
  const bool severalGroups = std::ranges::count(loop_.feeds, plan::Feed::Kind::Groups, &plan::Feed::kind) > 1;
  for (const plan::Feed& feed : loop_.feeds) {
    // each sink handles the current rows independently
    const auto levels = levels_;
    const auto places = places_;
    const auto known = knownNow_;
    const auto declared = declared_;
    // several group-bys use the same names, each in its own block
    const bool block = severalGroups && feed.kind != plan::Feed::Kind::Scalars;
    if (block) text_.body.open("{{");
    emitFeed(feed);
    fn_.countRows(&feed, rowCount(), text_.body);
    if (block) {
      text_.body.close();
      declared_ = declared;
    }
    levels_ = levels;
    places_ = places;
    knownNow_ = known;
  }
}

void Pipeline::callsUser(SourceLoc loc) {
  if (text_.first.empty())
    text_.first.line("const rt::running {}({});", fn_.names().fresh("user_code"), fn_.site(loc, "map"));
}

}  // namespace bodocc
