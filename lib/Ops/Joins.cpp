// Joins: keys, columns of the result, and their names.
#include "bodocc/Ops/Joins.h"
#include "Builders.h"

#include <algorithm>
#include <set>

namespace bodocc {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> namesOf(const Frame& frame) {
  std::vector<std::string> names;
  for (const NamedExpr& c : frame.columns) names.push_back(c.name);
  return names;
}

// Widths and scales may differ, kinds may not.
bool sameKind(bodo::type a, bodo::type b) {
  return a == b || (isInteger(a) && isInteger(b)) || (isFloat(a) && isFloat(b)) || (isDecimal(a) && isDecimal(b));
}

SourceLoc locOfOption(const Call& call, const char* name) {
  const Value* v = call.option(name);
  return v && v->loc.valid() ? v->loc : call.loc;
}

JoinKind kindOf(const Call& call) {
  std::vector<std::string> names;
  for (const JoinTraits& join : joinTraits) names.emplace_back(join.name);
  const std::string how = call.oneOf("how", names, "inner");
  return static_cast<JoinKind>(std::ranges::find(joinTraits, how, &JoinTraits::name) - joinTraits.begin());
}

struct Keys {
  std::vector<Name> left, right;
};

Keys keysOf(const Call& call, JoinKind kind, const Frame& left, const Frame& right) {
  Keys keys{call.list("on"), {}};
  keys.right = keys.left;
  if (keys.left.empty()) {
    keys.left = call.list("left_on");
    keys.right = call.list("right_on");
  } else if (call.option("left_on") || call.option("right_on")) {
    fail("bad-option", locOfOption(call, "on"),
         ".on is for keys with the same name on both sides: it excludes .left_on and .right_on");
  }
  if (kind == JoinKind::Cross && (!keys.left.empty() || !keys.right.empty()))
    fail("bad-option", locOfOption(call, "how"), "how = \"cross\" is for pairs of all rows: it has no keys",
         "with keys it is how = \"inner\"");
  if (keys.left.empty() && keys.right.empty() && kind != JoinKind::Cross && !call.option("where")) {
    // as in pandas: the names on both sides
    for (const std::string& name : namesOf(left))
      if (right.find(name)) keys.left.push_back({name, call.loc});
    keys.right = keys.left;
    if (keys.left.empty())
      fail("merge-keys", call.loc, "the frames have no column name in common, and no keys are given",
           "name them: {.left_on = \"id\", .right_on = \"key\"}");
  }
  if (keys.left.size() != keys.right.size())
    fail("merge-keys", locOfOption(call, "left_on"),
         fmt::format("there are {} left keys, but {} right ones", keys.left.size(), keys.right.size()),
         "each left key is compared with the right key at its place");
  return keys;
}

// A side's value as a column of the merge's pairs; made if there is none.
const Expr* ofPairs(BuildContext& ctx, Op& merge, const NamedExpr& value, unsigned side) {
  const auto isThere = [&](const Column& c) { return c.side == side && c.from == value.expr; };
  for (Rows* rows : {&merge.rows(), merge.pairs.get()})
    if (const auto there = std::ranges::find_if(rows->columns, isThere); there != rows->columns.end())
      return columnExpr(ctx.function, *rows, static_cast<unsigned>(there - rows->columns.begin()), value.expr->loc);
  std::vector<Column>& columns = merge.pairs->columns;
  columns.push_back({.name = value.name, .type = value.expr->type, .from = value.expr, .side = side});
  return columnExpr(ctx.function, *merge.pairs, static_cast<unsigned>(columns.size() - 1), value.expr->loc);
}

// A value that depends on one side's rows alone is computed for these rows, not for their pairs, if it is costly or may
// fail.
const Expr* computedBefore(BuildContext& ctx, Op& merge, const Expr* e) {
  if (e->kind != ExprKind::Call) return e;
  std::set<unsigned> sides;
  forEachExpr(e, [&](const Expr& x) {
    if (x.kind == ExprKind::Column) sides.insert(x.rows->columns.at(x.column).side);
  });
  const bool costly = e->function || e->op->canFail || e->op->costly || isBytes(e->type.type);
  if (costly && sides.size() == 1) {
    Rewriter toSide(ctx.function, [](const Expr& leaf) {
      return leaf.kind == ExprKind::Column ? leaf.rows->columns.at(leaf.column).from : &leaf;
    });
    return ofPairs(ctx, merge, {e->name.empty() ? e->op->id : e->name, toSide(e)}, *sides.begin());
  }
  std::vector<const Expr*> args;
  for (const Expr* a : e->args) args.push_back(computedBefore(ctx, merge, a));
  return args == e->args ? e : callExpr(ctx.function, *e->op, std::move(args), e->type, e->loc, e->function);
}

// The condition beside the keys: it is lowered over row set `pairs`, and then put in terms of the merge's result if
// that has the column too.
void addCondition(const Call& call, Op& merge, const Frame& left, const Frame& right) {
  const Value* option = call.option("where");
  if (!option || option->empty()) return;
  const SeriesOfPairs* condition = option->get<SeriesOfPairs>();
  if (!condition) throw InternalError("a condition of a merge that is no series");
  const SourceLoc loc = locOfOption(call, "where");
  BuildContext& ctx = call.ctx;
  merge.pairs = std::make_unique<Rows>();
  Rows& pairs = *merge.pairs;
  pairs.def = &merge;
  pairs.name = "pairs";
  pairs.loc = loc;
  pairs.id = ++ctx.function.nextId;
  const auto side = [&](const Frame& frame, unsigned number) {
    Frame of{&pairs, {}, frame.unread};
    for (const NamedExpr& c : frame.columns) {
      pairs.columns.push_back({.name = c.name, .type = c.expr->type, .from = c.expr, .side = number});
      of.columns.push_back(
          {c.name, columnExpr(ctx.function, pairs, static_cast<unsigned>(pairs.columns.size() - 1), loc)});
    }
    return of;
  };
  const Frame ofLeft = side(left, 0), ofRight = side(right, 1);
  const std::size_t number = ctx.region->ops.size();
  const Value value = condition->over(ofLeft, ofRight);
  // it may need scalars, but nothing that is made of the pairs
  auto made = ctx.region->ops.begin() + static_cast<std::ptrdiff_t>(number);
  const bool ofRows = std::any_of(made, ctx.region->ops.end(), [&](const auto& op) {
    return std::ranges::find(op->inputs, &pairs) != op->inputs.end();
  });
  const Series* series = value.get<Series>();
  if (!series || series->rows != &pairs || ofRows)
    fail("merge-condition", loc, "the condition of a merge uses rows other than the two that it compares",
         "name the left and the right frame by their variables or by bodo::left and bodo::right; compute values that "
         "need other rows before the merge, as a column or a scalar");
  if (!isBoolean(series->expr->type.type))
    fail("operand-types", loc, fmt::format("the condition of a merge is {}, not boolean", describe(series->expr)),
         "compare it with something: left[\"a\"] < right[\"b\"]");
  Rewriter toResult(ctx.function, [&](const Expr& leaf) {
    if (leaf.rows != &pairs) return &leaf;
    const Column& c = pairs.columns.at(leaf.column);
    return ofPairs(ctx, merge, {c.name, c.from}, c.side);
  });
  merge.where = computedBefore(ctx, merge, toResult(series->expr));
  // after the ops that it needs
  std::rotate(made - 1, made, ctx.region->ops.end());
  merge.id = ++ctx.function.nextId;
}

// "both", "left_only" or "right_only" for each of the rows, which get a column for each side that may have none of its
// rows there.
const Expr* sidesOfPairs(const Call& call, Rows& rows) {
  BuildContext& ctx = call.ctx;
  const JoinTraits kind = traits(rows.def->join);
  const SourceLoc loc = locOfOption(call, "indicator");
  const char* const name = "_merge";
  if (kind.matched != Matched::Pairs)
    fail("bad-option", loc, "the option .indicator is for inner, left, right and outer joins");
  if (rows.def->keys.empty()) fail("bad-option", loc, "the option .indicator needs key columns, .on = \"k\"");
  if (std::ranges::any_of(rows.columns, [&](const Column& c) { return c.name.starts_with(name); }))
    fail("duplicate-column", loc, fmt::format("the merged frame has a column '{}' already", name), "rename it before");
  const auto text = [&](const char* side) { return valueExpr(ctx, textValue(side, loc), loc); };
  const Expr* result = text("both");
  const auto without = [&](unsigned side, const char* other) {
    const Expr* there = constantExpr(ctx.function, {bodo::boolean, true, ""}, loc);
    rows.columns.push_back({.name = name, .type = {bodo::boolean, true}, .from = there, .side = side});
    const Expr* column = columnExpr(ctx.function, rows, static_cast<unsigned>(rows.columns.size() - 1), loc);
    const Expr* none = callExpr(ctx.function, op("isna"), {column}, {bodo::boolean}, loc);
    result = apply(ctx, "where", {none, text(other), result}, loc);
  };
  if (kind.keepsRight) without(0, "right_only");
  if (kind.keepsLeft) without(1, "left_only");
  return named(ctx, result, name);
}

}  // namespace

void addRight(const Call& call, Rows& rows, const Frame& left, const Frame& right,
              const std::vector<std::string>& shared, bool mayMiss) {
  std::vector<std::string> suffixes{"_x", "_y"};
  if (call.option("suffixes")) suffixes = textsOf(call.list("suffixes"));
  if (suffixes.size() != 2)
    fail("bad-option", locOfOption(call, "suffixes"), ".suffixes takes two strings, for the left and the right frame");
  const std::vector<std::string> leftNames = namesOf(left);
  for (const NamedExpr& c : right.columns) {
    if (contains(shared, c.name)) continue;
    Column column{.name = c.name, .type = c.expr->type, .from = c.expr, .side = 1};
    if (mayMiss) column.type.nullable = true;
    if (contains(leftNames, c.name)) {
      for (Column& other : rows.columns)
        if (other.side == 0 && other.name == c.name) other.name += suffixes[0];
      column.name += suffixes[1];
    }
    rows.columns.push_back(std::move(column));
  }
}

Value buildMerge(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"on", "left_on", "right_on", "how", "where", "suffixes", "indicator"});
  const Frame left = call.frame(0);
  const Frame right = call.frame(1);
  const JoinKind kind = kindOf(call);

  const auto [leftKeys, rightKeys] = keysOf(call, kind, left, right);

  Op& made = ctx.append(info, loc);
  made.inputs = {left.rows, right.rows};
  made.join = kind;
  made.buildLeft = kind == JoinKind::Right;  // a right join has the order of the right side, which probes
  made.dropMissingKeys = false;
  std::vector<std::string> shared;
  for (std::size_t i = 0; i < leftKeys.size(); ++i) {
    const Name &leftKey = leftKeys[i], &rightKey = rightKeys[i];
    const Expr* a = columnOf(left, leftKey).expr;
    const Expr* b = columnOf(right, rightKey).expr;
    if (!sameKind(a->type.type, b->type.type)) {
      // to the type that holds both, if one does
      const bool ofLeft = !holdsAll(a->type.type, b->type.type) && holdsAll(b->type.type, a->type.type);
      fail("merge-key-types", leftKey.loc,
           fmt::format("the keys '{}' ({}) and '{}' ({}) have different types", leftKey.text, toString(a->type.type),
                       rightKey.text, toString(b->type.type)),
           fmt::format("convert one: {}[\"{}\"].astype(\"{}\")", ofLeft ? "left" : "right",
                       ofLeft ? leftKey.text : rightKey.text, toString((ofLeft ? b : a)->type.type)));
    }
    unify(ctx, a, b, loc);
    made.keys.push_back(a);
    made.rightKeys.push_back(b);
    if (leftKey.text == rightKey.text) shared.push_back(leftKey.text);
  }

  Rows& rows = ctx.addRows(made);
  carry(rows, left);
  if (traits(kind).keepsRight)
    for (Column& c : rows.columns) {
      c.type.nullable = true;
      if (!contains(shared, c.name) || traits(kind).keepsLeft) continue;
      // every row has the right side's key
      const Expr* key = right.find(c.name)->expr;
      c = {.name = c.name, .type = key->type, .from = key, .side = 1};
    }
  if (traits(kind).matched == Matched::Pairs) {
    rows.unread += (rows.unread.empty() || right.unread.empty() ? "" : ", ") + right.unread;
    addRight(call, rows, left, right, shared, traits(kind).keepsLeft);
    std::vector<Name> names;
    for (const Column& c : rows.columns) names.push_back({c.name, {}});
    checkNames(names, "the merged frame", locOfOption(call, "suffixes"));
  }
  const std::size_t width = rows.columns.size();
  const Expr* const sides = call.flag("indicator", false) ? sidesOfPairs(call, rows) : nullptr;
  std::vector<NamedExpr> keys;
  if (traits(kind).keepsLeft && traits(kind).keepsRight)
    // Either side's key may be missing: the right one becomes a column of the rows, and the frame has the one that is
    // known.
    for (std::size_t i = 0; i < leftKeys.size(); ++i) {
      const std::string& name = leftKeys[i].text;
      if (name != rightKeys[i].text) continue;
      const Expr *a = made.keys[i], *b = made.rightKeys[i];
      const auto own = std::ranges::find(rows.columns, name, &Column::name) - rows.columns.begin();
      rows.columns[static_cast<std::size_t>(own)] = {.name = name, .type = a->type, .from = a};
      rows.columns.push_back({.name = name, .type = b->type, .from = b, .side = 1});
      rows.columns[static_cast<std::size_t>(own)].type.nullable = rows.columns.back().type.nullable = true;
      const Expr* key = callExpr(ctx.function, op("fillna"),
                                 {columnExpr(ctx.function, rows, static_cast<unsigned>(own), loc),
                                  columnExpr(ctx.function, rows, static_cast<unsigned>(rows.columns.size() - 1), loc)},
                                 {a->type.type, a->type.nullable || b->type.nullable}, loc);
      key->name = name;
      keys.push_back({name, key});
    }
  addCondition(call, made, left, right);
  Frame frame = frameOf(ctx, rows, loc);
  frame.columns.resize(width);
  for (const NamedExpr& key : keys) std::ranges::find(frame.columns, key.name, &NamedExpr::name)->expr = key.expr;
  if (sides) frame.columns.push_back({sides->name, sides});
  return {frame, loc};
}

}  // namespace bodocc
