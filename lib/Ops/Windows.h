// Windows: one value for each row from the rows around it, of all rows or of those of its group.
#pragma once

#include "Builders.h"

namespace bodocc {

// The rows and the values that a call makes windows of.
struct WindowTarget {
  const Pending* groups = nullptr;  // the rows of each group; without groups all
  Frame frame = {};                 // to which names belong, without groups
  Value column = {};                // a series, or the name of a column; none if rows are counted
  std::optional<Name> times = {};   // the column of windows of time
};

// Of a call's receiver: a series, groups, or chosen columns of groups. `ofColumn`: it needs a column, which groups
// without one take as their first argument.
WindowTarget windowTarget(const Call& call, bool ofColumn);

// A series over the frame's rows. `args`: the operation's further ones; `aggregateArgs`: those of an aggregate of
// groups. Windows of the same rows that follow each other are of one op.
Value windowOver(BuildContext& ctx, const WindowTarget& target, const OpInfo& info, std::vector<const Expr*> args,
                 SourceLoc loc, const std::vector<Value>& aggregateArgs = {});

}  // namespace bodocc
