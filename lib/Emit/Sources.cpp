// The sources of a pipeline's batches: a file's scan, row numbers, a table, the groups of a group-by, sorted rows.
#include "FunctionEmitter.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

void Pipeline::emitSource() {
  levels_.push_back({});
  levels_[0].row = fn_.names().fresh("i", "row");
  switch (loop_.source.kind) {
    case plan::Source::Kind::Table: return emitTable();
    case plan::Source::Kind::File: return emitScan();
    case plan::Source::Kind::Range: return emitRange();
    case plan::Source::Kind::Groups: return emitGroups();
    case plan::Source::Kind::Sorted: return emitSorted();
  }
}

// The batch's variable, and the level's names for its rows.
void Pipeline::nameBatch() {
  batch_ = fn_.names().fresh("batch", "rows");
  levels_[0].count = batch_ + ".size";
  levels_[0].rows = levels_[0].every = batch_;
  firstRow_ = batch_ + ".first_row";
}

void Pipeline::batchColumns() {
  const Rows& rows = *loop_.source.rows;
  const bool file = loop_.source.kind == plan::Source::Kind::File;
  std::size_t place = 0;
  for (const auto* columns : {&loop_.source.now, &loop_.source.later})
    for (unsigned c : *columns) {
      const std::string number = file ? columnNumber(c) : std::to_string(place++);
      const Expr* e = columnExpr(fn_.exprPool(), rows, c, rows.loc);
      places_[e] = columnPlace(rows.columns.at(c), batch_, number, false);
    }
}

std::string Pipeline::columnNumber(unsigned column) const {
  return fn_.variable(&loop_.source.rows->def->rows().columns.at(column));
}

void Pipeline::emitScan() {
  const plan::Source& source = loop_.source;
  const Rows& rows = *source.rows;
  const Op& read = *rows.def;
  const std::string& files = fn_.variable(&read);
  scan_ = fn_.names().fresh("scan", "rows");
  const char* const kind = read.info->runtimeName;
  std::string lists;
  const auto addList = [&](const std::vector<unsigned>& columns) {
    std::vector<std::string> numbers;
    for (unsigned c : columns) numbers.push_back(columnNumber(c));
    lists += fmt::format(", {{{}}}", fmt::join(numbers, ", "));
  };
  const bool all = source.now.size() + source.later.size() == rows.columns.size();
  if (!all || !source.later.empty()) addList(source.now);
  if (!source.later.empty()) {
    if (all)
      lists += ", rt::others";
    else
      addList(source.later);
  }
  before_.line("rt::{}_scan {}({}{});", kind, scan_, files, lists);
  for (const Expr* condition : read.pushed) skipUnless(*condition);
  nameBatch();
  openLoop(fmt::format("{}.next({})", scan_, batch_));
  batchColumns();
}

// A condition `column op constant` by which row groups are skipped.
void Pipeline::skipUnless(const Expr& condition) {
  static const std::map<Condition, const char*> comparisons = {{Condition::Less, "lt"},
                                                               {Condition::LessEqual, "le"},
                                                               {Condition::Greater, "gt"},
                                                               {Condition::GreaterEqual, "ge"},
                                                               {Condition::Equal, "eq"}};
  const auto put = [&](const char* comparison, const Expr* column, const Expr* constant) {
    while (column->kind == ExprKind::Call && column->args.size() == 1)
      column = column->args.front();  // a cast that changes no value
    if (column->kind != ExprKind::Column || constant->kind != ExprKind::Constant || constant->constant.missing())
      return;
    const ValueType& type = column->rows->columns.at(column->column).type;
    if (type.type != constant->type.type && !(isDecimal(type.type) && isDecimal(constant->type.type))) return;
    if (isDecimal(type.type) && constant->type.type.scale != type.type.scale) return;
    before_.line("{}.skip_unless({}, rt::comparison::{}, {});", scan_, columnNumber(column->column), comparison,
                 fn_.argument(constant));
  };
  const std::vector<const Expr*>& args = condition.args;
  if (condition.op->condition == Condition::Between) {
    put("ge", args[0], args[1]);
    put("le", args[0], args[2]);
  } else if (const auto it = comparisons.find(condition.op->condition); it != comparisons.end()) {
    put(it->second, args[0], args[1]);
  }
}

void Pipeline::emitRange() {
  const std::string block = rangeBlock();
  const std::string numbers = fn_.names().fresh("row_numbers");
  before_.line("rt::row_range {}({});", numbers, block);
  nameBatch();
  openLoop(fmt::format("{}.next({})", numbers, batch_));
  rangeColumns(Cpp::name(batch_).member("first_row"));
}

// This rank's rows: its equal block, or all of them if they are replicated.
std::string Pipeline::rangeBlock() {
  const Rows& rows = *loop_.source.rows;
  const Cpp n = fn_.argument(rows.def->scalars.at(0));
  std::string block = rows.domain.distribution == Distribution::Replicated
                          ? fmt::format("rt::block{{0, rt::length({})}}", n)
                          : fmt::format("rt::block_of({})", n);
  for (const Op* head : loop_.source.heads) block += fmt::format(".first({})", fn_.argument(head->scalars.at(0)));
  return block;
}

void Pipeline::emitDirect(Code& out) {
  const plan::Feed& feed = loop_.feeds.front();
  const std::vector<const Expr*>& exprs = feed.columns;
  const plan::Part part{.roots = exprs, .buffers = {}};
  before_ = body_ = Code(out.depth());
  declareTable(feed);
  declareHoisted();
  const std::string rows = fn_.names().fresh("rows", "here");
  outer_.line("const rt::block {} = {};", rows, rangeBlock());
  levels_.push_back({});
  levels_[0].row = fn_.names().fresh("i", "row");
  levels_[0].count = rows + ".count";
  levels_[0].wide = true;
  rangeColumns(Cpp::name(rows).member("begin"));
  RowLoop loop(*this, part);
  Code stores = Code::unbroken();
  for (std::size_t c = 0; c < exprs.size(); ++c) {
    const std::string name = fn_.names().fresh(feed.names[c].empty() ? "value" : feed.names[c], "values");
    const std::string type = storageName(exprs[c]->type);
    outer_.line("{}* const {} = {}.extend<{}>({}, {}.count);", type, name, builder_, type, c, rows);
    stores.line("{}[{}] = {};", name, loop.row(), loop.value(exprs[c]));
  }
  loop.lines().append(stores);
  fn_.countRows(&loop_, rowCount(), before_);
  fn_.countRows(&feed, rowCount(), before_);
  loop.finish();
  finishSink(feed);
  for (const std::string& lambda : fn_.takeLambdas()) out.put(lambda);
  out.append(outer_);
  out.append(before_);
  out.append(body_);
  out.append(after_);
}

// The one column of a range is the row's number; its meaning (start, step) is an expression over it.
void Pipeline::rangeColumns(const Cpp& first) {
  const Rows& rows = *loop_.source.rows;
  for (unsigned c = 0; c < rows.columns.size(); ++c) {
    Place p;
    p.ofRow = [first](const Cpp& row) -> ValueCode { return {Cpp::infix(first, "+", row)}; };
    places_[columnExpr(fn_.exprPool(), rows, c, rows.loc)] = std::move(p);
  }
}

void Pipeline::emitTable() {
  const Rows& rows = *loop_.source.rows;
  const std::string table = fn_.tableOf(rows);
  const std::string name = FunctionEmitter::nameOf(rows);
  scan_ = fn_.names().fresh("scan", "rows");
  std::vector<unsigned> read = loop_.source.now;
  if (loop_.source.labels) read.push_back(static_cast<unsigned>(rows.columns.size()));
  const std::size_t width = rows.columns.size() + (plan::hasLabels(rows) ? 1 : 0);
  bool all = read.size() == width;
  for (unsigned c = 0; c < read.size(); ++c) all = all && read[c] == c;
  if (all)
    before_.line("rt::table_scan {}({});", scan_, table);
  else
    before_.line("rt::table_scan {}({}, {{{}}});", scan_, table, fmt::join(read, ", "));
  nameBatch();
  openLoop(fmt::format("{}.next({})", scan_, batch_));
  batchColumns();
  if (loop_.source.labels) labels_ = fmt::format("{}[{}]", batch_, loop_.source.now.size());
}

void Pipeline::emitGroups() {
  const Op& op = *loop_.source.rows->def;
  const Rows& rows = op.rows();
  const std::string& groups = fn_.variable(&op);
  if (rows.domain.ordered) {
    outer_.comment(
        "the order of the groups is observable: sort by key hash, so that it is the same on any number of ranks");
    outer_.line("{}.order();", groups);
  }
  nameBatch();

  // the batch has the keys, then what the states end in
  fn_.names().enter();
  const std::string state = fn_.names().fresh("state", "of_group");
  fn_.names().leave();
  std::vector<Cpp> results;
  std::size_t width = op.keys.size();
  for (unsigned c = 0; c < rows.columns.size(); ++c) {
    if (std::ranges::find(loop_.source.now, c) == loop_.source.now.end()) continue;
    const Column& column = rows.columns[c];
    Place& place = places_[columnExpr(fn_.exprPool(), rows, c, rows.loc)];
    if (!column.aggregate) {
      const auto key = std::find(op.keys.begin(), op.keys.end(), column.from) - op.keys.begin();
      place = columnPlace(column, batch_, std::to_string(key), false);
    } else if (isCollected(column)) {
      const std::string view = fmt::format("{}.{}({})", fn_.variable(&column), column.aggregate->groupedValues, batch_);
      place = columnPlace(column, view);
    } else {
      place = columnPlace(column, batch_, std::to_string(width++), false);
      results.push_back(groupResult(column, Cpp::name(state), fn_.site(op)));
    }
  }
  // compilers' time for a tuple grows faster than the tuple
  constexpr std::size_t most = 32;
  std::string next = fmt::format("{}.next({}", groups, batch_);
  for (std::size_t first = 0; first < results.size(); first += most) {
    const std::string name = fn_.names().outlive(fn_.names().fresh("results", "of_" + groups));
    const auto begin = results.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = results.begin() + static_cast<std::ptrdiff_t>(std::min(first + most, results.size()));
    const std::string head = fmt::format("const auto {} = [&](const {}& {})", name, fn_.stateType(op), state);
    const std::string result = fmt::format("return std::tuple({});", fmt::join(begin, end, ", "));
    outer_.function(head, result, "};");
    next += ", " + name;
  }
  openLoop(next + ")");
}

// The result of a group's state for this column.
Cpp Pipeline::groupResult(const Column& column, const Cpp& state, const std::string& at) {
  const auto memberOf = [&](const Column& c) { return state.member(fn_.variable(&c)); };
  Cpp value, known;
  if (const auto quotient = fn_.quotientOf(column)) {
    const Cpp count = memberOf(*quotient->count).method("value");
    std::vector<Cpp> args{count};
    if (isDecimal(column.from->type.type)) args.push_back(Cpp::integer(column.from->type.type.scale));
    value = memberOf(*quotient->dividend).method("divided_by", args);
    known = Cpp::infix(count, "!=", Cpp::integer(0));
  } else {
    value = fn_.aggregateValue(column, memberOf(column), at);
    known = memberOf(column).method("known");
  }
  return column.type.nullable ? Cpp::call("rt::known_if", {known, value}) : value;
}

void Pipeline::emitSorted() {
  const Rows& rows = *loop_.source.rows;
  nameBatch();
  openLoop(fmt::format("{}.next({})", fn_.variable(rows.def), batch_));
  batchColumns();
}

}  // namespace bodocc
