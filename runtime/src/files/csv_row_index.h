#pragma once
// Many rows of a stretch of a CSV file at a time: a first look at the bytes, 64 at a time, notes only where fields end,
// so that one loop then converts each column, and columns that are not read cost next to nothing. Rows of
// an uncommon form (quotes within a field, bytes after a closing quote, a lone \r, escapes, comments) are parsed one by
// one, by csv_parser. Both ways have the same rows.
#include <cstdint>
#include <string>
#include <vector>

#include "bodo/rt/text_arena.h"
#include "files/schema/csv_format.h"
#include "files/schema/text_file.h"

namespace bodo::rt::files {

class csv_row_index {
 public:
  explicit csv_row_index(const csv_dialect& dialect);

  // Moves to the bytes from `begin`, the beginning of a row, to `stop`: the rows that begin in them. `newlines`: those
  // of the file before `begin`.
  void open(const text_file& file, std::int64_t begin, std::int64_t stop, std::int64_t newlines);

  // Moves to the next rows, `most` at most. False if there are none. Texts of the rows before are gone. Throws
  // file_error with the line.
  bool next(std::uint32_t most);

  std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  // Of a row.
  std::uint32_t fields(std::uint32_t row) const { return rows_[row].fields & ~parsed; }
  csv_field field(std::uint32_t row, std::uint32_t place);
  // The bytes of a field, if they are in the window as they are, with 17 bytes of the window from there on; without its
  // quotes. Else a null pointer.
  std::string_view bytes(std::uint32_t row, std::uint32_t place) const;
  std::int64_t line(std::uint32_t row) const;  // in the file, from 1

  // All bytes of the rows.
  std::string_view text() const { return {window_.data() + begin_, used_ - begin_}; }
  std::int64_t position() const { return window_begin_ + static_cast<std::int64_t>(used_); }  // in the file, after them

 private:
  struct row {
    std::uint32_t begin;   // in the window
    std::uint32_t first;   // of its fields: among the ends or the parsed ones
    std::uint32_t fields;  // how many; with `parsed`
  };
  static constexpr std::uint32_t parsed = std::uint32_t{1} << 31;

  bool index_rows(std::uint32_t most);
  bool add_row(std::uint32_t begin, std::uint32_t first, std::uint32_t end);
  bool parse_row();
  csv_field between_ends(const row& r, std::uint32_t place) const;  // without its quotes
  bool begins_beyond(std::size_t row, std::size_t end) const;
  void refill();

  csv_dialect dialect_;
  csv_parser parser_;
  bool plain_;  // rows of the common form may be indexed
  bool lines_;  // a row is a line
  const text_file* file_ = nullptr;
  std::vector<char> window_;
  std::int64_t window_begin_ = 0, stop_ = 0;       // in the file
  std::size_t begin_ = 0, used_ = 0, filled_ = 0;  // of the window: the rows at hand, and what has been read
  std::int64_t newlines_ = 0;                      // of the file before `begin_`
  bool last_ = false;                              // the window ends at the end of the file
  bool ended_ = false;
  std::vector<row> rows_;
  std::vector<std::uint32_t> ends_;  // of fields, in the window; before the first of a run of rows, where that begins
  std::size_t ends_used_ = 0;
  std::vector<csv_field> parsed_;
  bool doubled_ = false;  // some quote stands for itself
  text_arena unquoted_;
};

[[gnu::always_inline]] inline csv_field csv_row_index::between_ends(const row& r, std::uint32_t place) const {
  const char* begin = window_.data() + (ends_[r.first + place - 1] + 1);  // (2^32 - 1 before the window)
  const char* end = window_.data() + ends_[r.first + place];
  if (place + 1 == r.fields && end != begin && end[-1] == '\r') --end;
  const bool quoted = is(*begin, dialect_.quote);
  begin += quoted, end -= quoted;
  return {{begin, static_cast<std::size_t>(end - begin)}, quoted || lines_};
}

[[gnu::always_inline]] inline std::string_view csv_row_index::bytes(std::uint32_t at, std::uint32_t place) const {
  const row& r = rows_[at];
  if ((r.fields & parsed) != 0) return {};
  const csv_field f = between_ends(r, place);
  return f.quoted && doubled_ ? std::string_view() : f.text;
}

}  // namespace bodo::rt::files
