#pragma once
// The MPI job for the runtime's sources: communicators, waiting that notices failures, and the end of a job. The only
// place with global state, because MPI's is global.
#include <mpi.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "bodo/rt/site.h"
#include "job/environment.h"
#include "job/watch.h"
#include "job/work.h"

namespace bodo::rt {

struct job {
  int rank = 0;
  int size = 1;
  int process = 0;                       // its forks do not belong to the job
  bool running = false;                  // between MPI's start and end
  bool is_program = false;               // else code in a library, which must not end the process
  std::string problem;                   // in a library: why collectives are impossible; each of them throws it
  bool started_here = false;             // the runtime started MPI, and ends it
  bool guards = true;                    // ranks compare their statements: not with -fno-bodo-collective-check
  bool failed_before = false;            // a failure was agreed on: old requests may still be open
  MPI_Comm guard = MPI_COMM_NULL;        // guards, and messages about failures
  MPI_Comm data = MPI_COMM_NULL;         // all else; a new one after each failure, to leave aborted messages behind
  std::uint64_t sequence = 0;            // guards passed since the start or the last failure
  int ranks_here = 1;                    // on this node
  unsigned turns_between_yields = 1024;  // of waiting loops; few where ranks share cores
  site last{"", 0, ""};                  // the last guard's
  site parted{"", 0, ""};                // the first one's that ranks passed at several places, since they were at one
  std::atomic<int> interruptible{0};     // bodo_interrupt() has effect
  std::atomic<bool> interrupted{false};  // it was called
  const site* running_at = nullptr;      // the current statement, if emitted code has set it
  unsigned failures = 0;                 // failures that all ranks know
  unsigned open_exchanges = 0;           // exchanges in whose rounds others may be waiting
  std::uint64_t exchanges = 0;           // exchanges begun since the start or the last failure
  std::uint64_t frames_made = 0;         // frames whose rows are spread over the ranks, since ...
  std::uint64_t frames_at = 0;           // ... this number of guards
  bool left = false;                     // the others know that this rank has left an exchange
  std::vector<std::uint64_t> left_by;    // by rank: the exchange that it left, or 0
  bool explains = false;                 // BODO_EXPLAIN or BODO_TRACE is set on some rank
  explanation explains_as = explanation::none;  // BODO_EXPLAIN of all ranks: the last in the order of the type
  int explains_on = 0;                          // the rank that reports: the first with BODO_TRACE, else 0
  bool keeps_times = false;                     // when each line of a plan was at work is kept, and not only how long
  double began = 0;                             // now(), when the ranks were at one place
  bool tells_calls = false;                     // BODO_VERBOSE is set, and this is rank 0
  bool shows_progress = false;                  // rank 0 shows the progress of all ranks (progress.h)
  std::atomic<bool> unfinished_line{false};     // of the progress, on the terminal
  work* at_work = nullptr;                      // of the plan's current line; null: nothing is counted
  void (*report)() = nullptr;                   // collective: prints the work that was counted
  void (*before_end_of_mpi)() noexcept = nullptr;          // destroys what the runtime keeps for a notebook
  void (*abandon_outputs)(bool alone) noexcept = nullptr;  // removes unfinished outputs; alone: the other ranks' too
};

job& the_job();

// The text of an error for the user's exception that is being handled.
std::string uncaught_exception();

// Completes all of the requests. Throws another rank's error if one has failed: then the requests are still open, and
// their buffers must never be freed.
void wait_all(MPI_Request* requests, int count);
inline void wait(MPI_Request& request) { wait_all(&request, 1); }

// Tells the other ranks, once, that this one has left its exchange number `which` (all ranks count alike), in which
// they may be waiting for it.
void leave_exchange(std::uint64_t which);

// To be called in every loop that waits for others: throws another rank's error if there is one.
class waiting {
 public:
  void turn();
  void moved() { pace_.moved(); }  // something has arrived

 private:
  pace pace_;
};

// The exit status of a program by the kind of its failure. Those above 1 are of <sysexits.h>; signals have their own.
enum exit_status : int {
  of_error = 1,
  of_exception = 70,     // of the user's, which is not caught
  of_hang = 75,          // BODO_HANG_TIMEOUT
  of_disagreement = 76,  // the ranks are not at the same collective with the same values
};

// The action of a rank at a guard.
enum class act : std::uint32_t {
  collective,
  finish,    // the end of the program
  failed,    // its own failure
  heard,     // it has noticed another rank's failure
  uncaught,  // it ends because of an uncaught exception
};

// Before a rank's end, or that of another one, ends the process: flushes standard output and the like, and removes
// unfinished files.
void prepare_end(bool alone = false);
// Prints the message, if any, and ends the process with this status; for uncaught errors. Flushes output. Does not end
// MPI: with aborted messages, its end may wait for ever, or read memory that another rank has freed.
[[noreturn]] void end_process(int status, const std::string& message = "");
// Ends the whole job at once; in a library only this rank's part in it, by an exception.
[[noreturn]] void end_job(const std::string& message, int status = of_error);
// Throws an error with this message, which begins with its place.
[[noreturn]] void throw_message(const std::string& message);
// One write, so that lines of several ranks do not mix.
void print_error(const std::string& message);
inline constexpr const char* erased_line = "\r\033[K";  // of a terminal

// The terminate handler.
[[noreturn]] void on_terminate();
// Waits for all ranks to come to the end of the program.
void finish_together();

}  // namespace bodo::rt
