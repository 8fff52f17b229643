#include "files/schema/folder_columns.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "files/schema/csv_format.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {

namespace {

template <class T>
bool parse_whole(std::string_view s, std::int64_t& out) {
  T value = 0;
  const auto parsed = std::from_chars(s.data(), s.data() + s.size(), value);
  out = static_cast<std::int64_t>(value);
  return parsed.ec == std::errc() && parsed.ptr == s.data() + s.size();
}

}  // namespace

bool parse_folder_value(std::string_view s, bodo::type as, std::int64_t& out) {
  switch (as.id) {
    case kind::int8: return parse_whole<std::int8_t>(s, out);
    case kind::int16: return parse_whole<std::int16_t>(s, out);
    case kind::int32: return parse_whole<std::int32_t>(s, out);
    case kind::int64: return parse_whole<std::int64_t>(s, out);
    case kind::uint8: return parse_whole<std::uint8_t>(s, out);
    case kind::uint16: return parse_whole<std::uint16_t>(s, out);
    case kind::uint32: return parse_whole<std::uint32_t>(s, out);
    case kind::boolean: {
      bool value = false;
      const bool good = parse_boolean(s, value);
      out = value ? 1 : 0;
      return good;
    }
    case kind::date: {
      std::int32_t days = 0;
      const bool good = s.size() == 10 && s[4] == '-' && s[7] == '-' && parse_date(s, days);
      out = days;
      return good;
    }
    case kind::timestamp: return parse_timestamp(s, out);
    default: return false;
  }
}

std::vector<schema_column> folder_columns(const std::vector<source_file>& sources) {
  std::vector<schema_column> columns;
  for (const folder_value& first : sources.front().folders) {
    schema_column c;
    c.name = first.name;
    c.nullable = false;
    bool integers = true, dates = true;
    std::set<std::string_view> words;
    for (const source_file& s : sources) {
      const auto f = std::find_if(s.folders.begin(), s.folders.end(), [&](const auto& v) { return v.name == c.name; });
      if (f == s.folders.end()) throw file_error("'" + s.path + "' does not lie in a folder '" + c.name + "=...'");
      std::int64_t value;
      c.nullable |= f->missing;
      words.insert(f->value);
      integers &= f->missing || parse_folder_value(f->value, bodo::int64, value);
      dates &= f->missing || parse_folder_value(f->value, bodo::date, value);
    }
    c.type = integers ? bodo::int64 : dates ? bodo::date : bodo::string;
    c.coded = c.type == bodo::string;
    if (c.coded) c.words = static_cast<std::int64_t>(words.size());
    columns.push_back(std::move(c));
  }
  return columns;
}

}  // namespace bodo::rt::files
