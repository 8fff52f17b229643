#include "RowLoop.h"

#include "FunctionEmitter.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

void addOnce(std::vector<Cpp>& conditions, const Cpp& condition) {
  const bool there = condition.isPure() && std::ranges::find(conditions, condition) != conditions.end();
  if (!condition.isTrue() && !there) conditions.push_back(condition);
}

RowLoop::RowLoop(LoopScope& scope, const plan::Part& part) : scope_(scope), part_(part), lines_(Code::unbroken()) {
  for (const Expr* root : part.roots) {
    roots_.insert(scope_.canonical(root));
    std::vector<const Expr*> stack{scope_.canonical(root)};
    while (!stack.empty()) {
      const Expr* e = stack.back();
      stack.pop_back();
      if (count_[e]++ == 0 && !scope_.placeOf(e))
        for (const Expr* a : e->args) stack.push_back(a);
    }
  }
}

// True if it may be computed for every row, because a branch would cost more.
bool RowLoop::isCheap(const Expr* e) const {
  if (part_.byWord(e)) return true;
  if (isBytes(e->type.type) || (isDecimal(e->type.type) && e->type.type.precision > 18)) return false;
  if (e->kind == ExprKind::Host) return !hasEffects(e->host);
  if (e->kind != ExprKind::Call) return true;
  return !e->function && !e->op->canFail && !loweringsOf(*e->op).value.calls() &&
         std::ranges::all_of(e->args, [&](const Expr* a) { return isCheap(a); });
}

bool RowLoop::isConjunction(const Expr* e) { return e->kind == ExprKind::Call && e->op->condition == Condition::And; }

// True if the operands of a condition are used directly, instead of its value and whether it is known.
bool RowLoop::isSplit(const Expr* e) {
  return e->kind == ExprKind::Call && e->op->missing == Missing::Kleene && !scope_.placeOf(e) && !done_.contains(e) &&
         count_[e] <= 1;
}

// `inTurn`: each is asked only if those before it hold.
void RowLoop::addConjuncts(const Expr* e, std::vector<Cpp>& all, bool inTurn) {
  e = scope_.canonical(e);
  if (!isSplit(e)) {
    const ValueCode& c = code(e);
    addOnce(all, c.known);
    addOnce(all, inTurn ? c.given() : c.value);
  } else if (isConjunction(e)) {
    for (const Expr* a : e->args) addConjuncts(a, all, inTurn);
  } else {
    addOnce(all, isTrue(e));
  }
}

Cpp RowLoop::isTrue(const Expr* e) {
  e = scope_.canonical(e);
  if (isSplit(e) && !isConjunction(e)) {
    const Cpp first = isTrue(e->args[0]), second = isTrue(e->args[1]);
    return Cpp::either(first, second);
  }
  std::vector<Cpp> all;
  const bool atOnce = isCheap(e);
  addConjuncts(e, all, !atOnce);
  return all.size() > 1 && atOnce ? Cpp::call("rt::all_hold", std::move(all)) : Cpp::allOf(all);
}

Cpp RowLoop::useRow(int level, bool build) {
  rows_.insert({level, build});
  const Level& l = scope_.here.levels[static_cast<std::size_t>(level)];
  return Cpp::name(build ? l.buildRow : l.row);
}

Cpp RowLoop::row() { return useRow(scope_.here.innermost(), false); }

ValueCode RowLoop::place(const Place& p) {
  if (!p.declarator.empty()) scope_.text.declare(p.type, p.declarator);
  const Cpp row = useRow(p.level, p.build);
  if (p.ofRow) return p.ofRow(row);
  const Cpp values = Cpp::name(p.name);
  ValueCode here;
  here.value = values.element(row);
  if (p.codes && !p.coded) here.value = p.words.element(here.value);  // a buffer of codes
  if (p.nullable) here.known = values.method("known", {row});
  return here;
}

// True if the value needs a local constant: the user named it, or it is used again. If `known` depends on the value,
// both name their operands, unless the value and `known` are used `apart`.
bool RowLoop::needsName(const Expr* e, const ValueCode& made, bool apart) {
  if (inWord_ || e->kind != ExprKind::Call || scope_.placeOf(e) || e->op->missing == Missing::Optional) return false;
  if (count_[e] > 1) return true;
  const bool twice =
      !apart && !made.known.isTrue() && (e->op->missing == Missing::Kleene || e->op->missing == Missing::Own);
  constexpr std::size_t asShortAsNames = 12;
  return !roots_.contains(e) && (twice || (!e->name.empty() && made.value.width() > asShortAsNames));
}

const ValueCode& RowLoop::code(const Expr* original, bool apart) {
  const Expr* e = scope_.canonical(original);
  if (auto it = done_.find(e); it != done_.end()) return it->second;
  ValueCode made = make(e);
  if (scope_.here.known.contains(e)) made = {made.given()};
  if (needsName(e, made, apart)) giveName(e, made);
  return done_[e] = std::move(made);
}

void RowLoop::giveName(const Expr* e, ValueCode& made) {
  const char* const kind = e->op->missing != Missing::Kleene ? e->op->id : isConjunction(e) ? "both" : "either";
  const std::string name = scope_.fn.names().fresh(e->name.empty() ? kind : e->name, "here");
  constexpr std::size_t ofAccess = 8;  // beside a name: x.known(i)
  const std::string known = name + "_known";
  const bool isShort = made.known.precedence() == Precedence::Postfix && made.known.width() <= known.size() + ofAccess;
  const bool namesKnown = !made.known.isTrue() && !(isShort && made.known.isPure());
  const auto nameKnown = [&] {
    lines_.line("const bool {} = {};", known, made.known);
    made.known = Cpp::name(known);
  };
  const bool asksKnown = namesKnown && made.ifKnown && made.value.precedence() == Precedence::Choice;
  if (asksKnown) {
    nameKnown();
    made.value = Cpp::choice(made.known, made.ifKnown, Cpp::braced(storageName(e->type)));
  }
  lines_.line("const {} {} = {};", isBytes(e->type.type) ? "rt::text" : "auto", name, made.value);
  if (namesKnown && !asksKnown) nameKnown();
  made = {Cpp::name(name), made.known};
}

std::size_t RowLoop::timesUsed(const Expr* call, std::size_t operand, const std::vector<ValueCode>& args) {
  if (call->function) return 1;
  if (call->op->missing == Missing::Kleene)
    return args[0].known.isTrue() && args[1].known.isTrue() ? 1 : 2;  // for the value, and for `known`
  const std::string place = fmt::format("{}", operand);
  const Lowerings& all = loweringsOf(*call->op);
  return (plan::isWide(*call) ? all.wide : all.value).count(place) + (call->type.nullable ? all.known.count(place) : 0);
}

// True if the value of the call has the operand's value once, and `known` only whether it is known: as in a chain of
// choices, which then is one expression.
bool RowLoop::isApart(const Expr* call, std::size_t operand) {
  if (call->function || call->op->missing != Missing::Own) return false;
  const std::string place = fmt::format("{}", operand), known = "k" + place;
  const Lowerings& all = loweringsOf(*call->op);
  return all.value.count(place) == 1 && all.value.count(known) == 0 && all.known.count(place) == 0 &&
         all.known.count(known) == 1;
}

ValueCode RowLoop::make(const Expr* e) {
  if (const Place* p = scope_.placeOf(e); p && !inWord_) return place(*p);
  switch (e->kind) {
    case ExprKind::Column: throw InternalError(fmt::format("column {} is not in this pipeline", print(*e)));
    case ExprKind::Constant: return {constantCode(e->constant, e->type), Cpp::boolean(!e->constant.missing())};
    case ExprKind::Host: return scope_.fn.hostValue(*e);
    case ExprKind::Scalar: return scope_.hoisted(e->scalar);
    case ExprKind::Call: return makeCall(e);
  }
  return {};
}

ValueCode RowLoop::makeCall(const Expr* e) {
  if (const plan::ByWord* word = inWord_ ? nullptr : part_.byWord(e)) {
    if (!e->type.coded) return ofTable(*word);
    return {Cpp::name(scope_.wordsOf(*word)).method("words").element(wordCode(e)), wordKnown(e)};
  }

  std::vector<ValueCode> args;
  for (std::size_t n = 0; n < e->args.size(); ++n) args.push_back(code(e->args[n], isApart(e, n)));
  // values that are computed once a row, or would call the user's code again
  for (std::size_t n = 0; n < args.size() && !inWord_; ++n)
    if (const Expr* a = scope_.canonical(e->args[n]);
        plan::onceARow(a) && !scope_.placeOf(a) && !args[n].value.isName() && timesUsed(e, n, args) > 1) {
      giveName(a, args[n]);
      done_[a] = args[n];
    }

  if (e->function) return callUser(e, args);

  // the operands where they have been asked whether they are known
  std::vector<ValueCode> given = args;
  for (ValueCode& a : given) a.value = a.given();
  ValueCode out;
  switch (e->op->missing) {
    case Missing::Propagate: {
      for (const ValueCode& a : args) out.known = Cpp::both(out.known, a.known);
      const bool asks = e->op->canFail && !out.known.isTrue();
      if (asks || std::ranges::any_of(args, [](const ValueCode& a) { return static_cast<bool>(a.ifKnown); }))
        out.ifKnown = expand(lowering(e), e, given);
      out.value =
          asks ? Cpp::choice(out.known, out.ifKnown, Cpp::braced(storageName(e->type))) : expand(lowering(e), e, args);
      break;
    }
    case Missing::Kleene: {
      const bool conjunction = isConjunction(e);
      const Cpp &a = args[0].value, &b = args[1].value, &aKnown = args[0].known, &bKnown = args[1].known;
      if (aKnown.isTrue() && bKnown.isTrue()) {
        out.value = conjunction ? Cpp::both(a, b) : Cpp::either(a, b);
        break;
      }
      if (aKnown.isTrue() || bKnown.isTrue()) {
        const auto& [sure, other, known] =
            aKnown.isTrue() ? std::tie(a, given[1].value, bKnown) : std::tie(b, given[0].value, aKnown);
        const Cpp isTrue = Cpp::both(known, other);
        out.value = conjunction ? Cpp::both(sure, isTrue) : Cpp::either(sure, isTrue);
        const Cpp decides = conjunction ? Cpp::negated(sure) : sure;
        out.known = decides == Cpp::negated(known) ? Cpp::boolean(true) : Cpp::either(known, decides);
        break;
      }
      const std::string_view f = conjunction ? "and" : "or";
      out.value = Cpp::call(fmt::format("rt::true_{}", f), {a, aKnown, b, bKnown});
      out.known = Cpp::call(fmt::format("rt::known_{}", f), {a, aKnown, b, bKnown});
      break;
    }
    case Missing::Never:
      if (const Expr* test = plan::testOf(scope_.loop, e))
        out.value = Cpp::both(args[0].known, code(test).value);
      else
        out.value = expand(lowering(e), e, args);
      break;
    case Missing::Optional: {
      for (const ValueCode& a : args) out.known = Cpp::both(out.known, a.known);
      const std::string type = storageName(e->type),
                        name = scope_.fn.names().fresh(e->name.empty() ? e->op->id : e->name, "result");
      lines_.line("const std::optional<{}> {} = {};", type, name,
                  Cpp::choice(out.known, expand(lowering(e), e, given), Cpp::literal("std::nullopt")));
      const Cpp result = Cpp::name(name);
      return {result.method("value_or", {Cpp::braced(type)}), result.method("has_value"), Cpp::prefix("*", result)};
    }
    case Missing::Own:
      out.value = expand(lowering(e), e, args);
      if (e->type.nullable) out.known = expand(loweringsOf(*e->op).known, e, args);
      break;
  }
  return out;
}

const CppPattern& RowLoop::lowering(const Expr* e) {
  const Lowerings& all = loweringsOf(*e->op);
  if (!plan::isWide(*e)) return all.value;
  wide_ |= !inWord_;
  return all.wide;
}

Cpp RowLoop::expand(const CppPattern& pattern, const Expr* e, const std::vector<ValueCode>& args) {
  return pattern.filled([&](std::string_view place) -> std::vector<Cpp> {
    if (place == "T") return {Cpp::name(storageName(e->type))};
    if (place == "W") return {Cpp::name(inWord_ ? "rt::int128" : scope_.fn.wide())};
    if (place == "at") return {Cpp::name(scope_.fn.site(*e))};
    if (place == "arena") return {Cpp::name(inWord_ ? scope_.wordArena() : scope_.arena())};
    if (place == "scale") return {Cpp::integer(e->type.type.scale)};
    if (place == "values") {
      std::vector<Cpp> all;
      for (std::size_t a = 1; a < args.size(); ++a) all.push_back(args[a].value);
      return all;
    }
    // an operand: its number is the last character
    const auto operand = static_cast<std::size_t>(place.back() - '0');
    if (operand < args.size()) {
      if (place == "1" && *e->op->prepared != '\0') return {Cpp::name(scope_.prepared(*e))};
      if (place.size() == 1) return {args[operand].value};
      if (place.front() == 'k') return {args[operand].known};
      if (place.front() == 's') return {Cpp::integer(e->args[operand]->type.type.scale)};
    }
    throw InternalError(fmt::format("lowering of {} has an unknown place {{{}}}", e->op->id, place));
  });
}

ValueCode RowLoop::ofTable(const plan::ByWord& word) {
  const Place& at = *scope_.placeOf(word.of);
  const std::string& table = scope_.wordTable(word);
  const ValueCode here = place(at);
  scope_.coverWords(table, at);
  ValueCode out;
  out.value = Cpp::name(table).element(wordCode(word.of));
  // the table's function sees no missing value: its own rule for them is applied to the column's
  if (word.expr->type.nullable) out.known = here.known;
  return out;
}

Cpp RowLoop::wordCode(const Expr* original) {
  const Expr* e = scope_.canonical(original);
  if (const Place* p = scope_.placeOf(e)) {
    place(*p);
    const Cpp row = useRow(p->level, p->build);
    return p->coded ? Cpp::name(p->name).method("code", {row}) : Cpp::name(p->name).element(row);
  }
  return Cpp::name(scope_.wordsOf(*part_.byWord(e))).method("code", madeOf(*part_.byWord(e)));
}

std::vector<Cpp> RowLoop::madeOf(const plan::ByWord& made) {
  const Expr* const arg = made.of;
  if (isString(arg->type.type)) {
    const Cpp word = wordCode(arg);
    scope_.coverWords(scope_.wordsOf(made), *scope_.placeOf(arg));
    return {word};
  }
  std::vector<Cpp> args{code(arg).value};
  if (const Cpp known = code(arg).known; !known.isTrue()) args.push_back(known);
  return args;
}

Cpp RowLoop::wordKnown(const Expr* original) {
  const Expr* e = scope_.canonical(original);
  if (!e->type.nullable || scope_.here.known.contains(e)) return Cpp::boolean(true);
  if (const Place* p = scope_.placeOf(e)) return place(*p).known;
  return code(part_.byWord(e)->of).known;
}

ValueCode RowLoop::callUser(const Expr* e, const std::vector<ValueCode>& args) {
  const UserFunction& f = *e->function;
  ValueCode out;
  std::vector<Cpp> list;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const ValueType& type = e->args[i]->type;
    const CppType& wanted = f.paramTypes[i];
    Cpp v = scope_.fn.toUserType(args[i].given(), f, type, wanted);
    // generic code depends on the argument's type: that of the column, not that of C++ arithmetic
    if (f.generic && e->args[i]->kind != ExprKind::Column &&
        (isBoolean(type.type) || isInteger(type.type) || isFloat(type.type)))
      v = Cpp::call(fmt::format("static_cast<{}>", wanted.text), {v});
    if (f.params[i].nullable)
      v = Cpp::choice(args[i].known, Cpp::call(wanted.text, {v}), Cpp::literal("std::nullopt"));
    else
      out.known = Cpp::both(out.known, args[i].known);
    list.push_back(std::move(v));
  }
  if (inWord_)
    usersCall_ = usersCall_ ? usersCall_ : e;
  else
    scope_.callsUser(*e);
  const Cpp call = Cpp::call(scope_.fn.userFunction(f, e->name), std::move(list)).impure();
  const Cpp none = Cpp::braced(storageName(e->type));
  const auto wrapped = [&](const Cpp& v) {
    // the dictionary copies the word; keep a copy only if another per-word function reads it
    const bool keeps = isBytes(e->type.type) && (!e->type.coded || !roots_.contains(e));
    return scope_.fn.fromUserType(v, f, e->type, !keeps ? "" : inWord_ ? scope_.wordArena() : scope_.arena());
  };
  // a std::optional whose value becomes a list is one of at most one value
  if (f.result.nullable && isList(f.result.type) == isList(e->type.type)) {
    const std::string name = scope_.fn.names().fresh(e->name.empty() ? "mapped" : e->name, "result");
    lines_.line("const {} {} = {};", f.resultType.text, name,
                Cpp::choice(out.known, call, Cpp::literal("std::nullopt")));
    const Cpp result = Cpp::name(name);
    const Cpp value = wrapped(Cpp::prefix("*", result));
    return {Cpp::choice(result, value, none), result.method("has_value"), value};
  }
  out.ifKnown = wrapped(call);
  out.value = Cpp::choice(out.known, out.ifKnown, none);
  return out;
}

Cpp RowLoop::ofWord(const Expr* e, const Expr* argument, const std::string& name) {
  inWord_ = true;
  done_[argument] = {Cpp::name(name)};
  if (!e->type.coded) return value(e);
  // the word itself: the function's result, as a view of its characters
  std::vector<ValueCode> args;
  for (const Expr* a : e->args) args.push_back(code(scope_.canonical(a)));
  return e->function ? callUser(e, args).value : expand(loweringsOf(*e->op).value, e, args);
}

void RowLoop::writePredicate(const std::string& head, int within, const char* end) {
  Code& body = scope_.text.body;
  if (wide_) body.line("using {} = rt::int128;", scope_.fn.wide());
  const std::vector<std::string> prologue = outerRows(within);
  if (prologue.empty() && lines_.lines() == 1)
    if (const std::string line = fmt::format("{} {} {}", head, lines_.onlyLine(), end); body.fits(line)) {
      body.put(line);
      return;
    }
  body.open("{}", head);
  for (const std::string& line : prologue) body.put(line);
  body.indented(lines_.text());
  body.close(end);
}

void RowLoop::asCondition(const std::string& name, const Cpp& holds) {
  lines_.line("return {};", holds);
  const int innermost = scope_.here.innermost();
  const Level &pairs = scope_.here.level(), &probed = scope_.here.levels[static_cast<std::size_t>(innermost - 1)];
  const bool left = std::ranges::any_of(rows_, [&](const auto& row) { return row.first < innermost; });
  const bool right = rows_.contains({innermost, true});
  writePredicate(fmt::format("const auto {} = [&](std::uint32_t{}, std::uint32_t{}) {{", name,
                             left ? " " + probed.row : "", right ? " " + pairs.buildRow : ""),
                 innermost - 1, "};");
}

RowLoop::PairRows RowLoop::pairRows(int level) const {
  const Level &pairs = scope_.here.levels[static_cast<std::size_t>(level)],
              &probed = scope_.here.levels[static_cast<std::size_t>(level - 1)];
  PairRows rows;
  if (std::ranges::any_of(rows_, [&](const auto& row) { return row.first < level; })) rows.left = &probed.row;
  if (rows_.contains({level, true})) rows.right = &pairs.buildRow;
  rows.ofAll = pairs.pairs;
  rows.ofOne = fmt::format("{}[{}]", pairs.pairs, pairs.row);
  if (rows.left && rows.right) return rows;
  rows.ofAll += rows.left ? ".probed()" : ".built()";
  rows.ofOne = fmt::format("{}.{}[{}]", pairs.pairs, rows.left ? "left" : "right", pairs.row);
  return rows;
}

std::string RowLoop::PairRows::declared() const {
  return left && right ? fmt::format("const auto [{}, {}]", *left, *right)
                       : fmt::format("const std::uint32_t {}", left ? *left : *right);
}

std::vector<std::string> RowLoop::outerRows(int within) {
  std::vector<std::string> lines;
  for (int l = within; l > 0; --l)
    if (const PairRows rows = pairRows(l); rows.left || rows.right)
      lines.push_back(fmt::format("{} = {};", rows.declared(), rows.ofOne));
  return lines;
}

std::vector<Cpp> RowLoop::proof() {
  const auto bound = [&](auto&& self, const plan::Magnitude& m) -> Cpp {
    switch (m.kind) {
      case plan::Magnitude::Kind::Column: return Cpp::name(scope_.placeOf(m.column)->name).method("bound");
      case plan::Magnitude::Kind::Constant: return Cpp::literal(fmt::format("{}", m.constant));
      case plan::Magnitude::Kind::Sum: return Cpp::infix(self(self, m.of[0]), "+", self(self, m.of[1]));
      case plan::Magnitude::Kind::Product: return Cpp::infix(self(self, m.of[0]), "*", self(self, m.of[1]));
    }
    return {};
  };
  std::vector<Cpp> all;
  for (const plan::Magnitude& m : part_.fits) all.push_back(bound(bound, m));
  return all;
}

void RowLoop::finish() {
  Code& body = scope_.text.body;
  const Level& level = scope_.here.level();
  if (isNarrowed()) {
    scope_.fn.remark("narrow",
                     "decimals in 64 bits if the batch's bounds prove that they fit, else in checked 128 bits", body);
    std::vector<Cpp> bounds = proof();
    const Cpp all = bounds.size() == 1 ? bounds[0] : Cpp::braced("", std::move(bounds));
    body.open("rt::by_bound({}, [&]<class {}>() {{", all, scope_.fn.wide());
  } else if (wide_) {
    body.line("using {} = rt::int128;", scope_.fn.wide());
  }
  const int innermost = scope_.here.innermost();
  std::vector<std::string> prologue = outerRows(innermost);
  std::string head;
  // only the rows of pairs are needed, not the pairs' numbers
  const PairRows rows = prologue.empty() || rows_.contains({innermost, false}) ? PairRows() : pairRows(innermost);
  if (states_.ofProbed) {
    // the states have the left rows; the pairs are counted, if their numbers or right rows are needed
    const PairRows of = pairRows(innermost);
    const bool counts = of.right || rows_.contains({innermost, false});
    head = fmt::format("for ({}const auto [{}, {}] : {})",
                       counts ? fmt::format("std::uint32_t {} = 0; ", level.row) : std::string(),
                       scope_.here.levels[static_cast<std::size_t>(innermost - 1)].row, states_.each, states_.all);
    prologue = outerRows(innermost - 1);
    if (of.right)
      prologue.insert(prologue.begin(),
                      fmt::format("const std::uint32_t {} = {}.right[{}];", *of.right, level.pairs, level.row));
    if (counts) lines_.line("++{};", level.row);
  } else if (!states_.all.empty() && rows.left && !rows.right) {
    head = fmt::format("for (const auto [{}, {}] : {}.with({}))", *rows.left, states_.each, states_.all, rows.ofAll);
    prologue.erase(prologue.begin());
  } else if (!states_.all.empty()) {
    head = fmt::format("for (const auto [{}, {}] : {})", level.row, states_.each, states_.all);
  } else if (const PairRows probed = innermost > 0 && level.selected() ? pairRows(innermost) : PairRows();
             probed.left && !probed.right) {
    head =
        fmt::format("for (const auto [{}, {}] : {}.with_probed({}))", level.row, *probed.left, level.pairs, level.kept);
    prologue.erase(prologue.begin());
  } else if (level.selected()) {
    head = fmt::format("for (const std::uint32_t {} : {})", level.row, level.kept);
  } else if (rows.left || rows.right) {
    head = fmt::format("for ({} : {})", rows.declared(), rows.ofAll);
    prologue.erase(prologue.begin());
  } else {
    head = fmt::format("for (std::{2} {0} = 0; {0} < {1}; ++{0})", level.row, level.count,
                       level.wide ? "int64_t" : "uint32_t");
  }
  if (prologue.empty() && lines_.lines() == 1) {
    body.put(head);
    Code nested(body.depth() + 1);
    nested.put(lines_.onlyLine());
    body.append(nested);
  } else {
    body.open("{} {{", head);
    for (const std::string& line : prologue) body.put(line);
    body.indented(lines_.text());
    body.close();
  }
  if (isNarrowed()) body.close("});");
  settleBuffers();
}

void RowLoop::keepRows(const Cpp& stays, plan::Keeping keeping) {
  Level& level = scope_.here.level();
  const std::string head = fmt::format("[&](std::uint32_t {}) {{", level.row);
  const std::string kept = keeping == plan::Keeping::InPlace ? level.kept : scope_.fn.names().fresh("kept", "rows");
  switch (keeping) {
    case plan::Keeping::InPlace:
      lines_.line("return {};", stays);
      writePredicate(fmt::format("{}.keep({}", kept, head), scope_.here.innermost(), "});");
      break;
    case plan::Keeping::ByLoop:
      scope_.text.body.line("rt::selection {};", kept);
      lines_.line("{}.add_if({}, {});", kept, row(), stays);
      finish();
      break;
    case plan::Keeping::Anew:
      lines_.line("return {};", stays);
      writePredicate(fmt::format("rt::selection {}({}, {}", kept, level.selected() ? level.kept : level.every, head),
                     scope_.here.innermost(), "});");
      break;
  }
  level.kept = kept;
  level.arrived = false;
  settleBuffers();
}

void RowLoop::addBuffers() {
  for (const plan::Buffer& b : part_.buffers) addBuffer(b);
}

// The codes of words that a table makes are a buffer in it.
bool RowLoop::addWords(const Expr* e) {
  const Expr* const canonical = scope_.canonical(e);
  const plan::ByWord* const made =
      canonical->type.coded && !scope_.placeOf(canonical) ? part_.byWord(canonical) : nullptr;
  if (!made || !scope_.fillsRows(*made)) return false;
  Place p;
  p.level = scope_.here.innermost();
  p.name = p.view = scope_.wordsOf(*made);
  p.nullable = !wordKnown(e).isTrue();
  p.words = Cpp::name(p.name).method("words");
  p.codes = true;
  std::vector<Cpp> args = madeOf(*made);
  if (p.nullable && args.size() == 1) args.push_back(wordKnown(e));
  lines_.line("{}.set({}, {});", p.name, row(), fmt::join(args, ", "));
  buffers_.emplace_back(e, std::move(p));
  return true;
}

void RowLoop::addBuffer(const plan::Buffer& b) {
  const Expr* const e = b.expr;
  if (!b.once && addWords(e)) return;
  std::string wanted = !b.name.empty() ? b.name : !e->name.empty() ? e->name : "value";
  if (b.name.empty() && e->kind == ExprKind::Column) wanted = e->rows->columns.at(e->column).name;
  const std::string name = scope_.fn.names().fresh(wanted, "values");
  const Cpp row = this->row();
  const Place* from = scope_.placeOf(e);
  const bool codes = e->type.coded;
  const Cpp words = !codes ? Cpp() : from ? from->words : Cpp::name(scope_.wordsOf(*part_.byWord(e))).method("words");
  const Cpp now = codes ? wordCode(e) : value(e);
  const Cpp isKnown = codes ? wordKnown(e) : known(e);
  const bool nullable = !isKnown.isTrue();
  scope_.text.before.declare(
      fmt::format("rt::{}buffer<{}>", nullable ? "nullable_" : "", codes ? "std::int32_t" : storageName(e->type)),
      name);
  if (!nullable) {
    lines_.line("{}[{}] = {};", name, row, now);
  } else if (const Cpp given = codes ? now : this->given(e); given == now) {
    lines_.line("{}.set({}, {}, {});", name, row, now, isKnown);
  } else {
    lines_.line("if ({}) {}.set({}, {});", isKnown, name, row, given);
    lines_.line("else {}.set_missing({});", name, row);
  }
  if (b.once) {
    // later uses read it
    Cpp& later = done_.at(scope_.canonical(e)).value;
    if (!later.isName() && !later.isConstant()) later = Cpp::name(name).element(row);  // else a constant of the loop
  }

  Place p;
  p.level = scope_.here.innermost();
  p.name = name;
  p.nullable = nullable;
  p.words = words;
  p.codes = codes;
  p.view = codes ? fmt::format("{}.coded_view({})", name, words) : name;
  buffers_.emplace_back(e, std::move(p));
}

// Buffers become places only after their loop: within it, their values are local.
void RowLoop::settleBuffers() {
  for (auto& [e, place] : buffers_) scope_.here.places[e] = std::move(place);
  buffers_.clear();
}

}  // namespace bodocc
