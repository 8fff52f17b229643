#include "atomic_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>

#include "archive.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/session.h"
#include "schema/file_error.h"
#include "together.h"

namespace bodo::rt::files {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot(const char* what, const std::string& path, int code) {
  throw file_error(std::string("cannot ") + what + " '" + path + "': " + std::strerror(code));
}

std::string hidden_sibling(const std::string& path) {
  static constexpr char digits[] = "0123456789abcdef";
  const fs::path place(path);
  std::string name = "." + place.filename().string() + ".writing-";
  std::random_device random;
  for (int i = 0; i < 12; ++i) name += digits[random() % 16];
  return (place.parent_path() / name).string();
}

// The place without a slash at the end, links resolved if it exists.
std::string resolve(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path.empty()) throw file_error("the path is empty");
  std::error_code failed;
  const fs::path absolute = fs::absolute(path, failed);
  if (failed) throw file_error("the path '" + path + "' cannot be used: " + failed.message());
  const fs::path real = fs::weakly_canonical(absolute, failed);
  return (failed ? absolute : real).string();
}

// Of this process, for its end: nobody unwinds an exception that nobody catches.
std::vector<atomic_output*>& unfinished() {
  static auto* outputs = new std::vector<atomic_output*>;
  return *outputs;
}

}  // namespace

atomic_output::atomic_output(const site& at, std::string_view path, void (*check)(const std::string& path)) : at_(at) {
  guard(at, agree_on(0, path));
  const gathered all = gather_or_fail(at, [&] {
    if (rank() != 0) return std::string();
    path_ = resolve(std::string(path));
    check(path_);
    folder_ = hidden_sibling(path_);
    if (mkdir(folder_.c_str(), 0777) != 0) {
      const int code = errno;
      folder_.clear();
      if (code == ENOENT)
        throw file_error("cannot write '" + path_ + "': there is no folder '" + fs::path(path_).parent_path().string() +
                         "'");
      cannot("write", path_, code);
    }
    std::string told;
    put(told, path_);
    put(told, folder_);
    return told;
  });
  std::string_view told = all.of(0);
  get(told, path_);
  get(told, folder_);
  unfinished().push_back(this);
  before_end([](bool alone) noexcept {
    for (atomic_output* output : unfinished()) output->abandon(alone);
  });
  gather_or_fail(at, [&] {
    marker_ = folder_ + "/." + std::to_string(rank());
    const int fd = open(marker_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) cannot("write", path_, errno);
    close(fd);
    return std::string();
  });
}

std::string atomic_output::make_room(const std::string& name) {
  const std::string place = folder_ + "/" + name;
  std::error_code failed;
  fs::create_directories(fs::path(place).parent_path(), failed);
  if (failed) throw file_error(failed.message());
  own_.push_back(place);
  return place;
}

void atomic_output::remove_own() noexcept {
  for (const std::string& file : own_) {
    unlink(file.c_str());
    for (fs::path above = fs::path(file).parent_path(); above != folder_; above = above.parent_path())
      if (rmdir(above.c_str()) != 0) break;
  }
  own_.clear();
}

void atomic_output::abandon(bool alone) noexcept {
  if (committed_ || folder_.empty()) return;
  remove_own();
  if (!marker_.empty()) unlink(marker_.c_str());
  std::error_code ignored;
  if (alone) fs::remove_all(folder_, ignored);
  rmdir(folder_.c_str());
}

atomic_output::~atomic_output() {
  std::erase(unfinished(), this);
  abandon(false);
}

void atomic_output::commit(const std::string& made) {
  gather_or_fail(at_, [&] {
    if (!marker_.empty()) unlink(marker_.c_str());
    return std::string();
  });
  gather_or_fail(at_, [&] {
    if (rank() == 0) put_in_place(made, path_);
    return std::string();
  });
  committed_ = true;
  if (made == folder_) return;
  remove_own();
  rmdir(folder_.c_str());
}

void put_in_place(const std::string& made, const std::string& path) {
  struct stat info;
  const bool there = lstat(path.c_str(), &info) == 0;
  std::error_code ignored;
  const bool both_files = there && !S_ISDIR(info.st_mode) && !fs::is_directory(made, ignored);
  if (!there || both_files) {
    if (rename(made.c_str(), path.c_str()) != 0) cannot("write", path, errno);
    return;
  }
  if (renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0) {
    fs::remove_all(made, ignored);
    return;
  }
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) cannot("write", path, errno);
  // a file system that cannot exchange: aside, rename, remove
  const std::string aside = hidden_sibling(path);
  if (rename(path.c_str(), aside.c_str()) != 0) cannot("replace", path, errno);
  if (rename(made.c_str(), path.c_str()) != 0) {
    const int code = errno;
    if (rename(aside.c_str(), path.c_str()) != 0)
      throw file_error("cannot write '" + path + "': " + std::strerror(code) + "; what was there is now '" + aside +
                       "'");
    cannot("write", path, code);
  }
  fs::remove_all(aside, ignored);
}

}  // namespace bodo::rt::files
