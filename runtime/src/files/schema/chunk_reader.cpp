#include "files/schema/chunk_reader.h"

#include <arrow/api.h>
#include <parquet/arrow/reader.h>
#include <parquet/exception.h>

#include "files/schema/arrow_units.h"
#include "files/schema/file_error.h"
#include "files/schema/file_for_arrow.h"

namespace bodo::rt::files {

namespace {

std::unique_ptr<parquet::arrow::FileReader> open_by_arrow(std::shared_ptr<const random_file> file) {
  try {
    return must_have(
        parquet::arrow::OpenFile(std::make_shared<file_for_arrow>(std::move(file)), arrow::default_memory_pool()));
  } catch (const parquet::ParquetException& e) {
    throw file_error(e.what());
  }
}

}  // namespace

chunk_reader::chunk_reader(std::shared_ptr<const random_file> file) : reader_(open_by_arrow(std::move(file))) {}
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
