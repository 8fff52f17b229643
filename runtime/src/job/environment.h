#pragma once
// Settings from environment variables, and sizes as people write and read them.
#include <cstdint>
#include <string>

namespace bodo::rt {

// The variables' values have been checked when the program started: one that is wrong ends it there, as a limit that is
// silently not obeyed is worse than none.

// A number of bytes such as "1000", "64K", "1.5G"; `otherwise` where the variable isn't set.
std::int64_t environment_bytes(const char* variable, std::int64_t otherwise);
// A number of seconds such as "90" or "0.5", more than 0.
double environment_seconds(const char* variable, double otherwise);
// What is wrong with the program's variables, as one sentence; empty if they are right.
std::string environment_problem();
std::string bytes_text(std::int64_t bytes);  // "1.50 GB"

}  // namespace bodo::rt
