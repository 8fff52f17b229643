// Windows: values that follow from the rows around each row, or from those of its group.
#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "FunctionEmitter.h"
#include "GroupWindows.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

// rt::rolling_mean({at::line<9, "mean">, df["x"]}, {.rows = 7})
std::string FunctionEmitter::windowCall(const Column& c, const std::string& of) {
  std::vector<std::string> members;
  std::string args;
  std::string_view names = c.aggregate->structArgs;
  for (const Expr* e : c.args) {
    const std::string value = fmt::format("{}", e->kind == ExprKind::Host ? hostValue(*e).value : argument(e));
    if (names.empty()) {
      args += ", " + value;
      continue;
    }
    const std::string_view name = names.substr(0, names.find(' '));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    if (value != "0" && value != "false") members.push_back(fmt::format(".{} = {}", name, value));
  }
  return fmt::format(fmt::runtime(c.aggregate->lowering), fmt::arg("of", of), fmt::arg("args", args),
                     fmt::arg("options", members.empty() ? "" : fmt::format(", {{{}}}", fmt::join(members, ", "))));
}

// The rows of an op with windows, as a table: columns of the table of its input if that has all that is needed.
WindowRows FunctionEmitter::windowRows(const Op& op, Code& out) {
  const Rows &rows = op.rows(), &input = *op.inputs[0];
  WindowRows of{.table = tableOf(input), .labelled = plan::hasLabels(rows)};
  const auto isThere = [&](const Expr* e) { return isColumnOf(e, input); };
  if (!of.table.empty() && (plan::hasLabels(input) || !of.labelled) && std::ranges::all_of(op.keys, isThere) &&
      std::ranges::all_of(rows.columns, [&](const Column& c) { return !c.from || isThere(c.from); })) {
    of.input = &input;
    of.labelled = plan::hasLabels(input);
    of.names = namesOf(input);
    return of;
  }
  const Cpp table = inputTable(op, 0);
  of.table = table.isName() ? table.text() : names_.fresh(nameOf(op, 0));
  if (!table.isName()) out.line("const rt::table {} = {};", of.table, table);
  of.names = plan::tableNames(op, 0);
  of.held = plan::tableExprs(op, 0);
  return of;
}

std::size_t WindowRows::place(const Expr* e) const {
  return input ? e->column : static_cast<std::size_t>(std::ranges::find(held, e) - held.begin());
}

std::string WindowRows::column(const Expr* e) const {
  const std::size_t at = place(e);
  return FunctionEmitter::isNamed(at, names) ? fmt::format("{}[{}]", table, literal(names[at]))
                                             : table + FunctionEmitter::selected({at}, names);
}

void FunctionEmitter::windowMoves(const Op& op, Code& out) {
  std::set<std::string_view> moves;
  for (const Column& c : op.rows().columns)
    if (c.aggregate && (windowsOfRows(op) || !c.from) && op.rows().domain.distribution != Distribution::Replicated &&
        moves.insert(c.aggregate->moves).second)
      out.comment(fmt::format("collective: {}", c.aggregate->moves));
}

std::string FunctionEmitter::windowOf(const Op& op, const WindowRows& of, const Column& c) {
  const std::string at = site(c.loc.valid() ? c.loc : op.loc, wordFor(*c.aggregate));
  if (!c.from) {  // the number of the row in its group
    std::vector<std::size_t> places;
    for (const Expr* key : keysOfGroups(op)) places.push_back(of.place(key));
    return windowCall(c, fmt::format("{{{}, {}{}}}{}", at, of.table, selected(places, of.names),
                                     leavesRowsOut(op) ? ", rt::missing_keys::dropped" : ""));
  }
  const std::string times = op.options.count("timed") != 0 ? ", " + of.column(op.keys.back()) : "";
  return windowCall(c, fmt::format("{{{}, {}{}}}", at, of.column(c.from), times));
}

// The table of the input with a column for each window:
//     df = df.with("total", rt::cumsum(at::line<17, "cumsum">, df["i"]));
void FunctionEmitter::emitWindow(Op& op, Code& out) {
  const Rows& rows = op.rows();
  const bool labelled = plan::hasLabels(rows);
  const WindowRows of = windowRows(op, out);
  const std::string& base = of.table;
  const std::vector<std::string>& names = of.names;  // the base's columns, but for its labels

  out.blank();
  describe({&op}, out);
  numberIfRead(rows, out);
  std::optional<GroupWindows> within;
  windowMoves(op, out);
  if (!windowsOfRows(op))
    within.emplace(*this, op, base, [&](const Expr* e) { return chosen({of.place(e)}, of.names)[0]; }, out);
  std::vector<std::size_t> kept, order;  // places in the base; the columns of `rows` as the table has them
  std::vector<std::string> taken;
  for (std::size_t c = 0; c < rows.columns.size(); ++c)
    if (!rows.columns[c].aggregate) {
      kept.push_back(of.place(rows.columns[c].from));
      order.push_back(c);
      taken.push_back(rows.columns[c].name);
    }
  // a table that several frames share has the names of the first one
  bool renamed = false;
  for (std::size_t k = 0; k < kept.size(); ++k) renamed = renamed || names.at(kept[k]) != taken[k];
  std::vector<std::size_t> whole(names.size());
  std::iota(whole.begin(), whole.end(), std::size_t{0});
  std::string call = base;
  if (kept.empty())
    call = "rt::table()";
  else if (renamed)
    call = fmt::format("rt::select({}, {{{}}}, {})", base, fmt::join(chosen(kept, names), ", "), literals(taken));
  else if (kept != whole || of.labelled)
    call = base + selected(kept, names);
  for (std::size_t n = 0; n < rows.columns.size(); ++n) {
    const Column& c = rows.columns[n];
    if (!c.aggregate) continue;
    const std::string window = within && c.from ? within->result(c) : windowOf(op, of, c);
    // `with` replaces a column of the same name
    const bool replaces = std::ranges::count(taken, c.name) != 0;
    call += replaces ? fmt::format(".beside(rt::select({}, {{0}}, {{{}}}))", window, literal(c.name))
                     : fmt::format(".with({}, {})", literal(c.name), window);
    taken.push_back(c.name);
    order.push_back(n);
  }
  if (labelled) call += fmt::format(".beside({}.select({{rt::labelled}}))", base);
  call += inOrder(rows, order);
  for (const std::string& lambda : takeLambdas()) out.put(lambda);
  declareTable(op, call, out);
  // the call itself may be what the function returns
  if (within && tableOf(rows) != call) within->free(out);
}

}  // namespace bodocc
