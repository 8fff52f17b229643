#pragma once
// Settings from environment variables, and sizes as text.
#include <cstdint>
#include <optional>
#include <string>

namespace bodo::rt {

// The values are checked when the program starts: a wrong one ends it, because a limit that is silently ignored is
// worse than none.

bool environment_has(const char* variable);  // with a value
// A number of bytes such as "1000", "64K", "1.5G"; `otherwise` if the variable isn't set.
std::int64_t environment_bytes(const char* variable, std::int64_t otherwise);
// A number of seconds such as "90" or "0.5", more than 0.
double environment_seconds(const char* variable, double otherwise);
// A number such as "120", more than 0.
std::int64_t environment_number(const char* variable, std::int64_t otherwise);
// How BODO_EXPLAIN is to be reported; nothing if its value is wrong.
enum class explanation : std::uint8_t {
  none,
  text,
  json,
  page
};
std::optional<explanation> environment_explanation();
// The first mistake in the program's variables, as one sentence; empty if there is none.
std::string environment_problem();
std::string bytes_text(std::int64_t bytes);  // "1.50 GB"

}  // namespace bodo::rt
