#pragma once
// A row for each value of a list: the stage of a loop that makes pairs of a batch's rows and the values of their lists.
//
//     rt::exploded words(bodo::string, rt::join::inner);
//     for (rt::matches& pairs : words.explode({list.view()}, live))
//       for (std::uint32_t k = 0; k < pairs.count; ++k) ... left[pairs.left[k]] ... word[pairs.right[k]] ...
//
// Pairs are in the order of the rows, and for one row in that of its list.
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/column.h"
#include "bodo/rt/join.h"
#include "bodo/rt/lists.h"

namespace bodo::rt {

class exploded {
 public:
  // `how`: left keeps rows whose list is missing or has no values, with a missing value; inner drops them.
  exploded(type element, join how);
  exploded(const exploded&) = delete;
  exploded& operator=(const exploded&) = delete;

  // The pairs of these rows and the values of their lists, the one column, some after the other. The lists must stay
  // where they are until then. Local.
  pairs_from<exploded> explode(std::span<const column_view> lists, rows rows);
  pairs_from<exploded> explode(std::initializer_list<column_view> lists, rows rows) {
    return explode(std::span<const column_view>(lists.begin(), lists.size()), rows);
  }
  // The next pairs, for a loop that stops between them; false once there are none left.
  bool next(matches& out);

  // The values, read at `right`; good until the next pairs.
  column_view column(std::size_t) const;

 private:
  friend pairs_from<exploded>;
  matches& pairs() { return pairs_; }

  bool keeps_rows_;
  bool is_text_;
  std::size_t width_;  // of a value
  selection rows_;
  column_view lists_;
  std::uint32_t next_row_ = 0;  // of rows_
  list_reader list_;            // that row's, once one of its values has been read
  std::uint32_t next_value_ = 0;
  std::vector<std::byte> values_;
  std::uint64_t valid_[batch_capacity / 64] = {};
  bool has_missing_ = false;
  matches pairs_;
};

inline pair_column::pair_column(const exploded& lists, std::size_t column)
    : view(lists.column(column)), of(side::right) {}

}  // namespace bodo::rt
