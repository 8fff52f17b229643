// Ranks that fail or disagree: this program starts itself under mpirun, once per scenario, and looks at what the job
// says and how it ends.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/exchange.h"
#include "bodo/rt/memory.h"

namespace test_failures {

namespace {

using namespace bodo::rt;

constexpr site groupby{"query.cpp", 10, "groupby"}, merge{"query.cpp", 20, "merge"},
    read{"query.cpp", 30, "read_parquet"};

void pause() { usleep(1000); }
bool me() { return rank() == 1; }

// The actions of each rank, by name. A scenario that reaches its end returns from main.
const std::map<std::string, std::function<void()>>& scenarios() {
  static const std::map<std::string, std::function<void()>> all = {
      {"agrees",
       [] {
         for (int i = 0; i < 100; ++i) guard(groupby, 5);
         guard(merge);
       }},
      {"other statement", [] { guard(me() ? merge : groupby); }},
      {"other argument", [] { guard(groupby, me() ? 3 : 4); }},
      {"once more",
       [] {
         if (me()) guard(groupby);
         guard(groupby);
         guard(merge);
       }},
      {"returns early", [] { me() ? void() : guard(groupby); }},
      {"exits early", [] { me() ? std::exit(3) : guard(groupby); }},
      {"_Exit", [] { me() ? std::_Exit(3) : guard(groupby); }},
      {"aborts", [] { me() ? std::abort() : guard(groupby); }},
      {"fails before a guard", [] { me() ? fail(read, "bad file") : guard(groupby); }},
      {"fails before the end", [] { me() ? fail(read, "bad file") : void(); }},
      {"fails in a collective",
       [] {
         guard(groupby);
         if (me()) fail(read, "bad file");
         total(1);
       }},
      {"fails beside a batch loop",
       [] {
         if (me()) fail(read, "bad file");
         for (;;) pause(), poll_failures();
       }},
      {"fails beside rounds",
       [] {
         exchange x(groupby);
         for (int i = 0;; ++i) {
           if (me() && i == 5) fail(read, "bad file");
           for (int r = 0; r < size(); ++r) x.to(r).resize(100000);
           x.round(false);
         }
       }},
      {"fails beside user code",
       [] {
         if (me()) fail(read, "bad file");
         for (;;) pause();
       }},
      {"all fail alike", [] { fail(read, "bad file"); }},
      {"all find it together", [] { fail_together(read, "no such file"); }},
      {"throws", [] { me() ? throw std::runtime_error("mine") : guard(groupby); }},
      {"throws in user code",
       [] {
         guard(groupby);
         const running here(merge);
         if (me()) throw std::runtime_error("mine");
         for (;;) pause(), poll_failures();
       }},
      {"all throw", [] { throw std::runtime_error("ours"); }},
      {"is caught everywhere",
       [] {
         for (int i = 0; i < 5; ++i) try {
             guard(groupby);
             if (me()) fail(read, "bad file");
             total(1);
             std::_Exit(9);  // never reached
           } catch (const bodo::error& e) {
             if (std::string(e.what()) != "query.cpp:30: error: read_parquet: bad file [rank 1]") std::_Exit(8);
           }
         if (total(1) != size()) std::_Exit(7);
       }},
      {"is caught on one rank only",
       [] {
         try {
           if (me()) fail(read, "bad file");
           guard(groupby);
         } catch (const bodo::error&) {
           if (me()) throw;
         }
         guard(merge);
       }},
      {"needs too much memory",
       [] {
         array<char> a(groupby);
         if (me()) a.resize(std::size_t{1} << 30);
         guard(merge);
       }},
  };
  return all;
}

// Before main, like a user's program whose static objects come after the session.
const struct scenario_runner {
  scenario_runner() {
    const char* wanted = std::getenv("SCENARIO");
    if (wanted == nullptr) return;
    scenarios().at(wanted)();
    std::exit(0);
  }
} the_scenario;

struct ended {
  int status;
  double seconds;
  std::string output;
  int errors;  // lines with "error"
};

std::string this_program() {
  std::string path(4096, '\0');
  path.resize(static_cast<std::size_t>(readlink("/proc/self/exe", path.data(), path.size())));
  return path;
}

// A setting: " NAME=value".
ended run(const std::string& scenario, int ranks, const std::string& setting = "") {
  // a fresh environment: that of this process tells mpirun of the session here
  std::string command = "env -i";
  for (const char* name : {"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS",
                           "HWLOC_COMPONENTS", "HWLOC_PLUGINS_PATH", "PMIX_MCA_gds"})  // quick starts (BodoccTests)
    if (const char* value = std::getenv(name)) command += std::string(" '") + name + "=" + value + "'";
  command += " OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 BODO_MEM_LIMIT=100M" + setting +
             " 'SCENARIO=" + scenario + "' mpirun --oversubscribe --bind-to none -n " + std::to_string(ranks) + " " +
             this_program() + " 2>&1";
  const auto start = std::chrono::steady_clock::now();
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  ended e{};
  char line[4096];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    e.output += line;
    // mpirun's own logs are not ours
    const std::string text = line;
    e.errors += text.find("error:") != std::string::npos && text.find("[[") == std::string::npos;
  }
  const int status = pclose(pipe);
  e.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  e.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return e;
}

// The job ends in time, not with 0, and with one message, which is this.
void fails(const std::string& scenario, const std::string& message, const std::string& setting = "") {
  for (const int ranks : {2, 4}) {
    const ended e = run(scenario, ranks, setting);
    INFO(scenario << " with " << ranks << " ranks, " << e.seconds << " s\n" << e.output);
    CHECK(e.status != 0);
    CHECK(e.seconds < 5);
    CHECK(e.errors == 1);
    CHECK(e.output.find(message) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("ranks that agree are not disturbed") {
  for (const char* scenario : {"agrees", "is caught everywhere"}) {
    const ended e = run(scenario, 3);
    INFO(e.output);
    CHECK(e.status == 0);
    CHECK(e.output.empty());
  }
}

TEST_CASE("ranks that disagree end with each one's line") {
  const std::string several = "error: the ranks do not reach the same collectives in the same order:\n";
  CHECK(run("other statement", 4)
            .output.find(several + "  ranks 0, 2, 3: query.cpp:10: groupby\n"
                                   "  rank 1: query.cpp:20: merge\n") != std::string::npos);
  fails("other statement", "  rank 1: query.cpp:20: merge\n");
  fails("other argument", "query.cpp:10: error: groupby: the ranks disagree on its arguments");
  fails("once more", "  rank 1: query.cpp:10: groupby\n");
  fails("returns early", "  rank 1: the end of the program\n");
  fails("exits early", "  rank 1: the end of the program\n");
}

TEST_CASE("a rank that ends without its exit handlers ends the job") {
  for (const char* scenario : {"_Exit", "aborts"}) {
    const ended e = run(scenario, 3);
    INFO(e.output);
    CHECK(e.status != 0);
    CHECK(e.seconds < 5);
  }
}

TEST_CASE("one rank's failure ends the job wherever the others are") {
  const std::string message = "query.cpp:30: error: read_parquet: bad file [rank 1]\n";
  for (const char* scenario : {"fails before a guard", "fails before the end", "fails in a collective",
                               "fails beside a batch loop", "fails beside rounds", "is caught on one rank only"})
    fails(scenario, message);
  // user code does not hear of it
  fails("fails beside user code", message, " BODO_FAIL_TIMEOUT=0.3");
  fails("needs too much memory", "query.cpp:10: error: groupby: out of memory: 1.07 GB more are needed");
}

TEST_CASE("an error that all ranks find is printed once") {
  fails("all fail alike", "query.cpp:30: error: read_parquet: bad file\n");
  fails("all find it together", "query.cpp:30: error: read_parquet: no such file\n");
}

TEST_CASE("an uncaught exception ends the job") {
  fails("throws", "error: uncaught exception: mine [rank 1]\n");
  fails("throws in user code", "query.cpp:20: error: merge: uncaught exception: mine [rank 1]\n");
  fails("all throw", "error: uncaught exception: ours\n");
}

}  // namespace test_failures
