// Files, and declared schemas: like(path), schema({...}), expect(df, ...).
#include "Builders.h"

namespace bodocc {

namespace {

// The options in the form that the op holds.
std::map<std::string, Constant> csvOptions(const Call& call) {
  std::map<std::string, Constant> options;
  if (call.option("sep")) {
    const std::string separator = call.word("sep", ",");
    if (separator.size() != 1)
      fail("bad-option", call.option("sep")->loc, fmt::format("the separator '{}' is not one character", separator));
    options["sep"] = {bodo::string, separator, ""};
  }
  if (call.option("header")) options["header"] = {bodo::boolean, call.flag("header", true), ""};
  if (const auto names = call.list("names"); !names.empty()) {
    checkNames(names, ".names", call.option("names")->loc);
    options["names"] = {bodo::string, textsOf(names), ""};
  }
  // the texts for missing values affect a column's type, too
  if (const auto missing = textsOf(call.list("na_values")); !missing.empty())
    options["na_values"] = {bodo::string, missing, ""};
  return options;
}

FileSchema schemaOfFile(const Call& call, const std::string& path, bool csv) {
  FileSchema found;
  const bool known = csv ? static_cast<bool>(call.ctx.csvSchema) : static_cast<bool>(call.ctx.parquetSchema);
  if (!known) throw InternalError("no reader of schemas");
  if (csv) {
    found = call.ctx.csvSchema(path, csvOptions(call), textsOf(call.list("parse_dates")));
  } else {
    found = call.ctx.parquetSchema(path);
  }
  return found;
}

[[noreturn]] void cannotRead(const std::string& path, const FileSchema& found, SourceLoc loc) {
  fail("unreadable-schema", loc,
       fmt::format("the schema of '{}' cannot be read while compiling: {}", path, found.error),
       found.isThere ? ""
                     : "bodocc looks for the file in its working directory, then next to the source, then in each "
                       "--schema-dir; bodo::like(\"sample\") names a file with the same schema, bodo::schema({{\"A\", "
                       "bodo::int64}}) "
                       "says it");
}

Schema saidSchema(const Pending& p, SourceLoc loc) {
  Schema schema;
  std::vector<Name> names;
  const List* fields = p.args.empty() ? nullptr : p.args[0].get<List>();
  if (!fields) throw InternalError("schema() without a list");
  for (const Value& item : fields->items) {
    const List* field = item.get<List>();
    if (!field || field->items.size() < 2) throw InternalError("a schema's field is not {name, type}");
    const SourceLoc at = item.loc.valid() ? item.loc : loc;
    names.push_back(nameIn(field->items[0], "the column name", at));
    const bodo::type type = typeIn(field->items[1], at);
    bool nullable = true;
    if (field->items.size() > 2)
      if (const auto* c = field->items[2].get<Constant>(); c && std::holds_alternative<bool>(c->value))
        nullable = std::get<bool>(c->value);
    schema.push_back({names.back().text, {type, nullable}});
  }
  checkNames(names, "the schema", loc);
  return schema;
}

// With the number of rows if a file has it: joins compare their sides by it.
FileSchema saidOrShown(const Call& call, const Value& v, bool csv) {
  const SourceLoc at = v.loc.valid() ? v.loc : call.loc;
  const Pending* p = v.get<Pending>();
  if (p && p->op == &op("schema")) return {saidSchema(*p, at), std::nullopt, ""};
  if (p && p->op == &op("like_file")) {
    const std::string path = nameIn(p->args.at(0), "the path of like()", at).text;
    FileSchema found = schemaOfFile(call, path, csv || path.ends_with(".csv"));
    if (!found.error.empty()) cannotRead(path, found, at);
    return found;
  }
  fail("bad-argument", at, "expected bodo::like(\"file\") or bodo::schema({{\"name\", type}, ...})");
}

// The size of a sample file says little about other files, that of a small one nothing. Then a Parquet file is assumed
// to be large, and a CSV file to be small.
std::int64_t rowsBySample(const std::optional<std::int64_t>& rows, bool csv) {
  constexpr std::int64_t telling = 100'000, parquetFile = 1'000'000, csvFile = 10'000;
  if (rows && *rows >= telling) return *rows;
  return csv ? csvFile : parquetFile;
}

Value read(const Call& call, bool csv) {
  const Expr* path = call.string(0, "the path");
  FileSchema found;
  if (call.has(1)) {
    found = saidOrShown(call, call.at(1), csv);
    found.rows = rowsBySample(found.rows, csv);
  } else if (isConstant(path)) {
    const std::string file = std::get<std::string>(path->constant.value);
    found = schemaOfFile(call, file, csv);
    if (!found.error.empty()) cannotRead(file, found, call.locOf(0));
  } else {
    failUnknown("unknown-schema", call.at(0), call.locOf(0),
                "the schema of this file is not known while compiling: its path is not constant",
                fmt::format("name a file with the same schema: bodo::{0}(path, bodo::like(\"sample.{1}\")), or declare "
                            "it: bodo::{0}(path, bodo::schema({{{{\"A\", bodo::int64}}}}))",
                            call.op.method, csv ? "csv" : "parquet"));
  }
  BuildContext& ctx = call.ctx;
  Op& made = ctx.append(call.op, call.loc);
  made.scalars = {path};
  made.fileSchema = found.columns;
  if (csv) made.options = csvOptions(call);
  Rows& rows = ctx.addRows(made);
  rows.domain.estimatedRows = found.rows;
  rows.unread = found.unread;
  if (!found.unread.empty()) {
    Diagnostic warning{"unread-columns",
                       Severity::Warning,
                       call.loc,
                       fmt::format("columns that cannot be read are left out: {}", found.unread),
                       {}};
    warning.notes.push_back({call.loc, "a frame of columns that you name is whole: df[{\"a\", \"b\"}]"});
    ctx.module.diagnostics.push_back(std::move(warning));
  }
  for (const Field& f : found.columns) {
    Column& column = rows.columns.emplace_back(Column{.name = f.name, .type = f.type});
    if (const auto words = found.words.find(f.name); words != found.words.end()) column.words = words->second;
  }
  return {frameOf(ctx, rows, call.loc), call.loc};
}

}  // namespace

Schema schemaOf(const Call& call, const Value& v, bool csv) { return saidOrShown(call, v, csv).columns; }

Value buildReadParquet(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return read(Call(ctx, info, args, loc), false);
}

Value buildReadCsv(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"sep", "header", "names", "parse_dates", "na_values"});
  return read(call, true);
}

Value buildExpect(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Frame frame = call.frame(0);
  const Schema wanted = schemaOf(call, call.at(1), false);
  Frame result{frame.rows, {}};
  for (const Field& f : wanted) {
    const NamedExpr& column = columnOf(frame, f.name, call.locOf(0));
    if (!(column.expr->type.type == f.type.type))
      fail("wrong-schema", call.locOf(0),
           fmt::format("'{}' is expected to be {}, but is {}", f.name, toString(f.type.type),
                       toString(column.expr->type.type)),
           fmt::format("expect it as it is, or convert it: .astype({{{{\"{}\", \"{}\"}}}})", f.name,
                       toString(f.type.type)));
    result.columns.push_back(column);
  }
  return {std::move(result), loc};
}

}  // namespace bodocc
