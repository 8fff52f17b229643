#pragma once
// The rows of a stream that may be among the first n of their group in a sort's order. A row stays unless n rows of its
// group that came before it are known to stand before it too. Local.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/sort.h"

namespace bodo::rt {

class first_of_groups {
 public:
  // `groups`: the keys of the groups; `first`: the first key of the sort, and whether it is the only one.
  first_of_groups(const site& at, std::span<const key> groups, const field& first, const sort_key& by, bool only,
                  std::int64_t n)
      : groups_(at, groups), first_(first), by_(by), only_(only), n_(static_cast<std::size_t>(n)), best_(at) {}

  // Good until the next call.
  rows keep(std::span<const column_view> groups, const column_view& first, rows of);
  // False once there are too many groups for many rows to go.
  bool worthwhile() const;

 private:
  groups groups_;
  field first_;
  sort_key by_;
  bool only_;
  std::size_t n_;
  std::int64_t rows_ = 0;
  // For each group the number of its rows, at most n, and the places of the first n of them, ascending.
  std::vector<std::uint32_t> counts_;
  array<std::uint64_t> best_;
  std::array<std::uint64_t, batch_capacity> places_;
  selection kept_;
};

}  // namespace bodo::rt
