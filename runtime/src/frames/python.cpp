// The functions that Python calls by ctypes: the session, and frames. Each returns what answer::take() gives, which
// bodo_free frees; frames are handed over with one reference, for bodo_frame_release.
#include "bodo/rt/python.h"

#include <bodo/error.h>
#include <bodo/format.h>
#include <bodo/parallel.h>
#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <new>
#include <set>
#include <vector>

#include "bodo/rt/agreement.h"
#include "bodo/rt/cells.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/dates.h"
#include "bodo/rt/error.h"
#include "bodo/rt/frames.h"
#include "frames/arrow_abi.h"
#include "frames/frame_handle.h"
#include "frames/frame_text.h"
#include "job/job.h"

namespace bodo::rt::python {

namespace {

constexpr int128 nanoseconds_per_day = int128{86'400} * 1'000'000'000;

std::string name_of(tag t) {
  switch (t) {
    case tag::nothing: return "None";
    case tag::boolean: return "a boolean";
    case tag::integer:
    case tag::natural: return "an integer";
    case tag::real: return "a float";
    case tag::text: return "a string";
    case tag::date: return "a date";
    case tag::time: return "a time";
    case tag::duration: return "a duration";
    case tag::decimal: return "a decimal";
    case tag::frame: return "a frame";
    case tag::series: return "a series";
    case tag::list: return "a list";
    case tag::tuple: return "a tuple";
    case tag::map: return "a dictionary";
    default: return "something else";
  }
}

std::string text_of(int128 value) {
  std::string digits;
  const bool negative = value < 0;
  for (; value != 0 || digits.empty(); value /= 10) {
    const auto digit = static_cast<int>(value % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
  }
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace

void arguments::refuse(const char* what) {
  throw wrong_argument{tag::wrong_argument, fmt::format("argument '{}' must be {}, not {}", parameter_, what,
                                                        name_of(static_cast<tag>(*at_)))};
}

void arguments::out_of_range(const std::string& value, const char* what) {
  throw wrong_argument{tag::out_of_range,
                       fmt::format("argument '{}': {} does not fit into the parameter, {}", parameter_, value, what)};
}

int128 arguments::integer(int128 smallest, int128 largest, const char* what) {
  int128 value = 0;
  if (skip(tag::integer) || skip(tag::boolean))
    value = word();
  else if (skip(tag::natural))
    value = static_cast<std::uint64_t>(word());
  else
    refuse("an integer");
  if (value < smallest || value > largest) out_of_range(text_of(value), what);
  return value;
}

double arguments::real() {
  if (skip(tag::real)) return number();
  if (skip(tag::integer) || skip(tag::boolean)) return static_cast<double>(word());
  if (skip(tag::natural)) return static_cast<double>(static_cast<std::uint64_t>(word()));
  refuse("a number");
}

bool arguments::boolean() {
  expect(tag::boolean, "a boolean");
  return word() != 0;
}

std::string_view arguments::text() {
  expect(tag::text, "a string");
  const auto size = static_cast<std::size_t>(word());
  const std::string_view all(at_, size);
  at_ += size + 1;  // and the zero after it
  return all;
}

decimal_value arguments::decimal() {
  if (skip(tag::integer)) return {word(), 0};
  expect(tag::decimal, "a decimal");
  const auto scale = static_cast<int>(word());
  const auto low = static_cast<std::uint64_t>(word());
  const std::int64_t high = word();
  return {static_cast<int128>(high) << 64 | low, scale};
}

DataFrame arguments::frame() {
  expect(tag::frame, "a frame");
  const auto* const state = reinterpret_cast<const bodo::detail::frame_state*>(word());
  if (state == nullptr) return {};
  bodo::detail::retain(state);
  return bodo::detail::access::frame(bodo::detail::handle(state));
}

int128 arguments::time() {
  if (skip(tag::date)) return word() * nanoseconds_per_day;
  expect(tag::time, "a date or a time");
  return word();
}

int128 arguments::duration() {
  expect(tag::duration, "a duration");
  return word();
}

std::int64_t arguments::count(const char* what) {
  if (!skip(tag::list) && !skip(tag::tuple)) refuse(what);
  return word();
}

void arguments::check_count(std::int64_t given, std::int64_t wanted) {
  if (given != wanted)
    throw wrong_argument{tag::wrong_argument,
                         fmt::format("argument '{}' must have {} values, not {}", parameter_, wanted, given)};
}

namespace {

std::int64_t owned_handle(const bodo::detail::handle& handle) {
  if (!handle) return 0;
  bodo::detail::retain(handle.get());
  return reinterpret_cast<std::int64_t>(handle.get());
}

}  // namespace

std::int64_t answer::owned(const DataFrame& frame) { return owned_handle(bodo::detail::access::of(frame)); }
std::int64_t answer::owned(const Series& series) { return owned_handle(bodo::detail::access::of(series)); }

void answer::date(int year, unsigned month, unsigned day) { put(tag::date, days_from_civil(year, month, day)); }

void answer::scalar(const Scalar& value) {
  if (!value.has_value()) return nothing();
  switch (value.type().id) {
    case kind::boolean: return add(static_cast<bool>(value));
    case kind::string: return add(static_cast<std::string>(value));
    case kind::float32:
    case kind::float64: return add(static_cast<double>(value));
    case kind::uint64: return add(static_cast<std::uint64_t>(value));
    case kind::decimal: return add(static_cast<decimal_value>(value));
    case kind::date: return add(static_cast<std::chrono::sys_days>(value));
    case kind::timestamp: return add(static_cast<std::chrono::sys_time<std::chrono::nanoseconds>>(value));
    case kind::duration: return add(static_cast<std::chrono::nanoseconds>(value));
    default: return add(static_cast<std::int64_t>(value));
  }
}

void answer::failure(const site& at) noexcept {
  const auto tell = [this](const bodo::error& error) {
    put(tag::failure);
    put_text(error.what());
    put_text(error.file());
    put(static_cast<std::int64_t>(error.line()));
    put_text(error.operation());
    put_text(error.cause());
    put(static_cast<std::int64_t>(error.rank()));
  };
  std::string cause;
  try {
    throw;
  } catch (const bodo::error& error) {
    return tell(error);
  } catch (...) {
    cause = uncaught_exception();
  }
  try {
    fail(at, cause);
  } catch (const bodo::error& error) {
    tell(error);
  }
}

char* answer::take() noexcept {
  const std::uint64_t size = bytes_.size();
  char* const all = static_cast<char*>(std::malloc(sizeof size + bytes_.size()));
  if (all == nullptr) std::abort();
  std::memcpy(all, &size, sizeof size);
  std::memcpy(all + sizeof size, bytes_.data(), bytes_.size());
  return all;
}

}  // namespace bodo::rt::python

namespace {

using bodo::DataFrame;
using bodo::detail::call_site;
using bodo::detail::frame_state;
using bodo::rt::python::answered;
using bodo::rt::python::arguments;

const bodo::rt::site here{"", 0, "python"};

DataFrame frame_of(const frame_state* state) {
  if (state != nullptr) bodo::detail::retain(state);
  return bodo::detail::access::frame(bodo::detail::handle(state));
}

call_site at(const char* operation) { return {operation, 0}; }

template <class Call>
char* answer_of(Call call) noexcept {
  return answered(here, "", [&](arguments&) { return call(); });
}

void start() {
  // MPI's start, unless it is running; its end is with the last session of the process
  static const bodo::rt::session session;
  const std::string& problem = bodo::rt::the_job().problem;
  if (!problem.empty()) bodo::rt::throw_message(problem);
}

}  // namespace

extern "C" {

// Starts MPI unless it is running: this rank, how many there are, and the name of the MPI library. Throws if the
// process was started wrongly.
char* bodo_start() {
  return answer_of([] {
    start();
    char library[MPI_MAX_LIBRARY_VERSION_STRING] = {};
    int length = 0;
    MPI_Get_library_version(library, &length);
    return std::tuple(bodo::rt::rank(), bodo::rt::size(), std::string(library, static_cast<std::size_t>(length)));
  });
}

// Collective: waits until all ranks have come to their end, for programs that end MPI before the libraries' own end.
char* bodo_finish() {
  return answer_of([] { bodo::rt::finish_session(); });
}

// Collective, with the same question on all ranks: rank 0's bytes.
char* bodo_share(const char* file, unsigned line, const char* operation, const char* question, std::int64_t size,
                 const char* bytes) {
  return answer_of([=] {
    static auto* const names = new std::set<std::string>;  // of sites, which are never freed
    const bodo::rt::site& where =
        bodo::rt::site_of({names->insert(file).first->c_str(), line}, names->insert(operation).first->c_str());
    bodo::rt::compared asked;
    asked.as = bodo::rt::compared::shown::type;
    asked.text = question;
    asked.hash = bodo::rt::agree_on(0, asked.text);
    const bodo::rt::compared all[] = {asked};
    bodo::rt::compare(where, all);
    const std::string_view mine(bytes, static_cast<std::size_t>(size));
    if (bodo::rt::size() == 1) return std::string(mine);
    const std::vector<char> roots = bodo::rt::bcast(mine, 0);
    return std::string(roots.begin(), roots.end());
  });
}

// Rows on all ranks and on this one, the number of the first one here, whether they are spread over the ranks, and the
// columns with their types.
char* bodo_frame_describe(const frame_state* state) {
  return answer_of([=] {
    const DataFrame frame = frame_of(state);
    std::vector<std::tuple<std::string, std::string, bool>> columns;
    for (const bodo::Field& field : frame.schema())
      columns.emplace_back(field.name, bodo::to_string(field.type), field.nullable);
    return std::tuple(frame.size(), frame.local_size(), frame.first_row(), frame.is_distributed(), columns);
  });
}

// Both move out of their arguments. This rank's rows: a frame that every rank has.
char* bodo_frame_import(ArrowSchema* schema, ArrowArray* array) {
  return answer_of([=] { return DataFrame::from_arrow(schema, array); });
}
char* bodo_frame_export(const frame_state* state, ArrowSchema* schema, ArrowArray* array, bool views) {
  return answer_of(
      [=] { frame_of(state).to_arrow(schema, array, views ? bodo::arrow_strings::views : bodo::arrow_strings::utf8); });
}

// Collective: bodo::gatherv, allgatherv (root -1), scatterv, from_local_rows.
char* bodo_frame_gather(const frame_state* state, int root) {
  return answer_of([=] {
    return root < 0 ? bodo::allgatherv(frame_of(state), at("gather"))
                    : bodo::gatherv(frame_of(state), root, at("gather"));
  });
}
char* bodo_frame_scatter(const frame_state* state, int root) {
  return answer_of([=] { return bodo::scatterv(frame_of(state), root, at("scatter")); });
}
char* bodo_frame_from_local(const frame_state* state) {
  return answer_of([=] { return bodo::from_local_rows(frame_of(state), at("from_local_rows")); });
}

// Collective: the rows that a notebook shows, their labels, and the text that `print` prints; on rank 0, elsewhere
// empty.
char* bodo_frame_shown(const frame_state* state) {
  return answer_of([=] {
    const DataFrame frame = frame_of(state);
    const bodo::rt::site& where = bodo::rt::site_of(at("show"), "show");
    bodo::rt::guard_with(where, frame);
    const bodo::rt::table& rows = bodo::rt::rows_of(frame);
    const bodo::rt::shown_part shown =
        bodo::rt::gather_shown(where, rows, bodo::rt::index_of(frame), bodo::rt::text_limits::of({}));
    const std::string text = bodo::rt::rank() == 0 ? bodo::rt::frame_text(shown.rows, shown.labels, rows.total(),
                                                                          bodo::rt::text_limits::of({}))
                                                   : "";
    return std::tuple(bodo::rt::make_frame(shown.rows), shown.labels, text);
  });
}

// The frame at an address of C++.
char* bodo_frame_at(const DataFrame* frame) {
  return answer_of([=] { return *frame; });
}

// Makes or replaces a frame variable of notebooks' cells.
char* bodo_frame_define(const char* name, const frame_state* state) {
  return answer_of([=] {
    const DataFrame frame = frame_of(state);
    bodo_cell_define_frame(name, &frame);
  });
}

void bodo_frame_release(const frame_state* state) {
  if (state != nullptr) bodo::detail::release(state);
}

void bodo_free(char* answer) { std::free(answer); }

}  // extern "C"
