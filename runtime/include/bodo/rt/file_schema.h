#pragma once
// The schemas of files, for the compiler: uses no MPI, and is not for emitted code.
#include <bodo/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bodo/rt/arrow_format.h"
#include "bodo/rt/column.h"
#include "bodo/rt/text_rows.h"

namespace bodo::rt {

// How often the values of a column occur, as far as the file tells without reading them: `often` if some occur again;
// `once` if each occurs once, with few gaps between them; `numbers` if there are none, as in the numbers of rows.
enum class occurrence : std::uint8_t {
  often,
  unknown,
  once,
  numbers
};

struct schema_column {
  std::string name;
  bodo::type type;
  bool nullable = true;     // false only if a Parquet file declares it required
  bool coded = false;       // strings: worth holding as dictionary codes
  std::int64_t words = -1;  // different strings, where the file shows each several times; -1: it does not tell
  occurrence values = occurrence::unknown;  // of integers and dates in Parquet files
  std::int64_t repeats = 1;                 // of each value, if all between the least and the greatest one occur
  std::string unsupported;                  // not empty: it cannot be read, and why ("a list", "float16")
};

struct file_schema {
  std::vector<schema_column> columns;  // folders' columns (key=value) come last
  std::int64_t rows = -1;              // -1: not known
  std::vector<std::string> files;      // all of them; the schema is that of the first
};

// Why a schema could not be read: "there is no file 'x.parquet'".
class schema_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// True for the address of something in a store (s3://bucket/key), which no folder of this machine holds.
inline bool is_remote(std::string_view path) { return path.find("://") != std::string_view::npos; }

// `path` is a file, a folder or a glob; of files, or of objects in a store.
file_schema parquet_schema(const std::string& path);

// How the text of CSV files is read; 0 is no character.
struct csv_options {
  char sep = ',';
  bool header = true;                                    // the first line holds the names
  std::vector<std::string> names = {};                   // instead of the header's; without a header, else 0, 1, ...
  std::vector<std::string> usecols = {};                 // of the schema; empty: all
  std::vector<std::pair<std::string, type>> types = {};  // of some columns
  std::vector<std::string> parse_dates = {};             // columns that hold timestamps
  bool date_format = false;                              // there is one
  std::vector<std::string> na_values = {};               // texts that mean missing, besides pandas' own
  std::vector<std::string> true_values = {}, false_values = {};
  char decimal = '.', thousands = 0, comment = 0, quote = '"', escape = 0;
  std::int64_t skip_rows = 0;         // lines before the header
  bool bad_lines_end = true;          // false: they are skipped, or hold missing values
  std::string compression = "infer";  // none, gzip, zstd; infer: by the file's name
  text_rows rows = text_rows::csv;
};

// Reads all rows of the first file, as pandas does, to find the types.
file_schema csv_schema(const std::string& path, const csv_options& options = {});

// How the text of JSON files is read: one object a line.
struct json_options {
  std::vector<std::pair<std::string, type>> types = {};  // of some columns
  std::vector<std::string> parse_dates = {};
  std::string compression = "infer";
};

// Reads all rows of the first file, and of later ones for columns without a value.
file_schema json_schema(const std::string& path, const json_options& options = {});

// Arrow's own files, ORC files.
file_schema arrow_schema(const std::string& path, arrow_format format);

// The different known values of a column in all files of a path, ascending: strings by their bytes.
struct known_values {
  std::set<std::string, std::less<>> texts;  // of strings
  std::set<int128> numbers;                  // of integers; booleans are 0 and 1, dates days since 1970
};

// A column of strings, integers, booleans or dates, by its name and type in the schema.
struct wanted_values {
  std::string column;
  bodo::type type;
  std::size_t most;  // reading ends as soon as there are more
};

// They throw schema_error; of CSV files too for dates that are written in a format.
known_values values_in_parquet(const std::string& path, const wanted_values& wanted);
known_values values_in_csv(const std::string& path, const wanted_values& wanted, const csv_options& options = {});
known_values values_in_json(const std::string& path, const wanted_values& wanted, const json_options& options = {});
known_values values_in_arrow(const std::string& path, const wanted_values& wanted, arrow_format format);

}  // namespace bodo::rt
