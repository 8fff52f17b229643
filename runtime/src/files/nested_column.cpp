#include "files/nested_column.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/exception.h>
#include <unistd.h>

#include "files/schema/arrow_units.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {

namespace {
template <class T>
T must_have(arrow::Result<T> result) {
  must(result.status());
  return result.MoveValueUnsafe();
}
}  // namespace

nested_column::nested_column(const site& at, const field& as) : values_(at, as) {}
nested_column::~nested_column() = default;

void nested_column::open(int descriptor, std::int32_t file, int group, int leaf) {
  if (file != file_) reader_ = nullptr;
  file_ = file;
  descriptor_ = descriptor;
  group_ = group;
  leaf_ = leaf;
  loaded_ = false;
}

void nested_column::begin_batch(std::int64_t first) {
  first_ = first;
  read_already_ = false;
}

void nested_column::load() {
  try {
    if (reader_ == nullptr) {
      const int own = dup(descriptor_);
      if (own < 0) throw file_error("the process has too many open files");
      reader_ = must_have(
          parquet::arrow::OpenFile(must_have(arrow::io::ReadableFile::Open(own)), arrow::default_memory_pool()));
    }
    const auto table = must_have(reader_->ReadRowGroup(group_, {leaf_}));
    const arrow::ChunkedArray& chunks = *table->column(0);
    auto values = chunks.num_chunks() == 1   ? chunks.chunk(0)
                  : chunks.num_chunks() == 0 ? must_have(arrow::MakeEmptyArray(chunks.type()))
                                             : must_have(arrow::Concatenate(chunks.chunks()));
    // of structs around it, only the members on the way to it have been read
    while (values->type_id() == arrow::Type::STRUCT)
      values = must_have(static_cast<const arrow::StructArray&>(*values).GetFlattenedField(0));
    values_.read(std::move(values));
  } catch (const parquet::ParquetException& e) {
    throw file_error(e.what());
  }
  loaded_ = true;
}

void nested_column::read(std::uint32_t rows) {
  if (!loaded_) load();
  values_.take(first_, rows);
  read_already_ = true;
}

}  // namespace bodo::rt::files
