#include "files/nested_column.h"

#include <arrow/api.h>

namespace bodo::rt::files {

nested_column::nested_column(const site& at, const field& as) : values_(at, as) {}
nested_column::~nested_column() = default;

void nested_column::open(std::shared_ptr<const random_file> opened, std::int32_t file, int group, int leaf) {
  if (file != file_) reader_ = nullptr;
  file_ = file;
  opened_ = std::move(opened);
  group_ = group;
  leaf_ = leaf;
  loaded_ = false;
}

void nested_column::begin_batch(std::int64_t first) {
  first_ = first;
  read_already_ = false;
}

void nested_column::load() {
  if (reader_ == nullptr) reader_ = std::make_unique<chunk_reader>(opened_);
  values_.read(reader_->read(group_, leaf_));
  loaded_ = true;
}

void nested_column::read(std::uint32_t rows) {
  if (!loaded_) load();
  values_.take(first_, rows);
  read_already_ = true;
}

}  // namespace bodo::rt::files
