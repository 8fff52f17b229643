#pragma once
// Shared by the two algorithms for ranks: for numbers, and for any values (rank.cpp).
#include <cstdint>

#include "bodo/rt/window.h"

namespace bodo::rt {

struct ranked_how : ranking {
  ties method = ties::average;
};

// Missing values have no rank: `ranked` rows of a segment do.
struct ranked_rows {
  std::int64_t ranked = 0, runs = 0;
};

// A run of rows with equal values in the sorted order: places [begin, end) from 0, and the number of runs before it.
struct rank_run {
  std::int64_t begin, end, number;
};

// The rank of the row at a place of a run as a whole number: twice the rank for averages.
inline std::int64_t whole_rank(const ranked_how& how, const rank_run& r, std::int64_t place) {
  switch (how.method) {
    case ties::average: return r.begin + r.end + 1;
    case ties::min: return r.begin + 1;
    case ties::max: return r.end;
    case ties::first: return place + 1;
    case ties::dense: return r.number + 1;
  }
  return 0;
}
inline double rank_of_whole(const ranked_how& how, const ranked_rows& of, std::int64_t whole) {
  const double rank = how.method == ties::average ? static_cast<double>(whole) / 2 : static_cast<double>(whole);
  return how.pct ? rank / static_cast<double>(how.method == ties::dense ? of.runs : of.ranked) : rank;
}

// Writes a rank to its row.
class rank_writer {
 public:
  rank_writer(const window_rows& rows, const ranked_how& how)
      : how_(how), builder_(rows.at(), {field_of(rows)}), like_(rows.values()) {
    if (floats())
      reals_ = builder_.extend<double>(0, like_.rows());
    else
      whole_ = builder_.extend<std::int64_t>(0, like_.rows());
  }
  void put(std::int64_t row, const ranked_rows& of, std::int64_t whole) {
    if (reals_ != nullptr)
      reals_[row] = rank_of_whole(how_, of, whole);
    else
      whole_[row] = whole;
  }
  void put_missing(std::int64_t row) {
    put(row, {1, 1}, 0);
    builder_.set_missing(0, row);
  }
  table finish() { return builder_.finish_like(like_); }

 private:
  bool floats() const { return how_.pct || how_.method == ties::average; }
  field field_of(const window_rows& rows) const {
    const field& f = rows.values().field_at(0);
    return {f.name, floats() ? bodo::float64 : bodo::int64, flags_of(f.nullable)};
  }

  ranked_how how_;
  table_builder builder_;
  table like_;
  double* reals_ = nullptr;
  std::int64_t* whole_ = nullptr;
};

// The values are numbers of at most 64 bits, dates, times, or words of few kinds. Collective if the rows are spread.
bool ranks_by_keys(const window_rows& rows);
table rank_by_keys(const window_rows& rows, const ranked_how& how);

}  // namespace bodo::rt
