#pragma once
// This rank's work for one line of a plan: under BODO_EXPLAIN=analyze the runtime counts where the work is done,
// for the line at hand (job::at_work).
#include <cstddef>
#include <cstdint>

namespace bodo::rt {

struct work {
  std::int64_t rows = 0;     // that have come: a loop's from its source, a stage's that it lets pass, a sink's
  std::int64_t made = 0;     // a sink's, after its end;
  std::int64_t ends = 0;     // how often it has come to that
  std::int64_t read = 0;     // bytes of files
  std::int64_t decoded = 0;  // bytes of values that scans have handed out
  std::int64_t sent = 0;     // bytes to other ranks, without guards
  std::int64_t peak = 0;     // bytes of memory held at most
  std::int64_t everywhere = 0, spread = 0;  // build sides that have gone to every rank, and to the owners of their keys
  double elapsed = 0, waiting = 0;          // seconds, and those of them in which it waits for other ranks
};

// Count for the line at hand, if there is one.
void count_read(std::int64_t bytes);
void count_decoded(std::int64_t bytes);
void count_sent(std::size_t bytes);

// Seconds since some time in the past.
double now();

}  // namespace bodo::rt
