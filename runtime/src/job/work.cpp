#include "job/work.h"

#include <time.h>

#include "job/job.h"

namespace bodo::rt {

void count_read(std::int64_t bytes) {
  if (work* const w = the_job().at_work) w->read += bytes;
}
void count_decoded(std::int64_t bytes) {
  if (work* const w = the_job().at_work) w->decoded += bytes;
}
void count_sent(std::size_t bytes) {
  if (work* const w = the_job().at_work) w->sent += static_cast<std::int64_t>(bytes);
}

double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

}  // namespace bodo::rt
