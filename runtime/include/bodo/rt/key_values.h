#pragma once
// What is known of the values of key columns: row groups of a file whose values are none of them need not be read.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/column.h"

namespace bodo::rt {

// The values of one column of keys: integers, dates and times, but no unsigned ones of 64 bits.
struct key_values {
  bool known = false;    // else any value may be there
  bool missing = false;  // there are missing ones
  // Empty if least > greatest.
  std::int64_t least = std::numeric_limits<std::int64_t>::max(), greatest = std::numeric_limits<std::int64_t>::min();
  std::vector<std::int64_t> each;  // all of them, ascending, if they are few; else empty

  // True if there may be one from `from` to `to`.
  bool any_within(std::int64_t from, std::int64_t to) const;
};

// Notes the values of key columns as rows come. Local, but for finish().
class value_notes {
 public:
  explicit value_notes(std::span<const field> keys);
  void add(std::span<const column_view> keys, rows rows);
  // Of the rows of all ranks if `all_ranks`: then it is collective, part of a statement whose guard has been passed.
  std::vector<key_values> finish(bool all_ranks);

 private:
  static constexpr std::size_t most_each = 4096;

  std::vector<storage> kinds_;
  std::vector<key_values> columns_;
};

}  // namespace bodo::rt
