#pragma once
// The part of a Parquet file's footer that readers and the compiler use: its columns with their types in a program, or
// the reason why a column cannot be read.
#include <memory>
#include <string>
#include <vector>

#include "files/schema/column_form.h"
#include "files/schema/random_file.h"

namespace parquet {
class FileMetaData;
}

namespace bodo::rt::files {

struct file_column {
  std::string name;
  column_form form;
  int leaf = -1;        // its number among the footer's column chunks
  std::string refused;  // not empty: why it cannot be read, as in "a list"
  bool empty = false;   // all values are missing, and the writer knew no type
};

struct parquet_footer {
  std::shared_ptr<parquet::FileMetaData> meta;
  std::vector<file_column> columns;
  file_version version;  // of the file
};

// Throws file_error: no such file, no permission, not Parquet, a corrupt footer.
parquet_footer read_footer(const std::string& path);

// libparquet's message about a footer that it cannot read, for users.
std::string footer_failure(const std::string& path, const char* what);

// A type as users write it: "int64", "decimal(15,2)".
std::string name_of(bodo::type type);

}  // namespace bodo::rt::files
