#include "bodo/rt/session.h"

#include <bodo/error.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>
#include <mpi.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "bodo/rt/hash.h"
#include "job/environment.h"
#include "job/job.h"
#include "job/progress.h"
#include "job/signals.h"

namespace bodo::rt {

job& the_job() {
  static job j;
  return j;
}

namespace {

bool has_launcher() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_FD", "PMI_PORT", "PMIX_NAMESPACE",
                           "SLURM_STEP_ID", "FLUX_JOB_ID", "ALPS_APP_PE"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

// Open MPI's settings for this process alone: they are removed after the start, so that programs which the user starts
// do not inherit them. Others need none.
class start_settings {
 public:
  start_settings() {
#ifdef OPEN_MPI
    const char* ranks = std::getenv("OMPI_COMM_WORLD_SIZE");
    const char* here = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
    const bool one_node = ranks != nullptr && here != nullptr && std::string_view(ranks) == here;
    if (!has_launcher()) {
      // No daemon is started for this process: 0.03 s instead of 0.34 s.
      set("OMPI_MCA_ess_singleton_isolated", "1");
      set("OMPI_MCA_pml", "ob1");
      set("OMPI_MCA_btl", "self");
    } else if (one_node) {
      // All ranks share one node: no search for networks. Copying through shared memory is as fast as the kernel's
      // single copy (which containers often forbid).
      set("OMPI_MCA_pml", "ob1");
      set("OMPI_MCA_btl", "self,vader");
      set("OMPI_MCA_btl_vader_single_copy_mechanism", "none");
    }
    if (!has_launcher() || one_node) {
      // Networks are near to cores on PCI busses, and graphics cards need no look either: 0.01 s less.
      set("HWLOC_PLUGINS_PATH", "/dev/null");
      set("HWLOC_COMPONENTS", "-linux:pci");
    }
#endif
  }
  ~start_settings() {
    for (const char* name : set_) unsetenv(name);
  }

 private:
  void set(const char* name, const char* value) {
    if (std::getenv(name) != nullptr) return;  // the user's own setting
    setenv(name, value, 1);
    set_.push_back(name);
  }

  std::vector<const char*> set_;
};

// The cores of the whole node: a launcher may have bound this process to one of them.
int cores() { return static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)); }

// True if a session is the program's, false if it is that of a library that another program (Python, say) has loaded.
bool is_in_program(const session* s) {
  Dl_info program{}, here{};
  return dladdr(reinterpret_cast<void*>(getauxval(AT_PHDR)), &program) != 0 && dladdr(s, &here) != 0 &&
         program.dli_fbase == here.dli_fbase;
}

// True if the program, or a library of it other than this one, may call MPI itself.
bool others_call_mpi() {
  Dl_info here{};
  dladdr(reinterpret_cast<const void*>(&the_job), &here);
  for (const link_map* one = _r_debug.r_map; one != nullptr; one = one->l_next) {
    if (reinterpret_cast<const void*>(one->l_addr) == here.dli_fbase) continue;
    const char* names = nullptr;
    for (const ElfW(Dyn)* entry = one->l_ld; entry->d_tag != DT_NULL; ++entry)
      if (entry->d_tag == DT_STRTAB) names = reinterpret_cast<const char*>(entry->d_un.d_ptr);
    for (const ElfW(Dyn)* entry = one->l_ld; entry->d_tag != DT_NULL; ++entry)
      if (entry->d_tag == DT_NEEDED && std::string_view(names + entry->d_un.d_val).starts_with("libmpi")) return true;
  }
  return false;
}

int sessions = 0;  // one per shared library that has its own copy of the_session

// The number of processes that a launcher has started for this job, from the first variable that is set.
struct launched {
  const char* variable = nullptr;
  int processes = 0;
};
launched launched_processes() {
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE", "PALS_SIZE",
                               "JSM_NAMESPACE_SIZE", "SLURM_STEP_NUM_TASKS"})
    if (const char* value = std::getenv(variable)) return {variable, std::atoi(value)};
  // the number is not known, but there is a process before this one
  for (const char* variable : {"PMI_RANK", "PMIX_RANK", "ALPS_APP_PE", "SLURM_PROCID"})
    if (const char* value = std::getenv(variable); value != nullptr && std::atoi(value) > 0)
      return {variable, std::atoi(value) + 1};
  return {};
}

// A launcher of another MPI starts many jobs of one rank instead of one job: each would do all of the work, and write
// the same files. Allocations of Slurm, in which programs may be started alone, are not launchers.
std::string launcher_problem(int ranks) {
  const launched by = launched_processes();
  if (by.processes <= 0 || by.processes == ranks) return "";
  char library[MPI_MAX_LIBRARY_VERSION_STRING] = {};
  int length = 0;
  MPI_Get_library_version(library, &length);
  const std::string_view all(library, static_cast<std::size_t>(length));
  return fmt::format(
      "a launcher has started {} processes or more ({}={}), but for MPI this is a job of {}: the launcher belongs to "
      "another MPI; start the program by the mpirun of {}, or unset {} if it is to run on its own",
      by.processes, by.variable, std::getenv(by.variable), ranks, all.substr(0, all.find_first_of(",\n")), by.variable);
}

// Slurm's number of tasks in an interactive shell does not apply to this program.
void warn_of_allocation(int ranks) {
  const char* tasks = std::getenv("SLURM_NTASKS");
  if (tasks == nullptr || std::atoi(tasks) <= 1 || ranks > 1 || launched_processes().variable != nullptr) return;
  print_error(
      fmt::format("warning: SLURM_NTASKS is {}, but this is a job of one process: srun or mpirun starts more", tasks));
}

// Ends a job that was started wrongly, with the problem of the first rank that has one.
void check_start() {
  job& j = the_job();
  std::string problem = environment_problem();
  if (problem.empty()) problem = launcher_problem(j.size);
  // if a rank explains or traces, all do
  const int explains_as = static_cast<int>(environment_explanation().value_or(explanation::none));
  int least[4] = {problem.empty() ? j.size : j.rank, -explains_as, environment_has("BODO_TRACE") ? j.rank : j.size,
                  j.is_program && j.rank == 0 && shows_progress() ? -1 : 0};
  if (j.size > 1) MPI_Allreduce(MPI_IN_PLACE, least, 4, MPI_INT, MPI_MIN, j.guard);
  const int first = least[0];
  const bool traces = least[2] < j.size;
  j.shows_progress = least[3] < 0;
  j.explains_as = static_cast<explanation>(-least[1]);
  j.explains_on = traces ? least[2] : 0;
  j.keeps_times = traces || j.explains_as == explanation::page;
  j.explains = traces || j.explains_as != explanation::none;
  if (j.keeps_times) j.began = now();
  j.tells_calls = j.rank == 0 && environment_has("BODO_VERBOSE");
  if (first == j.size) return warn_of_allocation(j.size);
  if (!j.is_program) {
    j.problem = problem.empty() ? fmt::format("rank {} was started wrongly", first) : problem;
    return;
  }
  const char* by_launcher = std::getenv("PMI_RANK");
  if (by_launcher == nullptr) by_launcher = std::getenv("SLURM_PROCID");
  const bool tells = j.rank == first && (j.size > 1 || by_launcher == nullptr || std::atoi(by_launcher) == 0);
  if (tells) print_error("error: " + problem);
  if (j.size > 1) MPI_Barrier(j.guard);
  if (j.started_here) MPI_Finalize();
  _exit(1);
}

}  // namespace

session::session() {
  job& j = the_job();
  // of several sessions, the program's decides
  if (is_in_program(this)) {
    j.is_program = true;
    handle_signals();  // before MPI, which else installs its own
    std::set_terminate(on_terminate);
  }
  if (sessions++ != 0) return;
  if (const char* constant = std::getenv("BODO_CONSTANT_HASH"); constant != nullptr && constant[0] == '1')
    hash_mask = 0;

  j.process = getpid();
  int started = 0;
  MPI_Initialized(&started);
  // a single rank needs no MPI, whose start and end take 0.02 s
  const bool without_mpi =
      started == 0 && j.is_program && !has_launcher() && launched_processes().variable == nullptr && !others_call_mpi();
  std::optional<limited_wait> wait;
  if (!without_mpi) wait.emplace("MPI has not started");
  if (started == 0 && !without_mpi) {
    const start_settings settings;
    int level = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level);
    j.started_here = true;
  }
  if (!without_mpi) {
    MPI_Comm_rank(MPI_COMM_WORLD, &j.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &j.size);
  }
  if (j.size > 1) {
    MPI_Comm_dup(MPI_COMM_WORLD, &j.guard);
    MPI_Comm_dup(MPI_COMM_WORLD, &j.data);
    MPI_Comm node = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
    MPI_Comm_size(node, &j.ranks_here);
    MPI_Comm_free(&node);
    if (j.ranks_here > cores()) j.turns_between_yields = 8;
  }
  check_start();
  if (j.size > 1) start_watch();
  start_progress();
  j.running = true;
}

namespace {
bool session_finished = false;
}

void finish_session() {
  job& j = the_job();
  if (std::exchange(session_finished, true)) return;
  end_progress();
  if (j.before_end_of_mpi != nullptr) j.before_end_of_mpi();
  int ended = 0;
  MPI_Finalized(&ended);
  if (ended != 0) {  // the user has ended MPI
    j.running = false;
    return;
  }
  if (j.abandon_outputs != nullptr) j.abandon_outputs(false);
  if (!j.problem.empty()) return;  // the other ranks may never arrive
  if (j.size > 1) {
    if (j.open_exchanges != 0) leave_exchange(j.exchanges);  // exit() in the user's code
    finish_together();
  }
  // all ranks are here, and none of them fails any more
  if (j.explains && j.report != nullptr) j.report();
  if (j.size > 1) {
    j.running = false;
    // aborted messages may belong to them
    if (!j.failed_before) {
      MPI_Comm_free(&j.data);
      MPI_Comm_free(&j.guard);
    }
  }
  j.running = false;
}

session::~session() {
  if (--sessions != 0) return;
  job& j = the_job();
  if (getpid() != j.process) return;  // a fork of the user's
  finish_session();
  int ended = 0;
  MPI_Finalized(&ended);
  if (ended != 0 || !j.problem.empty() || !j.started_here) return;
  const limited_wait wait("MPI has not ended");
  MPI_Finalize();
}

int rank() { return the_job().rank; }
int size() { return the_job().size; }
bool is_program() { return the_job().is_program; }

void print_error(const std::string& message) {
  const std::string line = (the_job().unfinished_line.exchange(false) ? erased_line : "") + message + "\n";
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t n = write(STDERR_FILENO, line.data() + done, line.size() - done);
    if (n <= 0) return;
    done += static_cast<std::size_t>(n);
  }
}

void before_end(void (*abandon)(bool alone) noexcept) { the_job().abandon_outputs = abandon; }

void prepare_end(bool alone) {
  claim_last_word();
  if (the_job().abandon_outputs != nullptr) the_job().abandon_outputs(alone);
  std::cout.flush();
  std::clog.flush();
  std::fflush(nullptr);
}

namespace {
void throw_in_library(const std::string& message) {
  job& j = the_job();
  if (j.is_program) return;
  j.problem = message;
  throw_message(message);
}
}  // namespace

void throw_message(const std::string& message) {
  // "f.cpp:12: error: print: ...", or without a place
  static constexpr std::string_view mark = "error: ";
  const std::size_t at = message.find(mark);
  const std::string place = at == std::string::npos ? "" : message.substr(0, at);
  const std::string cause = at == std::string::npos ? message : message.substr(at + mark.size());
  const std::size_t line = place.find(':');
  if (line == std::string::npos) throw bodo::error("", 0, "", cause.c_str());
  throw bodo::error(place.substr(0, line).c_str(), static_cast<unsigned>(std::atoi(place.c_str() + line + 1)), "",
                    cause.c_str());
}

void end_process(int status, const std::string& message) {
  throw_in_library(message);
  if (!message.empty()) print_error(message);
  prepare_end();
  _exit(status);
}

void end_job(const std::string& message, int status) {
  throw_in_library(message);
  prepare_end(true);
  print_error(message);
  MPI_Abort(MPI_COMM_WORLD, status);
  _exit(status);
}

}  // namespace bodo::rt
