// Decimals of more than 18 digits are computed in 64 bits if a batch's values are small enough: everything that a loop
// computes with then has a bound of its magnitude, made of the bounds of the batch's columns, and each of these fits.
#include <algorithm>
#include <cmath>

#include "Slots.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Plan/Passes.h"

namespace bodocc::plan {

namespace {

bool fitsInt64(const ValueType& type) {
  return isDecimal(type.type) ? type.type.precision <= 18 : type.type.id != bodo::kind::uint64;
}

// Types whose arithmetic never exceeds the operands' bounds: a signed integer that wraps becomes smaller.
bool isBounded(const ValueType& type) { return isDecimal(type.type) || (isInteger(type.type) && isSigned(type.type)); }

class Proof {
 public:
  Proof(const Loop& loop, const Part& part, const Slots& slots) : loop_(loop), part_(part), slots_(slots) {}

  // The bounds that must fit; none if there are no wide decimals, or one has no bound.
  std::vector<Magnitude> run() {
    forEachComputed(loop_, part_, slots_, [&](const Expr* e, bool byWord) {
      if (!byWord && isWide(*e)) mustFit(e);
    });
    std::vector<Magnitude> all;
    if (bounded_)
      for (const Expr* e : narrow_) all.push_back(magnitude(e));
    return all;
  }

 private:
  // The least that the bound of the expression's scaled value can be, whatever the columns hold; nothing if it has no
  // bound. Of constants it is the bound itself.
  std::optional<double> least(const Expr* e) {
    e = loop_.canonical(e);
    const auto [at, isNew] = least_.try_emplace(e);
    if (!isNew) return at->second;
    const std::optional<double> found = findLeast(*e);
    return least_[e] = found;
  }

  std::optional<double> findLeast(const Expr& e) {
    if (const Slot* slot = slots_.find(&e)) {
      const bool hasBound = slot->bounded && (isInteger(e.type.type) || isDecimal(e.type.type));
      return hasBound ? std::optional(0.0) : std::nullopt;
    }
    if (e.kind == ExprKind::Constant) {
      const std::optional<Constant> decimal = asDecimal(e.constant);
      if (!decimal || e.constant.missing() || !isBounded(e.type)) return std::nullopt;
      auto value = static_cast<double>(std::get<Int128>(decimal->value));
      if (isDecimal(e.type.type))
        for (int s = decimal->type.scale; s < e.type.type.scale; ++s) value *= 10;
      return std::abs(value);
    }
    if (e.kind != ExprKind::Call || e.op->bound == Bound::None || !isBounded(e.type)) return std::nullopt;
    std::vector<double> args;
    for (const Expr* a : e.args) {
      const std::optional<double> bound = least(a);
      if (!bound) return std::nullopt;
      args.push_back(*bound);
    }
    switch (e.op->bound) {
      case Bound::None: break;
      case Bound::Sum: return args[0] + args[1];
      case Bound::Product: return args[0] * args[1];
      case Bound::Same: return args[0];
    }
    return std::nullopt;
  }

  // The loop in 64 bits computes this wide value, with its operands.
  void mustFit(const Expr* e) {
    if (!least(e)) bounded_ = false;
    if (!bounded_) return;
    // whether the bound of `e` is at least that of its operand
    const auto covers = [&](std::size_t operand) {
      return e->op->bound != Bound::Product || *least(e->args[1 - operand]) >= 1;
    };
    for (std::size_t a = 0; a < e->args.size(); ++a) {
      const Expr* arg = loop_.canonical(e->args[a]);
      if (covers(a))
        std::erase(narrow_, arg);  // the other bounds that it covers, this one covers as well
      else if (!fitsInt64(arg->type) && (arg->kind != ExprKind::Call || slots_.contains(arg)) &&
               std::ranges::find(narrow_, arg) == narrow_.end())
        narrow_.push_back(arg);
    }
    narrow_.push_back(e);
  }

  bool isConstant(const Expr* e) const {
    if (e->kind == ExprKind::Constant) return true;
    return e->kind == ExprKind::Call && !slots_.contains(e) &&
           std::ranges::all_of(e->args, [&](const Expr* a) { return isConstant(loop_.canonical(a)); });
  }

  Magnitude magnitude(const Expr* e) {
    e = loop_.canonical(e);
    if (slots_.contains(e)) return {Magnitude::Kind::Column, e};
    if (isConstant(e)) return {Magnitude::Kind::Constant, nullptr, *least(e)};
    Magnitude first = magnitude(e->args[0]);
    if (e->op->bound == Bound::Same) return first;
    const bool sum = e->op->bound == Bound::Sum;
    return {
        sum ? Magnitude::Kind::Sum : Magnitude::Kind::Product, nullptr, 0, {std::move(first), magnitude(e->args[1])}};
  }

  const Loop& loop_;
  const Part& part_;
  const Slots& slots_;
  bool bounded_ = true;  // every wide value has a bound; these cover the others:
  std::vector<const Expr*> narrow_;
  std::map<const Expr*, std::optional<double>> least_;
};

}  // namespace

bool isWide(const Expr& e) {
  return e.kind == ExprKind::Call && !e.function && isDecimal(e.type.type) && e.type.type.precision > 18 &&
         *e.op->wideLowering != '\0';
}

void proveNarrow(Module& module) {
  for (auto& f : module.functions)
    for (auto& loop : f->plan->loops)
      forEachPart(*loop, [&](Part& part, const Slots& slots, bool predicate) {
        // a predicate has one form
        if (!predicate) part.fits = Proof(*loop, part, slots).run();
      });
}

}  // namespace bodocc::plan
