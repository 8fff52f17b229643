// Bounds the number of different values of an expression, if the bound is known while compiling and small: for
// booleans, for months and other small ranges, for strings if the file that shows the schema has few different words,
// and for functions of such values. The number of words proves nothing, since other files may have other words: results
// must be right without it.
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

  // Of the keys' values, including the missing one; null if they are not known to be at most `most`.
  std::optional<std::int64_t> combinations(const std::vector<const Expr*>& keys);

  static constexpr std::int64_t most = 4096;

 private:
  std::optional<std::int64_t> valuesOf(const Expr* e);
  std::optional<std::int64_t> valuesOf(const Rows& rows, unsigned column);

  std::map<const Rows*, std::vector<Passage>> senders_;
  std::map<const Expr*, std::optional<std::int64_t>> known_;  // also those at work: not known from themselves
};

}  // namespace bodocc
