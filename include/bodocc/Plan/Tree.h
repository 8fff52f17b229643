// The plan for readers: a tree of lines in the user's terms. --report=plan prints it, --report=plan-json
// gives its fields to tools, and emitted programs carry it for BODO_EXPLAIN=analyze.
#pragma once

#include "bodocc/Plan/Plan.h"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bodocc::plan {

struct Node {
  using Value = std::variant<std::int64_t, std::string, std::vector<std::string>>;
  // The ranks that have a loop's rows, and a sink's before and after it has finished. If a build side is measured, the
  // choice is known only when it has finished.
  enum class Ranks {
    Spread,          // each has its own
    ThenEverywhere,  // each its own at first, in the end all
    Everywhere,      // each has all
  };
  // The part of the plan that it shows, by which the emitter marks it; other nodes have none of these.
  enum class Part {
    Line,
    Loop,
    Stage,
    Sink
  };

  std::string kind;                       // "loop", "filter", "groups": docs/architecture.md lists them
  std::string text;                       // the line
  std::vector<std::uint32_t> lines = {};  // of the source, ascending
  std::vector<std::pair<std::string, Value>> fields = {};
  std::vector<Node> children = {};
  Part part = Part::Line;
  Ranks rows = Ranks::Spread;
  const void* of =
      nullptr;  // the Step, Loop, Stage or Feed that it shows; null if it shows none, or a further line of one
};

Node tree(const FunctionPlan& plan);

// Calls `visit(node, depth)` for each line of the tree, in their order.
template <class Visit>
void forEachLine(const Node& node, Visit visit, unsigned depth = 0) {
  visit(node, depth);
  // an `else` stands below its `if`
  for (const Node& child : node.children) forEachLine(child, visit, child.kind == "else" ? depth : depth + 1);
}

// The line of a node: its text, with the source lines as a comment.
std::string line(const Node& node);

}  // namespace bodocc::plan
