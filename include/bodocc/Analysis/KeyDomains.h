// The number of values that an expression has at most, if it is known while compiling and small: of booleans, months
// and others with a small range, of words of which the file that shows the schema has few, and of functions of such
// values. The number of words is no proof, since other files may have other words: results must be right without it.
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
