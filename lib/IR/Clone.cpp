#include "bodocc/IR/Clone.h"

#include <algorithm>

namespace bodocc {
namespace {

// What needs no other place: all but rows, scalars, texts and regions.
std::unique_ptr<Op> withoutResults(const Op& from) {
  auto to = std::make_unique<Op>();
  to->info = from.info;
  to->loc = from.loc;
  to->name = from.name;
  to->keys = from.keys;
  to->rightKeys = from.rightKeys;
  to->predicate = from.predicate;
  to->sortOrders = from.sortOrders;
  to->join = from.join;
  to->dropMissingKeys = from.dropMissingKeys;
  to->scalars = from.scalars;
  to->buildLeft = from.buildLeft;
  to->limit = from.limit;
  to->fileSchema = from.fileSchema;
  to->options = from.options;
  to->names = from.names;
  to->outputs = from.outputs;
  return to;
}

// Copies ops, with what they need, to another function.
class Cloner {
 public:
  explicit Cloner(Function& to) : to_(to) {}
  virtual ~Cloner() = default;

  std::unique_ptr<Rows> rows(const Rows& r, Op* def) {
    auto copy = std::make_unique<Rows>(r);
    copy->id = idFor(r.id);
    copy->def = def;
    rows_[&r] = copy.get();
    return copy;
  }

  void region(const Region& from, Region& to) {
    for (auto& r : from.arguments) to.arguments.push_back(rows(*r, nullptr));
    for (auto& op : from.ops) to.ops.push_back(this->op(*op));
  }

  std::unique_ptr<Op> op(const Op& from) {
    auto to = withoutResults(from);
    to->id = idFor(from.id);
    for (Rows* input : from.inputs) to->inputs.push_back(rows_.at(input));
    to->where = from.where;
    to->pipeline = from.pipeline;
    to->arrays = from.arrays;
    to->reductions = from.reductions;
    to->isLight = from.isLight;
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

 protected:
  virtual unsigned idFor(unsigned id) = 0;
  virtual const Expr* made(const Expr& e) = 0;

  HostText text(HostText t) const {
    for (HostText::Piece& p : t.pieces)
      if (p.scalar) p.scalar = scalars_.at(p.scalar);
    return t;
  }

  const Expr* expr(const Expr* e) {
    if (auto found = exprs_.find(e); found != exprs_.end()) return found->second;
    const Expr* copy = made(*e);
    return exprs_[e] = copy;
  }

  std::vector<const Expr*> exprs(const std::vector<const Expr*>& all) {
    std::vector<const Expr*> copies;
    for (const Expr* e : all) copies.push_back(expr(e));
    return copies;
  }

  Function& to_;
  std::map<const Rows*, Rows*> rows_;
  std::map<const Scalar*, const Scalar*> scalars_;
  std::map<const Expr*, const Expr*> exprs_;
};

// A whole function: all keep their ids.
class FunctionCloner : Cloner {
 public:
  explicit FunctionCloner(const Function& f) : FunctionCloner(f, std::make_unique<Function>()) {}

  std::unique_ptr<Function> run() {
    to_.name = from_.name;
    to_.symbol = from_.symbol;
    to_.loc = from_.loc;
    to_.file = from_.file;
    to_.signature = from_.signature;
    to_.returnType = from_.returnType;
    to_.identifiers = from_.identifiers;
    to_.statements = from_.statements;
    to_.params = from_.params;
    to_.options = from_.options;
    to_.external = from_.external;
    to_.stage = from_.stage;
    to_.nextId = from_.nextId;
    for (auto& r : from_.arguments) to_.arguments.push_back(rows(*r, nullptr));
    region(from_.body, to_.body);
    for (Parameter& p : to_.params)
      if (p.rows) p.rows = rows_.at(p.rows);
    // in the order of creation, so that operands come before their users
    std::sort(to_.exprs.begin(), to_.exprs.end(), [](auto& a, auto& b) { return a->id < b->id; });
    for (auto& [key, e] : from_.exprKeys)
      if (auto found = exprs_.find(e); found != exprs_.end()) to_.exprKeys.emplace(key, found->second);
    return std::move(made_);
  }

 private:
  FunctionCloner(const Function& f, std::unique_ptr<Function> made) : Cloner(*made), from_(f), made_(std::move(made)) {}

  unsigned idFor(unsigned id) override { return id; }

  const Expr* made(const Expr& e) override {
    auto copy = std::make_unique<Expr>(e);
    if (e.rows) copy->rows = rows_.at(e.rows);
    if (e.scalar) copy->scalar = scalars_.at(e.scalar);
    copy->host = text(e.host);
    copy->args = exprs(e.args);
    return to_.exprs.emplace_back(std::move(copy)).get();
  }

  const Function& from_;
  std::unique_ptr<Function> made_;
};

// A function's body in the place of a call: the rows of its arguments are those of the call, all get new ids.
class BodyCloner : Cloner {
 public:
  BodyCloner(Function& f, const Op& call, const std::function<HostText(const HostText&)>& host)
      : Cloner(f), host_(host) {
    std::size_t column = 0;
    for (std::size_t k = 0; k < call.callee->arguments.size(); ++k) {
      const Rows& argument = *call.callee->arguments[k];
      rows_[&argument] = call.inputs.at(k);
      for (std::size_t c = 0; c < argument.columns.size(); ++c)
        columns_[&argument].push_back(call.outputs.at(column++).from);
    }
  }

  std::vector<std::unique_ptr<Op>> run(const Region& body) {
    std::vector<std::unique_ptr<Op>> ops;
    for (const auto& each : body.ops) ops.push_back(op(*each));
    return ops;
  }

 private:
  unsigned idFor(unsigned) override { return ++to_.nextId; }

  const Expr* made(const Expr& e) override {
    const Expr* copy = nullptr;
    switch (e.kind) {
      case ExprKind::Column: {
        const auto argument = columns_.find(e.rows);
        if (argument != columns_.end()) return argument->second.at(e.column);
        copy = columnExpr(to_, *rows_.at(e.rows), e.column, e.loc);
        break;
      }
      case ExprKind::Constant: copy = constantExpr(to_, e.constant, e.loc); break;
      case ExprKind::Host: {
        copy = hostExpr(to_, host_(text(e.host)), e.type, e.loc);
        const bool isVariable = e.host.pieces.size() == 1 && e.host.reads == std::vector{e.host.pieces[0].text};
        if (copy->name.empty() && isVariable) copy->name = e.host.pieces[0].text;
        break;
      }
      case ExprKind::Scalar: copy = scalarExpr(to_, *scalars_.at(e.scalar), e.loc); break;
      case ExprKind::Call: copy = callExpr(to_, *e.op, exprs(e.args), e.type, e.loc, e.function); break;
    }
    if (copy->name.empty()) copy->name = e.name;
    return copy;
  }

  const std::function<HostText(const HostText&)>& host_;
  std::map<const Rows*, std::vector<const Expr*>> columns_;  // of the arguments
};

}  // namespace

std::unique_ptr<Function> clone(const Function& f) { return FunctionCloner(f).run(); }

std::vector<std::unique_ptr<Op>> cloneBody(Function& f, const Op& call,
                                           const std::function<HostText(const HostText&)>& host) {
  return BodyCloner(f, call, host).run(call.callee->body);
}

std::unique_ptr<Op> clone(Function& f, const Op& op) {
  if (!op.regions.empty() || !op.scalarResults.empty()) throw InternalError("a copy of an op with regions or scalars");
  auto to = withoutResults(op);
  to->id = ++f.nextId;
  to->inputs = op.inputs;
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
