// The sources of a pipeline's batches: a file's scan, row numbers, a table, the groups of a group-by, sorted rows.
#include "FunctionEmitter.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

void Pipeline::emitSource() {
  nameSource();
  openLoop();
  placeColumns();
}

void Pipeline::nameSource() {
  here_.levels.push_back({});
  here_.levels[0].row = fn_.names().fresh("i", "row");
  switch (loop_.source.kind) {
    case plan::Source::Kind::Table: nameTable(); break;
    case plan::Source::Kind::File: nameScan(); break;
    case plan::Source::Kind::Windows: nameWindows(); break;
    case plan::Source::Kind::Range: nameRange(); break;
    case plan::Source::Kind::Groups:
    case plan::Source::Kind::Sorted: source_.name = fn_.variable(loop_.source.rows->def); break;
    case plan::Source::Kind::AfterProbes: nameAfterProbes(); break;
  }
  nameBatch();
  declareResults();
}

// The batch's variable, and the level's names for its rows.
void Pipeline::nameBatch() {
  scope_.batch = fn_.names().fresh("batch", "rows");
  here_.levels[0].count = scope_.batch + ".size";
  here_.levels[0].rows = here_.levels[0].every = scope_.batch;
}

void Pipeline::batchColumns() {
  const Rows& rows = *loop_.source.rows;
  const bool named = scope_.numbered() != nullptr;
  std::size_t place = 0;
  for (const auto* columns : {&loop_.source.now, &loop_.source.later})
    for (unsigned c : *columns) {
      const std::string number = named ? scope_.columnNumber(c) : std::to_string(place++);
      const Expr* e = columnExpr(fn_.exprPool(), rows, c, rows.loc);
      here_.places[e] = scope_.columnPlace(rows.columns.at(c), scope_.batch, number, false);
    }
}

void Pipeline::nameScan() {
  const plan::Source& source = loop_.source;
  const Rows& rows = *source.rows;
  const Op& read = *rows.def;
  const std::string& files = fn_.variable(&read);
  std::string lists;
  const auto addList = [&](const std::vector<unsigned>& columns) {
    std::vector<std::string> numbers;
    for (unsigned c : columns) numbers.push_back(scope_.columnNumber(c));
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
  source_ = {fn_.names().fresh("scan", "rows"), fmt::format("rt::{}_scan", read.info->runtimeName), files + lists};
  source_.configured = !read.pushed.empty() || !source.skips.empty() || !source.among.empty();
  for (const Expr* condition : read.pushed)
    skipUnless(condition->op->condition, *condition->args[0], {condition->args.begin() + 1, condition->args.end()});
  for (const ColumnComparison& skip : source.skips) skipUnless(skip.op, *skip.column, skip.values);
  for (const auto& [keys, columns] : source.among) {
    std::vector<std::string> numbers;
    for (unsigned c : columns) numbers.push_back(scope_.columnNumber(c));
    text_.before.line("{}.skip_unless_in({{{}}}, {});", source_.name, fmt::join(numbers, ", "), fn_.variable(keys));
  }
}

// Row groups that a condition `column op value`, or `column in values`, rules out are not read.
void Pipeline::skipUnless(Condition op, const Expr& column, const std::vector<const Expr*>& values) {
  static const std::map<Condition, const char*> comparisons = {
      {Condition::Less, "lt"},         {Condition::LessEqual, "le"}, {Condition::Greater, "gt"},
      {Condition::GreaterEqual, "ge"}, {Condition::Equal, "eq"},     {Condition::In, "eq"}};
  for (const Expr* value : values) {
    // of a text, its characters; all others in the column's form
    const bool asWritten =
        value->kind == ExprKind::Constant || (value->kind == ExprKind::Host && isString(value->type.type));
    text_.before.line("{}.skip_unless({}, rt::comparison::{}, {});", source_.name, scope_.columnNumber(column.column),
                      comparisons.at(op), asWritten ? fn_.argument(value) : fn_.valueOf(*value, value->type).value);
  }
}

void Pipeline::nameRange() {
  const std::string block = rangeBlock();
  source_ = {fn_.names().fresh("row_numbers"), "rt::row_range", block};
}

// This rank's rows: its equal block, or all of them if they are replicated.
std::string Pipeline::rangeBlock() {
  const Rows& rows = *loop_.source.rows;
  const Cpp n = fn_.argument(rows.def->scalars.at(0));
  const bool everywhere = rows.domain.distribution == Distribution::Replicated;
  std::string block = rows.domain.whole ? fmt::format("rt::block_everywhere({}, {})", fn_.wholeUse(rows), n.text())
                      : everywhere      ? fmt::format("rt::block{{0, rt::length({})}}", n)
                                        : fmt::format("rt::block_of({})", n);
  for (const Op* head : loop_.source.heads) block += fmt::format(".first({})", fn_.argument(head->scalars.at(0)));
  return block;
}

void Pipeline::emitDirect(Code& out) {
  const plan::Feed& feed = loop_.feeds.front();
  const std::vector<const Expr*>& exprs = feed.columns;
  const plan::Part part{.roots = exprs, .buffers = {}};
  text_.before = text_.body = Code(out.depth());  // in no block
  sinks_.declare();
  scope_.declareHoisted();
  const std::string rows = fn_.names().fresh("rows", "here");
  text_.outer.line("const rt::block {} = {};", rows, rangeBlock());
  std::vector<std::string> names;
  for (const std::string& name : feed.names)
    names.push_back(fn_.names().fresh(name.empty() ? "value" : name, "values"));
  here_.levels.push_back({});
  fn_.names().enter();
  here_.levels[0].row = fn_.names().fresh("i", "row");
  here_.levels[0].count = rows + ".count";
  here_.levels[0].wide = true;
  rangeColumns(Cpp::name(rows).member("begin"));
  RowLoop loop(scope_, part);
  Code stores = Code::unbroken();
  for (std::size_t c = 0; c < exprs.size(); ++c) {
    const std::string type = storageName(exprs[c]->type);
    text_.outer.line("{}* const {} = {}.extend<{}>({}, {}.count);", type, names[c], sinks_.builder(), type, c, rows);
    stores.line("{}[{}] = {};", names[c], loop.row(), loop.value(exprs[c]));
  }
  loop.lines().append(stores);
  fn_.countRows(&loop_, here_.level().size(), text_.before);
  fn_.countRows(&feed, here_.level().size(), text_.before);
  loop.finish();
  fn_.names().leave();
  sinks_.finish();
  for (const std::string& lambda : fn_.takeLambdas()) out.put(lambda);
  out.append(text_.outer);
  out.append(text_.before);
  out.append(text_.body);
  out.append(text_.after);
}

// The one column of a range is the row's number; its meaning (start, step) is an expression over it.
void Pipeline::rangeColumns(const Cpp& first) {
  const Rows& rows = *loop_.source.rows;
  for (unsigned c = 0; c < rows.columns.size(); ++c) {
    Place p;
    p.ofRow = [first](const Cpp& row) -> ValueCode { return {Cpp::infix(first, "+", row)}; };
    here_.places[columnExpr(fn_.exprPool(), rows, c, rows.loc)] = std::move(p);
  }
}

void Pipeline::nameTable() {
  const Rows& rows = *loop_.source.rows;
  std::string table = fn_.tableOf(rows);
  if (loop_.copies() && !scope_.readsAll()) {
    std::vector<std::size_t> read(loop_.source.now.begin(), loop_.source.now.end());
    if (loop_.source.labels) read.push_back(rows.columns.size());
    table += FunctionEmitter::selected(read, FunctionEmitter::namesOf(rows));
  } else if (fn_.takenBy(rows) == &loop_) {
    table = fmt::format("std::move({})", table);
  }
  source_ = {fn_.names().fresh("scan", "rows"), "rt::table_scan", table};
}

// Columns of the table of their rows, then the windows.
void Pipeline::nameWindows() {
  const Rows& rows = *loop_.source.rows;
  const Op& op = *rows.def;
  const WindowRows of = fn_.windowRows(op, text_.outer);
  fn_.windowMoves(op, text_.outer);
  std::vector<std::size_t> kept;
  std::string windows;
  for (unsigned c : loop_.source.now) {
    const Column& column = rows.columns[c];
    if (column.aggregate)
      windows += ", " + fn_.windowOf(op, of, column);
    else
      kept.push_back(of.place(column.from));
  }
  source_ = {fn_.names().fresh("scan", "rows"), "rt::window_scan",
             fmt::format("{}, {{{}}}{}", of.table, fmt::join(FunctionEmitter::chosen(kept, of.names), ", "), windows)};
}

// The columns of the build side, and for those of the other side ones without values.
void Pipeline::nameAfterProbes() {
  const Rows& rows = *loop_.source.rows;
  const Op& merge = *rows.def;
  std::vector<std::string> columns;
  for (unsigned c : loop_.source.now) {
    const Column& column = rows.columns[c];
    const auto isPayload = [&](const Column& other) { return other.from && other.side == plan::buildSide(merge); };
    if (isPayload(column)) {
      const auto payload = static_cast<std::size_t>(
          std::count_if(rows.columns.begin(), rows.columns.begin() + static_cast<std::ptrdiff_t>(c), isPayload));
      const std::vector<std::string>& numbers = fn_.payloadNumbers(merge);
      columns.push_back(numbers.empty() ? std::to_string(payload) : numbers.at(payload));
    } else
      columns.push_back("rt::field" + FunctionEmitter::field(column.name, column.type));
  }
  const std::string& table = fn_.variable(&merge);
  const bool everywhere = rows.domain.distribution == Distribution::Replicated;
  if (!everywhere)
    text_.outer.comment(fmt::format("collective: the ranks tell each other which rows of {} have a match", table));
  source_ = {
      fn_.names().fresh("scan", "rows"),
      traits(merge.join).matched == Matched::Once ? "rt::matched_scan" : "rt::unmatched_scan",
      fmt::format("{}, {{{}}}{}", table, fmt::join(columns, ", "), everywhere ? ", rt::layout::replicated" : "")};
}

void Pipeline::orderGroups() {
  if (!loop_.source.ordered) return;
  fn_.remark("order of groups",
             "the order of the groups is observable: sort by key hash, so that it is the same on any number of ranks",
             text_.outer);
  text_.outer.line("{}.order();", fn_.variable(loop_.source.rows->def));
}

void Pipeline::placeColumns() {
  const plan::Source::Kind kind = loop_.source.kind;
  if (kind == plan::Source::Kind::Range) return rangeColumns(Cpp::name(scope_.batch).member("first_row"));
  if (kind != plan::Source::Kind::Groups) batchColumns();
}

// A batch of groups has the keys, then the results of the states.
void Pipeline::declareResults() {
  if (loop_.source.kind != plan::Source::Kind::Groups) return;
  const Rows& rows = *loop_.source.rows;
  const Op& op = *rows.def;
  fn_.names().enter();
  source_.state = fn_.names().fresh("state", "of_group");
  fn_.names().leave();
  std::vector<Cpp> results;
  std::vector<const Column*> plain;  // those that are the values of their states
  std::size_t width = op.keys.size();
  for (unsigned c = 0; c < rows.columns.size(); ++c) {
    if (std::ranges::find(loop_.source.now, c) == loop_.source.now.end()) continue;
    const Column& column = rows.columns[c];
    Place& place = here_.places[columnExpr(fn_.exprPool(), rows, c, rows.loc)];
    if (!column.aggregate) {
      const auto key = std::find(op.keys.begin(), op.keys.end(), column.from) - op.keys.begin();
      place = scope_.columnPlace(column, scope_.batch, std::to_string(key), false);
    } else if (isCollected(column)) {
      const std::string view =
          fmt::format("{}.{}({})", fn_.variable(&column), column.aggregate->groupedValues, scope_.batch);
      place = scope_.columnPlace(column, view);
    } else {
      place = scope_.columnPlace(column, scope_.batch, std::to_string(width++), false);
      results.push_back(groupResult(column, Cpp::name(source_.state), fn_.site(op)));
      if (isValueOfState(column, results.back())) plain.push_back(&column);
    }
  }
  // compilers' time for a tuple grows faster than the tuple
  constexpr std::size_t most = 32;
  if (!results.empty() && results.size() <= most && results.size() == plain.size() && plain == fn_.states(op)) {
    source_.values = fmt::format("rt::values({})", fn_.site(op));
    return;
  }
  for (std::size_t first = 0; first < results.size(); first += most) {
    const auto begin = results.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = results.begin() + static_cast<std::ptrdiff_t>(std::min(first + most, results.size()));
    const char* const form = results.size() == 1 ? "return {};" : "return std::tuple({});";
    source_.results.push_back(fmt::format(fmt::runtime(form), fmt::join(begin, end, ", ")));
  }
}

// True if rt::values makes this result of the state.
bool Pipeline::isValueOfState(const Column& column, const Cpp& result) {
  if (fn_.quotientOf(column)) return false;
  const Cpp state = Cpp::name(source_.state).member(fn_.variable(&column));
  if (column.type.nullable) return result == Cpp::call("rt::if_known", {state});
  const Cpp at = Cpp::name(fn_.site(*loop_.source.rows->def));
  return result == state.method("value") || result == state.method("value", {at});
}

std::string Pipeline::resultsHead() const {
  return fmt::format("[&](const {}& {})", fn_.stateType(*loop_.source.rows->def), source_.state);
}

void Pipeline::nameResults(std::string& arguments) {
  if (!source_.values.empty()) arguments += ", " + source_.values;
  for (const std::string& result : source_.results) {
    const std::string name = fn_.names().outlive(fn_.names().fresh("results", "of_" + source_.name));
    text_.outer.define(fmt::format("const auto {} = {}", name, resultsHead()), {result}, "};");
    arguments += ", " + name;
  }
}

void Pipeline::openLoop() {
  std::string arguments = scope_.batch;
  nameResults(arguments);
  std::string next = fmt::format("{}.next({})", source_.name, arguments);
  const bool ofKeys = loop_.feeds.front().kind == plan::Feed::Kind::Keys;
  if (ofKeys) next = fmt::format("{}.next({}, {})", fn_.variable(&loop_.feeds.front().sink()), source_.name, arguments);
  const std::string more = loop_.most ? fmt::format("{}.rows() < {} && {}", sinks_.builder(), *loop_.most, next) : next;
  const bool calls = loop_.most || ofKeys || source_.hasResults();  // of next()
  const std::string each =
      !loop_.routers.empty() || calls ? "" : fmt::format("rt::batch& {} : {}", scope_.batch, source_.name);
  if (!source_.type.empty())
    text_.declareSource(source_.type, source_.name, source_.arguments, source_.configured ? "" : each);
  if (!loop_.routers.empty()) return openSender(0, more);
  text_.open(calls ? fmt::format("for (rt::batch {}; {};)", scope_.batch, more) : fmt::format("for ({})", each));
}

void Pipeline::emitCopy() {
  fn_.names().enter();
  nameSource();
  const plan::Feed& feed = loop_.feeds.front();
  std::string call =
      fmt::format("rt::add_all({}, {}", sinks_.variable(feed),
                  source_.type.empty() ? source_.name : fmt::format("{}({})", source_.type, source_.arguments));
  const std::string counted = fn_.countedRows(&loop_, &feed);
  const char* const end = counted.empty() ? ");" : "));";
  if (source_.results.size() == 1) {
    text_.outer.define(fmt::format("{}{}, {}", counted, call, resultsHead()), {source_.results[0]},
                       fmt::format("}}{}", end));
  } else {
    nameResults(call);
    text_.outer.line("{}{}{}", counted, call, end);
  }
  fn_.names().leave();
}

// The result of a group's state for this column.
Cpp Pipeline::groupResult(const Column& column, const Cpp& state, const std::string& at) {
  const auto memberOf = [&](const Column& c) { return state.member(fn_.variable(&c)); };
  Cpp value, known;
  if (const auto quotient = fn_.quotientOf(column)) {
    const Cpp count = memberOf(*quotient->count);
    std::vector<Cpp> args{count};
    if (isDecimal(column.from->type.type)) args.push_back(Cpp::integer(column.from->type.type.scale));
    value = memberOf(*quotient->dividend).method("divided_by", args);
    known = Cpp::infix(count, "!=", Cpp::integer(0));
  } else {
    value = fn_.aggregateValue(column, memberOf(column), at);
    known = memberOf(column).method("known");
    if (column.type.nullable && value == memberOf(column).method("value"))
      return Cpp::call("rt::if_known", {memberOf(column)});
  }
  return column.type.nullable ? Cpp::call("rt::known_if", {known, value}) : value;
}

}  // namespace bodocc
