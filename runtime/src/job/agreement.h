#pragma once
// The part of agreement.h that is private to the runtime.
#include <cstdint>
#include <string>

#include "bodo/rt/agreement.h"

namespace bodo::rt {

// Its text in a message; empty if it has none.
std::string text_of(const compared& value);

// The identity of a frame whose rows are spread over the ranks: the same on all ranks, as they make such frames in the
// same order between two guards.
std::uint64_t next_identity();

}  // namespace bodo::rt
