#pragma once
// CSV as pandas' C parser reads it: quotes matter at the start of a field alone, "" within quotes is a quote, a row
// ends with \n, \r\n or \r, rows of nothing but blanks are skipped.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bodo::rt::files {

// Where the parser stands between two bytes.
enum class csv_state : std::uint8_t {
  row_start,
  blank,        // only blanks so far in this row
  field_start,  // behind a separator
  unquoted,
  quoted,
  quote,  // a quote within a quoted field: its end, or the first of two
};
inline constexpr std::size_t csv_states = 6;

// What a stretch of bytes does to a parser that enters it in some state.
struct csv_passage {
  csv_state leaves = csv_state::row_start;
  std::int64_t rows = 0;  // that begin in it: whose first byte (that is no blank in an empty row) lies in it
};

// The passages for all states that the stretch may be entered in, taken in piece by piece.
class csv_passages {
 public:
  explicit csv_passages(char separator);
  void run(const char* bytes, std::size_t size);
  const std::array<csv_passage, csv_states>& all() const { return all_; }
  std::int64_t newlines() const { return newlines_; }

 private:
  void run_one(csv_passage& p, const char* bytes, std::size_t size) const;

  char separator_;
  std::array<csv_passage, csv_states> all_;
  std::int64_t newlines_ = 0;
};

// A field of a row; its bytes lie in the parsed text, or in the parser where quotes had to be taken out.
struct csv_field {
  std::string_view text;
  bool quoted = false;
};

// Takes rows off a text.
class csv_parser {
 public:
  explicit csv_parser(char separator) : separator_(separator) {}

  enum class result : std::uint8_t {
    row,   // one is in fields()
    more,  // the text ends within a row: give more of it
    open,  // the file ends within quotes
  };
  // Moves `at` over rows of nothing but blanks. Returns where the next row has its first byte that is no blank, or
  // `end`.
  const char* skip_empty_rows(const char*& at, const char* end);
  // The row that begins at `at`, which is moved behind it. `last`: nothing comes behind `end`.
  result next(const char*& at, const char* end, bool last);

  const std::vector<csv_field>& fields() const { return fields_; }
  std::int64_t newlines() const { return newlines_; }          // passed so far
  std::int64_t row_newlines() const { return row_newlines_; }  // of these, before the row at hand

  // Fields without their quotes are kept until this call.
  void forget_texts() {
    if (texts_.size() > 1) texts_.clear();
    if (!texts_.empty()) texts_.back().clear();
  }

 private:
  const char* keep(const std::string& s);

  char separator_;
  std::vector<csv_field> fields_;
  std::vector<std::string> texts_;  // chunks that do not grow beyond what they have reserved
  std::string unquoted_;
  std::int64_t newlines_ = 0, row_newlines_ = 0;
};

// Texts that mean missing in columns that are not strings.
bool is_na(std::string_view s, const std::vector<std::string>& also);

// Values as pandas reads them; false where the text is none. Blanks around numbers are fine.
bool parse_int64(std::string_view s, std::int64_t& out);
bool parse_uint64(std::string_view s, std::uint64_t& out);
bool parse_float32(std::string_view s, float& out);
bool parse_float64(std::string_view s, double& out);
bool parse_boolean(std::string_view s, bool& out);
// 2019-01-31, with or without 12:34[:56[.789]] behind a blank or T, Z or +hh:mm; 20190131; 2019/01/31; 01/31/2019.
// False too where nanoseconds cannot hold it.
bool parse_timestamp(std::string_view s, std::int64_t& nanoseconds);
bool is_far_time(std::string_view s);  // a date or time that nanoseconds do not hold
bool parse_date(std::string_view s, std::int32_t& days);
// "1 days 02:03:04.5", "-1 days +23:59:59", "02:03:04"
bool parse_duration(std::string_view s, std::int64_t& nanoseconds);

// The names of a header's row, as pandas makes them: a repeated x is x.1, one without a name Unnamed: 3.
std::vector<std::string> header_names(const std::vector<csv_field>& fields);

}  // namespace bodo::rt::files
