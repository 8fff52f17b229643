#pragma once
// The guard before each collective statement, and the hash of values that must be the same on all ranks.
#include <cstdint>
#include <string_view>

#include "bodo/rt/site.h"

namespace bodo::rt {

// Collective: every rank has to call it for the same statement, with the same `agree` (a hash of the values that must
// be the same on all ranks: paths, lengths, conditions). If ranks disagree, the job ends with one message that names
// each rank's line. Takes about a microsecond between two ranks.
void guard(const site& at, std::uint64_t agree = 0);

// -fno-bodo-collective-check: from now on guards do not communicate. Returns true. Local.
bool leave_out_collective_check() noexcept;
// True if guards compare values: there are several ranks, and the check is not left out.
bool compares();

// Adds a value to a hash of values that must agree.
std::uint64_t agree_on(std::uint64_t so_far, std::int64_t value);
std::uint64_t agree_on(std::uint64_t so_far, double value);
std::uint64_t agree_on(std::uint64_t so_far, std::string_view value);

}  // namespace bodo::rt
