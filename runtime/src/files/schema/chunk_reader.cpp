#include "files/schema/chunk_reader.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/exception.h>
#include <unistd.h>

#include "files/schema/arrow_units.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {

namespace {

std::unique_ptr<parquet::arrow::FileReader> open_by_arrow(
    arrow::Result<std::shared_ptr<arrow::io::ReadableFile>> file) {
  try {
    return must_have(parquet::arrow::OpenFile(must_have(std::move(file)), arrow::default_memory_pool()));
  } catch (const parquet::ParquetException& e) {
    throw file_error(e.what());
  }
}

int duplicate(int descriptor) {
  const int own = dup(descriptor);
  if (own < 0) throw file_error("the process has too many open files");
  return own;
}

}  // namespace

chunk_reader::chunk_reader(const std::string& path) : reader_(open_by_arrow(arrow::io::ReadableFile::Open(path))) {}
chunk_reader::chunk_reader(int descriptor)
    : reader_(open_by_arrow(arrow::io::ReadableFile::Open(duplicate(descriptor)))) {}
chunk_reader::~chunk_reader() = default;

std::shared_ptr<arrow::Array> chunk_reader::read(int group, int leaf) {
  try {
    const auto table = must_have(reader_->ReadRowGroup(group, {leaf}));
    const arrow::ChunkedArray& chunks = *table->column(0);
    auto values = chunks.num_chunks() == 1   ? chunks.chunk(0)
                  : chunks.num_chunks() == 0 ? must_have(arrow::MakeEmptyArray(chunks.type()))
                                             : must_have(arrow::Concatenate(chunks.chunks()));
    // of structs around it, only the members on the way to it have been read
    while (values->type_id() == arrow::Type::STRUCT)
      values = must_have(static_cast<const arrow::StructArray&>(*values).GetFlattenedField(0));
    return values;
  } catch (const parquet::ParquetException& e) {
    throw file_error(e.what());
  }
}

}  // namespace bodo::rt::files
