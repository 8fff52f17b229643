#include "csv_header.h"

#include <algorithm>
#include <cstring>

#include "file_error.h"

namespace bodo::rt::files {

csv_header read_header(const csv_handle& file, char separator, bool has_header, const std::vector<std::string>& names) {
  csv_header header;
  char mark[3];
  if (file.read(0, mark, sizeof mark) == sizeof mark && std::memcmp(mark, "\xEF\xBB\xBF", 3) == 0) header.end = 3;
  csv_rows rows(separator);
  rows.open(file, header.end, file.size, 0);
  const bool found = rows.next(true) == csv_rows::result::row;
  const std::size_t width = found ? rows.fields().size() : 0;
  header.names = names;
  if (has_header) {
    if (!found) throw file_error("it is empty, where a header is expected");
    header.end = rows.position();
    // what was passed: the header's own newlines, and those of empty rows before it
    std::vector<char> front(static_cast<std::size_t>(header.end));
    file.read(0, front.data(), front.size());
    header.newlines = std::count(front.begin(), front.end(), '\n');
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
