// Where a pipeline's batches come from: a file's scan, row numbers, a table, the groups of a group-by, sorted rows.
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
void Pipeline::batchVariable(const std::string& wanted) {
  batch_ = fn_.names().fresh(wanted);
  before_.line("rt::batch {};", batch_);
  levels_[0].count = batch_ + ".size";
  levels_[0].rows = batch_;
  firstRow_ = batch_ + ".first_row";
}

void Pipeline::batchColumns() {
  const Rows& rows = *loop_.source.rows;
  batchWidth_ = 0;
  for (const auto* columns : {&loop_.source.now, &loop_.source.later})
    for (unsigned c : *columns) {
      const Column& column = rows.columns.at(c);
      const Expr* e = columnExpr(fn_.exprPool(), rows, c, rows.loc);
      places_[e] = columnPlace(column, batch_, batchWidth_++, false);
    }
}

void Pipeline::emitScan() {
  const plan::Source& source = loop_.source;
  const Rows& rows = *source.rows;
  const Op& read = *rows.def;
  const std::string& files = fn_.variable(&read);
  scan_ = fn_.names().fresh((rows.name.empty() ? "file" : rows.name) + "_scan");
  const char* const kind = read.info->runtimeName;
  if (source.later.empty())
    before_.line("rt::{}_scan {}({}, {{{}}});", kind, scan_, files, fmt::join(source.now, ", "));
  else
    before_.line("rt::{}_scan {}({}, {{{}}}, {{{}}});", kind, scan_, files, fmt::join(source.now, ", "),
                 fmt::join(source.later, ", "));
  for (const Expr* condition : read.pushed) skipUnless(*condition);
  batchVariable(FunctionEmitter::nameOf(rows) + "_batch");
  openLoop(fmt::format("{}.next({})", scan_, batch_));
  batchColumns();
}

// A condition `column op constant` that row groups are skipped by.
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
    before_.line("{}.skip_unless({}, rt::comparison::{}, {});", scan_, column->column, comparison,
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
  batchVariable("numbers");
  openLoop(fmt::format("{}.next({})", numbers, batch_));
  rangeColumns(Cpp::name(batch_).member("first_row"));
}

// This rank's rows: equal blocks of all, or all of them where they are wanted replicated.
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
  before_ = body_ = Code(out.depth());
  declareTable(feed);
  const std::string rows = fn_.names().fresh("rows", "here");
  outer_.line("const rt::block {} = {};", rows, rangeBlock());
  levels_.push_back({});
  levels_[0].row = fn_.names().fresh("i", "row");
  levels_[0].count = rows + ".count";
  levels_[0].wide = true;
  rangeColumns(Cpp::name(rows).member("begin"));
  RowLoop loop(*this, exprs);
  Code stores = Code::unbroken();
  for (std::size_t c = 0; c < exprs.size(); ++c) {
    const std::string name = fn_.names().fresh(feed.names[c].empty() ? "value" : feed.names[c], "values");
    const std::string type = storageName(exprs[c]->type);
    outer_.line("{}* const {} = {}.extend<{}>({}, {}.count);", type, name, builder_, type, c, rows);
    stores.line("{}[{}] = {};", name, loop.row(), loop.value(exprs[c]));
  }
  loop.lines().append(stores);
  loop.finish("rows");
  finishSink(feed);
  for (const std::string& lambda : fn_.takeLambdas()) out.put(lambda);
  out.append(outer_);
  out.append(before_);
  out.append(body_);
  out.append(after_);
}

// The one column of a range is its row's number; what it stands for (start, step) is an expression on it.
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
  scan_ = fn_.names().fresh(name + "_scan");
  std::vector<unsigned> read = loop_.source.now;
  if (loop_.source.labels) read.push_back(static_cast<unsigned>(rows.columns.size()));
  before_.line("rt::table_scan {}({}, {{{}}});", scan_, table, fmt::join(read, ", "));
  batchVariable(name + "_batch");
  openLoop(fmt::format("{}.next({})", scan_, batch_));
  batchColumns();
  if (loop_.source.labels) {
    labels_ = fmt::format("{}.columns[{}]", batch_, loop_.source.now.size());
    if (batchWidth_ != 0) ++batchWidth_;
  }
}

void Pipeline::emitGroups() {
  const Op& op = *loop_.source.rows->def;
  const Rows& rows = op.rows();
  const std::string& groups = fn_.variable(&op);
  if (rows.domain.ordered) {
    before_.comment(
        "the order of the groups is observable: sort by key hash, so that it is the same on any number of ranks");
    before_.line("{}.order();", groups);
  }
  batchVariable(FunctionEmitter::nameOf(rows) + "_batch");
  openLoop(fmt::format("{}.next({})", groups, batch_));
  std::string state;
  for (unsigned c = 0; c < rows.columns.size(); ++c) {
    const Column& column = rows.columns[c];
    const Expr* e = columnExpr(fn_.exprPool(), rows, c, rows.loc);
    if (!column.aggregate) {
      const auto key = std::find(op.keys.begin(), op.keys.end(), column.from) - op.keys.begin();
      places_[e] = columnPlace(column, batch_, static_cast<std::size_t>(key), false);
      continue;
    }
    Place p;
    if (isCollected(column)) {
      const Cpp values = Cpp::name(fn_.variable(&column)).method(column.aggregate->groupedValues);
      const Cpp first = Cpp::name(batch_).member("first_row");
      p.ofRow = [=](const Cpp& row) -> ValueCode { return {values.element(Cpp::infix(first, "+", row))}; };
    } else {
      if (state.empty()) state = fn_.names().fresh("state", "of_" + groups);
      p.declaration = fmt::format("const {0}* const {1} = {2}.states<{0}>() + {3}.first_row;", fn_.stateType(op), state,
                                  groups, batch_);
      p.ofRow = [=, this, &op, &column](const Cpp& row) {
        const auto memberOf = [&](const Column& c) { return Cpp::name(state).element(row).member(fn_.variable(&c)); };
        if (const auto quotient = fn_.quotientOf(column)) {
          const Cpp count = memberOf(*quotient->count).method("value");
          std::vector<Cpp> args{count};
          if (isDecimal(column.from->type.type)) args.push_back(Cpp::integer(column.from->type.type.scale));
          ValueCode code{memberOf(*quotient->dividend).method("divided_by", args)};
          if (column.type.nullable) code.known = Cpp::infix(count, "!=", Cpp::integer(0));
          return code;
        }
        const Cpp member = memberOf(column);
        ValueCode code{fn_.aggregateValue(column, member, fn_.site(op))};
        if (column.type.nullable) code.known = member.method("known");
        return code;
      };
    }
    places_[e] = std::move(p);
  }
}

void Pipeline::emitSorted() {
  const Rows& rows = *loop_.source.rows;
  batchVariable(FunctionEmitter::nameOf(rows) + "_batch");
  openLoop(fmt::format("{}.next({})", fn_.variable(rows.def), batch_));
  batchColumns();
}

}  // namespace bodocc
