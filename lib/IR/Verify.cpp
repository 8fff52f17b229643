// The rules of the IR, checked after every pass. A broken rule is a fault of the compiler: the error names the op.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bodocc/IR/IR.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

class Verifier {
 public:
  explicit Verifier(const Function& f) : function_(f) {}

  void run() {
    for (auto& rows : function_.arguments) {
      if (rows->def) fail("the argument '{}' has a defining op", rows->name);
      define(*rows, 0);
    }
    for (const Parameter& p : function_.params)
      if (p.isFrame && !rowsDepth_.count(p.rows)) fail("the parameter '{}' has no row set", p.name);
    region(function_.body, nullptr, 0);
    if (function_.stage >= Stage::Formed) consumers();
  }

 private:
  template <class... A>
  [[noreturn]] void fail(fmt::format_string<A...> rule, A&&... args) const {
    std::string where = function_.symbol.empty() ? function_.name : function_.symbol;
    if (op_) where += fmt::format(", {} (line {})", op_->info ? op_->info->id : "an op without info", op_->loc.line);
    throw InternalError(fmt::format("invalid IR in {}: {}", where, fmt::format(rule, std::forward<A>(args)...)));
  }

  void define(const Rows& rows, int depth) {
    if (!rowsDepth_.emplace(&rows, depth).second) fail("the row set '{}' is defined twice", rows.name);
    if (!ids_.insert(rows.id).second) fail("the row set '{}' has the id of another", rows.name);
    if (function_.stage >= Stage::Formed && !rows.def && rows.form != Form::Table)
      fail("the argument '{}' is not a table", rows.name);
  }

  void region(const Region& region, const Op* parent, int depth) {
    std::vector<const Rows*> rowsHere;
    std::vector<const Scalar*> scalarsHere;
    for (auto& rows : region.arguments) {
      define(*rows, depth);
      rowsHere.push_back(rows.get());
    }
    for (auto& op : region.ops) {
      op_ = op.get();
      this->op(*op, parent, depth);
      bool last = op == region.ops.back();
      if (op->info->control == Control::Yield && (!parent || !last)) fail("a yield that does not end a region");
      for (const Region& inner : op->regions) this->region(inner, op.get(), depth + 1);
      op_ = op.get();
      for (auto& rows : op->results) {
        if (rows->def != op.get()) fail("its result '{}' has another defining op", rows->name);
        define(*rows, depth);
        rowsHere.push_back(rows.get());
      }
      for (auto& s : op->scalarResults) {
        if (s->def != op.get()) fail("its scalar '{}' has another defining op", s->name);
        scalars_.insert(s.get());
        scalarsHere.push_back(s.get());
      }
    }
    // definitions of a region are not visible outside
    for (const Rows* rows : rowsHere) rowsDepth_.erase(rows);
    for (const Scalar* s : scalarsHere) scalars_.erase(s);
    op_ = parent;
  }

  void op(const Op& op, const Op* parent, int depth) {
    if (!op.info) fail("no row of the table of operations");
    inputs(op, depth);
    exprs(op);
    shape(op);
    control(op, parent);
  }

  void inputs(const Op& op, int depth) {
    for (const Rows* rows : op.inputs) {
      if (!rows) fail("a null input");
      auto found = rowsDepth_.find(rows);
      if (found == rowsDepth_.end()) fail("the row set '{}' is not defined where it is used", rows->name);
      if (function_.stage < Stage::Formed || rows->form == Form::Table) continue;
      if (found->second != depth) fail("the stream '{}' crosses the edge of a region", rows->name);
    }
    for (const Scalar* s : usedScalars(op))
      if (!scalars_.count(s)) fail("the scalar '{}' is not defined where it is used", s->name);
  }

  void exprs(const Op& op) {
    for (const HeldExpr& held : heldExprs(const_cast<Op&>(op))) {
      const Rows* over = nullptr;
      if (held.side == ownResult) {
        if (op.results.empty()) fail("conditions on a result that it does not have");
        over = op.results.front().get();
      } else if (held.side != noSide) {
        if (held.side >= op.inputs.size()) fail("'{}' is over input {}", print(**held.slot), held.side);
        over = op.inputs[held.side];
      }
      forEachExpr(*held.slot, [&](const Expr& e) {
        if (e.kind == ExprKind::Call) {
          if (!e.op) fail("a call of nothing");
          if (std::count(e.args.begin(), e.args.end(), nullptr)) fail("'{}' with a null operand", e.op->id);
        }
        if (e.kind != ExprKind::Column) return;
        const bool ofPairs = held.side == ownResult && op.pairs && e.rows == op.pairs.get();
        if (e.rows != over && !ofPairs)
          fail("the column '{}' is not of {}", print(e), over ? "the input '" + over->name + "'" : "any input here");
        if (e.column >= e.rows->columns.size())
          fail("column {} of '{}', which has {}", e.column, e.rows->name, e.rows->columns.size());
        if (!(e.type.type == e.rows->columns[e.column].type.type))
          fail("'{}' is taken for {} but is {}", print(e), toString(e.type), toString(e.rows->columns[e.column].type));
      });
    }
  }

  void shape(const Op& op) {
    if (op.predicate && !isBoolean(op.predicate->type.type))
      fail("a condition of type {}", toString(op.predicate->type));
    for (const Expr* e : op.pushed)
      if (!isBoolean(e->type.type) || e->kind != ExprKind::Call || e->args.empty() ||
          e->args[0]->kind != ExprKind::Column ||
          std::any_of(e->args.begin() + 1, e->args.end(), [](const Expr* a) { return a->kind != ExprKind::Constant; }))
        fail("a condition of a read that does not compare a column with constants: {}", print(*e));
    if (op.where && !isBoolean(op.where->type.type)) fail("a condition of type {}", toString(op.where->type));
    if (op.info->shape == Shape::Merge) {
      if (op.inputs.size() != 2) fail("a merge of {} inputs", op.inputs.size());
      if (op.rightKeys.size() != op.keys.size()) fail("{} keys for {}", op.keys.size(), op.rightKeys.size());
    }
    if (op.info->shape == Shape::Explode && (op.keys.size() != 1 || !isList(op.keys.front()->type.type)))
      fail("{} keys, which are not one list", op.keys.size());
    if (!op.sortOrders.empty() && op.sortOrders.size() != op.keys.size())
      fail("{} keys, but {} directions", op.keys.size(), op.sortOrders.size());
    if (op.info->kind == OpKind::Rows && op.results.size() != 1) fail("{} row sets", op.results.size());
    if (op.info->kind == OpKind::Reduction && op.scalarResults.size() != 1) fail("{} scalars", op.scalarResults.size());
    if (op.info->kind == OpKind::Row || op.info->kind == OpKind::Aggregate || op.info->kind == OpKind::Pending)
      fail("an operation that is no statement");
    for (auto& rows : op.results)
      for (const Column& c : rows->columns) {
        bool own = op.info->count == RowCount::Source || op.info->control != Control::None || c.aggregate;
        if (c.from && !c.aggregate && !(c.from->type.type == c.type.type))
          fail("the column '{}' is {} but its value {}", c.name, toString(c.type), toString(c.from->type));
        if (!c.from && !own && op.inputs.empty()) fail("the column '{}' comes from nowhere", c.name);
        if (op.info->shape == Shape::Groups && !c.aggregate && std::ranges::count(op.keys, c.from) == 0)
          fail("the column '{}' of groups is neither an aggregate nor a key", c.name);
      }
    for (const Column& c : op.outputs)
      if (!c.from && !c.aggregate) fail("the output '{}' comes from nowhere", c.name);
  }

  // The received frames and columns must match the sent ones in number and type.
  void passes(const Op& op, const std::vector<std::unique_ptr<Rows>>& to, const char* what) {
    if (op.inputs.size() != to.size()) fail("{}: {} frames for {}", what, op.inputs.size(), to.size());
    std::size_t k = 0;
    for (std::size_t frame = 0; frame < to.size(); ++frame)
      for (const Column& c : to[frame]->columns) {
        if (k == op.outputs.size()) fail("{}: only {} columns", what, k);
        const Column& sent = op.outputs[k++];
        if (sent.side != frame) fail("{}: '{}' is of frame {}, not {}", what, sent.name, sent.side, frame);
        if (!(sent.type.type == c.type.type))
          fail("{}: '{}' is {} but '{}' is {}", what, sent.name, toString(sent.type), c.name, toString(c.type));
      }
    if (k != op.outputs.size()) fail("{}: {} columns for {}", what, op.outputs.size(), k);
  }

  void control(const Op& op, const Op* parent) {
    switch (op.info->control) {
      case Control::If:
        if (op.regions.size() != 2) fail("{} regions", op.regions.size());
        if (!op.results.empty())
          for (const Region& r : op.regions)
            if (!ends(r, Control::Yield) && !ends(r, Control::Return)) fail("a region without a yield");
        break;
      case Control::For:
      case Control::While:
        if (op.regions.size() != 1) fail("{} regions", op.regions.size());
        if (op.regions[0].arguments.size() != op.results.size())
          fail("{} arguments of the region for {} results", op.regions[0].arguments.size(), op.results.size());
        passes(op, op.regions[0].arguments, "start values");
        passes(op, op.results, "start values");
        if (!op.results.empty() && !ends(op.regions[0], Control::Yield) && !ends(op.regions[0], Control::Return))
          fail("a region without a yield");
        break;
      case Control::Checkpoint:
        if (op.regions.size() != 1 || !op.results.empty()) fail("{} regions", op.regions.size());
        break;
      case Control::Yield:
        if (parent) passes(op, parent->results, "yield");
        break;
      case Control::Call:
        if (!op.callee) fail("a call of no function");
        passes(op, op.callee->arguments, "arguments");
        forEachOp(op.callee->body, [&](const Op& inner) {
          if (inner.info->control == Control::Return) passes(inner, op.results, "what the callee returns");
        });
        break;
      default:
        if (!op.regions.empty() && op.info->control == Control::None) fail("regions of an op that is no control flow");
    }
  }
  static bool ends(const Region& r, Control c) { return !r.ops.empty() && r.ops.back()->info->control == c; }

  // A stream feeds one consumer, or several that end one common loop.
  void consumers() {
    std::map<const Rows*, std::vector<const Op*>> uses;
    forEachOp(function_.body, [&](const Op& op) {
      for (const Rows* rows : op.inputs)
        if (rows->form == Form::Stream) uses[rows].push_back(&op);
    });
    forEachOp(function_.body, [&](const Op& op) {
      for (auto& rows : op.results) {
        auto found = uses.find(rows.get());
        if (found == uses.end() || found->second.size() == 1) continue;
        for (const Op* use : found->second)
          if (use->pipeline == 0 || use->pipeline != found->second.front()->pipeline) {
            op_ = &op;
            fail("the stream '{}' has {} consumers that do not share one loop", rows->name, found->second.size());
          }
      }
      if (op.info->control != Control::None)
        for (auto& rows : op.results)
          if (rows->form != Form::Table) fail("the result '{}' of control flow is not a table", rows->name);
    });
  }

  const Function& function_;
  const Op* op_ = nullptr;
  std::map<const Rows*, int> rowsDepth_;
  std::set<unsigned> ids_;
  std::set<const Scalar*> scalars_;
};

}  // namespace

void verify(const Module& m) {
  for (auto& f : m.functions) Verifier(*f).run();
}

}  // namespace bodocc
