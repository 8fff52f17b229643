#pragma once
// The lines of text files as a source: one column of strings, without the ends of lines (\n or \r\n).
#include <bodo/types.h>

#include "bodo/rt/csv_file.h"

namespace bodo::rt {

struct lines_settings {
  std::string_view compression = "infer";  // none, gzip, zstd; infer: by the file's name
};

class lines_file : public csv_file {
 public:
  // Collective, as csv_file. `columns` are the one column "line", or none.
  lines_file(const site& at, std::string_view path, std::span<const field> columns, const lines_settings& settings = {})
      : csv_file(at, path, columns,
                 {.header = false, .names = {"line"}, .compression = settings.compression, .rows = text_rows::lines}) {}
  lines_file(const site& at, std::string_view path, std::initializer_list<field> columns,
             const lines_settings& settings = {})
      : lines_file(at, path, std::span(columns.begin(), columns.size()), settings) {}
};
using lines_scan = csv_scan;

}  // namespace bodo::rt
