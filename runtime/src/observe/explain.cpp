// The work of annotated functions, by the lines of their plans: counted on each rank, gathered and printed when
// the program ends.
#include "bodo/rt/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/memory.h"
#include "comm/sections.h"
#include "job/environment.h"
#include "job/job.h"
#include "job/work.h"
#include "memory/peak.h"

namespace bodo::rt {
namespace {

constexpr site here{"", 0, "explain"};

// A plan on this rank, with the work of its lines in all calls.
struct counted_plan {
  std::span<const plan_line> lines;
  std::int64_t calls = 0;
  std::vector<work> done;
};

// In the order of their first calls. Never destroyed: static objects of the user's may call functions at the end.
std::deque<counted_plan>& plans() {
  static auto* all = new std::deque<counted_plan>;
  return *all;
}

counted_plan& plan_of(std::span<const plan_line> lines) {
  const auto known =
      std::ranges::find_if(plans(), [&](const counted_plan& p) { return p.lines.data() == lines.data(); });
  if (known != plans().end()) return *known;
  plans().push_back({lines, 0, std::vector<work>(lines.size())});
  return plans().back();
}

// Ends the time of the line at hand, and begins that of the next one (null: none).
void work_on(work* next) {
  static double since = 0;
  const double t = now();
  const std::int64_t peak = restart_memory_peak();
  if (work* const last = std::exchange(the_job().at_work, next)) {
    last->elapsed += t - since;
    last->peak = std::max(last->peak, peak);
  }
  since = t;
}

// --- the work of all ranks

struct total_plan {
  std::vector<plan_line> lines;
  std::vector<std::string> texts;
  std::vector<std::int64_t> calls;       // by rank; 0 where a rank has not called the function
  std::vector<std::vector<work>> ranks;  // by line, then by rank
};

// This rank's plans, as a message.
array<std::byte> packed() {
  array<std::byte> message(here);
  section_writer to(message);
  for (const counted_plan& p : plans()) {
    to.put(&p.calls, 1);
    to.put(p.lines.data(), p.lines.size());
    to.put(p.done.data(), p.done.size());
    for (const plan_line& line : p.lines) to.put(line.text, std::strlen(line.text));
  }
  return message;
}

// Functions are known by the text of their plans: versions with one text, by the order of their first calls.
std::vector<total_plan> brought_together(gathered& all) {
  std::vector<total_plan> totals;
  const auto ranks = static_cast<std::size_t>(size());
  for (std::size_t r = 0; r < ranks; ++r) {
    std::vector<bool> taken(totals.size(), false);
    const auto begin = static_cast<std::size_t>(all.offsets[r]), end = static_cast<std::size_t>(all.offsets[r + 1]);
    section_reader from({reinterpret_cast<std::byte*>(all.bytes.data()) + begin, end - begin});
    while (!from.at_end()) {
      const std::int64_t calls = from.take<std::int64_t>().front();
      const std::span<plan_line> lines = from.take<plan_line>();
      const std::span<work> done = from.take<work>();
      std::vector<std::string> texts;
      for (std::size_t n = 0; n < lines.size(); ++n) {
        const std::span<char> text = from.take<char>();
        texts.emplace_back(text.data(), text.size());
      }
      std::size_t at = 0;
      while (at < totals.size() && (taken[at] || totals[at].texts != texts)) ++at;
      if (at == totals.size()) {
        totals.push_back({{lines.begin(), lines.end()},
                          std::move(texts),
                          std::vector<std::int64_t>(ranks),
                          std::vector(lines.size(), std::vector<work>(ranks))});
        taken.push_back(false);
      }
      taken[at] = true;
      totals[at].calls[r] = calls;
      for (std::size_t n = 0; n < lines.size(); ++n) totals[at].ranks[n][r] = done[n];
    }
  }
  return totals;
}

// --- as text

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

// Collective, at the end of the program.
void report() {
  work_on(nullptr);
  const array<std::byte> mine = packed();
  gathered all = gather({reinterpret_cast<const char*>(mine.data()), mine.size()}, 0);
  if (rank() != 0) return;
  std::string out = fmt::format("BODO_EXPLAIN=analyze: {} rank{}", size(), size() == 1 ? "" : "s");
  if (size() > 1)
    out += "; rows and bytes are those of all ranks, seconds and memory the least / mean / most of a rank";
  const std::vector<total_plan> plans = brought_together(all);
  if (plans.empty())
    out += "; no annotated function was called, or the program was made from the output of -S without -g";
  out += '\n';
  for (const total_plan& plan : plans) out += text_of(plan);
  out.pop_back();
  print_error(out);
}

// A rank that has called no function takes part, too.
[[maybe_unused]] const bool known = [] {
  the_job().report = report;
  return true;
}();

}  // namespace

explained::explained(std::span<const plan_line> plan) {
  if (!the_job().explains) return;
  counted_plan& counted = plan_of(plan);
  ++counted.calls;
  lines_ = counted.done.data();
  before_ = the_job().at_work;
  work_on(lines_);
}

void explained::leave() noexcept { work_on(before_); }
void explained::enter(unsigned line) { work_on(lines_ + line); }
void explained::add_rows(unsigned line, std::int64_t count) { lines_[line].rows += count; }
void explained::add_made(unsigned line, std::int64_t count) {
  lines_[line].made += count;
  ++lines_[line].ends;
}
void explained::add_build(unsigned line, std::int64_t count, bool spread) {
  add_made(line, count);
  ++(spread ? lines_[line].spread : lines_[line].everywhere);
}

}  // namespace bodo::rt
