// Joins: keys, columns of the result, and their names.
#include "bodocc/Ops/Joins.h"
#include "Builders.h"

#include <algorithm>

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
  const std::string how = call.oneOf("how", {"inner", "left", "right", "outer", "semi", "anti", "cross"}, "inner");
  const auto kind = std::ranges::find(joinTraits, how, &JoinTraits::name);
  if (kind == joinTraits.end()) {
    std::vector<std::string> names;
    for (const JoinTraits& join : joinTraits) names.emplace_back(join.name);
    fail("limitation", locOfOption(call, "how"), fmt::format("how = \"{}\" is not supported yet", how),
         fmt::format("there are {}", fmt::join(names, ", ")));
  }
  return static_cast<JoinKind>(kind - joinTraits.begin());
}

}  // namespace

Value buildMerge(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"on", "left_on", "right_on", "how", "suffixes"});
  const Frame left = call.frame(0);
  const Frame right = call.frame(1);
  const JoinKind kind = kindOf(call);

  std::vector<Name> leftKeys = call.list("on");
  std::vector<Name> rightKeys = leftKeys;
  if (leftKeys.empty()) {
    leftKeys = call.list("left_on");
    rightKeys = call.list("right_on");
  } else if (call.option("left_on") || call.option("right_on")) {
    fail("bad-option", locOfOption(call, "on"),
         ".on is for keys with the same name on both sides: it excludes .left_on and .right_on");
  }
  if (leftKeys.empty() && rightKeys.empty()) {
    // as in pandas: the names on both sides
    for (const std::string& name : namesOf(left))
      if (right.find(name)) leftKeys.push_back({name, loc});
    rightKeys = leftKeys;
    if (leftKeys.empty())
      fail("merge-keys", loc, "the frames have no column name in common, and no keys are given",
           "name them: {.left_on = \"id\", .right_on = \"key\"}");
  }
  if (leftKeys.size() != rightKeys.size())
    fail("merge-keys", locOfOption(call, "left_on"),
         fmt::format("there are {} left keys, but {} right ones", leftKeys.size(), rightKeys.size()),
         "each left key is compared with the right key at its place");

  Op& made = ctx.append(info, loc);
  made.inputs = {left.rows, right.rows};
  made.join = kind;
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
    std::vector<std::string> suffixes{"_x", "_y"};
    if (call.option("suffixes")) suffixes = textsOf(call.list("suffixes"));
    if (suffixes.size() != 2)
      fail("bad-option", locOfOption(call, "suffixes"),
           ".suffixes takes two strings, for the left and the right frame");
    const std::vector<std::string> leftNames = namesOf(left);
    for (const NamedExpr& c : right.columns) {
      if (contains(shared, c.name)) continue;
      Column column{.name = c.name, .type = c.expr->type, .from = c.expr, .side = 1};
      if (traits(kind).keepsLeft) column.type.nullable = true;
      if (contains(leftNames, c.name)) {
        for (Column& other : rows.columns)
          if (other.side == 0 && other.name == c.name) other.name += suffixes[0];
        column.name += suffixes[1];
      }
      rows.columns.push_back(std::move(column));
    }
    std::vector<Name> names;
    for (const Column& c : rows.columns) names.push_back({c.name, {}});
    checkNames(names, "the merged frame", locOfOption(call, "suffixes"));
  }
  if (!traits(kind).keepsLeft || !traits(kind).keepsRight) return {frameOf(ctx, rows, loc), loc};

  // Either side's key may be missing: the right one becomes a column of the rows, and the frame has the one that is
  // known.
  const std::size_t width = rows.columns.size();
  std::vector<NamedExpr> keys;
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
  Frame frame = frameOf(ctx, rows, loc);
  frame.columns.resize(width);
  for (const NamedExpr& key : keys) std::ranges::find(frame.columns, key.name, &NamedExpr::name)->expr = key.expr;
  return {frame, loc};
}

}  // namespace bodocc
