// Operations whose inputs are whole tables: files are opened, values become tables, rows are cut, moved, combined.
#include "FunctionEmitter.h"
#include "GroupWindows.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <numeric>

namespace bodocc {

// The file's columns that the program does not read.
static std::vector<Field> unreadColumns(const Op& read) {
  std::vector<Field> unread;
  for (const Field& f : read.fileSchema)
    if (std::ranges::none_of(read.rows().columns, [&](const Column& c) { return c.name == f.name; }))
      unread.push_back(f);
  return unread;
}

std::string readerOptions(const Op& op) {
  std::string text;
  const auto value = [&](const char* option) -> const Constant* {
    const auto it = op.options.find(option);
    return it == op.options.end() ? nullptr : &it->second;
  };
  const auto texts = [&](std::initializer_list<const char*> options) {
    for (const char* option : options)
      if (const Constant* v = value(option)) {
        const auto* list = std::get_if<std::vector<std::string>>(&v->value);
        text += fmt::format(".{} = {}, ", option, list ? literals(*list) : literal(std::get<std::string>(v->value)));
      }
  };
  texts({"sep"});
  if (const Constant* header = value("header"))
    text += fmt::format(".header = {}, ", constantCode(*header, plainType(bodo::boolean)));
  texts({"names", "date_format", "na_values", "true_values", "false_values", "decimal", "thousands", "comment", "quote",
         "escape"});
  if (const Constant* lines = value("skip_rows"))
    text += fmt::format(".skip_rows = {}, ", constantCode(*lines, plainType(bodo::int64)));
  if (const Constant* bad = value("on_bad_lines")) {
    const std::string& what = std::get<std::string>(bad->value);
    text += fmt::format(".on_bad_lines = rt::bad_lines::{}, ", what);
    std::vector<std::string> checked;
    if (what == "skip")
      for (const Field& f : unreadColumns(op)) checked.push_back(FunctionEmitter::field(f.name, f.type));
    if (!checked.empty()) text += fmt::format(".checked = {{{}}}, ", fmt::join(checked, ", "));
  }
  texts({"compression", "filename"});
  return text.empty() ? "" : fmt::format(", {{{}}}", text.substr(0, text.size() - 2));
}

std::string writerOptions(const Op& op, const std::string& kept) {
  std::string text;
  if (const auto it = op.options.find("compression"); it != op.options.end())
    text += fmt::format(".compression = {}, ", literal(std::get<std::string>(it->second.value)));
  if (const auto it = op.options.find("row_group_size"); it != op.options.end())
    text += fmt::format(".row_group_size = {}, ", constantCode(it->second, plainType(bodo::int64)));
  if (!op.names.empty()) {
    text += fmt::format(".partition_cols = {}, ", literals(op.names));
  }
  if (const auto it = op.options.find("mode"); it != op.options.end())
    text += fmt::format(".mode = {}, ", literal(std::get<std::string>(it->second.value)));
  if (const auto it = op.options.find("max_rows_per_file"); it != op.options.end())
    text += fmt::format(".max_rows_per_file = {}, ", constantCode(it->second, plainType(bodo::int64)));
  if (!kept.empty()) text += fmt::format(".made_from = {}.fingerprint(), ", kept);
  return text.empty() ? "" : fmt::format(", {{{}}}", text.substr(0, text.size() - 2));
}

std::string sampledPath(const Op& read, const std::string& site, const std::string& path) {
  if (read.info->hasFooters) {
    std::vector<std::string> fields;
    for (const Field& f : read.fileSchema)
      fields.push_back(FunctionEmitter::field(f.name, {f.type.type, true, f.type.coded}));
    return fmt::format("bodo::check::sampled_parquet({}, {}, {{{}}})", site, path, fmt::join(fields, ", "));
  }
  std::int64_t before = 1;
  if (const auto header = read.options.find("header");
      header != read.options.end() && !std::get<bool>(header->second.value))
    before = 0;
  if (const auto skipped = read.options.find("skip_rows"); skipped != read.options.end())
    before += std::get<std::int64_t>(skipped->second.value);
  return fmt::format("bodo::check::sampled_text({}, {}, {}, {})", site, literal(read.info->runtimeName), path, before);
}

void FunctionEmitter::openFile(Op& op, Code& out) {
  const Rows& rows = op.rows();
  out.blank();
  describe({&op}, out);
  std::string& files = variable(&op);
  const char* const suffix = hasFooters(op) ? "files" : "file";
  files = names_.fresh(fmt::format("{}_{}", rows.name.empty() ? "input" : rows.name, suffix));
  std::vector<std::string>& fields = fieldsOf(op);
  for (const Column& c : rows.columns) fields.push_back(field(c.name, c.type));
  if (!rows.columns.empty()) numberFile(rows, out);
  out.comment(op.info->hasFooters ? "collective: list the files, read their footers" : "collective: list the files");
  out.line(
      "const rt::{}_{} {}({}, {}, {{{}}}{});", op.info->runtimeName, suffix, files, site(op),
      options_.check ? sampledPath(op, site(op), argument(op.scalars.at(0)).text()) : argument(op.scalars.at(0)).text(),
      fmt::join(fields, ", "), readerOptions(op));
}

Cpp FunctionEmitter::inputTable(const Op& op, unsigned input) {
  const plan::TableInput& from = plan_.inputs.at({&op, input});
  if (from.loop) return Cpp::name(inputTables_.at({&op, input}));
  Cpp table = Cpp::name(tableOf(*from.rows));
  if (!from.whole) {
    std::vector<Cpp> columns, names;
    for (std::string& column : chosen({from.columns.begin(), from.columns.end()}, namesOf(*from.rows)))
      columns.push_back(Cpp::literal(std::move(column)));
    for (const std::string& name : from.names) names.push_back(Cpp::literal(literal(name)));
    const Cpp list = Cpp::braced("", std::move(columns));
    table = names.empty() ? table.method("select", {list})
                          : Cpp::call("rt::select", {table, list, Cpp::braced("", std::move(names))});
  }
  return from.numbered ? Cpp::call("rt::numbered", {table}) : table;
}

// The rows of a sort as a table, for an op that takes them as they are.
void FunctionEmitter::emitSorted(const Op& op, unsigned input, Code& out) {
  const Rows& rows = *op.inputs.at(input);
  std::string table = variable(rows.def) + ".to_table()";
  if (!plan::extraColumns(*rows.def, 0).empty()) {
    // keys that are not columns come after the columns
    std::vector<std::size_t> all(rows.columns.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    table += selected(all, namesOf(rows));
  }
  std::string& sorted = tables_[&rows];
  sorted = table;
  if (readsOnce(op, rows)) return;
  sorted = names_.fresh(rows.def->name.empty() ? nameOf(op, input) : nameOf(rows), distinction(rows));
  out.blank();
  describe({&op}, out);
  out.line("const rt::table {} = {};", sorted, table);
}

bool FunctionEmitter::returnsTable(const Op& op) {
  return op.info->control == Control::Return && op.inputs.size() == 1 && op.hostArguments.size() <= 1;
}

bool FunctionEmitter::readsOnce(const Op& op, const Rows& rows) const {
  // a loop that makes the input's table asks the rows' table for its place in the frame, too
  const auto input = plan_.inputs.find({&op, 0});
  if (input != plan_.inputs.end() && input->second.loop) return false;
  return op.inputs == std::vector{&const_cast<Rows&>(rows)} && users_.at(&rows).size() == 1 &&
         (returnsTable(op) || shapeOf(op) == Shape::Print ||
          (shapeOf(op) == Shape::Table && op.info->tableFrom == TableFrom::Call));
}

// The input of an op that makes one table from one table; null for other ops.
static const plan::TableInput* ownInput(const plan::FunctionPlan& plan, const Op& op) {
  if (shapeOf(op) != Shape::Table || op.info->tableFrom == TableFrom::Input || op.inputs.size() != 1 ||
      op.rows().form == Form::Stream)
    return nullptr;
  const auto from = plan.inputs.find({&op, 0});
  return from == plan.inputs.end() ? nullptr : &from->second;
}

// True if the op's result takes the variable of its input, which nothing else uses:
//     df = rt::head(at::line<6, "head">, df, 3);
bool FunctionEmitter::takesOver(const Op& op) const {
  const plan::TableInput* const from = ownInput(plan_, op);
  if (!from) return false;
  return from->loop ? !from->loop->makes && nameOf(op, 0) == nameOf(op.rows()) : takenOverBy(*op.inputs[0]) == &op;
}

// The op whose result takes over the variable of these rows; null if none does.
const Op* FunctionEmitter::takenOverBy(const Rows& rows) const {
  const auto users = users_.find(&rows);
  if (!rows.def || users == users_.end() || users->second.size() != 1) return nullptr;
  const Op &def = *rows.def, &op = *users->second.front();
  const plan::TableInput* const from = ownInput(plan_, op);
  if (!from || from->loop || places_.at(&def).region != places_.at(&op).region) return nullptr;
  return hasOwnVariable(def) && nameOf(rows) == nameOf(op.rows()) ? &op : nullptr;
}

// True if the variable of the table that the op makes is no other rows' too.
bool FunctionEmitter::hasOwnVariable(const Op& op) const {
  const Shape shape = shapeOf(op);
  if (shape == Shape::Table && op.info->tableFrom == TableFrom::Input) {
    const auto made = plan_.inputs.find({&op, 0});
    return made != plan_.inputs.end() && made->second.loop && !made->second.loop->makes;
  }
  return shape == Shape::Values || shape == Shape::Vector || shape == Shape::Table;
}

// The loop that is the last to read the table of these rows and makes the next table of their name, which takes over
// the variable, so that the rows are freed:
//     df = df_builder.finish_like(df);
// Null if none does.
const plan::Loop* FunctionEmitter::replacedBy(const Rows& rows) const {
  const plan::Loop* const last = onlyReader(rows);
  if (!last || users_.at(&rows).size() != 1 || last->feeds.size() != 1 ||
      last->feeds.front().kind != plan::Feed::Kind::Table)
    return nullptr;
  const plan::Feed& feed = last->feeds.front();
  const Op& sink = *last->sinks.front();
  const bool isOne = feed.begins && feed.finishes && sink.info->control == Control::None && !sink.results.empty();
  return isOne && nameOf(sink, last->input) == nameOf(rows) ? last : nullptr;
}

// The loop whose scan takes the table of these rows, because nothing else needs it: it is freed when all rows are read,
// before the loop's sinks finish. Null if they hold no rows.
//     for (rt::table_scan scan(std::move(df)); rt::batch& batch : scan)
const plan::Loop* FunctionEmitter::takenBy(const Rows& rows) const {
  const plan::Loop* const last = onlyReader(rows);
  if (!last || replacedBy(rows) || takenOverBy(rows) || changedBy(rows).op) return nullptr;
  bool holds = false;
  for (const plan::Feed& feed : last->feeds) {
    if (feed.kind == plan::Feed::Kind::Table &&
        (feed.finish == plan::Finish::Like || feed.finish == plan::Finish::Local))
      return nullptr;  // the new table asks this one for its place among the ranks
    holds = holds || plan::holdsRows(feed);
  }
  return holds ? last : nullptr;
}

// The loop that alone reads the table of these rows, in a variable of its own.
const plan::Loop* FunctionEmitter::onlyReader(const Rows& rows) const {
  const auto users = users_.find(&rows);
  if (!rows.def || users == users_.end()) return nullptr;
  const Op& def = *rows.def;
  // its variable is its own, and no other rows'
  const auto made = plan_.inputs.find({&def, 0});
  const bool isOwn = streams(def) ? std::ranges::any_of(plan_.loops, [&](const auto& l) { return l->makes == &rows; })
                     : shapeOf(def) != Shape::Table ? false
                     : def.info->tableFrom != TableFrom::Input
                         ? true
                         : made != plan_.inputs.end() && made->second.loop && !made->second.loop->makes;
  if (!isOwn) return nullptr;
  const plan::Loop* last = nullptr;
  for (const auto& loop : plan_.loops) {
    // the rows that an outer join adds after its probes belong to the table that is made
    const bool reads = loop->source.rows == &rows && loop->source.kind != plan::Source::Kind::AfterProbes &&
                       loop->feeds.front().kind != plan::Feed::Kind::Keys;
    if (!reads) continue;
    if (last || loop->source.kind != plan::Source::Kind::Table) return nullptr;
    last = loop.get();
  }
  const auto isRead = [&](const Op* user) {
    const bool inChain = std::ranges::find(last->chain, user) != last->chain.end();
    if (!inChain && std::ranges::find(last->sinks, user) == last->sinks.end()) return false;
    if (!inChain && isMerge(*user) && marks(*user)) return false;
    const unsigned input = inChain ? last->inputOf(*user) : isMerge(*user) ? plan::buildSide(*user) : last->input;
    for (unsigned k = 0; k < user->inputs.size(); ++k)
      if (user->inputs[k] == &rows && k != input) return false;  // as a table
    return places_.at(user).region == places_.at(&def).region;
  };
  return last && std::ranges::all_of(users->second, isRead) ? last : nullptr;
}

const char* FunctionEmitter::tableType(const Rows& rows) const {
  return takenOverBy(rows) || replacedBy(rows) || takenBy(rows) || changedBy(rows).op ? "rt::table" : "const rt::table";
}

void FunctionEmitter::declareTable(const Op& op, const std::string& call, Code& out) {
  std::string& table = tables_[&op.rows()];
  if (takesOver(op)) {
    table = plan_.inputs.at({&op, 0}).loop ? inputTables_.at({&op, 0}) : tableOf(*op.inputs[0]);
    out.line("{} = {};", table, call);
    return;
  }
  table = call;
  if (next_ && returnsTable(*next_) && readsOnce(*next_, op.rows())) return;
  table = freshTable(op.rows(), op.loc);
  out.line("{} {} = {};", tableType(op.rows()), table, call);
}

// True if every rank has all rows that the op uses.
static bool onEveryRank(const Op& op) {
  return std::all_of(op.inputs.begin(), op.inputs.end(),
                     [](const Rows* rows) { return rows->domain.distribution == Distribution::Replicated; });
}

// The places of the op's keys in the table of its input. Keys that are not columns of the result come after those:
// `width` is the number of the table's columns.
static std::vector<std::size_t> keyPlaces(const Op& op, std::size_t& width) {
  const std::vector<Column>& columns = op.rows().columns;
  width = static_cast<std::size_t>(std::ranges::count_if(columns, [](const Column& c) { return c.from != nullptr; }));
  std::vector<std::size_t> places;
  for (const Expr* key : op.keys) {
    const auto c = std::ranges::find_if(columns, [&](const Column& column) { return column.from == key; });
    places.push_back(c == columns.end() ? width++ : static_cast<std::size_t>(c - columns.begin()));
  }
  return places;
}

// The columns of `rows` and its labels in their order, if the table does not have them so: it has them in this order.
std::string FunctionEmitter::inOrder(const Rows& rows, const std::vector<std::size_t>& order) {
  if (std::ranges::is_sorted(order)) return "";
  std::vector<std::size_t> places(order.size());
  std::vector<std::string> names;
  for (std::size_t n = 0; n < order.size(); ++n) {
    places[order[n]] = n;
    names.push_back(rows.columns[order[n]].name);
  }
  if (plan::hasLabels(rows)) places.push_back(order.size());
  return selected(places, names);
}

// The first table with columns of the second beside it:
//     df = df.beside(rt::lookup(at::line<17, "isin">, df, {0}, values, {0}, {0}));
void FunctionEmitter::emitLookUp(Op& op, Code& out) {
  const Rows& rows = op.rows();
  const bool labelled = plan::hasLabels(rows);
  out.blank();
  describe({&op}, out);
  numberIfRead(rows, out);
  std::vector<std::string> tables;
  for (unsigned k = 0; k < 2; ++k) {
    const Cpp table = inputTable(op, k);
    tables.push_back(table.isName() ? table.text() : names_.fresh(nameOf(*op.inputs[k]), "columns"));
    if (!table.isName()) out.line("const rt::table {} = {};", tables.back(), table);
  }
  const auto places = [&](const std::vector<const Expr*>& wanted, unsigned input) {
    const std::vector<const Expr*> held = plan::tableExprs(op, input);
    std::vector<std::size_t> all;
    for (const Expr* e : wanted) all.push_back(static_cast<std::size_t>(std::ranges::find(held, e) - held.begin()));
    return all;
  };
  const auto names = [&](const std::vector<const Expr*>& wanted, unsigned input) {
    return chosen(places(wanted, input), plan::tableNames(op, input));
  };
  std::vector<const Expr*> kept, taken;
  std::vector<std::size_t> order;  // the columns of `rows` as the table has them
  for (unsigned side = 0; side < 2; ++side)
    for (std::size_t c = 0; c < rows.columns.size(); ++c)
      if (rows.columns[c].side == side) {
        (side == 0 ? kept : taken).push_back(rows.columns[c].from);
        order.push_back(c);
      }
  const std::size_t width = plan::tableExprs(op, 0).size();
  std::vector<std::size_t> whole(width);
  std::iota(whole.begin(), whole.end(), std::size_t{0});
  const std::vector<std::size_t> keptPlaces = places(kept, 0);
  std::string args;
  for (std::size_t n = 0; n < op.scalars.size(); ++n)
    args += fmt::format(", .{} = {}", op.names.at(n), argument(op.scalars[n]));
  const std::string found =
      fmt::format(fmt::runtime(op.info->lowering), fmt::arg("at", site(op)), fmt::arg("table", tables[0]),
                  fmt::arg("keys", fmt::join(names(op.keys, 0), ", ")), fmt::arg("from", tables[1]),
                  fmt::arg("fromKeys", fmt::join(names(op.rightKeys, 1), ", ")),
                  fmt::arg("taken", fmt::join(names(taken, 1), ", ")), fmt::arg("args", args));
  std::string call = tables[0];
  if (kept.empty())
    call = found;
  else if (keptPlaces != whole || labelled)
    call += selected(keptPlaces, plan::tableNames(op, 0));
  if (!kept.empty()) call += fmt::format(".beside({})", found);
  if (labelled) call += fmt::format(".beside({}.select({{rt::labelled}}))", tables[0]);
  call += inOrder(rows, order);
  if (*op.info->moves != '\0' && !onEveryRank(op)) out.comment(fmt::format("collective: {}", op.info->moves));
  declareTable(op, call, out);
}

void FunctionEmitter::emitTableOp(Op& op, Code& out) {
  const OpInfo& info = *op.info;
  const Rows& rows = op.rows();
  const std::string at = site(op);
  if (info.tableFrom == TableFrom::Windows) return emitWindow(op, out);
  if (info.tableFrom == TableFrom::LookUp) return emitLookUp(op, out);
  std::vector<std::string> tables;
  for (unsigned k = 0; k < op.inputs.size(); ++k) tables.push_back(inputTable(op, k).text());
  if (info.tableFrom == TableFrom::Input) {
    tables_[&rows] = tables[0];
    return;
  }
  std::size_t width = 0;
  const std::vector<std::size_t> keys = keyPlaces(op, width);
  std::string args;
  for (const Expr* s : op.scalars) args += fmt::format(", {}", argument(s));
  const auto lowered = [&](const std::string& inputs) {
    return fmt::format(
        fmt::runtime(rows.domain.whole && *info.wholeLowering != '\0' ? info.wholeLowering : info.lowering),
        fmt::arg("at", at), fmt::arg("whole", rows.domain.whole ? wholeUse(rows) : ""), fmt::arg("tables", inputs),
        fmt::arg("keys", fmt::join(chosen(keys, plan::tableNames(op, 0)), ", ")), fmt::arg("args", args));
  };
  std::string call;
  std::vector<std::size_t> shown;  // the result's columns among the call's, unless they are all of them in order
  std::vector<std::string> names = namesOf(rows);  // the call's columns
  if (info.tableFrom == TableFrom::Beside) {
    call = tables[0];
    for (std::size_t k = 1; k < tables.size(); ++k) call = lowered(fmt::format("{}, {}", call, tables[k]));
    // the columns of each input are together, the first one's labels after its own; in the result they come last
    std::vector<std::size_t> next(tables.size());
    for (std::size_t k = 1; k < tables.size(); ++k) {
      next[k] = plan::hasLabels(rows) ? 1 : 0;
      for (const Column& c : rows.columns) next[k] += c.side < k;
    }
    for (const Column& c : rows.columns) shown.push_back(next[c.side]++);
    if (plan::hasLabels(rows)) shown.push_back(next[0]);
    names.assign(shown.size(), "");
    for (std::size_t c = 0; c < rows.columns.size(); ++c) names[shown[c]] = rows.columns[c].name;
    if (std::is_sorted(shown.begin(), shown.end())) shown.clear();
  } else {
    call = lowered(fmt::format("{}", fmt::join(tables, ", ")));
    if (!keys.empty() && width > rows.columns.size()) {
      shown.resize(rows.columns.size());
      std::iota(shown.begin(), shown.end(), std::size_t{0});
      if (plan::hasLabels(rows)) shown.push_back(rows.columns.size());
    }
  }
  if (!shown.empty()) call += selected(shown, names);
  out.blank();
  describe({&op}, out);
  numberIfRead(rows, out);
  if (*info.moves != '\0' &&
      (info.fromOneRank || rows.domain.distribution != Distribution::Replicated || !onEveryRank(op)))
    out.comment(fmt::format("collective: {}", info.moves));
  declareTable(op, call, out);
}

void FunctionEmitter::emitVector(Op& op, Code& out) {
  const Rows& rows = op.rows();
  out.blank();
  describe({&op}, out);
  numberIfRead(rows, out);
  const std::string name = names_.fresh(nameOf(rows));
  const Column* const column = rows.columns.empty() ? nullptr : rows.columns.data();
  out.line("{} {} = rt::table_of({}, bodo::DataFrame{{{{{}, {}}}}}, {{{}}}, rt::layout::{});", tableType(rows), name,
           site(op), literal(column ? column->name : ""), argument(op.scalars.at(0)),
           column ? field(column->name, column->type) : "",
           rows.domain.distribution == Distribution::Replicated ? "replicated" : "blocks");
  tables_[&rows] = name;
}

void FunctionEmitter::emitValues(Op& op, Code& out) {
  const Rows& rows = op.rows();
  out.blank();
  describe({&op}, out);
  numberIfRead(rows, out);
  const std::string name = names_.fresh(nameOf(rows));
  const std::string builder = names_.fresh(name + "_builder");
  const std::string at = site(op);
  std::vector<std::string> fields;
  for (const Column& c : rows.columns) fields.push_back(field(c.name, c.type));
  out.line("rt::table_builder {}({}, {{{}}});", builder, at, fmt::join(fields, ", "));
  const std::size_t height = rows.columns.empty() ? 0 : op.scalars.size() / rows.columns.size();
  for (std::size_t c = 0; c < rows.columns.size(); ++c) {
    const std::string storage = storageName(rows.columns[c].type);
    std::vector<Cpp> values;
    std::vector<std::pair<std::size_t, Cpp>> known;  // those that may be missing
    for (std::size_t r = 0; r < height; ++r) {
      const Expr* e = op.scalars[c * height + r];
      if (e->kind == ExprKind::Constant && e->constant.missing()) {
        values.push_back(Cpp::name("std::nullopt"));
        continue;
      }
      if (isString(rows.columns[c].type.type) && e->kind != ExprKind::Scalar && !e->type.nullable) {
        values.push_back(argument(e));
        continue;
      }
      const ValueCode value = valueOf(*e, rows.columns[c].type);
      values.push_back(isBytes(rows.columns[c].type.type) ? value.value.method("view") : value.value);
      if (e->type.nullable) known.emplace_back(r, value.known);
    }
    out.line("rt::add_values<{}>({}, {}, {{{}}});", storage, builder, c, fmt::join(values, ", "));
    for (const auto& [row, is] : known)
      out.line("if ({}) {}.set_missing({}, {});", Cpp::prefix("!", is), builder, c, row);
  }
  out.line("{} {} = {}.finish(rt::layout::replicated);", tableType(rows), name, builder);
  tables_[&rows] = name;
}

// The C++ type with which a scalar is printed.
static CppType printedType(const ValueType& type) {
  const bool asScalar = type.nullable || isDecimal(type.type) || isTemporal(type.type);
  return asScalar ? scalarClass() : cppTypeOf(type.type);
}

void FunctionEmitter::emitPrint(Op& op, Code& out) {
  const std::string at = site(op);
  if (op.inputs.empty()) {
    for (const Expr* s : op.scalars) {
      Cpp value = s->kind == ExprKind::Scalar ? scalarAs(*s->scalar, printedType(s->type)) : argument(s);
      // the runtime's plain numbers; the user's text has the user's type
      if ((isTemporal(s->type.type) || isDecimal(s->type.type)) && s->kind == ExprKind::Constant)
        value = Cpp::call("rt::to_scalar", {Cpp::name(typeCode(s->type.type)), value});
      if (s->kind == ExprKind::Constant && s->type.type == bodo::float32)
        value = Cpp::call("static_cast<float>", {value});
      comments(op.loc, out);
      out.line("bodo::print({}, rt::where({}));", value, at);
    }
    return;
  }
  const std::string table = inputTable(op, 0).text();
  comments(op.loc, out);
  if (!onEveryRank(op)) out.comment("collective: the rows that are shown travel to rank 0");
  std::vector<std::string> options;
  for (std::size_t i = 0; i < op.scalars.size(); ++i)
    options.push_back(fmt::format(".{} = {}", op.names[i], argument(op.scalars[i])));
  if (const auto format = op.options.find("format"); format != op.options.end())
    options.push_back(fmt::format(".format = {}", toString(format->second)));
  const std::string list = options.empty() ? "" : fmt::format(", {{{}}}", fmt::join(options, ", "));
  out.line("bodo::print({}{}, rt::where({}));", frameOf(op, 0, table, {}, false), list, at);
}

// The handle for a table in ordinary code.
std::string FunctionEmitter::frameOf(Op& op, unsigned input, const std::string& table, const CppType& type,
                                     bool gather) {
  const bool gathers = gather && returnsGathered(op, input);
  const std::string value = gathers ? fmt::format("rt::gather({}, {})", site(op), table) : table;
  return handleOf(type, value, plan_.inputs.at({&op, input}).labelled);
}

// For ordinary code, as this type.
std::string FunctionEmitter::handleOf(const CppType& type, const std::string& table, bool labelled) {
  const std::string to = type.kind == CppType::Kind::Array    ? fmt::format("array<{}>", type.text)
                         : type.kind == CppType::Kind::Series ? "series"
                                                              : "frame";
  return fmt::format("rt::to_{}({}{})", to, table, labelled ? ", rt::labelled" : "");
}

}  // namespace bodocc
