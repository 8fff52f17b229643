// Making types agree: casts that change no value, casts that need a check at run time, and the common type of two.
#include "Build.h"
#include "Table.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace bodocc {

using bodo::kind;

namespace {

int digitsOf(bodo::type t) {
  switch (t.id) {
    case kind::int8:
    case kind::uint8: return 3;
    case kind::int16:
    case kind::uint16: return 5;
    case kind::int32:
    case kind::uint32: return 10;
    case kind::int64: return 19;
    case kind::uint64: return 20;
    default: return t.precision;
  }
}

Int128 powerOfTen(int digits) {
  Int128 p = 1;
  for (; digits > 0; --digits) p *= 10;
  return p;
}

bodo::type asDecimalType(bodo::type t) { return isDecimal(t) ? t : bodo::decimal(digitsOf(t), 0); }

// The integer constant as one of that type; nullopt if it does not fit.
std::optional<Constant> integerAs(const Constant& c, bodo::type to) {
  const Int128 v = std::holds_alternative<std::uint64_t>(c.value) ? Int128{std::get<std::uint64_t>(c.value)}
                   : std::holds_alternative<bool>(c.value)        ? Int128{std::get<bool>(c.value)}
                                                                  : Int128{std::get<std::int64_t>(c.value)};
  const int bits = to.id == kind::int8 || to.id == kind::uint8     ? 8
                   : to.id == kind::int16 || to.id == kind::uint16 ? 16
                   : to.id == kind::int32 || to.id == kind::uint32 ? 32
                                                                   : 64;
  const Int128 low = isSigned(to) ? -(Int128{1} << (bits - 1)) : 0;
  const Int128 high = (Int128{1} << (isSigned(to) ? bits - 1 : bits)) - 1;
  if (v < low || v > high) return std::nullopt;
  if (to.id == kind::uint64) return Constant{to, static_cast<std::uint64_t>(v), c.spelling};
  return Constant{to, static_cast<std::int64_t>(v), c.spelling};
}

// The constant with another type and the same value; nullopt if there is none.
std::optional<Constant> constantAs(const Constant& c, bodo::type to) {
  if (c.missing()) return Constant{to, std::monostate{}, ""};
  if (c.type == to) return c;
  if (isInteger(to) && (isInteger(c.type) || isBoolean(c.type))) return integerAs(c, to);
  if (isFloat(to) && isInteger(c.type)) {
    const double v = std::holds_alternative<std::uint64_t>(c.value)
                         ? static_cast<double>(std::get<std::uint64_t>(c.value))
                         : static_cast<double>(std::get<std::int64_t>(c.value));
    return Constant{to, v, c.spelling};
  }
  if (isFloat(to) && isFloat(c.type)) {
    const double v = std::get<double>(c.value);
    if (to.id == kind::float32 && static_cast<double>(static_cast<float>(v)) != v && v == v) return std::nullopt;
    return Constant{to, v, c.spelling};
  }
  if (isFloat(to) && isDecimal(c.type))
    return Constant{to, static_cast<double>(std::get<Int128>(c.value)) / static_cast<double>(powerOfTen(c.type.scale)),
                    c.spelling};
  if (isDecimal(to)) {
    const auto d = asDecimal(c);
    if (!d) return std::nullopt;
    Int128 v = std::get<Int128>(d->value);
    int scale = d->type.scale;
    for (; scale > to.scale && v % 10 == 0; --scale) v /= 10;
    if (scale > to.scale) return std::nullopt;
    for (; scale < to.scale; ++scale) {
      if (v > powerOfTen(37) || v < -powerOfTen(37)) return std::nullopt;
      v *= 10;
    }
    const Int128 limit = powerOfTen(to.precision);
    if (v >= limit || v <= -limit) return std::nullopt;
    return Constant{to, v, c.spelling};
  }
  if (to.id == kind::timestamp && c.type.id == kind::date) {
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(std::get<std::int64_t>(c.value), nsPerDay, &ns)) return std::nullopt;
    return Constant{to, ns, ""};
  }
  if (to.id == kind::date && c.type.id == kind::timestamp) {
    const std::int64_t ns = std::get<std::int64_t>(c.value);
    if (ns % nsPerDay != 0) return std::nullopt;
    return Constant{to, ns / nsPerDay, ""};
  }
  return std::nullopt;
}

const Expr* call(BuildContext& ctx, const char* id, std::vector<const Expr*> args, bodo::type to, SourceLoc loc) {
  ValueType type{to, args[0]->type.nullable};
  if (op(id).keepsRange && isInteger(to)) type.range = args[0]->type.range;
  return callExpr(ctx.function, op(id), std::move(args), type, loc);
}

// More digits after the point. `mayOverflow`: the result has room for fewer before it.
const Expr* rescale(BuildContext& ctx, const Expr* e, bodo::type to, bool mayOverflow, SourceLoc loc) {
  const int digits = to.scale - e->type.type.scale;
  const Expr* power =
      constantExpr(ctx.function, {bodo::decimal(std::min(digits + 1, 38), 0), powerOfTen(digits), ""}, loc);
  return call(ctx, mayOverflow ? "rescale_checked" : "rescale", {e, power}, to, loc);
}

}  // namespace

const Expr* cast(BuildContext& ctx, const Expr* e, bodo::type to, SourceLoc loc) {
  const bodo::type from = e->type.type;
  if (from == to) return e;
  if (isConstant(e))
    if (auto c = constantAs(e->constant, to)) return constantExpr(ctx.function, *c, e->loc);
  if (isDecimal(to)) {
    if (isInteger(from) || isBoolean(from)) {
      const bodo::type whole = bodo::decimal(std::max(1, std::min(digitsOf(from), 38)), 0);
      return cast(ctx, call(ctx, "cast", {e}, whole, loc), to, loc);
    }
    if (isDecimal(from) && e->kind == ExprKind::Host)
      return hostExpr(ctx.function, e->host, {to, e->type.nullable}, e->loc);
    if (isDecimal(from) && to.scale > from.scale)
      return rescale(ctx, e, to, to.precision - to.scale < from.precision - from.scale, loc);
    if (isDecimal(from) && to.scale == from.scale) return call(ctx, "cast", {e}, to, loc);
  }
  if (isFloat(to)) {
    if (from == unscaledDecimal) return cast(ctx, call(ctx, "cast", {e}, bodo::float64, loc), to, loc);
    if (isDecimal(from)) return call(ctx, "decimal_to_float", {e}, to, loc);
    if (isInteger(from) || isFloat(from) || isBoolean(from) || from.id == kind::duration)
      return call(ctx, "cast", {e}, to, loc);
  }
  if (isInteger(to) && (isInteger(from) || isBoolean(from))) return call(ctx, "cast", {e}, to, loc);
  if (to.id == kind::timestamp && from.id == kind::date) return call(ctx, "midnight", {e}, to, loc);
  if (to.id == kind::date && from.id == kind::timestamp) return call(ctx, "date", {e}, to, loc);
  throw InternalError(fmt::format("no cast from {} to {}", toString(from), toString(to)));
}

const Expr* convert(BuildContext& ctx, const Expr* e, bodo::type to, SourceLoc loc) {
  const bodo::type from = e->type.type;
  if (from == to) return e;
  const auto number = [&](std::int64_t v) { return integerConstant(ctx, v, bodo::int64, loc); };
  const bool integral = isInteger(from) || isBoolean(from);
  if (isBoolean(to) && (isInteger(from) || isFloat(from))) return call(ctx, "nonzero", {e}, to, loc);
  if (isInteger(to)) {
    if (integral) {
      const auto range = rangeOf(e->type);
      const bool widens = isSigned(from) == isSigned(to) ? digitsOf(to) >= digitsOf(from)
                                                         : isSigned(to) && digitsOf(to) > digitsOf(from);
      const bool fits =
          range && integerAs({bodo::int64, range->first, ""}, to) && integerAs({bodo::int64, range->second, ""}, to);
      return call(ctx, widens || fits ? "cast" : "checked_cast", {e}, to, loc);
    }
    if (isFloat(from)) return call(ctx, "checked_cast", {e}, to, loc);
    if (isDecimal(from)) return call(ctx, "decimal_to_integer", {e}, to, loc);
    if (isTemporal(from) && to.id == kind::int64) return call(ctx, "cast", {e}, to, loc);
    if (from.id == kind::date) return call(ctx, to.id == kind::int32 ? "cast" : "checked_cast", {e}, to, loc);
    if (isString(from)) return call(ctx, "parse", {e}, to, loc);
  }
  if (isFloat(to)) {
    if (isNumber(from) || isBoolean(from)) return cast(ctx, e, to, loc);
    if (isString(from)) return call(ctx, "parse", {e}, to, loc);
  }
  if (isDecimal(to)) {
    if (isDecimal(from) && e->kind == ExprKind::Host) return cast(ctx, e, to, loc);
    const int room = to.precision - to.scale;
    if (integral && room >= digitsOf(from)) return cast(ctx, e, to, loc);
    if (isDecimal(from) && to.scale >= from.scale && room >= from.precision - from.scale) return cast(ctx, e, to, loc);
    if (integral || isDecimal(from) || isFloat(from))
      return call(ctx, "to_decimal",
                  {e, number(isDecimal(from) ? from.scale : 0), number(to.precision), number(to.scale)}, to, loc);
    if (isString(from)) return call(ctx, "parse_decimal", {e, number(to.precision), number(to.scale)}, to, loc);
  }
  if (to.id == kind::timestamp && from.id == kind::date) return cast(ctx, e, to, loc);
  if (to.id == kind::date && from.id == kind::timestamp) return cast(ctx, e, to, loc);
  if (to.id == kind::date && isString(from)) return call(ctx, "parse_date", {e}, to, loc);
  if (to.id == kind::timestamp && isString(from)) return call(ctx, "parse_time", {e}, to, loc);
  if ((to.id == kind::timestamp || to.id == kind::duration) && from.id == kind::int64)
    return call(ctx, "cast", {e}, to, loc);
  if (isString(to)) {
    if (isInteger(from) || isFloat(from) || isBoolean(from)) return call(ctx, "spell", {e}, to, loc);
    if (isDecimal(from)) return call(ctx, "spell_decimal", {e}, to, loc);
    if (from.id == kind::date) return call(ctx, "spell_date", {e}, to, loc);
    if (from.id == kind::timestamp) return call(ctx, "spell_time", {e}, to, loc);
  }
  fail("operand-types", loc, fmt::format("{} cannot become {}", describe(e), toString(to)),
       "astype converts between numbers, booleans, strings, and dates and times");
}

const Expr* convertOrMissing(BuildContext& ctx, const Expr* e, bodo::type to, SourceLoc loc) {
  const auto optional = [&](const OpInfo& read, std::vector<const Expr*> args) {
    return callExpr(ctx.function, read, std::move(args), {to, true}, loc);
  };
  const auto number = [&](std::int64_t v) { return integerConstant(ctx, v, bodo::int64, loc); };
  if (isString(e->type.type)) {
    if (isInteger(to) || isFloat(to)) return optional(op("read"), {e});
    if (isDecimal(to)) return optional(op("read_decimal"), {e, number(to.precision), number(to.scale)});
    if (to.id == kind::date) return optional(op("read_date"), {e});
    if (to.id == kind::timestamp) return optional(op("read_time"), {e});
  }
  const Expr* converted = convert(ctx, e, to, loc);
  if (converted->kind != ExprKind::Call || converted == e || !converted->op->canFail) return converted;
  if (converted->op == &op("checked_cast") && (isInteger(e->type.type) || isFloat(e->type.type)))
    return optional(op("fitting"), {e});
  fail("limitation", loc, fmt::format("{} cannot become {} with .errors = \"missing\"", describe(e), toString(to)),
       "it is for text, and for numbers that become integers");
}

void failScale(SourceLoc loc, const char* values, const char* remedy) {
  fail("decimal-scale", loc, fmt::format("the digits after the point of {} are not known while compiling", values),
       remedy);
}

const Expr* requireScale(const Expr* e) {
  if (e->type.type == unscaledDecimal)
    failScale(e->loc, "this bodo::decimal_value",
              "add it to zeros, which give it their digits: (df[\"number\"] * 0).astype(\"decimal(15,2)\") + value");
  return e;
}

const Expr* scaledLike(BuildContext& ctx, const Expr* e, const Expr* other, SourceLoc loc) {
  if (!(e->type.type == unscaledDecimal)) return e;
  if (isFloat(other->type.type) && !isConstant(other)) return e;
  requireScale(other);
  if (!isDecimal(other->type.type))
    failScale(e->loc, "this bodo::decimal_value",
              "convert the other operand, which gives it its digits: .astype(\"decimal(15,2)\")");
  return cast(ctx, e, bodo::decimal(38, other->type.type.scale), loc);
}

// The numbers of a text of this form, in which each run of `d` stands for as many digits; empty if it has another form.
static std::vector<int> numbersIn(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return {};
  std::vector<int> numbers;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != 'd') {
      if (text[i] != form[i]) return {};
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return {};
    if (i == 0 || form[i - 1] != 'd') numbers.push_back(0);
    numbers.back() = numbers.back() * 10 + (text[i] - '0');
  }
  return numbers;
}

// A date or a time that is written as text, "2024-02-29", "2024-02-29 13:30", "2024-02-29T13:30:00.5"; nullopt if it is
// none.
static std::optional<Constant> writtenTime(std::string_view text) {
  const std::vector<int> date = numbersIn(text.substr(0, 10), "dddd-dd-dd");
  if (date.empty() || date[0] == 0) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(date[0]), std::chrono::month(static_cast<unsigned>(date[1])),
                                        std::chrono::day(static_cast<unsigned>(date[2]))};
  if (!day.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  if (text.size() == 10) return Constant{bodo::date, days, ""};
  if (text[10] != ' ' && text[10] != 'T') return std::nullopt;
  const std::string_view clock = text.substr(11, 8), rest = text.substr(11 + clock.size());
  std::vector<int> time = numbersIn(clock, "dd:dd:dd");
  if (time.empty() && !(time = numbersIn(clock, "dd:dd")).empty()) time.push_back(0);
  if (time.empty() || time[0] > 23 || time[1] > 59 || time[2] > 59) return std::nullopt;
  std::int64_t fraction = 0;
  if (!rest.empty()) {
    const std::size_t digits = rest.size() - 1;
    if (digits == 0 || digits > 9) return std::nullopt;
    const std::vector<int> part = numbersIn(rest, "." + std::string(digits, 'd'));
    if (part.empty()) return std::nullopt;
    fraction = part[0];
    for (std::size_t i = digits; i < 9; ++i) fraction *= 10;
  }
  const Int128 ns = (Int128{days} * 86400 + (time[0] * 60 + time[1]) * 60 + time[2]) * 1'000'000'000 + fraction;
  if (ns != static_cast<std::int64_t>(ns)) return std::nullopt;
  return Constant{bodo::timestamp, static_cast<std::int64_t>(ns), ""};
}

bool widen(BuildContext& ctx, const Expr*& common, const Expr* e, SourceLoc loc) {
  const Expr* all = common;
  if (!unify(ctx, all, e, loc)) return false;
  // it stands for all values so far: its own one, if it is a constant, says nothing of what they need
  common = isConstant(all) ? callExpr(ctx.function, plainOp(), {all}, all->type, loc) : all;
  return true;
}

bool unify(BuildContext& ctx, const Expr*& a, const Expr*& b, SourceLoc loc, bool scaleOnly) {
  // beside a date or a time, a text that is known while compiling is one
  const auto asTime = [&](const Expr*& text, const Expr* other) {
    const bool beside = other->type.type.id == kind::date || other->type.type.id == kind::timestamp;
    if (!beside || !isConstant(text) || !isString(text->type.type) || text->constant.missing()) return;
    if (const auto time = writtenTime(std::get<std::string>(text->constant.value)))
      text = constantExpr(ctx.function, *time, text->loc);
  };
  asTime(a, b);
  asTime(b, a);
  if (isNumber(a->type.type) && isNumber(b->type.type)) {
    a = scaledLike(ctx, a, b, loc);
    b = scaledLike(ctx, b, a, loc);
  }
  const bodo::type s = a->type.type;
  const bodo::type t = b->type.type;
  if (s == t) return true;
  if (isConstant(a) && a->constant.missing()) return a = cast(ctx, a, t, loc), true;
  if (isConstant(b) && b->constant.missing()) return b = cast(ctx, b, s, loc), true;
  const auto both = [&](bodo::type to) { return a = cast(ctx, a, to, loc), b = cast(ctx, b, to, loc), true; };

  if (isNumber(s) && isNumber(t)) {
    if (isDecimal(s) || isDecimal(t)) {
      const auto exact = [&](const Expr* e) {
        if (!isConstant(e)) return e;
        const auto d = asDecimal(e->constant);
        return d ? constantExpr(ctx.function, *d, e->loc) : e;
      };
      const Expr* x = exact(a);
      const Expr* y = exact(b);
      if (isFloat(x->type.type) || isFloat(y->type.type)) return both(bodo::float64);
      const bodo::type p = asDecimalType(x->type.type);
      const bodo::type q = asDecimalType(y->type.type);
      const int scale = std::max(p.scale, q.scale);
      const auto wide = [&](int whole) { return bodo::decimal(std::clamp(whole + scale, 1, 38), scale); };
      a = x, b = y;
      if (!scaleOnly) return both(wide(std::max(p.precision - p.scale, q.precision - q.scale)));
      if (p.scale < scale || !isDecimal(x->type.type)) a = cast(ctx, x, wide(p.precision - p.scale), loc);
      if (q.scale < scale || !isDecimal(y->type.type)) b = cast(ctx, y, wide(q.precision - q.scale), loc);
      return true;
    }
    if (isFloat(s) || isFloat(t)) {
      // a constant that float32 holds exactly leaves the column as it is
      if (isConstant(b) && s.id == kind::float32 && constantAs(b->constant, s)) return both(s);
      if (isConstant(a) && t.id == kind::float32 && constantAs(a->constant, t)) return both(t);
      return both(bodo::float64);
    }
    if (isConstant(b) && integerAs(b->constant, s)) return both(s);
    if (isConstant(a) && integerAs(a->constant, t)) return both(t);
    if (!isSigned(s) && !isSigned(t)) return both(bodo::uint64);
    if (s.id == kind::uint64 || t.id == kind::uint64) return both(bodo::decimal(20, 0));
    return both(bodo::int64);
  }
  if ((s.id == kind::date && t.id == kind::timestamp) || (s.id == kind::timestamp && t.id == kind::date)) {
    // a midnight is a date: a column of dates stays as it is, for the files' statistics
    if (s.id == kind::date && isConstant(b) && constantAs(b->constant, s)) return both(s);
    if (t.id == kind::date && isConstant(a) && constantAs(a->constant, t)) return both(t);
    const Expr* const day = s.id == kind::date ? a : b;
    if (!scaleOnly || (isConstant(day) && constantAs(day->constant, bodo::timestamp))) return both(bodo::timestamp);
    // compared without a conversion, which most dates of the calendar do not have
    const Expr* const time = s.id == kind::date ? b : a;
    const Expr* const order =
        callExpr(ctx.function, op("order_of"), {time, day}, {bodo::int8, a->type.nullable || b->type.nullable}, loc);
    const Expr* const equal = integerConstant(ctx, 0, bodo::int8, loc);
    a = s.id == kind::date ? equal : order;
    b = s.id == kind::date ? order : equal;
    return true;
  }
  return false;
}

std::optional<Constant> exactConstant(const Constant& c, bodo::type to) { return constantAs(c, to); }

}  // namespace bodocc
