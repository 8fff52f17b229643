#include "files/schema/csv_rows.h"

#include <algorithm>
#include <cstring>

#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

constexpr std::size_t window_size = std::size_t{1} << 20;

}  // namespace

void csv_rows::open(const text_file& file, std::int64_t begin, std::int64_t stop, std::int64_t line) {
  file_ = &file;
  stop_ = stop;
  first_line_ = line - parser_.newlines();
  window_begin_ = begin;
  used_ = filled_ = 0;
  last_ = begin >= file.size;
}

std::int64_t csv_rows::position() const { return window_begin_ + static_cast<std::int64_t>(used_); }

// Moves the rest of the window to its beginning, and reads at least one more byte of the file after it.
void csv_rows::refill() {
  const std::size_t left = filled_ - used_;
  if (left != 0) std::memmove(window_.data(), window_.data() + used_, left);
  window_begin_ += static_cast<std::int64_t>(used_);
  used_ = 0;
  if (window_.size() < left + window_size / 2) window_.resize(left + window_size);
  // text fields are read 16 bytes at a time
  const std::size_t room = window_.size() - left - 16;
  const std::size_t n = file_->read(window_begin_ + static_cast<std::int64_t>(left), window_.data() + left, room);
  filled_ = left + n;
  last_ = n < room;
}

csv_rows::result csv_rows::next(bool overwrite) {
  if (overwrite) parser_.forget_texts();
  for (;;) {
    const char* at = window_.data() + used_;
    const char* const end = window_.data() + filled_;
    const char* const row = parser_.skip_empty_rows(at, end);
    used_ = static_cast<std::size_t>(at - window_.data());
    // it belongs to the stretch with its first byte that is not a blank of an empty row
    if (window_begin_ + (row - window_.data()) >= stop_) return result::end;
    switch (row == end ? csv_parser::result::more : parser_.next(at, end, last_)) {
      case csv_parser::result::row: used_ = static_cast<std::size_t>(at - window_.data()); return result::row;
      case csv_parser::result::more:
        if (last_) return result::end;
        break;
      case csv_parser::result::open:
        throw file_error("line " + std::to_string(line()) + ": the file ends within quotes");
    }
    if (!overwrite) return result::full;
    refill();
  }
}

}  // namespace bodo::rt::files
