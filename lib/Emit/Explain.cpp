// The additions to a function for BODO_EXPLAIN=analyze: its plan as --report=plan prints it, and marks of its lines.
#include "FunctionEmitter.h"
#include "bodocc/Plan/Tree.h"

namespace bodocc {

void FunctionEmitter::explainPlan(Code& head) {
  using plan::Node;
  const std::string lines = names_.fresh("plan");
  explained_ = names_.fresh("explained");
  head.line("static constexpr rt::plan_line {}[] = {{", lines);
  unsigned number = 0;
  plan::forEachLine(plan::tree(plan_), [&](const Node& node, unsigned depth) {
    if (node.of) planLines_.emplace(node.of, number);
    ++number;
    std::string line = fmt::format("{}, {}", depth, literal(plan::line(node)));
    static constexpr const char* parts[] = {"line", "loop", "stage", "sink"};
    static constexpr const char* ranks[] = {"spread", "then_everywhere", "everywhere"};
    if (node.part != Node::Part::Line)
      line += fmt::format(", rt::plan_line::{}, rt::plan_line::{}", parts[static_cast<int>(node.part)],
                          ranks[static_cast<int>(node.rows)]);
    head.put("    {" + line + "},");
  });
  head.put("};");
  head.line("rt::explained {}({});", explained_, lines);
}

void FunctionEmitter::atLine(const void* of, Code& out) const {
  if (const auto line = planLines_.find(of); line != planLines_.end()) out.line("{}.at({});", explained_, line->second);
}

void FunctionEmitter::countRows(const void* of, const std::string& count, Code& out) const {
  if (const auto line = planLines_.find(of); line != planLines_.end())
    out.line("{}.rows({}, {});", explained_, line->second, count);
}

std::string FunctionEmitter::countedRows(const void* first, const void* second) const {
  if (explained_.empty()) return "";
  return fmt::format("{}.rows({{{}, {}}}, ", explained_, planLines_.at(first), planLines_.at(second));
}

void FunctionEmitter::countMade(const void* of, const std::string& sink, Code& out) const {
  if (const auto line = planLines_.find(of); line != planLines_.end())
    out.line("{}.made({}, {});", explained_, line->second, sink);
}

}  // namespace bodocc
