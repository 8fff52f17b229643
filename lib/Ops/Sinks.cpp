// Observable effects and communication: writes, prints, rows moved between ranks.
#include "Builders.h"

#include <algorithm>

namespace bodocc {

namespace {

std::vector<Column> columnsOf(const Frame& frame) {
  std::vector<Column> columns;
  for (const NamedExpr& c : frame.columns) columns.push_back({.name = c.name, .type = c.expr->type, .from = c.expr});
  return columns;
}

Op& sink(const Call& call, const Frame& frame) {
  Op& made = call.ctx.append(call.op, call.loc);
  made.inputs = {frame.rows};
  made.outputs = columnsOf(frame);
  return made;
}

}  // namespace

Value buildToParquet(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"compression", "row_group_size", "partition_cols", "mode", "max_rows_per_file"});
  const Frame frame = call.frame(0);
  mustBeWhole(frame, "this writes", loc);
  const Expr* path = call.string(1, "the path");
  Op& made = sink(call, frame);
  made.scalars = {path};
  if (call.option("compression")) {
    const std::string codec = call.oneOf("compression", {"snappy", "zstd", "gzip", "brotli", "lz4", "none"}, "snappy");
    made.options["compression"] = {bodo::string, codec, ""};
  }
  if (call.option("mode")) {
    const std::string mode = call.oneOf("mode", {"auto", "replace", "error", "append"}, "auto");
    made.options["mode"] = {bodo::string, mode, ""};
  }
  for (const char* option : {"row_group_size", "max_rows_per_file"})
    if (const Value* size = call.option(option)) {
      const auto* c = size->get<Constant>();
      const auto rows = c ? exactConstant(*c, bodo::int64) : std::nullopt;
      if (!rows || rows->missing() || std::get<std::int64_t>(rows->value) < 1)
        fail("bad-option", size->loc.valid() ? size->loc : loc,
             fmt::format("the option .{} must be a positive number while compiling", option));
      made.options[option] = *rows;
    }
  const std::vector<Name> partitions = call.list("partition_cols");
  for (const Name& name : partitions) columnOf(frame, name);
  checkNames(partitions, ".partition_cols", loc);
  made.names = textsOf(partitions);
  if (!made.names.empty() && made.names.size() == frame.columns.size())
    fail("bad-option", call.option("partition_cols")->loc,
         "all columns are partition columns: the files would have none");
  return {};
}

Value buildCheckpoint(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Frame frame = call.frame(0);
  mustBeWhole(frame, "this writes", loc);
  const Expr* path = call.string(1, "the path");
  Op& made = ctx.append(info, loc);
  made.inputs = {frame.rows};
  made.scalars = {path};
  Rows& rows = ctx.addRows(made);
  // as the file will have them
  for (const NamedExpr& c : frame.columns)
    rows.columns.push_back({.name = c.name, .type = {c.expr->type.type, c.expr->type.nullable}, .from = c.expr});
  return {frameOf(ctx, rows, loc), loc};
}

Value buildToFile(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Frame frame = call.frame(0);
  mustBeWhole(frame, "this writes", loc);
  if (&info == &op("to_csv"))
    for (const NamedExpr& c : frame.columns)
      if (isList(c.expr->type.type))
        fail("operand-types", loc, fmt::format("a CSV file holds no lists, as {}", describe(c.expr)),
             "explode them, drop the column, or write Parquet or JSON");
  const Expr* path = call.string(1, "the path");
  sink(call, frame).scalars = {path};
  return {};
}

Value buildPrint(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  if (call.at(0).get<Frame>() || call.isSeries(0)) {
    const bool array = args[0].matrix;
    Op& made = sink(call, array ? frameOfColumns(ctx, call.series(0), loc) : call.frame(0));
    if (call.isSeries(0) && !array) made.options["series"] = {bodo::boolean, true, ""};
    call.options({"rows", "columns", "width", "format"});
    for (const char* option : {"rows", "columns", "width"})
      if (const Value* v = call.option(option)) {
        const Expr* number = valueExpr(ctx, *v, loc);
        if (!isInteger(number->type.type))
          fail("bad-option", v->loc, fmt::format("the option .{} is a whole number", option));
        made.names.emplace_back(option);
        made.scalars.push_back(cast(ctx, number, bodo::int64, loc));
      }
    if (call.option("format"))
      made.options["format"] = {bodo::string, call.oneOf("format", {"text", "markdown", "html"}, "text"), ""};
    return {};
  }
  // a float is shown as one
  const auto* constant = call.at(0).get<Constant>();
  const auto* scalar = call.at(0).get<const Scalar*>();
  const Expr* value = constant != nullptr && constant->type == bodo::float32
                          ? constantExpr(ctx.function, *constant, loc)
                      : scalar != nullptr ? scalarExpr(ctx.function, **scalar, loc)
                                          : valueExpr(ctx, call.at(0), loc);
  ctx.append(info, loc).scalars = {value};
  return {};
}

// The runtime's functions, which ordinary code calls too, handle values of the user's C++: then the result is empty.
Value buildGather(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  if (!call.at(0).get<Frame>() && !call.isSeries(0)) return {};
  const Frame frame = call.frame(0);
  std::vector<const Expr*> scalars;
  if (call.has(1)) scalars.push_back(call.integer(1, &info == &op("random_shuffle") ? "the seed" : "the root"));
  Op& made = ctx.append(info, loc);
  made.inputs = {frame.rows};
  made.scalars = std::move(scalars);
  Rows& rows = ctx.addRows(made);
  carry(rows, frame);
  return call.likeReceiver(rows);
}

Value buildBarrier(BuildContext& ctx, const OpInfo& info, std::vector<Value>&, SourceLoc loc) {
  ctx.append(info, loc);
  return {};
}

Value buildGetRank(BuildContext&, const OpInfo&, std::vector<Value>&, SourceLoc loc) {
  return {HostValue{{{{"bodo::get_rank()", nullptr, ""}}, {}, {}, {}}, {bodo::int32}}, loc};
}

Value buildGetSize(BuildContext&, const OpInfo&, std::vector<Value>&, SourceLoc loc) {
  return {HostValue{{{{"bodo::get_size()", nullptr, ""}}, {}, {}, {}}, {bodo::int32}}, loc};
}

}  // namespace bodocc
