// Control flow with frames: regions become blocks; the tables that cross their edges become variables.
#include "FunctionEmitter.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

// True if frames cross the op's edges, or its regions contain operations on frames, or a jump past them.
static bool steersFrames(const Op& op) {
  bool any = !op.inputs.empty() || !op.results.empty() || op.options.contains("leaves");
  for (const Region& region : op.regions)
    forEachOp(region, [&](const Op& inner) {
      any |= inner.info->kind != OpKind::Control || inner.info->control == Control::Call ||
             inner.info->control == Control::Return;
    });
  return any;
}

// Finds parameters that `enter` compares, and constants computed from equal values.
void FunctionEmitter::findEqualVariables() {
  std::map<std::string, int> values;  // number of values of each variable, in the whole function
  std::vector<std::string> parameters;
  for (const Parameter& p : function_.params) {
    ++values[p.name];
    if (function_.external && p.isPlain && !p.isResult) parameters.push_back(p.name);
  }
  forEachOp(function_.body, [&](const Op& op) {
    for (const std::string& name : op.text.defines) ++values[name];
    for (const std::string& name : op.text.modifies) ++values[name];
  });
  const auto add = [&](const std::vector<std::string>& names) {
    for (const std::string& name : names)
      if (values[name] == 1) equal_.insert(name);
  };
  add(parameters);
  forEachOp(function_.body, [&](const Op& op) {
    if (isHost(op.info->control) && isEqualOnAllRanks(op.text)) add(op.text.defines);
  });
}

bool FunctionEmitter::isEqualOnAllRanks(const HostText& t) const {
  return t.plain && !hasEffects(t) &&
         std::ranges::all_of(t.reads, [&](const std::string& name) { return equal_.contains(name); }) &&
         std::ranges::all_of(t.pieces, [](const HostText::Piece& piece) {
           // the result of a collective is the same everywhere; values of a rank's own rows may differ
           return !piece.scalar || (piece.scalar->def->info->kind == OpKind::Reduction &&
                                    piece.scalar->def->inputs.at(0)->domain.distribution != Distribution::Replicated);
         });
}

Cpp FunctionEmitter::condition(const HostText& t, const std::string& site) {
  return isEqualOnAllRanks(t) ? expression(t) : Cpp::call("rt::agreed", {Cpp::name(site), expression(t)});
}

// True if a `for` loop has the same number of rounds on each rank: its head has no calls, and uses only variables that
// are equal on all ranks and its own, which the body does not change.
bool FunctionEmitter::roundsAreEqual(const Op& loop) const {
  const HostText& head = loop.text;
  const auto own = [&](const std::string& name) { return std::ranges::count(head.defines, name) != 0; };
  return head.repeatable && std::ranges::none_of(head.pieces, &HostText::Piece::scalar) &&
         std::ranges::all_of(head.reads, [&](const std::string& n) { return own(n) || equal_.contains(n); }) &&
         std::ranges::all_of(head.modifies, own) &&
         std::ranges::none_of(loop.regions.at(0).ops, [&](auto& op) { return modifiesAny(*op, head.defines); });
}

// Assigns the values that a region yields to the variables of its op.
void FunctionEmitter::emitYield(Op& yield, const std::vector<std::string>& targets, Code& out) {
  std::vector<std::string> values;
  for (unsigned k = 0; k < yield.inputs.size(); ++k) values.push_back(inputTable(yield, k).text());
  // all values first: a variable may be yielded to another one
  bool overlaps = false;
  for (const std::string& v : values)
    for (const std::string& t : targets) overlaps |= values.size() > 1 && v == t;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (overlaps) {
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
      const bool made = plan_.inputs.at({&op, k}).loop != nullptr;
      const std::string name = made ? start : names_.fresh(nameOf(argument), "now");
      if (!made) out.line("rt::table {} = {};", name, start);
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
  const std::set<std::string> before = equal_;
  if (op.info->control == Control::For && roundsAreEqual(op))
    equal_.insert(op.text.defines.begin(), op.text.defines.end());  // in each round
  else if (steersFrames(op) && !guarded)
    // ranks with another number of rounds disagree at the next guard
    out.line("rt::must_agree({}, true);", site(op.loc, op.info->id));
  region(0, out);
  if (const auto ended = op.options.find("ended"); ended != op.options.end())
    out.line("if ({}) break;", std::get<std::string>(ended->second.value));
  equal_ = before;
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
  out.comment("what an earlier run may have left is used if it was made by the same operations from the same values");
  out.line("rt::checkpoint {}({}, {}, {});", kept, site(op), argument(op.scalars.at(0)),
           literal(std::get<std::string>(op.options.at("plan").value)));
  if (!isSeen) out.line("{}.of_program();", kept);
  if (!of.empty()) out.line("{}.of({});", kept, fmt::join(of, ", "));
  out.open("if ({}.is_missing()) {{", kept);
  emitSteps(step.regions.at(0), out);
  out.close();
}

}  // namespace bodocc
