#pragma once
// CSV as in pandas' C parser: quotes are special only at the start of a field, "" within quotes is a quote, a row ends
// with \n, \r\n or \r, rows with only blanks are skipped. If a character escapes, the next one has no meaning of its
// own; a character of comments ends a row that is not within quotes, and a line that begins with it is no row.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/text_rows.h"

namespace bodo::rt::files {

// The characters with a meaning; 0 if none has it.
struct csv_dialect {
  char separator = ',';
  char quote = '"', escape = 0, comment = 0;
  text_rows rows = text_rows::csv;
};

constexpr bool is_end_of_line(char c) { return c == '\n' || c == '\r'; }
constexpr bool is_blank(char c, char separator) { return (c == ' ' || c == '\t') && c != separator; }
// A character that 0 turns off.
constexpr bool is(char c, char meant) { return c == meant && meant != 0; }

// A field of a row; its bytes are in the parsed text, or in the parser if quotes had to be removed.
struct csv_field {
  std::string_view text;
  bool quoted = false;
};

// Parses the rows of a text.
class csv_parser {
 public:
  explicit csv_parser(const csv_dialect& dialect);

  enum class result : std::uint8_t {
    row,   // one is in fields()
    more,  // the text ends within a row: give more of it
    open,  // the file ends within quotes
  };
  // Moves `at` over rows with only blanks. Returns the first byte of the next row that is not a blank, or `end`.
  const char* skip_empty_rows(const char*& at, const char* end);
  // Parses the row that begins at `at`, and moves `at` after it. `last`: the file ends at `end`.
  result next(const char*& at, const char* end, bool last);

  const std::vector<csv_field>& fields() const { return fields_; }
  std::int64_t newlines() const { return newlines_; }          // read so far
  std::int64_t row_newlines() const { return row_newlines_; }  // of these, before the current row

  // Fields without their quotes are kept until this call.
  void forget_texts() {
    if (texts_.size() > 1) texts_.clear();
    if (!texts_.empty()) texts_.back().clear();
  }

 private:
  const char* keep(const std::string& s);
  const char* mark_in_quotes(const char* p, const char* end) const;
  bool take_unquoted(const char*& p, const char* end, bool last, std::int64_t& lines);
  result next_line(const char*& at, const char* end, bool last);

  csv_dialect dialect_;
  std::array<bool, 256> stops_{};  // bytes that a field without quotes does not hold
  std::vector<csv_field> fields_;
  std::vector<std::string> texts_;  // chunks that never outgrow their reserved memory
  std::string unquoted_;
  std::int64_t newlines_ = 0, row_newlines_ = 0;
};

// A field that means missing in a column of strings, and a text that does in others.
bool is_na(const csv_field& f, const std::vector<std::string>& also);
bool is_na(std::string_view s, const std::vector<std::string>& also);

// How values are written. Texts of booleans come besides true and false, in any case.
struct csv_values {
  char decimal = '.', thousands = 0;  // 0: nothing separates thousands
  std::vector<std::string> true_values = {}, false_values = {};

  bool plain_numbers() const { return decimal == '.' && thousands == 0; }
  // The number with a point and without separators of thousands, in `room`; a text that is not a number stays none.
  std::string_view number(std::string_view s, std::string& room) const;
};
bool parse_boolean(std::string_view s, const csv_values& values, bool& out);

// Values as in pandas; false if the text is not a value. Blanks around numbers are allowed.
bool parse_int64(std::string_view s, std::int64_t& out);
bool parse_uint64(std::string_view s, std::uint64_t& out);
bool parse_float32(std::string_view s, float& out);
bool parse_float64(std::string_view s, double& out);
bool parse_boolean(std::string_view s, bool& out);
// 2019-01-31, with or without 12:34[:56[.789]] after a blank or T, Z or +hh:mm; 20190131; 2019/01/31; 01/31/2019.
// False too if it does not fit nanoseconds.
bool parse_timestamp(std::string_view s, std::int64_t& nanoseconds);
bool is_far_time(std::string_view s);  // a date or time that does not fit nanoseconds
bool parse_date(std::string_view s, std::int32_t& days);
// "1 days 02:03:04.5", "-1 days +23:59:59", "02:03:04"
bool parse_duration(std::string_view s, std::int64_t& nanoseconds);

// The names of a header's row, as in pandas: a repeated x is x.1, one without a name Unnamed: 3.
std::vector<std::string> header_names(const std::vector<csv_field>& fields);

}  // namespace bodo::rt::files
