#pragma once
// What travels between the ranks about a file's footer, as bytes; and its making from libparquet's metadata, with the
// check that the file has the columns that the program was compiled for.
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
