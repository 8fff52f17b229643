#pragma once
// Settings from environment variables, and sizes as people write and read them.
#include <cstdint>
#include <string>

namespace bodo::rt {

// A number of bytes such as "1000", "64K", "1.5G"; `otherwise` where the variable isn't set. A value that is no size
// ends the program with a message: a limit that is silently not obeyed is worse than none.
std::int64_t environment_bytes(const char* variable, std::int64_t otherwise);
std::string bytes_text(std::int64_t bytes);  // "1.50 GB"

}  // namespace bodo::rt
