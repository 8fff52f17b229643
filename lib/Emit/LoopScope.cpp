#include "LoopScope.h"

#include "FunctionEmitter.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

namespace {

std::string braced(const std::vector<std::string>& items) { return fmt::format("{{{}}}", fmt::join(items, ", ")); }

}  // namespace

Place LoopScope::columnPlace(const Column& column, const std::string& view) {
  const ValueType& type = column.type;
  Place p;
  p.view = view;
  p.nullable = type.nullable;
  p.coded = type.coded;
  p.codes = type.coded;
  p.name = fn.names().fresh(column.name, "column");
  p.words = Cpp::name(p.name).method("words");
  p.type = type.coded ? "const rt::coded_column" : fmt::format("const rt::column<{}>", storageName(type));
  p.declarator = fmt::format("{}({})", p.name, p.view);
  return p;
}

Place LoopScope::columnPlace(const Column& column, const std::string& of, const std::string& number, bool build) {
  Place p = columnPlace(column, build ? fmt::format("{}.column({})", of, number) : fmt::format("{}[{}]", of, number));
  p.build = build;
  p.of = of;
  p.number = number;
  return p;
}

void LoopScope::fill(const std::vector<plan::Part>& parts) {
  for (const plan::Part& part : parts)
    writePart(part, [&] {
      RowLoop rows(*this, part);
      rows.addBuffers();
      rows.finish();
    });
}

std::vector<std::string> LoopScope::views(const std::vector<const Expr*>& exprs) const {
  std::vector<std::string> all;
  for (const Expr* e : exprs) all.push_back(placeOf(canonical(e))->view);
  return all;
}

std::string LoopScope::list(const std::vector<const Expr*>& exprs) const {
  if (exprs.size() < 2) return braced(views(exprs));
  std::vector<std::string> numbers;
  const std::string& batch = placeOf(canonical(exprs[0]))->of;
  for (const Expr* e : exprs) {
    const Place& p = *placeOf(canonical(e));
    if (batch.empty() || p.build || p.of != batch) return braced(views(exprs));
    numbers.push_back(p.number);
  }
  return fmt::format("{}[{}]", batch, braced(numbers));
}

LoopScope::Columns LoopScope::columns(const std::vector<const Expr*>& exprs, plan::Reads reads) const {
  const Level& level = here.level();
  switch (reads) {
    case plan::Reads::Rows: return {list(exprs), level.argument()};
    case plan::Reads::Batch: return {level.rows + ".columns", level.argument()};
    case plan::Reads::Probed: return {list(exprs), level.pairs + ".probed()"};
    case plan::Reads::Taken: return {fmt::format("{}.take({})", level.pairs, ofPairs(exprs)), level.argument()};
  }
  return {};
}

// Columns of pairs as arguments: those of the probed batch, which comes before them, of the build side, or computed
// ones, which have a value for each pair.
std::string LoopScope::ofPairs(const std::vector<const Expr*>& exprs) const {
  std::string probed;
  std::vector<std::string> all;
  for (const Expr* e : exprs) {
    const Place& p = *placeOf(canonical(e));
    const bool isOfProbed = !p.build && p.level < here.innermost();
    if (isOfProbed) probed = p.of + ", ";
    all.push_back(isOfProbed ? p.number : p.build ? fmt::format("{{{}, {}}}", p.of, p.number) : p.view);
  }
  return probed + braced(all);
}

void LoopScope::keepKnown(const std::vector<const Expr*>& all, plan::Keeping keeping) {
  Level& level = here.level();
  const bool pairs = !level.pairs.empty();
  const std::string columns = pairs ? ofPairs(all) : braced(views(all));
  if (keeping == plan::Keeping::InPlace)
    return pairs ? text.body.line("{}.keep_known({}, {});", level.pairs, columns, level.kept)
                 : text.body.line("{}.keep_known({});", level.kept, columns);
  const std::string kept = fn.names().fresh("kept", "rows");
  text.body.line("rt::selection {} = {};", kept,
                 !pairs             ? fmt::format("rt::known({}, {})", level.argument(), columns)
                 : level.selected() ? fmt::format("{}.known({}, {})", level.pairs, columns, level.kept)
                                    : fmt::format("{}.known({})", level.pairs, columns));
  level.kept = kept;
  level.arrived = false;
}

std::vector<const Expr*> LoopScope::operandsOfPrepared(const Expr& call) {
  return {call.args.begin() + 1, call.op->preparesList ? call.args.end() : call.args.begin() + 2};
}

void LoopScope::declareHoisted() {
  for (const Expr* e : loop.hoisted) {
    if (e->kind == ExprKind::Call) {
      const std::string_view prepared = e->op->prepared;
      std::string& name = prepared_[{prepared, operandsOfPrepared(*e)}];
      if (!name.empty()) continue;
      name = fn.names().fresh(prepared.substr(prepared.find_last_of(":_") + 1));
      std::vector<Cpp> args;
      for (const Expr* a : operandsOfPrepared(*e)) args.push_back(fn.argument(a));
      text.before.line("const {} {};", prepared, Cpp::call(name, std::move(args)));
      continue;
    }
    const auto [at, isNew] = hoisted_.try_emplace(e->scalar);
    if (!isNew) continue;
    ValueCode& scalar = at->second;
    scalar = fn.scalarOnRows(*e);
    const std::string wanted = FunctionEmitter::nameOfScalar(*e->scalar), name = wanted.empty() ? "scalar" : wanted;
    const auto hoist = [&](Cpp& code, const std::string& type, const std::string& variable) {
      text.before.line("const {} {} = {};", type, variable, code);
      code = Cpp::name(variable);
    };
    const auto moves = [](const Cpp& code) { return !code.isName() && !code.isConstant(); };
    if (moves(scalar.value)) hoist(scalar.value, storageName(e->type), fn.names().fresh(name, "value"));
    if (moves(scalar.known)) hoist(scalar.known, "bool", fn.names().fresh(name + "_known"));
  }
}

const std::string& LoopScope::prepared(const Expr& call) const {
  return prepared_.at({call.op->prepared, operandsOfPrepared(call)});
}

void LoopScope::callsUser(const Expr& call) {
  if (text.first.empty()) text.first.line("const rt::running {}({});", fn.names().fresh("user_code"), fn.site(call));
}

const Rows* LoopScope::numbered() const {
  const plan::Source& source = loop.source;
  const bool file = source.kind == plan::Source::Kind::File && !source.rows->columns.empty();
  return file || FunctionEmitter::readsByNumber(loop) ? source.rows : nullptr;
}

std::string LoopScope::source() const {
  const Rows& rows = *loop.source.rows;
  return loop.source.kind == plan::Source::Kind::Table ? fn.tableOf(rows) : fn.variable(rows.def);
}

const std::string& LoopScope::columnNumber(unsigned column) const { return fn.columnNumber(*loop.source.rows, column); }

bool LoopScope::readsAll() const {
  const plan::Source& source = loop.source;
  if (source.kind != plan::Source::Kind::Table) return true;
  return std::ranges::is_sorted(source.now) && source.now.size() == source.rows->columns.size() &&
         source.labels == plan::hasLabels(*source.rows);
}

std::string LoopScope::fieldsArgument(const std::vector<std::string>& fields) const {
  const std::string list = braced(fields);
  const Op* const from = loop.source.rows->def;
  const std::vector<std::string> there = from ? fn.fieldsOf(*from) : std::vector<std::string>();
  if (there.empty()) return list;
  const std::string call = fn.variable(from) + ".fields(";
  switch (loop.source.kind) {
    case plan::Source::Kind::Groups:
      if (there.size() > fields.size() || !std::equal(there.begin(), there.end(), fields.begin())) return list;
      if (there.size() == fields.size()) return call + ")";
      return call + braced({fields.begin() + std::ssize(there), fields.end()}) + ")";
    case plan::Source::Kind::File: {
      if (there == fields) return call + ")";
      std::vector<std::string> numbers;
      for (const std::string& field : fields) {
        const auto at = std::ranges::find(there, field);
        if (at == there.end()) return list;
        numbers.push_back(columnNumber(static_cast<unsigned>(at - there.begin())));
      }
      const std::string some = call + braced(numbers) + ")";
      return some.size() < list.size() ? some : list;
    }
    default: return there == fields ? call + ")" : list;
  }
}

}  // namespace bodocc
