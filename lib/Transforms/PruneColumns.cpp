#include "bodocc/Transforms/PruneColumns.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <unordered_set>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc {
namespace {

class Pruning {
 public:
  explicit Pruning(Module& m) : module_(m), passages_(passagesOf(m)) {}

  // True if ops were bypassed, so that others may be unused now.
  bool run() {
    for (std::size_t i = 0; i < passages_.size(); ++i) {
      to_[passages_[i].to].push_back(i);
      senders_[passages_[i].op].push_back(i);
    }
    for (auto& f : module_.functions) {
      keepSchemas(*f);
      for (auto& [op, place] : placesOf(*f)) parents_[op] = place.parent;
      const bool external = f->external;
      forEachOp(f->body, [&](Op& op) {
        for (auto& rows : op.results)
          for (Column& c : rows->columns) c.live = false;
        if (op.pairs)
          for (Column& c : op.pairs->columns) c.live = false;
        for (Region& inner : op.regions)
          for (auto& rows : inner.arguments) {
            regionOps_[rows.get()] = &op;
            for (Column& c : rows->columns) c.live = false;
          }
        if (hasEffects(op))
          roots_.push_back(&op);
        else if (isHost(op.info->control))
          for (const std::string& name : op.text.defines) captures_[name].push_back(&op);
        if (op.info->control == Control::Return && external) seen_.insert(&op);
      });
      for (auto& rows : f->arguments)
        for (Column& c : rows->columns) c.live = false;
    }
    for (Op* op : roots_) keep(*op);
    for (const Passage& p : passages_)
      if (seen_.count(p.op))
        for (unsigned i = 0; i < p.to->columns.size(); ++i) mark(*p.to, i);
    do spread();
    while (keepCounts());
    return remove();
  }

 private:
  void spread() {
    while (!work_.empty()) {
      auto [rows, column] = work_.back();
      work_.pop_back();
      reach(*rows, column);
    }
  }

  // Rows that will be in memory need a column even if they are only counted: a table without columns holds no rows.
  // True if some rows had none.
  bool keepCounts() {
    for (auto& f : module_.functions) {
      for (auto& rows : f->arguments) keepOne(*rows);
      const auto uses = usesOf(*f);
      forEachOp(f->body, [&](Op& op) {
        if (!kept_.count(&op)) return;
        for (auto& rows : op.results) {
          const auto used = uses.find(rows.get());
          const bool streams = op.info->kind == OpKind::Rows && !op.info->breaks &&
                               (!op.inputs.empty() || isSource(*op.info)) &&
                               (used == uses.end() || used->second.size() < 2);
          if (!streams) keepOne(*rows);
        }
        for (Region& inner : op.regions)
          for (auto& rows : inner.arguments) keepOne(*rows);
      });
    }
    return !work_.empty();
  }
  void keepOneOf(const Op& op, unsigned side) {
    for (Rows* rows : {&op.rows(), op.pairs.get()}) {
      if (!rows) continue;
      const auto first = std::ranges::find_if(rows->columns, [&](const Column& c) { return c.from && c.side == side; });
      if (first == rows->columns.end()) continue;
      return mark(*rows, static_cast<unsigned>(first - rows->columns.begin()));
    }
  }
  void keepOne(Rows& rows) {
    if (rows.columns.empty() || std::any_of(rows.columns.begin(), rows.columns.end(), [](auto& c) { return c.live; }))
      return;
    const auto narrow =
        std::find_if(rows.columns.begin(), rows.columns.end(), [](const Column& c) { return !isBytes(c.type.type); });
    mark(rows, narrow == rows.columns.end() ? 0 : static_cast<unsigned>(narrow - rows.columns.begin()));
  }

  // Callers pass all columns, also those that are removed now.
  static void keepSchemas(Function& f) {
    for (Parameter& p : f.params)
      if (p.isFrame && p.rows && p.schema.empty()) p.schema = p.rows->schema();
  }

  // Columns that this op passes on are live only if their receivers use them.
  bool passesOn(const Op& op) const {
    Control c = op.info->control;
    return c == Control::Yield || c == Control::Call || isLoop(c) || sendsColumns(op) ||
           (c == Control::Return && !seen_.count(&op));
  }

  void keep(Op& op) {
    if (!kept_.insert(&op).second) return;
    const bool passes = passesOn(op);
    for (const HeldExpr& held : heldExprs(op)) {
      bool output = std::any_of(op.outputs.begin(), op.outputs.end(), [&](Column& c) { return held.slot == &c.from; });
      if (!held.columnsOnly && held.side != ownResult && !(passes && output)) use(*held.slot);
    }
    for (const Expr* e : op.pushed) use(e);
    if (op.where) use(op.where);
    // a table without columns holds no rows
    if (op.info->shape == Shape::Merge && op.keys.empty())
      for (unsigned side = 0; side < op.inputs.size(); ++side) keepOneOf(op, side);
    useText(op.text);
    for (const HostText& text : op.hostArguments) useText(text);
    for (Rows* input : op.inputs) keepRows(*input);
    for (Region& region : op.regions)
      if (!region.ops.empty() && region.ops.back()->info->control == Control::Yield) keep(*region.ops.back());
    if (Op* parent = parents_.at(&op)) keep(*parent);
  }
  void useText(const HostText& text) {
    useNames(text.reads);
    for (const HostText::Piece& p : text.pieces)
      if (p.scalar && p.scalar->def) keep(*p.scalar->def);
  }
  void keepRows(const Rows& rows) {
    if (rows.def)
      keep(*rows.def);
    else if (auto found = regionOps_.find(&rows); found != regionOps_.end())
      keep(*found->second);
  }

  void use(const Expr* e) {
    forEachExpr(e, [&](const Expr& x) {
      if (x.kind == ExprKind::Column) mark(const_cast<Rows&>(*x.rows), x.column);
      if (x.kind == ExprKind::Scalar && x.scalar->def) keep(*x.scalar->def);
      if (x.kind == ExprKind::Host) useText(x.host);
      if (x.function) useNames(x.function->captures);
    });
  }
  void useNames(const std::vector<std::string>& names) {
    for (const std::string& name : names)
      if (auto found = captures_.find(name); found != captures_.end())
        for (Op* op : found->second) keep(*op);
  }

  void mark(Rows& rows, unsigned column) {
    Column& c = rows.columns.at(column);
    if (c.live) return;
    c.live = true;
    work_.push_back({&rows, column});
  }

  // A live column keeps its inputs alive.
  void reach(Rows& rows, unsigned column) {
    const Column c = rows.columns[column];
    keepRows(rows);
    if (c.from) use(c.from);
    for (const Expr* e : c.args) use(e);
    if (rows.def && rows.def->info->shape == Shape::Values)
      for (const Expr* e : valuesOf(*rows.def, column)) use(e);
    for (std::size_t i : to_[&rows]) {
      const Passage& p = passages_[i];
      use(p.op->outputs.at(p.first + column).from);
      // one list of outputs serves all receivers: a loop's arguments and results, all calls of a function
      for (std::size_t j : senders_[p.op])
        if (passages_[j].frame == p.frame) mark(*passages_[j].to, column);
    }
  }

  bool remove() {
    // the new number of each column that stays
    std::map<const Rows*, std::vector<unsigned>> numbers;
    auto number = [&](const Rows& rows) {
      std::vector<unsigned>& mine = numbers[&rows];
      mine.assign(rows.columns.size(), ~0u);
      unsigned next = 0;
      for (const unsigned c : liveInOrder(rows, numbers)) mine[c] = next++;
    };
    for (auto& f : module_.functions) {
      for (auto& rows : f->arguments) number(*rows);
      forEachOp(f->body, [&](Op& op) {
        for (auto& rows : op.results) number(*rows);
        if (op.pairs) number(*op.pairs);
        for (Region& inner : op.regions)
          for (auto& rows : inner.arguments) number(*rows);
      });
    }
    // outputs that are no longer passed on
    std::map<Op*, std::set<std::size_t>> unsent;
    for (const Passage& p : passages_)
      for (std::size_t i = 0; i < p.to->columns.size(); ++i)
        if (!p.to->columns[i].live) unsent[p.op].insert(p.first + i);
    for (auto& [op, dead] : unsent)
      for (auto it = dead.rbegin(); it != dead.rend(); ++it)
        op->outputs.erase(op->outputs.begin() + static_cast<std::ptrdiff_t>(*it));

    bool bypassed = false;
    for (auto& f : module_.functions) {
      removeOps(f->body);
      std::vector<Rows*> all;
      for (auto& rows : f->arguments) all.push_back(rows.get());
      forEachOp(f->body, [&](Op& op) {
        for (auto& rows : op.results) all.push_back(rows.get());
        if (op.pairs) all.push_back(op.pairs.get());
        for (Region& inner : op.regions)
          for (auto& rows : inner.arguments) all.push_back(rows.get());
      });
      forEachOp(f->body, [](Op& op) { dropValues(op); });
      std::set<const Op*> idle;
      forEachOp(f->body, [&](const Op& op) {
        if (isIdle(op)) idle.insert(&op);
      });
      // expressions refer to columns by number: all row sets shrink before the first expression is rebuilt
      for (Rows* rows : all) arrange(rows->columns, numbers.at(rows));
      forgetColumnExprs(*f);
      Rewriter renumber(*f, [&](const Expr& leaf) {
        if (leaf.kind != ExprKind::Column) return &leaf;
        return columnExpr(*f, *leaf.rows, numbers.at(leaf.rows).at(leaf.column), leaf.loc);
      });
      forEachOp(f->body, [&](Op& op) { renumber.rewrite(op); });
      bypassAll(*f, f->body, idle);
      bypassed = bypassed || !idle.empty();
    }
    return bypassed;
  }

  // The live columns. Columns that a window adds come after those of its input, which keep their order: its table is
  // the input's with columns added.
  static std::vector<unsigned> liveInOrder(const Rows& rows,
                                           const std::map<const Rows*, std::vector<unsigned>>& numbers) {
    std::vector<unsigned> live;
    for (unsigned c = 0; c < rows.columns.size(); ++c)
      if (rows.columns[c].live) live.push_back(c);
    if (!rows.def || rows.def->info->tableFrom != TableFrom::Windows) return live;
    std::ranges::stable_sort(live, {}, [&](unsigned c) {
      const Column& column = rows.columns[c];
      if (column.aggregate) return std::pair{2, 0u};
      if (!isColumnOf(column.from, *rows.def->inputs[0])) return std::pair{1, 0u};
      return std::pair{0, numbers.at(column.from->rows).at(column.from->column)};
    });
    return live;
  }

  static void arrange(std::vector<Column>& columns, const std::vector<unsigned>& numbers) {
    std::vector<Column> stay(static_cast<std::size_t>(std::ranges::count_if(columns, &Column::live)));
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (columns[c].live) stay[numbers[c]] = std::move(columns[c]);
    columns = std::move(stay);
  }

  // True if no column that the op adds to its input's rows is live.
  static bool isIdle(const Op& op) {
    if (op.info->kind != OpKind::Rows || op.results.size() != 1) return false;
    // a left join with rows of distinct keys, or what JoinLookUps has left
    const bool joins = op.info->shape == Shape::Merge && op.join == JoinKind::Left && !op.where &&
                       !op.rows().domain.labelled && areDistinct(*op.inputs[1], op.rightKeys);
    const bool looksUp = joins || (op.info->tableFrom == TableFrom::LookUp && op.info->keepsLabels);
    if (!looksUp && op.info->count != RowCount::Same) return false;
    const auto adds = [&](const Column& c) { return c.aggregate != nullptr || (looksUp && c.side != 0); };
    const std::vector<Column>& columns = op.rows().columns;
    return std::ranges::any_of(columns, adds) &&
           std::ranges::none_of(columns, [&](const Column& c) { return c.live && adds(c); });
  }

  static void bypassAll(Function& f, Region& region, const std::set<const Op*>& idle) {
    for (std::size_t i = 0; i < region.ops.size();) {
      Op& op = *region.ops[i];
      for (Region& inner : op.regions) bypassAll(f, inner, idle);
      if (idle.contains(&op))
        bypass(f, region, op);
      else
        ++i;
    }
  }

  // The values of a frame in the program's text are the op's arguments, column by column.
  static std::span<const Expr* const> valuesOf(const Op& op, unsigned column) {
    const std::size_t height = op.scalars.size() / op.rows().columns.size();
    return std::span(op.scalars).subspan(column * height, height);
  }
  static void dropValues(Op& op) {
    if (op.info->shape != Shape::Values) return;
    std::vector<const Expr*> kept;
    for (unsigned c = 0; c < op.rows().columns.size(); ++c)
      if (op.rows().columns[c].live) std::ranges::copy(valuesOf(op, c), std::back_inserter(kept));
    op.scalars = std::move(kept);
  }

  // Numbers now refer to other columns, so expressions of old numbers must not be found by new ones.
  static void forgetColumnExprs(Function& f) {
    std::set<const Expr*> overColumns;
    for (auto& e : f.exprs)  // operands come before their users
      if (e->kind == ExprKind::Column ||
          std::any_of(e->args.begin(), e->args.end(), [&](const Expr* a) { return overColumns.count(a); }))
        overColumns.insert(e.get());
    std::erase_if(f.exprKeys, [&](const auto& entry) { return overColumns.count(entry.second); });
  }

  void removeOps(Region& region) {
    for (auto& op : region.ops)
      if (kept_.count(op.get()))
        for (Region& inner : op->regions) removeOps(inner);
    std::erase_if(region.ops, [&](auto& op) { return !kept_.count(op.get()); });
  }

  Module& module_;
  std::vector<Passage> passages_;
  std::map<const Rows*, std::vector<std::size_t>> to_;     // passages that bring a row set
  std::map<const Op*, std::vector<std::size_t>> senders_;  // passages that an op sends
  std::map<const Op*, Op*> parents_;
  std::map<const Rows*, Op*> regionOps_;  // the op whose region has this argument
  std::vector<Op*> roots_;
  std::map<std::string, std::vector<Op*>> captures_;  // by the names that they define, in all functions
  std::set<const Op*> seen_;                          // returns to ordinary code: all their columns are observable
  std::set<const Op*> kept_;
  std::vector<std::pair<Rows*, unsigned>> work_;
};

bool asksIfKnown(const Expr& e) { return e.kind == ExprKind::Call && e.op->condition == Condition::Known; }

// The columns that are only asked whether they are known, or counted where they are.
std::set<const Expr*> askedOf(Function& f) {
  std::set<const Expr*> asked, read;
  std::unordered_set<const Expr*> seen;
  forEachOp(f.body, [&](Op& op) {
    std::set<const Expr* const*> counted;
    const auto addCounted = [&](const std::vector<Column>& columns) {
      for (const Column& c : columns)
        if (countsOnly(c)) counted.insert(&c.from);
    };
    addCounted(op.outputs);
    for (const auto& rows : op.results) addCounted(rows->columns);
    for (const HeldExpr& held : heldExprs(op)) {
      (counted.contains(held.slot) ? asked : read).insert(*held.slot);
      forEachExpr(
          *held.slot,
          [&](const Expr& e) {
            for (const Expr* a : e.args) (asksIfKnown(e) ? asked : read).insert(a);
          },
          &seen);
    }
  });
  std::erase_if(asked, [&](const Expr* e) { return e->kind != ExprKind::Column || read.contains(e); });
  return asked;
}

// What a left join brings is missing if there is no match. If it is asked nothing else, a constant will do, and the
// join needs no place for it.
void askForMatches(Function& f) {
  std::map<const Expr*, const Expr*> constants;
  for (const Expr* e : askedOf(f)) {
    const Op* const def = e->rows->def;
    if (!def || def->info->shape != Shape::Merge || def->join != JoinKind::Left || e->rows != &def->rows()) continue;
    std::vector<Column>& columns = def->rows().columns;
    const Column& c = columns.at(e->column);
    if (c.side != 1 || c.from->type.nullable) continue;
    const ValueType type{bodo::boolean, true};
    columns.push_back(
        {.name = c.name, .type = type, .from = constantExpr(f, {bodo::boolean, true, ""}, e->loc), .side = 1});
    constants[e] = columnExpr(f, *e->rows, static_cast<unsigned>(columns.size()) - 1, e->loc);
  }
  if (constants.empty()) return;
  Rewriter rewrite(f, [&](const Expr& leaf) {
    const auto at = constants.find(&leaf);
    return at == constants.end() ? &leaf : at->second;
  });
  forEachOp(f.body, [&](Op& op) { rewrite.rewrite(op); });
}

}  // namespace

void pruneColumns(Module& m) {
  for (auto& f : m.functions) askForMatches(*f);
  while (Pruning(m).run()) {
  }
}

}  // namespace bodocc
