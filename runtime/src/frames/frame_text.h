#pragma once
// Frames and series as pandas prints them (with Arrow types, 80 characters wide).
#include <cstdint>
#include <span>
#include <string>

#include "bodo/rt/table.h"

namespace bodo::rt {

inline constexpr std::int64_t most_shown = 60;  // a frame with more rows shows the first and the last few
inline constexpr std::int64_t shown_each_end = 5;

// The rows of n that are shown: the first `head` and the last `tail`.
struct shown_rows {
  std::int64_t head, tail;
};
constexpr shown_rows shown_of(std::int64_t n) {
  return n > most_shown ? shown_rows{shown_each_end, shown_each_end} : shown_rows{n, 0};
}

// `shown` holds the rows that are shown of a frame (or column) of n rows, with their labels.
std::string frame_text(const table& shown, std::span<const std::int64_t> labels, std::int64_t n);
std::string series_text(const table& shown, std::span<const std::int64_t> labels, std::int64_t n);

}  // namespace bodo::rt
