#pragma once
// Frames and series as pandas prints them (with Arrow types), or as Markdown and HTML.
#include <bodo/options.h>

#include <cstdint>
#include <span>
#include <string>

#include "bodo/rt/table.h"

namespace bodo::rt {

// The part of a frame, or a column, that is shown.
struct text_limits {
  std::int64_t rows = 60;  // a frame with more of them shows its first and last ones
  std::int64_t head = 5, tail = 5;
  std::size_t columns = 80;
  std::size_t width = 80;  // characters
  std::string_view format = "text";

  // Throws std::invalid_argument if an option has no meaning.
  static text_limits of(const PrintOptions& options);
};

// The rows of n that are shown: the first `head` and the last `tail`.
struct shown_rows {
  std::int64_t head, tail;
};
constexpr shown_rows shown_of(std::int64_t n, const text_limits& limits) {
  return n > limits.rows ? shown_rows{limits.head, limits.tail} : shown_rows{n, 0};
}

// `shown` holds the rows that are shown of a frame (or column) of n rows, with their labels.
std::string frame_text(const table& shown, std::span<const std::int64_t> labels, std::int64_t n,
                       const text_limits& limits);
std::string series_text(const table& shown, std::span<const std::int64_t> labels, std::int64_t n,
                        const text_limits& limits);

}  // namespace bodo::rt
