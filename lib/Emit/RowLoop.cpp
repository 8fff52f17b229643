#include "RowLoop.h"

#include "FunctionEmitter.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <cctype>

namespace bodocc {

namespace {

// Whether `found(position)` holds outside of all brackets and literals.
template <class F>
bool anyOnTop(const std::string& code, F found) {
  int depth = 0;
  for (std::size_t i = 0; i < code.size(); i = tokenEnd(code, i)) {
    const char c = code[i];
    depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
    if (depth == 0 && found(i)) return true;
  }
  return false;
}

// An operand of &&: what binds weaker stands in parentheses.
std::string conjunct(const std::string& code) {
  const bool weaker = anyOnTop(code, [&](std::size_t i) { return code[i] == '?' || code.compare(i, 2, "||") == 0; });
  return weaker ? fmt::format("({})", code) : code;
}

std::string scaled(Int128 v) {
  if (v >= INT64_MIN && v <= INT64_MAX) return fmt::format("{}", static_cast<std::int64_t>(v));
  return fmt::format("rt::wide({}, {}u)", static_cast<std::int64_t>(v >> 64), static_cast<std::uint64_t>(v));
}

struct Civil {
  std::int64_t year;
  unsigned month, day;
};

// Days since 1970-01-01 to the calendar; http://howardhinnant.github.io/date_algorithms.html (civil_from_days).
Civil civilFromDays(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto dayOfEra = static_cast<unsigned>(days - era * 146097);
  const unsigned year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const unsigned dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100);
  const unsigned shifted = (5 * dayOfYear + 2) / 153;
  const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<std::int64_t>(year) + era * 400 + (month <= 2), month, dayOfYear - (153 * shifted + 2) / 5 + 1};
}

}  // namespace

std::string both(const std::string& a, const std::string& b) {
  if (a.empty() || a == b) return b;
  if (b.empty()) return a;
  return fmt::format("{} && {}", conjunct(a), conjunct(b));
}

std::string operand(const std::string& code) {
  bool users = false;  // who may write operators without blanks around
  const bool composed = code.starts_with("-") || anyOnTop(code, [&](std::size_t i) {
                          users = code[i] == userBegin || (users && code[i] != userEnd);
                          const std::string_view here = std::string_view(code).substr(i > 0 ? i - 1 : 0, 3);
                          const bool member = here.find("->") != here.npos || here.find("::") != here.npos;
                          constexpr std::string_view operators = "+-*/%&|^~!=?:<>,\x01\t";
                          return code[i] == ' ' || (users && !member && operators.find(code[i]) != operators.npos);
                        });
  return composed ? fmt::format("({})", code) : code;
}

std::string constantCode(const Constant& c, const ValueType& as) {
  if (c.missing()) return fmt::format("{}{{}}", storageName(as));
  if (isString(as.type)) return fmt::format("rt::text({})", literal(std::get<std::string>(c.value)));
  if (isDecimal(as.type)) {
    const auto decimal = asDecimal(c);
    if (!decimal) throw InternalError("a constant beside a decimal is no decimal");
    Int128 v = std::get<Int128>(decimal->value);
    for (int s = decimal->type.scale; s < as.type.scale; ++s) v *= 10;
    return scaled(v);
  }
  if (as.type.id == bodo::kind::date) {
    const Civil day = civilFromDays(std::get<std::int64_t>(c.value));
    return fmt::format("rt::days_from_civil({}, {}, {})", day.year, day.month, day.day);
  }
  if (const bool* b = std::get_if<bool>(&c.value)) return *b ? "true" : "false";
  if (const auto* i = std::get_if<std::int64_t>(&c.value)) {
    if (isFloat(as.type)) return fmt::format("{}.0", *i);
    return *i == INT64_MIN ? "INT64_MIN" : fmt::format("{}", *i);
  }
  if (const auto* u = std::get_if<std::uint64_t>(&c.value))
    return isFloat(as.type) ? fmt::format("{}.0", *u) : fmt::format("{}u", *u);
  if (const auto* d = std::get_if<double>(&c.value)) {
    if (*d != *d) return "__builtin_nan(\"\")";
    if (*d - *d != 0) return *d > 0 ? "__builtin_inf()" : "-__builtin_inf()";
    std::string text = fmt::format("{}", *d);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
  }
  throw InternalError(fmt::format("a constant of type {} where {} is needed", toString(c.type), toString(as)));
}

RowLoop::RowLoop(Pipeline& pipeline, const std::vector<const Expr*>& roots) : p_(pipeline), lines_(Code::unbroken()) {
  for (const Expr* root : roots) {
    roots_.insert(p_.canonical(root));
    std::vector<const Expr*> stack{p_.canonical(root)};
    while (!stack.empty()) {
      const Expr* e = stack.back();
      stack.pop_back();
      if (count_[e]++ == 0 && !p_.placeOf(e))
        for (const Expr* a : e->args) stack.push_back(a);
    }
  }
}

std::string RowLoop::value(const Expr* e) { return code2(e).value; }
std::string RowLoop::known(const Expr* e) { return code2(e).known; }

void RowLoop::isNow(const Expr* e, std::string value) {
  std::string& now = done_.at(p_.canonical(e)).value;
  if (now.find('(') != std::string::npos) now = std::move(value);  // else it is a constant of the loop
}

// Whether it may be computed for every row: a branch would cost more.
bool RowLoop::isCheap(const Expr* e) {
  if (isString(e->type.type) || (isDecimal(e->type.type) && e->type.type.precision > 18)) return false;
  if (e->kind == ExprKind::Host) return !hasEffects(e->host);
  if (e->kind != ExprKind::Call) return true;
  return !e->function && !e->op->canFail && std::string_view(e->op->lowering).find('(') == std::string_view::npos &&
         std::all_of(e->args.begin(), e->args.end(), isCheap);
}

bool RowLoop::isConjunction(const Expr* e) {
  return e->kind == ExprKind::Call && e->op->missing == Missing::Kleene &&
         std::string_view(e->op->lowering).find("&&") != std::string_view::npos;
}

// Whether a condition's operands stand where it is asked for, rather than its value and whether that is known.
bool RowLoop::isSplit(const Expr* e) {
  return e->kind == ExprKind::Call && e->op->missing == Missing::Kleene && !p_.placeOf(e) && !done_.contains(e) &&
         count_[e] <= 1;
}

void RowLoop::addConjuncts(const Expr* e, std::vector<std::string>& all) {
  e = p_.canonical(e);
  const auto add = [&](std::string code) {
    if (std::find(all.begin(), all.end(), code) == all.end()) all.push_back(std::move(code));
  };
  if (!isSplit(e)) {
    const Code2& c = code2(e);
    if (!c.known.empty()) add(c.known);
    add(c.value);
  } else if (isConjunction(e)) {
    for (const Expr* a : e->args) addConjuncts(a, all);
  } else {
    add(isTrue(e));
  }
}

std::string RowLoop::isTrue(const Expr* e) {
  e = p_.canonical(e);
  std::vector<std::string> all;
  if (isSplit(e) && !isConjunction(e)) {
    for (const Expr* a : e->args) all.push_back(operand(isTrue(a)));
    return fmt::format("{}", fmt::join(all, " || "));
  }
  addConjuncts(e, all);
  if (all.size() == 1) return all.front();
  if (isCheap(e)) return fmt::format("rt::all_hold({})", fmt::join(all, ", "));
  for (std::string& code : all) code = conjunct(code);
  return fmt::format("{}", fmt::join(all, " && "));
}

std::string RowLoop::useRow(int level, bool build) {
  rows_.insert({level, build});
  const Level& l = p_.levels_[static_cast<std::size_t>(level)];
  return build ? l.buildRow : l.row;
}

std::string RowLoop::row() { return useRow(static_cast<int>(p_.levels_.size()) - 1, false); }

std::string RowLoop::ordinal() {
  if (!p_.levels_.back().selected()) return row();
  ordinal_ = true;
  return p_.ordinalName();
}

RowLoop::Code2 RowLoop::place(const Place& p) {
  if (!p.declaration.empty() && p_.declared_.insert(p.declaration).second) p_.body_.put(p.declaration);
  if (!p.indexed) {
    const auto put = [&](std::string text) {
      for (std::size_t at; (at = text.find("{row}")) != std::string::npos;)
        text.replace(at, 5, useRow(p.level, p.build));
      return text;
    };
    return {put(p.name), put(p.knownText)};
  }
  const std::string index = useRow(p.level, p.build);
  if (p.codes && !p.coded)  // a buffer of codes
    return {fmt::format("{}[{}[{}]]", p.words, p.name, index),
            p.nullable ? fmt::format("{}.known({})", p.name, index) : ""};
  return {fmt::format("{}[{}]", p.name, index), p.nullable ? fmt::format("{}.known({})", p.name, index) : ""};
}

const RowLoop::Code2& RowLoop::code2(const Expr* original) {
  const Expr* e = p_.canonical(original);
  if (auto it = done_.find(e); it != done_.end()) return it->second;
  Code2 made = make(e);
  if (p_.knownNow_.contains(e)) made.known.clear();
  // A local constant for what has the user's name, or is used again: where a value's being known depends on the value,
  // both name their operands
  const bool simple = e->kind != ExprKind::Call || p_.placeOf(e) != nullptr;
  const bool twice =
      !made.known.empty() && !simple && (e->op->missing == Missing::Kleene || e->op->missing == Missing::Own);
  if (!simple && !inWord_ &&
      (count_[e] > 1 || (twice && !roots_.contains(e)) ||
       (!e->name.empty() && !roots_.contains(e) && made.value.size() > 12))) {
    const char* const kind = e->op->missing != Missing::Kleene ? e->op->id : isConjunction(e) ? "both" : "either";
    const std::string name = p_.fn_.names().fresh(e->name.empty() ? kind : e->name, "here");
    const bool text = isString(e->type.type);
    lines_.line("const {} {} = {};", text ? "rt::text" : "auto", name, made.value);
    if (!made.known.empty()) {
      lines_.line("const bool {}_known = {};", name, made.known);
      made.known = name + "_known";
    }
    made.value = name;
  }
  return done_[e] = std::move(made);
}

RowLoop::Code2 RowLoop::make(const Expr* e) {
  if (const Place* p = p_.placeOf(e); p && !inWord_) return place(*p);
  switch (e->kind) {
    case ExprKind::Column: throw InternalError(fmt::format("column {} is not in this pipeline", print(*e)));
    case ExprKind::Constant: return {constantCode(e->constant, e->type), e->constant.missing() ? "false" : ""};
    case ExprKind::Host: {
      auto [value, known] = p_.fn_.hostValue(*e);
      return {std::move(value), std::move(known)};
    }
    case ExprKind::Scalar: {
      const Pipeline::HoistedScalar& scalar = p_.hoisted(*e);
      return {scalar.value, scalar.known};
    }
    case ExprKind::Call: return makeCall(e);
  }
  return {};
}

RowLoop::Code2 RowLoop::makeCall(const Expr* e) {
  if (e->type.coded && !inWord_) {
    const std::string words = p_.wordsOf(e);
    return {fmt::format("{}.words()[{}]", words, code(e)), codedKnown(e)};
  }
  if (Code2 word; !inWord_ && wordFunction(e, word)) return word;

  std::vector<Code2> args;
  for (const Expr* a : e->args) args.push_back(code2(a));

  if (e->function) return callUser(e, args);

  Code2 out;
  switch (e->op->missing) {
    case Missing::Propagate:
      for (const Code2& a : args) out.known = both(out.known, a.known);
      out.value = expand(lowering(e), e, args);
      if (e->op->canFail && !out.known.empty())
        out.value = fmt::format("{} ? {} : {}{{}}", operand(out.known), out.value, storageName(e->type));
      break;
    case Missing::Kleene: {
      const bool conjunction = isConjunction(e);
      if (args[0].known.empty() && args[1].known.empty()) {
        out.value = fmt::format("{} {} {}", operand(args[0].value), conjunction ? "&&" : "||", operand(args[1].value));
        break;
      }
      const std::string k[] = {args[0].known.empty() ? "true" : args[0].known,
                               args[1].known.empty() ? "true" : args[1].known};
      const char* f = conjunction ? "and" : "or";
      out.value = fmt::format("rt::true_{}({}, {}, {}, {})", f, args[0].value, k[0], args[1].value, k[1]);
      out.known = fmt::format("rt::known_{}({}, {}, {}, {})", f, args[0].value, k[0], args[1].value, k[1]);
      break;
    }
    case Missing::Never:
      if (*e->op->ofKnown == '\0') {
        out.value = expand(lowering(e), e, args);
      } else {
        const Expr* const test = callExpr(p_.fn_.exprPool(), op(e->op->ofKnown), e->args, e->type, e->loc);
        out.value = both(args[0].known, code2(test).value);
      }
      break;
    case Missing::Own:
      out.value = expand(lowering(e), e, args);
      if (e->type.nullable) out.known = expand(e->op->knownLowering, e, args);
      break;
  }
  return out;
}

bool RowLoop::wideCall(const Expr* e) {
  return isDecimal(e->type.type) && e->type.type.precision > 18 && *e->op->wideLowering != '\0';
}

std::string_view RowLoop::lowering(const Expr* e) {
  if (!wideCall(e)) return e->op->lowering;
  if (!inWord_) mustFit(e);
  return e->op->wideLowering;
}

std::string RowLoop::expand(std::string_view pattern, const Expr* e, const std::vector<Code2>& args) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    std::size_t end = pattern[i] == '{' ? pattern.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out.push_back(pattern[i]);
      continue;
    }
    const std::string_view key = pattern.substr(i + 1, end - i - 1);
    const bool alone = (i == 0 || pattern[i - 1] == '(' || pattern[i - 1] == ' ') && end + 1 < pattern.size() &&
                       (pattern[end + 1] == ',' || pattern[end + 1] == ')') && pattern.find('(') < i;
    if (key == "T")
      out += storageName(e->type);
    else if (key == "W")
      out += inWord_ ? "rt::int128" : p_.fn_.wide();
    else if (key == "at")
      out += p_.fn_.site(e->loc, FunctionEmitter::wordFor(*e->op));
    else if (key == "arena")
      out += inWord_ ? p_.wordArena() : p_.arena();
    else if (key == "scale")
      out += fmt::format("{}", e->type.type.scale);
    else if (key == "args" || key == "values") {
      const std::size_t first = key == "values" ? 1 : 0;
      for (std::size_t a = first; a < args.size(); ++a) out += (a == first ? "" : ", ") + args[a].value;
    } else if (key.size() >= 2 && key[0] == 'k' && std::isdigit(static_cast<unsigned char>(key[1]))) {
      const Code2& a = args.at(static_cast<std::size_t>(key[1] - '0'));
      constexpr std::string_view conjunction = " && ";
      if (!a.known.empty())
        out += operand(a.known);
      else if (pattern.substr(end + 1).starts_with(conjunction))
        end += conjunction.size();
      else
        out += "true";
    } else if (key.size() >= 2 && key[0] == 's' && std::isdigit(static_cast<unsigned char>(key[1]))) {
      out += fmt::format("{}", e->args.at(static_cast<std::size_t>(key[1] - '0'))->type.type.scale);
    } else if (key.size() >= 2 && key[0] == 'T' && std::isdigit(static_cast<unsigned char>(key[1]))) {
      out += storageName(e->args.at(static_cast<std::size_t>(key[1] - '0'))->type);
    } else if (key == "1" && *e->op->prepared) {
      out += p_.prepared(*e->op, *e->args[1]);
    } else if (key.size() == 1 && std::isdigit(static_cast<unsigned char>(key[0]))) {
      const std::string& v = args.at(static_cast<std::size_t>(key[0] - '0')).value;
      out += alone ? v : operand(v);
    } else {
      throw InternalError(fmt::format("lowering of {} has an unknown placeholder {{{}}}", e->op->id, key));
    }
    i = end;
  }
  // a pair of parentheses around the whole is the caller's matter
  if (out.size() > 2 && out.front() == '(' && out.back() == ')') {
    int depth = 0;
    for (std::size_t i = 0; i + 1 < out.size(); ++i) {
      depth += out[i] == '(' ? 1 : out[i] == ')' ? -1 : 0;
      if (depth == 0) return out;
    }
    return out.substr(1, out.size() - 2);
  }
  return out;
}

// A pure function of one coded string column: computed once for each word of the dictionary.
bool RowLoop::wordFunction(const Expr* e, Code2& out) {
  const Expr* column = soleCodedColumn(e);
  if (!column) return false;
  const Place* place = p_.placeOf(column);
  const std::string& table = p_.wordTable(e, column);
  const Code2 here = this->place(*place);
  p_.coverWords(table, *place);
  out.value = fmt::format("{}[{}.code({})]", table, place->name, useRow(place->level, place->build));
  // the function sees no missing value: its own rule for them is applied to the column's
  out.known = e->type.nullable ? here.known : "";
  return true;
}

std::string RowLoop::code(const Expr* original) {
  const Expr* e = p_.canonical(original);
  if (const Place* p = p_.placeOf(e)) {
    place(*p);
    return p->coded ? fmt::format("{}.code({})", p->name, useRow(p->level, p->build))
                    : fmt::format("{}[{}]", p->name, useRow(p->level, p->build));
  }
  const std::string words = p_.wordsOf(e);
  const Expr* arg = p_.memoArgument(e);
  if (isString(arg->type.type)) {
    const Place* p = p_.placeOf(arg);
    place(*p);
    p_.coverWords(words, *p);
    return fmt::format("{}.code({}.code({}))", words, p->name, useRow(p->level, p->build));
  }
  const std::string known = code2(arg).known;
  return fmt::format("{}.code({}{})", words, value(arg), known.empty() ? "" : ", " + known);
}

std::string RowLoop::codedKnown(const Expr* original) {
  const Expr* e = p_.canonical(original);
  if (!e->type.nullable || p_.knownNow_.contains(e)) return "";
  if (const Place* p = p_.placeOf(e)) return place(*p).known;
  return code2(p_.memoArgument(e)).known;
}

RowLoop::Code2 RowLoop::callUser(const Expr* e, const std::vector<Code2>& args) {
  const UserFunction& f = *e->function;
  std::string list, known;
  for (std::size_t i = 0; i < args.size(); ++i) {
    std::string v = p_.fn_.toUserType(args[i].value, e->args[i]->type, f.paramTypes[i]);
    // generic code sees the type of what it is given: that of the column, not what C++ computes with
    if (f.generic && e->args[i]->kind != ExprKind::Column &&
        (isBoolean(e->args[i]->type.type) || isInteger(e->args[i]->type.type) || isFloat(e->args[i]->type.type)))
      v = fmt::format("static_cast<{}>({})", f.paramTypes[i], v);
    if (f.params[i].nullable) {
      v = args[i].known.empty() ? fmt::format("{}({})", f.paramTypes[i], v)
                                : fmt::format("{} ? {}({}) : std::nullopt", operand(args[i].known), f.paramTypes[i], v);
    } else {
      known = both(known, args[i].known);
    }
    list += (i ? ", " : "") + v;
  }
  p_.callsUser(e->loc);
  const std::string call = fmt::format("{}({})", p_.fn_.userFunction(f, e->name), list);
  const auto wrapped = [&](const std::string& v) {
    // a word is interned at once, unless another function of words takes it
    const bool keeps = isString(e->type.type) && (!e->type.coded || !roots_.contains(e));
    return p_.fn_.fromUserType(v, f, e->type, !keeps ? "" : inWord_ ? p_.wordArena() : p_.arena());
  };
  Code2 out;
  if (f.result.nullable) {
    const std::string name = p_.fn_.names().fresh(e->name.empty() ? "mapped" : e->name, "result");
    lines_.line("const {} {} = {};", f.resultType, name,
                known.empty() ? call : fmt::format("{} ? {} : std::nullopt", operand(known), call));
    out.value = fmt::format("{} ? {} : {}{{}}", name, wrapped("*" + name), storageName(e->type));
    out.known = name + ".has_value()";
    return out;
  }
  out.known = known;
  out.value = known.empty() ? wrapped(call)
                            : fmt::format("{} ? {} : {}{{}}", operand(known), wrapped(call), storageName(e->type));
  return out;
}

std::string RowLoop::ofWord(const Expr* e, const Expr* argument, const std::string& name) {
  inWord_ = true;
  done_[argument] = {name, ""};
  if (!e->type.coded) return value(e);
  // the word itself: what the function makes, as a view of its characters
  std::vector<Code2> args;
  for (const Expr* a : e->args) args.push_back(code2(p_.canonical(a)));
  return e->function ? callUser(e, args).value : expand(e->op->lowering, e, args);
}

void RowLoop::finishPredicate(const std::string& head) {
  Code& body = p_.body_;
  if (wide_) body.line("using {} = rt::int128;", p_.fn_.wide());
  const std::vector<std::string> prologue = outerRows();
  const std::string& text = lines_.text();
  const std::string line = fmt::format("{} {} }});", head, text.substr(0, text.find('\n')));
  if (prologue.empty() && std::count(text.begin(), text.end(), '\n') == 1 && body.fits(line)) {
    body.put(line);
    return;
  }
  body.open("{}", head);
  for (const std::string& line : prologue) body.put(line);
  body.indented(text);
  body.close("});");
}

std::vector<std::string> RowLoop::outerRows() {
  std::vector<std::string> lines;
  const auto innermost = static_cast<int>(p_.levels_.size()) - 1;
  for (int l = innermost; l > 0; --l) {
    const Level& level = p_.levels_[static_cast<std::size_t>(l)];
    bool below = false;
    for (const auto& [at, build] : rows_) below |= at < l;
    if (rows_.contains({l, true}))
      lines.push_back(fmt::format("const std::uint32_t {} = {}.right[{}];", level.buildRow, level.pairs, level.row));
    if (below)
      lines.push_back(fmt::format("const std::uint32_t {} = {}.left[{}];",
                                  p_.levels_[static_cast<std::size_t>(l - 1)].row, level.pairs, level.row));
  }
  return lines;
}

void RowLoop::finish(std::string_view name) {
  Code& body = p_.body_;
  const Level& level = p_.levels_.back();
  std::string lambda;
  if (wide_ && bounded_) {
    lambda = p_.fn_.names().fresh(name, "rows");
    body.comment("decimals in 64 bits where the batch's bounds prove that they fit, else in checked 128 bits");
    p_.fn_.names().enter();
    const std::string zero = p_.fn_.names().fresh("zero");
    p_.fn_.names().leave();
    body.open("const auto {} = [&](auto {}) {{", lambda, zero);
    body.line("using {} = decltype({});", p_.fn_.wide(), zero);
  } else if (wide_) {
    body.line("using {} = rt::int128;", p_.fn_.wide());
  }
  std::vector<std::string> prologue = outerRows();
  std::string head;
  if (!level.selected()) {
    head = fmt::format("for (std::{2} {0} = 0; {0} < {1}; ++{0})", level.row, level.count,
                       level.wide ? "int64_t" : "uint32_t");
  } else if (ordinal_ || level.arrived) {
    const std::string k = p_.ordinalName();
    head = fmt::format("for (std::uint32_t {0} = 0; {0} < {1}.size(); ++{0})", k, level.kept);
    if (!prologue.empty() || rows_.contains({static_cast<int>(p_.levels_.size()) - 1, false}))
      prologue.insert(prologue.begin(), fmt::format("const std::uint32_t {} = {}[{}];", level.row, level.kept, k));
  } else {
    head = fmt::format("for (const std::uint32_t {} : {})", level.row, level.kept);
  }
  const std::string& text = lines_.text();
  const bool single = prologue.empty() && std::count(text.begin(), text.end(), '\n') == 1;
  if (single) {
    body.put(head);
    Code nested(body.depth() + 1);
    nested.put(std::string_view(text).substr(0, text.size() - 1));
    body.append(nested);
  } else {
    body.open("{} {{", head);
    for (const std::string& line : prologue) body.put(line);
    body.indented(text);
    body.close();
  }
  if (!lambda.empty()) {
    body.close("};");
    body.line("if (rt::fits({}))", proof());
    Code nested(body.depth() + 1);
    nested.line("{}(std::int64_t{{0}});", lambda);
    body.append(nested);
    body.put("else");
    Code other(body.depth() + 1);
    other.line("{}(rt::int128{{0}});", lambda);
    body.append(other);
  }
}

}  // namespace bodocc
