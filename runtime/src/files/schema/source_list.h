#pragma once
// The files of a path in read_parquet and read_csv: a file, a folder (with all files below it), or a glob.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bodo::rt::files {

// A folder named `key=value` above a file is a column of it, as in Hive, and so may be its path.
struct folder_value {
  std::string name;
  std::string value;     // without percent encoding
  bool missing = false;  // __HIVE_DEFAULT_PARTITION__
  bool is_path = false;
};

struct source_file {
  std::string path;
  std::vector<folder_value> folders;
};

// Sorted by path. Names that begin with . or _ are skipped, unless the path itself names the file.
// Throws file_error if there is nothing, or it may not be read.
std::vector<source_file> list_sources(const std::string& path);

// %41 is A, in folders' names.
std::string percent_decode(std::string_view s);
std::string percent_encode(std::string_view s);

inline constexpr std::string_view missing_folder = "__HIVE_DEFAULT_PARTITION__";

// The name that `wrong` most likely means; empty if none is near.
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names);

}  // namespace bodo::rt::files
