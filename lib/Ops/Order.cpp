// Operations that define the order of rows or depend on it: sorts, the largest rows, running and shifted values.
#include "Builders.h"

namespace bodocc {

namespace {

std::vector<SortOrder> sortOrders(const Call& call, std::size_t keys) {
  std::vector<SortOrder> orders(keys, {.missingFirst = call.flag("na_first", false)});
  const Value* ascending = call.option("ascending");
  if (!ascending) return orders;
  const List* list = ascending->get<List>();
  if (!list) {
    for (SortOrder& o : orders) o.ascending = call.flag("ascending", true);
    return orders;
  }
  const SourceLoc at = ascending->loc.valid() ? ascending->loc : call.loc;
  if (list->items.size() != keys)
    fail("bad-option", at, fmt::format(".ascending has {} flags, but there are {} keys", list->items.size(), keys),
         "one flag is for all keys; braces hold one for each");
  for (std::size_t i = 0; i < keys; ++i) {
    const auto* c = list->items[i].get<Constant>();
    if (!c || !std::holds_alternative<bool>(c->value))
      failUnknown("option-not-constant", list->items[i], at,
                  "the option .ascending must be true or false while compiling",
                  "the shape of the program depends on it: branch on the value, with a call in each branch");
    orders[i].ascending = std::get<bool>(c->value);
  }
  return orders;
}

std::vector<const Expr*> sortKeys(const Call& call, const Frame& frame, std::size_t argument) {
  if (call.isSeries(0)) return {frame.columns[0].expr};
  std::vector<const Expr*> keys;
  for (const Name& name : call.names(argument, "the column name")) keys.push_back(columnOf(frame, name).expr);
  if (keys.empty())
    fail("bad-argument", call.locOf(argument), fmt::format("'{}' needs at least one key", call.op.method));
  return keys;
}

}  // namespace

Rows& sortRows(BuildContext& ctx, const Frame& frame, std::vector<const Expr*> keys, std::vector<SortOrder> orders,
               SourceLoc loc) {
  Op& made = ctx.append(op("sort"), loc);
  made.inputs = {frame.rows};
  made.keys = std::move(keys);
  made.sortOrders = std::move(orders);
  made.dropMissingKeys = false;
  Rows& rows = ctx.addRows(made);
  carry(rows, frame);
  return rows;
}

Value buildSort(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"ascending", "na_first"});
  const Frame frame = call.frame(0);
  std::vector<const Expr*> keys = sortKeys(call, frame, 1);
  std::vector<SortOrder> orders = sortOrders(call, keys.size());
  return call.likeReceiver(sortRows(ctx, frame, std::move(keys), std::move(orders), loc));
}

Value buildLargest(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Frame frame = call.frame(0);
  const Expr* n = call.has(1) ? call.integer(1, "the number of rows") : integerConstant(ctx, 5, bodo::int64, loc);
  std::vector<const Expr*> keys = sortKeys(call, frame, 2);
  const std::vector<SortOrder> orders(keys.size(), {.ascending = &info == &op("nsmallest")});
  Rows& sorted = sortRows(ctx, frame, std::move(keys), orders, loc);
  Op& made = ctx.append(op("head"), loc);
  made.inputs = {&sorted};
  made.scalars = {n};
  Rows& rows = ctx.addRows(made);
  carry(rows, frameOf(ctx, sorted, loc));
  return call.likeReceiver(rows);
}

}  // namespace bodocc
