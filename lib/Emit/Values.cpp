// Single values: the user's scalars, results of reductions, arguments and results of the user's functions, aggregates'
// states.
#include "CppPattern.h"
#include "FunctionEmitter.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <utility>

namespace bodocc {

using Kind = CppType::Kind;

ValueCode FunctionEmitter::hostValue(const Expr& e) {
  // a value that does not fit its type is an error at the user's place
  const SourceLoc statement = std::exchange(statement_, e.loc);
  ValueCode value = cppValue(argument(&e), e.type);
  statement_ = statement;
  return value;
}

// A C++ value, or a std::optional of one, in a column's form; a decimal without a scale stays unchanged.
ValueCode FunctionEmitter::cppValue(const Cpp& code, ValueType type) {
  const bool unscaled = isDecimal(type.type) && type.type.precision == 0;
  if (type.nullable) {
    type.nullable = false;
    const std::string storage = unscaled ? cppTypeOf(type.type).text : storageName(type);
    return {Cpp::choice(code, cppValue(Cpp::prefix("*", code), type).value, Cpp::braced(storage)),
            code.method("has_value")};
  }
  if (unscaled) return {code};
  const auto at = [&](const std::string& operation) { return Cpp::name(site(statement_, operation)); };
  switch (type.type.id) {
    case bodo::kind::string: return {Cpp::call("rt::text", {code})};
    case bodo::kind::date:
    case bodo::kind::timestamp:
    case bodo::kind::duration: {
      const std::string name = toString(type.type);
      return {Cpp::call(fmt::format("rt::from_chrono<bodo::kind::{}>", name), {code, at(name)})};
    }
    case bodo::kind::decimal:
      return {Cpp::call("rt::unscaled", {at("decimal_value"), code, Cpp::integer(type.type.scale)})};
    default: return {code};
  }
}

Cpp FunctionEmitter::scalarCode(const Scalar& s) {
  const auto it = values_.find(&s);
  return it != values_.end() ? it->second : Cpp::name(variable(&s));
}

ValueCode FunctionEmitter::scalarOnRows(const Expr& e) {
  const Scalar& s = *e.scalar;
  if (s.def->info->control == Control::Call) return cppValue(scalarCode(s), s.type);
  ValueCode out{scalarValue(s, site(*s.def))};
  if (s.type.nullable) out.known = scalarCode(s).method("known");
  return out;
}

ValueCode FunctionEmitter::valueOf(const Expr& e, const ValueType& type) {
  switch (e.kind) {
    case ExprKind::Constant: return {constantCode(e.constant, type)};
    case ExprKind::Host: return hostValue(e);
    case ExprKind::Scalar: return scalarOnRows(e);
    case ExprKind::Column: throw InternalError("one value depends on rows");
    case ExprKind::Call: break;
  }
  // a cast: missing if its operand is
  const Expr& operand = *e.args.at(0);
  const ValueCode from = valueOf(operand, operand.type);
  return {loweringsOf(*e.op).value.filled([&](std::string_view place) -> std::vector<Cpp> {
            if (place == "T") return {Cpp::name(storageName(e.type))};
            if (place == "at") return {Cpp::name(site(statement_.valid() ? statement_ : e.loc, wordFor(*e.op)))};
            if (place == "scale") return {Cpp::integer(e.type.type.scale)};
            if (place == "s0") return {Cpp::integer(operand.type.type.scale)};
            if (place == "0") return {from.value};
            return {valueOf(*e.args.at(static_cast<std::size_t>(place.back() - '0')), e.type).value};
          }),
          from.known};
}

Cpp FunctionEmitter::scalarValue(const Scalar& s, const std::string& at) {
  return values_.contains(&s) ? scalarCode(s) : aggregateValue(s.def->outputs.at(0), scalarCode(s), at);
}

Cpp FunctionEmitter::scalarAs(const Scalar& s, const CppType& type, bool checked) {
  if (s.def->info->control == Control::Call) return callResultAs(s, type);
  const Column& c = s.def->outputs.at(0);
  const Cpp state = scalarCode(s), known = state.method("known");
  const std::string site = this->site(statement_.valid() ? statement_ : s.def->loc, wordFor(*c.aggregate));
  const Cpp at = Cpp::name(site);
  Cpp value = scalarValue(s, site);
  bool mayBeMissing = s.type.nullable;
  const bool isOfState = mayBeMissing && value == state.method("value");
  if (type.kind == Kind::Scalar) {
    std::vector<Cpp> args{Cpp::name(typeCode(s.type.type)), isOfState ? state : value};
    if (mayBeMissing && !isOfState) args.push_back(known);
    return Cpp::call("rt::to_scalar", std::move(args));
  }
  if (isOfState && !type.optional()) {
    value = Cpp::call("rt::expect_known", {at, state});
    mayBeMissing = false;
  }
  bool converted = type.text == storageName(s.type);
  if (isDecimal(s.type.type)) {
    const Cpp scale = Cpp::integer(s.type.type.scale);
    converted = true;
    switch (type.kind) {
      case Kind::Float:
        value = Cpp::call("rt::decimal_to_double", {value, scale});
        converted = type.text == "double";
        break;
      case Kind::Decimal: value = Cpp::call("bodo::decimal_value", {value, scale}); break;
      case Kind::Boolean: value = Cpp::infix(value, "!=", Cpp::integer(0)); break;
      default: value = Cpp::call("rt::whole_part", {value, scale}), converted = false;
    }
  } else if (isTemporal(s.type.type)) {
    value = Cpp::call(fmt::format("rt::to_chrono<{}>", type.target()), {value, at}), converted = true;
  } else if (isString(s.type.type)) {
    value = value.method("view"), converted = true;
    if (type.kind != Kind::StringView) value = Cpp::call("std::string", {value});
  }
  if (checked) value = Cpp::call(fmt::format("rt::checked_cast<{}>", type.target()), {at, value});
  if (type.optional()) {
    value = Cpp::call(type.text, {value});
    return mayBeMissing ? Cpp::choice(known, value, Cpp::literal("std::nullopt")) : value;
  }
  if (mayBeMissing) value = Cpp::call("rt::expect_known", {at, known, value});
  return checked || converted ? value : Cpp::call(fmt::format("static_cast<{}>", type.text), {value});
}

std::string FunctionEmitter::users(const std::string& text) const {
  return userText(text, options_.isUsersMacro && options_.isUsersMacro(text));
}

std::string FunctionEmitter::text(const HostText& t) {
  std::string all;
  for (const HostText::Piece& p : t.pieces) {
    if (p.scalar) {
      const Cpp value = scalarAs(*p.scalar, p.cppType, p.checked);
      const bool operand = t.pieces.size() > 1 && value.precedence() != Precedence::Postfix;
      all += operand ? fmt::format("({})", value) : value.text();
    } else {
      all += p.runtime ? fmt::format("rt::{}<{}>({}, ", p.runtime, p.cppType.text, site(statement_, p.text))
                       : users(p.text);
    }
  }
  return all;
}

Cpp FunctionEmitter::expression(const HostText& t) {
  if (t.pieces.size() == 1 && t.pieces[0].scalar)
    return scalarAs(*t.pieces[0].scalar, t.pieces[0].cppType, t.pieces[0].checked);
  return Cpp::verbatim(text(t));
}

Cpp FunctionEmitter::argument(const Expr* e) {
  switch (e->kind) {
    case ExprKind::Constant:
      return isString(e->type.type) && !e->constant.missing()
                 ? Cpp::literal(stringValue(std::get<std::string>(e->constant.value)))
                 : constantCode(e->constant, e->type);
    case ExprKind::Host: {
      const auto it = snapshots_.find(e);
      return it != snapshots_.end() ? it->second : expression(e->host);
    }
    case ExprKind::Scalar: return scalarAs(*e->scalar, cppTypeOf(bodo::int64));
    case ExprKind::Call:
      return loweringsOf(*e->op).value.filled([&](std::string_view place) -> std::vector<Cpp> {
        if (place == "T") return {Cpp::name(storageName(e->type))};
        if (place == "at") return {Cpp::name(site(statement_.valid() ? statement_ : e->loc, wordFor(*e->op)))};
        const Expr* const operand = e->args.at(static_cast<std::size_t>(place.back() - '0'));
        // a date or a time in a column's form, not in the user's
        if (isTemporal(operand->type.type) && operand->kind == ExprKind::Host) return {hostValue(*operand).value};
        if (isTemporal(operand->type.type) && operand->kind == ExprKind::Scalar) return {scalarOnRows(*operand).value};
        return {argument(operand)};
      });
    case ExprKind::Column: break;
  }
  throw InternalError("an argument for the whole operation depends on rows");
}

Cpp FunctionEmitter::toUserType(const Cpp& value, const UserFunction& f, const ValueType& from, const CppType& to) {
  if (isTemporal(from.type))
    return Cpp::call(fmt::format("rt::to_chrono<{}>", to.target()),
                     {value, Cpp::name(site(f.loc, toString(from.type)))});
  if (isDecimal(from.type)) return Cpp::call("bodo::decimal_value", {value, Cpp::integer(from.type.scale)});
  if (!isString(from.type)) return value;
  const Cpp view = value.method("view");
  return to.kind == Kind::StringView ? view : Cpp::call("std::string", {view});
}

Cpp FunctionEmitter::fromUserType(const Cpp& value, const UserFunction& f, const ValueType& to,
                                  const std::string& arena) {
  if (isList(to.type)) {
    const ValueType element{bodo::element_of(to.type)};
    std::vector<Cpp> args{value, Cpp::name(arena)};
    if (isTemporal(element.type) || isDecimal(element.type)) {
      names_.enter();
      const std::string v = names_.fresh("v");
      names_.leave();
      args.push_back(Cpp::verbatim(
          fmt::format("[&](const auto& {}) {{ return {}; }}", v, fromUserType(Cpp::name(v), f, element, arena))));
    }
    return Cpp::call(fmt::format("rt::list_of<{}>", storageName(element)), std::move(args));
  }
  if (isString(to.type)) return arena.empty() ? value : Cpp::name(arena).method("keep", {value});
  if (isTemporal(to.type))
    return Cpp::call(fmt::format("rt::from_chrono<bodo::kind::{}>", toString(to.type)),
                     {value, Cpp::name(site(f.loc, toString(to.type)))});
  if (isDecimal(to.type))
    return Cpp::call("rt::unscaled", {Cpp::name(site(f.loc, "decimal_value")), value, Cpp::integer(to.type.scale)});
  return value;
}

// The user's function of two values, as an object that can be made from its type.
std::string FunctionEmitter::combiner(const UserFunction& f, const ValueType& type, const std::string& name) {
  const bool asStored = !isTemporal(type.type) && !isDecimal(type.type);
  if (asStored && f.stateless) return userFunction(f, name);
  std::string& variable = userFunctions_[f.text];
  if (variable.empty()) {
    variable = names_.outlive(names_.fresh(name.empty() ? "combined" : name + "_of"));
    names_.enter();
    const std::string a = names_.fresh("a"), b = names_.fresh("b"), object = names_.fresh("combine");
    names_.leave();
    const std::string made = f.named ? "" : fmt::format("const auto {} = {}; ", object, users(f.text));
    const std::string called = f.named ? users(f.text) : object;
    const auto taken = [&](const std::string& x, std::size_t n) {
      return asStored ? Cpp::name(x) : toUserType(Cpp::name(x), f, type, f.paramTypes[n]);
    };
    Cpp call = Cpp::call(called, {taken(a, 0), taken(b, 1)}).impure();
    if (!asStored) call = fromUserType(call, f, type, "");
    pendingLambdas_.push_back(fmt::format("const auto {0} = []({1} {2}, {1} {3}) {{ {4}return {5}; }};", variable,
                                          storageName(type), a, b, made, call));
  }
  return variable;
}

// A function without a name gets one before the statement of its first use.
std::string FunctionEmitter::userFunction(const UserFunction& f, const std::string& name) {
  if (f.named) return users(f.text);
  std::string& variable = userFunctions_[f.text];
  if (variable.empty()) {
    variable = names_.outlive(names_.fresh(name.empty() ? "mapped" : name + "_of"));
    pendingLambdas_.push_back(fmt::format("const auto {} = {};", variable, users(f.text)));
  }
  return variable;
}

bool FunctionEmitter::looksAtRowOrder(const Column& c) { return c.aggregate->stateKind == StateKind::Ordered; }

// Sums of floats have a small state in groups, because there are many groups.
bool FunctionEmitter::hasGroupedState(const Column& c) {
  return *c.aggregate->groupedState != '\0' && c.from && isFloat(c.from->type.type);
}

std::string FunctionEmitter::aggregateState(const Column& c, bool grouped) {
  if (grouped && hasGroupedState(c)) return c.aggregate->groupedState;
  // states hold a coded string as its word
  std::string storage = !c.from ? "" : isBytes(c.from->type.type) ? "rt::text" : storageName(c.from->type);
  const bool numeric = c.from && (isInteger(c.from->type.type) || isFloat(c.from->type.type) ||
                                  isBoolean(c.from->type.type) || c.from->type.type.id == bodo::kind::duration);
  if (numeric && c.aggregate->widens)
    storage = isFloat(c.from->type.type)                                     ? "double"
              : isSigned(c.from->type.type) || !isInteger(c.from->type.type) ? "std::int64_t"
                                                                             : "std::uint64_t";
  return fmt::format(fmt::runtime(c.aggregate->state), fmt::arg("T", storage),
                     fmt::arg("function", c.function ? combiner(*c.function, c.from->type, c.name) : ""));
}

// An aggregate's further arguments, a comma before each.
std::string FunctionEmitter::arguments(const Column& c) {
  std::string text;
  for (const Expr* e : c.args)
    text += fmt::format(", {}", (e->kind == ExprKind::Host ? hostValue(*e).value : argument(e)));
  return text;
}

Cpp FunctionEmitter::aggregateValue(const Column& c, const Cpp& state, const std::string& at) {
  const ResultCall result = resultOf(c);
  std::vector<Cpp> args;
  if (!isCollected(c))  // their states are made with them
    for (const Expr* e : c.args) args.push_back(e->kind == ExprKind::Host ? hostValue(*e).value : argument(e));
  if (result.scaled && isDecimal(c.from->type.type)) args.push_back(Cpp::integer(c.from->type.type.scale));
  if (result.sited) args.push_back(Cpp::name(at));
  return state.method(result.method, args);
}

}  // namespace bodocc
