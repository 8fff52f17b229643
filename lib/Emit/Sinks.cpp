// Where a pipeline's rows go: a hash table of groups, the build side of a join, a sort, a table, a file, a scalar.
#include "FunctionEmitter.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

namespace {

std::string initializerList(const std::vector<std::string>& items) {
  return fmt::format("{{{}}}", fmt::join(items, ", "));
}

std::vector<const Expr*> columnExprs(const std::vector<Column>& columns, unsigned side) {
  std::vector<const Expr*> all;
  for (const Column& c : columns)
    if (c.from && c.side == side) all.push_back(c.from);
  return all;
}

std::vector<std::string> columnNames(const std::vector<Column>& columns, unsigned side) {
  std::vector<std::string> all;
  for (const Column& c : columns)
    if (c.from && c.side == side) all.push_back(c.name);
  return all;
}

}  // namespace

void Pipeline::declareSink(Op& op) {
  switch (shapeOf(op)) {
    case Shape::Merge: return declareBuild(op);
    case Shape::Groups: return declareGroups(op);
    case Shape::Sort: return declareSort(op);
    case Shape::Reduction: return declareReduction(op);
    case Shape::Writer: return declareWriter(op);
    default: return declareTable(op);
  }
}

void Pipeline::emitSink(Op& op) {
  switch (shapeOf(op)) {
    case Shape::Merge: {
      const unsigned side = op.buildLeft ? 0 : 1;
      std::vector<const Expr*> all = side == 0 ? op.keys : op.rightKeys;
      std::vector<std::string> names(all.size());
      for (const Column& c : op.rows().columns)
        if (c.from && c.side == side) {
          all.push_back(c.from);
          names.push_back(c.name);
        }
      return addColumns(fn_.variable(&op), all, names);
    }
    case Shape::Groups: return emitGroupSink(op);
    case Shape::Sort: {
      std::vector<const Expr*> all = columnExprs(op.rows().columns, 0);
      std::vector<std::string> names = columnNames(op.rows().columns, 0);
      for (const Expr* key : op.keys)
        if (std::find(all.begin(), all.end(), key) == all.end()) {
          all.push_back(key);
          names.emplace_back();
        }
      return addColumns(fn_.variable(&op), all, names);
    }
    case Shape::Writer: return addColumns(fn_.variable(&op), columnExprs(op.outputs, 0), columnNames(op.outputs, 0));
    default: return addColumns(builder_, tableExprs(op), tableNames(op));
  }
}

std::vector<const Expr*> Pipeline::tableExprs(const Op& op) const {
  std::vector<const Expr*> all;
  for (const Column& c : tableColumns(op))
    if (c.from && !c.aggregate && c.side == sinkInput_) all.push_back(c.from);
  for (const Expr* extra : extraColumns(op, sinkInput_)) all.push_back(extra);
  return all;
}

std::vector<std::string> Pipeline::tableNames(const Op& op) const {
  std::vector<std::string> all;
  for (const Column& c : tableColumns(op))
    if (c.from && !c.aggregate && c.side == sinkInput_) all.push_back(c.name);
  all.resize(all.size() + extraColumns(op, sinkInput_).size());
  return all;
}

void Pipeline::addColumns(const std::string& target, const std::vector<const Expr*>& exprs,
                          const std::vector<std::string>& names) {
  std::string rows;
  std::vector<std::string> all = views(exprs, names, rows);
  if (wantsLabels_) {
    if (labels_.empty()) {
      // labels of rows that filters have thinned out: numbers of the source's rows
      const std::string label = fn_.names().fresh("label", "column");
      before_.line("rt::buffer<std::int64_t> {};", label);
      RowLoop loop(*this, {});
      loop.lines().line("{}[{}] = {} + {};", label, loop.row(), firstRow_, loop.row());
      loop.finish("label");
      all.push_back(label + ".view()");
    } else {
      all.push_back(labels_);
    }
  }
  // all columns of the batch, as they are
  const std::string batch = levels_.size() == 1 ? levels_[0].rows : "";
  bool whole = all.size() == batchWidth_ && !batch.empty();
  for (std::size_t c = 0; c < all.size() && whole; ++c) whole = all[c] == fmt::format("{}.columns[{}]", batch, c);
  body_.line("{}.add({}, {});", target, whole ? batch + ".columns" : initializerList(all), rows);
}

// --- joins

void Pipeline::declareBuild(Op& op) {
  const unsigned side = op.buildLeft ? 0 : 1;
  const Rows& build = *op.inputs[side];
  std::string& table = fn_.variable(&op);
  // on the way to the user's variable, rows are still those of where they come from
  const bool own = build.def && !build.def->name.empty() && build.def->name != op.name;
  table = fn_.names().fresh(FunctionEmitter::nameOf(own ? build : *source_) + "_by_key");
  std::vector<std::string> keys, payload;
  for (const Expr* key : side == 0 ? op.keys : op.rightKeys)
    keys.push_back(FunctionEmitter::field(
        key->name.empty() && key->kind == ExprKind::Column ? key->rows->columns.at(key->column).name : key->name,
        key->type));
  for (const Column& c : op.rows().columns)
    if (c.from && c.side == side) payload.push_back(FunctionEmitter::field(c.name, c.type));
  outer_.line("rt::join_table {}({}, rt::join::{}, {}, {});", table, fn_.site(op), traits(op.join).name,
              initializerList(keys), initializerList(payload));
}

// --- groups

void Pipeline::declareGroups(Op& op) {
  const Rows& rows = op.rows();
  std::string& groups = fn_.variable(&op);
  groups = op.name.empty() ? fn_.names().fresh("groups") : fn_.names().fresh(op.name + "_groups");
  const std::string at = fn_.site(op);

  Names memberNames = fn_.memberNames();
  std::vector<std::string> members, texts, sums;
  std::vector<const Column*> distinct;
  for (const Column& c : rows.columns) {
    if (!c.aggregate) continue;
    if (fn_.isDistinct(c)) {
      distinct.push_back(&c);
      continue;
    }
    std::string& member = fn_.variable(&c);
    member = memberNames.fresh(c.name);
    members.push_back(fmt::format("{} {};", fn_.aggregateState(c, true), member));
    if (c.from && isString(c.from->type.type) && !fn_.countsOnly(c)) texts.push_back(member);
    if (fn_.hasGroupedState(c)) sums.push_back(member);
  }
  std::string& state = fn_.stateType(op);
  if (!members.empty()) {
    state = fn_.names().fresh(groups + "_state");
    outer_.open("struct {} {{", state);
    for (const std::string& m : members) outer_.put(m);
    outer_.open("void merge(const {}& other) {{", state);
    for (const Column& c : rows.columns)
      if (c.aggregate && !fn_.isDistinct(c)) outer_.line("{0}.merge(other.{0});", fn_.variable(&c));
    outer_.close();
    outer_.close("};");
  }
  std::vector<std::string> keys;
  for (const Expr* key : op.keys) {
    const Expr* e = canonical(key);
    const std::string name = e->kind == ExprKind::Column ? e->rows->columns.at(e->column).name : e->name;
    const std::string field = FunctionEmitter::field(name, key->type);
    const std::string range = rangeOf(e);
    keys.push_back(range.empty() ? fmt::format("{{{}}}", field) : fmt::format("{{{}, {}}}", field, range));
  }
  std::string layout;
  if (!members.empty()) {
    layout = fmt::format(", rt::layout_of<{}>()", state);
    const auto offsetsOf = [&](const std::vector<std::string>& which, const char* suffix) -> std::string {
      if (which.empty()) return "{}";
      std::vector<std::string> offsets;
      for (const std::string& m : which) offsets.push_back(fmt::format("offsetof({}, {})", state, m));
      const std::string name = fn_.names().fresh(groups + suffix);
      outer_.line("static constexpr std::size_t {}[] = {};", name, initializerList(offsets));
      return name;
    };
    const std::string where = offsetsOf(texts, "_texts");
    const std::string whereSums = offsetsOf(sums, "_sums");
    if (!sums.empty())
      layout = fmt::format(", rt::layout_of<{}>({}, {})", state, where, whereSums);
    else if (!texts.empty())
      layout = fmt::format(", rt::layout_of<{}>({})", state, where);
  }
  outer_.line("rt::groups {}({}, {}{});", groups, at, initializerList(keys), layout);
  for (const Column* c : distinct) {
    std::string& variable = fn_.variable(c);
    variable = fn_.names().fresh(c->name, "distinct");
    outer_.line("rt::distinct {}({}, {}, {{{}}});", variable, at, groups,
                FunctionEmitter::field(c->name, c->from->type));
  }
}

// Bounds of a key's values for its packing, as C++: what statistics or the operation say.
std::string Pipeline::rangeOf(const Expr* e) {
  if (e->type.range) return fmt::format("{{{{{}, {}}}}}", e->type.range->first, e->type.range->second);
  if (e->kind == ExprKind::Column && e->rows->def && e->rows == source_ && hasFooters(*e->rows->def) &&
      !isString(e->type.type) && !isFloat(e->type.type) && !isBoolean(e->type.type))
    return fmt::format("{}.range({})", fn_.variable(e->rows->def), e->column);
  return "";
}

void Pipeline::emitGroupSink(Op& op) {
  const std::string& groups = fn_.variable(&op);
  if (op.dropMissingKeys) dropMissing(op.keys);
  std::string rows;
  const std::vector<std::string> keys = views(op.keys, {}, rows);
  if (group_.empty()) {
    group_ = fn_.names().fresh("group", "of_row");
    states_ = fn_.names().fresh("states", "of_groups");
    state_ = fn_.names().fresh("state", "of_row");
  }
  std::vector<const Column*> updates;
  bool anyDistinct = false;
  for (const Column& c : op.rows().columns)
    if (c.aggregate && fn_.isDistinct(c))
      anyDistinct = true;
    else if (c.aggregate)
      updates.push_back(&c);
  if (!updates.empty() || anyDistinct)
    body_.line("const auto {} = {}.find({}, {});", group_, groups, initializerList(keys), rows);
  else
    body_.line("{}.find({}, {});", groups, initializerList(keys), rows);
  for (const Column& c : op.rows().columns)
    if (c.aggregate && fn_.isDistinct(c)) {
      std::string same;
      const std::vector<std::string> view = views({c.from}, {c.name}, same);
      body_.line("{}.add({}, {}, {});", fn_.variable(&c), group_, view[0], same);
    }
  if (updates.empty()) return;
  body_.line("auto* const {} = {}.states<{}>();", states_, groups, fn_.stateType(op));
  addInParts(
      updates, [&](const Column& c) { return state_ + "." + fn_.variable(&c); }, groups + ".heap()", "update",
      [&](RowLoop& loop) {
        return fmt::format("{}& {} = {}[{}[{}]];", fn_.stateType(op), state_, states_, group_, loop.ordinal());
      });
}

// Adds the values of the columns to their states, which `stateOf` names, row by row. `head`: the first line of a row.
void Pipeline::addInParts(const std::vector<const Column*>& columns,
                          const std::function<std::string(const Column&)>& stateOf, const std::string& heap,
                          std::string_view name, const std::function<std::string(RowLoop&)>& head) {
  // columns that count rows have no values: they go with the others
  std::vector<const Expr*> roots;
  for (const Column* c : columns)
    if (c->from) roots.push_back(c->from);
  std::size_t next = 0;
  const std::vector<Part> all = parts(roots);
  for (const Part& part : all) {
    const std::set<std::string> declared = beginPart(part);
    RowLoop loop(*this, part.roots);
    rowOrder_.clear();  // each loop counts for itself
    Code adds = Code::unbroken();
    std::vector<Update> updates;
    const bool last = &part == &all.back();
    for (std::size_t values = 0; next < columns.size(); ++next) {
      if (columns[next]->from && values++ == part.roots.size() && !last) break;
      addToState(*columns[next], stateOf(*columns[next]), loop, adds, heap, updates);
    }
    for (const Update& update : updates) {
      if (update.known.empty()) {
        for (const std::string& call : update.calls) adds.put(call);
      } else if (update.calls.size() == 1) {
        adds.line("if ({}) {}", update.known, update.calls[0]);
      } else {
        adds.open("if ({}) {{", update.known);
        for (const std::string& call : update.calls) adds.put(call);
        adds.close();
      }
    }
    keepShared(part, loop);
    if (head) {
      Code first = Code::unbroken();
      first.put(head(loop));
      loop.lines().append(first);
    }
    loop.lines().append(adds);
    loop.finish(name);
    settleBuffers();
    endPart(part, declared);
  }
}

// `state.add(value)`, for known values: among the updates that the same values are known for.
void Pipeline::addToState(const Column& c, const std::string& state, RowLoop& loop, Code& out, const std::string& heap,
                          std::vector<Update>& updates) {
  std::string args;
  if (!fn_.countsOnly(c)) {
    args = loop.value(c.from);
    if (fn_.looksAtRowOrder(c)) args += ", " + rowOrder(out);
    if (isString(c.from->type.type)) args += ", " + heap;
  }
  const std::string known = c.from ? loop.known(c.from) : "";
  auto update = std::find_if(updates.begin(), updates.end(), [&](const Update& u) { return u.known == known; });
  if (update == updates.end()) update = updates.insert(update, {known, {}});
  update->calls.push_back(fmt::format("{}.add({});", state, args));
}

void Pipeline::dropMissing(const std::vector<const Expr*>& keys) {
  std::vector<const Expr*> nullable;
  for (const Expr* key : keys)
    if (canonical(key)->type.nullable) nullable.push_back(key);
  if (nullable.empty()) return;
  RowLoop loop(*this, nullable);
  keepForLater(nullable, loop);
  std::string all;
  std::set<std::string> seen;
  for (const Expr* key : nullable) {
    const std::string known = key->type.coded ? loop.codedKnown(key) : loop.known(key);
    if (seen.insert(known).second) all = both(all, known);
  }
  if (all.empty()) {
    settleBuffers();
    return;
  }
  body_.comment("rows with a missing key belong to no group");
  keepRows(all, loop);
  for (const Expr* key : nullable) knownNow_.insert(canonical(key));
}

// --- sorts, tables, files

void Pipeline::declareSort(Op& op) {
  std::string& sorter = fn_.variable(&op);
  const std::vector<Column>& columns = op.rows().columns;
  sorter = op.name.empty() ? fn_.names().fresh("sorted") : fn_.names().fresh(op.name + "_sorter");
  std::vector<std::string> fields, keys;
  std::vector<const Expr*> all = columnExprs(columns, 0);
  for (const Column& c : columns) fields.push_back(FunctionEmitter::field(c.name, c.type));
  for (std::size_t k = 0; k < op.keys.size(); ++k) {
    auto at = std::find(all.begin(), all.end(), op.keys[k]) - all.begin();
    if (at == static_cast<std::ptrdiff_t>(all.size())) {
      all.push_back(op.keys[k]);
      fields.push_back(FunctionEmitter::field("", op.keys[k]->type));
    }
    const SortOrder& order = op.sortOrders[k];
    keys.push_back(order.missingFirst ? fmt::format("{{{}, {}, true}}", at, order.ascending)
                   : order.ascending  ? fmt::format("{{{}}}", at)
                                      : fmt::format("{{{}, false}}", at));
  }
  outer_.line("rt::sorter {}({}, {}, {}{});", sorter, fn_.site(op), initializerList(fields), initializerList(keys),
              op.limit ? fmt::format(", {}", *op.limit) : "");
}

bool Pipeline::numbersRows(const Op& op) const {
  return fn_.wantsLabels(op, sinkInput_) && !FunctionEmitter::hasLabels(*source_) && chain_.size() == firsts_.size();
}

void Pipeline::declareTable(Op& op) {
  std::vector<std::string> fields;
  const std::vector<const Expr*> exprs = tableExprs(op);
  const std::vector<std::string> names = tableNames(op);
  for (std::size_t c = 0; c < exprs.size(); ++c) fields.push_back(FunctionEmitter::field(names[c], exprs[c]->type));
  wantsLabels_ = fn_.wantsLabels(op, sinkInput_) && !numbersRows(op);
  if (wantsLabels_) fields.push_back(FunctionEmitter::field("", plainType(bodo::int64)));
  builder_ = fn_.names().fresh(fn_.nameOf(op, sinkInput_) + "_builder");
  outer_.line("rt::table_builder {}({}, {});", builder_, fn_.site(op), initializerList(fields));
}

void Pipeline::declareWriter(Op& op) {
  std::string& writer = fn_.variable(&op);
  const std::string& frame = op.inputs.at(0)->def ? op.inputs.at(0)->def->name : op.inputs.at(0)->name;
  writer = fn_.names().fresh(frame.empty() ? "writer" : frame + "_writer");
  std::vector<std::string> fields;
  for (const Column& c : op.outputs) fields.push_back(FunctionEmitter::field(c.name, c.type));
  outer_.line("rt::{}_writer {}({}, {}, {}{});", op.info->runtimeName, writer, fn_.site(op),
              fn_.argument(op.scalars.at(0)), initializerList(fields), writerOptions(op));
}

// --- reductions

void Pipeline::declareReduction(Op& op) {
  const Column& c = op.outputs.at(0);
  std::string& state = fn_.variable(&op);
  const Scalar& scalar = *op.scalarResults.at(0);
  state = fn_.names().fresh((scalar.name.empty() ? c.aggregate->id : scalar.name) + std::string("_here"));
  if (fn_.isDistinct(c)) {
    outer_.line("rt::distinct_values {}({}, {{{}}});", state, fn_.site(op), FunctionEmitter::field("", c.from->type));
    return;
  }
  outer_.line("{} {};", fn_.aggregateState(c, false), state);
  if (c.from && isString(c.from->type.type) && !fn_.countsOnly(c) && reductionHeap_.empty()) {
    reductionHeap_ = fn_.names().fresh("texts");
    outer_.line("rt::text_heap {}({});", reductionHeap_, fn_.site(op));
  }
}

void Pipeline::emitReductions(const std::vector<Op*>& ops) {
  std::vector<const Column*> perRow;
  std::map<const Column*, std::string> states;
  for (Op* op : ops) {
    const Column& c = op->outputs[0];
    if (fn_.isDistinct(c)) {
      std::string rows;
      const std::vector<std::string> view = views({c.from}, {c.name}, rows);
      body_.line("{}.add({}, {});", fn_.variable(op), view[0], rows);
    } else if (fn_.countsOnly(c) && (!c.from || !canonical(c.from)->type.nullable))
      body_.line("{}.add({});", fn_.variable(op), rowCount());
    else
      perRow.push_back(&c), states[&c] = fn_.variable(op);
  }
  if (perRow.empty()) return;
  addInParts(perRow, [&](const Column& c) { return states.at(&c); }, reductionHeap_, "reduce", {});
}

// The row's place in the order of all ranks' rows, as a number that grows from row to row.
std::string Pipeline::rowOrder(Code& out) {
  if (rowOrder_.empty()) {
    rowOrder_ = fn_.names().fresh("row_order", "here");
    before_.line("std::int64_t {} = rt::first_ordinal();", rowOrder_);
    out.line("++{};", rowOrder_);
  }
  return rowOrder_;
}

std::string Pipeline::rowCount() const {
  return levels_.back().selected() ? levels_.back().kept + ".size()" : levels_.back().count;
}

// --- the end

void Pipeline::finishSink(Op& op) {
  const Rows& input = *op.inputs.at(shapeOf(op) == Shape::Merge ? (op.buildLeft ? 0 : 1) : sinkInput_);
  const bool replicated = input.distribution == Distribution::Replicated;
  switch (shapeOf(op)) {
    case Shape::Merge: {
      const Rows& probe = *op.inputs.at(op.buildLeft ? 1 : 0);
      const std::string& table = fn_.variable(&op);
      if (replicated) {
        after_.line("{}.finish_local();", table);
      } else if (probe.distribution == Distribution::Replicated) {
        after_.comment(fmt::format("collective: {} goes to every rank, as the other side is on every rank", table));
        after_.line("{}.finish_everywhere();", table);
      } else {
        after_.comment(fmt::format(
            "collective: {} goes to every rank if it is small, else each row to the owner of its key", table));
        after_.line("{}.finish{}({});", table, op.rows().ordered ? "_in_order" : "", fn_.probeRows(probe));
      }
      return;
    }
    case Shape::Groups:
      if (replicated) {
        after_.line("{}.finish_local();", fn_.variable(&op));
      } else {
        after_.comment("collective: partial groups travel to the owner of their keys' hash, and are merged there");
        after_.line("{}.finish();", fn_.variable(&op));
      }
      return;
    case Shape::Sort:
      if (replicated) {
        after_.line("{}.finish_local();", fn_.variable(&op));
      } else {
        after_.comment(op.limit ? "collective: the ranks' first rows are merged"
                                : "collective: rows travel to the rank that holds their part of the order");
        after_.line("{}.finish();", fn_.variable(&op));
      }
      return;
    case Shape::Writer:
      if (!replicated)
        after_.comment("collective: the output appears as a whole, when every rank has written its part");
      after_.line("{}.finish({});", fn_.variable(&op), replicated ? "rt::layout::replicated" : "rt::layout::blocks");
      return;
    default: {
      const std::string source = fn_.tableOf(*source_);
      std::string finish = builder_ + ".finish(rt::layout::blocks)";
      if (replicated)
        finish = builder_ + ".finish(rt::layout::replicated)";
      else if (chain_.empty() && !endsEarly_ && !source.empty())
        finish = fmt::format("{}.finish_like({})", builder_, source);
      else if (chain_.empty() && !endsEarly_ && shapeOf(*source_->def) == Shape::Range)
        finish = fmt::format("{}.finish_equal({})", builder_, fn_.argument(source_->def->scalars.at(0)));
      else
        after_.comment("collective: the ranks' numbers of rows");
      after_.line("{} = {};", fn_.receiver(op, sinkInput_),
                  numbersRows(op) ? fmt::format("rt::numbered({})", finish) : finish);
    }
  }
}

// The scalars that the reductions of the loop end in.
void Pipeline::finishReductions(const std::vector<Op*>& ops) {
  std::vector<std::string> names, states;
  for (Op* op : ops) {
    const Scalar& scalar = *op->scalarResults.at(0);
    const Column& c = op->outputs[0];
    const std::string& state = fn_.variable(op);
    const bool replicated = op->inputs[0]->distribution == Distribution::Replicated;
    const std::string name = fn_.names().fresh(scalar.name.empty() ? c.aggregate->id : scalar.name, "of_all");
    fn_.variable(&scalar) = name;
    if (fn_.isDistinct(c)) {
      if (!replicated) after_.comment("collective: each value travels to the owner of its hash");
      after_.line("const rt::count {} = {}.finish({});", name, state, replicated ? "true" : "");
    } else if (replicated) {
      after_.line("const auto& {} = {};", name, state);
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
    after_.comment("collective: allgather of the ranks' partial states, merged in rank order");
    after_.line("const auto {} = rt::allreduce({}, {});", last - first == 1 ? list(names) : "[" + list(names) + "]",
                fn_.site(*ops[0]), list(states));
  }
}

}  // namespace bodocc
