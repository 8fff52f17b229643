// Files, and declared schemas: like(path), schema({...}), expect(df, ...).
#include "Builders.h"

#include <algorithm>

namespace bodocc {

namespace {

// The option, which takes one character, or none if it is `optional`.
std::string character(const Call& call, const char* name, const char* otherwise, bool optional) {
  const std::string text = call.word(name, otherwise);
  if (text.size() == 1 && text != "\n" && text != "\r" && text != std::string(1, '\0')) return text;
  if (text.empty() && optional) return text;
  fail("bad-option", call.option(name)->loc,
       std::string_view(name) == "sep" ? fmt::format("the separator '{}' is not one character", text)
                                       : fmt::format("the option .{} takes one character, not '{}'", name, text));
}

// Characters of different meaning are different.
void checkCharacters(const Call& call) {
  struct Meant {
    const char* option;
    std::string character;
  };
  const std::vector<Meant> meant{{"sep", character(call, "sep", ",", false)},
                                 {"comment", character(call, "comment", "", true)},
                                 {"quote", character(call, "quote", "\"", true)},
                                 {"escape", character(call, "escape", "", true)},
                                 {"thousands", character(call, "thousands", "", true)}};
  for (std::size_t i = 0; i < meant.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (!meant[i].character.empty() && meant[i].character == meant[k].character) {
        const Value* option = call.option(meant[i].option);
        if (option == nullptr) option = call.option(meant[k].option);
        fail("bad-option", option->loc,
             fmt::format("'{}' cannot be .{} and .{}", meant[i].character, meant[k].option, meant[i].option),
             std::string_view(meant[i].option) == "escape" && std::string_view(meant[k].option) == "quote"
                 ? "two quotes within quotes are one without an .escape"
                 : "");
      }
}

void addTexts(const Call& call, const char* name, std::map<std::string, Constant>& options) {
  if (const auto texts = textsOf(call.list(name)); !texts.empty()) options[name] = {bodo::string, texts, ""};
}

void addTypes(const Call& call, std::map<std::string, Constant>& options) {
  if (const Value* types = call.option("types")) {
    std::vector<std::string> all;
    std::vector<Name> names;
    if (const List* list = types->get<List>())
      for (const Value& item : list->items) {
        const List* pair = item.get<List>();
        if (!pair || pair->items.size() != 2) throw InternalError("a column's type is not {name, type}");
        names.push_back(nameIn(pair->items[0], "the column name", types->loc));
        all.push_back(names.back().text);
        all.push_back(toString(typeIn(pair->items[1], types->loc)));
      }
    checkNames(names, ".types", types->loc);
    if (!all.empty()) options["types"] = {bodo::string, all, ""};
  }
}

void addCompression(const Call& call, std::map<std::string, Constant>& options) {
  if (const std::string how = call.oneOf("compression", {"infer", "none", "gzip", "zstd"}, "infer"); how != "infer")
    options["compression"] = {bodo::string, how, ""};
}

// The options in the form that the op holds, and those that only the schema depends on.
std::map<std::string, Constant> csvOptions(const Call& call) {
  std::map<std::string, Constant> options;
  checkCharacters(call);
  for (const char* name : {"sep", "comment", "quote", "escape"})
    if (call.option(name)) options[name] = {bodo::string, character(call, name, "", true), ""};
  const Separators separators = numberSeparators(call);
  if (call.option("decimal")) options["decimal"] = {bodo::string, separators.point, ""};
  if (call.option("thousands")) options["thousands"] = {bodo::string, separators.thousands, ""};
  if (call.option("header")) options["header"] = {bodo::boolean, call.flag("header", true), ""};
  for (const char* name : {"names", "usecols", "parse_dates", "na_values", "true_values", "false_values"}) {
    if (std::string_view(name) == "names" || std::string_view(name) == "usecols")
      checkNames(call.list(name), fmt::format(".{}", name).c_str(), call.loc);
    addTexts(call, name, options);
  }
  addTypes(call, options);
  if (const Value* given = call.option("date_format")) {
    const std::string format = call.word("date_format", "");
    checkTimeFormat(format, given->loc);
    if (!format.empty()) options["date_format"] = {bodo::string, format, ""};
  }
  if (const Value* lines = call.option("skip_rows")) {
    const auto* c = lines->get<Constant>();
    const auto number = c ? exactConstant(*c, bodo::int64) : std::nullopt;
    if (!number || number->missing() || std::get<std::int64_t>(number->value) < 0)
      fail("bad-option", lines->loc.valid() ? lines->loc : call.loc,
           "the option .skip_rows must be a number while compiling, and not negative");
    if (std::get<std::int64_t>(number->value) > 0) options["skip_rows"] = *number;
  }
  if (const std::string bad = call.oneOf("on_bad_lines", {"error", "skip", "missing"}, "error"); bad != "error")
    options["on_bad_lines"] = {bodo::string, bad, ""};
  addCompression(call, options);
  return options;
}

bool isOfSchema(const std::string& option) {
  return option == "usecols" || option == "types" || option == "parse_dates";
}

// The options of read_json.
std::map<std::string, Constant> jsonOptions(const Call& call) {
  std::map<std::string, Constant> options;
  addTypes(call, options);
  addTexts(call, "parse_dates", options);
  addCompression(call, options);
  return options;
}

std::map<std::string, Constant> optionsOf(const Call& call, FileKind kind) {
  if (kind == FileKind::Csv) return csvOptions(call);
  if (kind == FileKind::Json) return jsonOptions(call);
  std::map<std::string, Constant> options;
  if (kind == FileKind::Lines) addCompression(call, options);
  if (const std::string name = call.word("filename", ""); !name.empty()) options["filename"] = {bodo::string, name, ""};
  return options;
}

// The column with the path of each row's file.
void addFileName(const Call& call, FileSchema& found) {
  const std::string name = call.word("filename", "");
  if (name.empty()) return;
  if (std::ranges::any_of(found.columns, [&](const Field& f) { return f.name == name; }))
    fail("bad-option", call.option("filename")->loc, fmt::format("the file has a column '{}'", name),
         "give the column of the paths another name");
  found.columns.push_back({name, {bodo::string}});
}

// The columns that the option .columns names, and that of the paths.
Frame chosenColumns(const Call& call, Frame frame) {
  if (!call.option("columns")) return frame;
  std::vector<Name> names = call.list("columns");
  const std::string path = call.word("filename", "");
  if (!path.empty() && std::ranges::none_of(names, [&](const Name& n) { return n.text == path; }))
    names.push_back({path, call.loc});
  checkNames(names, ".columns", call.loc);
  Frame chosen{frame.rows, {}};
  for (const Name& name : names) chosen.columns.push_back(columnOf(frame, name));
  return chosen;
}

FileSchema schemaOfFile(const Call& call, const std::string& path, FileKind kind) {
  if (!call.ctx.fileSchema) throw InternalError("no reader of schemas");
  return call.ctx.fileSchema(kind, path, optionsOf(call, kind));
}

const char* extensionOf(FileKind kind) {
  switch (kind) {
    case FileKind::Parquet: return "parquet";
    case FileKind::Csv: return "csv";
    case FileKind::Lines: return "txt";
    case FileKind::Json: return "json";
    case FileKind::Feather: return "feather";
    case FileKind::Orc: return "orc";
  }
  return "";
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

void checkCsvOptions(const Call& call) {
  call.options({"sep", "header", "names", "usecols", "types", "parse_dates", "date_format", "na_values", "true_values",
                "false_values", "decimal", "thousands", "comment", "quote", "escape", "skip_rows", "on_bad_lines",
                "compression"});
}

// With the number of rows if a file has it: joins compare their sides by it.
FileSchema saidOrShown(const Call& call, const Value& v, FileKind kind) {
  const SourceLoc at = v.loc.valid() ? v.loc : call.loc;
  const Pending* p = v.get<Pending>();
  if (p && p->op == &op("schema")) return {saidSchema(*p, at), std::nullopt, ""};
  if (p && p->op == &op("like_file")) {
    const std::string path = nameIn(p->args.at(0), "the path of like()", at).text;
    std::vector<Value> args = p->args;
    const Call like(call.ctx, *p->op, args, at);
    checkCsvOptions(like);
    if (like.hasOptions() && kind != FileKind::Csv)
      fail("bad-argument", at, fmt::format("'{}' is not a CSV file, and only CSV files have options", path),
           "leave them out");
    FileSchema found = schemaOfFile(like.hasOptions() ? like : call, path, kind);
    if (!found.error.empty()) cannotRead(path, found, at);
    return found;
  }
  fail("bad-argument", at, "expected bodo::like(\"file\") or bodo::schema({{\"name\", type}, ...})");
}

bool isText(FileKind kind) { return kind == FileKind::Csv || kind == FileKind::Lines || kind == FileKind::Json; }

// The size of a sample file says little about other files, that of a small one nothing. Then a Parquet file is assumed
// to be large, and a CSV file to be small.
Domain rowsBySample(const std::optional<std::int64_t>& rows, FileKind kind) {
  constexpr std::int64_t telling = 100'000, binaryFile = 1'000'000, textFile = 10'000;
  if (rows && *rows >= telling) return {.estimatedRows = rows};
  return {.estimatedRows = isText(kind) ? textFile : binaryFile, .assumed = true};
}

Value read(const Call& call, FileKind kind) {
  const Expr* path = call.string(0, "the path");
  FileSchema found;
  Domain domain;
  if (kind == FileKind::Lines) {
    found.columns = {{"line", {bodo::string}}};
    domain = rowsBySample({}, kind);
  } else if (call.has(1)) {
    const Pending* p = call.at(1).get<Pending>();
    for (const char* option : {"usecols", "types", "parse_dates"})
      if (const Value* given = call.option(option); given && p && p->op == &op("schema"))
        fail("bad-option", given->loc.valid() ? given->loc : call.loc,
             fmt::format("the schema declares the types: .{} is for types that are found in a file", option),
             "leave it out: the columns of the schema are read, as its types");
    found = saidOrShown(call, call.at(1), kind);
    domain = rowsBySample(found.rows, kind);
  } else if (isConstant(path)) {
    const std::string file = std::get<std::string>(path->constant.value);
    found = schemaOfFile(call, file, kind);
    if (!found.error.empty()) cannotRead(file, found, call.locOf(0));
    domain.estimatedRows = found.rows;
  } else {
    failUnknown("unknown-schema", call.at(0), call.locOf(0),
                "the schema of this file is not known while compiling: its path is not constant",
                fmt::format("name a file with the same schema: bodo::{0}(path, bodo::like(\"sample.{1}\")), or declare "
                            "it: bodo::{0}(path, bodo::schema({{{{\"A\", bodo::int64}}}}))",
                            call.op.method, extensionOf(kind)));
  }
  addFileName(call, found);
  BuildContext& ctx = call.ctx;
  Op& made = ctx.append(call.op, call.loc);
  made.scalars = {path};
  made.fileSchema = found.columns;
  made.options = optionsOf(call, kind);
  const auto isTime = [](const Field& f) { return f.type.type == bodo::date || f.type.type == bodo::timestamp; };
  if (made.options.contains("date_format") && std::ranges::none_of(found.columns, isTime))
    fail("bad-option", call.option("date_format")->loc, "no column holds dates or times in this .date_format",
         "name the columns: .parse_dates = {\"day\"}");
  std::erase_if(made.options, [](const auto& option) { return isOfSchema(option.first); });
  if (found.shownBy) ctx.samples.emplace(&made, *found.shownBy);
  Rows& rows = ctx.addRows(made);
  rows.domain = domain;
  rows.unread = found.unread;
  if (!found.unread.empty() && !call.option("columns")) {
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
    if (const auto values = found.values.find(f.name); values != found.values.end()) column.values = values->second;
    if (const auto repeats = found.repeats.find(f.name); repeats != found.repeats.end())
      column.repeats = repeats->second;
  }
  return {chosenColumns(call, frameOf(ctx, rows, call.loc)), call.loc};
}

}  // namespace

// By the ending of like()'s file.
Schema schemaOf(const Call& call, const Value& v) {
  const Pending* p = v.get<Pending>();
  FileKind kind = FileKind::Parquet;
  if (p && p->op == &op("like_file")) {
    const std::string path = nameIn(p->args.at(0), "the path of like()", call.loc).text;
    std::vector<Value> args = p->args;
    if (Call(call.ctx, *p->op, args, call.loc).hasOptions()) kind = FileKind::Csv;
    for (const FileKind other : {FileKind::Parquet, FileKind::Csv, FileKind::Json, FileKind::Feather, FileKind::Orc})
      if (path.ends_with(fmt::format(".{}", extensionOf(other)))) kind = other;
  }
  return saidOrShown(call, v, kind).columns;
}

Value buildReadParquet(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"columns", "filename"});
  return read(call, FileKind::Parquet);
}

Value buildReadFeather(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return read(Call(ctx, info, args, loc), FileKind::Feather);
}

Value buildReadOrc(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return read(Call(ctx, info, args, loc), FileKind::Orc);
}

Value buildReadLines(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"compression"});
  return read(call, FileKind::Lines);
}

Value buildReadJson(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"types", "parse_dates", "compression"});
  return read(call, FileKind::Json);
}

Value buildReadCsv(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  checkCsvOptions(call);
  return read(call, FileKind::Csv);
}

Value buildExpect(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Frame frame = call.frame(0);
  const Schema wanted = schemaOf(call, call.at(1));
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
