#include "bodo/rt/csv_writer.h"

#include <emmintrin.h>

#include <cstring>
#include <string>
#include <vector>

#include "bodo/rt/dictionary.h"
#include "columns/column_count.h"
#include "files/csv_text.h"
#include "files/text_output.h"

namespace bodo::rt {
namespace {

constexpr std::size_t step = 16;

// Quoted if the text would be read as something else: so is an empty string, as an empty field is missing, and blanks
// that are `alone` in a line, which would be no row. There is room for twice the text's bytes and `step` more.
char* write_field(char* to, std::string_view s, bool alone) {
  const auto is_special = [](__m128i bytes) {
    const auto is = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
    const __m128i any = _mm_or_si128(_mm_or_si128(is(','), is('"')), _mm_or_si128(is('\n'), is('\r')));
    return static_cast<unsigned>(_mm_movemask_epi8(any));
  };
  std::memcpy(to, s.data(), s.size());
  unsigned special = s.empty() || (alone && s.find_first_not_of(" \t") == s.npos) ? 1 : 0;
  for (std::size_t i = 0; i < s.size(); i += step) {
    const unsigned within = s.size() - i < step ? (1U << (s.size() - i)) - 1 : 0xFFFF;
    special |= is_special(_mm_loadu_si128(reinterpret_cast<const __m128i*>(to + i))) & within;
  }
  if (special == 0) return to + s.size();
  *to++ = '"';
  for (const char c : s) {
    if (c == '"') *to++ = '"';
    *to++ = c;
  }
  *to++ = '"';
  return to;
}

}  // namespace

struct csv_writer::impl {
  impl(const site& at, std::string_view path, std::span<const field> columns)
      : output(at, path, "CSV"), fields(columns.begin(), columns.end()) {
    for (const field& f : fields) writers.push_back(files::writer_of(f));
  }

  void make_room(std::size_t bytes) {
    if (room.size() - used < bytes) room.resize(2 * room.size() + bytes);
  }
  void write_row(std::span<const column_view> columns, std::uint32_t i);

  files::text_output output;
  std::vector<field> fields;
  std::vector<files::value_writer> writers;  // null for strings
  std::vector<char> room;                    // for the rows of one call
  std::size_t used = 0;
};

void csv_writer::impl::write_row(std::span<const column_view> columns, std::uint32_t i) {
  make_room(2 + columns.size() * (files::most_value_text + 1));
  const std::size_t begin = used;
  char* to = room.data() + used;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (c != 0) *to++ = ',';
    if (!columns[c].known(i)) continue;
    if (writers[c] != nullptr) {
      to = writers[c](to, columns[c], fields[c], i);
      continue;
    }
    const text& s = fields[c].coded ? coded_column(columns[c])[i] : static_cast<const text*>(columns[c].values)[i];
    used = static_cast<std::size_t>(to - room.data());
    make_room(2 * s.size() + step + (columns.size() - c) * (files::most_value_text + 1));
    to = write_field(room.data() + used, s.view(), columns.size() == 1);
  }
  if (to == room.data() + begin) *to++ = '"', *to++ = '"';  // an empty line would be no row
  *to++ = '\n';
  used = static_cast<std::size_t>(to - room.data());
}

csv_writer::csv_writer(const site& at, std::string_view path, std::span<const field> columns)
    : impl_(new impl(at, path, columns)) {}

csv_writer::~csv_writer() { delete impl_; }

void csv_writer::add(std::span<const column_view> columns, rows at) {
  impl& w = *impl_;
  check_column_count(w.output.at(), columns.size(), w.fields.size());
  w.used = 0;
  for (std::uint32_t k = 0; k < at.count; ++k) w.write_row(columns, at[k]);
  w.output.buffer().append(w.room.data(), w.used);
  w.output.flush_if_full();
}

void csv_writer::finish(layout of_rows) {
  impl& w = *impl_;
  std::string header;
  for (const field& f : w.fields) {
    const std::string_view name = f.name;
    std::string written(2 * name.size() + step, ' ');
    header += &f == w.fields.data() ? "" : ",";
    header.append(written.data(), write_field(written.data(), name, w.fields.size() == 1));
  }
  header += '\n';
  w.output.finish(header, of_rows);
}

}  // namespace bodo::rt
