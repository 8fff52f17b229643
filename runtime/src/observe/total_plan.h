#pragma once
// The work of all ranks by the lines of their plans, and the reports of it: observe/explain.cpp gathers it at the end
// of a program.
#include <cstdint>
#include <string>
#include <vector>

#include "bodo/rt/explain.h"
#include "job/work.h"

namespace bodo::rt {

struct total_plan {
  std::vector<plan_line> lines;
  std::vector<std::string> texts;
  std::vector<std::int64_t> calls;       // by rank; 0 where a rank has not called the function
  std::vector<std::vector<work>> ranks;  // by line, then by rank

  bool everywhere(std::size_t line) const { return lines[line].rows == plan_line::everywhere; }
};

// A line of a plan was at work from then on, so long; seconds since job::began.
struct work_time {
  std::uint32_t plan, line;
  double begin, seconds, waiting;
};

struct total_work {
  std::vector<total_plan> plans;
  std::vector<std::vector<work_time>> times;  // by rank; empty if they are not kept
};

// For people.
std::string text_of(const total_work& all);
// For tools, one object on one line: docs/performance.md describes it. `sources`, if not empty, are the pages of the
// program's sources, each one object.
std::string json_of(const total_work& all, const std::vector<const char*>& sources = {});
// For Perfetto and chrome://tracing.
std::string trace_of(const total_work& all);

}  // namespace bodo::rt
