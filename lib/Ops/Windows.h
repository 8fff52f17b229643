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

// The common rows of a target: its keys, the times, and the values if it has any, as expressions over them.
struct WindowRows {
  Rows* rows = nullptr;
  std::vector<const Expr*> exprs = {};
  std::size_t keys = 0;  // with the times
  bool dropMissing = false;
  bool mayMiss = false;  // rows may have a missing key, and so no group
  bool grouped = false, timed = false;
  std::string name = {};

  std::vector<const Expr*> keyExprs() const {
    return {exprs.begin(), exprs.begin() + static_cast<std::ptrdiff_t>(keys)};
  }
  const Expr* value() const { return exprs.size() > keys ? exprs.back() : nullptr; }
  std::string columnName(const OpInfo& info) const { return name.empty() ? info.id : name + "_" + info.id; }
};
WindowRows windowRows(BuildContext& ctx, const WindowTarget& target, SourceLoc loc);
WindowRows windowRows(BuildContext& ctx, const Frame& frame, const std::vector<GroupKey>& keys, bool dropMissing,
                      const std::optional<Name>& times, const Value& column, SourceLoc loc);

// False if an expression may depend on something that is known only later, or may run only once.
bool isEarly(const Expr* e);
// The expression over the input of `rows`, whose columns it reads; null if one of them is made by its op.
const Expr* below(BuildContext& ctx, const Rows& rows, const Expr* e);

// A series over the frame's rows. `args`: the operation's further ones. Windows of the same rows that follow each other
// are of one op.
Value windowOver(BuildContext& ctx, WindowRows of, const OpInfo& info, std::vector<const Expr*> args, SourceLoc loc);
Value windowOver(BuildContext& ctx, const WindowTarget& target, const OpInfo& info, std::vector<const Expr*> args,
                 SourceLoc loc);

// The widest type of its kind.
bodo::type widest(bodo::type t);

// An aggregate of each row's group, or a window of its rows, by the keys of `of`. `args`: those of the aggregate, from
// the value on.
Value spreadOverGroups(BuildContext& ctx, WindowRows of, const OpInfo& info, const std::vector<Value>& args,
                       SourceLoc loc);

}  // namespace bodocc
