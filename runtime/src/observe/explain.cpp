// The work of annotated functions, by the lines of their plans: counted on each rank, gathered and reported when
// the program ends.
#include "bodo/rt/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bodo/page.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/memory.h"
#include "comm/sections.h"
#include "job/environment.h"
#include "job/job.h"
#include "job/work.h"
#include "memory/peak.h"
#include "observe/total_plan.h"

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

// When lines were at work. Beyond these nothing is kept: a loop may call a function a million times.
constexpr std::size_t most_times = 50'000;
constexpr double at_once = 2e-6;  // seconds between two times of one line that are kept as one
std::vector<work_time>& times() {
  static auto* all = new std::vector<work_time>;
  return *all;
}

void keep_time(const work* line, double begin, double end, double waiting) {
  std::vector<work_time>& all = times();
  for (std::uint32_t p = 0; p < plans().size(); ++p) {
    const std::vector<work>& done = plans()[p].done;
    if (line < done.data() || line >= done.data() + done.size()) continue;
    const auto number = static_cast<std::uint32_t>(line - done.data());
    if (!all.empty() && all.back().plan == p && all.back().line == number &&
        begin - all.back().begin - all.back().seconds < at_once) {
      all.back().seconds = end - all.back().begin;
      all.back().waiting += waiting;
    } else if (all.size() < most_times) {
      all.push_back({p, number, begin, end - begin, waiting});
    }
    return;
  }
}

// Ends the time of the line at hand, and begins that of the next one (null: none).
void work_on(work* next) {
  static double since = 0, waited = 0;
  const double t = now();
  const std::int64_t peak = restart_memory_peak();
  job& j = the_job();
  if (work* const last = std::exchange(j.at_work, next)) {
    last->elapsed += t - since;
    last->peak = std::max(last->peak, peak);
    if (j.keeps_times) keep_time(last, since - j.began, t - j.began, last->waiting - waited);
  }
  since = t;
  waited = next != nullptr ? next->waiting : 0;
}

// --- the work of all ranks

// This rank's plans and their times, as a message.
array<std::byte> packed() {
  array<std::byte> message(here);
  section_writer to(message);
  to.put(times().data(), times().size());
  for (const counted_plan& p : plans()) {
    to.put(&p.calls, 1);
    to.put(p.lines.data(), p.lines.size());
    to.put(p.done.data(), p.done.size());
    for (const plan_line& line : p.lines) to.put(line.text, std::strlen(line.text));
  }
  return message;
}

// Functions are known by the text of their plans: versions with one text, by the order of their first calls.
total_work brought_together(gathered& all) {
  total_work together;
  std::vector<total_plan>& totals = together.plans;
  const auto ranks = static_cast<std::size_t>(size());
  for (std::size_t r = 0; r < ranks; ++r) {
    std::vector<bool> taken(totals.size(), false);
    const auto begin = static_cast<std::size_t>(all.offsets[r]), end = static_cast<std::size_t>(all.offsets[r + 1]);
    section_reader from({reinterpret_cast<std::byte*>(all.bytes.data()) + begin, end - begin});
    const std::span<work_time> times = from.take<work_time>();
    std::vector<std::uint32_t> known;  // this rank's plans among those of all
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
      known.push_back(static_cast<std::uint32_t>(at));
      totals[at].calls[r] = calls;
      for (std::size_t n = 0; n < lines.size(); ++n) totals[at].ranks[n][r] = done[n];
    }
    if (!the_job().keeps_times) continue;
    for (work_time& time : times) time.plan = known[time.plan];
    together.times.emplace_back(times.begin(), times.end());
  }
  return together;
}

// The pages of the program's sources.
std::vector<const char*>& sources() {
  static auto* all = new std::vector<const char*>;
  return *all;
}

// Writes a file in the working directory, and says where it is, or why it is not.
void write_report(const std::string& variable, const std::string& path, const std::string& text) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  const bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = file != nullptr && std::fclose(file) == 0;
  print_error(written && closed ? fmt::format("{}: {} is written", variable, path)
                                : fmt::format("{}: {} cannot be written: {}", variable, path, std::strerror(errno)));
}

// Collective, at the end of the program.
void report() {
  work_on(nullptr);
  const job& j = the_job();
  const array<std::byte> mine = packed();
  gathered all = gather({reinterpret_cast<const char*>(mine.data()), mine.size()}, j.explains_on);
  if (rank() != j.explains_on) return;
  const total_work done = brought_together(all);
  if (j.explains_as == explanation::text) print_error(text_of(done));
  if (j.explains_as == explanation::json) print_error(json_of(done));
  if (j.explains_as == explanation::page)
    write_report("BODO_EXPLAIN=html", std::string(program_invocation_short_name) + ".explain.html",
                 page_with(json_of(done, sources())));
  if (const char* const path = std::getenv("BODO_TRACE"); path != nullptr && *path != '\0')
    write_report("BODO_TRACE", path, trace_of(done));
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

extern "C" void bodo_keep_page(const char* page) noexcept { bodo::rt::sources().push_back(page); }
