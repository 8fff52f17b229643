// Where a pipeline's batches come from: a file's scan, row numbers, a table, the groups of a group-by, sorted rows.
#include "FunctionEmitter.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <numeric>

namespace bodocc {

void Pipeline::emitSource() {
  levels_.push_back({});
  levels_[0].row = fn_.names().fresh("i", "row");
  if (!fn_.tableOf(*source_).empty()) return emitTable(*source_);
  Op& def = *source_->def;
  switch (shapeOf(def)) {
    case Shape::File: return emitScan(def);
    case Shape::Range: return emitRange(def);
    case Shape::Groups: return emitGroups(def);
    case Shape::Sort: return emitSorted(def);
    default: throw InternalError(fmt::format("{} is no source of a pipeline", def.info->id));
  }
}

// The batch's variable, and the level's names for its rows.
std::string Pipeline::batchVariable(const std::string& wanted) {
  const std::string batch = fn_.names().fresh(wanted);
  before_.line("rt::batch {};", batch);
  levels_[0].count = batch + ".size";
  levels_[0].rows = batch;
  firstRow_ = batch + ".first_row";
  return batch;
}

void Pipeline::batchColumns(const Rows& rows, const std::string& batch, const std::vector<unsigned>& order) {
  batchWidth_ = order.size();
  for (unsigned slot = 0; slot < order.size(); ++slot) {
    const Column& column = rows.columns.at(order[slot]);
    const Expr* e = columnExpr(fn_.exprPool(), rows, order[slot], rows.loc);
    places_[e] = columnPlace(column.type, column.name, fmt::format("{}.columns[{}]", batch, slot));
  }
}

void Pipeline::emitScan(Op& read) {
  const Rows& rows = read.rows();
  // what the first filter needs is decoded at once, the rest at the rows that it keeps, and of those the keys of joins
  // first, as these drop rows too
  int firstFilter = -1;
  for (std::size_t s = 0; s < chain_.size() && firstFilter < 0; ++s)
    if (chain_[s]->predicate)
      firstFilter = static_cast<int>(s);
    else if (!chain_[s]->keys.empty())
      break;
  filtersFirst_ = firstFilter >= 0;
  const std::vector<Op*> merges = prefilters(read);
  const auto isKey = [&](const Op* merge, unsigned column) {
    return std::any_of(probeKeys(*merge).begin(), probeKeys(*merge).end(),
                       [&](const Expr* key) { return canonical(key)->column == column; });
  };
  std::vector<unsigned> now, later, order;
  for (unsigned c = 0; c < rows.columns.size(); ++c) {
    const auto it = stages_.find(columnExpr(fn_.exprPool(), rows, c, rows.loc));
    if (it == stages_.end()) continue;  // another loop over the file needs it
    const bool early = filtersFirst_ ? *it->second.begin() <= firstFilter : merges.empty() || isKey(merges.front(), c);
    (early ? now : later).push_back(c);
  }
  order = now;
  order.insert(order.end(), later.begin(), later.end());

  const std::string& files = fn_.variable(&read);
  const std::string scan = fn_.names().fresh((rows.name.empty() ? "file" : rows.name) + "_scan");
  const char* const kind = read.info->runtimeName;
  if (later.empty())
    before_.line("rt::{}_scan {}({}, {{{}}});", kind, scan, files, fmt::join(now, ", "));
  else
    before_.line("rt::{}_scan {}({}, {{{}}}, {{{}}});", kind, scan, files, fmt::join(now, ", "),
                 fmt::join(later, ", "));
  for (const Expr* condition : read.pushed) skipUnless(*condition, scan);
  const std::string batch = batchVariable(FunctionEmitter::nameOf(rows) + "_batch");
  openLoop(fmt::format("{}.next({})", scan, batch));
  batchColumns(rows, batch, order);
  if (later.empty()) return;
  late_ = fmt::format("{}.decode({}, {{}});", scan, batch);
  // as long as columns are left that the join's keys do not need
  std::vector<unsigned> left = later;
  for (Op* merge : merges) {
    std::vector<std::string> decodes;
    for (std::size_t slot = now.size(); slot < order.size(); ++slot)
      if (isKey(merge, order[slot]) && std::erase(left, order[slot]) != 0)
        decodes.push_back(fmt::format("{}.decode({}, {}, {{}});", scan, batch, slot));
    if (left.empty()) break;
    prefilters_.emplace_back(merge, decodes);
  }
}

// A condition `column op constant` that row groups are skipped by.
void Pipeline::skipUnless(const Expr& condition, const std::string& scan) {
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
    before_.line("{}.skip_unless({}, rt::comparison::{}, {});", scan, column->column, comparison,
                 isString(type.type) ? literal(std::get<std::string>(constant->constant.value))
                                     : constantCode(constant->constant, constant->type));
  };
  const std::vector<const Expr*>& args = condition.args;
  if (condition.op->condition == Condition::Between) {
    put("ge", args[0], args[1]);
    put("le", args[0], args[2]);
  } else if (const auto it = comparisons.find(condition.op->condition); it != comparisons.end()) {
    put(it->second, args[0], args[1]);
  }
}

void Pipeline::emitRange(Op& range) {
  const std::string block = rangeBlock(range);
  const std::string name = "numbers";
  const std::string numbers = fn_.names().fresh("row_numbers");
  before_.line("rt::row_range {}({});", numbers, block);
  const std::string batch = batchVariable(name);
  openLoop(fmt::format("{}.next({})", numbers, batch));
  rangeColumns(range, batch + ".first_row");
}

// This rank's rows: equal blocks of all, or all of them where they are wanted replicated.
std::string Pipeline::rangeBlock(Op& range) {
  const std::string n = fn_.argument(range.scalars.at(0));
  std::string block = range.rows().distribution == Distribution::Replicated
                          ? fmt::format("rt::block{{0, rt::length({})}}", n)
                          : fmt::format("rt::block_of({})", n);
  for (Op* head : firsts_) block += fmt::format(".first({})", fn_.argument(head->scalars.at(0)));
  return block;
}

bool Pipeline::emitDirect(Code& out) {
  if (!source_->def || !fn_.tableOf(*source_).empty() || shapeOf(*source_->def) != Shape::Range || sinks_.size() != 1 ||
      chain_.size() != firsts_.size())
    return false;
  Op& sink = *sinks_[0];
  const Shape shape = shapeOf(sink);
  if (shape != Shape::Table && shape != Shape::Control && shape != Shape::Print) return false;
  const std::vector<const Expr*> exprs = tableExprs(sink);
  if (exprs.empty() || (fn_.wantsLabels(sink, sinkInput_) && !numbersRows(sink))) return false;
  for (const Expr* e : exprs)
    if (e->type.nullable || isString(e->type.type) || isDecimal(e->type.type)) return false;

  before_ = body_ = Code(out.depth());
  declareTable(sink);
  const std::string rows = fn_.names().fresh("rows", "here");
  outer_.line("const rt::block {} = {};", rows, rangeBlock(*source_->def));
  levels_.push_back({});
  levels_[0].row = fn_.names().fresh("i", "row");
  levels_[0].count = rows + ".count";
  levels_[0].wide = true;
  rangeColumns(*source_->def, rows + ".begin");
  RowLoop loop(*this, exprs);
  Code stores = Code::unbroken();
  const std::vector<std::string> names = tableNames(sink);
  for (std::size_t c = 0; c < exprs.size(); ++c) {
    const std::string name = fn_.names().fresh(names[c].empty() ? "value" : names[c], "values");
    const std::string type = storageName(exprs[c]->type);
    outer_.line("{}* const {} = {}.extend<{}>({}, {}.count);", type, name, builder_, type, c, rows);
    stores.line("{}[{}] = {};", name, loop.row(), loop.value(exprs[c]));
  }
  loop.lines().append(stores);
  loop.finish("rows");
  finishSink(sink);
  for (const std::string& lambda : fn_.takeLambdas()) out.put(lambda);
  out.append(outer_);
  out.append(before_);
  out.append(body_);
  out.append(after_);
  return true;
}

// The one column of a range is its row's number; what it stands for (start, step) is an expression on it.
void Pipeline::rangeColumns(Op& range, const std::string& first) {
  for (unsigned c = 0; c < range.rows().columns.size(); ++c) {
    Place p;
    p.indexed = false;
    p.name = fmt::format("{} + {{row}}", first);
    places_[columnExpr(fn_.exprPool(), range.rows(), c, range.loc)] = std::move(p);
  }
}

void Pipeline::emitTable(const Rows& rows) {
  const std::string table = fn_.tableOf(rows);
  const std::string name = FunctionEmitter::nameOf(rows);
  const std::string scan = fn_.names().fresh(name + "_scan");
  std::vector<unsigned> used;
  for (unsigned c = 0; c < rows.columns.size(); ++c)
    if (stages_.contains(columnExpr(fn_.exprPool(), rows, c, rows.loc))) used.push_back(c);
  std::vector<unsigned> read = used;
  const bool labelled = wantsLabels_ && FunctionEmitter::hasLabels(rows);
  if (labelled) read.push_back(static_cast<unsigned>(rows.columns.size()));
  before_.line("rt::table_scan {}({}, {{{}}});", scan, table, fmt::join(read, ", "));
  const std::string batch = batchVariable(name + "_batch");
  openLoop(fmt::format("{}.next({})", scan, batch));
  batchColumns(rows, batch, used);
  if (labelled) {
    labels_ = fmt::format("{}.columns[{}]", batch, used.size());
    if (batchWidth_ != 0) ++batchWidth_;
  }
}

void Pipeline::emitGroups(Op& op) {
  const Rows& rows = op.rows();
  const std::string& groups = fn_.variable(&op);
  if (rows.ordered) {
    before_.comment("somebody looks at the order of the groups: ascending hash of their keys");
    before_.line("{}.order();", groups);
  }
  const std::string batch = batchVariable(FunctionEmitter::nameOf(rows) + "_batch");
  openLoop(fmt::format("{}.next({})", groups, batch));
  std::string state;
  for (unsigned c = 0; c < rows.columns.size(); ++c) {
    const Column& column = rows.columns[c];
    const Expr* e = columnExpr(fn_.exprPool(), rows, c, rows.loc);
    if (!column.aggregate) {
      const auto key = std::find(op.keys.begin(), op.keys.end(), column.from) - op.keys.begin();
      places_[e] = columnPlace(column.type, column.name, fmt::format("{}.columns[{}]", batch, key));
      continue;
    }
    Place p;
    p.indexed = false;
    if (fn_.isDistinct(column)) {
      p.name = fmt::format("{}.counts()[{}.first_row + {{row}}]", fn_.variable(&column), batch);
    } else {
      if (state.empty()) state = fn_.names().fresh("state", "of_" + groups);
      p.declaration = fmt::format("const {0}* const {1} = {2}.states<{0}>() + {3}.first_row;", fn_.stateType(op), state,
                                  groups, batch);
      const std::string member = fmt::format("{}[{{row}}].{}", state, fn_.variable(&column));
      p.name = fn_.aggregateValue(column, member, fn_.site(op));
      if (column.type.nullable) p.knownText = member + ".known()";
    }
    places_[e] = std::move(p);
  }
}

void Pipeline::emitSorted(Op& op) {
  const Rows& rows = op.rows();
  const std::string batch = batchVariable(FunctionEmitter::nameOf(rows) + "_batch");
  openLoop(fmt::format("{}.next({})", fn_.variable(&op), batch));
  std::vector<unsigned> order(rows.columns.size());
  std::iota(order.begin(), order.end(), 0u);
  batchColumns(rows, batch, order);
}

}  // namespace bodocc
