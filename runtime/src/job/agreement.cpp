// Values for the comparison by the guard.
#include "job/agreement.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <utility>

#include "bodo/rt/guard.h"
#include "job/job.h"

namespace bodo::rt {
namespace {

std::uint64_t add(std::uint64_t so_far, std::uint64_t value) {
  return agree_on(so_far, static_cast<std::int64_t>(value));
}

}  // namespace

std::string text_of(const compared& value) {
  switch (value.as) {
    case compared::shown::nothing: break;
    case compared::shown::integer: return fmt::format("{}", value.integer);
    case compared::shown::real: return fmt::format("{}", value.real);
    case compared::shown::boolean: return value.integer != 0 ? "true" : "false";
    case compared::shown::text: return fmt::format("\"{}\"", value.text);
    case compared::shown::type: return std::string(value.text);
    case compared::shown::frame: return value.frame_text(value.frame);
  }
  return "";
}

bool tells_calls() { return the_job().tells_calls; }

void tell_call(const site& at, std::initializer_list<std::string> types) {
  // as the compiler's reports name them, not as the host compiler does
  static constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"long unsigned int", "unsigned long"},
      {"short unsigned int", "unsigned short"},
      {"long int", "long"},
      {"short int", "short"},
      {"std::__cxx11::basic_string<char>", "std::string"}};
  std::string all = fmt::format("{}", fmt::join(types, ", "));
  for (const auto& [from, to] : names)
    for (std::size_t found; (found = all.find(from)) != std::string::npos;) all.replace(found, from.size(), to);
  print_error(fmt::format("{}:{}: {}: ({})", at.file, at.line, at.operation, all));
}

std::uint64_t next_identity() {
  job& j = the_job();
  // numbers of guards and failures are the same on all ranks
  if (std::exchange(j.frames_at, j.sequence) != j.sequence) j.frames_made = 0;
  return add(add(add(0, j.failures), j.sequence), ++j.frames_made);
}

std::uint64_t hash_of_function(const void* function) {
  Dl_info place{};
  if (function == nullptr || dladdr(function, &place) == 0) return 0;
  return add(
      0, static_cast<std::uint64_t>(static_cast<const char*>(function) - static_cast<const char*>(place.dli_fbase)));
}

}  // namespace bodo::rt
