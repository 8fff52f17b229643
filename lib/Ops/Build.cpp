#include "Build.h"
#include "Table.h"

#include "bodocc/Support/NearestName.h"

#include <algorithm>

namespace bodocc {

void fail(const char* id, SourceLoc loc, std::string text, std::string note) {
  std::vector<Note> notes;
  if (!note.empty()) notes.push_back({loc, std::move(note)});
  throw UserError(id, loc, std::move(text), std::move(notes));
}

void failUnknown(const char* id, const Value& v, SourceLoc loc, std::string text, std::string note) {
  const auto* host = v.get<HostValue>();
  failUnknown({id, Severity::Error, loc, std::move(text), {{loc, std::move(note)}}},
              host == nullptr ? std::vector<unsigned>() : host->parameters);
}

std::string didYouMean(std::string_view name, const std::vector<std::string>& candidates) {
  const auto near = nearestName(name, candidates);
  return near ? fmt::format("did you mean '{}'? ", *near) : "";
}

// ---- values and frames ----

const NamedExpr* Frame::find(std::string_view name) const {
  for (const NamedExpr& c : columns)
    if (c.name == name) return &c;
  return nullptr;
}

const Value* Record::find(std::string_view name) const {
  for (const auto& [member, value] : members)
    if (member == name) return &value;
  return nullptr;
}

Op& BuildContext::append(const OpInfo& info, SourceLoc loc) {
  Op& op = *region->ops.emplace_back(std::make_unique<Op>());
  op.info = &info;
  op.id = ++function.nextId;
  op.loc = loc;
  op.name = name;
  return op;
}

Rows& BuildContext::addRows(Op& op) {
  Rows& rows = *op.results.emplace_back(std::make_unique<Rows>());
  rows.def = &op;
  rows.name = name.empty() ? op.info->id : name;
  rows.loc = op.loc;
  rows.id = ++function.nextId;
  return rows;
}

Scalar& BuildContext::addScalar(Op& op, ValueType type) {
  Scalar& scalar = *op.scalarResults.emplace_back(std::make_unique<Scalar>());
  scalar.def = &op;
  scalar.name = name.empty() ? op.info->id : name;
  scalar.type = type;
  scalar.id = ++function.nextId;
  return scalar;
}

Rows& addArgument(BuildContext& ctx, std::vector<std::unique_ptr<Rows>>& arguments, std::string name,
                  const Schema& schema, SourceLoc loc) {
  Rows& rows = *arguments.emplace_back(std::make_unique<Rows>());
  rows.name = std::move(name);
  rows.loc = loc;
  rows.id = ++ctx.function.nextId;
  for (const Field& f : schema) rows.columns.push_back({.name = f.name, .type = f.type});
  return rows;
}

Frame frameOf(BuildContext& ctx, Rows& rows, SourceLoc loc) {
  Frame frame{&rows, {}, rows.unread};
  for (unsigned i = 0; i < rows.columns.size(); ++i)
    frame.columns.push_back({rows.columns[i].name, columnExpr(ctx.function, rows, i, loc)});
  return frame;
}

void carry(Rows& rows, const Frame& frame) {
  rows.unread = frame.unread;
  for (const NamedExpr& c : frame.columns)
    rows.columns.push_back({.name = c.name, .type = c.expr->type, .from = c.expr});
}

void mustBeWhole(const Frame& frame, const char* what, SourceLoc loc) {
  if (frame.unread.empty()) return;
  fail("unread-columns", loc,
       fmt::format("{} a frame without the columns of its file that cannot be read: {}", what, frame.unread),
       "name the columns that you want: df[{\"a\", \"b\"}]");
}

const NamedExpr& columnOf(const Frame& frame, const std::string& name, SourceLoc loc) {
  if (const NamedExpr* c = frame.find(name)) return *c;
  std::vector<std::string> names;
  std::string schema;
  for (const NamedExpr& c : frame.columns) {
    names.push_back(c.name);
    schema += fmt::format("{}{}: {}", schema.empty() ? "" : ", ", c.name, toString(c.expr->type.type));
  }
  fail("unknown-column", loc, fmt::format("there is no column '{}'", name),
       didYouMean(name, names) + "the columns are {" + schema + "}");
}

const NamedExpr& columnOf(const Frame& frame, const Name& name) { return columnOf(frame, name.text, name.loc); }

void checkNames(const std::vector<Name>& names, const char* what, SourceLoc loc) {
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) {
      if (names[k].text != names[i].text) continue;
      const SourceLoc at = names[i].loc.valid() ? names[i].loc : names[k].loc;
      fail("duplicate-column", at.valid() ? at : loc, fmt::format("{} has two columns named '{}'", what, names[i].text),
           "columns are found by name: give each a name of its own");
    }
}

std::vector<Name> namesIn(const Value& v, const char* what, SourceLoc loc) {
  const SourceLoc at = v.loc.valid() ? v.loc : loc;
  if (const auto* c = v.get<Constant>(); c && std::holds_alternative<std::string>(c->value))
    return {{std::get<std::string>(c->value), at}};
  if (const List* list = v.get<List>()) {
    std::vector<Name> names;
    for (const Value& item : list->items)
      for (Name& name : namesIn(item, what, at)) names.push_back(std::move(name));
    return names;
  }
  if (v.empty()) return {};
  failUnknown("name-not-constant", v, at, fmt::format("{} is not known while compiling", what),
              "write a string literal, or a constexpr or const variable that is initialised with one");
}

Name nameIn(const Value& v, const char* what, SourceLoc loc) {
  const std::vector<Name> names = namesIn(v, what, loc);
  if (names.size() != 1)
    fail("bad-argument", v.loc.valid() ? v.loc : loc, fmt::format("expected {}, not a list", what));
  return names.front();
}

std::vector<std::string> textsOf(const std::vector<Name>& names) {
  std::vector<std::string> texts;
  for (const Name& name : names) texts.push_back(name.text);
  return texts;
}

bodo::type typeIn(const Value& v, SourceLoc loc) {
  const auto [name, at] = nameIn(v, "the type", loc);
  if (const auto type = typeNamed(name)) return *type;
  const std::vector<std::string> known{"boolean", "int8",      "int16",    "int32",        "int64",   "uint8",
                                       "uint16",  "uint32",    "uint64",   "float32",      "float64", "string",
                                       "date",    "timestamp", "duration", "decimal(15,2)"};
  if (name.starts_with("decimal"))
    fail("unknown-type", at, fmt::format("there is no type '{}'", name),
         "a decimal is written decimal(digits,scale): 1 to 38 digits, `scale` of them after the point");
  fail("unknown-type", at, fmt::format("there is no type '{}'", name),
       didYouMean(name, known) + fmt::format("the types are {}", fmt::join(known, ", ")));
}

Value integerValue(std::int64_t v, SourceLoc loc) { return {Constant{bodo::int64, v, ""}, loc}; }

Value missingValue(SourceLoc loc) { return {Constant{bodo::int64, std::monostate{}, ""}, loc}; }

Value textValue(const std::string& text, SourceLoc loc) { return {Constant{bodo::string, text, ""}, loc}; }

Value buildCall(BuildContext& ctx, const char* id, std::vector<Value> args, SourceLoc loc) {
  return buildCall(ctx, op(id), std::move(args), loc);
}

const Expr* integerConstant(BuildContext& ctx, std::int64_t v, bodo::type type, SourceLoc loc) {
  return constantExpr(ctx.function, {type, v, ""}, loc);
}

bool isConstant(const Expr* e) { return e->kind == ExprKind::Constant; }

const Expr* valueExpr(BuildContext& ctx, const Value& v, SourceLoc loc) {
  const SourceLoc at = v.loc.valid() ? v.loc : loc;
  // integers and floats of the user's C++ count as 64 bits wide, whatever their type
  const auto widest = [](bodo::type t) {
    return isInteger(t) ? isSigned(t) ? bodo::int64 : bodo::uint64 : isFloat(t) ? bodo::float64 : t;
  };
  const auto days = [&](const Expr* count) {
    return callExpr(ctx.function, op("days"), {count}, {bodo::duration, count->type.nullable}, at);
  };
  if (const auto* c = v.get<Constant>()) {
    if (const auto* ns = std::get_if<Int128>(&c->value); ns != nullptr && isTemporal(c->type)) {
      if (c->type == bodo::duration && *ns % nsPerDay == 0)
        return days(integerConstant(ctx, static_cast<std::int64_t>(*ns / nsPerDay), bodo::int64, at));
      fail("operand-types", at, fmt::format("this {} does not fit a column", toString(c->type)),
           "64 bits of nanoseconds hold times from 1677-09-21 00:12:43 to 2262-04-11 23:47:16, and durations of up to "
           "106751 days; dates hold all years, and whole days are added to them");
    }
    const auto wide = exactConstant(*c, isInteger(c->type) ? bodo::int64 : widest(c->type));
    return constantExpr(ctx.function, wide ? *wide : *c, at);
  }
  if (const auto* h = v.get<HostValue>()) {
    ValueType type = h->type;
    type.type = h->days ? bodo::int64 : isDecimal(type.type) ? unscaledDecimal : widest(type.type);
    const Expr* e = hostExpr(ctx.function, ctx.capture ? ctx.capture(h->text, at) : h->text, type, at);
    return h->days ? days(e) : e;
  }
  if (const auto* s = v.get<const Scalar*>()) {
    // the result of an annotated function
    if (isDecimal((*s)->type.type) && (*s)->def->info->control == Control::Call) {
      HostText text;
      const CppType plain = cppTypeOf((*s)->type.type);
      text.pieces.push_back({"", *s, (*s)->type.nullable ? optionalOf(plain) : plain});
      return hostExpr(ctx.function, std::move(text), {unscaledDecimal, (*s)->type.nullable}, at);
    }
    return scalarExpr(ctx.function, **s, at);
  }
  const char* what = v.get<Frame>()                                 ? "a frame"
                     : v.get<Series>()                              ? "a series"
                     : v.get<List>()                                ? "a braced list"
                     : v.get<std::shared_ptr<const UserFunction>>() ? "a function"
                                                                    : "this";
  fail("operand-types", at, fmt::format("{} is not allowed here", what),
       "expected a value: a number, string, date ...");
}

bool isRowNumber(const Expr& e) {
  return e.kind == ExprKind::Column && e.rows->def && e.rows->def->info->shape == Shape::Range;
}

const Expr* named(BuildContext& ctx, const Expr* e, const std::string& name) {
  if (!e->name.empty()) return e;
  if (isConstant(e)) {  // a node of its own: the same value elsewhere is not that column
    Expr column = *e;
    column.id = ++ctx.function.nextId;
    e = ctx.function.exprs.emplace_back(std::make_unique<Expr>(std::move(column))).get();
    e->name = name;
  }
  // of what an op adds to the rows that it keeps, the column too
  const bool added = e->kind == ExprKind::Column && e->rows->def && e->rows->columns[e->column].aggregate &&
                     e->rows->def->info->tableFrom == TableFrom::Windows;
  if (added) e->rows->def->rows().columns[e->column].name = name;
  if (added || e->kind == ExprKind::Call || isRowNumber(*e)) e->name = name;
  return e;
}

std::string describe(const Expr* e) {
  const std::string type = toString(e->type.type);
  if (e->kind != ExprKind::Column && !e->name.empty()) return fmt::format("'{}' ({})", e->name, type);
  switch (e->kind) {
    case ExprKind::Column:
      return fmt::format("'{}' ({})", isRowNumber(*e) && !e->name.empty() ? e->name : e->rows->columns[e->column].name,
                         type);
    case ExprKind::Constant: return fmt::format("{} ({})", toString(e->constant), type);
    case ExprKind::Scalar: return fmt::format("'{}' ({})", e->scalar->name, type);
    case ExprKind::Host: return fmt::format("a value of type {}", type);
    case ExprKind::Call: return fmt::format("a {} series", type);
  }
  return type;
}

// ---- the arguments of a call ----

Call::Call(BuildContext& context, const OpInfo& operation, std::vector<Value>& arguments, SourceLoc location)
    : ctx(context), op(operation), loc(location) {
  for (Value& v : arguments) {
    if (const Record* r = v.get<Record>())
      records_.push_back(r);
    else
      positional_.push_back(&v);
  }
}

Value& Call::at(std::size_t i) const {
  if (i >= positional_.size()) throw InternalError(fmt::format("{}: argument {} is missing", op.id, i));
  return *positional_[i];
}

Frame Call::frame(std::size_t i) const {
  if (const Frame* f = at(i).get<Frame>()) {
    if (!f->rows)
      fail("empty-frame", locOf(i), "this frame has no columns yet", "give it some: DataFrame{{\"A\", ...}}");
    return *f;
  }
  if (const Series* s = at(i).get<Series>()) return {s->rows, {{s->name, s->expr}}};
  fail("operand-types", locOf(i), fmt::format("'{}' takes a frame here", op.method));
}

Series Call::series(std::size_t i) const {
  if (const Series* s = at(i).get<Series>()) return *s;
  fail("operand-types", locOf(i), fmt::format("'{}' takes a series here", op.method),
       "a column of a frame is a series: df[\"name\"]");
}

Value Call::likeReceiver(Rows& rows) const {
  Frame frame = frameOf(ctx, rows, loc);
  if (isSeries(0)) return {Series{&rows, frame.columns.front().expr, frame.columns.front().name}, loc};
  return {std::move(frame), loc};
}

std::string Call::text(std::size_t i, const char* what) const { return nameIn(at(i), what, loc).text; }

std::vector<Name> Call::names(std::size_t i, const char* what) const {
  return has(i) ? namesIn(at(i), what, loc) : std::vector<Name>{};
}

const Expr* Call::integer(std::size_t i, const char* what) const {
  const Expr* e = valueExpr(ctx, at(i), loc);
  if (!isInteger(e->type.type))
    fail("bad-argument", locOf(i), fmt::format("{} must be an integer, not {}", what, describe(e)));
  return cast(ctx, e, bodo::int64, locOf(i));
}

const Expr* Call::string(std::size_t i, const char* what) const {
  const Expr* e = valueExpr(ctx, at(i), loc);
  if (!isString(e->type.type))
    fail("bad-argument", locOf(i), fmt::format("{} must be a string, not {}", what, describe(e)));
  return e;
}

void Call::options(std::initializer_list<const char*> known) const {
  const std::vector<std::string> names(known.begin(), known.end());
  for (const Record* r : records_)
    for (const auto& [name, value] : r->members)
      if (std::find(names.begin(), names.end(), name) == names.end())
        fail("unknown-option", value.loc.valid() ? value.loc : loc,
             fmt::format("'{}' has no option '.{}'", op.method, name),
             didYouMean(name, names) + fmt::format("its options are .{}", fmt::join(names, ", .")));
}

const Value* Call::option(const char* name) const {
  for (const Record* r : records_)
    if (const Value* v = r->find(name)) return v;
  return nullptr;
}

bool Call::flag(const char* name, bool otherwise) const {
  const Value* v = option(name);
  if (!v) return otherwise;
  const auto* c = v->get<Constant>();
  if (c && std::holds_alternative<bool>(c->value)) return std::get<bool>(c->value);
  if (c)
    fail("bad-option", v->loc.valid() ? v->loc : loc,
         fmt::format("the option .{} is true or false, not {}", name, toString(*c)));
  failUnknown("option-not-constant", *v, v->loc.valid() ? v->loc : loc,
              fmt::format("the option .{} must be true or false while compiling", name),
              "the shape of the program depends on it: branch on the value, with a call in each branch");
}

std::vector<Name> Call::list(const char* name) const {
  const Value* v = option(name);
  return v ? namesIn(*v, fmt::format("the option .{}", name).c_str(), loc) : std::vector<Name>{};
}

std::string Call::word(const char* name, std::string otherwise) const {
  const Value* v = option(name);
  if (!v) return otherwise;
  const std::vector<Name> words = list(name);
  if (words.size() != 1) fail("bad-option", v->loc, fmt::format("the option .{} takes one string", name));
  return words.front().text;
}

std::string Call::oneOf(const char* name, std::vector<std::string> words, std::string otherwise) const {
  const std::string chosen = word(name, std::move(otherwise));
  if (std::find(words.begin(), words.end(), chosen) == words.end()) {
    const Value* v = option(name);
    fail("bad-option", v && v->loc.valid() ? v->loc : loc,
         fmt::format("'{}' is not a value of the option .{}", chosen, name),
         didYouMean(chosen, words) + fmt::format("the values are \"{}\"", fmt::join(words, "\", \"")));
  }
  return chosen;
}

}  // namespace bodocc
