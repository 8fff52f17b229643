// The text form of the IR: one op a line, regions indented, columns in brackets, source lines as comments. Stable:
// names come from the user's program and from the order of the ops, never from addresses or creation numbers.
// --print-after shows it, and unit tests compare it.
//
//   %t = filter(%customer) where (%customer.segment == "BUILDING") [custkey, total: float64 = (%customer.a + 1)]  // 16
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "bodocc/IR/IR.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

class Printer {
 public:
  explicit Printer(const Function* f) : function_(f) {
    if (!f) return;
    for (auto& rows : f->arguments) nameRows(*rows);
    nameRegion(f->body);
  }

  std::string function() {
    const Function& f = *function_;
    std::string params;
    for (const Parameter& p : f.params)
      params += fmt::format("{}{}: {}", params.empty() ? "" : ", ", p.name, p.isFrame ? "frame" : p.cppType.text);
    std::string head =
        fmt::format("function {}({}) -> {}", f.symbol.empty() ? f.name : f.symbol, params, f.returnType.text);
    if (!f.external) head += " internal";
    line(0, head, f.loc);
    for (auto& rows : f.arguments)
      line(1, fmt::format("argument {} {}{}", rowsName(*rows), columns(*rows, 1), attributes(*rows)), rows->loc);
    region(f.body, 1);
    return std::move(out_);
  }

  std::string region(const Region& of, const std::vector<const Rows*>& outside) {
    for (const Rows* rows : outside) nameRows(*rows);
    nameRegion(of);
    for (const Rows* rows : outside)
      line(0,
           rows->def && rows->def->info->shape != Shape::Control
               ? head(*rows->def)
               : fmt::format("argument {} {}", rowsName(*rows), columns(*rows, 1)),
           {});
    region(of, 0);
    return std::move(out_);
  }

  std::string expr(const Expr& e) const {
    switch (e.kind) {
      case ExprKind::Column: return columnName(*e.rows, e.column);
      case ExprKind::Constant: return constant(e.constant);
      case ExprKind::Host: return host(e.host);
      case ExprKind::Scalar: return scalarName(*e.scalar);
      case ExprKind::Call: return call(e);
    }
    throw InternalError("an expression of no kind");
  }

 private:
  // names
  static std::string unique(std::map<std::string, unsigned>& taken, const std::string& name) {
    unsigned n = taken[name]++;
    return n == 0 ? name : fmt::format("{}.{}", name, n);
  }
  void nameRows(const Rows& rows) { rows_[&rows] = unique(takenRows_, rows.name.empty() ? "rows" : rows.name); }
  void nameRegion(const Region& region) {
    for (auto& rows : region.arguments) nameRows(*rows);
    for (auto& op : region.ops) {
      for (auto& rows : op->results) nameRows(*rows);
      for (auto& s : op->scalarResults) scalars_[s.get()] = unique(takenScalars_, s->name.empty() ? "scalar" : s->name);
      for (const Region& inner : op->regions) nameRegion(inner);
    }
  }
  std::string rowsName(const Rows& rows) const {
    auto found = rows_.find(&rows);
    return "%" + (found == rows_.end() ? rows.name : found->second);
  }
  std::string scalarName(const Scalar& s) const {
    auto found = scalars_.find(&s);
    return "$" + (found == scalars_.end() ? s.name : found->second);
  }
  std::string columnName(const Rows& rows, unsigned column) const {
    if (column >= rows.columns.size()) return fmt::format("{}.<no column {}>", rowsName(rows), column);
    const std::string& name = rows.columns[column].name;
    int same = 0;
    for (const Column& c : rows.columns) same += c.name == name;
    return fmt::format("{}.{}{}", rowsName(rows), name, same > 1 ? fmt::format("@{}", column) : "");
  }

  // values
  static std::string constant(const Constant& c) {
    const auto* text = std::get_if<std::string>(&c.value);
    return text != nullptr ? fmt::format("\"{}\"", *text) : toString(c);
  }
  std::string host(const HostText& text) const {
    std::string s;
    for (const HostText::Piece& p : text.pieces)
      s += p.scalar    ? fmt::format("{}({})", p.cppType.text, scalarName(*p.scalar))
           : p.runtime ? fmt::format("{}<{}>(", p.runtime, p.cppType.text)
                       : p.text;
    return "`" + s + "`";
  }
  std::string call(const Expr& e) const {
    std::string method = e.op->method;
    bool infix = std::string_view(e.op->owner) == "operator" && !method.empty() && !std::isalpha(method[0]);
    if (infix && e.args.size() == 2) return fmt::format("({} {} {})", expr(*e.args[0]), method, expr(*e.args[1]));
    if (infix && e.args.size() == 1) return method + expr(*e.args[0]);
    return fmt::format("{}{}({})", e.op->id, userFunction(e.function.get()), list(e.args));
  }
  static std::string userFunction(const UserFunction* f) { return f ? "<" + f->text + ">" : ""; }
  std::string list(const std::vector<const Expr*>& exprs) const {
    std::string s;
    for (const Expr* e : exprs) s += (s.empty() ? "" : ", ") + expr(*e);
    return s;
  }

  // columns: those that pass through unchanged are only named
  std::string column(const Column& c, std::size_t inputs) const {
    std::string s = c.name;
    if (!c.live) s += " dead";
    if (c.aggregate) {
      std::vector<const Expr*> args = c.args;
      if (c.from) args.insert(args.begin(), c.from);
      s +=
          fmt::format(": {} = {}{}({})", toString(c.type), c.aggregate->id, userFunction(c.function.get()), list(args));
      return s;
    }
    bool sameType = c.from && c.from->type == c.type;
    bool passes = sameType && c.from->kind == ExprKind::Column && c.from->rows->columns.size() > c.from->column &&
                  c.from->rows->columns[c.from->column].name == c.name;
    if (passes && inputs <= 1) return s;
    if (!c.from || !passes) s += ": " + toString(c.type);
    if (c.from) s += " = " + expr(*c.from);
    return s;
  }
  std::string columns(const std::vector<Column>& cs, std::size_t inputs) const {
    std::string s;
    for (const Column& c : cs) s += (s.empty() ? "" : ", ") + column(c, inputs);
    return "[" + s + "]";
  }
  std::string columns(const Rows& rows, std::size_t inputs) const { return columns(rows.columns, inputs); }

  std::string attributes(const Rows& rows) const {
    std::vector<std::string> words;
    if (!function_) return "";
    if (function_->stage >= Stage::Formed) words.push_back(rows.form == Form::Stream ? "stream" : "table");
    if (function_->stage >= Stage::Distributed) {
      const char* names[] = {"replicated", "blocks", "equal blocks"};
      words.push_back(names[static_cast<int>(rows.domain.distribution)]);
    }
    if (rows.domain.ordered) words.push_back("ordered");
    if (rows.domain.labelled) words.push_back("labelled");
    if (rows.domain.estimatedRows) words.push_back(fmt::format("~{} rows", *rows.domain.estimatedRows));
    return words.empty() ? "" : fmt::format(": {}", fmt::join(words, ", "));
  }

  // ops
  static bool isJoin(const Op& op) { return op.info && op.info->shape == Shape::Merge; }

  std::string keys(const Op& op) const {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < op.keys.size(); ++i) {
      std::string s = expr(*op.keys[i]);
      if (i < op.rightKeys.size()) s += " == " + expr(*op.rightKeys[i]);
      if (i < op.sortOrders.size()) {
        if (!op.sortOrders[i].ascending) s += " descending";
        if (op.sortOrders[i].missingFirst) s += " missing first";
      }
      parts.push_back(std::move(s));
    }
    const char* word = isJoin(op) ? "on" : !op.sortOrders.empty() ? "by" : "keys";
    return fmt::format(" {}({})", word, fmt::join(parts, ", "));
  }

  std::string head(const Op& op) const {
    std::string s;
    for (auto& rows : op.results) s += (s.empty() ? "" : ", ") + rowsName(*rows);
    for (auto& scalar : op.scalarResults) s += (s.empty() ? "" : ", ") + scalarName(*scalar);
    if (!s.empty()) s += " = ";
    s += op.info ? op.info->id : "<no info>";
    if (op.callee) s += " " + (op.callee->symbol.empty() ? op.callee->name : op.callee->symbol);
    std::vector<std::string> inputs;
    for (const Rows* rows : op.inputs) inputs.push_back(rows ? rowsName(*rows) : "null");
    if (!inputs.empty()) s += fmt::format("({})", fmt::join(inputs, ", "));
    if (isJoin(op)) s += fmt::format(" {}", traits(op.join).name);
    if (!op.keys.empty()) s += keys(op);
    if (!op.dropMissingKeys && op.info && op.info->distinctKeys) s += " keep missing";
    if (op.buildLeft) s += " build left";
    if (op.predicate) s += " where " + expr(*op.predicate);
    if (op.where) s += " where " + expr(*op.where);
    if (op.limit) s += fmt::format(" limit {}", *op.limit);
    if (!op.scalars.empty()) s += fmt::format(" args({})", list(op.scalars));
    if (!op.options.empty()) {
      std::vector<std::string> parts;
      for (auto& [name, value] : op.options) parts.push_back(name + " = " + constant(value));
      s += fmt::format(" options({})", fmt::join(parts, ", "));
    }
    std::string names = fmt::format("{}", fmt::join(op.names, ", "));
    if (!names.empty()) s += fmt::format(" names({})", names);
    if (!op.pushed.empty()) s += fmt::format(" pushed({})", list(op.pushed));
    for (const std::string& use : usesOfLoop(op)) s += " " + use;
    if (!op.text.empty()) s += " " + host(op.text);
    for (const HostText& text : op.hostArguments)
      if (!text.empty()) s += " " + host(text);
    if (op.pipeline) s += fmt::format(" loop {}", op.pipeline);
    if (!op.outputs.empty()) s += " " + columns(op.outputs, op.inputs.size());
    for (auto& rows : op.results) s += " " + columns(*rows, op.inputs.size()) + attributes(*rows);
    for (auto& scalar : op.scalarResults) s += ": " + toString(scalar->type);
    return s;
  }

  void line(int depth, const std::string& text, SourceLoc loc) {
    fmt::format_to(std::back_inserter(out_), "{:{}}{}", "", depth * 2, text);
    if (loc.valid() && function_) out_ += fmt::format("  // {}", loc.line);
    out_ += '\n';
  }

  void region(const Region& region, int depth) {
    for (auto& rows : region.arguments)
      line(depth, fmt::format("argument {} {}{}", rowsName(*rows), columns(*rows, 1), attributes(*rows)), rows->loc);
    for (auto& op : region.ops) {
      line(depth, head(*op) + (op->regions.empty() ? "" : " {"), op->loc);
      for (std::size_t i = 0; i < op->regions.size(); ++i) {
        if (i > 0) line(depth, "} else {", {});
        this->region(op->regions[i], depth + 1);
      }
      if (!op->regions.empty()) line(depth, "}", {});
    }
  }

  const Function* function_;
  std::map<const Rows*, std::string> rows_;
  std::map<const Scalar*, std::string> scalars_;
  std::map<std::string, unsigned> takenRows_, takenScalars_;
  std::string out_;
};

}  // namespace

std::string print(const Expr& e) { return Printer(nullptr).expr(e); }
std::string print(const Function& f) { return Printer(&f).function(); }

std::string print(const Region& region, const std::vector<const Rows*>& outside) {
  return Printer(nullptr).region(region, outside);
}

bool runsEverywhere(const Op& loop) {
  std::size_t result = 0;
  bool is = false;
  for (const ArrayUse& a : loop.arrays)
    if (a.isResult()) is |= loop.results[result++]->domain.distribution == Distribution::Replicated && a.writes;
  return is;
}

std::vector<std::string> usesOfLoop(const Op& op) {
  std::vector<std::string> uses;
  for (std::size_t k = 0; k < op.arrays.size(); ++k) {
    const ArrayUse& a = op.arrays[k];
    uses.push_back(!a.combines.empty()         ? fmt::format("{} elements of {}", a.combines, op.names[k])
                   : a.appends                 ? "appends to " + op.names[k]
                   : a.readsAny                ? "reads all of " + op.names[k]
                   : a.writes                  ? (a.overwrites ? "overwrites " : "writes ") + op.names[k]
                   : a.low == 0 && a.high == 0 ? "reads " + op.names[k]
                                               : fmt::format("reads {} from {:+} to {:+}", op.names[k], a.low, a.high));
  }
  for (const LoopReduction& r : op.reductions) uses.push_back(fmt::format("{} {}", r.how, r.variable));
  return uses;
}

std::string print(const Module& m) {
  std::string text;
  for (auto& f : m.functions) text += (text.empty() ? "" : "\n") + print(*f);
  return text;
}

}  // namespace bodocc
