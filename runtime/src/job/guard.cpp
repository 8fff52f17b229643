// The guard before each collective, and the handling of ranks that do not agree: all of them throw a failure, or the
// job ends with a message that names each rank's line.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bodo/rt/error.h"
#include "bodo/rt/guard.h"
#include "bodo/rt/hash.h"
#include "bodo/rt/interrupt.h"
#include "job/agreement.h"
#include "job/disagreement.h"
#include "job/environment.h"
#include "job/job.h"

namespace bodo::rt {
namespace {

constexpr int failure_tag = 1;        // a rank has failed
constexpr int left_tag = 2;           // a rank has left an exchange in which others may be waiting for it
constexpr double poll_every = 0.1;    // seconds between checks in batch loops
constexpr double hear_every = 0.005;  // and in loops that wait for messages

// Seconds that a failed rank waits for the others to notice.
double patience() {
  static const double seconds = environment_seconds("BODO_FAIL_TIMEOUT", 2);
  return seconds;
}

// Values that the next guard compares: a hash of all of them, and the first ones as text for messages.
struct taken_values {
  std::uint64_t hash = 0;
  std::vector<told> shown;
};
taken_values& taken() {
  static auto* values = new taken_values;
  return *values;
}

told told_of(std::uint64_t hash, std::string_view text) {
  told t;
  t.hash = hash;
  copy_text(t.text, text);
  return t;
}

record record_of(act what, const site* at, std::uint64_t agree, std::string_view cause) {
  record r;
  r.what = what;
  r.agree = agree;
  r.sequence = the_job().sequence;
  r.left = the_job().left;
  if (const site& parted = the_job().parted; parted.line != 0)
    copy_text(r.parted, fmt::format("{}:{}:{}: {}", parted.file, parted.line, parted.column, parted.operation));
  if (at != nullptr) {
    r.line = at->line;
    r.column = at->column;
    copy_text(r.file, at->file);
    copy_text(r.operation, at->operation);
  }
  copy_text(r.cause, cause);
  return r;
}

record record_of(act what, const site* at, std::uint64_t agree, std::span<const compared> values) {
  record r = record_of(what, at, agree, "");
  const auto add = [&r](const told& t) {
    if (r.values < std::size(r.value)) r.value[r.values++] = t;
  };
  for (const told& t : taken().shown) add(t);
  for (std::size_t i = 0; i < values.size(); ++i) {
    told t = told_of(values[i].hash, text_of(values[i]));
    t.argument = static_cast<std::uint32_t>(i + 1);
    add(t);
  }
  return r;
}

std::uint64_t place_hash(const site& at) {
  return agree_on(agree_on(agree_on(0, static_cast<std::int64_t>(at.line)), static_cast<std::int64_t>(at.column)),
                  std::string_view(at.file));
}

// Ordinary code may call the same collective with the same values at several places: those have a column. At the end of
// the program the place is that of the last collective, which may differ between ranks.
std::uint64_t fingerprint(act what, const site* at, std::uint64_t agree) {
  std::uint64_t h = mix(static_cast<std::uint64_t>(what) + 1);
  const auto add = [&h](std::uint64_t v) { h = mix(h * 0x9fb21c651e98df25U + v); };
  add(the_job().sequence);
  add(agree);
  add(the_job().left ? 1 : 0);
  if (at == nullptr || what == act::finish) return h;
  if (at->column == 0) add(place_hash(*at));
  add(hash_bytes(at->operation));
  return h;
}

std::string error_of(const record& r, int rank) {
  return bodo::error(r.file, r.line, r.operation, r.cause, rank).what();
}

// Posts this rank's part of an agreement, waits for all, and returns the outcome; `deadline` (in seconds, 0: none) ends
// the wait of a rank that has failed.
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

// True if another rank has left an exchange that this one has begun. A rank that left a later exchange has completed
// its part of the earlier ones, which end without it.
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

// Receives the messages of ranks that have left an exchange, and resets all state but the guard's.
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

constexpr const char* interruption = "interrupted";

// True once for each interruption.
bool take_interruption() {
  std::atomic<bool>& interrupted = the_job().interrupted;
  return interrupted.load(std::memory_order_relaxed) && interrupted.exchange(false);
}

// `interrupted`: set, after the others were told, if this rank was interrupted while it waited for them.
outcome meet(act what, const site* at, std::uint64_t agree, double deadline, bool* interrupted = nullptr) {
  job& j = the_job();
  const std::uint64_t h = fingerprint(what, at, agree);
  const std::uint64_t place = at == nullptr ? 0 : place_hash(*at);
  // the maximum and the minimum of both, as one operation
  static std::uint64_t all[4];
  all[0] = h, all[1] = ~h, all[2] = place, all[3] = ~place;
  static std::uint64_t most[4];  // MPI may still write to it if the wait is abandoned
  MPI_Request request;
  MPI_Iallreduce(all, most, 4, MPI_UINT64_T, MPI_MAX, j.guard, &request);
  int done = 0;
  const double end = deadline > 0 ? now() + deadline : 0;
  for (pace p;;) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done != 0) break;
    if (!p.turn()) continue;
    if (deadline > 0 && now() > end) return outcome::late;
    if (interrupted != nullptr && !*interrupted && take_interruption()) {
      *interrupted = true;
      tell_others(failure_tag);
    }
  }
  ++j.sequence;
  if (most[0] != ~most[1]) return outcome::disagreed;
  if (what == act::collective) {
    if (most[2] == ~most[3])
      j.parted = {"", 0, ""};
    else if (j.parted.line == 0)
      j.parted = *at;
  }
  // all have left their last statement, and none has failed
  if (j.left && (what == act::collective || what == act::finish)) start_anew([](int) { return true; });
  return outcome::agreed;
}

// All ranks have met and do not agree: they exchange their records. Returns (to a rank at the end of its program) or
// throws if a rank has failed; ends the job otherwise.
void resolve(const record& mine) {
  job& j = the_job();
  std::vector<record> all(static_cast<std::size_t>(j.size));
  MPI_Allgather(&mine, sizeof mine, MPI_BYTE, all.data(), sizeof mine, MPI_BYTE, j.guard);

  const auto is = [](act what) { return [what](const record& r) { return r.what == what; }; };
  const auto end_with = [&](const std::string& message, int status) {
    if (!j.is_program) {
      // all ranks are here, and can continue from here
      start_anew([&](int r) { return all[static_cast<std::size_t>(r)].left; });
      j.sequence = 0;
      ++j.failures;
      taken() = {};
      if (mine.what == act::finish) return;
      throw_message(message);
    }
    prepare_end();
    if (j.rank == 0) print_error(message);
    MPI_Barrier(j.guard);  // the first rank that ends also ends the others
    end_process(status);
  };

  if (const auto r = std::find_if(all.begin(), all.end(), is(act::uncaught)); r != all.end()) {
    const bool everywhere = std::all_of(all.begin(), all.end(), [&](const record& o) {
      return o.what == act::uncaught && std::strcmp(o.cause, r->cause) == 0 && o.line == r->line;
    });
    const int first = static_cast<int>(r - all.begin());
    return end_with(error_of(*r, r->from >= 0 ? r->from : everywhere ? -1 : first), r->status);
  }

  const auto failed = std::find_if(all.begin(), all.end(), is(act::failed));
  if (failed == all.end()) return end_with(disagreement(all), of_disagreement);

  for (int r = 0; r < j.size; ++r)
    if (r != j.rank && all[static_cast<std::size_t>(r)].what == act::failed) receive_word(r, failure_tag);
  start_anew([&](int r) { return all[static_cast<std::size_t>(r)].left; });
  j.sequence = 0;
  ++j.failures;
  j.interrupted = false;
  taken() = {};
  if (mine.what == act::finish || mine.what == act::uncaught) return;
  const bool everywhere = std::all_of(all.begin(), all.end(), [&](const record& o) {
    return o.what == act::failed && o.line == failed->line && std::strcmp(o.cause, failed->cause) == 0;
  });
  throw bodo::error(failed->file, failed->line, failed->operation, failed->cause,
                    everywhere ? -1 : static_cast<int>(failed - all.begin()));
}

bool others_failed() {
  int heard = 0;
  MPI_Iprobe(MPI_ANY_SOURCE, failure_tag, the_job().guard, &heard, MPI_STATUS_IGNORE);
  return heard != 0;
}

// Throws if `heard()` reports another rank's failure. A rank that has left an exchange does not check: the others may
// have left it too, which they find out when they meet.
template <class Heard>
void hear(Heard heard) {
  const job& j = the_job();
  if (j.left) return;
  if (take_interruption()) fail(j.running_at != nullptr ? *j.running_at : j.last, interruption);
  if (!heard()) return;
  meet(act::heard, &j.last, 0, 0);
  resolve(record_of(act::heard, &j.last, 0, ""));
}

// True at most once in `seconds`.
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

namespace {

// This rank has failed, and has told the others.
void meet_failed(const site& at, std::string_view cause) {
  const job& j = the_job();
  const record mine = record_of(act::failed, &at, 0, cause);
  // code that can be interrupted waits for as long as the others work
  const double deadline = j.interruptible > 0 ? 0 : patience();
  if (meet(act::failed, &at, 0, deadline) == outcome::late) end_job(error_of(mine, j.rank));
  resolve(mine);
}

void pass(const site& at, std::uint64_t agree, std::span<const compared> values) {
  job& j = the_job();
  j.last = at;
  watch_place(at);
  if (!j.problem.empty()) throw_message(j.problem);
  if (take_interruption()) fail(at, interruption);
  if (j.size == 1) return;
  if (!j.running) end_process(1, fmt::format("{}:{}: error: {}: after the end of MPI", at.file, at.line, at.operation));
  if (!j.guards) return;
  agree = mix(agree + taken().hash);
  bool interrupted = false;
  if (meet(act::collective, &at, agree, 0, &interrupted) == outcome::disagreed)
    resolve(interrupted ? record_of(act::failed, &at, 0, interruption)
                        : record_of(act::collective, &at, agree, values));
  if (interrupted) meet_failed(at, interruption);
  taken().hash = 0;
  taken().shown.clear();
}
}  // namespace

bool leave_out_collective_check() noexcept {
  the_job().guards = false;
  return true;
}
bool compares() { return the_job().size > 1 && the_job().guards; }

void guard(const site& at, std::uint64_t agree) { pass(at, agree, {}); }

void compare(const site& at, std::span<const compared> values) {
  std::uint64_t agree = 0;
  for (const compared& value : values) agree = agree_on(agree, static_cast<std::int64_t>(value.hash));
  pass(at, agree, values);
}

void compare_later(const site& at, const compared& value) {
  taken_values& all = taken();
  all.hash = agree_on(all.hash, static_cast<std::int64_t>(value.hash));
  constexpr std::size_t most_shown = 12;
  if (all.shown.size() >= most_shown) return;
  told t = told_of(value.hash, text_of(value));
  t.line = at.line;
  copy_text(t.operation, at.operation);
  all.shown.push_back(t);
}

void warn(const site& at, std::string_view text) {
  print_error(fmt::format("{}:{}: warning: {}: {}", at.file, at.line, at.operation, text));
}

void fail(const site& at, std::string_view cause) {
  const job& j = the_job();
  if (j.size > 1 && j.running) {
    tell_others(failure_tag);
    meet_failed(at, cause);
  }
  fail_together(at, cause);
}

void fail_together(const site& at, std::string_view cause) {
  ++the_job().failures;
  throw bodo::error(at.file, at.line, at.operation, std::string(cause).c_str());
}

std::string uncaught_exception() {
  try {
    throw;
  } catch (const std::exception& error) {
    return fmt::format("uncaught exception: {}", error.what());
  } catch (...) {
    return "uncaught exception, not of a type derived from std::exception";
  }
}

void poll_failures() {
  const job& j = the_job();
  if (j.size == 1 || !j.running) {
    if (take_interruption()) fail(j.running_at != nullptr ? *j.running_at : j.last, interruption);
    return;
  }
  static double last = 0;
  if (due(last, poll_every)) hear(others_failed);
}

interruptible::interruptible() noexcept {
  if (the_job().interruptible++ == 0) the_job().interrupted = false;
}
interruptible::~interruptible() { --the_job().interruptible; }

void waiting::turn() {
  if (!pace_.turn()) return;
  static double last = 0;
  if (!due(last, hear_every)) return;
  hear(others_failed);
  hear(others_left);
}

void wait_all(MPI_Request* requests, int count) {
  if (count == 0) return;  // a single rank may run without MPI
  waiting w;
  for (;;) {
    int done = 0;
    MPI_Testall(count, requests, &done, MPI_STATUSES_IGNORE);
    if (done != 0) return;
    w.turn();
  }
}

running::running(const site& at) : before_(the_job().running_at) {
  the_job().running_at = &at;
  watch_place(at);
}
running::~running() { the_job().running_at = before_; }

void on_terminate() {
  job& j = the_job();
  static bool again = false;
  if (again) _exit(1);  // an error in this handler
  again = true;

  const site* at = j.running_at != nullptr ? j.running_at : &j.last;
  record mine = record_of(act::uncaught, at, 0, "std::terminate was called");
  mine.status = of_exception;
  bool of_all = false;  // an error that every rank has thrown: the others need no notice
  if (const std::exception_ptr e = std::current_exception()) {
    try {
      std::rethrow_exception(e);
    } catch (const bodo::error& error) {
      const site s{error.file(), error.line(), error.operation()};
      mine = record_of(act::uncaught, &s, 0, error.cause());
      mine.status = of_error;
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
    const site failed{mine.file, mine.line, mine.operation};
    if (meet(act::uncaught, &failed, 0, patience()) == outcome::late)
      end_job(error_of(mine, of_all ? mine.from : j.rank), mine.status);
    resolve(mine);  // prints, and ends the process
  }
  end_process(mine.status, error_of(mine, -1));
}

void finish_together() {
  job& j = the_job();
  for (;;) {
    const std::uint64_t agree = mix(taken().hash);
    if (meet(act::finish, &j.last, agree, 0) == outcome::agreed) return;
    try {
      resolve(
          record_of(act::finish, &j.last, agree, std::span<const compared>()));  // a rank has failed and may continue
    } catch (const bodo::error&) {
    }
  }
}

std::uint64_t agree_on(std::uint64_t so_far, std::int64_t value) {
  return mix(so_far * 0x9fb21c651e98df25U + static_cast<std::uint64_t>(value) + 1);
}
std::uint64_t agree_on(std::uint64_t so_far, double value) {
  std::int64_t bits;
  value = value != value ? std::numeric_limits<double>::quiet_NaN() : value + 0.0;  // one NaN, and no -0.0
  std::memcpy(&bits, &value, sizeof bits);
  return agree_on(so_far, bits);
}
std::uint64_t agree_on(std::uint64_t so_far, std::string_view value) {
  return agree_on(so_far, static_cast<std::int64_t>(hash_bytes(value)));
}

}  // namespace bodo::rt

extern "C" void bodo_interrupt() {
  bodo::rt::job& j = bodo::rt::the_job();
  if (j.interruptible > 0) j.interrupted = true;
}
