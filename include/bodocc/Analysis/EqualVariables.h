// Which of the user's variables have one value on all ranks, as far as that is proven: conditions that read only these
// need no comparison while the program runs. A greatest fixed point: all variables count as equal, until no definition
// of one is left that may differ.
#pragma once

#include <set>
#include <string>

#include "bodocc/IR/IR.h"

namespace bodocc {

class EqualVariables {
 public:
  explicit EqualVariables(const Function& f);

  bool contains(const std::string& name) const { return equal_.contains(name); }
  // The text, which has no effects, is equal on all ranks where it stands.
  bool isEqual(const HostText& t) const { return !hasEffects(t) && keeps(t); }
  // The `for` loop has the same number of rounds on each rank: its head has no calls, and uses only equal variables and
  // its own, which the body does not change.
  bool roundsAreEqual(const Op& loop) const;

 private:
  // The values that the text gives to variables are equal on all ranks.
  bool keeps(const HostText& t) const;
  void removeDiffering(const Op& op, bool onSomeRanks);
  void remove(const std::vector<std::string>& names);

  std::set<std::string> equal_;
};

// True if frames cross the edges of this op with regions, or its regions contain operations on frames, or a jump past
// them: ranks must then agree on its condition.
bool steersFrames(const Op& op);

}  // namespace bodocc
