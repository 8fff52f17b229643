#pragma once
// Files that Arrow reads unit by unit: the record batches of Arrow's own files (Feather), the stripes of ORC files.
#include <bodo/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace arrow {
class DataType;
class RecordBatch;
template <class T>
class Result;
class Schema;
class Status;
}  // namespace arrow

namespace bodo::rt {
enum class arrow_format : std::uint8_t;
}

namespace bodo::rt::files {

class arrow_units {
 public:
  arrow_units() = default;
  virtual ~arrow_units() = default;
  arrow_units(const arrow_units&) = delete;
  arrow_units& operator=(const arrow_units&) = delete;

  virtual std::shared_ptr<arrow::Schema> schema() = 0;
  virtual std::int64_t count() = 0;
  virtual std::int64_t rows_of(std::int64_t unit) = 0;
  // At least these columns, of any order; valid inside.
  virtual std::shared_ptr<arrow::RecordBatch> read(std::int64_t unit) = 0;
};

// Opens a file, to read some of its columns; none: only its schema and numbers of rows. All functions throw file_error,
// without the file's name.
std::unique_ptr<arrow_units> open_units(const std::string& path, arrow_format format,
                                        const std::vector<std::string>& columns);

// A column of Arrow's as one of a frame.
struct arrow_form {
  bodo::type type;
  bool coded = false;   // it has a dictionary
  std::string refused;  // not empty: why it cannot be read, as in "a list"
};
arrow_form form_of(const arrow::DataType& type);

// The type of Arrow's for a column: strings are utf8, coded or not.
std::shared_ptr<arrow::DataType> arrow_type(bodo::type type);

// Throws file_error if it failed.
void must(const arrow::Status& status);
template <class T>
T must_have(arrow::Result<T> result) {
  must(result.status());
  return result.MoveValueUnsafe();
}

}  // namespace bodo::rt::files
