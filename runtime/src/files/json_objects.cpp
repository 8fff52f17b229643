#include "files/json_objects.h"

#include <emmintrin.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <type_traits>

#include "bodo/rt/decimal.h"
#include "files/arrow_columns.h"
#include "files/schema/csv_format.h"
#include "files/schema/utf8.h"

namespace bodo::rt::files {
namespace {

constexpr int most_nested = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The newline after a line ends everything.
const char* after_blanks(const char* at) {
  while (*at == ' ' || *at == '\t' || *at == '\r') ++at;
  return at;
}

bool take_word(const char*& at, std::string_view word) {
  for (const char c : word)
    if (*at++ != c) return false;
  return true;
}

struct found_string {
  std::string_view raw;
  bool good = false;
  bool escaped = false;
};

// From the byte after the opening quote to the one after the closing quote.
found_string take_string(const char*& at) {
  const char* const begin = at;
  found_string found;
  bool ascii = true;
  for (;;) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i escape = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const auto stops = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, escape))));
    const auto high = static_cast<unsigned>(_mm_movemask_epi8(bytes));
    if (stops == 0) {
      ascii = ascii && high == 0;
      at += 16;
      continue;
    }
    const int stop = __builtin_ctz(stops);
    ascii = ascii && (high & ((1U << stop) - 1)) == 0;
    at += stop;
    if (*at == '"') break;
    if (*at != '\\' || at[1] == '\n') return found;
    found.escaped = true;
    at += 2;
  }
  found.raw = {begin, static_cast<std::size_t>(at - begin)};
  ++at;
  found.good = ascii || is_utf8(found.raw);
  return found;
}

bool hexadecimal(std::string_view s, std::uint32_t& out) {
  const auto r = std::from_chars(s.data(), s.data() + s.size(), out, 16);
  return s.size() == 4 && r.ec == std::errc() && r.ptr == s.data() + 4;
}

void append_utf8(std::uint32_t c, std::string& out) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xc0 | c >> 6);
  } else {
    if (c < 0x10000) {
      add(0xe0 | c >> 12);
    } else {
      add(0xf0 | c >> 18);
      add(0x80 | (c >> 12 & 0x3f));
    }
    add(0x80 | (c >> 6 & 0x3f));
  }
  add(0x80 | (c & 0x3f));
}

// The text of a string with escapes; false if one of them is wrong.
bool unescape(std::string_view raw, std::string& out) {
  out.clear();
  while (!raw.empty()) {
    const std::size_t plain = std::min(raw.find('\\'), raw.size());
    out += raw.substr(0, plain);
    raw.remove_prefix(plain);
    if (raw.empty()) return true;
    constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const char letter = raw[1];
    if (const std::size_t known = letters.find(letter); known != std::string_view::npos) {
      out += meanings[known];
      raw.remove_prefix(2);
      continue;
    }
    std::uint32_t c = 0;
    if (letter != 'u' || !hexadecimal(raw.substr(2, 4), c)) return false;
    raw.remove_prefix(6);
    if (c >= 0xd800 && c < 0xe000) {  // half of a pair
      std::uint32_t low = 0;
      if (c >= 0xdc00 || !raw.starts_with("\\u") || !hexadecimal(raw.substr(2, 4), low) || low < 0xdc00 ||
          low >= 0xe000)
        return false;
      raw.remove_prefix(6);
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(c, out);
  }
  return true;
}

// Moves to the end of a number; false if it is none.
bool take_number(const char*& at, bool& whole) {
  whole = true;
  if (*at == '-') ++at;
  if (!is_digit(*at)) return false;
  if (*at++ != '0')
    while (is_digit(*at)) ++at;
  const auto digits = [&] {
    const char* const first = at;
    while (is_digit(*at)) ++at;
    return at != first;
  };
  if (*at == '.') {
    whole = false;
    ++at;
    if (!digits()) return false;
  }
  if (*at == 'e' || *at == 'E') {
    whole = false;
    ++at;
    if (*at == '+' || *at == '-') ++at;
    if (!digits()) return false;
  }
  return true;
}

}  // namespace

json_objects::json_objects(const std::vector<std::string>& names, const std::vector<arrow_column*>& columns)
    : names_(names), columns_(columns), seen_in_(columns.size(), 0) {
  for (const arrow_column* c : columns_) suits_ = suits_ && c->as().type.id != kind::list;
}

void json_objects::begin_batch() {
  for (arrow_column* c : columns_) c->begin_rows();
}

bool json_objects::put(std::string_view line, std::uint32_t row) {
  ++object_;
  end_ = line.data() + line.size();
  std::size_t found = 0;
  const char* at = after_blanks(line.data());
  if (*at++ != '{') return false;
  at = after_blanks(at);
  if (*at == '}') {
    ++at;
  } else {
    for (std::size_t place = 0;; ++place) {
      int column = -1;
      at = after_blanks(at);
      if (!member_at(place, at, column)) return false;
      at = after_blanks(at);
      if (*at++ != ':') return false;
      at = after_blanks(at);
      if (column < 0) {
        if (!skip_value(at, 0)) return false;
      } else {
        const auto c = static_cast<std::size_t>(column);
        if (seen_in_[c] == object_ || !put_value(at, c, row)) return false;
        seen_in_[c] = object_;
        ++found;
      }
      at = after_blanks(at);
      const char next = *at++;
      if (next == '}') break;
      if (next != ',') return false;
    }
  }
  if (after_blanks(at) != end_) return false;
  for (std::size_t c = 0; found != columns_.size() && c < columns_.size(); ++c)
    if (seen_in_[c] != object_) {
      if (!columns_[c]->put_missing(row)) return false;
      ++found;
    }
  return true;
}

// The column of a member, from its opening quote to the byte after its closing one. Most objects have the same members
// in the same order.
bool json_objects::member_at(std::size_t place, const char*& at, int& column) {
  if (*at++ != '"') return false;
  if (place >= members_.size()) members_.resize(place + 1);
  member& last = members_[place];
  const std::size_t size = last.quoted.size();
  if (size == 0 || static_cast<std::size_t>(end_ - at) < size || std::memcmp(at, last.quoted.data(), size) != 0) {
    const found_string name = take_string(at);
    if (!name.good || name.escaped) return false;
    last.quoted = std::string(name.raw) + '"';
    const auto wanted = std::ranges::find(names_, name.raw);
    last.column = wanted == names_.end() ? -1 : static_cast<int>(wanted - names_.begin());
  } else {
    at += size;
  }
  column = last.column;
  return true;
}

template <class T>
bool json_objects::put_number(const char*& at, std::size_t column, std::uint32_t row) {
  const char* const begin = at;
  bool whole = true;
  if (!take_number(at, whole)) return false;
  T value{};
  if (std::is_integral_v<T> && !whole) return false;
  const auto r = std::from_chars(begin, at, value);
  if (r.ec != std::errc() || r.ptr != at) return false;
  columns_[column]->put(row, value);
  return true;
}

// Arrow reads more digits than the scale has, or an exponent, as it sees fit.
bool json_objects::put_decimal(const char*& at, std::size_t column, std::uint32_t row) {
  const char* const begin = at;
  bool whole = true;
  if (!take_number(at, whole)) return false;
  const std::string_view s(begin, static_cast<std::size_t>(at - begin));
  arrow_column& to = *columns_[column];
  const type as = to.as().type;
  const std::size_t point = std::min(s.find('.'), s.size());
  int128 value = 0;
  if (s.find_first_of("eE") != std::string_view::npos || s.size() > point + 1 + as.scale ||
      !parse_decimal(s, as.precision, as.scale, value))
    return false;
  if (to.as().storage() == storage::i64)
    to.put(row, static_cast<std::int64_t>(value));
  else
    to.put(row, value);
  return true;
}

bool json_objects::put_string(const char*& at, std::size_t column, std::uint32_t row) {
  if (*at++ != '"') return false;
  const found_string found = take_string(at);
  if (!found.good || (found.escaped && !unescape(found.raw, unescaped_))) return false;
  const std::string_view s = found.escaped ? std::string_view(unescaped_) : found.raw;
  arrow_column& to = *columns_[column];
  const auto put = [&](auto value, auto parse) {
    if (!parse(s, value)) return false;
    to.put(row, value);
    return true;
  };
  switch (to.as().type.id) {
    case kind::date: return put(std::int32_t{}, parse_date);
    case kind::timestamp: return put(std::int64_t{}, parse_timestamp);
    case kind::duration: return put(std::int64_t{}, parse_duration);
    default: to.put_text(row, s, found.escaped); return true;
  }
}

bool json_objects::put_value(const char*& at, std::size_t column, std::uint32_t row) {
  if (*at == 'n') return take_word(at, "null") && columns_[column]->put_missing(row);
  switch (columns_[column]->as().type.id) {
    case kind::boolean: {
      const bool value = *at == 't';
      columns_[column]->put(row, static_cast<std::uint8_t>(value));
      return take_word(at, value ? "true" : "false");
    }
    case kind::int8: return put_number<std::int8_t>(at, column, row);
    case kind::int16: return put_number<std::int16_t>(at, column, row);
    case kind::int32: return put_number<std::int32_t>(at, column, row);
    case kind::int64: return put_number<std::int64_t>(at, column, row);
    case kind::uint8: return put_number<std::uint8_t>(at, column, row);
    case kind::uint16: return put_number<std::uint16_t>(at, column, row);
    case kind::uint32: return put_number<std::uint32_t>(at, column, row);
    case kind::uint64: return put_number<std::uint64_t>(at, column, row);
    case kind::float32: return put_number<float>(at, column, row);
    case kind::float64: return put_number<double>(at, column, row);
    case kind::date:
    case kind::timestamp:
    case kind::duration:
    case kind::string: return put_string(at, column, row);
    case kind::decimal: return put_decimal(at, column, row);
    case kind::list: break;
  }
  return false;
}

// The value of a member that is not wanted is JSON all the same.
bool json_objects::skip_value(const char*& at, int depth) const {
  const auto string = [&] {
    if (*at++ != '"') return false;
    const found_string found = take_string(at);
    std::string text;
    return found.good && (!found.escaped || unescape(found.raw, text));
  };
  bool whole = true;
  switch (*at) {
    case '"': return string();
    case 't': return take_word(at, "true");
    case 'f': return take_word(at, "false");
    case 'n': return take_word(at, "null");
    case '{':
    case '[': break;
    default: return take_number(at, whole);
  }
  if (depth == most_nested) return false;
  const bool object = *at == '{';
  const char close = object ? '}' : ']';
  at = after_blanks(at + 1);
  if (*at == close) return ++at, true;
  for (;;) {
    at = after_blanks(at);
    if (object) {
      if (!string()) return false;
      at = after_blanks(at);
      if (*at++ != ':') return false;
      at = after_blanks(at);
    }
    if (!skip_value(at, depth + 1)) return false;
    at = after_blanks(at);
    const char next = *at++;
    if (next == close) return true;
    if (next != ',') return false;
  }
}

}  // namespace bodo::rt::files
