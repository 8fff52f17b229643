#include "files/hidden_place.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <optional>
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

namespace {

// Entries of a folder that begin so.
std::vector<fs::path> entries(const fs::path& folder, const std::string& begin) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (auto at = fs::directory_iterator(folder, failed); !failed && at != fs::directory_iterator();
       at.increment(failed))
    if (at->path().filename().string().starts_with(begin)) found.push_back(at->path());
  return found;
}

// Moves an output that a dead job had moved into the folder `aside` back, unless there is something new in its place.
// Returns the place of that output.
std::string put_back(const fs::path& aside) {
  for (const fs::path& old : entries(aside, "")) {
    const fs::path place = aside.parent_path() / old.filename();
    struct stat info;
    const bool missing = lstat(place.c_str(), &info) != 0;
    if (missing && (renameat2(AT_FDCWD, old.c_str(), AT_FDCWD, place.c_str(), RENAME_NOREPLACE) == 0 ||
                    (errno == EINVAL && rename(old.c_str(), place.c_str()) == 0))) {
      rmdir(aside.c_str());
      return place.string();
    }
  }
  return {};
}

constexpr const char* writing = "writing";
constexpr const char* aside = "aside";

}  // namespace

std::string hidden_name(const std::string& path) { return new_name(writing, path); }
std::string aside_name(const std::string& path) { return new_name(aside, path); }

void restore_aside(const std::string& given) {
  std::error_code failed;
  fs::path path = fs::absolute(given, failed);
  if (!path.has_filename()) path = path.parent_path();
  struct stat info;
  if (failed || lstat(path.c_str(), &info) == 0) return;
  const std::vector<fs::path> found = entries(path.parent_path(), beginning(aside, path.string()));
  if (found.empty()) return;
  // a job that is at it has the lock
  const folder_lock lock(path.parent_path().string());
  if (lock.held())
    for (const fs::path& folder : found) put_back(folder);
}

void remove_leftovers(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  std::error_code ignored;
  for (const fs::path& folder : entries(parent, beginning(aside, path)))
    if (put_back(folder).empty()) fs::remove_all(folder, ignored);
  for (const fs::path& folder : entries(parent, beginning(writing, path)))
    if (is_dead(folder)) fs::remove_all(folder, ignored);
}

std::vector<std::string> clean(const std::string& folder) {
  const folder_lock lock(folder);
  if (!lock.held()) throw file_error("another program is at work there, or the file system has no locks");
  std::vector<std::string> done;
  const auto remove = [&](const fs::path& left) {
    std::error_code failed;
    fs::remove_all(left, failed);
    if (failed) throw file_error("cannot remove '" + left.string() + "': " + failed.message());
    done.push_back("removed " + left.filename().string());
  };
  for (const fs::path& old : entries(folder, std::string(".bodo-") + aside + "-")) {
    if (const std::string place = put_back(old); !place.empty())
      done.push_back("put back " + fs::path(place).filename().string());
    else
      remove(old);
  }
  for (const fs::path& left : entries(folder, std::string(".bodo-") + writing + "-"))
    if (is_dead(left)) remove(left);
  return done;
}

}  // namespace bodo::rt::files
