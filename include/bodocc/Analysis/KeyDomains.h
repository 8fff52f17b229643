// How many values an expression has at most, if that is known while compiling and small: booleans, months and whatever
// has a small range, words of which the file that shows the schema has few, and functions of such values. A bound on
// words is no proof, since other files may have other words: what relies on it must be right without it.
#pragma once

#include "bodocc/Analysis/Flow.h"
#include "bodocc/IR/IR.h"

#include <map>
#include <optional>
#include <vector>

namespace bodocc {

class KeyDomains {
 public:
  explicit KeyDomains(Module& m);

  // Of the keys' values, missing ones included; null if they are not known to be at most `most`.
  std::optional<std::int64_t> combinations(const std::vector<const Expr*>& keys);

  static constexpr std::int64_t most = 4096;

 private:
  std::optional<std::int64_t> valuesOf(const Expr* e);
  std::optional<std::int64_t> valuesOf(const Rows& rows, unsigned column);

  std::map<const Rows*, std::vector<Passage>> senders_;
  std::map<const Expr*, std::optional<std::int64_t>> known_;  // also those at work: not known from themselves
};

}  // namespace bodocc
