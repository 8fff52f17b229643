#pragma once
// The cache of decoded columns: the folder BODO_COLUMN_CACHE has one file for each column of a row group that some
// program has decoded, and later runs of any program map it into their memory. The folder is written by its owner
// alone. Files in it appear as a whole, under their names, and are never changed: several jobs may use it at once. A
// file that is damaged is removed; a folder that is full, or a disk, means that columns are decoded as without a cache.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "bodo/rt/column.h"
#include "bodo/rt/site.h"

namespace bodo::rt::files {

struct column_chunk;
struct parquet_file;

// A hash of everything on which the contents of a file in the cache depend.
struct column_key {
  std::uint64_t high = 0, low = 0;

  explicit operator bool() const { return high != 0 || low != 0; }
  friend bool operator==(const column_key&, const column_key&) = default;
};

// The version of a data file: its path, size, inode, times of change, footer. None if the file has changed so recently
// that a further change may have the same time. Throws file_error.
column_key version_of(const parquet_file& file);
// A column of one of the file's row groups, as the program reads it.
column_key key_of(const column_key& version, const column_chunk& chunk, const field& as);

// The contents of a file in the cache, aligned to 64 bytes.
class mapped_contents {
 public:
  mapped_contents() = default;
  mapped_contents(void* begin, std::size_t size) : begin_(begin), size_(size) {}
  mapped_contents(mapped_contents&& other) noexcept
      : begin_(std::exchange(other.begin_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  mapped_contents& operator=(mapped_contents&& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~mapped_contents();

  explicit operator bool() const { return begin_ != nullptr; }
  const std::uint8_t* data() const;
  std::size_t size() const;

 private:
  void* begin_ = nullptr;  // of the file
  std::size_t size_ = 0;
};

class column_cache {
 public:
  // Null if BODO_COLUMN_CACHE is not set. The folder is made if it is not there. Throws file_error if it cannot be, or
  // if other users can write to it. `at` outlives the cache.
  static std::unique_ptr<column_cache> open(const site& at);

  // Empty if there is no such file, or if it is damaged.
  mapped_contents find(const column_key& key) const;

  // False after a write has failed. A warning tells the user so, once.
  bool stores() const { return stores_; }
  // Stores the contents and maps them. Empty if they cannot be stored: then the columns used least recently have been
  // removed, and there is no room yet, or writing has failed.
  mapped_contents keep(const column_key& key, std::string_view contents);

 private:
  column_cache(const site& at, std::string folder, std::int64_t limit);
  std::string path_of(const column_key& key) const;
  bool reserve(std::int64_t bytes) const;
  std::int64_t remove_down_to(std::int64_t most) const;

  const site* at_;
  std::string folder_;
  std::int64_t limit_;  // bytes
  std::uint64_t boot_;  // of the machine
  bool stores_ = true;
};

}  // namespace bodo::rt::files
