#include "bodocc/IR/Clone.h"

#include <algorithm>

namespace bodocc {
namespace {

class FunctionCloner {
 public:
  explicit FunctionCloner(const Function& f) : from_(f), to_(std::make_unique<Function>()) {}

  std::unique_ptr<Function> run() {
    to_->name = from_.name;
    to_->symbol = from_.symbol;
    to_->loc = from_.loc;
    to_->signature = from_.signature;
    to_->returnType = from_.returnType;
    to_->identifiers = from_.identifiers;
    to_->statements = from_.statements;
    to_->params = from_.params;
    to_->options = from_.options;
    to_->external = from_.external;
    to_->stage = from_.stage;
    to_->nextId = from_.nextId;
    for (auto& r : from_.arguments) to_->arguments.push_back(rows(*r, nullptr));
    region(from_.body, to_->body);
    for (Parameter& p : to_->params)
      if (p.rows) p.rows = rows_.at(p.rows);
    // in the order of creation, so that operands come before their users
    std::sort(to_->exprs.begin(), to_->exprs.end(), [](auto& a, auto& b) { return a->id < b->id; });
    for (auto& [key, e] : from_.exprKeys)
      if (auto found = exprs_.find(e); found != exprs_.end()) to_->exprKeys.emplace(key, found->second);
    return std::move(to_);
  }

 private:
  std::unique_ptr<Rows> rows(const Rows& r, Op* def) {
    auto copy = std::make_unique<Rows>(r);
    copy->def = def;
    rows_[&r] = copy.get();
    return copy;
  }

  void region(const Region& from, Region& to) {
    for (auto& r : from.arguments) to.arguments.push_back(rows(*r, nullptr));
    for (auto& op : from.ops) to.ops.push_back(this->op(*op));
  }

  std::unique_ptr<Op> op(const Op& from) {
    auto to = std::make_unique<Op>();
    to->info = from.info;
    to->id = from.id;
    to->loc = from.loc;
    to->name = from.name;
    for (Rows* input : from.inputs) to->inputs.push_back(rows_.at(input));
    to->keys = from.keys;
    to->rightKeys = from.rightKeys;
    to->predicate = from.predicate;
    to->where = from.where;
    to->sortOrders = from.sortOrders;
    to->join = from.join;
    to->dropMissingKeys = from.dropMissingKeys;
    to->scalars = from.scalars;
    to->buildLeft = from.buildLeft;
    to->pipeline = from.pipeline;
    to->limit = from.limit;
    to->fileSchema = from.fileSchema;
    to->options = from.options;
    to->names = from.names;
    to->outputs = from.outputs;
    to->arrays = from.arrays;
    to->reductions = from.reductions;
    to->pushed = from.pushed;
    to->text = text(from.text);
    to->callee = from.callee;
    for (const HostText& t : from.hostArguments) to->hostArguments.push_back(text(t));
    for (auto& r : from.results) to->results.push_back(rows(*r, to.get()));
    if (from.pairs) to->pairs = rows(*from.pairs, to.get());
    for (auto& s : from.scalarResults) {
      to->scalarResults.push_back(std::make_unique<Scalar>(*s));
      to->scalarResults.back()->def = to.get();
      scalars_[s.get()] = to->scalarResults.back().get();
    }
    for (const HeldExpr& held : heldExprs(*to)) *held.slot = expr(*held.slot);
    for (const Region& inner : from.regions) region(inner, to->regions.emplace_back());
    return to;
  }

  HostText text(HostText t) const {
    for (HostText::Piece& p : t.pieces)
      if (p.scalar) p.scalar = scalars_.at(p.scalar);
    return t;
  }

  const Expr* expr(const Expr* e) {
    if (auto found = exprs_.find(e); found != exprs_.end()) return found->second;
    auto copy = std::make_unique<Expr>(*e);
    if (e->rows) copy->rows = rows_.at(e->rows);
    if (e->scalar) copy->scalar = scalars_.at(e->scalar);
    copy->host = text(e->host);
    for (const Expr*& a : copy->args) a = expr(a);
    const Expr* made = to_->exprs.emplace_back(std::move(copy)).get();
    return exprs_[e] = made;
  }

  const Function& from_;
  std::unique_ptr<Function> to_;
  std::map<const Rows*, Rows*> rows_;
  std::map<const Scalar*, const Scalar*> scalars_;
  std::map<const Expr*, const Expr*> exprs_;
};

}  // namespace

std::unique_ptr<Function> clone(const Function& f) { return FunctionCloner(f).run(); }

std::unique_ptr<Op> clone(Function& f, const Op& op) {
  if (!op.regions.empty() || !op.scalarResults.empty()) throw InternalError("a copy of an op with regions or scalars");
  auto to = std::make_unique<Op>();
  to->info = op.info;
  to->id = ++f.nextId;
  to->loc = op.loc;
  to->name = op.name;
  to->inputs = op.inputs;
  to->keys = op.keys;
  to->rightKeys = op.rightKeys;
  to->predicate = op.predicate;
  to->sortOrders = op.sortOrders;
  to->join = op.join;
  to->dropMissingKeys = op.dropMissingKeys;
  to->scalars = op.scalars;
  to->buildLeft = op.buildLeft;
  to->limit = op.limit;
  to->fileSchema = op.fileSchema;
  to->options = op.options;
  to->names = op.names;
  to->outputs = op.outputs;
  std::map<const Rows*, std::vector<const Expr*>> columns;  // of the copy, by the row set
  const auto copied = [&](const Rows& rows) {
    auto copy = std::make_unique<Rows>(rows);
    copy->def = to.get();
    copy->id = ++f.nextId;
    for (unsigned i = 0; i < copy->columns.size(); ++i) columns[&rows].push_back(columnExpr(f, *copy, i, rows.loc));
    return copy;
  };
  for (auto& r : op.results) to->results.push_back(copied(*r));
  if (op.pairs) to->pairs = copied(*op.pairs);
  Rewriter ofCopy(f, [&](const Expr& leaf) {
    const auto own = leaf.kind == ExprKind::Column ? columns.find(leaf.rows) : columns.end();
    return own == columns.end() ? &leaf : own->second.at(leaf.column);
  });
  for (const Expr* e : op.pushed) to->pushed.push_back(ofCopy(e));
  if (op.where) to->where = ofCopy(op.where);
  return to;
}

}  // namespace bodocc
