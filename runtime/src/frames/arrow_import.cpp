// DataFrame::from_arrow. Values are copied: missing slots hold zero here, and strings are pointers, neither of which
// Arrow promises.
#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "frames/arrow_abi.h"
#include "frames/frame_handle.h"

namespace bodo {
namespace rt {
namespace {

const site here{"", 0, "from_arrow"};

[[noreturn]] void refuse(std::string_view name, const std::string& cause) {
  fail_in("from_arrow", name.empty() ? cause : fmt::format("column '{}': {}", name, cause));
}

bool bit_of(const void* bits, std::int64_t i) {
  return (static_cast<const unsigned char*>(bits)[i / 8] >> (i % 8) & 1) != 0;
}

// One of Arrow's columns: validity and values of its rows.
struct source {
  std::string_view name;
  std::string_view format;
  const ArrowArray& array;
  std::int64_t rows;
  std::int64_t offset;  // of the struct that it is in, and its own

  bool known(std::int64_t i) const {
    const void* bits = array.n_buffers > 0 ? array.buffers[0] : nullptr;
    return bits == nullptr || bit_of(bits, offset + i);
  }
  bool has_missing() const {
    for (std::int64_t i = 0; i < rows; ++i)
      if (!known(i)) return true;
    return false;
  }
  template <class T>
  T value(std::int64_t i) const {
    T v;
    std::memcpy(&v, static_cast<const char*>(array.buffers[1]) + static_cast<std::size_t>(offset + i) * sizeof(T),
                sizeof v);
    return v;
  }
  std::string_view string(std::int64_t i) const {
    if (format == "u") return string_by_offsets<std::int32_t>(i);
    if (format == "U") return string_by_offsets<std::int64_t>(i);
    // a view: size, then the bytes, or their first four, a buffer's number and an offset in it
    const char* view = static_cast<const char*>(array.buffers[1]) + static_cast<std::size_t>(offset + i) * 16;
    std::int32_t parts[4];
    std::memcpy(parts, view, sizeof parts);
    const auto size = static_cast<std::size_t>(parts[0]);
    if (size <= text::inline_capacity) return {view + 4, size};
    return {static_cast<const char*>(array.buffers[2 + parts[2]]) + parts[3], size};
  }

 private:
  template <class Offset>
  std::string_view string_by_offsets(std::int64_t i) const {
    const auto from = value<Offset>(i), to = value<Offset>(i + 1);
    return {static_cast<const char*>(array.buffers[2]) + from, static_cast<std::size_t>(to - from)};
  }
};

// The meaning of a format: the column type, and a factor to the type's unit.
struct meaning {
  type column_type;
  std::int64_t factor = 1;
};

std::int64_t nanoseconds_per(char unit) {
  switch (unit) {
    case 's': return 1'000'000'000;
    case 'm': return 1'000'000;
    case 'u': return 1'000;
    default: return 1;
  }
}

bool is_string(std::string_view format) { return format == "u" || format == "U" || format == "vu"; }

meaning meaning_of(std::string_view name, std::string_view format) {
  static constexpr std::pair<char, type> plain[] = {{'b', boolean}, {'c', int8},    {'C', uint8},  {'s', int16},
                                                    {'S', uint16},  {'i', int32},   {'I', uint32}, {'l', int64},
                                                    {'L', uint64},  {'f', float32}, {'g', float64}};
  if (format.size() == 1)
    for (const auto& [letter, column_type] : plain)
      if (format[0] == letter) return {column_type};
  if (is_string(format)) return {string};
  if (format == "tdD") return {bodo::date};
  if (format.starts_with("ts") && format.size() >= 4) {
    if (format.size() > 4) refuse(name, fmt::format("time zones are not supported ('{}')", format.substr(4)));
    return {timestamp, nanoseconds_per(format[2])};
  }
  if (format.starts_with("tD") && format.size() == 3) return {duration, nanoseconds_per(format[2])};
  if (format.starts_with("d:")) {
    const std::string text(format.substr(2));
    char* end = nullptr;
    const long precision = std::strtol(text.c_str(), &end, 10);
    const long scale = *end == ',' ? std::strtol(end + 1, &end, 10) : 0;
    const bool other_width = *end == ',' && std::string_view(end + 1) != "128";
    if (other_width || precision < 1 || precision > 38 || scale < 0 || scale > precision)
      refuse(name, fmt::format("decimals of up to 38 digits and 128 bits are supported, this is '{}'", format));
    return {decimal(static_cast<int>(precision), static_cast<int>(scale))};
  }
  refuse(name,
         fmt::format("Arrow's type '{}' is not supported; columns are numbers, booleans, strings, dates, timestamps, "
                     "durations or decimals",
                     format));
}

template <class Stored, class Get>
void copy_rows(table_builder& b, std::size_t c, const source& from, Get get) {
  Stored* out = b.extend<Stored>(c, from.rows);
  for (std::int64_t i = 0; i < from.rows; ++i) {
    const bool known = from.known(i);
    out[i] = known ? static_cast<Stored>(get(i)) : Stored{};
    if (!known) b.set_missing(c, i);
  }
}

template <class T>
void copy_plain(table_builder& b, std::size_t c, const source& from) {
  copy_rows<T>(b, c, from, [&](std::int64_t i) { return from.value<T>(i); });
}

void copy_codes(table_builder& b, std::size_t c, const source& from, const source& words) {
  std::vector<std::int32_t> codes;
  for (std::int64_t w = 0; w < words.rows; ++w) codes.push_back(words.known(w) ? b.intern(c, words.string(w)) : -1);
  const auto copy = [&]<class Index>(Index) {
    std::int32_t* out = b.extend<std::int32_t>(c, from.rows);
    for (std::int64_t i = 0; i < from.rows; ++i) {
      std::int32_t code = -1;
      if (from.known(i)) {
        const auto index = static_cast<std::int64_t>(from.value<Index>(i));
        if (index < 0 || index >= words.rows) refuse(from.name, "an index is outside of its dictionary");
        code = codes[static_cast<std::size_t>(index)];
      }
      out[i] = code < 0 ? 0 : code;
      if (code < 0) b.set_missing(c, i);
    }
  };
  switch (from.format[0]) {
    case 'c': return copy(std::int8_t{});
    case 'C': return copy(std::uint8_t{});
    case 's': return copy(std::int16_t{});
    case 'S': return copy(std::uint16_t{});
    case 'i': return copy(std::int32_t{});
    case 'I': return copy(std::uint32_t{});
    default: return copy(std::int64_t{});
  }
}

void copy_column(table_builder& b, std::size_t c, const source& from, const meaning& what) {
  switch (what.column_type.id) {
    case kind::boolean:
      return copy_rows<std::uint8_t>(b, c, from,
                                     [&](std::int64_t i) { return bit_of(from.array.buffers[1], from.offset + i); });
    case kind::int8: return copy_plain<std::int8_t>(b, c, from);
    case kind::int16: return copy_plain<std::int16_t>(b, c, from);
    case kind::date:
    case kind::int32: return copy_plain<std::int32_t>(b, c, from);
    case kind::int64: return copy_plain<std::int64_t>(b, c, from);
    case kind::uint8: return copy_plain<std::uint8_t>(b, c, from);
    case kind::uint16: return copy_plain<std::uint16_t>(b, c, from);
    case kind::uint32: return copy_plain<std::uint32_t>(b, c, from);
    case kind::uint64: return copy_plain<std::uint64_t>(b, c, from);
    case kind::float32: return copy_plain<float>(b, c, from);
    case kind::float64: return copy_plain<double>(b, c, from);
    case kind::timestamp:
    case kind::duration:
      return copy_rows<std::int64_t>(b, c, from, [&](std::int64_t i) {
        std::int64_t ns = 0;
        if (__builtin_mul_overflow(from.value<std::int64_t>(i), what.factor, &ns))
          refuse(from.name, "a time is beyond what 64 bits of nanoseconds hold (the years 1677 to 2262)");
        return ns;
      });
    case kind::decimal:
      if (storage_of(what.column_type) == storage::i64)
        return copy_rows<std::int64_t>(b, c, from, [&](std::int64_t i) { return from.value<int128>(i); });
      return copy_plain<int128>(b, c, from);
    case kind::string: return copy_rows<text>(b, c, from, [&](std::int64_t i) { return b.keep(c, from.string(i)); });
    case kind::list: return;  // refused before
  }
}

table import_struct(const ArrowSchema& schema, const ArrowArray& array) {
  if (std::string_view(schema.format) != "+s") refuse("", "a frame is a struct array with one child per column");
  if (array.null_count > 0) refuse("", "rows that are missing as a whole are not supported");
  std::vector<field> fields;
  std::vector<source> sources;
  std::vector<meaning> meanings;
  for (std::int64_t c = 0; c < schema.n_children; ++c) {
    const ArrowSchema& s = *schema.children[c];
    const ArrowArray& a = *array.children[c];
    const std::string_view name = s.name != nullptr ? s.name : "";
    const source from{name, s.format, a, array.length, array.offset + a.offset};
    const bool coded = s.dictionary != nullptr;
    if (coded && !is_string(s.dictionary->format)) refuse(name, "dictionaries of strings only are supported");
    if (coded &&
        (from.format.size() != 1 || std::string_view("cCsSiIlL").find(from.format[0]) == std::string_view::npos))
      refuse(name, "a dictionary's indexes are integers");
    for (const field& other : fields)
      if (name == other.name) refuse(name, "there are two columns of this name");
    meanings.push_back(coded ? meaning{string} : meaning_of(name, s.format));
    fields.push_back({s.name != nullptr ? s.name : "", meanings.back().column_type,
                      flags_of((s.flags & ARROW_FLAG_NULLABLE) != 0 || from.has_missing(), coded)});
    sources.push_back(from);
  }
  if (fields.empty()) return {};
  table_builder b(here, fields);
  for (std::size_t c = 0; c < fields.size(); ++c) {
    if (!fields[c].coded) {
      copy_column(b, c, sources[c], meanings[c]);
      continue;
    }
    const ArrowArray& words = *sources[c].array.dictionary;
    const ArrowSchema& words_schema = *schema.children[c]->dictionary;
    copy_codes(b, c, sources[c], {sources[c].name, words_schema.format, words, words.length, words.offset});
  }
  return b.finish(layout::replicated);
}

// Releases the structure that the importer has taken over, on every path.
template <class Structure>
class taken {
 public:
  explicit taken(Structure* s) : s_(s) {}
  ~taken() {
    if (s_->release != nullptr) s_->release(s_);
  }
  taken(const taken&) = delete;
  taken& operator=(const taken&) = delete;

 private:
  Structure* s_;
};

}  // namespace
}  // namespace rt

DataFrame DataFrame::from_arrow(ArrowSchema* schema, ArrowArray* array) {
  const rt::taken<ArrowSchema> s(schema);
  const rt::taken<ArrowArray> a(array);
  return rt::make_frame(rt::import_struct(*schema, *array));
}

}  // namespace bodo
