#pragma once
// The sides of agreement.h that only the runtime's sources see.
#include <cstdint>
#include <string>

#include "bodo/rt/agreement.h"

namespace bodo::rt {

// How a message shows it; empty if it cannot.
std::string text_of(const compared& value);

// What tells a frame whose rows are spread over the ranks from every other one: the same on all ranks, as they make
// such frames in the same order between two guards.
std::uint64_t next_identity();

}  // namespace bodo::rt
