#include "bodo/rt/session.h"

#include <dlfcn.h>
#include <mpi.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string_view>
#include <vector>

#include "bodo/rt/hash.h"
#include "job.h"
#include "signals.h"

namespace bodo::rt {

job& the_job() {
  static job j;
  return j;
}

namespace {

// Open MPI's settings for this process alone: they are taken back after the start, so that programs which the user
// starts do not inherit them.
class start_settings {
 public:
  start_settings() {
    const char* ranks = std::getenv("OMPI_COMM_WORLD_SIZE");
    const char* here = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
    if (!has_launcher()) {
      // No daemon is started for this process: 0.03 s in place of 0.34 s.
      set("OMPI_MCA_ess_singleton_isolated", "1");
      set("OMPI_MCA_pml", "ob1");
      set("OMPI_MCA_btl", "self");
    } else if (ranks != nullptr && here != nullptr && std::string_view(ranks) == here) {
      // All ranks share one node: no search for networks. Copying through shared memory is as fast as the kernel's
      // single copy (which containers often forbid).
      set("OMPI_MCA_pml", "ob1");
      set("OMPI_MCA_btl", "self,vader");
      set("OMPI_MCA_btl_vader_single_copy_mechanism", "none");
    }
  }
  ~start_settings() {
    for (const char* name : set_) unsetenv(name);
  }

 private:
  static bool has_launcher() {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMIX_NAMESPACE", "SLURM_STEP_ID",
                             "FLUX_JOB_ID", "ALPS_APP_PE"})
      if (std::getenv(name) != nullptr) return true;
    return false;
  }
  void set(const char* name, const char* value) {
    if (std::getenv(name) != nullptr) return;  // the user's own setting
    setenv(name, value, 1);
    set_.push_back(name);
  }

  std::vector<const char*> set_;
};

// Of the whole node: a launcher may have bound this process to one of them.
int cores() { return static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)); }

// Whether a session is the program's, or that of a library that something else (Python, say) has loaded.
bool is_in_program(const session* s) {
  Dl_info program{}, here{};
  return dladdr(reinterpret_cast<void*>(getauxval(AT_PHDR)), &program) != 0 && dladdr(s, &here) != 0 &&
         program.dli_fbase == here.dli_fbase;
}

int sessions = 0;  // one per shared library that has its own copy of the_session

}  // namespace

session::session() {
  // before MPI, which else installs its own
  if (is_in_program(this)) handle_signals();
  if (sessions++ != 0) return;
  if (const char* constant = std::getenv("BODO_CONSTANT_HASH"); constant != nullptr && constant[0] == '1')
    hash_mask = 0;

  job& j = the_job();
  j.process = getpid();
  int started = 0;
  MPI_Initialized(&started);
  if (started == 0) {
    const start_settings settings;
    int level = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level);
    j.started_here = true;
  }
  MPI_Comm_rank(MPI_COMM_WORLD, &j.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &j.size);
  if (j.size > 1) {
    MPI_Comm_dup(MPI_COMM_WORLD, &j.guard);
    MPI_Comm_dup(MPI_COMM_WORLD, &j.data);
    const char* here = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
    if ((here != nullptr ? std::atoi(here) : j.size) > cores()) j.turns_between_yields = 8;
  }
  j.running = true;
  std::set_terminate(on_terminate);
}

session::~session() {
  if (--sessions != 0) return;
  job& j = the_job();
  if (getpid() != j.process) return;  // a fork of the user's
  int ended = 0;
  MPI_Finalized(&ended);
  if (ended != 0) {  // by the user
    j.running = false;
    return;
  }
  if (j.abandon_outputs != nullptr) j.abandon_outputs(false);
  if (j.size > 1) {
    if (j.open_exchanges != 0) leave_exchange(j.exchanges);  // exit() in the user's code
    finish_together();
    j.running = false;
    // messages that a failure broke off may belong to them
    if (!j.failed_before) {
      MPI_Comm_free(&j.data);
      MPI_Comm_free(&j.guard);
    }
  }
  j.running = false;
  if (j.started_here) MPI_Finalize();
}

int rank() { return the_job().rank; }
int size() { return the_job().size; }

void print_error(const std::string& message) {
  const std::string line = message + "\n";
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t n = write(STDERR_FILENO, line.data() + done, line.size() - done);
    if (n <= 0) return;
    done += static_cast<std::size_t>(n);
  }
}

void before_end(void (*abandon)(bool alone) noexcept) { the_job().abandon_outputs = abandon; }

void prepare_end(bool alone) {
  if (the_job().abandon_outputs != nullptr) the_job().abandon_outputs(alone);
  std::cout.flush();
  std::clog.flush();
  std::fflush(nullptr);
}

void end_process(int status) {
  prepare_end();
  _exit(status);
}

void end_job(const std::string& message) {
  prepare_end(true);
  print_error(message);
  MPI_Abort(MPI_COMM_WORLD, 1);
  _exit(1);
}

}  // namespace bodo::rt
