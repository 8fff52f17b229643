#pragma once
// One column of a scan over Parquet files, row group by row group, wherever its values are: in the file's pages, in the
// column cache, in the name of a folder, or in the columns that Arrow reads.
#include <cstdint>
#include <memory>

#include "bodo/rt/batch.h"
#include "bodo/rt/dictionary.h"
#include "files/column_reader.h"
#include "files/kept_column.h"
#include "files/nested_column.h"
#include "files/parquet_content.h"

namespace bodo::rt::files {

class scanned_column {
 public:
  // Of opened files, which outlive it.
  scanned_column(const parquet_files::content& from, std::uint32_t column);

  // Moves to a row group; `number` counts those of its file, which is opened. Throws file_error, as read() does.
  void open(const row_group& group, int number, std::shared_ptr<const random_file> opened);
  // Starts a batch. Its row 0 is row `first` of the row group.
  void begin_batch(std::int64_t first);
  // Reads these rows of the batch, in place; not if the batch has been read already.
  void read(rt::rows at);

  column_view view() const;
  bool read_already() const;

  std::int64_t bytes_read() const { return reader_.bytes_read() + bytes_read_; }
  std::int64_t bytes_decompressed() const { return reader_.bytes_decompressed() + bytes_decompressed_; }

 private:
  enum class place : std::uint8_t {
    pages,
    cache,
    folder,
    nested
  };

  const parquet_file& file() const { return from_->files[static_cast<std::size_t>(group_->file)]; }
  const row_group::column& chunk() const { return group_->columns[column_]; }
  void look_in_cache();
  mapped_contents decode_and_keep(const column_key& key);

  const parquet_files::content* from_;
  std::uint32_t column_;
  field as_;
  ref<dictionary> words_;
  column_reader reader_;
  std::unique_ptr<nested_column> nested_;
  std::unique_ptr<kept_column> kept_;

  place place_ = place::pages;
  const row_group* group_ = nullptr;
  std::shared_ptr<const random_file> opened_;
  bool may_be_kept_ = false;  // and the cache has not been asked for this row group
  std::int64_t first_ = 0;
  std::int64_t bytes_read_ = 0, bytes_decompressed_ = 0;  // by other readers
};

}  // namespace bodo::rt::files
