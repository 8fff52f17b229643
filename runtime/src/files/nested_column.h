#pragma once
// A column of lists, or a member of structs, of Parquet files: Arrow reads a row group's values at once.
#include <cstdint>
#include <memory>

#include "bodo/rt/batch.h"
#include "files/arrow_columns.h"
#include "files/schema/chunk_reader.h"

namespace bodo::rt::files {

class nested_column {
 public:
  nested_column(const site& at, const field& as);
  ~nested_column();

  // Moves to a row group of an opened file, by their numbers; `leaf` is that of the column chunk.
  void open(std::shared_ptr<const random_file> opened, std::int32_t file, int group, int leaf);
  // Starts a batch. Its row 0 is row `first` of the row group.
  void begin_batch(std::int64_t first);
  // Reads the batch's first rows, once a batch; throws file_error.
  void read(std::uint32_t rows);

  column_view view() const { return values_.view(); }
  bool read_already() const { return read_already_; }

 private:
  void load();

  arrow_column values_;
  std::unique_ptr<chunk_reader> reader_;
  std::int32_t file_ = -1;
  std::shared_ptr<const random_file> opened_;
  int group_ = 0, leaf_ = 0;
  bool loaded_ = false, read_already_ = false;
  std::int64_t first_ = 0;
};

}  // namespace bodo::rt::files
