#pragma once
// The MPI job as the runtime's sources see it: communicators, waiting that hears of failures, and how a job ends.
// The one place with global state, because MPI's is global.
#include <mpi.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bodo/rt/site.h"
#include "job/watch.h"

namespace bodo::rt {

struct job {
  int rank = 0;
  int size = 1;
  int process = 0;                 // forks of it have no part in the job
  bool running = false;            // between MPI's start and end
  bool is_program = false;         // else code that something else has loaded, which must not end the process
  std::string problem;             // why no collective can go on, in a library: each of them throws it
  bool started_here = false;       // by us, so that we end it
  bool failed_before = false;      // a failure was agreed on: old requests may still be open
  MPI_Comm guard = MPI_COMM_NULL;  // guards, and word of failures (as messages between two ranks)
  MPI_Comm data = MPI_COMM_NULL;   // all else; a new one after each failure, so that broken-off messages stay behind
  std::uint64_t sequence = 0;      // guards passed since the start or the last failure
  unsigned turns_between_yields = 1024;                    // of waiting loops; few where ranks share cores
  site last{"", 0, ""};                                    // the last guard's
  const site* running_at = nullptr;                        // the statement at work, where emitted code has said so
  unsigned failures = 0;                                   // that all ranks know of
  unsigned open_exchanges = 0;                             // others may be waiting in their rounds
  std::uint64_t exchanges = 0;                             // begun since the start or the last failure
  std::uint64_t frames_made = 0;                           // whose rows are spread over the ranks, since ...
  std::uint64_t frames_at = 0;                             // ... as many guards
  bool left = false;                                       // the others have word that this rank has left an exchange
  std::vector<std::uint64_t> left_by;                      // word of other ranks: the exchange that they left, or 0
  void (*abandon_outputs)(bool alone) noexcept = nullptr;  // removes what is written; alone: the other ranks' too
};

job& the_job();

// Completes all of the requests. Throws another rank's error where one has failed: then the requests are still open
// and their buffers have to stay for ever.
void wait_all(MPI_Request* requests, int count);
inline void wait(MPI_Request& request) { wait_all(&request, 1); }

// Tells the other ranks, once, that this one has left its exchange number `which` (all ranks count alike), in which
// they may be waiting for it.
void leave_exchange(std::uint64_t which);

// To be called in every loop that waits for others: throws another rank's error if there is one.
class waiting {
 public:
  void turn();
  void moved() { pace_.moved(); }  // something has come

 private:
  pace pace_;
};

// What a rank does at a guard.
enum class act : std::uint32_t {
  collective,
  finish,    // the end of the program
  failed,    // its own failure
  heard,     // it has heard of another rank's failure
  uncaught,  // its last act: nobody caught an exception
};

// Before a rank's end, or that of another one, ends the process: flushes standard output and the like, and removes
// unfinished files.
void prepare_end(bool alone = false);
// Prints the message, if any, and ends the process with this status; for errors that nobody caught. Output is flushed.
// MPI is not ended: where messages are broken off, its end may wait for ever, or reads what another rank has already
// given back.
[[noreturn]] void end_process(int status, const std::string& message = "");
// Ends the whole job at once; in a library only this rank's part in it, by an exception.
[[noreturn]] void end_job(const std::string& message);
// Throws a message that begins as those of errors do.
[[noreturn]] void throw_message(const std::string& message);
// One write, so that lines of several ranks do not mix.
void print_error(const std::string& message);

// The terminate handler.
[[noreturn]] void on_terminate();
// Waits for all ranks to come to the end of the program.
void finish_together();

}  // namespace bodo::rt
