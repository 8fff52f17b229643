#pragma once
// The summary of a file's footer that travels between the ranks as bytes, and its construction from libparquet's
// metadata, which checks that the file has the columns for which the program was compiled.
#include <string>
#include <string_view>

#include "files/parquet_content.h"
#include "files/schema/source_list.h"

namespace bodo::rt::files {

struct file_summary {
  parquet_file file;
  std::vector<row_group> groups;  // `file` and `first` are not set
};

// Reads the footer. Throws file_error, with the file's name.
file_summary summarise(const source_file& source, std::span<const field> wanted);

void write(std::string& out, const file_summary& summary);
file_summary read_summary(std::string_view& in);

}  // namespace bodo::rt::files
