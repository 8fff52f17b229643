// The proof that decimals of a batch can be computed in 64 bits: each value in the loop's arithmetic has a bound of its
// magnitude, derived from the bounds of the batch's columns, and each of these bounds fits.
#include "FunctionEmitter.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <cmath>

namespace bodocc {

namespace {

bool fitsInt64(const ValueType& type) {
  return isDecimal(type.type) ? type.type.precision <= 18 : type.type.id != bodo::kind::uint64;
}

// Types whose arithmetic never exceeds the operands' bounds: wrapping of a signed integer makes it smaller.
bool isBounded(const ValueType& type) { return isDecimal(type.type) || (isInteger(type.type) && isSigned(type.type)); }

}  // namespace

// The smallest possible bound of the expression's scaled value, for any contents of the columns; nothing if it has no
// bound. For constants it is the bound itself.
std::optional<double> RowLoop::leastBound(const Expr* e) {
  e = p_.canonical(e);
  const auto [at, isNew] = leastBounds_.try_emplace(e);
  if (!isNew) return at->second;
  const auto find = [&]() -> std::optional<double> {
    if (const Place* p = p_.placeOf(e)) {
      const bool hasBound = p->bounded && (isInteger(e->type.type) || isDecimal(e->type.type));
      return hasBound ? std::optional(0.0) : std::nullopt;
    }
    if (e->kind == ExprKind::Constant) {
      const std::optional<Constant> decimal = asDecimal(e->constant);
      if (!decimal || e->constant.missing() || !isBounded(e->type)) return std::nullopt;
      auto value = static_cast<double>(std::get<Int128>(decimal->value));
      if (isDecimal(e->type.type))
        for (int s = decimal->type.scale; s < e->type.type.scale; ++s) value *= 10;
      return std::abs(value);
    }
    if (e->kind != ExprKind::Call || e->op->bound == Bound::None || !isBounded(e->type)) return std::nullopt;
    std::vector<double> args;
    for (const Expr* a : e->args) {
      const std::optional<double> least = leastBound(a);
      if (!least) return std::nullopt;
      args.push_back(*least);
    }
    switch (e->op->bound) {
      case Bound::None: break;
      case Bound::Sum: return args[0] + args[1];
      case Bound::Product: return args[0] * args[1];
      case Bound::Same: return args[0];
    }
    return std::nullopt;
  };
  const std::optional<double> least = find();
  return leastBounds_[e] = least;
}

// Records that the loop in 64 bits computes this wide call, with its operands.
void RowLoop::mustFit(const Expr* e) {
  wide_ = true;
  if (!leastBound(e)) bounded_ = false;
  if (!bounded_) return;
  // true if the bound of `e` is at least that of its operand
  const auto covers = [&](std::size_t operand) {
    return e->op->bound != Bound::Product || *leastBound(e->args[1 - operand]) >= 1;
  };
  for (std::size_t a = 0; a < e->args.size(); ++a) {
    const Expr* arg = p_.canonical(e->args[a]);
    if (covers(a))
      std::erase(narrow_, arg);  // the other bounds that it covers, this one covers as well
    else if (!fitsInt64(arg->type) && (arg->kind != ExprKind::Call || p_.placeOf(arg)) &&
             std::ranges::find(narrow_, arg) == narrow_.end())
      narrow_.push_back(arg);
  }
  narrow_.push_back(e);
}

// The bound as C++ of type double.
Cpp RowLoop::boundCode(const Expr* e) {
  e = p_.canonical(e);
  if (const Place* p = p_.placeOf(e)) return Cpp::name(p->name).method("bound");
  const auto constant = [&](auto&& self, const Expr* x) -> bool {
    return x->kind == ExprKind::Constant ||
           (x->kind == ExprKind::Call && !p_.placeOf(x) &&
            std::ranges::all_of(x->args, [&](const Expr* a) { return self(self, p_.canonical(a)); }));
  };
  if (constant(constant, e)) return Cpp::literal(fmt::format("{}", *leastBound(e)));
  const Cpp first = boundCode(e->args[0]);
  if (e->op->bound == Bound::Same) return first;
  const Cpp second = boundCode(e->args[1]);
  return Cpp::infix(first, e->op->bound == Bound::Sum ? "+" : "*", second);
}

// The bounds that must fit, as arguments.
std::vector<Cpp> RowLoop::proof() {
  std::vector<Cpp> all;
  for (const Expr* e : narrow_) all.push_back(boundCode(e));
  return all;
}

}  // namespace bodocc
