#pragma once
// How a CSV parser passes a stretch of a file without knowing the state in which it enters it: the files that several
// ranks read are cut anywhere.
#include <array>
#include <cstddef>
#include <cstdint>

#include "files/schema/csv_format.h"

namespace bodo::rt::files {

// The state of the parser between two bytes.
enum class csv_state : std::uint8_t {
  row_start,
  blank,        // only blanks so far in this row
  field_start,  // after a separator
  unquoted,
  quoted,
  quote,          // a quote within a quoted field: its end, or the first of two
  escape,         // the next byte belongs to the field
  quoted_escape,  // the same, within quotes
  comment,        // up to the end of a row
  comment_line,   // up to the end of a line that is no row
};
inline constexpr std::size_t csv_states = 10;

// The effect of a stretch of bytes on a parser that enters it in some state.
struct csv_passage {
  csv_state leaves = csv_state::row_start;
  std::int64_t rows = 0;  // that begin in it: whose first byte (not a blank of an empty row) is in it
};

// The passages for all states in which the stretch may be entered, computed piece by piece.
class csv_passages {
 public:
  explicit csv_passages(const csv_dialect& dialect);
  // The stretch is entered in this state.
  csv_passages(const csv_dialect& dialect, csv_state enters) : dialect_(dialect) { all_.fill({.leaves = enters}); }
  void run(const char* bytes, std::size_t size);
  const std::array<csv_passage, csv_states>& all() const { return all_; }
  std::int64_t newlines() const { return newlines_; }

 private:
  void run_one(csv_passage& p, const char* bytes, std::size_t size) const;
  void run_lines(csv_passage& p, const char* bytes, std::size_t size) const;
  void run_block(csv_passage& p, const char* bytes, unsigned size) const;
  void step(csv_passage& p, char c) const;
  csv_state in_field(char c) const;

  csv_dialect dialect_;
  std::array<csv_passage, csv_states> all_;
  std::int64_t newlines_ = 0;
};

}  // namespace bodo::rt::files
