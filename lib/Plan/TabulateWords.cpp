// Strings as codes of a dictionary: a value that depends on one coded column alone, and can neither fail nor call the
// user's code, is computed once for each word; a coded value that the loop itself makes has a table of its own words,
// by what it follows from.
#include "Slots.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Plan/Passes.h"

namespace bodocc::plan {

namespace {

class Tabulating {
 public:
  Tabulating(const Loop& loop, Part& part, const Slots& slots) : loop_(loop), part_(part), slots_(slots) {}

  void run() {
    for (const Buffer& b : part_.buffers) visit(b.expr);
    for (const Expr* root : part_.roots) visit(root);
  }

 private:
  // The column on which a value depends, if it can be tabulated by word.
  struct Dependence {
    bool tabulates = false;
    const Expr* column = nullptr;
  };

  void visit(const Expr* original) {
    const Expr* e = loop_.canonical(original);
    if (e->kind != ExprKind::Call || slots_.contains(e) || !seen_.insert(e).second) return;
    if (e->type.coded) {
      part_.words.push_back({e, argumentOf(e)});
      return visit(part_.words.back().of);
    }
    if (const Expr* column = isBytes(e->type.type) ? nullptr : dependsOn(e).column) {
      part_.words.push_back({e, column});
      return;
    }
    for (const Expr* a : e->args) visit(a);
    if (const Expr* test = testOf(loop_, e)) visit(test);
  }

  Dependence dependsOn(const Expr* e) {
    const auto [at, isNew] = depends_.try_emplace(e);
    if (!isNew) return at->second;
    Dependence result;
    switch (e->kind) {
      case ExprKind::Column: {
        const Slot* slot = slots_.find(e);
        const bool coded = slot && slot->isColumn() && e->type.coded;
        result = {coded, coded ? e : nullptr};
        break;
      }
      case ExprKind::Call:
        result.tabulates = !e->function && !e->op->canFail &&
                           (e->op->missing == Missing::Propagate || e->op->missing == Missing::Kleene);
        for (const Expr* a : e->args) {
          if (!result.tabulates) break;
          const Dependence operand = dependsOn(loop_.canonical(a));
          result.tabulates =
              operand.tabulates && (!result.column || !operand.column || result.column == operand.column);
          if (operand.column) result.column = operand.column;
        }
        if (!result.tabulates) result.column = nullptr;
        break;
      default: result.tabulates = !e->type.nullable;  // a missing constant is no word
    }
    return depends_[e] = result;
  }

  // The value on which a coded value's word depends: a coded column, or a number of a small range.
  const Expr* argumentOf(const Expr* coded) const {
    const Expr* argument = nullptr;
    for (const Expr* a : coded->args)
      if (a->kind != ExprKind::Constant && a->kind != ExprKind::Host) {
        if (argument) throw InternalError("a coded string depends on several values");
        argument = loop_.canonical(a);
      }
    if (!argument) throw InternalError("a coded string depends on no value");
    // a function of a function of words
    const bool nested = argument->kind == ExprKind::Call && argument->type.coded && !slots_.contains(argument);
    return nested ? argumentOf(argument) : argument;
  }

  const Loop& loop_;
  Part& part_;
  const Slots& slots_;
  std::set<const Expr*> seen_;
  std::map<const Expr*, Dependence> depends_;
};

}  // namespace

const ByWord* Part::byWord(const Expr* e) const {
  for (const ByWord& word : words)
    if (word.expr == e) return &word;
  return nullptr;
}

void tabulateWords(Module& module) {
  for (auto& f : module.functions)
    for (auto& loop : f->plan->loops)
      forEachPart(*loop, [&](Part& part, const Slots& slots, bool) { Tabulating(*loop, part, slots).run(); });
}

}  // namespace bodocc::plan
