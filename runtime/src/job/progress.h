#pragma once
// Progress: if a step takes longer than two seconds, rank 0 shows how much of it is done on the ranks of its node, how
// many rows they pass in a second, and which rank is the slowest. BODO_PROGRESS is `on`, `off`, or not set: then it is
// on if the standard error of rank 0, or of its launcher, is a terminal. Each rank counts in memory that the node
// shares (watch.h), where a thread of rank 0 looks now and then.
#include <cstdint>

namespace bodo::rt {

// True if this rank would show the progress. Local.
bool shows_progress();

// Once the watch has started: if job::shows_progress, the ranks count, and rank 0 starts its thread. Local.
void start_progress();
// Rank 0: the thread ends, and what it has written on the terminal goes. Local.
void end_progress();

// A step of this rank that may take long, such as a scan. Steps within one count as a part of it. The ranks begin
// theirs in the same order. Local.
class long_step {
 public:
  // Of so many units on this rank; 0: their number is not known. `what` is a literal, "scan".
  explicit long_step(const char* what, std::int64_t total = 0);
  ~long_step() { end(); }
  void end();
  long_step(const long_step&) = delete;
  long_step& operator=(const long_step&) = delete;

  // So many units are done, and further rows.
  void reach(std::int64_t units, std::int64_t rows) {
    if (counts_) count(units, rows);
  }

 private:
  static void count(std::int64_t units, std::int64_t rows);

  bool counts_ = false;
};

}  // namespace bodo::rt
