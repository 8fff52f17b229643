#pragma once
// The rows of a stretch of a CSV file: those that begin in it. Reads by pread through a window.
#include <cstdint>
#include <string>
#include <vector>

#include "files/schema/csv_format.h"
#include "files/schema/text_file.h"

namespace bodo::rt::files {

class csv_rows {
 public:
  explicit csv_rows(const csv_dialect& dialect) : parser_(dialect) {}

  // Moves to the bytes from `begin`, the beginning of a row, to `stop`. `line`: newlines before `begin`.
  void open(const text_file& file, std::int64_t begin, std::int64_t stop, std::int64_t line);

  enum class result : std::uint8_t {
    row,   // one is in fields()
    full,  // the next row needs more of the file, which would overwrite texts of earlier rows
    end,
  };
  // `overwrite`: texts of earlier rows are not needed any more. Throws file_error.
  result next(bool overwrite);

  const std::vector<csv_field>& fields() const { return parser_.fields(); }
  std::int64_t line() const { return first_line_ + parser_.row_newlines() + 1; }  // of the row, from 1
  std::int64_t newlines() const { return first_line_ + parser_.newlines(); }      // of the file, before the next row
  std::int64_t position() const;                                                  // in the file, after the row

 private:
  void refill();

  csv_parser parser_;
  const text_file* file_ = nullptr;
  std::int64_t stop_ = 0;
  std::int64_t first_line_ = 0;
  std::vector<char> window_;
  std::int64_t window_begin_ = 0;      // in the file
  std::size_t used_ = 0, filled_ = 0;  // of the window
  bool last_ = false;                  // the window ends at the end of the file
};

}  // namespace bodo::rt::files
