#include "TimeReport.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>

namespace bodocc {

TimeReport::Seconds TimeReport::now() {
  Seconds seconds;
  seconds.clock = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    getrusage(who, &used);
    for (const timeval& time : {used.ru_utime, used.ru_stime})
      seconds.processors += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  }
  return seconds;
}

void TimeReport::begin(const char* step) {
  end();
  current_ = step;
  begun_ = now();
}

void TimeReport::end() {
  if (!current_) return;
  auto step = std::ranges::find(steps_, current_, &Step::name);
  if (step == steps_.end()) step = steps_.insert(step, Step{current_, {}});
  const Seconds ended = now();
  step->took.clock += ended.clock - begun_.clock;
  step->took.processors += ended.processors - begun_.processors;
  current_ = nullptr;
}

std::string TimeReport::text() const {
  std::string table = fmt::format("{:<16}{:>10}{:>14}\n", "step", "seconds", "CPU seconds");
  Seconds all;
  const auto add = [&](const std::string& name, const Seconds& took) {
    table += fmt::format("{:<16}{:>10.3f}{:>14.3f}\n", name, took.clock, took.processors);
    all.clock += took.clock;
    all.processors += took.processors;
  };
  for (const Step& step : steps_) add(step.name, step.took);
  add("all", Seconds(all));
  return table;
}

}  // namespace bodocc
