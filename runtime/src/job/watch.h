#pragma once
// Waiting for other ranks, and messages about ranks that do not arrive. Each rank writes its current place into memory
// that all ranks of its node share, so that the others know its place without an answer. A waiting rank sleeps after a
// second instead of spinning. After a minute (BODO_HANG_INTERVAL seconds), and every minute from then on, one rank of a
// node prints which ranks wait at which line, and the last lines of the missing ones. BODO_HANG_TIMEOUT (seconds; off
// unless it is set) ends the job with that message. The memory is an unnamed file, of which nothing remains.
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "bodo/rt/site.h"

namespace bodo::rt {

// Collective: called once MPI has started.
void start_watch();

// Sets this rank's current place: called at each guard, and at loops that call the user's code.
void watch_place(const site& at);

// What a rank says of the step that it is in (progress.h). Only its own rank writes it.
struct progress_seat {
  std::atomic<std::int64_t> step, total, units, rows;  // steps that it has begun; of this one
  std::atomic<bool> open;
  char what[16];
};
// Null for a rank of another node. A job of one rank has a seat, too.
progress_seat* progress_of(int rank);
// "f.cpp:12", where it is; empty if that is not known.
std::string place_of_rank(int rank);

// Seconds of a timer that costs only some nanoseconds, because it seldom reads the clock.
double now_roughly();

// True for one rank of a node, once: its message is the job's last. Async-signal-safe.
bool claim_last_word();

// Around the start and the end of MPI, which wait for all ranks without a call of ours: ends the process, and so the
// job, if its lifetime exceeds BODO_HANG_TIMEOUT. Without this setting it does nothing.
class limited_wait {
 public:
  explicit limited_wait(const char* what);

 private:
  std::jthread thread_;
};

// To be called in every loop that waits for others. Its lifetime counts as waiting.
class pace {
 public:
  pace();
  pace(const pace&) = delete;
  pace& operator=(const pace&) = delete;
  ~pace();
  // Returns true if it has yielded to other processes: only sometimes, as this costs more than polling.
  bool turn();
  // Something has arrived: the wait starts again.
  void moved() {
    if (waits_) stop();
    since_ = 0;
  }

 private:
  void look(double waited);
  void stop();

  unsigned turns_ = 0;
  bool waits_ = false;  // for long enough to report it
  double since_ = 0;
  double looked_ = 0;
  double gone_ = 0;   // the time at which a rank was found to have ended
  double begin_ = 0;  // the time at which the wait has begun, if it is counted
};

}  // namespace bodo::rt
