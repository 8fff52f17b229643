#include "job/progress.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "job/disagreement.h"
#include "job/job.h"
#include "job/watch.h"

namespace bodo::rt {
namespace {

using namespace std::chrono_literals;

constexpr double shown_after = 2;  // seconds of a step before it is shown

struct shown_progress {
  progress_seat* mine = nullptr;  // null: nothing is counted
  bool open = false;              // this rank is in a step
  bool on_terminal = false;
  std::jthread thread;
};

// Never destroyed: a fork of the user's has no such thread to join.
shown_progress& the_progress() {
  static auto* const p = new shown_progress;
  return *p;
}

// mpirun reads the ranks' standard error from pipes: then its own counts.
bool is_terminal() {
  if (isatty(STDERR_FILENO) != 0) return true;
  char target[64] = {};
  if (readlink(fmt::format("/proc/{}/fd/{}", getppid(), STDERR_FILENO).c_str(), target, sizeof target - 1) < 0)
    return false;
  const std::string_view device(target);
  return device.starts_with("/dev/pts/") || device.starts_with("/dev/tty");
}

std::string rate_text(double rows) {
  if (rows >= 1e6) return fmt::format("{:.1f} million rows/s", rows / 1e6);
  if (rows >= 1e4) return fmt::format("{:.0f} thousand rows/s", rows / 1e3);
  return fmt::format("{:.0f} rows/s", rows);
}

// What the ranks of this node are doing: the first step that one of them has not ended.
struct view {
  std::int64_t step = 0;  // 0: none
  int slowest = 0;        // a rank that is in it
  double done = 0, least = 0;
  std::int64_t rows = 0;
  bool known = true;  // how many units there are
};

view look() {
  view v;
  const int ranks = the_job().size;
  for (int r = 0; r < ranks; ++r)
    if (const progress_seat* s = progress_of(r); s != nullptr && s->open && (v.step == 0 || s->step < v.step))
      v.step = s->step;
  if (v.step == 0) return v;
  int seen = 0;
  v.least = 2;
  for (int r = 0; r < ranks; ++r) {
    const progress_seat* s = progress_of(r);
    if (s == nullptr) continue;
    ++seen;
    const std::int64_t total = s->total;
    const bool here = s->step <= v.step && s->open;
    const double part = !here        ? 1
                        : total <= 0 ? 0
                                     : std::min(1.0, static_cast<double>(s->units) / static_cast<double>(total));
    v.known = v.known && (!here || total > 0);
    v.done += part;
    if (s->step == v.step) v.rows += s->rows;
    if (part < v.least) {
      v.least = part;
      v.slowest = r;
    }
  }
  v.done /= seen;
  return v;
}

// On a terminal in the place of the last text, else in a line of its own.
void show(const std::string& text) {
  if (!the_progress().on_terminal) {
    if (!text.empty()) print_error(text);
    return;
  }
  const std::string line = erased_line + text;
  the_job().unfinished_line = !text.empty();
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

void watch_steps(const std::stop_token& stop) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);  // they are for the program's threads
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  const auto pause = the_progress().on_terminal ? 250ms : 2000ms;
  std::int64_t step = 0;
  double began = 0;
  bool visible = false;
  while (!wake.wait_for(lock, stop, visible ? pause : 250ms, [&] { return stop.stop_requested(); })) {
    const view v = look();
    const double time = now();
    if (v.step != step) {
      step = v.step;
      began = time;
      if (visible) show("");
      visible = false;
      continue;
    }
    if (step == 0 || time - began < shown_after) continue;
    visible = true;
    std::string text = place_of_rank(v.slowest);
    text += fmt::format("{}{}", text.empty() ? "" : ": ", progress_of(v.slowest)->what);
    if (v.known) text += fmt::format(" {:.0f} %", 100 * v.done);
    if (v.rows > 0) text += ", " + rate_text(static_cast<double>(v.rows) / (time - began));
    if (the_job().size > 1) {
      text += fmt::format(", slowest: rank {}", v.slowest);
      if (v.known) text += fmt::format(" ({:.0f} %)", 100 * v.least);
    }
    show(text);
  }
  if (visible) show("");
}

}  // namespace

bool shows_progress() {
  const char* const set = std::getenv("BODO_PROGRESS");
  const std::string_view value = set == nullptr ? "" : set;
  return value == "on" || (value.empty() && is_terminal());
}

void start_progress() {
  if (!the_job().shows_progress) return;
  shown_progress& p = the_progress();
  p.mine = progress_of(the_job().rank);
  if (p.mine == nullptr || the_job().rank != 0) return;
  p.on_terminal = is_terminal();
  p.thread = std::jthread(watch_steps);
}

void end_progress() {
  shown_progress& p = the_progress();
  p.mine = nullptr;
  if (!p.thread.joinable()) return;
  p.thread.request_stop();
  p.thread.join();
}

long_step::long_step(const char* what, std::int64_t total) {
  shown_progress& p = the_progress();
  if (p.mine == nullptr || p.open) return;
  counts_ = p.open = true;
  copy_text(p.mine->what, what);
  p.mine->total = total;
  p.mine->units = 0;
  p.mine->rows = 0;
  ++p.mine->step;
  p.mine->open = true;
}

void long_step::end() {
  if (!std::exchange(counts_, false)) return;
  the_progress().open = false;
  if (progress_seat* const mine = the_progress().mine) mine->open = false;
}

void long_step::count(std::int64_t units, std::int64_t rows) {
  progress_seat* const mine = the_progress().mine;
  if (mine == nullptr) return;
  mine->units.store(units, std::memory_order_relaxed);
  mine->rows.store(mine->rows.load(std::memory_order_relaxed) + rows, std::memory_order_relaxed);
}

}  // namespace bodo::rt
