#pragma once
// The rows of a stretch of a CSV file: those that begin in it. Reads by pread through a window.
#include <cstdint>
#include <string>
#include <vector>

#include "files/schema/csv_format.h"

namespace bodo::rt::files {

// Opens a file for reading and finds its size; throws file_error.
struct csv_handle {
  explicit csv_handle(const std::string& path);
  ~csv_handle();
  csv_handle(const csv_handle&) = delete;
  csv_handle& operator=(const csv_handle&) = delete;

  // Reads up to `n` bytes; fewer only at the end that the file had when it was opened. Throws file_error.
  std::size_t read(std::int64_t from, char* out, std::size_t n) const;

  // True if the file has changed since it was opened.
  bool has_changed() const;

  int fd = -1;
  std::int64_t size = 0;
  std::int64_t inode = 0, changed = 0;
};

class csv_rows {
 public:
  explicit csv_rows(char separator) : parser_(separator) {}

  // Moves to the bytes from `begin`, the beginning of a row, to `stop`. `line`: newlines before `begin`.
  void open(const csv_handle& file, std::int64_t begin, std::int64_t stop, std::int64_t line);

  enum class result : std::uint8_t {
    row,   // one is in fields()
    full,  // the next row needs more of the file, which would overwrite texts of earlier rows
    end,
  };
  // `overwrite`: texts of earlier rows are not needed any more. Throws file_error.
  result next(bool overwrite);

  const std::vector<csv_field>& fields() const { return parser_.fields(); }
  std::int64_t line() const { return first_line_ + parser_.row_newlines() + 1; }  // of the row, from 1
  std::int64_t position() const;                                                  // in the file, after the row

 private:
  void refill();

  csv_parser parser_;
  const csv_handle* file_ = nullptr;
  std::int64_t stop_ = 0;
  std::int64_t first_line_ = 0;
  std::vector<char> window_;
  std::int64_t window_begin_ = 0;      // in the file
  std::size_t used_ = 0, filled_ = 0;  // of the window
  bool last_ = false;                  // the window ends at the end of the file
};

}  // namespace bodo::rt::files
