// The guard before each collective, and what follows when ranks do not agree: a failure that all of them hear of and
// throw, or the end of the job with a message that names each rank's line.
#include <fmt/format.h>
#include <sched.h>
#include <time.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/hash.h"
#include "bodo/rt/memory.h"
#include "job.h"

namespace bodo::rt {
namespace {

constexpr int failure_tag = 1;        // a rank has failed
constexpr int left_tag = 2;           // a rank has left an exchange in which others may be waiting for it
constexpr double patience = 2;        // seconds that a failed rank waits for the others to hear of it
constexpr double poll_every = 0.1;    // seconds between looks from batch loops
constexpr double hear_every = 0.005;  // and from loops that wait for messages

double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Between the looks at the clock: a timer that costs some nanoseconds.
double now_roughly() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// What a rank tells the others when they do not agree.
struct record {
  act what = act::collective;
  std::uint32_t line = 0;
  std::uint64_t agree = 0;
  std::uint64_t sequence = 0;
  int from = -1;      // uncaught: the only rank that failed, as far as it knows
  bool left = false;  // has said that it left an exchange
  char file[512] = {};
  char operation[128] = {};
  char cause[2048] = {};
};

template <std::size_t N>
void copy_text(char (&to)[N], std::string_view from) {
  const std::size_t n = std::min(from.size(), N - 1);
  copy_bytes(to, from.data(), n);
  to[n] = '\0';
}

record record_of(act what, const site* at, std::uint64_t agree, std::string_view cause) {
  record r;
  r.what = what;
  r.agree = agree;
  r.sequence = the_job().sequence;
  r.left = the_job().left;
  if (at != nullptr) {
    r.line = at->line;
    copy_text(r.file, at->file);
    copy_text(r.operation, at->operation);
  }
  copy_text(r.cause, cause);
  return r;
}

std::uint64_t fingerprint(const record& r) {
  std::uint64_t h = mix(static_cast<std::uint64_t>(r.what) + 1);
  const auto add = [&h](std::uint64_t v) { h = mix(h * 0x9fb21c651e98df25U + v); };
  add(r.sequence);
  add(r.agree);
  add(r.left ? 1 : 0);
  add(r.line);
  add(agree_on(0, std::string_view(r.file)));
  add(agree_on(0, std::string_view(r.operation)));
  return h;
}

std::string error_of(const record& r, int rank) {
  return bodo::error(r.file, r.line, r.operation, r.cause, rank).what();
}

std::string place_of(const record& r) {
  if (r.what == act::finish) return "the end of the program";
  return fmt::format("{}:{}: {}", r.file, r.line, r.operation);
}

std::string ranks_text(const std::vector<int>& ranks) {
  std::string text = ranks.size() == 1 ? "rank " : "ranks ";
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    std::size_t last = i;
    while (last + 1 < ranks.size() && ranks[last + 1] == ranks[last] + 1) ++last;
    if (i != 0) text += ", ";
    text += last - i >= 2 ? fmt::format("{}-{}", ranks[i], ranks[last]) : fmt::format("{}", ranks[i]);
    if (last - i >= 2) i = last;
  }
  return text;
}

std::string disagreement(const std::vector<record>& all) {
  std::vector<std::pair<std::string, std::vector<int>>> places;
  bool same_statement = true;
  for (std::size_t r = 0; r < all.size(); ++r) {
    const std::string place = place_of(all[r]);
    if (place != place_of(all[0])) same_statement = false;
    const auto known = std::find_if(places.begin(), places.end(), [&](const auto& p) { return p.first == place; });
    if (known == places.end())
      places.emplace_back(place, std::vector<int>{static_cast<int>(r)});
    else
      known->second.push_back(static_cast<int>(r));
  }
  if (same_statement) {
    const record& r = all[0];
    std::map<std::uint64_t, std::vector<int>> by_value;
    for (std::size_t i = 0; i < all.size(); ++i) by_value[all[i].agree].push_back(static_cast<int>(i));
    if (by_value.size() == 1)
      return fmt::format("{}:{}: error: {}: the ranks reach this collective a different number of times", r.file,
                         r.line, r.operation);
    std::vector<std::vector<int>> alike;
    for (const auto& [value, ranks] : by_value) alike.push_back(ranks);
    std::sort(alike.begin(), alike.end());
    std::string groups;
    for (const auto& ranks : alike)
      groups += (&ranks == &alike.front() ? "" : &ranks == &alike.back() ? " and " : ", ") + ranks_text(ranks);
    return fmt::format(
        "{}:{}: error: {}: the ranks disagree on its arguments, or on a value that leads to it: {} differ", r.file,
        r.line, r.operation, groups);
  }
  std::string text = "error: the ranks do not reach the same collectives in the same order:";
  for (const auto& [place, ranks] : places) text += fmt::format("\n  {}: {}", ranks_text(ranks), place);
  return text;
}

// Posts this rank's part of an agreement and waits for all. Returns whether they agree; `deadline` (in seconds, 0:
// none) ends the wait for a rank that has failed.
enum class outcome {
  agreed,
  disagreed,
  late
};

std::uint64_t receive_word(int from, int tag) {
  std::uint64_t word = 0;
  MPI_Recv(&word, 1, MPI_UINT64_T, from, tag, the_job().guard, MPI_STATUS_IGNORE);
  return word;
}

// Whether another rank has left an exchange that this one has begun. Who has left a later one has done its part of
// those before: they come to their end without it.
bool others_left() {
  job& j = the_job();
  j.left_by.resize(static_cast<std::size_t>(j.size), 0);
  for (;;) {
    int heard = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, left_tag, j.guard, &heard, &status);
    if (heard == 0) break;
    j.left_by[static_cast<std::size_t>(status.MPI_SOURCE)] = receive_word(status.MPI_SOURCE, left_tag);
  }
  return std::any_of(j.left_by.begin(), j.left_by.end(),
                     [&](std::uint64_t which) { return which != 0 && which <= j.exchanges; });
}

// The words of those ranks that have left an exchange, and a new start for all but the guard.
template <class Left>
void start_anew(Left left) {
  job& j = the_job();
  j.left_by.resize(static_cast<std::size_t>(j.size), 0);
  for (int r = 0; r < j.size; ++r)
    if (r != j.rank && left(r) && std::exchange(j.left_by[static_cast<std::size_t>(r)], 0) == 0)
      receive_word(r, left_tag);
  MPI_Comm_dup(j.guard, &j.data);
  j.failed_before = true;
  j.left = false;
  j.exchanges = 0;
}

outcome meet(const record& mine, double deadline) {
  job& j = the_job();
  const std::uint64_t h = fingerprint(mine);
  // the maximum of h and the minimum of h, as one operation
  const std::uint64_t pair[2] = {h, ~h};
  std::uint64_t most[2] = {0, 0};
  MPI_Request request;
  MPI_Iallreduce(pair, most, 2, MPI_UINT64_T, MPI_MAX, j.guard, &request);
  int done = 0;
  const double end = deadline > 0 ? now() + deadline : 0;
  for (unsigned turn = 1;; ++turn) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done != 0) break;
    if (turn % j.turns_between_yields == 0) {
      sched_yield();
      if (deadline > 0 && now() > end) return outcome::late;
    }
  }
  ++j.sequence;
  if (most[0] != ~most[1]) return outcome::disagreed;
  // all have left their last statement, and none has failed
  if (mine.left && (mine.what == act::collective || mine.what == act::finish)) start_anew([](int) { return true; });
  return outcome::agreed;
}

// All ranks have met and do not agree: each learns what the others do. Returns (to a rank at the end of its program)
// or throws where a rank has failed; ends the job otherwise.
void resolve(const record& mine) {
  job& j = the_job();
  std::vector<record> all(static_cast<std::size_t>(j.size));
  MPI_Allgather(&mine, sizeof mine, MPI_BYTE, all.data(), sizeof mine, MPI_BYTE, j.guard);

  const auto is = [](act what) { return [what](const record& r) { return r.what == what; }; };
  const auto end_with = [&](const std::string& message) {
    prepare_end();
    if (j.rank == 0) print_error(message);
    MPI_Barrier(j.guard);  // the first rank that ends takes the others with it
    end_process(1);
  };

  if (const auto r = std::find_if(all.begin(), all.end(), is(act::uncaught)); r != all.end()) {
    const bool everywhere = std::all_of(all.begin(), all.end(), [&](const record& o) {
      return o.what == act::uncaught && std::strcmp(o.cause, r->cause) == 0 && o.line == r->line;
    });
    const int first = static_cast<int>(r - all.begin());
    end_with(error_of(*r, r->from >= 0 ? r->from : everywhere ? -1 : first));
  }

  const auto failed = std::find_if(all.begin(), all.end(), is(act::failed));
  if (failed == all.end()) end_with(disagreement(all));

  for (int r = 0; r < j.size; ++r)
    if (r != j.rank && all[static_cast<std::size_t>(r)].what == act::failed) receive_word(r, failure_tag);
  start_anew([&](int r) { return all[static_cast<std::size_t>(r)].left; });
  j.sequence = 0;
  ++j.failures;
  if (mine.what == act::finish || mine.what == act::uncaught) return;
  const bool everywhere = std::all_of(all.begin(), all.end(), [&](const record& o) {
    return o.what == act::failed && o.line == failed->line && std::strcmp(o.cause, failed->cause) == 0;
  });
  throw bodo::error(failed->file, failed->line, failed->operation, failed->cause,
                    everywhere ? -1 : static_cast<int>(failed - all.begin()));
}

void tell_others(int tag, std::uint64_t word = 0) {
  const job& j = the_job();
  const auto* const kept = new std::uint64_t(word);  // for as long as MPI may read it
  for (int r = 0; r < j.size; ++r) {
    if (r == j.rank) continue;
    MPI_Request request;
    MPI_Isend(kept, 1, MPI_UINT64_T, r, tag, j.guard, &request);
    MPI_Request_free(&request);
  }
}

bool others_failed() {
  int heard = 0;
  MPI_Iprobe(MPI_ANY_SOURCE, failure_tag, the_job().guard, &heard, MPI_STATUS_IGNORE);
  return heard != 0;
}

// Throws if `heard()` of another rank. Having left an exchange itself, a rank does not hear: the others may have left
// it too, which shows when they meet.
template <class Heard>
void hear(Heard heard) {
  const job& j = the_job();
  if (j.left || !heard()) return;
  const record mine = record_of(act::heard, &j.last, 0, "");
  meet(mine, 0);
  resolve(mine);
}

// True once in `seconds`.
bool due(double& last, double seconds) {
  const double t = now_roughly();
  if (t - last < seconds) return false;
  last = t;
  return true;
}

}  // namespace

void leave_exchange(std::uint64_t which) {
  job& j = the_job();
  if (j.size == 1 || !j.running || std::exchange(j.left, true)) return;
  tell_others(left_tag, which);
}

void guard(const site& at, std::uint64_t agree) {
  job& j = the_job();
  j.last = at;
  if (j.size == 1) return;
  if (!j.running) {
    print_error(fmt::format("{}:{}: error: {}: after the end of MPI", at.file, at.line, at.operation));
    end_process(1);
  }
  const record mine = record_of(act::collective, &at, agree, "");
  if (meet(mine, 0) == outcome::disagreed) resolve(mine);
}

void fail(const site& at, std::string_view cause) {
  job& j = the_job();
  if (j.size > 1 && j.running) {
    tell_others(failure_tag);
    const record mine = record_of(act::failed, &at, 0, cause);
    if (meet(mine, patience) == outcome::late) end_job(error_of(mine, j.rank));
    resolve(mine);
  }
  fail_together(at, cause);
}

void fail_together(const site& at, std::string_view cause) {
  ++the_job().failures;
  throw bodo::error(at.file, at.line, at.operation, std::string(cause).c_str());
}

void poll_failures() {
  const job& j = the_job();
  if (j.size == 1 || !j.running) return;
  static double last = 0;
  if (due(last, poll_every)) hear(others_failed);
}

void waiting::turn() {
  if (++turns_ % the_job().turns_between_yields != 0) return;
  sched_yield();
  static double last = 0;
  if (!due(last, hear_every)) return;
  hear(others_failed);
  hear(others_left);
}

void wait_all(MPI_Request* requests, int count) {
  waiting w;
  for (;;) {
    int done = 0;
    MPI_Testall(count, requests, &done, MPI_STATUSES_IGNORE);
    if (done != 0) return;
    w.turn();
  }
}

running::running(const site& at) : before_(the_job().running_at) { the_job().running_at = &at; }
running::~running() { the_job().running_at = before_; }

void on_terminate() {
  job& j = the_job();
  static bool again = false;
  if (again) _exit(1);  // an error in this very handler
  again = true;

  const site* at = j.running_at != nullptr ? j.running_at : &j.last;
  record mine = record_of(act::uncaught, at, 0, "std::terminate was called");
  bool of_all = false;  // an error that every rank has thrown: no need to hurry the others
  if (const std::exception_ptr e = std::current_exception()) {
    try {
      std::rethrow_exception(e);
    } catch (const bodo::error& error) {
      const site s{error.file(), error.line(), error.operation()};
      mine = record_of(act::uncaught, &s, 0, error.cause());
      mine.from = error.rank();
      of_all = true;
    } catch (const std::exception& error) {
      copy_text(mine.cause, fmt::format("uncaught exception: {}", error.what()));
    } catch (...) {
      copy_text(mine.cause, "uncaught exception, not of a type derived from std::exception");
    }
  }
  if (j.size > 1 && j.running) {
    if (!of_all) tell_others(failure_tag);
    if (meet(mine, patience) == outcome::late) end_job(error_of(mine, of_all ? mine.from : j.rank));
    resolve(mine);  // prints, and ends the process
  }
  print_error(error_of(mine, -1));
  end_process(1);
}

void finish_together() {
  for (;;) {
    const record mine = record_of(act::finish, nullptr, 0, "");
    if (meet(mine, 0) == outcome::agreed) return;
    try {
      resolve(mine);  // a rank has failed and may go on to its end
    } catch (const bodo::error&) {
    }
  }
}

}  // namespace bodo::rt
