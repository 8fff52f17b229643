#include "bodocc/Analysis/InferOrder.h"

#include <algorithm>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

using Exprs = std::vector<const Expr*>;

bool contains(const Exprs& exprs, const Expr* e) { return std::find(exprs.begin(), exprs.end(), e) != exprs.end(); }

bool aggregateLooks(const std::vector<Column>& columns) {
  return std::any_of(columns.begin(), columns.end(),
                     [](const Column& c) { return c.aggregate && seesOrder(*c.aggregate); });
}

bool looksAtOrder(const Op& op, bool external) {
  if (op.info->control == Control::Return) return external;
  if (keepsOnlyKeys(op)) return false;
  return op.info->looksAtOrder || aggregateLooks(op.outputs) ||
         (!op.results.empty() && aggregateLooks(op.rows().columns));
}

// The rows among which an op looks at the order: those that are equal in these expressions.
Exprs looksAmong(const Op& op) { return !op.sortOrders.empty() || op.info->distinctKeys ? op.keys : Exprs(); }

// Propagates a need from row sets to their inputs. A need for the order may be one among rows that are equal in some
// expressions; there is none if all rows differ in them.
class Need {
 public:
  Need(Module& m, bool Domain::* flag) : flag_(flag) {
    for (const Passage& p : passagesOf(m))
      if (p.op->info->kind == OpKind::Control) senders_[p.to].push_back(p.from);
  }
  // If one of them has the need, both have it.
  void tie(Rows& a, Rows& b) {
    senders_[&a].push_back(&b);
    senders_[&b].push_back(&a);
  }
  void mark(Rows& rows, const Exprs& among = {}) {
    if (!among.empty() && areDistinct(rows, among)) return;
    const auto [at, isNew] = among_.try_emplace(&rows, among);
    // among more rows, if they need be equal in less
    if (!isNew && std::erase_if(at->second, [&](const Expr* e) { return !contains(among, e); }) == 0) return;
    rows.domain.*flag_ = true;
    work_.push_back(&rows);
  }
  // `through(op, input)`: true if the need of the op's result is a need of its input.
  template <class Through>
  void spread(Through through) {
    while (!work_.empty()) {
      Rows& rows = *work_.back();
      work_.pop_back();
      const Exprs among = among_.at(&rows);
      for (Rows* from : senders_[&rows]) mark(*from);
      if (!rows.def || rows.def->info->kind != OpKind::Rows) continue;
      for (unsigned i = 0; i < rows.def->inputs.size(); ++i)
        if (through(*rows.def, i)) mark(*rows.def->inputs[i], equalBelow(*rows.def, i, among));
    }
  }

 private:
  bool Domain::* flag_;
  std::map<const Rows*, std::vector<Rows*>> senders_;
  std::map<const Rows*, Exprs> among_;
  std::vector<Rows*> work_;
};

}  // namespace

void inferOrder(Module& m) {
  Need need(m, &Domain::ordered);
  for (auto& f : m.functions)
    forEachOp(f->body, [&](Op& op) {
      if (looksAtOrder(op, f->external))
        for (Rows* input : op.inputs) need.mark(*input, looksAmong(op));
    });
  need.spread([](const Op& op, std::size_t input) {
    if (input != 0 && op.info->tableFrom == TableFrom::LookUp) return false;
    return op.info->order == OrderEffect::Keeps || op.info->order == OrderEffect::Restores;
  });
}

void inferLabels(Module& m) {
  Need need(m, &Domain::labelled);
  // a table is passed on with its labels to all receivers, or to none
  std::map<std::pair<const Op*, unsigned>, Rows*> receivers;
  for (const Passage& p : passagesOf(m))
    if (p.op->info->kind == OpKind::Control)
      if (const auto [first, isNew] = receivers.try_emplace({p.op, p.frame}, p.to); !isNew)
        need.tie(*first->second, *p.to);
  for (auto& f : m.functions)
    forEachOp(f->body, [&](Op& op) {
      bool returns = op.info->control == Control::Return;
      if (returns ? f->external : op.info->looksAtLabels)
        for (Rows* input : op.inputs) need.mark(*input);
    });
  // the result of combining several row sets has the labels of the first
  need.spread([](const Op& op, std::size_t input) { return op.info->keepsLabels && input == 0; });
}

}  // namespace bodocc
