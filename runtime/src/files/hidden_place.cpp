#include "files/hidden_place.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <random>
#include <vector>

#include "bodo/rt/hash.h"
#include "files/output_file.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

namespace fs = std::filesystem;

std::string hexadecimal(std::uint64_t value) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- != 0; value >>= 4) text[i] = digits[value & 15];
  return text;
}

std::string beginning(const char* kind, const std::string& path) {
  return std::string(".bodo-") + kind + "-" + hexadecimal(hash_bytes(fs::path(path).filename().string())) + "-";
}

std::string new_name(const char* kind, const std::string& path) {
  std::random_device random;
  return (fs::path(path).parent_path() /
          (beginning(kind, path) + hexadecimal(std::uint64_t{random()} << 32 | random())))
      .string();
}

bool try_lock(int fd) {
  while (flock(fd, LOCK_EX | LOCK_NB) != 0)
    if (errno != EINTR) return false;
  return true;
}

// True if no job is at work in the folder: all of its markers can be locked.
bool is_dead(const fs::path& folder) {
  bool dead = true;
  std::error_code failed;
  for (auto at = fs::directory_iterator(folder, failed); dead && !failed && at != fs::directory_iterator();
       at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (name.size() < 2 || name[0] != '.' || name.find_first_not_of("0123456789", 1) != std::string::npos) continue;
    const int fd = open(at->path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    dead = fd >= 0 ? try_lock(fd) : errno == ENOENT;
    if (fd >= 0) close(fd);
  }
  return dead && !failed;
}

}  // namespace

folder_lock::folder_lock(const std::string& folder) : fd_(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  for (int turn = 0; fd_ >= 0 && turn < 200; ++turn) {
    held_ = try_lock(fd_);
    if (held_ || errno != EWOULDBLOCK) return;
    usleep(5000);
  }
}

folder_lock::~folder_lock() {
  if (fd_ >= 0) close(fd_);
}

void marker::set(const std::string& folder, int rank) {
  path_ = folder + "/." + std::to_string(rank);
  fd_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0) throw file_error(write_failure(errno));
  try_lock(fd_);
}

void marker::take_back() noexcept {
  if (fd_ < 0) return;
  unlink(path_.c_str());
  close(fd_);
  fd_ = -1;
}

std::string hidden_name(const std::string& path) { return new_name("writing", path); }
std::string aside_name(const std::string& path) { return new_name("aside", path); }

void remove_leftovers(const std::string& path) {
  const std::string writing = beginning("writing", path), aside = beginning("aside", path);
  std::vector<fs::path> dead;
  std::error_code failed, ignored;
  for (auto at = fs::directory_iterator(fs::path(path).parent_path(), failed);
       !failed && at != fs::directory_iterator(); at.increment(failed)) {
    const std::string name = at->path().filename().string();
    struct stat info;
    if (name.starts_with(aside)) {
      if (lstat(path.c_str(), &info) != 0)
        fs::rename(at->path(), path, ignored);
      else
        dead.push_back(at->path());
    } else if (name.starts_with(writing) && is_dead(at->path())) {
      dead.push_back(at->path());
    }
  }
  for (const fs::path& left : dead) fs::remove_all(left, ignored);
}

}  // namespace bodo::rt::files
