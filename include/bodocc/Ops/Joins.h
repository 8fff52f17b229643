// The kinds of joins: one row of this table says which rows a kind keeps, drops and puts out. Passes and the emitter
// ask for these properties, not for the kind.
#pragma once

#include "bodocc/IR/IR.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace bodocc {

// The result of a left row that has partners.
enum class Matched {
  Pairs,  // a row for each of them, with the columns of both sides
  Once,   // it comes out as it is
  Gone,
};

struct JoinTraits {
  const char* name;  // as users, the printed IR and, with the probe side as the left one, the runtime (rt::join) say it
  bool keepsLeft;    // a left row without a partner comes out, with missing right columns
  bool keepsRight;   // ... and the other way round
  Matched matched;

  bool keeps(unsigned side) const { return side == 0 ? keepsLeft : keepsRight; }
};

// In the order of JoinKind.
inline constexpr auto joinTraits = std::to_array<JoinTraits>({
    {"inner", false, false, Matched::Pairs},
    {"left", true, false, Matched::Pairs},
    {"right", false, true, Matched::Pairs},
    {"outer", true, true, Matched::Pairs},
    {"semi", false, false, Matched::Once},
    {"anti", true, false, Matched::Gone},
    {"cross", false, false, Matched::Pairs},
});

inline const JoinTraits& traits(JoinKind kind) { return joinTraits.at(static_cast<std::size_t>(kind)); }

// The join that keeps these rows.
inline const JoinTraits& joinThat(bool keepsLeft, bool keepsRight, Matched matched) {
  return *std::ranges::find_if(joinTraits, [&](const JoinTraits& join) {
    return join.keepsLeft == keepsLeft && join.keepsRight == keepsRight && join.matched == matched;
  });
}
inline JoinKind kindOf(const JoinTraits& join) { return static_cast<JoinKind>(&join - joinTraits.data()); }

// True if the probing rows only mark the build rows that have a match; these, or the others, come out afterwards.
inline bool marks(const Op& merge) { return merge.buildLeft && traits(merge.join).matched != Matched::Pairs; }

// The sides by their roles, once the build side has been chosen.
inline bool keepsProbe(const Op& merge) { return traits(merge.join).keeps(merge.buildLeft ? 1 : 0); }
inline bool keepsBuild(const Op& merge) { return marks(merge) || traits(merge.join).keeps(merge.buildLeft ? 0 : 1); }
// The join with its probe side as the left one.
inline const JoinTraits& probeTraits(const Op& merge) {
  return joinThat(keepsProbe(merge), keepsBuild(merge), traits(merge.join).matched);
}

}  // namespace bodocc
