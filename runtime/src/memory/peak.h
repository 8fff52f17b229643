#pragma once
// The memory of one piece of work.
#include <cstdint>

namespace bodo::rt {

// The most bytes that were counted at a time since the last call. Local.
std::int64_t restart_memory_peak();

}  // namespace bodo::rt
