// Finds the arrays that every rank makes as a whole, without any exchange, since a parallel loop uses their elements at
// any index: those that are computed by arithmetic from row numbers, constants and other such arrays, or by loops over
// such arrays whose iterations do little. So the centers of k-means stay on every rank through all rounds, and a
// histogram begins on every rank.
//
// An array that is carried from round to round, and that each round makes so, is gathered before the first one at most.
// Uses that only some runs of the program come to (in the branches of an `if`) make no array whole, since there may be
// too many elements for it.
#pragma once

#include "bodocc/Analysis/Flow.h"
#include "bodocc/IR/IR.h"

#include <map>
#include <set>
#include <vector>

namespace bodocc {

class WholeArrays {
 public:
  // After the distributions are inferred without it: rows that are replicated anyway are known.
  explicit WholeArrays(Module& m);

  // The loop whose use is the cause, by the rows.
  const std::map<const Rows*, WholeUse>& found() const { return found_; }

 private:
  using Trail = std::set<const Rows*>;

  // Adds to `trail` the rows that must be whole so that these are; false if they cannot be.
  bool canBe(const Rows& rows, Trail& trail) const;
  bool carried(const Rows& rows, Trail& trail) const;
  bool looped(const Op& loop, Trail& trail) const;
  bool isWhole(const Rows& rows, const Trail& trail) const;

  std::map<const Rows*, std::vector<Passage>> senders_;
  std::map<const Rows*, WholeUse> found_;
};

}  // namespace bodocc
