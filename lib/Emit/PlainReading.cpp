#include "bodocc/Emit/PlainReading.h"

#include "Code.h"
#include "FunctionEmitter.h"
#include "Tokens.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace bodocc {

namespace {

// The operation, or the statement, has no plain form.
struct NoPlainForm {
  unsigned line;
  std::string why;
};

std::string constantText(const Constant& c, const ValueType& as) {
  if (c.missing()) return "bodo::check::missing()";
  if (const auto* list = std::get_if<std::vector<std::string>>(&c.value)) {
    std::string all;
    for (const std::string& s : *list)
      all += fmt::format("{}bodo::check::text({})", all.empty() ? "" : ", ", stringValue(s));
    return fmt::format("bodo::check::all_of({{{}}})", all);
  }
  if (const auto* s = std::get_if<std::string>(&c.value)) return fmt::format("bodo::check::text({})", stringValue(*s));
  if (isDecimal(as.type)) {
    const auto decimal = asDecimal(c);
    if (!decimal) throw InternalError("a constant beside a decimal is no decimal");
    Int128 v = std::get<Int128>(decimal->value);
    for (int s = decimal->type.scale; s < as.type.scale; ++s) v *= 10;
    return fmt::format("bodo::check::wide({}, {}u)", static_cast<std::int64_t>(v >> 64), static_cast<std::uint64_t>(v));
  }
  const auto number = [&](auto v) {
    return isFloat(as.type) ? fmt::format("bodo::check::real({})", static_cast<double>(v))
                            : fmt::format("bodo::check::wide({}, {}u)", static_cast<std::int64_t>(v < 0 ? -1 : 0),
                                          static_cast<std::uint64_t>(v));
  };
  if (const auto* b = std::get_if<bool>(&c.value)) return fmt::format("bodo::check::integer({})", *b ? 1 : 0);
  if (const auto* i = std::get_if<std::int64_t>(&c.value)) return number(*i);
  if (const auto* u = std::get_if<std::uint64_t>(&c.value)) return number(*u);
  const double d = std::get<double>(c.value);
  if (d != d) return "bodo::check::real(__builtin_nan(\"\"))";
  if (d - d != 0) return fmt::format("bodo::check::real({}__builtin_inf())", d < 0 ? "-" : "");
  return fmt::format("bodo::check::real({})", d);
}

// The types of what a plain function returns, tables and values, in the user's order.
std::vector<std::string> componentTypes(const Function& f) {
  const std::string table = "bodo::check::table";
  std::vector<std::string> types;
  const Op* const returning = returnOf(f);
  if (!returning) return types;
  for (const HostText& text : returning->hostArguments) types.push_back(text.empty() ? table : text.type.text);
  if (types.empty() && !returning->inputs.empty()) types.push_back(table);
  if (types.empty() && !returning->text.empty()) types.push_back(f.returnType.text);
  return types;
}
std::string resultType(const Function& f) { return fmt::format("std::tuple<{}>", fmt::join(componentTypes(f), ", ")); }

class PlainReading {
 public:
  // `names`: of the functions that are called.
  PlainReading(const Function& function, const std::map<const Function*, std::string>& names)
      : function_(function), names_(names) {}

  const std::set<const Function*>& callees() const { return callees_; }

  // The body of a function for plain readings, and its signature.
  PlainFunction called() {
    inside_ = true;
    std::string params = "[[maybe_unused]] bodo::check::reading& bodo_plain";
    for (const Parameter& p : function_.params) {
      own_.insert(p.name);
      params += p.isFrame ? fmt::format(", [[maybe_unused]] const bodo::check::table& {}", name(*p.rows))
                          : fmt::format(", {}", p.declaration);
    }
    PlainFunction made;
    made.signature = fmt::format("static {} {}({})", resultType(function_), names_.at(&function_), params);
    made.body = withReason([&] {
      ownVariables();
      region(function_.body, {});
      if (componentTypes(function_).empty()) line("return {{}};");
    });
    return made;
  }

  std::string text() {
    return withReason([&] { outermost(); });
  }

 private:
  // What has no plain form ends the reading.
  template <class Make>
  std::string withReason(const Make& make) {
    try {
      make();
      return out_;
    } catch (const NoPlainForm& none) {
      return fmt::format("    bodo_plain.ends({}, {});\n", none.line, literal(none.why));
    }
  }

  void ownVariables() {
    forEachOp(function_.body, [&](const Op& op) { own_.insert(op.text.defines.begin(), op.text.defines.end()); });
  }

  void outermost() {
    for (const Parameter& p : function_.params)
      if (copiedForCheck(p)) own_.insert(p.name);
    ownVariables();
    for (const Parameter& p : function_.params)
      if (p.isFrame) {
        std::vector<std::string> fields;
        for (const Column& c : p.rows->columns) fields.push_back(FunctionEmitter::field(c.name, c.type));
        line("const bodo::check::table {} = bodo_plain.parameter({}, {}, {{{}}});", name(*p.rows),
             site(function_.loc, function_.name), p.name, fmt::join(fields, ", "));
      } else if (p.isResult) {
        line("bodo_plain.skips({}, {});", function_.loc.line,
             literal(fmt::format("'{}' is changed by reference", p.name)));
      }
    region(function_.body, {});
  }

  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    out_ += "    " + fmt::format(format, std::forward<Args>(args)...) + '\n';
  }
  std::string site(SourceLoc loc, const std::string& operation) const {
    const std::string& file = function_.file;
    return fmt::format("rt::sites<{}>::line<{}, {}>", literal(file.substr(file.find_last_of('/') + 1)), loc.line,
                       literal(operation));
  }
  std::string site(const Op& op) const { return site(op.loc, FunctionEmitter::wordFor(*op.info)); }
  std::string name(const Rows& rows) {
    std::string& variable = tables_[&rows];
    if (variable.empty()) variable = fmt::format("bodo_plain_rows{}", ++count_);
    return variable;
  }
  std::string name(const Scalar& s) {
    std::string& variable = scalars_[&s];
    if (variable.empty()) variable = fmt::format("bodo_plain_scalar{}", ++count_);
    return variable;
  }

  // --- the user's text
  std::string host(const HostText& t, SourceLoc loc) {
    std::string all;
    for (const HostText::Piece& p : t.pieces) {
      if (p.scalar) {
        const std::string value = fmt::format("{}.as<std::remove_cvref_t<{}>>()", name(*p.scalar), p.cppType.text);
        all += value;
      } else if (p.runtime) {
        all += fmt::format("rt::{}<{}>({}, ", p.runtime, p.cppType.text, site(loc, p.text));
      } else {
        all += userText(p.text, true);
      }
    }
    return all;
  }

  // True if the statement only prints.
  bool onlyPrints(const Op& op) const {
    static const std::set<std::string> streams{"cout", "cerr", "clog"};
    return op.text.defines.empty() && !op.text.calls &&
           std::ranges::all_of(op.text.modifies, [&](const std::string& n) { return streams.contains(n); });
  }
  void refuseEffects(const HostText& text, SourceLoc loc) const {
    if (text.calls && !text.repeatable)
      throw NoPlainForm{loc.line, "a statement calls functions of the program, which may have effects"};
    for (const std::string& variable : text.modifies)
      if (!own_.contains(variable))
        throw NoPlainForm{
            loc.line, fmt::format("a statement changes '{}', which is no variable of the function's own", variable)};
  }

  // --- expressions: the name of its values, made before
  std::string cells(const Expr* e) {
    if (!e) return "bodo::check::cells()";
    if (const auto made = cells_.find(e); made != cells_.end()) return made->second;
    const std::string type = typeCode(e->type.type);
    std::string made;
    switch (e->kind) {
      case ExprKind::Column: made = fmt::format("{}.at({})", columnsOf(*e->rows), e->column); break;
      case ExprKind::Constant:
        made = fmt::format("bodo_plain.constant({}, {})", type, constantText(e->constant, e->type));
        break;
      case ExprKind::Host: {
        // evaluated twice: here, and by the compiled function
        refuseEffects(e->host, e->loc);
        const bodo::type unscaled = e->type.type;
        if (isDecimal(unscaled) && unscaled.precision == 0)
          throw NoPlainForm{e->loc.line, "a decimal of the program's in an expression has no plain reading"};
        made = fmt::format("bodo_plain.constant({0}, bodo::check::value_of({1}, {0}))", type, host(e->host, e->loc));
        break;
      }
      case ExprKind::Scalar: made = fmt::format("bodo_plain.of({})", name(*e->scalar)); break;
      case ExprKind::Call: {
        std::vector<std::string> args;
        for (const Expr* a : e->args) args.push_back(cells(a));
        if (e->function)
          made = mapped(*e, args);
        else
          made = fmt::format("bodo_plain.apply({}, {}, {}, {{{}}})", e->loc.line, literal(e->op->id), type,
                             fmt::join(args, ", "));
        break;
      }
    }
    const std::string variable = fmt::format("bodo_plain_cells{}", ++count_);
    line("const bodo::check::cells {} = {};", variable, made);
    return cells_[e] = variable;
  }
  std::string columnsOf(const Rows& rows) {
    const auto paired = paired_.find(&rows);
    return paired == paired_.end() ? name(rows) : paired->second;
  }

  std::string mapped(const Expr& e, const std::vector<std::string>& args) {
    const UserFunction& f = *e.function;
    if (f.params.size() != args.size()) throw NoPlainForm{e.loc.line, "a function of this form has no plain reading"};
    std::vector<std::string> takes, values;
    for (std::size_t i = 0; i < args.size(); ++i) {
      takes.emplace_back(f.params[i].nullable ? "true" : "false");
      values.push_back(fmt::format("bodo::check::to<std::remove_cvref_t<{}>>(*bodo_plain_values[{}], {})",
                                   f.paramTypes.at(i).text, i, typeCode(e.args[i]->type.type)));
    }
    const std::string called = function(f);
    return fmt::format(
        "bodo_plain.map({0}, {{{1}}}, {{{2}}}, [&](const std::vector<const bodo::check::value*>& bodo_plain_values) {{ "
        "return bodo::check::value_of({3}({4}), {0}); }})",
        typeCode(e.type.type), fmt::join(args, ", "), fmt::join(takes, ", "), called, fmt::join(values, ", "));
  }
  std::string function(const UserFunction& f) {
    if (f.named) return userText(f.text, true);
    const std::string variable = fmt::format("bodo_plain_function{}", ++count_);
    line("auto {} = {};", variable, userText(f.text, true));
    return variable;
  }

  // --- lists of columns
  std::string columns(const std::vector<Column>& columns, unsigned side = noSide) {
    std::vector<std::string> all;
    for (const Column& c : columns)
      if (side == noSide || c.side == side) all.push_back(fmt::format("{{{}, {}}}", literal(c.name), cells(c.from)));
    return fmt::format("{{{}}}", fmt::join(all, ", "));
  }
  std::string list(const std::vector<const Expr*>& exprs) {
    std::vector<std::string> all;
    for (const Expr* e : exprs) all.push_back(cells(e));
    return fmt::format("{{{}}}", fmt::join(all, ", "));
  }
  std::string aggregate(const Column& c) {
    std::string combine;
    if (c.function) {
      const std::string called = function(*c.function), type = typeCode(c.from->type.type);
      const auto taken = [&](const char* of, std::size_t i) {
        return fmt::format("bodo::check::to<std::remove_cvref_t<{}>>({}, {})", c.function->paramTypes.at(i).text, of,
                           type);
      };
      combine = fmt::format(
          ", [=](const bodo::check::value& bodo_plain_a, const bodo::check::value& bodo_plain_b) {{ return "
          "bodo::check::value_of({}({}, {}), {}); }}",
          called, taken("bodo_plain_a", 0), taken("bodo_plain_b", 1), type);
    }
    return fmt::format("bodo::check::aggregate{{{}, {}, {}{}}}", literal(c.aggregate->id), cells(c.from), list(c.args),
                       combine);
  }
  std::string madeColumns(const Rows& rows) {
    std::vector<std::string> all;
    for (const Column& c : rows.columns)
      all.push_back(c.aggregate ? fmt::format("{{{}, {}, {}}}", literal(c.name), typeCode(c.type.type), aggregate(c))
                                : fmt::format("{{{}, {}, std::nullopt, {}}}", literal(c.name), typeCode(c.type.type),
                                              cells(c.from)));
    return fmt::format("{{{}}}", fmt::join(all, ", "));
  }
  std::string sided(const std::vector<Column>& columns) {
    std::vector<std::string> all;
    for (const Column& c : columns)
      all.push_back(fmt::format("{{{{{}, {}}}, {}}}", literal(c.name), cells(c.from), c.side));
    return fmt::format("{{{}}}", fmt::join(all, ", "));
  }
  // The k-th frame that is passed on, with the names of the rows that take it.
  std::string passed(const Op& op, unsigned k, const Rows* to) {
    std::vector<std::string> all;
    std::size_t number = 0;
    for (const Column& c : op.outputs)
      if (c.side == k) {
        all.push_back(fmt::format("{{{}, {}}}", literal(to ? to->columns.at(number).name : c.name), cells(c.from)));
        ++number;
      }
    return fmt::format("bodo_plain.frame({}, {{{}}})", name(*op.inputs.at(k)), fmt::join(all, ", "));
  }

  // --- operations
  void region(const Region& r, const std::vector<std::string>& targets) {
    for (const auto& op : r.ops) {
      cells_.clear();
      operation(*op, targets);
    }
  }

  void defines(const Op& op, const std::string& made) {
    line("const bodo::check::table {} = {};", name(op.rows()), made);
  }

  void operation(const Op& op, const std::vector<std::string>& targets) {
    const unsigned at = op.loc.line;
    const std::string input = op.inputs.empty() ? "" : name(*op.inputs[0]);
    const auto none = [&]() -> NoPlainForm {
      return {at, fmt::format("'{}' has no plain reading", FunctionEmitter::wordFor(*op.info))};
    };
    if (op.info->kind == OpKind::Control) return control(op, targets);
    if (op.info->kind == OpKind::Sink) return sink(op);
    switch (op.info->shape) {
      case Shape::File: {
        const Rows& rows = op.rows();
        std::vector<std::string> fields;
        for (const Column& c : rows.columns) fields.push_back(FunctionEmitter::field(c.name, c.type));
        const std::string all = fmt::format("{{{}}}", fmt::join(fields, ", "));
        const char* const kind = op.info->runtimeName;
        return defines(
            op, fmt::format("bodo_plain.read<rt::{0}_scan>({1}, rt::{0}_{2}({1}, "
                            "{3}, {4}{5}), {4})",
                            kind, site(op), op.info->hasFooters ? "files" : "file",
                            sampledPath(op, site(op), fmt::format("bodo_plain.text({})", cells(op.scalars.at(0)))), all,
                            readerOptions(op)));
      }
      case Shape::Range: return defines(op, fmt::format("bodo_plain.range({})", cells(op.scalars.at(0))));
      case Shape::Values: {
        std::vector<std::string> names, types;
        for (const Column& c : op.rows().columns)
          names.push_back(literal(c.name)), types.push_back(typeCode(c.type.type));
        return defines(op, fmt::format("bodo_plain.literal({{{}}}, {{{}}}, {})", fmt::join(names, ", "),
                                       fmt::join(types, ", "), list(op.scalars)));
      }
      case Shape::Vector: {
        const Column& c = op.rows().columns.at(0);
        const Expr& v = *op.scalars.at(0);
        if (v.kind != ExprKind::Host) throw none();
        return defines(op, fmt::format("bodo_plain.vector({}, {}, {})", literal(c.name), typeCode(c.type.type),
                                       host(v.host, op.loc)));
      }
      case Shape::Filter: {
        const std::string made = columns(op.rows().columns);
        return defines(op, fmt::format("bodo_plain.filter({}, {}, {})", input, made, cells(op.predicate)));
      }
      case Shape::Explode:
        if (op.options.size() > 0) throw none();
        return defines(op, fmt::format("bodo_plain.explode({}, {}, {}, {})", input, madeColumns(op.rows()),
                                       cells(op.keys.at(0)), op.join == JoinKind::Left ? "true" : "false"));
      case Shape::Merge: return merge(op);
      case Shape::Groups: {
        const std::string keys = list(op.keys);
        return defines(op, fmt::format("bodo_plain.group({}, {}, {}, {}, {})", at, input, keys,
                                       op.dropMissingKeys ? "true" : "false", madeColumns(op.rows())));
      }
      case Shape::Sort: {
        std::vector<std::string> keys;
        for (std::size_t i = 0; i < op.keys.size(); ++i)
          keys.push_back(fmt::format("{{{}, {}, {}}}", cells(op.keys[i]), op.sortOrders.at(i).ascending,
                                     op.sortOrders[i].missingFirst));
        return defines(op, fmt::format("bodo_plain.sort({}, {}, {{{}}})", input, columns(op.rows().columns),
                                       fmt::join(keys, ", ")));
      }
      case Shape::Reduction: {
        const Column& c = op.outputs.at(0);
        const Scalar& s = *op.scalarResults.at(0);
        line("const bodo::check::scalar {} = bodo_plain.reduce({}, {}, {}, {});", name(s), at, input,
             typeCode(s.type.type), aggregate(c));
        return;
      }
      default: break;
    }
    if (op.info->tableFrom == TableFrom::Windows) {
      const std::string keys = list(op.keys);
      return defines(op, fmt::format("bodo_plain.window({}, {}, {}, {}, {}, {})", at, input, keys, op.dropMissingKeys,
                                     op.options.contains("timed"), madeColumns(op.rows())));
    }
    if (op.info == &intervalsOp()) {
      const std::string begins = cells(op.keys.at(0));
      return defines(op, fmt::format("bodo_plain.intervals({}, {}, {}, {}, {})", at, input, columns(op.rows().columns),
                                     begins, list(op.scalars)));
    }
    if (op.info->tableFrom == TableFrom::Beside)
      return defines(op, fmt::format("bodo_plain.combine({}, {{{}}}, {})", at, inputs(op), columns(op.rows().columns)));
    if (op.info->distribution == DistributionRule::Concat && !op.outputs.empty()) {
      std::vector<std::string> frames;
      for (unsigned k = 0; k < op.inputs.size(); ++k) frames.push_back(passed(op, k, &op.rows()));
      return defines(op, fmt::format("bodo_plain.concat({{{}}})", fmt::join(frames, ", ")));
    }
    if (op.info->count == RowCount::Fewer && op.info->distinctKeys) {
      const std::string keys = list(op.keys);
      return defines(
          op, fmt::format("bodo_plain.drop_duplicates({}, {}, {}, {})", at, input, columns(op.rows().columns), keys));
    }
    if (op.info->tableFrom == TableFrom::LookUp && !op.info->looksAtOrder) {
      const std::string left = list(op.keys), right = list(op.rightKeys);
      return defines(op, fmt::format("bodo_plain.lookup({}, {}, {}, {}, {})", at, inputs(op), left, right,
                                     sided(op.rows().columns)));
    }
    if (op.info->tableFrom == TableFrom::LookUp) {  // the nearest row in an order
      const std::string left = list(op.keys), right = list(op.rightKeys);
      const auto option = [&](std::string_view word) {
        const auto named = std::ranges::find_if(op.names, [&](const std::string& n) { return n.starts_with(word); });
        return named == op.names.end() ? nullptr : op.scalars.at(static_cast<std::size_t>(named - op.names.begin()));
      };
      const std::string most = option("most") ? cells(option("most")) : "std::nullopt";
      return defines(
          op, fmt::format("bodo_plain.asof({}, {}, {}, {}, {}, {}, {}, {})", at, literal(op.info->id), inputs(op), left,
                          right, sided(op.rows().columns), option("exact") == nullptr, most));
    }
    const bool ofPlaces = op.info->count == RowCount::Fewer && !op.info->collective && op.scalars.size() == 2;
    if (op.info->takesFirst || op.info->takesLast || ofPlaces)
      return defines(op, fmt::format("bodo_plain.slice({}, {}, {}, {}, {})", at, literal(op.info->id), input,
                                     columns(op.rows().columns), list(op.scalars)));
    // rows move between ranks, and stay what they are
    const bool spread = op.info->tableFrom == TableFrom::Call && op.info->count == RowCount::Same &&
                        op.info->order == OrderEffect::Keeps && !op.info->looksAtOrder && op.inputs.size() == 1;
    if (spread && op.keys.empty() && !op.info->fromOneRank && op.info->distribution != DistributionRule::Uneven)
      return defines(op, fmt::format("bodo_plain.frame({}, {})", input, columns(op.rows().columns)));
    throw none();
  }

  std::string inputs(const Op& op) {
    std::vector<std::string> all;
    for (const Rows* rows : op.inputs) all.push_back(name(*rows));
    return fmt::format("{}", fmt::join(all, ", "));
  }

  void merge(const Op& op) {
    const std::string pairs = fmt::format("bodo_plain_pairs{}", ++count_);
    const std::string left = list(op.keys), right = list(op.rightKeys);
    line("const bodo::check::pairs {} = bodo_plain.match({}, {}, {}, {}, {});", pairs, op.loc.line, name(*op.inputs[0]),
         name(*op.inputs[1]), left, right);
    const std::string made = sided(op.rows().columns);
    std::string where = "std::nullopt";
    if (op.where) {
      const auto of = [&](const Rows& rows) {
        const std::string all = sided(rows.columns);
        const std::string variable = paired_[&rows] = fmt::format("bodo_plain_pair{}", ++count_);
        line("const bodo::check::table {} = bodo_plain.paired({}, {});", variable, pairs, all);
      };
      of(op.rows());
      if (op.pairs) of(*op.pairs);
      where = cells(op.where);
      paired_.clear();
    }
    defines(op, fmt::format("bodo_plain.merge(bodo::check::join::{}, {}, {}, {})", traits(op.join).name, pairs, made,
                            where));
  }

  void sink(const Op& op) {
    if (op.info->shape != Shape::Writer) {
      line("bodo_plain.skips({}, \"what 'print' shows\");", op.loc.line);
      return;
    }
    const auto mode = op.options.find("mode");
    if (!op.names.empty() || op.options.contains("max_rows_per_file") ||
        (mode != op.options.end() && std::get<std::string>(mode->second.value) == "append")) {
      line("bodo_plain.skips({}, {});", op.loc.line,
           literal(fmt::format("what '{}' adds to a folder of several files", FunctionEmitter::wordFor(*op.info))));
      return;
    }
    std::vector<std::string> fields;
    for (const Column& c : op.outputs) fields.push_back(FunctionEmitter::field(c.name, {c.type.type, true}));
    const std::string all = fmt::format("{{{}}}", fmt::join(fields, ", "));
    const std::string made = passed(op, 0, nullptr);
    const std::string_view kind = op.info->runtimeName;
    line(
        "bodo_plain.writes({0}, bodo_plain.text({1}), {2}, [](const rt::site& bodo_plain_at, const std::string& "
        "bodo_plain_path) {{ return bodo::check::reading::stored<rt::{3}_scan>(bodo_plain_at, "
        "rt::{3}_{4}(bodo_plain_at, "
        "bodo_plain_path, {5}), {5}); }});",
        site(op), cells(op.scalars.at(0)), made, kind, kind == "parquet" ? "files" : "file", all);
  }

  // Names of the tables that hold the results of an `if` or a loop.
  void control(const Op& op, const std::vector<std::string>& targets) {
    switch (op.info->control) {
      case Control::Host:
      case Control::Capture:
        if (op.info->control == Control::Host && onlyPrints(op)) return;
        refuseEffects(op.text, op.loc);
        line("{}", host(op.text, op.loc));
        return;
      case Control::Leave: line("if (!({})) break;", host(op.text, op.loc)); return;
      case Control::If:
      case Control::For:
      case Control::While: return structured(op);
      case Control::Yield: {
        std::vector<std::string> made;
        for (unsigned k = 0; k < op.inputs.size(); ++k) {
          made.push_back(fmt::format("bodo_plain_next{}", ++count_));
          const std::string frame = passed(op, k, receivers_.at(targets.at(k)));
          line("bodo::check::table {} = {};", made.back(), frame);
        }
        for (std::size_t k = 0; k < made.size(); ++k) line("{} = std::move({});", targets.at(k), made[k]);
        return;
      }
      case Control::Return: return returns(op);
      case Control::None:
        if (!op.results.empty())  // a checkpoint
          defines(op, fmt::format("bodo_plain.frame({}, {})", name(*op.inputs[0]), columns(op.rows().columns)));
        return;
      case Control::Parallel: throw NoPlainForm{op.loc.line, "a parallel loop has no plain reading"};
      case Control::Call: return call(op);
      case Control::Checkpoint: throw NoPlainForm{op.loc.line, "a checkpoint has no plain reading"};
    }
  }

  void structured(const Op& op) {
    refuseEffects(op.text, op.loc);
    std::vector<std::string> targets;
    if (isLoop(op.info->control)) {
      const Region& body = op.regions.at(0);
      for (unsigned k = 0; k < body.arguments.size(); ++k) {
        const Rows& argument = *body.arguments[k];
        const std::string start = passed(op, k, &argument);
        line("bodo::check::table {} = {};", name(argument), start);
        targets.push_back(name(argument));
        receivers_[targets.back()] = &argument;
      }
      for (std::size_t k = 0; k < op.results.size(); ++k) tables_[op.results[k].get()] = targets.at(k);
    } else {
      for (const auto& result : op.results) {
        line("bodo::check::table {};", name(*result));
        targets.push_back(name(*result));
        receivers_[targets.back()] = result.get();
      }
    }
    const std::string head = host(op.text, op.loc);
    line("{} ({}) {{", op.info->control == Control::If ? "if" : op.info->id, head);
    region(op.regions.at(0), targets);
    if (op.info->control == Control::If && op.regions.size() > 1 && !op.regions[1].ops.empty()) {
      line("}} else {{");
      region(op.regions[1], targets);
    }
    if (const auto ended = op.options.find("ended"); ended != op.options.end())
      line("if ({}) break;", std::get<std::string>(ended->second.value));
    line("}}");
  }

  // Another annotated function: its plain reading is a function in the namespace of its own.
  void call(const Op& op) {
    const Function& callee = *op.callee;
    callees_.insert(&callee);
    std::string args = "bodo_plain";
    unsigned frame = 0;
    for (std::size_t i = 0; i < callee.params.size(); ++i) {
      const Parameter& p = callee.params[i];
      if (!p.isFrame) refuseEffects(op.hostArguments.at(i), op.loc);
      const std::string argument = p.isFrame ? passed(op, frame++, p.rows) : host(op.hostArguments.at(i), op.loc);
      args += ", " + argument;
    }
    const std::size_t scope = callee.name.rfind("::");
    const std::string qualifier = scope == std::string::npos ? "" : callee.name.substr(0, scope + 2);
    const std::string made = fmt::format("bodo_plain_call{}", ++count_);
    line("[[maybe_unused]] const auto {} = {}{}({});", made, qualifier, names_.at(&callee), args);
    const Op* const returning = returnOf(callee);
    const std::size_t components = componentTypes(callee).size();
    std::size_t results = 0, scalars = 0;
    for (std::size_t i = 0; i < components; ++i) {
      const bool isFrame =
          returning->hostArguments.empty() ? !returning->inputs.empty() : returning->hostArguments[i].empty();
      if (isFrame && results < op.results.size()) {
        line("const bodo::check::table {} = std::get<{}>({});", name(*op.results[results++]), i, made);
      } else if (!isFrame && scalars < op.scalarResults.size()) {
        const Scalar& s = *op.scalarResults[scalars++];
        line("const bodo::check::scalar {0}{{{1}, bodo::check::value_of(std::get<{2}>({3}), {1})}};", name(s),
             typeCode(s.type.type), i, made);
      }
    }
  }

  // Braces alone have no type.
  std::string typed(const CppType& type, const HostText& value, SourceLoc loc) {
    return (value.pieces.front().text.starts_with("{") ? type.text : "") + host(value, loc);
  }

  void returns(const Op& op) {
    std::vector<std::pair<std::string, std::string>> values;  // with their names in messages
    unsigned frame = 0;
    const auto addFrame = [&](const std::string& as) {
      const std::string given = frame < op.names.size() ? op.names[frame] : "";
      const std::string made = passed(op, frame++, nullptr);
      values.emplace_back(given.empty() ? as : given, made);
    };
    const auto addValue = [&](const std::string& as, const CppType& type, const HostText& t) {
      refuseEffects(t, op.loc);
      values.emplace_back(as, typed(type, t, op.loc));
    };
    if (op.hostArguments.empty() && !op.inputs.empty())
      addFrame("the result");
    else if (op.hostArguments.empty() && !op.text.empty())
      addValue("the result", function_.returnType, op.text);
    for (std::size_t i = 0; i < op.hostArguments.size(); ++i) {
      const HostText& t = op.hostArguments[i];
      const std::string as = fmt::format("component {}", i);
      t.empty() ? addFrame(as) : addValue(as, t.type, t);
    }
    if (!inside_)
      for (const auto& [as, value] : values) line("bodo_plain.returns({}, {});", literal(as), value);
    std::string all;
    for (const auto& [as, value] : values) all += (all.empty() ? "" : ", ") + value;
    line("{};", inside_ ? fmt::format("return {}({})", resultType(function_), all) : "return");
  }

  const Function& function_;
  const std::map<const Function*, std::string>& names_;
  std::set<const Function*> callees_;
  bool inside_ = false;  // for other plain readings
  std::string out_;
  unsigned count_ = 0;
  std::set<std::string> own_;  // variables of the function
  std::map<const Rows*, std::string> tables_, paired_;
  std::map<const Scalar*, std::string> scalars_;
  std::map<const Expr*, std::string> cells_;  // of the current operation
  std::map<std::string, const Rows*> receivers_;
};

}  // namespace

bool copiedForCheck(const Parameter& p) {
  return !p.name.empty() && (p.isFrame || p.isPlain || p.cppType.kind != CppType::Kind::Other) && !p.cppType.pointer;
}

void addPlainReadings(Module& module) {
  std::map<const Function*, std::string> names;
  for (const auto& f : module.functions) names[f.get()] = fmt::format("bodo_plain_function_{}", names.size() + 1);
  std::set<const Function*> called;
  for (const auto& f : module.functions)
    forEachOp(f->body, [&](const Op& op) {
      if (op.callee) called.insert(op.callee);
    });
  for (const auto& f : module.functions) {
    std::set<const Function*> callees;
    if (called.contains(f.get())) {
      PlainReading reading(*f, names);
      f->plain = reading.called();
      callees = reading.callees();
    }
    if (f->external) {
      PlainReading reading(*f, names);
      f->plainReading = reading.text();
      callees.insert(reading.callees().begin(), reading.callees().end());
    }
    f->plain.callees = callees;
  }
}

bool addFault(Module& module, const std::string& fault) {
  static const std::set<std::string> faults{"drop-filter", "inner-join",    "turn-sort",
                                            "long-head",   "count-for-sum", "other-neighbours"};
  if (!faults.contains(fault)) return false;
  for (const auto& f : module.functions)
    forEachOp(f->body, [&](Op& op) {
      if (fault == "drop-filter" && op.predicate) op.predicate = constantExpr(*f, {bodo::boolean, true, ""}, op.loc);
      if (fault == "inner-join" && op.info == &mergeOp() && traits(op.join).matched == Matched::Pairs &&
          op.join != JoinKind::Cross)
        op.join = JoinKind::Inner, op.buildLeft = false;
      if (fault == "turn-sort")
        for (SortOrder& order : op.sortOrders) order.ascending = !order.ascending;
      if (fault == "long-head" && op.info->takesFirst && op.scalars[0]->kind == ExprKind::Constant)
        op.scalars[0] =
            constantExpr(*f, {bodo::int64, std::get<std::int64_t>(op.scalars[0]->constant.value) + 1, ""}, op.loc);
      if (fault == "count-for-sum" && op.info == &groupByOp())
        for (Column& c : op.rows().columns)
          if (c.aggregate && c.aggregate->widens && c.type.type == bodo::int64) c.aggregate = &countOp();
      if (fault == "other-neighbours") {
        const auto twice = [&](const Expr*& e) {
          const auto* const n = e->kind == ExprKind::Constant ? std::get_if<std::int64_t>(&e->constant.value) : nullptr;
          if (n) e = constantExpr(*f, {e->type.type, 2 * *n, ""}, op.loc);
        };
        if (op.info == &intervalsOp()) std::ranges::for_each(op.scalars, twice);
        if (op.info == &asofBackwardOp()) op.info = &asofForwardOp();
        for (const auto& rows : op.results)
          for (Column& c : rows->columns)  // the rows before and after, of rolling
            if (op.info->tableFrom == TableFrom::Windows && c.aggregate && c.args.size() >= 2)
              twice(c.args[0]), twice(c.args[1]);
      }
    });
  return true;
}

}  // namespace bodocc
