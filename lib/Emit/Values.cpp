// Single values: the user's scalars, results of reductions, what the user's functions take and give, aggregates'
// states.
#include "FunctionEmitter.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <utility>

namespace bodocc {

namespace {

std::string_view aggregateId(const Column& c) { return c.aggregate->id; }

// Whether the state is of sums of the values: it is that of the widest type of their kind.
bool addsUp(std::string_view id) { return id == "sum" || id == "mean" || id == "var" || id == "std"; }

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string unqualified(std::string type) {
  for (const char* prefix : {"const ", "std::", "bodo::", "::"})
    for (std::size_t at; (at = type.find(prefix)) != std::string::npos;)
      type.erase(at, std::string_view(prefix).size());
  while (!type.empty() && (type.back() == '&' || type.back() == ' ')) type.pop_back();
  return type;
}

}  // namespace

bool isScalarClass(const std::string& cppType) { return unqualified(cppType) == "Scalar"; }

FunctionEmitter::ValueCode FunctionEmitter::hostValue(const Expr& e) {
  const auto it = snapshots_.find(&e);
  const std::string code = it != snapshots_.end() ? it->second : text(e.host);
  // what the value's type does not hold is an error where the user gives it
  const SourceLoc statement = std::exchange(statement_, e.loc);
  ValueCode value = cppValue(code, e.type);
  statement_ = statement;
  return value;
}

// A C++ value, or a std::optional of one, as columns hold it.
FunctionEmitter::ValueCode FunctionEmitter::cppValue(const std::string& code, ValueType type) {
  ValueCode out{code, ""};
  if (type.nullable) {
    type.nullable = false;
    out.value =
        fmt::format("{} ? {} : {}{{}}", operand(code), cppValue("*" + operand(code), type).value, storageName(type));
    out.known = operand(code) + ".has_value()";
    return out;
  }
  switch (type.type.id) {
    case bodo::kind::string: out.value = fmt::format("rt::text({})", code); break;
    case bodo::kind::date: out.value = fmt::format("rt::from_chrono<bodo::kind::date>({})", code); break;
    case bodo::kind::timestamp:
    case bodo::kind::duration:
      out.value = fmt::format("rt::from_chrono<bodo::kind::{}>({}, {})", toString(type.type), code,
                              site(statement_, toString(type.type)));
      break;
    case bodo::kind::decimal:
      out.value = fmt::format("rt::unscaled({}, {}, {})", site(statement_, "decimal_value"), code, type.type.scale);
      break;
    default: break;
  }
  return out;
}

FunctionEmitter::ValueCode FunctionEmitter::scalarOnRows(const Expr& e) {
  const Scalar& s = *e.scalar;
  if (s.def->info->control == Control::Call) return cppValue(variable(&s), s.type);
  ValueCode out{scalarValue(s, site(*s.def)), ""};
  if (s.type.nullable) out.known = variable(&s) + ".known()";
  return out;
}

std::string FunctionEmitter::scalarValue(const Scalar& s, const std::string& at) {
  return counts_.contains(&s) ? variable(&s) : aggregateValue(s.def->outputs.at(0), variable(&s), at);
}

std::string FunctionEmitter::scalarAs(const Scalar& s, const std::string& cppType, bool checked) {
  if (s.def->info->control == Control::Call) return callResultAs(s, cppType);
  const Column& c = s.def->outputs.at(0);
  const std::string& state = variable(&s);
  const std::string at = site(statement_.valid() ? statement_ : s.def->loc, wordFor(*c.aggregate));
  std::string value = scalarValue(s, at);
  if (isScalarClass(cppType))
    return fmt::format("rt::to_scalar({}, {}{})", FunctionEmitter::typeName(s.type.type), value,
                       s.type.nullable ? fmt::format(", {}.known()", state) : "");
  std::string type = cppType.empty() ? storageName(s.type) : cppType;
  const std::string plain = unqualified(type);
  const bool optional = plain.starts_with("optional<");
  const std::string target = optional ? plain.substr(9, plain.size() - 10) : plain;
  if (isDecimal(s.type.type)) {
    if (target == "double" || target == "float" || target == "long double")
      value = fmt::format("rt::decimal_to_double({}, {})", value, s.type.type.scale);
    else if (target == "decimal_value")
      value = fmt::format("bodo::decimal_value({}, {})", value, s.type.type.scale);
    else if (target == "bool")
      value = fmt::format("({} != 0)", value);
    else
      value = fmt::format("rt::whole_part({}, {})", value, s.type.type.scale);
  } else if (isTemporal(s.type.type)) {
    value = fmt::format("rt::to_chrono<{}>({})",
                        optional ? type.substr(type.find('<') + 1, type.rfind('>') - type.find('<') - 1) : type, value);
  } else if (isString(s.type.type)) {
    value = contains(target, "string_view") ? value + ".view()" : fmt::format("std::string({}.view())", value);
  }
  if (checked && optional) value = fmt::format("rt::checked_cast<{}>({}, {})", target, at, value);
  if (optional)
    return s.type.nullable ? fmt::format("({}.known() ? {}({}) : std::nullopt)", state, type, value)
                           : fmt::format("{}({})", type, value);
  const bool same = isTemporal(s.type.type) || isString(s.type.type) || storageName(s.type) == type ||
                    value.starts_with(type + "(") || (type == "double" && value.starts_with("rt::decimal_to_double("));
  if (s.type.nullable) value = fmt::format("rt::expect_known({}, {}.known(), {})", at, state, value);
  if (checked) return fmt::format("rt::checked_cast<{}>({}, {})", type, at, value);
  return same ? value : fmt::format("static_cast<{}>({})", type, value);
}

std::string FunctionEmitter::users(const std::string& text) const {
  return userText(text, options_.isUsersMacro && options_.isUsersMacro(text));
}

std::string FunctionEmitter::text(const HostText& t) {
  std::string all;
  for (const HostText::Piece& p : t.pieces)
    all += p.scalar    ? scalarAs(*p.scalar, p.cppType, p.checked)
           : p.checked ? fmt::format("rt::checked_cast<{}>({}, ", p.cppType, site(statement_, "conversion"))
                       : users(p.text);
  return all;
}

std::string FunctionEmitter::argument(const Expr* e) {
  switch (e->kind) {
    case ExprKind::Constant:
      return isString(e->type.type) && !e->constant.missing() ? literal(std::get<std::string>(e->constant.value))
                                                              : constantCode(e->constant, e->type);
    case ExprKind::Host: {
      const auto it = snapshots_.find(e);
      return it != snapshots_.end() ? it->second : text(e->host);
    }
    case ExprKind::Scalar: return scalarAs(*e->scalar, "std::int64_t");
    case ExprKind::Call: {
      std::string pattern = e->op->lowering;
      for (std::size_t a = 0; a < e->args.size(); ++a) {
        const std::string key = fmt::format("{{{}}}", a);
        for (std::size_t at; (at = pattern.find(key)) != std::string::npos;)
          pattern.replace(at, key.size(), operand(argument(e->args[a])));
      }
      for (std::size_t at; (at = pattern.find("{T}")) != std::string::npos;)
        pattern.replace(at, 3, storageName(e->type));
      if (const std::size_t at = pattern.find("{at}"); at != std::string::npos)
        pattern.replace(at, 4, site(statement_.valid() ? statement_ : e->loc, wordFor(*e->op)));
      return pattern;
    }
    case ExprKind::Column: break;
  }
  throw InternalError("an argument for the whole operation depends on rows");
}

std::string FunctionEmitter::toUserType(const std::string& value, const ValueType& from, const std::string& type) {
  const std::string plain = unqualified(type);
  const std::string target =
      plain.starts_with("optional<") ? type.substr(type.find('<') + 1, type.rfind('>') - type.find('<') - 1) : type;
  if (isTemporal(from.type)) return fmt::format("rt::to_chrono<{}>({})", target, value);
  if (isDecimal(from.type))
    return contains(target, "decimal_value") ? fmt::format("bodo::decimal_value({}, {})", value, from.type.scale)
                                             : fmt::format("rt::decimal_to_double({}, {})", value, from.type.scale);
  if (isString(from.type))
    return contains(unqualified(target), "string_view") ? operand(value) + ".view()"
                                                        : fmt::format("std::string({}.view())", operand(value));
  return value;
}

std::string FunctionEmitter::fromUserType(const std::string& value, const UserFunction& f, const ValueType& to,
                                          const std::string& arena) {
  if (isString(to.type)) return arena.empty() ? value : fmt::format("{}.keep({})", arena, value);
  if (isTemporal(to.type)) return fmt::format("rt::from_chrono<bodo::kind::{}>({})", toString(to.type), value);
  if (isDecimal(to.type))
    return fmt::format("rt::unscaled({}, {}, {})", site(f.loc, "decimal_value"), value, to.type.scale);
  return value;
}

// The user's function of two values, as an object that can be made from its type.
std::string FunctionEmitter::combiner(const UserFunction& f, const ValueType& type, const std::string& name) {
  const bool asStored = !isTemporal(type.type) && !isDecimal(type.type);
  if (asStored && !f.named && f.text.starts_with("[")) return userFunction(f, name);
  std::string& variable = userFunctions_[f.text];
  if (variable.empty()) {
    variable = names_.outlive(names_.fresh(name.empty() ? "combined" : name + "_of"));
    names_.enter();
    const std::string a = names_.fresh("a"), b = names_.fresh("b"), object = names_.fresh("combine");
    names_.leave();
    const std::string made = f.named ? "" : fmt::format("const auto {} = {}; ", object, users(f.text));
    const std::string called = f.named ? users(f.text) : object;
    const std::string call = asStored
                                 ? fmt::format("{}({}, {})", called, a, b)
                                 : fromUserType(fmt::format("{}({}, {})", called, toUserType(a, type, f.paramTypes[0]),
                                                            toUserType(b, type, f.paramTypes[1])),
                                                f, type, "");
    pendingLambdas_.push_back(fmt::format("const auto {0} = []({1} {2}, {1} {3}) {{ {4}return {5}; }};", variable,
                                          storageName(type), a, b, made, call));
  }
  return variable;
}

// What has no name gets one in front of the function's statements' first use.
std::string FunctionEmitter::userFunction(const UserFunction& f, const std::string& name) {
  if (f.named) return users(f.text);
  std::string& variable = userFunctions_[f.text];
  if (variable.empty()) {
    variable = names_.outlive(names_.fresh(name.empty() ? "mapped" : name + "_of"));
    pendingLambdas_.push_back(fmt::format("const auto {} = {};", variable, users(f.text)));
  }
  return variable;
}

bool FunctionEmitter::isDistinct(const Column& c) { return c.aggregate && aggregateId(c) == "nunique"; }
bool FunctionEmitter::countsOnly(const Column& c) {
  return c.aggregate && std::string_view(c.aggregate->state) == "rt::count";
}
bool FunctionEmitter::looksAtRowOrder(const Column& c) { return c.aggregate->looksAtOrder; }

// Sums of floats have a small state of their own in groups: there are many groups.
bool FunctionEmitter::hasGroupedState(const Column& c) {
  return c.from && isFloat(c.from->type.type) && addsUp(aggregateId(c));
}

std::string FunctionEmitter::aggregateState(const Column& c, bool grouped) {
  if (c.function) {
    return fmt::format("rt::reduction<{}, decltype({})>", storageName(c.from->type),
                       combiner(*c.function, c.from->type, c.name));
  }
  std::string state = c.aggregate->state;
  // states hold a coded string as its word
  std::string storage = !c.from ? "" : isString(c.from->type.type) ? "rt::text" : storageName(c.from->type);
  if (grouped && hasGroupedState(c)) return "rt::grouped_" + state.substr(4, state.find('<') - 4);
  const bool numeric = c.from && (isInteger(c.from->type.type) || isFloat(c.from->type.type) ||
                                  isBoolean(c.from->type.type) || c.from->type.type.id == bodo::kind::duration);
  if (numeric && addsUp(aggregateId(c)))
    storage = isFloat(c.from->type.type)                                     ? "double"
              : isSigned(c.from->type.type) || !isInteger(c.from->type.type) ? "std::int64_t"
                                                                             : "std::uint64_t";
  if (const std::size_t at = state.find("{T}"); at != std::string::npos) state.replace(at, 3, storage);
  return state;
}

std::string FunctionEmitter::aggregateValue(const Column& c, const std::string& state, const std::string& at) {
  const std::string_view id = aggregateId(c);
  if (c.from && isDecimal(c.from->type.type) && (id == "sum" || id == "mean")) {
    if (id == "mean") return fmt::format("{}.value({})", state, c.from->type.type.scale);
    return c.from->type.type.precision <= 18 ? state + ".total()" : fmt::format("{}.value({})", state, at);
  }
  if (c.function)
    return fmt::format("{}.value({})", state,
                       c.identity->kind == ExprKind::Host ? hostValue(*c.identity).value : argument(c.identity));
  if (id == "sum" && !isFloat(c.from->type.type))
    return fmt::format("{}.{}({})", state, c.from->type.type == bodo::duration ? "duration" : "value", at);
  const std::string scale =
      c.from && isDecimal(c.from->type.type) ? fmt::format("{}", c.from->type.type.scale) : std::string();
  if (id == "std") return fmt::format("{}.root({})", state, scale);
  if (id == "var") return fmt::format("{}.value({})", state, scale);
  return state + ".value()";
}

}  // namespace bodocc
