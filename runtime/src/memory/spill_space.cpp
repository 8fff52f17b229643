#include "memory/spill_space.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "job/environment.h"

namespace bodo::rt {
namespace {

// A file without a name; one that is removed at once, where the file system has none.
int nameless_file(const std::string& folder) {
  const int fd = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return fd;
  std::string name = folder + "/bodo-spill-XXXXXX";
  const int made = mkostemp(name.data(), O_CLOEXEC);
  if (made >= 0) unlink(name.c_str());
  return made;
}

}  // namespace

spill_space::spill_space() {
  if (environment_has("BODO_SPILL_DIR")) folder_ = std::getenv("BODO_SPILL_DIR");
}

// Makes the file longer. Its blocks of the disk are reserved, so that a full disk is an error here, and not a signal
// when a page is written.
bool spill_space::extend(std::size_t bytes, extent& made) {
  if (file_ < 0) file_ = nameless_file(folder_);
  if (file_ < 0) return false;
  int code;
  do code = posix_fallocate(file_, end_, static_cast<off_t>(bytes));
  while (code == EINTR);
  made = {end_, bytes};
  if (code != 0) {
    punch(made);
    errno = code;
    return false;
  }
  end_ += static_cast<std::int64_t>(bytes);
  bytes_ += static_cast<std::int64_t>(bytes);
  return true;
}

void spill_space::punch(const extent& e) noexcept {
  fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, e.begin, static_cast<off_t>(e.bytes));
}

void* spill_space::allocate(std::size_t bytes) {
  extent e;
  if (!extend(bytes, e)) return nullptr;
  void* const block = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_, e.begin);
  if (block == MAP_FAILED) {
    const int code = errno;
    punch(e);
    bytes_ -= static_cast<std::int64_t>(bytes);
    errno = code;
    return nullptr;
  }
  blocks_[static_cast<const char*>(block)] = {{e}, bytes};
  return block;
}

// The file's extents are mapped once more, one after the other; the pages are the same.
void* spill_space::grow(void* block, std::size_t bytes) {
  spilled& old = blocks_.at(static_cast<const char*>(block));
  extent e;
  if (!extend(bytes - old.bytes, e)) return nullptr;
  void* place = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  std::vector<extent> extents = old.extents;
  extents.push_back(e);
  std::size_t at = 0;
  for (const extent& part : extents) {
    if (place == MAP_FAILED) break;
    void* const to = static_cast<char*>(place) + at;
    if (mmap(to, part.bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file_, part.begin) == MAP_FAILED) {
      munmap(place, bytes);
      place = MAP_FAILED;
    }
    at += part.bytes;
  }
  if (place == MAP_FAILED) {
    const int code = errno;
    punch(e);
    bytes_ -= static_cast<std::int64_t>(e.bytes);
    errno = code;
    return nullptr;
  }
  munmap(block, old.bytes);
  blocks_.erase(static_cast<const char*>(block));
  blocks_[static_cast<const char*>(place)] = {std::move(extents), bytes};
  return place;
}

void spill_space::release(void* block) noexcept {
  const auto found = blocks_.find(static_cast<const char*>(block));
  munmap(block, found->second.bytes);
  for (const extent& e : found->second.extents) punch(e);
  bytes_ -= static_cast<std::int64_t>(found->second.bytes);
  blocks_.erase(found);
}

}  // namespace bodo::rt
