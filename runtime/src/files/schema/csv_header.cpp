#include "files/schema/csv_header.h"

#include <algorithm>

#include "files/schema/file_error.h"
#include "files/schema/file_kind.h"

namespace bodo::rt::files {

csv_header read_header(const csv_handle& file, char separator, bool has_header, const std::vector<std::string>& names) {
  csv_header header;
  char bytes[16];
  const std::string_view front(bytes, file.read(0, bytes, sizeof bytes));
  if (const std::string other = not_plain(front); !other.empty()) throw file_error(other);
  if (begins_as_parquet(front)) throw file_error("it is a Parquet file: read it by read_parquet");
  if (front.find('\0') != std::string_view::npos)
    throw file_error("it holds zero bytes: it is not text, or it is UTF-16");
  if (front.starts_with("\xEF\xBB\xBF")) header.end = 3;
  csv_rows rows(separator);
  rows.open(file, header.end, file.size, 0);
  const bool found = rows.next(true) == csv_rows::result::row;
  const std::size_t width = found ? rows.fields().size() : 0;
  header.names = names;
  if (has_header) {
    if (!found) throw file_error("it is empty, where a header is expected");
    header.end = rows.position();
    // the bytes read: with the header's own newlines, and those of empty rows before it
    std::vector<char> passed(static_cast<std::size_t>(header.end));
    file.read(0, passed.data(), passed.size());
    header.newlines = std::count(passed.begin(), passed.end(), '\n');
    if (names.empty()) header.names = header_names(rows.fields());
  } else if (names.empty()) {
    for (std::size_t i = 0; i < width; ++i) header.names.push_back(std::to_string(i));
  }
  if (found && width != header.names.size() && (has_header || width > header.names.size()))
    throw file_error("it has " + std::to_string(width) + " columns, but " + std::to_string(header.names.size()) +
                     (header.names.size() == 1 ? " name is given" : " names are given"));
  return header;
}

}  // namespace bodo::rt::files
