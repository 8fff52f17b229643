#include "Sinks.h"

#include "FunctionEmitter.h"
#include "RowLoop.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <span>

namespace bodocc {

namespace {

std::string initializerList(const std::vector<std::string>& items) {
  return fmt::format("{{{}}}", fmt::join(items, ", "));
}

// The function of a struct that returns references to its members.
std::string memberList(const std::vector<std::string>& all) {
  // compilers' time for a tuple grows faster than the tuple
  constexpr std::size_t most = 64;
  std::vector<std::string> ties;
  for (std::size_t first = 0; first < all.size(); first += most)
    ties.push_back(
        fmt::format("std::tie({})",
                    fmt::join(all.begin() + static_cast<std::ptrdiff_t>(first),
                              all.begin() + static_cast<std::ptrdiff_t>(std::min(first + most, all.size())), ", ")));
  return fmt::format("auto members() {{ return {}; }}",
                     ties.size() == 1 ? ties[0] : fmt::format("std::tuple({})", fmt::join(ties, ", ")));
}

// The name of a column, or of the variable or column to which the user assigned the expression; empty without one.
std::string nameOf(const Expr* e) {
  if (!e) return "";
  return e->kind == ExprKind::Column ? e->rows->columns.at(e->column).name : e->name;
}

// The word that distinguishes a reduction from others of its name: its column, or rows.
std::string distinction(const Op& reduction) {
  const std::string column = nameOf(reduction.outputs[0].from);
  return "of_" + (column.empty() ? FunctionEmitter::nameOf(*reduction.inputs[0]) : column);
}

}  // namespace

void Sinks::declare() {
  FunctionEmitter::SinkVariables& shared = fn_.variablesOfSink(*loop_.sinks.front(), loop_.input);
  builder_ = shared.builder;
  heap_ = shared.heap;
  for (const plan::Feed& feed : loop_.feeds)
    if (feed.begins) declare(feed);
  shared.builder = builder_;
  shared.heap = heap_;
}

void Sinks::declare(const plan::Feed& feed) {
  switch (feed.kind) {
    case plan::Feed::Kind::Groups: return declareGroups(feed);
    case plan::Feed::Kind::Build: return declareBuild(feed);
    case plan::Feed::Kind::Sort: return declareSort(feed);
    case plan::Feed::Kind::Table: return declareTable(feed);
    case plan::Feed::Kind::Writer: return declareWriter(feed.sink());
    case plan::Feed::Kind::Keys: return declareKeys(feed);
    case plan::Feed::Kind::Marks: return;
    case plan::Feed::Kind::Scalars:
      for (Op* op : feed.sinks) declareReduction(*op);
  }
}

const std::string& Sinks::variable(const plan::Feed& feed) const {
  if (feed.kind == plan::Feed::Kind::Table) return builder_;
  return fn_.variable(feed.marked ? feed.marked : &feed.sink());
}

void Sinks::add(const plan::Feed& feed) {
  switch (feed.kind) {
    case plan::Feed::Kind::Groups: return addGroups(feed);
    case plan::Feed::Kind::Scalars: return addReductions(feed);
    case plan::Feed::Kind::Table:
    case plan::Feed::Kind::Keys:
    case plan::Feed::Kind::Marks:
    case plan::Feed::Kind::Build:
    case plan::Feed::Kind::Sort:
    case plan::Feed::Kind::Writer: return addColumns(feed);
  }
}

void Sinks::finish() {
  for (const Op* merge : loop_.frees) text_.after.line("{}.free();", fn_.variable(merge));
  for (const plan::Feed& feed : loop_.feeds)
    if (feed.finishes && feed.kind != plan::Feed::Kind::Marks) finish(feed);
}

void Sinks::addColumns(const plan::Feed& feed) {
  const std::string target = variable(feed) + (feed.kind == plan::Feed::Kind::Marks ? ".mark" : ".add");
  scope_.fill(feed.parts);
  if (feed.reads != plan::Reads::Rows && (feed.reads != plan::Reads::Batch || scope_.readsAll())) {
    const auto [columns, rows] = scope_.columns(feed.columns, feed.reads);
    text_.body.line("{}({}, {});", target, columns, rows);
    return;
  }
  std::string columns = scope_.list(feed.columns);
  if (feed.labels == plan::Feed::Labels::Source || feed.labels == plan::Feed::Labels::Rows) {
    std::vector<std::string> all = scope_.views(feed.columns);
    if (loop_.source.labels) {
      all.push_back(fmt::format("{}[{}]", scope_.batch,
                                scope_.columnNumber(static_cast<unsigned>(loop_.source.rows->columns.size()))));
    } else {
      // labels of filtered rows: numbers of the source's rows
      const std::string label = fn_.names().fresh("label", "column");
      text_.before.declare("rt::buffer<std::int64_t>", label);
      const plan::Part part;
      RowLoop loop(scope_, part);
      loop.lines().line("{}[{}] = {}.first_row + {};", label, loop.row(), scope_.batch, loop.row());
      loop.finish();
      all.push_back(label);
    }
    columns = initializerList(all);
  }
  const std::string number = feed.fetched.empty() ? "" : fmt::format(", {}.first_row", scope_.batch);
  text_.body.line("{}({}, {}{});", target, columns, here_.level().argument(), number);
}

// --- joins

void Sinks::declareBuild(const plan::Feed& feed) {
  Op& op = feed.sink();
  const unsigned side = plan::buildSide(op);
  const Rows& build = *op.inputs[side];
  std::string& table = fn_.variable(&op);
  // until the result is assigned to a variable, rows have the name of their source
  const bool own = build.def && !build.def->name.empty() && build.def->name != op.name;
  const char* const kind = op.keys.empty() ? "_rows" : "_by_key";
  const plan::Source& source = loop_.source;
  const bool unnamed = source.kind == plan::Source::Kind::Groups && source.rows->name == source.rows->def->info->id;
  const std::string of = own       ? FunctionEmitter::nameOf(build)
                         : unnamed ? fn_.variable(source.rows->def)
                                   : FunctionEmitter::nameOf(*source.rows);
  table = fn_.names().fresh(of + kind, traits(op.join).name);
  // rows of one file or table have its numbers
  const Rows* const from = feed.finishes ? scope_.numbered() : nullptr;
  std::vector<std::string> keys, payload;
  const auto add = [&](std::vector<std::string>& to, const ValueType& type) {
    const std::size_t n = keys.size() + payload.size();
    const Expr* const e = scope_.canonical(feed.columns[n]);
    to.push_back(from ? fn_.numbered(*from, e, type) : FunctionEmitter::field(feed.names[n], type));
    if (from && &to == &payload) fn_.payloadNumbers(op).push_back(fn_.numberOf(*from, e));
  };
  for (const Expr* key : side == 0 ? op.keys : op.rightKeys) add(keys, key->type);
  for (const MergeColumn& c : columnsOf(op, side)) add(payload, c.column().type);
  text_.outer.line("rt::join_table {}({}, rt::join::{}, {}{}, {}{});", table, fn_.site(op),
                   marks(op) ? "marked" : probeTraits(op).name, from ? scope_.source() + ", " : "",
                   initializerList(keys), initializerList(payload), op.where ? ", rt::conditional" : "");
}

void Sinks::declareKeys(const plan::Feed& feed) {
  const plan::Source &from = loop_.source, &filtered = loop_.filters->source;
  const auto rowsOf = [&](const plan::Source& source) {
    return source.kind == plan::Source::Kind::Table ? fn_.tableOf(*source.rows) + ".total()"
                                                    : fn_.variable(source.rows->def) + ".rows()";
  };
  const std::string name =
      from.kind == plan::Source::Kind::Table ? fn_.tableOf(*from.rows) : FunctionEmitter::nameOf(*from.rows);
  std::string& keys = fn_.variable(&feed.sink());
  keys = fn_.names().fresh(name + "_keys", "for_" + FunctionEmitter::nameOf(*filtered.rows));
  std::vector<std::string> fields;
  for (std::size_t n = 0; n < feed.columns.size(); ++n)
    fields.push_back(FunctionEmitter::field(feed.names[n], feed.columns[n]->type));
  text_.outer.comment(fmt::format("if {} has few rows: its keys, by which rows of {} without a match are dropped", name,
                                  FunctionEmitter::nameOf(*filtered.rows)));
  text_.outer.line("rt::key_filter {}({}, {}, {}, {}{});", keys, fn_.site(feed.sink()), initializerList(fields),
                   rowsOf(from), rowsOf(filtered), loop_.filtersProbes ? ", rt::key_filter::drops::probing_rows" : "");
}

// --- groups

// The name of a key's column in the result.
std::string Sinks::keyName(const Op& groups, const Expr* key) const {
  for (const Column& c : groups.rows().columns)
    if (!c.aggregate && c.from == key && !c.name.empty()) return c.name;
  return nameOf(scope_.canonical(key));
}

void Sinks::declareGroups(const plan::Feed& feed) {
  const Op& op = feed.sink();
  std::string& groups = fn_.variable(&op);
  groups = fn_.names().fresh(op.name.empty() ? "groups" : op.name + "_groups",
                             op.keys.size() == 1 ? "by_" + keyName(op, op.keys[0]) : "by_keys");
  const std::string at = fn_.site(op);

  Names memberNames = fn_.memberNames();
  // a member must not have a name that its class uses
  for (const Column* c : feed.states) {
    const std::string type = fn_.aggregateState(*c, true);
    forEachWord(type, [&](std::string_view word) {
      const bool qualified = word.data() != type.data() && word.data()[-1] == ':';
      if (!qualified) memberNames.take(std::string(word));
    });
  }
  std::string& state = fn_.stateType(op);
  if (!feed.states.empty()) {
    std::vector<std::pair<std::string, std::vector<std::string>>> members;  // by type
    std::vector<std::string> all;
    for (const Column* c : feed.states) {
      const std::string type = fn_.aggregateState(*c, true);
      auto same = std::ranges::find(members, type, &std::pair<std::string, std::vector<std::string>>::first);
      if (same == members.end()) same = members.insert(same, {type, {}});
      std::string& member = fn_.variable(c);
      member = memberNames.fresh(c->name, "state");
      same->second.push_back(member);
      all.push_back(member);
    }
    // as they are declared: those of one type together
    for (const auto& [type, names] : members)
      for (const Column* c : feed.states)
        if (fn_.aggregateState(*c, true) == type) fn_.states(op).push_back(c);
    state = fn_.names().fresh(groups + "_state");
    std::vector<std::string> lines;
    for (const auto& [type, names] : members) lines.push_back(fmt::format("{} {};", type, fmt::join(names, ", ")));
    constexpr std::size_t mostWithoutList = 8;  // the runtime finds so many states of a struct itself
    if (all.size() > mostWithoutList) lines.push_back(memberList(all));
    text_.outer.define("struct " + state, lines, "};");
  }
  std::vector<std::string> keys;
  std::vector<std::string>& fields = fn_.fieldsOf(op);
  for (const Expr* key : op.keys) {
    const Expr* e = scope_.canonical(key);
    ValueType type = key->type;
    type.nullable = type.nullable && !op.dropMissingKeys;
    const bool ofFile = plan::boundsOf(loop_, e) == plan::Bounds::Footers;
    const std::string name = ofFile ? nameOf(e) : keyName(op, key);
    keys.push_back(keyOf(e, fields.emplace_back(FunctionEmitter::field(name, type))));
  }
  text_.outer.line("rt::{} {}({}, {});", state.empty() ? "groups" : fmt::format("group_by<{}>", state), groups, at,
                   initializerList(keys));
  for (const plan::Collected& collected : feed.collected) {
    const Column* const c = collected.column;
    std::string& variable = fn_.variable(c);
    variable = fn_.names().fresh(c->name, c->aggregate->id);
    text_.outer.line("{} {}({}, {}, {{{}}}{});", c->aggregate->groupedState, variable, at, groups,
                     FunctionEmitter::field(c->name, c->from->type), fn_.arguments(*c));
  }
}

// A key of groups, with bounds of its values for its packing.
std::string Sinks::keyOf(const Expr* key, const std::string& field) const {
  switch (plan::boundsOf(loop_, key)) {
    case plan::Bounds::None: break;
    case plan::Bounds::Type:
      return fmt::format("{{{}, {{{{{}, {}}}}}}}", field, key->type.range->first, key->type.range->second);
    case plan::Bounds::Footers: {
      const Column& c = key->rows->columns.at(key->column);
      const bool drops = c.type.nullable && field != FunctionEmitter::field(c.name, c.type);
      return fmt::format("{}.{}({})", fn_.variable(key->rows->def), drops ? "known_key" : "key",
                         scope_.columnNumber(key->column));
    }
  }
  return fmt::format("{{{}}}", field);
}

void Sinks::addGroups(const plan::Feed& feed) {
  const Op& op = feed.sink();
  const std::string& groups = fn_.variable(&op);
  if (!feed.present.empty()) dropMissing(feed);
  scope_.fill(feed.parts);
  if (states_.empty()) {
    states_ = fn_.names().fresh("states", "of_groups");
    state_ = fn_.names().fresh("state", "of_row");
  }
  const auto [keys, rows] = scope_.columns(feed.columns, feed.reads);
  const std::string find = fmt::format("{}.find({}, {});", groups, keys, rows);
  if (feed.updates.empty() && feed.collected.empty())
    text_.body.put(find);
  else
    text_.body.line("const auto {} = {}", states_, find);
  for (const plan::Collected& c : feed.collected) {
    scope_.fill(c.parts);
    text_.body.line("{}.add({}{}, {}, {});", fn_.variable(c.column), states_,
                    fn_.stateType(op).empty() ? "" : ".groups()", scope_.views({c.column->from})[0],
                    here_.level().argument());
  }
  if (feed.updates.empty()) return;
  addUpdates(feed, [&](const Column& c) { return state_ + "." + fn_.variable(&c); }, groups + ".heap()");
}

// Adds the values of the columns to their states row by row: `stateOf` names a column's.
void Sinks::addUpdates(const plan::Feed& feed, const std::function<std::string(const Column&)>& stateOf,
                       const std::string& heap) {
  const auto add = [&](const plan::Update& part) {
    RowLoop loop(scope_, part.part);
    if (feed.kind == plan::Feed::Kind::Groups) loop.throughStates(states_, state_, feed.reads == plan::Reads::Probed);
    rowOrder_.clear();  // each loop counts for itself
    Code adds = Code::unbroken();
    std::vector<Update> updates;
    for (const Column* c : part.columns) addToState(*c, stateOf(*c), loop, adds, heap, updates);
    for (const Update& update : updates) {
      if (update.known.isTrue()) {
        for (const std::string& call : update.calls) adds.put(call);
      } else if (update.calls.size() == 1) {
        adds.line("if ({}) {}", update.known, update.calls[0]);
      } else {
        adds.open("if ({}) {{", update.known);
        for (const std::string& call : update.calls) adds.put(call);
        adds.close();
      }
    }
    loop.addBuffers();
    loop.lines().append(adds);
    loop.finish();
  };
  for (const plan::Update& update : feed.updates) scope_.writePart(update.part, [&] { add(update); });
}

// `state.add(value)`, for known values: in the group of updates with the same condition.
void Sinks::addToState(const Column& c, const std::string& state, RowLoop& loop, Code& out, const std::string& heap,
                       std::vector<Update>& updates) {
  std::vector<Cpp> args;
  if (!countsOnly(c)) {
    args.push_back(loop.given(c.from));
    if (fn_.looksAtRowOrder(c)) args.push_back(Cpp::name(rowOrder(out)));
    if (isBytes(c.from->type.type)) args.push_back(Cpp::name(heap));
  }
  const Cpp known = c.from ? loop.known(c.from) : Cpp::boolean(true);
  auto update = std::find_if(updates.begin(), updates.end(), [&](const Update& u) { return u.known == known; });
  if (update == updates.end()) update = updates.insert(update, {known, {}});
  update->calls.push_back(fmt::format("{}.add({});", state, fmt::join(args, ", ")));
}

void Sinks::dropMissing(const plan::Feed& feed) {
  const auto explain = [&] {
    fn_.remark("missing keys", "drop rows with a missing key: they belong to no group", text_.body);
  };
  if (!feed.presence.known.empty()) {
    explain();
    scope_.keepKnown(feed.presence.known, feed.keeping);
  } else {
    RowLoop loop(scope_, feed.presence);
    loop.addBuffers();
    std::vector<Cpp> all;
    for (const Expr* key : feed.present) addOnce(all, key->type.coded ? loop.wordKnown(key) : loop.known(key));
    explain();
    loop.keepRows(Cpp::allOf(all), feed.keeping);
  }
  here_.known.insert(feed.present.begin(), feed.present.end());
}

// --- sorts, tables, files

void Sinks::declareSort(const plan::Feed& feed) {
  const Op& op = feed.sink();
  std::string& sorter = fn_.variable(&op);
  const std::vector<Column>& columns = op.rows().columns;
  std::vector<std::string> fields, keys;
  bool plain = true;  // the first columns in their order
  std::vector<const Expr*> all;
  for (const Column& c : columns)
    if (c.from && c.side == 0) all.push_back(c.from);
  for (const Column& c : columns) fields.push_back(FunctionEmitter::field(c.name, c.type));
  for (std::size_t k = 0; k < op.keys.size(); ++k) {
    auto at = std::find(all.begin(), all.end(), op.keys[k]) - all.begin();
    if (at == static_cast<std::ptrdiff_t>(all.size())) {
      all.push_back(op.keys[k]);
      fields.push_back(FunctionEmitter::field("", op.keys[k]->type));
    }
    const SortOrder& order = op.sortOrders[k];
    const bool named =
        at < static_cast<std::ptrdiff_t>(columns.size()) && !columns[static_cast<std::size_t>(at)].name.empty();
    const std::string column = named ? literal(columns[static_cast<std::size_t>(at)].name) : std::to_string(at);
    const std::string key = fmt::format(fmt::runtime(order.ascending ? "{}" : "rt::descending({})"), column);
    keys.push_back(order.missingFirst ? fmt::format("rt::missing_first({})", key) : key);
    plain = plain && at == static_cast<std::ptrdiff_t>(k) && key == keys.back() && order.ascending;
    if (k == 0)
      sorter = fn_.names().fresh(op.name.empty() ? "sorted" : op.name + "_sorter",
                                 named ? "by_" + columns[static_cast<std::size_t>(at)].name : "rows");
  }
  fn_.fieldsOf(op) = fields;
  std::string by = initializerList(keys);
  if (const Op* groups = loop_.source.rows->def;
      plain && loop_.source.kind == plan::Source::Kind::Groups && keys.size() == groups->keys.size() &&
      std::ranges::equal(fn_.fieldsOf(*groups), std::span(fields).first(keys.size())))
    by = fn_.variable(groups) + ".keys()";
  text_.outer.line("rt::sorter {}({}, {}, {}{});", sorter, fn_.site(op), scope_.fieldsArgument(fields), by,
                   op.limit ? fmt::format(", {}", *op.limit) : "");
  if (feed.firstOfGroups != 0)
    text_.outer.line("{}.first_of_groups({}, {{{}}});", sorter, feed.firstOfGroups, fmt::join(feed.groups, ", "));
  if (feed.fetched.empty()) return;
  std::vector<std::size_t> later;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Expr* e = scope_.canonical(columns[c].from);
    if (e->kind == ExprKind::Column && e->rows == loop_.source.rows &&
        std::ranges::find(feed.fetched, e->column) != feed.fetched.end())
      later.push_back(c);
  }
  text_.outer.line("{}.read_later({{{}}});", sorter, fmt::join(later, ", "));
}

void Sinks::declareTable(const plan::Feed& feed) {
  const Op& op = feed.sink();
  FunctionEmitter::Schema schema{.of = fn_.nameOf(op, loop_.input), .columns = feed.names};
  if (feed.labels != plan::Feed::Labels::None) schema.columns.emplace_back("label");
  fn_.numberIfRead(std::move(schema), fn_.distinction(op, loop_.input), text_.outer);
  std::vector<std::string> fields;
  for (std::size_t c = 0; c < feed.columns.size(); ++c)
    fields.push_back(FunctionEmitter::field(feed.names[c], feed.columns[c]->type));
  if (feed.labels == plan::Feed::Labels::Source || feed.labels == plan::Feed::Labels::Rows)
    fields.push_back(FunctionEmitter::field("", plainType(bodo::int64)));
  builder_ = fn_.names().fresh(fn_.nameOf(op, loop_.input), fn_.distinction(op, loop_.input),
                               fmt::format("at_{}", op.loc.line), "_builder");
  text_.outer.line("rt::table_builder {}({}, {});", builder_,
                   std::visit([&](const auto* made) { return fn_.site(*made); }, feed.madeBy),
                   scope_.fieldsArgument(fields));
  if (loop_.last) text_.outer.line("{}.keep_last({});", builder_, *loop_.last);
}

void Sinks::declareWriter(Op& op) {
  std::string& writer = fn_.variable(&op);
  const std::string& frame = op.inputs.at(0)->def ? op.inputs.at(0)->def->name : op.inputs.at(0)->name;
  writer = fn_.names().fresh(frame.empty() ? "writer" : frame + "_writer");
  std::vector<std::string> fields;
  for (const Column& c : op.outputs) fields.push_back(FunctionEmitter::field(c.name, c.type));
  text_.outer.line("rt::{}_writer {}({}, {}, {}{});", op.info->runtimeName, writer, fn_.site(op),
                   fn_.argument(op.scalars.at(0)), scope_.fieldsArgument(fields), writerOptions(op, fn_.keptBy(op)));
}

// --- reductions

void Sinks::declareReduction(Op& op) {
  const Column& c = op.outputs.at(0);
  std::string& state = fn_.variable(&op);
  const Scalar& scalar = *op.scalarResults.at(0);
  if (const Op* other = fn_.collectedBy(op)) {
    state = fn_.variable(other);
    return;
  }
  const std::string result = FunctionEmitter::nameOfScalar(scalar, !isCollected(c));
  const bool isPart = op.inputs[0]->domain.distribution != Distribution::Replicated;
  state = fn_.names().fresh(isPart || isCollected(c) ? "local_" + result : result, distinction(op));
  if (isCollected(c)) {
    text_.outer.line("{} {}({}, {{{}}});", fn_.aggregateState(c, false), state, fn_.site(op),
                     FunctionEmitter::field("", c.from->type));
    return;
  }
  text_.outer.declare(fn_.aggregateState(c, false), state);
  if (c.from && isBytes(c.from->type.type) && !countsOnly(c) && heap_.empty()) {
    heap_ = fn_.names().fresh("texts");
    text_.outer.line("rt::text_heap {}({});", heap_, fn_.site(op));
  }
}

void Sinks::addReductions(const plan::Feed& feed) {
  for (const plan::Collected& c : feed.collected) {
    scope_.fill(c.parts);
    text_.body.line("{}.add({}, {});", fn_.variable(c.op), scope_.views({c.column->from})[0], here_.level().argument());
  }
  for (const Op* op : feed.counts) text_.body.line("{}.add({});", fn_.variable(op), here_.level().size());
  std::map<const Column*, std::string> states;
  for (const Op* op : feed.sinks) states[&op->outputs[0]] = fn_.variable(op);
  addUpdates(feed, [&](const Column& c) { return states.at(&c); }, heap_);
}

// The row's place in the order of all ranks' rows, as a number that increases from row to row.
std::string Sinks::rowOrder(Code& out) {
  if (rowOrder_.empty()) {
    rowOrder_ = fn_.names().fresh("row_order", "here");
    text_.before.line("std::int64_t {} = rt::first_ordinal({});", rowOrder_,
                      loop_.part == 0 ? "" : std::to_string(loop_.part));
    out.line("++{};", rowOrder_);
  }
  return rowOrder_;
}

// --- the end

void Sinks::finish(const plan::Feed& feed) {
  fn_.atLine(&feed, text_.after);
  if (feed.kind == plan::Feed::Kind::Scalars) return finishReductions(feed);
  const Op& op = feed.sink();
  if (!feed.fetched.empty()) {
    std::vector<std::string> columns;
    for (unsigned c : feed.fetched) columns.push_back(scope_.columnNumber(c));
    text_.after.comment("collective: find the first rows of all ranks; each rank reads the other columns of its own");
    text_.after.line("{}.complete(rt::{}_rows({}, {{{}}}));", fn_.variable(&op),
                     loop_.source.rows->def->info->runtimeName, fn_.variable(loop_.source.rows->def),
                     fmt::join(columns, ", "));
  }
  if (*plan::sentence(feed.finish) != '\0')
    text_.after.comment(fmt::format("collective: {}", plan::sentence(feed.finish)));
  if (feed.kind == plan::Feed::Kind::Table) return finishTable(feed);
  const std::string& sink = fn_.variable(&op);
  const char* const layout = feed.finish == plan::Finish::Local ? "replicated" : "blocks";
  if (feed.kind == plan::Feed::Kind::Writer)
    text_.after.line("{}.finish(rt::layout::{});", sink, layout);
  else if (feed.finish == plan::Finish::Local)
    text_.after.line("{}.finish_local();", sink);
  else if (feed.finish == plan::Finish::Everywhere || feed.finish == plan::Finish::Keyless ||
           feed.finish == plan::Finish::AllGroups)
    text_.after.line("{}.finish_everywhere();", sink);
  else if (feed.finish == plan::Finish::Measured)
    text_.after.line("{}.finish{}({});", sink, op.rows().domain.ordered ? "_in_order" : "",
                     fn_.probeRows(*op.inputs.at(1 - plan::buildSide(op))));
  else if (feed.finish == plan::Finish::Owners && op.rows().domain.ordered)
    text_.after.line("{}.finish_by_hash();", sink);
  else
    text_.after.line("{}.finish();", sink);
  if (feed.kind != plan::Feed::Kind::Writer && feed.kind != plan::Feed::Kind::Keys)
    fn_.countMade(&feed, sink, text_.after);
}

void Sinks::finishTable(const plan::Feed& feed) {
  const Op& op = feed.sink();
  const plan::Source& source = loop_.source;
  std::string table =
      fmt::format("{}.finish(rt::layout::{})", builder_, feed.finish == plan::Finish::Local ? "replicated" : "blocks");
  // an array of two dimensions keeps its shape
  const bool ofTable = source.kind == plan::Source::Kind::Table && loop_.chain.empty() && !loop_.most && !loop_.last;
  if (feed.finish == plan::Finish::Like || (feed.finish == plan::Finish::Local && ofTable))
    table = source.kind == plan::Source::Kind::Table
                ? fmt::format("{}.finish_like({})", builder_, fn_.tableOf(*source.rows))
                : fmt::format("{}.finish_equal({})", builder_, fn_.argument(source.rows->def->scalars.at(0)));
  fn_.countMade(&feed, builder_, text_.after);
  std::vector<std::string>& parts = fn_.variablesOfSink(op, loop_.input).parts;
  if (feed.finish == plan::Finish::Part) {
    parts.push_back(fn_.names().fresh(fn_.nameOf(op, loop_.input) + "_part"));
    text_.after.line("rt::table {} = {};", parts.back(), table);
    return;
  }
  if (feed.finish == plan::Finish::Joined) {
    std::string moved;
    for (const std::string& part : parts) moved += fmt::format("std::move({}), ", part);
    table = fmt::format("rt::concat({}, {{{}{}}})", fn_.site(op), moved, table);
  }
  if (feed.labels == plan::Feed::Labels::Numbered) table = fmt::format("rt::numbered({})", table);
  if (FunctionEmitter::returnsTable(op) && !loop_.makes) return fn_.returnTable(op, std::move(table));
  text_.after.line("{} = {};", fn_.receiver(op, loop_.input), table);
  if (loop_.makes) fn_.madeTable(*loop_.makes, op, loop_.input);
}

// The scalars of the loop's reductions.
void Sinks::finishReductions(const plan::Feed& feed) {
  const std::vector<Op*>& ops = feed.sinks;
  std::vector<std::string> names, states;
  std::string_view moves;  // of the line above
  for (Op* op : ops) {
    const Scalar& scalar = *op->scalarResults.at(0);
    const Column& c = op->outputs[0];
    const std::string& state = fn_.variable(op);
    const bool replicated = op->inputs[0]->domain.distribution == Distribution::Replicated;
    if (replicated && !isCollected(c)) {
      fn_.variable(&scalar) = state;
      continue;
    }
    const std::string name =
        fn_.names().fresh(FunctionEmitter::nameOfScalar(scalar), replicated ? "" : "total", distinction(*op));
    fn_.variable(&scalar) = name;
    if (isCollected(c)) {
      if (!replicated && moves != c.aggregate->moves)
        text_.after.comment(fmt::format("collective: {}", moves = c.aggregate->moves));
      const std::string arguments = fn_.arguments(c);
      text_.after.line("const auto {} = {}.{}({});", name, state, replicated ? "finish_local" : "finish",
                       arguments.empty() ? "" : arguments.substr(2));
    } else {
      names.push_back(name);
      states.push_back(state);
    }
  }
  // compilers' time for a tuple grows faster than the tuple
  constexpr std::size_t most = 64;
  for (std::size_t first = 0; first < names.size(); first += most) {
    const std::size_t last = std::min(first + most, names.size());
    const auto list = [&](const std::vector<std::string>& all) {
      return fmt::format("{}", fmt::join(all.begin() + static_cast<std::ptrdiff_t>(first),
                                         all.begin() + static_cast<std::ptrdiff_t>(last), ", "));
    };
    text_.after.comment(fmt::format("collective: {}", plan::sentence(feed.finish)));
    text_.after.line("const auto {} = rt::allreduce({}, {});",
                     last - first == 1 ? list(names) : "[" + list(names) + "]", fn_.site(*ops[0]), list(states));
  }
}

}  // namespace bodocc
