#include "files/schema/csv_header.h"

#include <algorithm>

#include "files/schema/file_error.h"
#include "files/schema/file_kind.h"
#include "files/schema/source_list.h"

namespace bodo::rt::files {
namespace {

constexpr std::size_t piece = std::size_t{1} << 16;

// Moves the header's end over this many lines, whose newlines may be within quotes.
void skip_lines(const text_file& file, const csv_options& options, csv_header& header) {
  std::int64_t lines = options.skip_rows;
  bool quoted = false, escaped = false, after_return = false;
  std::vector<char> bytes(piece);
  while (lines > 0 || after_return) {
    const std::size_t n = file.read(header.end, bytes.data(), bytes.size());
    if (n == 0) return;
    for (std::size_t i = 0; i < n; ++i) {
      const char c = bytes[i];
      if (lines == 0 && !(after_return && c == '\n')) return;
      ++header.end;
      header.newlines += c == '\n';
      if (lines == 0) return;
      const bool second = after_return && c == '\n';
      after_return = false;
      if (second) continue;
      if (escaped) {
        escaped = false;
      } else if (c == options.escape && options.escape != 0) {
        escaped = true;
      } else if (c == options.quote && options.quote != 0) {
        quoted = !quoted;
      } else if (!quoted && (c == '\n' || c == '\r')) {
        --lines;
        after_return = c == '\r';
      }
    }
  }
}

}  // namespace

csv_dialect dialect_of(const csv_options& options) {
  return {options.sep, options.quote, options.escape, options.comment, options.rows};
}

csv_values values_of(const csv_options& options) {
  return {options.decimal, options.thousands, options.true_values, options.false_values};
}

csv_header read_header(const text_file& file, const csv_options& options) {
  csv_header header;
  char bytes[16];
  const std::string_view front(bytes, file.read(0, bytes, sizeof bytes));
  if (front.starts_with("\x1f\x8b"))
    throw file_error("it is compressed (gzip): name it .gz, or write .compression = \"gzip\"");
  if (front.starts_with("\x28\xb5\x2f\xfd"))
    throw file_error("it is compressed (zstd): name it .zst, or write .compression = \"zstd\"");
  if (const std::string other = not_plain(front); !other.empty()) throw file_error(other);
  if (begins_as_parquet(front)) throw file_error("it is a Parquet file: read it by read_parquet");
  if (front.find('\0') != std::string_view::npos)
    throw file_error("it holds zero bytes: it is not text, or it is UTF-16");
  if (front.starts_with("\xEF\xBB\xBF")) header.end = 3;
  skip_lines(file, options, header);
  csv_rows rows(dialect_of(options));
  rows.open(file, header.end, file.size, header.newlines);
  const bool found = rows.next(true) == csv_rows::result::row;
  const std::size_t width = found ? rows.fields().size() : 0;
  header.names = options.names;
  header.empty = !found;
  if (options.header) {
    if (!found) throw file_error("it is empty, where a header is expected");
    header.end = rows.position();
    header.newlines = rows.newlines();
    if (options.names.empty()) header.names = header_names(rows.fields());
  } else if (options.names.empty()) {
    for (std::size_t i = 0; i < width; ++i) header.names.push_back(std::to_string(i));
  }
  const bool narrower = width < header.names.size();
  if (found && width != header.names.size() && (options.header || (!narrower && options.bad_lines_end)))
    throw file_error("it has " + std::to_string(width) + " columns, but " + std::to_string(header.names.size()) +
                     (header.names.size() == 1 ? " name is given" : " names are given"));
  return header;
}

std::size_t place_of(std::string_view column, const std::vector<std::string>& names, const std::string& what) {
  const auto at = std::find(names.begin(), names.end(), column);
  if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
  const std::string near = nearest_name(column, names);
  throw file_error(what + "there is no column '" + std::string(column) + "'" +
                   (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

}  // namespace bodo::rt::files
