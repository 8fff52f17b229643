#pragma once
// Waiting for other ranks, and the word about ranks that do not come. Each rank writes the place where it is into
// memory that all ranks of its node see, so that the others can tell where it was without an answer from it. Who waits
// sleeps after a second instead of spinning. After a minute (BODO_HANG_INTERVAL seconds), and every minute from then
// on, one rank of a node says who waits where, and where the missing ones were last. BODO_HANG_TIMEOUT (seconds; off
// unless it is set) ends the job with that message. The memory is a file without a name, of which nothing stays.
#include <cstdint>
#include <string>

#include "bodo/rt/site.h"

namespace bodo::rt {

// Collective: once MPI has started.
void start_watch();

// The place where this rank is now: at each guard, and at loops that call the user's code.
void watch_place(const site& at);

// True for one rank of a node, once: whose message is the job's last. Async-signal-safe.
bool claim_last_word();

// To be called in every loop that waits for others.
class pace {
 public:
  pace() = default;
  pace(const pace&) = delete;
  pace& operator=(const pace&) = delete;
  ~pace() { stop(); }
  // Returns true where it has given way to other processes: at times, as it costs more than a look at messages.
  bool turn();
  // Something has come: the wait begins anew.
  void moved() {
    if (waits_) stop();
    since_ = 0;
  }

 private:
  void look(double waited);
  void stop();

  unsigned turns_ = 0;
  bool waits_ = false;  // and has said so
  double since_ = 0;
  double looked_ = 0;
  double gone_ = 0;  // since when a rank is known to have ended
};

}  // namespace bodo::rt
