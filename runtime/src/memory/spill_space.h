#pragma once
// Memory beyond BODO_MEM_LIMIT: blocks that are mapped from a file in BODO_SPILL_DIR. The system writes their pages to
// the disk when memory is short, and reads them again when they are used. The file has no name: it ends with the
// program.
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bodo::rt {

class spill_space {
 public:
  spill_space();  // no file yet

  // Whether BODO_SPILL_DIR is set.
  bool is_on() const { return !folder_.empty(); }
  bool has(const void* block) const { return blocks_.contains(static_cast<const char*>(block)); }
  std::size_t blocks() const { return blocks_.size(); }
  std::int64_t bytes() const { return bytes_; }  // of all of them
  const std::string& folder() const { return folder_; }

  // A block of a multiple of 4,096 bytes, zeroed. Null, and errno tells the cause, if the disk is full or the folder
  // cannot be written.
  void* allocate(std::size_t bytes);
  // The same block with more bytes, perhaps at another address; nothing is copied. Null if that fails: then it is as it
  // was.
  void* grow(void* block, std::size_t bytes);
  void release(void* block) noexcept;

 private:
  struct extent {  // of the file
    std::int64_t begin;
    std::size_t bytes;
  };
  struct spilled {
    std::vector<extent> extents;  // one after the other in memory
    std::size_t bytes = 0;
  };

  bool extend(std::size_t bytes, extent& made);
  void punch(const extent& e) noexcept;

  std::string folder_;
  int file_ = -1;
  std::int64_t end_ = 0;  // of the file: its parts are used once
  std::int64_t bytes_ = 0;
  std::map<const char*, spilled> blocks_;
};

}  // namespace bodo::rt
