#pragma once
// The Bloom filter of a column in one row group of a file that has one: it tells of most values that are not there that
// they are not.
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "files/parquet_content.h"

namespace parquet {
class BloomFilter;
}

namespace bodo::rt::files {

class chunk_filter {
 public:
  // The filter of a column of `group`, which is one of a file's, whose form this is. Without one, or with one that
  // cannot be read, it may have any value.
  chunk_filter(const std::shared_ptr<const random_file>& file, const row_group& group, std::size_t column,
               const column_form& form);
  ~chunk_filter();

  // Values in the storage that the program expects.
  bool may_have(int128 value) const;
  bool may_have(double value) const;
  bool may_have(std::string_view value) const;

 private:
  const column_form& form_;
  std::unique_ptr<const parquet::BloomFilter> filter_;
};

}  // namespace bodo::rt::files
