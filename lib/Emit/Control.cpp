// Control flow with frames: regions become blocks; the tables that cross their edges become variables.
#include "FunctionEmitter.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

// Whether operations on frames, or a way past them, stand in the op's regions.
static bool steersFrames(const Op& op) {
  bool any = false;
  for (const Region& region : op.regions)
    forEachOp(region, [&](const Op& inner) {
      any |= inner.info->kind != OpKind::Control || inner.info->control == Control::Call ||
             inner.info->control == Control::Return;
    });
  return any;
}

// Assigns what a region yields to the variables of the op that holds it.
void FunctionEmitter::emitYield(Op& yield, const std::vector<std::string>& targets, Code& out) {
  std::vector<std::string> values;
  if (yield.inputs.size() == 1) receivers_[{&yield, 0}] = targets[0];
  for (unsigned k = 0; k < yield.inputs.size(); ++k) values.push_back(inputTable(yield, k, out));
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

void FunctionEmitter::emitStructured(Op& op, Code& out) {
  if (op.info->control == Control::Call) return emitCall(op, out);

  std::vector<std::string> targets;
  if (op.info->control == Control::Loop) {
    // start values
    for (unsigned k = 0; k < op.inputs.size(); ++k) {
      const Rows& argument = *op.regions.at(0).arguments.at(k);
      const std::string name = names_.fresh(nameOf(argument));
      receivers_[{&op, k}] = name;
      const std::string start = inputTable(op, k, out);
      if (start != name) out.line("rt::table {} = {};", name, start);
      tables_[&argument] = name;
      targets.push_back(name);
    }
  } else {
    for (const auto& result : op.results) {
      const std::string name = names_.fresh(result->name.empty() ? "rows" : result->name);
      out.line("rt::table {};", name);
      targets.push_back(name);
    }
  }
  for (std::size_t k = 0; k < op.results.size() && k < targets.size(); ++k) tables_[op.results[k].get()] = targets[k];

  const std::string head = text(op.text);
  const auto region = [&](Region& r, Code& to) {
    for (const auto& inner : r.ops)
      if (inner->info->control == Control::Yield) yieldTargets_[inner.get()] = targets;
    emitRegion(r, to);
  };
  // ranks that disagree would part here, and meet at different collectives
  const std::string condition =
      steersFrames(op) ? fmt::format("rt::agreed({}, {})", site(op.loc, op.info->id), head) : head;
  if (op.info->control == Control::If) {
    out.open("if ({}) {{", condition);
    region(op.regions.at(0), out);
    if (op.regions.size() > 1 && !op.regions[1].ops.empty()) {
      out.close("} else {");
      out.deeper();
      region(op.regions[1], out);
    }
    out.close();
    return;
  }
  out.open("{} ({}) {{", op.info->id, std::string_view(op.info->id) == "while" ? condition : head);
  region(op.regions.at(0), out);
  out.close();
}

}  // namespace bodocc
