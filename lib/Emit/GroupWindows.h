#pragma once
// Windows within groups: the rows of each key are brought together once, and each window's column travels back.
//
//     rt::rows_by_key by_k(at::line<9, "shift">, df, {0}, {1});
//     df = df.with("x_shift", by_k.back(rt::shift({by_k, 0}, 1)));
//     by_k.free();
#include "FunctionEmitter.h"

#include <functional>
#include <span>

namespace bodocc {

// The keys of a window's groups, without the time of windows of time.
std::span<const Expr* const> keysOfGroups(const Op& op);
// True if rows with a missing key belong to no group.
bool leavesRowsOut(const Op& op);

class GroupWindows {
 public:
  // Declares the rows by key of `base`; `placeOf` is the place of an expression in it.
  GroupWindows(FunctionEmitter& fn, const Op& op, const std::string& base,
               const std::function<std::string(const Expr*)>& placeOf, Code& out);
  // The column of a window, in the places of the frame's rows.
  std::string result(const Column& c) const;
  // Emits the end of the rows by key: the columns are made.
  void free(Code& out) const;

 private:
  std::size_t valueOf(const Column& c) const;  // its number among the values

  FunctionEmitter& fn_;
  const Op& op_;
  std::string name_;
  std::vector<const Expr*> values_;
};

}  // namespace bodocc
