#include "files/csv_column.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

#include "bodo/rt/decimal.h"
#include "files/plain_values.h"
#include "files/schema/csv_header.h"
#include "files/schema/utf8.h"

namespace bodo::rt::files {
namespace {

constexpr std::size_t most_seen = 256;

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

template <class T>
bool kept(T& to, const std::optional<T>& value) {
  to = value.value_or(T{});
  return value.has_value();
}

// A text of any size, if 12 bytes can be read from `p`: a copy of a size that is known takes no call.
text text_at(const char* p, std::size_t size) {
  struct short_text {
    std::uint32_t size;
    std::uint32_t words[3];
  } made;
  static_assert(sizeof made == sizeof(text) && sizeof made.words == text::inline_capacity);
  if (size > text::inline_capacity) return text(std::string_view(p, size));
  std::uint64_t low, mask = size >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * size) - 1;
  std::memcpy(&low, p, sizeof low);
  low &= mask;
  std::memcpy(&made.words, &low, sizeof low);
  std::memcpy(&made.words[2], p + sizeof low, sizeof made.words[2]);
  made.words[2] &= static_cast<std::uint32_t>(size <= 8 ? 0 : (std::uint64_t{1} << 8 * (size - 8)) - 1);
  made.size = static_cast<std::uint32_t>(size);
  return std::bit_cast<text>(made);
}

bool is_time(kind k) { return k == kind::date || k == kind::timestamp; }

}  // namespace

struct csv_column::source {
  csv_row_index& rows;
  std::uint32_t first, count, place, slot;
  bool utf8;
};

csv_column::csv_column(const csv_file::content& from, const field& as)
    : as_(as),
      kept_(as.storage()),
      na_values_(from.options.na_values),
      written_(values_of(from.options)),
      separated_(!written_.plain_numbers() && !is_time(as.type.id)),
      plain_(na_values_.empty() && !separated_ && !(is_time(as.type.id) && !from.date_format.empty())),
      format_(from.date_format),
      values_(from.at) {
  if (as.coded) {
    words_ = dictionary::make(from.at);
    seen_.resize(most_seen);
  }
  values_.resize(batch_capacity * width_of(kept_));
}

column_view csv_column::view() const {
  column_view v;
  v.values = values_.data();
  v.valid = missing_ ? valid_ : nullptr;
  v.words = words_.get();
  v.width = static_cast<std::uint8_t>(width_of(kept_));
  return v;
}

bool csv_column::put_missing(std::uint32_t slot) {
  valid_[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
  missing_ = true;
  std::memset(values_.data() + slot * width_of(kept_), 0, width_of(kept_));
  return as_.nullable;
}

template <class Kept, class Parsed>
bool csv_column::parsed(std::uint32_t slot, std::string_view s, bool (*parse)(std::string_view, Parsed&)) {
  Parsed v{};
  if (!parse(s, v)) return false;
  at<Kept>(slot) = static_cast<Kept>(v);
  return true;
}

template <class T>
bool csv_column::integer(std::uint32_t slot, std::string_view s) {
  std::int64_t v;
  if (!parse_int64(s, v) || v < std::numeric_limits<T>::min() || v > std::numeric_limits<T>::max()) return false;
  at<T>(slot) = static_cast<T>(v);
  return true;
}

// In any form. False if the text is not a value of the column's type.
bool csv_column::put_field(std::uint32_t slot, const csv_field& f) {
  if (as_.type.id == kind::string) {
    if (is_na(f, na_values_)) return put_missing(slot);
    if (!is_utf8(f.text)) return false;
    if (as_.coded)
      at<std::int32_t>(slot) = words_->intern(f.text);
    else
      at<text>(slot) = text(f.text);
    return true;
  }
  if (is_na(f.text, na_values_)) return put_missing(slot);
  const std::string_view number = !separated_ ? f.text : written_.number(f.text, room_);
  switch (as_.type.id) {
    case kind::boolean: {
      bool v = false;
      const bool good = parse_boolean(f.text, written_, v);
      at<std::uint8_t>(slot) = v;
      return good;
    }
    case kind::int8: return integer<std::int8_t>(slot, number);
    case kind::int16: return integer<std::int16_t>(slot, number);
    case kind::int32: return integer<std::int32_t>(slot, number);
    case kind::int64: return parsed<std::int64_t, std::int64_t>(slot, number, parse_int64);
    case kind::uint8: return integer<std::uint8_t>(slot, number);
    case kind::uint16: return integer<std::uint16_t>(slot, number);
    case kind::uint32: return integer<std::uint32_t>(slot, number);
    case kind::uint64: return parsed<std::uint64_t, std::uint64_t>(slot, number, parse_uint64);
    case kind::float32: return parsed<float, float>(slot, number, parse_float32);
    case kind::float64: return parsed<double, double>(slot, number, parse_float64);
    case kind::date:
      if (!format_.text().empty()) return kept(at<std::int32_t>(slot), read_date(trim(f.text), format_));
      return parsed<std::int32_t, std::int32_t>(slot, f.text, parse_date);
    case kind::timestamp:
      if (!format_.text().empty()) return kept(at<std::int64_t>(slot), read_time(trim(f.text), format_));
      return parsed<std::int64_t, std::int64_t>(slot, f.text, parse_timestamp);
    case kind::duration: return parsed<std::int64_t, std::int64_t>(slot, f.text, parse_duration);
    case kind::decimal: {
      int128 v;
      if (!parse_decimal(trim(number), as_.type.precision, as_.type.scale, v)) return false;
      if (kept_ == storage::i64)
        at<std::int64_t>(slot) = static_cast<std::int64_t>(v);
      else
        at<int128>(slot) = v;
      return true;
    }
    case kind::string:
    case kind::list: break;
  }
  return false;
}

// The last values of a short row are missing, as in pandas.
bool csv_column::put_row(const source& from, std::uint32_t k) {
  const std::uint32_t row = from.first + k, slot = from.slot + k;
  return from.place < from.rows.fields(row) ? put_field(slot, from.rows.field(row, from.place)) : put_missing(slot);
}

template <class Kept, class Value, class Plain>
std::uint32_t csv_column::put_plain(const source& from, Plain plain) {
  for (std::uint32_t k = 0; k < from.count; ++k) {
    if (const std::uint32_t row = from.first + k; from.place < from.rows.fields(row)) {
      Value v;
      const std::string_view s = from.rows.bytes(row, from.place);
      if (s.data() != nullptr && plain(s, v)) {
        at<Kept>(from.slot + k) = static_cast<Kept>(v);
        continue;
      }
    }
    if (!put_row(from, k)) return k;
  }
  return from.count;
}

template <class T>
std::uint32_t csv_column::put_integers(const source& from) {
  return put_plain<T, std::int64_t>(from, [](std::string_view s, std::int64_t& v) {
    return plain_integer(s, v) && v >= static_cast<std::int64_t>(std::numeric_limits<T>::min()) &&
           (std::numeric_limits<T>::digits > 62 || v <= static_cast<std::int64_t>(std::numeric_limits<T>::max()));
  });
}

std::int32_t csv_column::code_of(const text& word) {
  if (!word.is_inline()) return words_->intern(word.view());
  std::uint64_t halves[2];
  std::memcpy(halves, &word, sizeof halves);
  const std::uint64_t mixed = (halves[0] ^ halves[1] * 0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93;
  seen& last = seen_[mixed >> 56];
  if (last.code < 0 || std::memcmp(&last.word, &word, sizeof word) != 0) last = {word, words_->intern(word.view())};
  return last.code;
}

template <bool Coded>
std::uint32_t csv_column::put_texts(const source& from) {
  for (std::uint32_t k = 0; k < from.count; ++k) {
    if (const std::uint32_t row = from.first + k; from.utf8 && from.place < from.rows.fields(row)) {
      const std::string_view s = from.rows.bytes(row, from.place);
      const text word = s.data() != nullptr ? text_at(s.data(), s.size()) : text(from.rows.field(row, from.place).text);
      if (word.size() != 0) {
        if constexpr (Coded)
          at<std::int32_t>(from.slot + k) = code_of(word);
        else
          at<text>(from.slot + k) = word;
        continue;
      }
    }
    if (!put_row(from, k)) return k;
  }
  return from.count;
}

std::uint32_t csv_column::put(csv_row_index& rows, std::uint32_t first, std::uint32_t count, std::uint32_t place,
                              std::uint32_t slot, bool utf8) {
  for (std::uint32_t s = slot; s < slot + count;) {
    const std::uint32_t n = std::min(64 - s % 64, slot + count - s);
    valid_[s / 64] |= ~std::uint64_t{0} >> (64 - n) << s % 64;
    s += n;
  }
  const source from{rows, first, count, place, slot, utf8};
  if (plain_) switch (as_.type.id) {
      case kind::int8: return put_integers<std::int8_t>(from);
      case kind::int16: return put_integers<std::int16_t>(from);
      case kind::int32: return put_integers<std::int32_t>(from);
      case kind::int64: return put_integers<std::int64_t>(from);
      case kind::uint8: return put_integers<std::uint8_t>(from);
      case kind::uint16: return put_integers<std::uint16_t>(from);
      case kind::uint32: return put_integers<std::uint32_t>(from);
      case kind::uint64: return put_integers<std::uint64_t>(from);
      case kind::float64: return put_plain<double, double>(from, plain_float);
      case kind::date: return put_plain<std::int32_t, std::int32_t>(from, plain_date);
      case kind::timestamp: return put_plain<std::int64_t, std::int64_t>(from, plain_timestamp);
      case kind::decimal: {
        const auto scale = static_cast<unsigned>(as_.type.scale);
        const int128 most = power_of_ten(std::min<int>(as_.type.precision, 18)) - 1;
        const auto plain = [=](std::string_view s, std::int64_t& v) {
          return plain_decimal(s, scale, static_cast<std::int64_t>(most), v);
        };
        return kept_ == storage::i64 ? put_plain<std::int64_t, std::int64_t>(from, plain)
                                     : put_plain<int128, std::int64_t>(from, plain);
      }
      case kind::string: return as_.coded ? put_texts<true>(from) : put_texts<false>(from);
      default: break;
    }
  for (std::uint32_t k = 0; k < count; ++k)
    if (!put_row(from, k)) return k;
  return count;
}

}  // namespace bodo::rt::files
