// Aligns series of different row sets. A window (cumsum, shift) keeps the rows of its input and carries the input's
// columns, so an expression over the input is also one over the window, for free; two windows over one input become one
// after the other. All else is combined by position, by an op.
#include "Builders.h"
#include "Table.h"

#include <algorithm>
#include <set>

namespace bodocc {
namespace {

// The row set whose rows `rows` holds, all of them in the same order; null if there is none.
Rows* kept(const Rows& rows) {
  const Op* op = rows.def;
  const bool keeps =
      op && op->info->kind == OpKind::Rows && op->info->count == RowCount::Same &&
      op->info->order == OrderEffect::Keeps &&
      (op->info->distribution == DistributionRule::Same || op->info->distribution == DistributionRule::Equal);
  return keeps && (op->inputs.size() == 1 || op->info->tableFrom == TableFrom::LookUp) ? op->inputs.front() : nullptr;
}

// The column of `rows` that carries `e`, which is over input `side` of its op; made if there is none.
unsigned carryOn(Rows& rows, const Expr* e, const std::string& name, unsigned side = 0) {
  unsigned i = 0;
  const auto carries = [&](const Column& c) { return c.from == e && c.side == side && !c.aggregate; };
  while (i < rows.columns.size() && !carries(rows.columns[i])) ++i;
  if (i == rows.columns.size()) rows.columns.push_back({.name = name, .type = e->type, .from = e, .side = side});
  return i;
}

// All columns of the input, over `rows`, which keeps its rows.
std::vector<const Expr*> carryAll(BuildContext& ctx, Rows& rows, SourceLoc loc) {
  std::vector<const Expr*> with;
  for (const NamedExpr& c : frameOf(ctx, *kept(rows), loc).columns)
    with.push_back(
        columnExpr(ctx.function, rows, carryOn(rows, c.expr, c.expr->name.empty() ? c.name : c.expr->name), loc));
  return with;
}

std::vector<const Expr*> ownColumns(BuildContext& ctx, Rows& rows, SourceLoc loc) {
  std::vector<const Expr*> own;
  for (const NamedExpr& c : frameOf(ctx, rows, loc).columns) own.push_back(c.expr);
  return own;
}

// True if the expression may be evaluated only once for a row: then it is not repeated over another row set, but
// carried there as a column.
bool onlyOnce(const Expr* e) {
  bool found = false;
  forEachExpr(e, [&](const Expr& x) { found = found || (x.kind == ExprKind::Call && x.op->canFail); });
  return found;
}

// True if the user's variables, functions and scalars that the expression reads exist before the op.
bool isKnownAt(const BuildContext& ctx, const Op& op, const Expr* e) {
  std::set<const Op*> scalars;
  std::set<std::string> names;
  std::set<std::uint32_t> functions;  // those that capture variables have a constant of their own, with their place
  forEachExpr(e, [&](const Expr& x) {
    names.insert(x.host.reads.begin(), x.host.reads.end());
    if (x.function) functions.insert(x.function->loc.raw);
    if (x.kind == ExprKind::Scalar) scalars.insert(x.scalar->def);
    for (const HostText::Piece& p : x.host.pieces)
      if (p.scalar) scalars.insert(p.scalar->def);
  });
  const auto defines = [&](const Op& o) {
    return scalars.count(&o) != 0 || (o.info->control == Control::Capture && functions.count(o.loc.raw) != 0) ||
           std::ranges::any_of(o.text.defines, [&](const std::string& name) { return names.count(name) != 0; });
  };
  // the region at hand is not yet in the function if it is within another one
  for (const Region* region :
       {static_cast<const Region*>(&ctx.function.body), static_cast<const Region*>(ctx.region)}) {
    auto after = std::ranges::find_if(region->ops, [&](auto& o) { return o.get() == &op; });
    if (after == region->ops.end() && region == ctx.region) after = region->ops.begin();
    for (; after != region->ops.end(); ++after) {
      bool found = defines(**after);
      for (const Region& inner : (*after)->regions) forEachOp(inner, [&](const Op& o) { found = found || defines(o); });
      if (found) return false;
    }
  }
  return true;
}

// The row sets from which these rows were chosen or sorted, themselves first.
std::vector<const Rows*> chosenFrom(const Rows* rows) {
  std::vector<const Rows*> all{rows};
  const auto chooses = [](const Op* op) {
    return op && op->info->kind == OpKind::Rows && op->inputs.size() == 1 &&
           (op->info->keepsLabels ||
            (op->info->order == OrderEffect::Defines && op->info->filters == FilterPassing::Yes));
  };
  while (chooses(rows->def)) all.push_back(rows = rows->def->inputs.front());
  return all;
}

// True if both ops choose the same rows of their inputs, in the same order, if these have equal ones.
bool chooseEqual(const Op& a, const Op& b) {
  const auto orders = [](const SortOrder& x, const SortOrder& y) {
    return x.ascending == y.ascending && x.missingFirst == y.missingFirst;
  };
  return a.info == b.info && a.keys == b.keys && a.predicate == b.predicate && a.scalars == b.scalars &&
         a.limit == b.limit && std::ranges::equal(a.sortOrders, b.sortOrders, orders);
}

// True if both have rows of one frame, but not the same ones or in another order. All series of row numbers, arange(n)
// and full(n, 1), have the same rows: no frame is known by them. Slices mean positions: x.slice(1, n) - x.slice(0, -1).
bool areOtherRows(const Rows* a, const Rows* b) {
  const std::vector<const Rows*> of[] = {chosenFrom(a), chosenFrom(b)};
  const auto common = std::ranges::find_first_of(of[0], of[1]);
  if (common == of[0].end()) return false;
  if (const Op* made = (*common)->def; made && made->info->shape == Shape::Range && (*common == a || *common == b))
    return false;
  std::vector<const Op*> choices[2];
  for (int side = 0; side < 2; ++side)
    for (auto r = of[side].begin(); *r != *common; ++r)
      if (const OpInfo& info = *(*r)->def->info; info.order != OrderEffect::Keeps || info.count != RowCount::Same)
        choices[side].push_back((*r)->def);
  const auto isSlice = [](const Op* choice) { return choice->info == &op("slice"); };
  if (std::ranges::any_of(choices[0], isSlice) || std::ranges::any_of(choices[1], isSlice)) return false;
  return !std::ranges::equal(choices[0], choices[1], [](const Op* x, const Op* y) { return chooseEqual(*x, *y); });
}

}  // namespace

// Adds the row sets from a member of the group to `rows`.
void Alignment::join(Group& group, Rows* rows) {
  std::vector<Rows*> path;
  for (Rows* r = rows; !group.columns.count(r); r = kept(*r)) path.push_back(r);
  std::reverse(path.begin(), path.end());
  for (Rows* r : path) {
    Rows& parent = *kept(*r);
    if (group.rows == &parent) {
      move(group, *r, carryAll(ctx_, *r, loc_));
      continue;
    }
    // next to another window over the same rows: a copy of the op on top of that one
    const Op& old = *r->def;
    const std::vector<const Expr*>& parents = group.columns.at(&parent);
    Op& op = ctx_.append(*old.info, old.loc);
    op.inputs = old.inputs;
    op.inputs.front() = group.rows;
    op.rightKeys = old.rightKeys;
    op.scalars = old.scalars;
    op.options = old.options;
    op.dropMissingKeys = old.dropMissingKeys;
    for (const Expr* key : old.keys) op.keys.push_back(substitute(ctx_.function, key, parent, parents));
    Rows& made = ctx_.addRows(op);
    std::vector<const Expr*> mine;
    for (const Column& c : r->columns) {
      Column copy = c;
      if (c.from && c.side == 0) copy.from = substitute(ctx_.function, c.from, parent, parents);
      made.columns.push_back(std::move(copy));
      mine.push_back(columnExpr(ctx_.function, made, static_cast<unsigned>(made.columns.size() - 1), loc_));
    }
    move(group, made, carryAll(ctx_, made, loc_));
    group.columns[r] = std::move(mine);
  }
}

// Moves the group's expressions from its last row set to `to`, which has that one's columns as `with`.
void Alignment::move(Group& group, Rows& to, const std::vector<const Expr*>& with) {
  for (auto& [rows, exprs] : group.columns)
    for (const Expr*& e : exprs) e = substitute(ctx_.function, e, *group.rows, with);
  group.columns[&to] = ownColumns(ctx_, to, loc_);
  group.rows = &to;
}

void Alignment::add(Rows* rows) {
  if (!rows) return;
  for (Group& g : groups_) {
    for (Rows* r = rows; r; r = kept(*r))
      if (g.columns.count(r)) return join(g, rows);
    // below the group's base: the row sets in between join the group
    for (Rows* below = kept(*g.base); below; below = kept(*below))
      for (Rows* r = rows; r; r = kept(*r))
        if (r == below) {
          Group deeper{below, below, {}};
          deeper.columns[below] = ownColumns(ctx_, *below, loc_);
          std::vector<Rows*> members;
          for (const auto& [member, exprs] : g.columns) members.push_back(const_cast<Rows*>(member));
          std::sort(members.begin(), members.end(), [](Rows* a, Rows* b) { return a->id < b->id; });
          for (Rows* member : members) join(deeper, member);
          g = std::move(deeper);
          return join(g, rows);
        }
  }
  Group g{rows, rows, {}};
  g.columns[rows] = ownColumns(ctx_, *rows, loc_);
  groups_.push_back(std::move(g));
}

Rows* Alignment::rows() {
  if (groups_.empty()) return nullptr;
  if (groups_.size() > 1) {
    for (std::size_t i = 1; i < groups_.size(); ++i)
      if (areOtherRows(groups_.front().rows, groups_[i].rows)) {
        auto warning =
            Diagnostic{"matched-by-position",
                       Severity::Warning,
                       loc_,
                       "these columns have rows of one frame in another order, or not the same ones: they are "
                       "matched by position",
                       {}};
        warning.notes.push_back(
            {loc_, "sort or filter the frame itself first, df = df.sort_values(\"t\"), or merge by a key"});
        ctx_.module.diagnostics.push_back(std::move(warning));
        break;
      }
    Op& op = ctx_.append(bodocc::op("combine"), loc_);
    Rows& rows = ctx_.addRows(op);
    for (unsigned side = 0; side < groups_.size(); ++side) {
      op.inputs.push_back(groups_[side].rows);
      for (const NamedExpr& c : frameOf(ctx_, *groups_[side].rows, loc_).columns)
        rows.columns.push_back({.name = c.name, .type = c.expr->type, .from = c.expr, .side = side});
    }
    const std::vector<const Expr*> own = ownColumns(ctx_, rows, loc_);
    Group all{&rows, &rows, {{&rows, own}}};
    auto next = own.begin();
    for (Group& g : groups_) {
      const auto end = next + static_cast<std::ptrdiff_t>(g.rows->columns.size());
      const std::vector<const Expr*> with(next, end);
      next = end;
      for (auto& [member, exprs] : g.columns) {
        for (const Expr*& e : exprs) e = substitute(ctx_.function, e, *g.rows, with);
        all.columns.emplace(member, std::move(exprs));
      }
    }
    groups_.clear();
    groups_.push_back(std::move(all));
  }
  return groups_.front().rows;
}

const Expr* Alignment::lift(const Expr* e, Rows* from) {
  Rows* to = rows();
  if (from == to || !from) return e;
  if (!onlyOnce(e)) return substitute(ctx_.function, e, *from, groups_.front().columns.at(from));

  // carried as a column, from the first op after `from` on
  std::vector<Rows*> path;
  Rows* r = to;
  for (; r && r != from; r = kept(*r)) path.push_back(r);
  unsigned side = 0;
  if (!r) {
    // `to` combines several row sets, or a copy of `from` is on top of another window: that op takes the value
    Rows* combined = path.back();
    if (!combined->def) return substitute(ctx_.function, e, *from, groups_.front().columns.at(from));
    const auto& inputs = combined->def->inputs;
    const auto found = std::find(inputs.begin(), inputs.end(), from);
    if (found == inputs.end()) return substitute(ctx_.function, e, *from, groups_.front().columns.at(from));
    side = static_cast<unsigned>(found - inputs.begin());
  }
  const std::string name = e->name.empty() ? "value" : e->name;
  if (!isKnownAt(ctx_, *path.back()->def, e))
    return substitute(ctx_.function, e, *from, groups_.front().columns.at(from));
  for (auto next = path.rbegin(); next != path.rend(); ++next) {
    e = columnExpr(ctx_.function, **next, carryOn(**next, e, name, side), loc_);
    side = 0;
  }
  return e;
}

Operands operands(BuildContext& ctx, const std::vector<Value>& given, SourceLoc loc) {
  const std::vector<Value> values = overRows(ctx, given, loc);
  Operands result;
  Alignment alignment(ctx, loc);
  bool first = true;
  for (const Value& v : values)
    if (const Series* s = v.get<Series>()) {
      alignment.add(s->rows);
      result.name = first || result.name == s->name ? s->name : "";
      first = false;
    }
  result.rows = alignment.rows();
  for (const Value& v : values) {
    if (const Series* s = v.get<Series>())
      result.exprs.push_back(alignment.lift(s->expr, s->rows));
    else
      result.exprs.push_back(valueExpr(ctx, v, loc));
  }
  return result;
}

}  // namespace bodocc
