#include "FunctionEmitter.h"

#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Emit/PlainReading.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

namespace {

constexpr std::size_t statementWidth = 84;

// Line numbers increase after a #line directive; all lines that are emitted for a statement must have its number.
std::string withEveryLine(std::string_view text) {
  std::string out, directive;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(0, end + 1);
    text.remove_prefix(end + 1);
    const std::size_t begin = line.find_first_not_of(" \n");
    if (line.starts_with("#line ")) {
      directive = line;
      continue;
    }
    if (begin != std::string_view::npos && !line.substr(begin).starts_with("//")) out += directive;
    out += line;
  }
  return out;
}

// The line without a comment at its end.
std::string_view withoutComment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); i = tokenEnd(line, i))
    if (line.substr(i).starts_with("//")) return line.substr(0, line.find_last_not_of(" \t", i - 1) + 1);
  return line;
}

// The lines of a statement as one, cut where it is too long.
std::string oneLine(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) {
    const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
    const std::string_view text = withoutComment(std::string_view(line).substr(begin));
    // a list continues, a block has a space
    const bool joined =
        all.empty() || text.starts_with('.') || all.ends_with('(') || (all.ends_with('{') && !all.ends_with(" {"));
    all.append(joined || text.empty() ? "" : " ").append(text);
  }
  constexpr std::string_view more = " ...";
  if (lines.size() < 2 || all.size() <= statementWidth) return all;
  all.resize(std::min(all.find_last_of(" ,(", statementWidth - more.size()), statementWidth - more.size()));
  return all.append(more);
}

std::string baseName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

}  // namespace

FunctionEmitter::FunctionEmitter(const Module& module, const Function& function, const EmitOptions& options)
    : module_(module),
      function_(function),
      options_(options),
      plan_(*function.plan),
      names_(function.identifiers, options.isMacro),
      equal_(function) {
  takeNames();
  runtime_ = names_.fresh("rt");
  wide_ = names_.fresh("Wide");
  sites_ = names_.fresh("at");
  findNumbered();
  places_ = placesOf(const_cast<Function&>(function));
  for (const auto& e : function.exprs) implemented_.insert(statementAt(function, e->loc));
  forEachOp(function.body, [&](const Op& op) {
    implemented_.insert(statementAt(function, op.loc));
    for (const Scalar* s : usedScalars(op)) ++scalarUses_[s];
    for (const Rows* rows : op.inputs) users_[rows].push_back(&op);
  });
}

// Takes the names that the user's text brings into the emitted text.
void FunctionEmitter::takeNames() {
  for (const std::string& word : options_.macroWords) names_.take(word);
  const auto take = [&](std::string_view text) {
    forEachWord(text, [&](auto word) { names_.take(std::string(word)); });
  };
  take(function_.returnType.text);
  for (const Parameter& p : function_.params) {
    names_.take(p.name);
    take(p.cppType.text);
  }
  const auto takeHost = [&](const HostText& host) {
    take(host.type.text);
    for (const HostText::Piece& piece : host.pieces) take(piece.cppType.text);
  };
  const auto takeFunction = [&](const std::shared_ptr<const UserFunction>& f) {
    if (!f) return;
    take(f->resultType.text);
    for (const CppType& type : f->paramTypes) take(type.text);
  };
  for (const auto& e : function_.exprs) {
    takeHost(e->host);
    takeFunction(e->function);
  }
  forEachOp(function_.body, [&](const Op& op) {
    if (op.callee) names_.take(op.callee->symbol);
    takeHost(op.text);
    for (const HostText& host : op.hostArguments) takeHost(host);
    for (const Column& c : plan::tableColumns(op)) takeFunction(c.function);
  });
}

std::string FunctionEmitter::nameOf(const Op& op, unsigned input) const {
  if (!op.name.empty()) return op.name;
  if (input < op.names.size() && !op.names[input].empty() && op.info->kind == OpKind::Control) return op.names[input];
  const Rows& rows = *op.inputs.at(input);
  if (!rows.def || !rows.def->name.empty() || rows.def->info->kind == OpKind::Control) return nameOf(rows);
  if (op.info->control == Control::None && !op.results.empty() && *rows.def->info->rowsName != '\0')
    return nameOf(rows);
  return op.info->control == Control::Return || op.info->control == Control::None ? "result" : "rows";
}

// The word that distinguishes a table of these rows from earlier ones with the user's name.
std::string FunctionEmitter::distinction(const Rows& rows) {
  if (!rows.def) return "rows";
  const Op& op = *rows.def;
  if (op.info->tableFrom == TableFrom::Windows)
    for (const Column& c : rows.columns)
      if (c.aggregate && !c.name.empty()) return "with_" + c.name;
  if (isMerge(op)) {
    const Rows* other = op.inputs[1];
    while (other->def && other->def->name.empty() && streams(*other->def)) other = other->def->inputs[0];
    return "with_" + nameOf(*other);
  }
  if (*op.info->rowsName == '\0') return "rows";
  return nameOf(rows) != op.info->rowsName || op.inputs.empty() ? op.info->rowsName : "of_" + nameOf(*op.inputs[0]);
}

std::string FunctionEmitter::freshTable(const Rows& rows, SourceLoc loc) {
  return names_.fresh(nameOf(rows), distinction(rows), fmt::format("at_{}", loc.line));
}

// The same for the table of an op's input: the column that the loop adds.
std::string FunctionEmitter::distinction(const Op& op, unsigned input) const {
  const auto from = plan_.inputs.find({&op, input});
  if (from != plan_.inputs.end() && from->second.loop)
    for (const plan::Feed& feed : from->second.loop->feeds)
      for (std::size_t n = 0; feed.kind == plan::Feed::Kind::Table && n < feed.columns.size(); ++n) {
        const Expr* const e = from->second.loop->canonical(feed.columns[n]);
        const std::string& name = feed.names[n].empty() ? e->name : feed.names[n];
        if (e->kind != ExprKind::Column && !name.empty()) return "with_" + name;
      }
  return distinction(*op.inputs.at(input));
}

std::string FunctionEmitter::nameOfScalar(const Scalar& s, bool withArguments) {
  const Op& op = *s.def;
  if (op.outputs.empty()) return s.name;
  const Column& c = op.outputs[0];
  const bool ofFrame = !op.inputs.empty() && s.name == nameOf(*op.inputs[0]);  // the statement's, not the scalar's
  if (!s.name.empty() && !ofFrame) return s.name;
  std::string name = c.aggregate->id;
  if (!ofFrame || c.name.empty()) return name;
  name = c.name + "_" + name;
  for (const Expr* e : c.args)
    if (withArguments && e->kind == ExprKind::Constant) name += fmt::format("_{}", constantCode(e->constant, e->type));
  return name.ends_with(".0") ? name.substr(0, name.size() - 2) : name;
}

std::string FunctionEmitter::nameOf(const Rows& rows) {
  if (!rows.def || !rows.def->name.empty() || rows.def->info->kind == OpKind::Control)
    return rows.name.empty() ? "rows" : rows.name;
  const OpInfo& info = *rows.def->info;
  return *info.rowsName != '\0' ? info.rowsName : info.id;
}

std::string FunctionEmitter::receiver(const Op& op, unsigned input) {
  std::string& table = inputTables_[{&op, input}];
  if (isLoop(op.info->control)) {
    table = names_.fresh(nameOf(*op.regions.at(0).arguments.at(input)));
    return "rt::table " + table;
  }
  if (const auto it = yieldTargets_.find(&op); it != yieldTargets_.end() && op.inputs.size() == 1) {
    table = it->second.at(input);
    return table;
  }
  const auto from = plan_.inputs.find({&op, input});
  const plan::Loop* const loop = from == plan_.inputs.end() ? nullptr : from->second.loop;
  if (loop && loop->source.kind == plan::Source::Kind::Table && replacedBy(*loop->source.rows) == loop) {
    table = tableOf(*loop->source.rows);
    return table;
  }
  table = names_.fresh(nameOf(op, input), distinction(op, input), fmt::format("at_{}", op.loc.line));
  const bool isInput = op.info->tableFrom == TableFrom::Input && !op.results.empty();
  const char* const type = loop && loop->makes ? tableType(*loop->makes)
                           : isInput           ? tableType(op.rows())
                           : takesOver(op)     ? "rt::table"
                                               : "const rt::table";
  return fmt::format("{} {}", type, table);
}

std::string FunctionEmitter::emit() {
  Code head(1);
  head.line("namespace {} = bodo::rt;", runtime_);
  head.line("using {} = rt::sites<{}>;", sites_, literal(baseName(function_.file)));
  if (options_.lineDirectives) explainPlan(head);
  if (!function_.external) head.blank();
  Code body(1);
  if (function_.external) {
    // collective: every rank calls the function, with the same arguments
    std::string arguments = site(function_.loc, function_.name);
    for (const Parameter& p : function_.params)
      if (!p.isResult && !p.name.empty()) arguments += ", " + (p.compared.empty() ? p.name : p.compared);
    lineDirective(function_.loc, body);
    body.line("rt::enter({});", arguments);
  }
  for (std::size_t i = 0; i < function_.params.size(); ++i) {
    const Parameter& p = function_.params[i];
    if (p.isFrame && !function_.external) {
      tables_[p.rows] = p.name;
      numberIfRead(*p.rows, body);
    } else if (p.isFrame) {
      const std::string table = names_.fresh(p.name, "rows");
      const Rows& rows = *(function_.inside ? function_.inside : &function_)->params[i].rows;
      std::vector<std::string> fields;
      for (const Column& c : rows.columns) fields.push_back(field(c.name, c.type));
      const bool everywhere = rows.domain.distribution == Distribution::Replicated;
      if (everywhere)
        body.comment("collective if the frame's rows are spread over the ranks: gather them on every rank");
      body.line("const rt::table {} = rt::table_of({}, {}, {{{}}}, rt::layout::{}{});", table,
                site(function_.loc, function_.name), p.name, fmt::join(fields, ", "),
                everywhere ? "replicated" : "blocks", plan::hasLabels(rows) ? ", rt::labelled" : "");
      tables_[p.rows] = table;
      numberIfRead(*p.rows, body);
    }
  }
  if (function_.inside)
    emitInside(body);
  else
    emitSteps(plan_.steps, body);

  std::string text = body.take();
  while (text.starts_with("\n")) text.erase(0, 1);
  if (options_.lineDirectives) text = withEveryLine(text);
  if (!function_.plainReading.empty() && function_.external) text = withCheck(text);
  const SettledText inner = settled(head.take() + text, runtime_, options_.isUsersMacro);
  return fmt::format("{} {{\n{}{}{}}}\n", function_.external ? function_.signature : insideSignature(),
                     hidden(inner.undefined), inner.text, restored(inner.undefined));
}

std::string FunctionEmitter::plainFunction() const {
  const PlainFunction& plain = function_.plain;
  if (plain.signature.empty()) return "";
  const std::string body = fmt::format("  namespace {} = bodo::rt;\n{}", runtime_, plain.body);
  const SettledText inner = settled(body, runtime_, options_.isUsersMacro);
  return fmt::format("{} {{\n{}{}{}}}\n", plain.signature, hidden(inner.undefined), inner.text,
                     restored(inner.undefined));
}

// The body runs, then its plain reading, with the arguments as they were before; what both return is compared.
std::string FunctionEmitter::withCheck(const std::string& body) const {
  const std::string result = function_.returnType.text;
  std::string compare;
  const Op* returning = nullptr;
  forEachOp(function_.body, [&](const Op& op) {
    if (op.info->control == Control::Return) returning = &op;
  });
  if (const std::size_t components = returning ? returning->hostArguments.size() : 0; components > 0) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < components; ++i) names.push_back(fmt::format("bodo_component{}", i));
    compare = fmt::format("const auto& [{}] = bodo_result;\n", fmt::join(names, ", "));
    for (std::size_t i = 0; i < components; ++i) compare += fmt::format("bodo_check.compare({}, {});\n", i, names[i]);
  } else {
    compare = "bodo_check.compare(0, bodo_result);\n";
  }
  std::string captures = "&";
  for (const Parameter& p : function_.params)
    if (copiedForCheck(p)) captures += ", " + p.name;
  std::string text = "  // -fbodo-check: the plain reading, one operation after the other\n";
  text += fmt::format(
      "  auto bodo_plain_reading = [{}]([[maybe_unused]] bodo::check::reading& bodo_plain) mutable {{\n{}  }};\n",
      captures, function_.plainReading);
  text += fmt::format("  return bodo::check::checked<{}>({}, [&]() -> {} {{\n{}  }}, bodo_plain_reading", result,
                      site(function_.loc, function_.name), result, body);
  if (function_.returnType.kind == CppType::Kind::Void) return text + ");\n";
  return text +
         fmt::format(", []([[maybe_unused]] bodo::check::comparison& bodo_check, const {}& bodo_result) {{\n{}  }});\n",
                     result, compare);
}

std::string FunctionEmitter::site(SourceLoc loc, const std::string& operation) const {
  return fmt::format("{}::line<{}, {}>", sites_, loc.line, literal(operation));
}

std::string FunctionEmitter::site(const Op& op) const {
  if (const auto word = op.options.find("word"); word != op.options.end())
    return site(op.loc, std::get<std::string>(word->second.value));
  const std::vector<Column>& columns = plan::tableColumns(op);
  const auto combines = std::ranges::find_if(columns, [](const Column& c) { return c.aggregate != nullptr; });
  const bool unnamed = *op.info->method == '\0' && shapeOf(op) != Shape::Groups;
  return site(op.loc, wordFor(unnamed && combines != columns.end() ? *combines->aggregate : *op.info));
}

std::string FunctionEmitter::wordFor(const OpInfo& info) {
  const std::string_view method = info.method;
  if (!method.empty() && method != "[]") return info.method;
  return *info.word != '\0' ? info.word : info.id;
}

// A type and flags as arguments.
static std::string typeAndFlags(const ValueType& type) {
  const char* const flags = type.coded      ? (type.nullable ? ", rt::nullable | rt::coded" : ", rt::coded")
                            : type.nullable ? ", rt::nullable"
                                            : "";
  return typeCode(type.type) + flags;
}

std::string FunctionEmitter::field(const std::string& name, const ValueType& type) {
  return fmt::format("{{{}, {}}}", literal(name), typeAndFlags(type));
}

std::string FunctionEmitter::numberOf(const Rows& source, const Expr* e) const {
  if (isColumnOf(e, source)) {
    const auto numbers = columnNumbers_.find(&source);
    return numbers == columnNumbers_.end() ? "" : numbers->second.at(e->column);
  }
  const auto computed = computed_.find(&source);
  if (computed == computed_.end()) return "";
  const auto at = std::ranges::find(computed->second, e, &Computed::expr);
  return at == computed->second.end() ? "" : at->number;
}

std::string FunctionEmitter::numbered(const Rows& source, const Expr* e, const ValueType& type) const {
  const std::string number = numberOf(source, e), own = typeAndFlags(type);
  if (isColumnOf(e, source) && own == typeAndFlags(source.columns.at(e->column).type)) return number;
  return fmt::format("{{{}, {}}}", number, own);
}

void FunctionEmitter::describe(const std::vector<const Op*>& ops, Code& out, const std::vector<const Expr*>& computed) {
  if (!ops.empty()) lineDirective(ops.back()->loc, out);
  std::vector<const Statement*> statements;
  for (const Op* op : ops)
    // values passed across a region's edge belong to no statement: heads and braces are in the code
    if (op->regions.empty() && op->info->control != Control::Yield) {
      statements.push_back(statementAt(function_, op->loc));
      for (const Column& c : plan::tableColumns(*op))
        if (c.loc.valid()) statements.push_back(statementAt(function_, c.loc));
    }
  for (const Expr* e : computed)
    if (e->kind == ExprKind::Call || e->kind == ExprKind::Host) statements.push_back(statementAt(function_, e->loc));
  // in the order of the text
  std::ranges::sort(statements);
  const auto [again, end] = std::ranges::unique(statements);
  statements.erase(again, end);
  std::erase_if(statements, [&](const Statement* s) { return !s || s == described_ || quoted_.contains(s); });
  quoted_.insert(statements.begin(), statements.end());
  for (const Statement* statement : statements) {
    comments(statement->begin, out);
    out.comment(fmt::format("{:<{}}  {}:{}", oneLine(statement->lines), statementWidth, baseName(function_.file),
                            statement->begin.line));
  }
}

void FunctionEmitter::comments(SourceLoc loc, Code& out) {
  const Statement* statement = statementAt(function_, loc);
  if (!statement) return;
  described_ = statement;
  // nothing is emitted for a statement that only gives a frame another name: its comments come with the next one
  const Statement* first = statement;
  const Statement* const all = function_.statements.data();
  while (first != all && !implemented_.contains(first - 1) && !shown_.contains(first - 1)) --first;
  for (; first <= statement; ++first)
    if (shown_.insert(first).second)
      for (const std::string& line : first->comments) out.comment(line);
}

void FunctionEmitter::lineDirective(SourceLoc loc, Code& out) {
  if (options_.lineDirectives && loc.valid())
    out.verbatim(fmt::format("#line {} {}\n", loc.line, literal(function_.file)));
}

// The steps of a region.
void FunctionEmitter::emitSteps(const std::vector<plan::Step>& steps, Code& out) {
  const std::map<std::string, std::string> outside = userFunctions_;
  const std::map<const Expr*, Cpp> snapshotsOutside = snapshots_;
  const std::set<const Statement*> quotedOutside = quoted_;
  const std::size_t numberedOutside = numberings_.size();
  described_ = nullptr;
  names_.enter();
  for (const plan::Step& step : steps) {
    statement_ = step.at->loc;
    next_ = step.next;
    emitStep(step, out);
    for (const Op* merge : step.frees) out.line("{}.free();", variable(merge));
  }
  names_.leave();
  userFunctions_ = outside;  // lambdas are declared in the region's block, and so are values
  snapshots_ = snapshotsOutside;
  quoted_ = quotedOutside;
  numberings_.resize(numberedOutside);
}

void FunctionEmitter::emitStep(const plan::Step& step, Code& out) {
  Op& op = *step.op;
  // the mark stands at the line of what it marks, so that gdb steps as if it were not there
  if (step.kind != plan::Step::Kind::Hold) lineDirective(step.loop ? step.loop->sinks.back()->loc : op.loc, out);
  atLine(step.loop ? static_cast<const void*>(step.loop) : &step, out);
  switch (step.kind) {
    case plan::Step::Kind::Hold: return snapshotHosts(op, out);
    case plan::Step::Kind::Open: lineDirective(op.loc, out); return openFile(op, out);
    case plan::Step::Kind::Values:
      lineDirective(op.loc, out);
      return shapeOf(op) == Shape::Vector ? emitVector(op, out) : emitValues(op, out);
    case plan::Step::Kind::Run: return Pipeline(*this, *step.loop, out.depth()).emit(out);
    case plan::Step::Kind::Count: return emitCount(op, out);
    case plan::Step::Kind::Sorted: return emitSorted(op, step.input, out);
    case plan::Step::Kind::Call: lineDirective(op.loc, out); return emitTableOp(op, out);
    case plan::Step::Kind::Print: lineDirective(op.loc, out); return emitPrint(op, out);
    case plan::Step::Kind::Control: lineDirective(op.loc, out); return emitControl(step, out);
  }
}

void FunctionEmitter::emitCount(Op& op, Code& out) {
  const Rows& rows = *op.inputs[0];
  const std::string table = tableOf(rows);
  Cpp total;
  if (!table.empty())
    total = Cpp::name(table).method("total");
  else if (shapeOf(*rows.def) == Shape::Range)
    total = Cpp::call("rt::length", {argument(rows.def->scalars.at(0))});
  else
    total = Cpp::name(variable(rows.def)).method(shapeOf(*rows.def) == Shape::File ? "rows" : "total");
  const Scalar& scalar = *op.scalarResults.at(0);
  if (isBoolean(scalar.type.type)) total = Cpp::infix(total, "==", Cpp::integer(0));
  out.blank();
  describe({&op}, out);
  Cpp& value = values_[&scalar];
  value = total;
  if (useNext(scalar)) return;
  const std::string name = names_.fresh(nameOfScalar(scalar), "of_" + nameOf(rows));
  value = Cpp::name(name);
  out.line("const {} {} = {};", storageName(scalar.type), name, total);
}

// The place of the scalar in the next statement, if this is its only reader and reads it once: its expression can be
// inlined there. Else null.
const HostText::Piece* FunctionEmitter::useNext(const Scalar& s) const {
  if (!next_ || isLoop(next_->info->control) || next_->text.branches) return nullptr;
  const auto uses = scalarUses_.find(&s);
  if (uses == scalarUses_.end() || uses->second != 1) return nullptr;
  const std::vector<HostText::Piece>& pieces = next_->text.pieces;
  if (std::ranges::count(pieces, &s, &HostText::Piece::scalar) != 1) return nullptr;
  return &*std::ranges::find(pieces, &s, &HostText::Piece::scalar);
}

std::string FunctionEmitter::tableOf(const Rows& rows) const {
  const auto it = tables_.find(&rows);
  return it == tables_.end() ? "" : it->second;
}

// The number of rows with which this rank will probe, if it is known.
std::string FunctionEmitter::probeRows(const Rows& probe) const {
  constexpr const char* unknown = "rt::unknown_rows";
  const Rows* r = &probe;
  while (r->def && tableOf(*r).empty() && streams(*r->def) && !forks(*r->def)) {
    if (explodes(*r->def)) return unknown;
    r = r->def->inputs[isMerge(*r->def) ? plan::streamSide(*r->def) : 0];
  }
  std::string rows;
  if (const std::string table = tableOf(*r); !table.empty())
    rows = table + ".rows()";
  else if (r->def && hasFooters(*r->def))
    rows = fmt::format("{}.rows() / rt::size()", variables_.at(r->def));
  else if (r->def && shapeOf(*r->def) != Shape::File && variables_.contains(r->def))
    rows = variables_.at(r->def) + ".size()";
  else if (r->def && forks(*r->def)) {
    for (const Rows* input : r->def->inputs) {
      const std::string more = probeRows(*input);
      if (more == unknown) return unknown;
      rows += (rows.empty() ? "" : " + ") + more;
    }
  } else
    rows = unknown;
  return rows;
}

void FunctionEmitter::snapshotHosts(Op& op, Code& out) {
  // reads and writes compare their paths themselves; rank 0 prints its own value
  const Shape shape = shapeOf(op);
  const bool compares = shape == Shape::File || shape == Shape::Writer || shape == Shape::Print;
  std::set<std::string> compared;
  const auto compare = [&](const std::string& value) {
    if (!compares && compared.insert(value).second) mustAgree(value, site(op), out);
  };
  const auto compareCaptured = [&](const UserFunction& function) {
    for (const std::string& name : function.compared)
      if (!equal_.contains(name)) compare(name);
  };
  for (const HeldExpr& held : heldExprs(op)) {
    if (!*held.slot) continue;
    forEachExpr(*held.slot, [&](const Expr& e) {
      if (e.function) compareCaptured(*e.function);
      if (e.kind != ExprKind::Host || snapshots_.contains(&e)) return;
      const Cpp code = expression(e.host);
      const bool equal = equal_.isEqual(e.host);
      // evaluated once, at its statement, unless that makes no difference
      const bool onlyHere = std::find(op.scalars.begin(), op.scalars.end(), &e) != op.scalars.end();
      Cpp& value = snapshots_[&e];
      value = code;
      if (!code.isName() && !(onlyHere && (equal || compares))) {
        value = Cpp::name(names_.fresh(e.name.empty() ? "value" : e.name, fmt::format("at_{}", op.loc.line)));
        lineDirective(e.loc, out);
        describe({}, out, {&e});
        out.line("const auto {} = {};", value, code);
      }
      if (!equal) compare(value.text());
    });
  }
  const auto compareFunctions = [&](const std::vector<Column>& columns) {
    for (const Column& column : columns)
      if (column.function) compareCaptured(*column.function);
  };
  if (op.info->control == Control::Parallel)
    for (const std::string& name : op.text.reads)
      if (!equal_.contains(name)) compare(name);
  compareFunctions(op.outputs);
  for (const auto& rows : op.results) compareFunctions(rows->columns);
}

// A value of ordinary code that operations on columns use, on which ranks may disagree.
void FunctionEmitter::mustAgree(const std::string& value, const std::string& site, Code& out) {
  out.line("rt::must_agree({}, {});", site, value);
}

void FunctionEmitter::emitControl(const plan::Step& step, Code& out) {
  Op& op = *step.op;
  switch (op.info->control) {
    case Control::Return: return emitReturn(op, out);
    case Control::Leave: {
      comments(op.loc, out);
      out.line("if ({}) break;", Cpp::negated(condition(op.text, site(op.loc, "while"))));
      return;
    }
    case Control::Host:
    case Control::Capture: {
      comments(op.loc, out);
      out.put(text(op.text));
      // for a function that a later statement calls: its captures at this point
      if (op.info->control == Control::Capture && op.text.pieces.size() == 1)
        for (const std::string& name : op.text.reads)
          if (!equal_.contains(name)) mustAgree(name, site(op.loc, function_.name), out);
      return;
    }
    case Control::If:
    case Control::For:
    case Control::While:
    case Control::Call: return emitStructured(step, out);
    case Control::Checkpoint: return emitCheckpoint(step, out);
    case Control::Parallel: return emitParallelLoop(op, out);
    case Control::Yield: return emitYield(op, yieldTargets_.at(&op), out);
    case Control::None: out.line("rt::barrier({});", site(op)); return;
  }
}

bool FunctionEmitter::returnsGathered(const Op& op, unsigned input) const {
  const Rows& rows = *op.inputs.at(input);
  if (rows.domain.distribution == Distribution::Replicated || function_.options.allReturnsDistributed) return false;
  const std::string& name = input < op.names.size() ? op.names[input] : op.name.empty() ? rows.name : op.name;
  const auto& flagged = function_.options.distributed;
  return std::find(flagged.begin(), flagged.end(), name) == flagged.end();
}

std::string emitFunction(const Module& module, const Function& function, const EmitOptions& options) {
  return FunctionEmitter(module, function, options).emit();
}

std::string emitDeclaration(const Module& module, const Function& function) {
  return FunctionEmitter(module, function, {}).insideSignature() + ";";
}

std::string emitPlainFunction(const Module& module, const Function& function, const EmitOptions& options) {
  return function.plain.signature.empty() ? "" : FunctionEmitter(module, function, options).plainFunction();
}

std::string emitPlainDeclaration(const Function& function) { return function.plain.signature + ";"; }

std::string emittedInclude(const std::vector<std::string>& macros) {
  return hidden(macros) + "#include <bodo/rt/emitted.h>\n" + restored(macros);
}

}  // namespace bodocc
