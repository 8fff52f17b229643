#pragma once
// Column chunks of a Parquet file as Arrow reads them. All functions throw file_error, without the file's name.
#include <memory>

#include "files/schema/random_file.h"

namespace arrow {
class Array;
}
namespace parquet::arrow {
class FileReader;
}

namespace bodo::rt::files {

class chunk_reader {
 public:
  explicit chunk_reader(std::shared_ptr<const random_file> file);
  ~chunk_reader();

  // All values of a column chunk; `leaf` counts them in a row group. A member of structs comes without these.
  std::shared_ptr<arrow::Array> read(int group, int leaf);

 private:
  std::unique_ptr<parquet::arrow::FileReader> reader_;
};

}  // namespace bodo::rt::files
