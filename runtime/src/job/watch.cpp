#include "job/watch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/hash.h"
#include "job/disagreement.h"
#include "job/environment.h"
#include "job/job.h"

namespace bodo::rt {
namespace {

// Seconds of waiting after which a rank sleeps between polls. Not much earlier: each poll moves one piece of what has
// begun to arrive.
constexpr double spin = 1;
constexpr double look_every = 0.25;      // seconds between checks of the other ranks
constexpr double launcher_patience = 3;  // seconds in which a launcher ends the other ranks after one has ended
constexpr long longest_sleep = 5'000'000;

// One rank's place. Only its own rank writes it.
struct seat {
  std::atomic<int> process;  // 0: of another node
  std::atomic<int> waits;    // for others, for more than a second
  std::uint32_t line;
  char operation[64];
  char file[256];
  progress_seat progress;
};

struct room {
  std::uint64_t key;               // by which the others identify it
  std::atomic<std::int64_t> told;  // when the last line was written, in milliseconds
  std::atomic<bool> last_word;
};  // one seat per rank follows

struct watch {
  room* shared = nullptr;
  const char* file = nullptr;  // the file whose name is in the seat
  double interval = 60;
  double timeout = std::numeric_limits<double>::infinity();

  seat& of(int rank) const { return reinterpret_cast<seat*>(shared + 1)[rank]; }
};

watch& the_watch() {
  static watch w;
  return w;
}

std::size_t room_bytes(int ranks) { return sizeof(room) + static_cast<std::size_t>(ranks) * sizeof(seat); }

room* map_room(int fd, int ranks) {
  void* const memory = mmap(nullptr, room_bytes(ranks), PROT_READ | PROT_WRITE,
                            fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED, fd, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<room*>(memory);
}

// Opens the memory of the node's first rank.
room* join_room(int process, int fd, std::uint64_t key, int ranks) {
  const int mine = open(fmt::format("/proc/{}/fd/{}", process, fd).c_str(), O_RDWR | O_CLOEXEC);
  if (mine < 0) return nullptr;
  room* const joined =
      lseek(mine, 0, SEEK_END) == static_cast<off_t>(room_bytes(ranks)) ? map_room(mine, ranks) : nullptr;
  close(mine);
  // another process of that number, on a node of the same name
  if (joined != nullptr && joined->key != key) return nullptr;
  return joined;
}

// The kernel's state of a process: 'T' is stopped, 'Z' and none have ended.
char state_of(int process) {
  std::FILE* const file = std::fopen(fmt::format("/proc/{}/stat", process).c_str(), "re");
  if (file == nullptr) return 'X';
  char text[512] = {};
  const std::size_t n = std::fread(text, 1, sizeof text - 1, file);
  std::fclose(file);
  const std::string_view all(text, n);
  const std::size_t name_ends = all.rfind(')');
  return name_ends == std::string_view::npos || name_ends + 2 >= n ? 'X' : all[name_ends + 2];
}
bool has_ended(char state) { return state == 'Z' || state == 'X'; }

std::string place_of(const seat& s) {
  if (s.line == 0 && s.operation[0] == '\0') return "before its first collective";
  return fmt::format("at {}:{}: {}", s.file, s.line, s.operation);
}

// "ranks 0, 2 wait at f.cpp:12: print for rank 1, last at f.cpp:10: groupby (it is stopped)"
std::string who_waits() {
  const job& j = the_job();
  std::map<std::string, std::vector<int>> waiting, missing;
  std::vector<int> elsewhere;
  for (int r = 0; r < j.size; ++r) {
    const seat& s = the_watch().of(r);
    const int process = s.process;
    if (process == 0) {
      elsewhere.push_back(r);
    } else if (s.waits != 0) {
      waiting[place_of(s)].push_back(r);
    } else {
      const char state = state_of(process);
      missing[place_of(s) + (state == 'T'       ? " (stopped)"
                             : has_ended(state) ? " (its process has ended)"
                                                : "")]
          .push_back(r);
    }
  }
  std::string text;
  for (const auto& [place, ranks] : waiting)
    text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", ranks_text(ranks), ranks.size() == 1 ? "waits" : "wait",
                        place);
  std::string last;
  for (const auto& [place, ranks] : missing)
    last += fmt::format("{}{}, last {}", last.empty() ? " for " : "; ", ranks_text(ranks), place);
  if (!elsewhere.empty())
    last += fmt::format("{}{} of other nodes", last.empty() ? " for some of " : "; perhaps also for ",
                        ranks_text(elsewhere));
  return text + last;
}

}  // namespace

double now_roughly() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

void start_watch() {
  job& j = the_job();
  watch& w = the_watch();
  w.interval = environment_seconds("BODO_HANG_INTERVAL", w.interval);
  w.timeout = environment_seconds("BODO_HANG_TIMEOUT", w.timeout);

  struct offer {
    std::uint64_t node, key;
    int process, fd;
  };
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  std::random_device random;
  offer mine{hash_bytes(name), std::uint64_t{random()} << 32 | random(), getpid(), -1};
  mine.fd = memfd_create("bodo", MFD_CLOEXEC);
  room* own = nullptr;
  if (mine.fd >= 0 && ftruncate(mine.fd, static_cast<off_t>(room_bytes(j.size))) == 0) own = map_room(mine.fd, j.size);
  if (own != nullptr) own->key = mine.key;
  std::vector<offer> all(static_cast<std::size_t>(j.size));
  MPI_Allgather(&mine, sizeof mine, MPI_BYTE, all.data(), sizeof mine, MPI_BYTE, j.guard);
  const auto first = std::ranges::find_if(all, [&](const offer& o) { return o.node == mine.node; });
  w.shared = own;
  if (first - all.begin() != j.rank) {
    w.shared = join_room(first->process, first->fd, first->key, j.size);
    if (w.shared == nullptr) {
      w.shared = own;  // then this rank only knows itself
    } else if (own != nullptr) {
      munmap(own, room_bytes(j.size));
      close(mine.fd);
    }
  }
  if (w.shared == nullptr) w.shared = map_room(-1, j.size);
  if (w.shared != nullptr) w.of(j.rank).process = getpid();
}

void watch_place(const site& at) {
  watch& w = the_watch();
  if (w.shared == nullptr) return;
  seat& s = w.of(the_job().rank);
  s.line = at.line;
  copy_text(s.operation, at.operation);
  if (w.file == at.file) return;
  w.file = at.file;
  copy_text(s.file, at.file);
}

progress_seat* progress_of(int rank) {
  watch& w = the_watch();
  // a job of one rank does not watch others
  if (w.shared == nullptr && the_job().size == 1 && (w.shared = map_room(-1, 1)) != nullptr) w.of(0).process = getpid();
  return w.shared == nullptr || w.of(rank).process == 0 ? nullptr : &w.of(rank).progress;
}

std::string place_of_rank(int rank) {
  const seat& s = the_watch().of(rank);
  return s.line == 0 ? "" : fmt::format("{}:{}", s.file, s.line);
}

bool claim_last_word() {
  static std::atomic<bool> own{false};
  room* const shared = the_watch().shared;
  return !(shared != nullptr ? shared->last_word : own).exchange(true);
}

limited_wait::limited_wait(const char* what) {
  const double seconds = environment_seconds("BODO_HANG_TIMEOUT", 0);
  if (seconds <= 0) return;
  // signals are for the program's threads
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::jthread([what, seconds](const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any changed;
    if (changed.wait_for(lock, stop, std::chrono::duration<double>(seconds), [&] { return stop.stop_requested(); }))
      return;
    if (claim_last_word())
      print_error(fmt::format("error: after {:.0f} s (BODO_HANG_TIMEOUT) {}: a rank does not arrive, or is stopped",
                              seconds, what));
    _exit(of_hang);
  });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

pace::pace() : begin_(the_job().at_work != nullptr ? now() : 0) {}

pace::~pace() {
  stop();
  if (work* const w = the_job().at_work; w != nullptr && begin_ != 0) w->waiting += now() - begin_;
}

bool pace::turn() {
  if (++turns_ % the_job().turns_between_yields != 0) return false;
  sched_yield();
  const double t = now_roughly();
  if (since_ == 0) since_ = t;
  const double waited = t - since_;
  if (waited < spin) return true;
  if (t - looked_ >= look_every) {
    looked_ = t;
    look(waited);
  }
  turns_ = the_job().turns_between_yields - 1;  // the next turn, again
  const timespec sleep{0, std::min(longest_sleep, static_cast<long>(waited * 1e5))};
  nanosleep(&sleep, nullptr);
  return true;
}

void pace::look(double waited) {
  const watch& w = the_watch();
  if (w.shared == nullptr) return;
  const job& j = the_job();
  w.of(j.rank).waits = 1;
  waits_ = true;

  int gone = -1;
  for (int r = 0; r < j.size && gone < 0; ++r)
    if (const int process = w.of(r).process; process != 0 && w.of(r).waits == 0 && has_ended(state_of(process)))
      gone = r;
  if (gone < 0)
    gone_ = 0;
  else if (gone_ == 0)
    gone_ = looked_;
  const bool left_alone = gone_ != 0 && looked_ - gone_ > launcher_patience;

  if (waited >= w.timeout || left_alone) {
    if (claim_last_word())
      left_alone ? end_job(fmt::format("error: rank {} has ended before the others: {}", gone, who_waits()))
                 : end_job(fmt::format("error: after {:.0f} s (BODO_HANG_TIMEOUT) {}", waited, who_waits()), of_hang);
    if (waited >= w.timeout + launcher_patience) end_process(of_hang);
    return;
  }
  if (waited < w.interval) return;
  const auto time = static_cast<std::int64_t>(looked_ * 1e3);
  std::int64_t before = w.shared->told;
  if (time - before >= static_cast<std::int64_t>(w.interval * 1e3) &&
      w.shared->told.compare_exchange_strong(before, time))
    print_error(fmt::format("bodo: after {:.0f} s {}", waited, who_waits()));
}

void pace::stop() {
  if (!waits_) return;
  waits_ = false;
  the_watch().of(the_job().rank).waits = 0;
}

}  // namespace bodo::rt
