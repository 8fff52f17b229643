#include "RunProgram.h"

#include <fmt/format.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/Program.h>
#include <llvm/Support/Threading.h>
#include <llvm/Support/raw_ostream.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "OutputFile.h"

namespace bodocc {
namespace {

volatile std::sig_atomic_t running = 0;  // the process to which signals are passed on

// While a program runs, the terminal's interrupts are for it, and other requests to end are passed on to it.
class SignalsForProgram {
 public:
  SignalsForProgram() {
    struct sigaction ignore{}, pass{};
    ignore.sa_handler = SIG_IGN;
    pass.sa_handler = [](int signal) {
      if (running != 0) kill(static_cast<pid_t>(running), signal);
    };
    for (std::size_t i = 0; i < std::size(signals); ++i) sigaction(signals[i], i < 2 ? &ignore : &pass, &before_[i]);
  }
  ~SignalsForProgram() {
    for (std::size_t i = 0; i < std::size(signals); ++i) sigaction(signals[i], &before_[i], nullptr);
  }
  SignalsForProgram(const SignalsForProgram&) = delete;
  SignalsForProgram& operator=(const SignalsForProgram&) = delete;

  static constexpr int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};

 private:
  struct sigaction before_[std::size(signals)]{};
};

int runAndWait(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const SignalsForProgram signals;
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : SignalsForProgram::signals) sigaddset(&usual, signal);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t process = 0;
  const int error = posix_spawn(&process, arguments[0], nullptr, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) throw std::system_error(error, std::generic_category(), command.front());
  running = process;
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  running = 0;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string launcherBeside(const std::string& wrapper) {
  const llvm::StringRef folder = llvm::sys::path::parent_path(wrapper);
  const llvm::StringRef kind = llvm::sys::path::extension(wrapper);  // of Debian's mpicxx.mpich, say
  for (const char* name : {"mpirun", "mpiexec"})
    if (const auto found = llvm::sys::findProgramByName((name + kind).str(), {folder})) return *found;
  throw std::runtime_error(fmt::format("there is no mpirun beside the MPI compiler wrapper '{}'", wrapper));
}

bool isOpenMpi(const std::string& launcher) {
  const TemporaryFolder folder;
  const std::string said = folder.file("version.txt");
  const std::optional<llvm::StringRef> redirects[] = {"", said, "/dev/null"};
  llvm::sys::ExecuteAndWait(launcher, {launcher, "--version"}, std::nullopt, redirects);
  return llvm::StringRef(readText(said)).contains("Open MPI");
}

}  // namespace

int runProgram(const std::string& wrapper, const std::string& program, const CommandLine::Run& run) {
  std::vector<std::string> command;
  if (run.ranks != 1) {
    const std::string launcher = launcherBeside(wrapper);
    command = {launcher};
    if (isOpenMpi(launcher)) {
      if (geteuid() == 0 && getenv("OMPI_ALLOW_RUN_AS_ROOT") == nullptr) {
        llvm::errs() << "bodocc: note: root runs mpirun, by OMPI_ALLOW_RUN_AS_ROOT=1\n";
        for (const char* name : {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"}) setenv(name, "1", 1);
      }
      const int cores = llvm::get_physical_cores();
      if (cores > 0 && run.ranks > static_cast<unsigned>(cores)) {
        llvm::errs() << fmt::format("bodocc: note: {} ranks share {} core{}, by mpirun --oversubscribe\n", run.ranks,
                                    cores, cores == 1 ? "" : "s");
        command.emplace_back("--oversubscribe");
      }
    }
    if (run.ranks != 0) command.insert(command.end(), {"-n", std::to_string(run.ranks)});
  }
  command.push_back(program);
  command.insert(command.end(), run.arguments.begin(), run.arguments.end());
  return runAndWait(command);
}

}  // namespace bodocc
