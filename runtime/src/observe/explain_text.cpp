// BODO_EXPLAIN=analyze: the plans as --report=plan prints them, with the work of each line below it.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "bodo/rt/collective.h"
#include "job/environment.h"
#include "observe/total_plan.h"

namespace bodo::rt {
namespace {

// "0.010 / 0.012 / 0.015": the least, the mean, the most.
template <class Value, class Text>
std::string over_ranks(const std::vector<work>& ranks, Value value, Text text) {
  std::vector<double> all;
  for (const work& w : ranks) all.push_back(value(w));
  if (all.size() == 1) return text(all.front());
  double sum = 0;
  for (const double v : all) sum += v;
  return fmt::format("{} / {} / {}", text(std::ranges::min(all)), text(sum / static_cast<double>(all.size())),
                     text(std::ranges::max(all)));
}

std::string seconds_text(const std::vector<work>& ranks, double (*value)(const work&)) {
  return over_ranks(ranks, value, [](double s) { return fmt::format("{:.4f}", std::max(s, 0.0)); }) + " s";
}

std::int64_t sum(const std::vector<work>& ranks, std::int64_t work::* value) {
  std::int64_t all = 0;
  for (const work& w : ranks) all += w.*value;
  return all;
}
std::int64_t most(const std::vector<work>& ranks, std::int64_t work::* value) {
  return std::ranges::max(ranks, {}, value).*value;
}

// Rows of all ranks; of one, if each has all of them.
std::int64_t rows_of(const std::vector<work>& ranks, std::int64_t work::* value, bool each) {
  return each ? most(ranks, value) : sum(ranks, value);
}

// The work of a line. `fed`: rows that a loop has given its sinks.
std::string done_by(const plan_line& line, const std::vector<work>& ranks, std::int64_t fed) {
  const bool measured = sum(ranks, &work::everywhere) + sum(ranks, &work::spread) != 0;
  const bool everywhere = line.rows == plan_line::everywhere;
  const std::int64_t rows = rows_of(ranks, &work::rows, everywhere);
  const bool whole =
      everywhere || line.rows == plan_line::then_everywhere || (measured && sum(ranks, &work::spread) == 0);
  std::vector<std::string> all;
  const char* const each = everywhere && ranks.size() > 1 ? " on each rank" : "";
  if (line.is == plan_line::stage) return fmt::format("{} rows{}", rows, each);
  if (line.is == plan_line::loop) all.push_back(fmt::format("{} rows in, {} out{}", rows, fed, each));
  // scalars and files are no rows
  const bool ends = sum(ranks, &work::ends) != 0;
  const std::string made = ends ? fmt::format(", {} out", rows_of(ranks, &work::made, whole)) : "";
  if (line.is == plan_line::sink) all.push_back(fmt::format("{} rows in{}{}", rows, made, each));
  if (measured && ranks.size() > 1) {
    const std::int64_t spread = most(ranks, &work::spread), times = spread + most(ranks, &work::everywhere);
    all.push_back(spread == 0       ? "on every rank"
                  : spread == times ? "spread over the ranks"
                                    : fmt::format("spread over the ranks {} times of {}", spread, times));
  }
  std::vector<std::string> bytes;
  const auto count = [&](const char* what, std::int64_t work::* value) {
    if (const std::int64_t n = sum(ranks, value); n != 0) bytes.push_back(fmt::format("{} {}", what, bytes_text(n)));
  };
  count("read", &work::read);
  count("decoded", &work::decoded);
  count("sent", &work::sent);
  if (!bytes.empty()) all.push_back(fmt::format("{}", fmt::join(bytes, ", ")));
  all.push_back("busy " + seconds_text(ranks, [](const work& w) { return w.elapsed - w.waiting; }));
  if (ranks.size() > 1) all.push_back("waiting " + seconds_text(ranks, [](const work& w) { return w.waiting; }));
  if (most(ranks, &work::peak) != 0)
    all.push_back("memory " + over_ranks(
                                  ranks, [](const work& w) { return static_cast<double>(w.peak); },
                                  [](double n) { return bytes_text(static_cast<std::int64_t>(n)); }));
  return fmt::format("{}", fmt::join(all, "; "));
}

std::string calls_text(const std::vector<std::int64_t>& calls) {
  const auto [least, most] = std::ranges::minmax(calls);
  const std::string times = most == 1 ? "once" : fmt::format("{} times", most);
  return least == most ? "called " + times : fmt::format("called {}, on some ranks {} times", times, least);
}

std::string text_of(const total_plan& plan) {
  std::string out;
  const auto add = [&](unsigned depth, std::string_view text) { out += fmt::format("{:{}}{}\n", "", 2 * depth, text); };
  bool runs = false;  // the last loop
  for (std::size_t n = 0; n < plan.lines.size(); ++n) {
    const plan_line& line = plan.lines[n];
    add(line.depth, plan.texts[n]);
    if (n == 0) add(1, "= " + calls_text(plan.calls));
    // of a loop's sinks each gets the same rows
    std::int64_t fed = 0;
    for (std::size_t s = n + 1; s < plan.lines.size() && plan.lines[s].depth > line.depth; ++s)
      if (plan.lines[s].is == plan_line::sink)
        fed = std::max(fed, rows_of(plan.ranks[s], &work::rows, plan.lines[s].rows == plan_line::everywhere));
    const std::vector<work>& ranks = plan.ranks[n];
    const bool worked = std::ranges::any_of(ranks, [](const work& w) { return w.elapsed > 0; });
    if (line.is == plan_line::loop) runs = worked;
    if (worked || (line.is == plan_line::stage && runs))
      add(line.depth + 1, "= " + done_by(line, ranks, fed));
    else if (line.is == plan_line::loop)
      add(line.depth + 1, "= not run");
  }
  return out;
}

}  // namespace

std::string text_of(const total_work& all) {
  std::string out = fmt::format("BODO_EXPLAIN=analyze: {} rank{}", size(), size() == 1 ? "" : "s");
  if (size() > 1)
    out += "; rows and bytes are those of all ranks, seconds and memory the least / mean / most of a rank";
  if (all.plans.empty())
    out += "; no annotated function was called, or the program was made from the output of -S without -g";
  out += '\n';
  for (const total_plan& plan : all.plans) out += text_of(plan);
  out.pop_back();
  return out;
}

}  // namespace bodo::rt
