// Control flow with frames: regions become blocks; the tables that cross their edges become variables.
#include "FunctionEmitter.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <string>

namespace bodocc {

Cpp FunctionEmitter::condition(const HostText& t, const std::string& site) {
  return equal_.isEqual(t) ? expression(t) : Cpp::call("rt::agreed", {Cpp::name(site), expression(t)});
}

// Assigns the values that a region yields to the variables of its op.
void FunctionEmitter::emitYield(Op& yield, const std::vector<std::string>& targets, Code& out) {
  std::vector<std::string> values;
  for (unsigned k = 0; k < yield.inputs.size(); ++k) values.push_back(inputTable(yield, k).text());
  // all values first: a variable, or some of its columns, may be yielded to another one
  bool overlaps = false;
  for (std::size_t k = 0; k < values.size(); ++k)
    for (std::size_t t = 0; t < targets.size(); ++t)
      overlaps |= k != t && (values[k] == targets[t] || tableOf(*yield.inputs[k]) == targets[t]);
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (overlaps && values[k] != targets[k]) {
      const std::string copy = names_.fresh(targets[k] + "_next");
      out.line("const rt::table {} = {};", copy, values[k]);
      values[k] = copy;
    }
  }
  for (std::size_t k = 0; k < values.size(); ++k)
    if (values[k] != targets[k]) out.line("{} = {};", targets[k], values[k]);
}

void FunctionEmitter::emitStructured(const plan::Step& step, Code& out) {
  Op& op = *step.op;
  if (op.info->control == Control::Call) return emitCall(op, out);

  std::vector<std::string> targets;
  if (isLoop(op.info->control)) {
    // start values
    for (unsigned k = 0; k < op.inputs.size(); ++k) {
      const Rows& argument = *op.regions.at(0).arguments.at(k);
      const std::string start = inputTable(op, k).text();
      const bool isOwn = plan_.inputs.at({&op, k}).loop || changedBy(*op.inputs[k]) == Change{&op, k};
      const std::string name = isOwn ? start : names_.fresh(nameOf(argument), "now");
      if (!isOwn) out.line("rt::table {} = {};", name, start);
      tables_[&argument] = name;
      targets.push_back(name);
    }
  } else {
    for (const auto& result : op.results) {
      const std::string name = names_.fresh(result->name.empty() ? "rows" : result->name, "after");
      out.line("rt::table {};", name);
      targets.push_back(name);
    }
  }
  for (std::size_t k = 0; k < op.results.size() && k < targets.size(); ++k) tables_[op.results[k].get()] = targets[k];

  comments(op.loc, out);
  const auto region = [&](std::size_t r, Code& to) {
    for (const auto& inner : op.regions.at(r).ops)
      if (inner->info->control == Control::Yield) yieldTargets_[inner.get()] = targets;
    emitSteps(step.regions.at(r), to);
  };
  // ranks that disagree would diverge here, and meet at different collectives; heads of `for` loops are not conditions
  const bool guarded = steersFrames(op) && op.info->control != Control::For;
  const Cpp head = guarded ? condition(op.text, site(op.loc, op.info->id)) : Cpp::verbatim(text(op.text));
  if (op.info->control == Control::If) {
    out.open("if ({}) {{", head);
    region(0, out);
    if (op.regions.size() > 1 && !op.regions[1].ops.empty()) {
      out.close("} else {");
      out.deeper();
      region(1, out);
    }
    out.close();
    return;
  }
  out.open("{} ({}) {{", op.info->id, head);
  if (op.info->control == Control::For && steersFrames(op) && !equal_.roundsAreEqual(op))
    // ranks with another number of rounds disagree at the next guard
    out.line("rt::must_agree_on_round({});", site(op.loc, op.info->id));
  region(0, out);
  if (const auto ended = op.options.find("ended"); ended != op.options.end())
    out.line("if ({}) break;", std::get<std::string>(ended->second.value));
  out.close();
}

void FunctionEmitter::emitCheckpoint(const plan::Step& step, Code& out) {
  Op& op = *step.op;
  std::string& kept = variable(&op);
  kept = names_.fresh("checkpoint", "kept");
  std::vector<std::string> of;
  bool isSeen = true;
  const auto add = [&](const std::string& value) {
    if (std::ranges::find(of, value) == of.end()) of.push_back(value);
  };
  const auto addFunction = [&](const std::shared_ptr<const UserFunction>& f) {
    if (!f) return;
    for (const std::string& name : f->compared) add(name);
    isSeen = isSeen && f->isSeen;
  };
  for (std::size_t i = 1; i < op.scalars.size(); ++i)
    add((op.scalars[i]->kind == ExprKind::Scalar ? scalarAs(*op.scalars[i]->scalar, scalarClass())
                                                 : argument(op.scalars[i]))
            .text());
  forEachOp(op.regions.at(0), [&](Op& inner) {
    for (const Rows* rows : inner.inputs)
      if (rows->def && shapeOf(*rows->def) == Shape::File) add(variable(rows->def));
    for (const HeldExpr& held : heldExprs(inner))
      forEachExpr(*held.slot, [&](const Expr& e) { addFunction(e.function); });
    for (const Column& c : plan::tableColumns(inner)) addFunction(c.function);
  });
  for (unsigned k = 0; k < op.inputs.size(); ++k) add(inputTable(op, k).text());

  comments(op.loc, out);
  out.comment("a checkpoint of an earlier run is used if the same operations made it from the same values");
  out.line("rt::checkpoint {}({}, {}, {});", kept, site(op), argument(op.scalars.at(0)),
           literal(std::get<std::string>(op.options.at("plan").value)));
  if (!isSeen) out.line("{}.of_program();", kept);
  if (!of.empty()) out.line("{}.of({});", kept, fmt::join(of, ", "));
  out.open("if ({}.is_missing()) {{", kept);
  emitSteps(step.regions.at(0), out);
  out.close();
}

// The user's text of several lines, the second and later ones further to the right.
static std::string shifted(std::string text, std::size_t by) {
  for (std::size_t at = 0; (at = text.find(userLine, at)) != std::string::npos; at += by + 1)
    text.insert(at + 1, by, ' ');
  return text;
}

// The input of a loop that changes the variable of these rows, instead of a copy: nothing reads them later. A parallel
// loop writes an array in it; other loops give it a new value in each round. Its op is null if there is none.
FunctionEmitter::Change FunctionEmitter::changedBy(const Rows& rows) const {
  const auto users = users_.find(&rows);
  if (users == users_.end()) return {};
  const Op& op = *users->second.back();
  // reductions and loops read it at their places; other ops when their rows are needed
  for (const Op* user : users->second)
    if (user != &op && user->info->control != Control::Parallel && shapeOf(*user) != Shape::Reduction) return {};
  const bool parallel = op.info->control == Control::Parallel;
  if (!parallel && !isLoop(op.info->control)) return {};
  unsigned input = 0;
  for (; input < op.inputs.size(); ++input) {
    if (op.inputs[input] != &rows || (parallel && !op.arrays[input].writes)) continue;
    const plan::TableInput& table = plan_.inputs.at({&op, input});
    if (!table.loop && table.whole && !table.numbered && table.names.empty()) break;
  }
  if (input == op.inputs.size()) return {};
  const Change change{&op, input};
  const OpPlace& place = places_.at(&op);
  if (rows.def) {
    const Control made = rows.def->info->control;
    const bool isOwn = made == Control::Parallel || made == Control::If || isLoop(made) || hasOwnVariable(*rows.def);
    return isOwn && places_.at(rows.def).region == place.region ? change : Change();
  }
  // a variable of the loop around it
  const bool isCarried =
      place.parent && isLoop(place.parent->info->control) &&
      std::ranges::any_of(place.region->arguments, [&](const auto& argument) { return argument.get() == &rows; });
  return isCarried ? change : Change();
}

std::string FunctionEmitter::wholeUse(const Rows& rows) const {
  const WholeUse& use = *rows.domain.whole;
  return fmt::format("{{{}, {}, {}}}", site(use.loop, "prange"), literal(use.array),
                     use.combines ? "rt::use_of_all::combined" : "rt::use_of_all::read");
}

// What is known of the columns, or the elements, of an array that a parallel loop uses.
std::string FunctionEmitter::rangesOf(const Op& op, const ArrayUse& use) {
  return within(op, "within", use.ranges) + within(op, "columns", use.columns);
}

std::string FunctionEmitter::within(const Op& op, const char* what, const std::vector<UsedRange>& used) {
  std::vector<std::string> ranges;
  for (const UsedRange& range : used) {
    const auto end = [&](std::size_t bound, std::int64_t more) {
      if (range.bound == 0) return fmt::format("{}", more);
      const std::string value = expression(op.hostArguments.at(bound)).text();
      const bool isNumber = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
      if (isNumber && value.size() < 10) return fmt::format("{}", std::stol(value) + more);
      return more == 0 ? value : fmt::format("({}) {} {}", value, more < 0 ? '-' : '+', std::abs(more));
    };
    std::string text = fmt::format("{{{}, {}}}", end(range.bound, range.low), end(range.bound + 1, range.high));
    if (std::ranges::find(ranges, text) == ranges.end()) ranges.push_back(std::move(text));
  }
  return ranges.empty() ? "" : fmt::format(".{}({{{}}})", what, fmt::join(ranges, ", "));
}

// A parallel loop: the body is the user's, in a function whose parameters have the names of the arrays and variables.
void FunctionEmitter::emitParallelLoop(Op& op, Code& out) {
  std::vector<std::string> tables, uses, parameters;
  std::size_t result = 0;
  const bool everywhere = runsEverywhere(op);
  bool travels = !op.reductions.empty();
  for (unsigned k = 0; k < op.inputs.size(); ++k) {
    const ArrayUse& a = op.arrays[k];
    const std::string type = cppTypeOf(op.outputs[k].type.type).text;
    const Cpp before = inputTable(op, k);
    std::string table = before.text(), offsets;
    if (changedBy(*op.inputs[k]) == Change{&op, k}) {
      tables_[op.results[result++].get()] = table;
    } else if (a.isResult()) {
      table = names_.fresh(op.names[k], "rows");
      tables_[op.results[result++].get()] = table;
      tables.push_back(fmt::format("rt::table {} = {};", table, before));
    } else if (!a.isWhole() && (a.low != 0 || a.high != 0)) {
      offsets = fmt::format(", {}, {}", a.low, a.high);
      travels = true;
    }
    travels = travels || a.isWhole();
    uses.push_back(fmt::format("rt::{}<{}{}>({}, {})",
                               !a.combines.empty() ? fmt::format("{}_by_key", a.combines)
                               : a.appends         ? "appends"
                               : a.readsAny        ? "reads_all"
                               : a.overwrites      ? "overwrites"
                               : a.writes          ? "writes"
                                                   : "reads",
                               type, offsets, table, literal(op.names[k])) +
                   rangesOf(op, a));
    parameters.push_back("const auto& " + op.names[k]);
  }
  for (const LoopReduction& r : op.reductions) {
    if (r.how == "with") {
      uses.back().insert(uses.back().size() - 1, ", " + r.variable);
      continue;
    }
    uses.push_back(fmt::format("rt::{}({})", r.how, r.variable));
    parameters.push_back("auto& " + r.variable);
  }
  out.blank();
  describe({&op}, out);
  for (const std::string& line : tables) out.put(line);
  if (everywhere)
    out.comment("every rank runs all iterations");
  else if (travels)
    out.comment("collective: elements of other ranks come from them; results are combined");
  std::string bounds;
  for (const Expr* bound : op.scalars) bounds += fmt::format(", {}", argument(bound));
  const std::string rows = names_.fresh("rows", "of_loop");
  parameters.insert(parameters.begin(), "rt::iterations " + rows);
  out.line("rt::parallel_loop({}{})", site(op), bounds);
  out.deeper();
  out.deeper();
  if (everywhere) out.line(".everywhere()");
  out.line(".over({})", fmt::join(uses, ", "));
  out.open(".run([&]({}) {{", fmt::join(parameters, ", "));
  out.put(fmt::format("for ({} : {}) {}", text(op.hostArguments[0]), rows, shifted(text(op.text), 6)));
  out.close("});");
  out.shallower();
  out.shallower();
  names_.release(rows);
}

}  // namespace bodocc
