#include "files/atomic_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>

#include "bodo/rt/collective.h"
#include "bodo/rt/session.h"
#include "files/archive.h"
#include "files/kept_access.h"
#include "files/output_file.h"
#include "files/schema/file_error.h"
#include "files/schema/object_store.h"
#include "files/together.h"
#include "job/signals.h"

namespace bodo::rt::files {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot(const char* what, const std::string& path, int code) {
  throw file_error(std::string("cannot ") + what + " '" + path + "': " + write_failure(code));
}

bool is_there(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0;
}

// The place without a trailing slash, links resolved: its target need not exist.
std::string resolve(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path.empty()) throw file_error("the path is empty");
  std::error_code failed;
  fs::path place = fs::absolute(path, failed);
  for (int links = 0; !failed && fs::is_symlink(fs::symlink_status(place, failed)); ++links) {
    if (links == 40) cannot("write", path, ELOOP);
    place = place.parent_path() / fs::read_symlink(place, failed);
  }
  failed.clear();
  const fs::path real = fs::weakly_canonical(place, failed);
  if (failed) throw file_error("cannot write '" + path + "': " + failed.message());
  return real.string();
}

// Why no mode replaces this path; empty if it may be replaced.
std::string never_replaced(const std::string& path) {
  std::error_code failed;
  const std::string here = fs::current_path(failed).string();
  if (path == "/" || (!failed && (here + "/").starts_with(path + "/")))
    return "it is the folder in which the program runs, or holds it";
  struct stat info;
  if (lstat(path.c_str(), &info) != 0) return {};
  if (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)) return "it is neither a folder nor a file";
  struct statx more{};
  if (statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, 0, &more) == 0 &&
      (more.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0)
    return "a file system is mounted there; write into a folder in it";
  return {};
}

// Which file or folder is there; empty if there is none.
std::string identity(const std::string& path) {
  struct stat info;
  if (lstat(path.c_str(), &info) != 0) return {};
  return std::to_string(info.st_dev) + " " + std::to_string(info.st_ino);
}

// Outputs of this process, to be removed at its end: uncaught exceptions run no destructors.
std::vector<atomic_output*>& unfinished() {
  static auto* outputs = new std::vector<atomic_output*>;
  return *outputs;
}

}  // namespace

atomic_output::atomic_output(const site& at, std::string_view path, reason_to_stay stays)
    : at_(at), stays_(std::move(stays)), given_(path) {
  guard(at, agree_on(0, path));
  unfinished().push_back(this);
  before_end([](bool alone) noexcept {
    for (atomic_output* output : unfinished()) output->abandon(alone);
  });
  try {
    const gathered all = gather_or_fail(at, [&] {
      std::string told;
      if (rank() != 0) return told;
      if (is_object(given_))
        throw file_error("cannot write '" + given_ +
                         "': outputs go to a local disk; copy them to the store from there");
      path_ = resolve(given_);
      must_be_replaceable(path_, never_replaced(path_));
      make_hidden_folder();
      before_ = identity(path_);
      put(told, path_);
      put(told, folder_);
      return told;
    });
    std::string_view told = all.of(0);
    get(told, path_);
    get(told, folder_);
    gather_or_fail(at, [&] {
      if (rank() != 0) remove_on_signal(folder_), set_marker();
      return std::string();
    });
  } catch (...) {
    forget();
    throw;
  }
}

atomic_output::~atomic_output() { forget(); }

void atomic_output::forget() noexcept {
  std::erase(unfinished(), this);
  abandon(false);
  keep_on_signal(folder_);
}

void atomic_output::set_marker() {
  try {
    marker_.set(folder_, rank());
  } catch (const file_error& e) {
    throw file_error("cannot write '" + given_ + "': " + e.what());
  }
}

void atomic_output::must_be_replaceable(const std::string& place, std::string reason) const {
  try {
    if (reason.empty() && is_there(place)) reason = stays_(place);
  } catch (const file_error& e) {
    reason = e.what();
  }
  if (!reason.empty()) throw file_error("'" + given_ + "' is not replaced: " + reason);
}

void atomic_output::make_hidden_folder() {
  const std::string parent = fs::path(path_).parent_path().string();
  const folder_lock lock(parent);
  if (lock.held()) remove_leftovers(path_);
  folder_ = hidden_name(path_);
  remove_on_signal(folder_);
  if (mkdir(folder_.c_str(), 0700) != 0) {
    const int code = errno;
    keep_on_signal(folder_);
    folder_.clear();
    if (code == ENOENT) throw file_error("cannot write '" + given_ + "': there is no folder '" + parent + "'");
    cannot("write", given_, code);
  }
  set_marker();
  // the mode of a new folder, from the umask and the folder above
  struct stat info;
  const std::string probe = folder_ + "/.new";
  if (mkdir(probe.c_str(), 0777) != 0 || stat(probe.c_str(), &info) != 0 || rmdir(probe.c_str()) != 0)
    cannot("write", given_, errno);
  fresh_mode_ = info.st_mode & 07777;
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
  marker_.take_back();
  std::error_code ignored;
  if (alone) fs::remove_all(folder_, ignored);
  rmdir(folder_.c_str());
}

void atomic_output::commit(const std::string& made, const std::string& sample, const std::function<void()>& complete) {
  gather_or_fail(at_, [&] {
    if (rank() == 0) complete();
    sync(made);
    if (rank() != 0) {
      marker_.take_back();
      keep_on_signal(folder_);  // from here on only rank 0 removes it: it may already be in its place
    }
    return std::string();
  });
  gather_or_fail(at_, [&] {
    if (rank() == 0) {
      put_in_place(made, sample);
      sync_to_disk(fs::path(path_).parent_path().string());
    }
    return std::string();
  });
  committed_ = true;
  if (made == folder_) return;
  remove_own();
  rmdir(folder_.c_str());
}

// Flushes the files that this rank has written.
void atomic_output::sync(const std::string& made) const {
  try {
    if (made != folder_) {
      sync_to_disk(made);
      return;
    }
    std::set<std::string> folders;
    for (const std::string& file : own_) {
      sync_to_disk(file);
      for (fs::path above = fs::path(file).parent_path(); above != fs::path(folder_).parent_path();
           above = above.parent_path())
        folders.insert(above.string());
    }
    for (const std::string& folder : folders) sync_to_disk(folder);
  } catch (const file_error& e) {
    throw file_error("cannot write '" + given_ + "': " + e.what());
  }
}

void atomic_output::must_be_as_before() const {
  if (identity(path_) != before_)
    throw file_error("another program or statement has written '" + given_ +
                     "' since this one began: its output stays");
}

std::string atomic_output::present() const {
  must_be_as_before();
  return is_there(path_) ? path_ : std::string();
}

// On rank 0.
void atomic_output::put_in_place(const std::string& made, const std::string& sample) {
  std::optional<folder_lock> lock(fs::path(path_).parent_path().string());
  marker_.take_back();
  const bool is_folder = made == folder_;
  must_be_as_before();
  if (!is_there(path_)) {
    if (is_folder) chmod(made.c_str(), fresh_mode_);
    if (renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) == 0) return;
    if (errno != EEXIST && errno != EINVAL && errno != ENOSYS) cannot("write", given_, errno);
    if (!is_there(path_)) {  // a file system without this check
      if (rename(made.c_str(), path_.c_str()) != 0) cannot("write", given_, errno);
      return;
    }
  }
  must_be_replaceable(path_);
  try {
    keep_access(path_, made, sample);
  } catch (const file_error& e) {
    cannot_keep_access(e.what());
  } catch (const fs::filesystem_error& e) {
    cannot_keep_access(e.code().message());
  }
  if (!is_folder) {
    if (rename(made.c_str(), path_.c_str()) != 0) cannot("write", given_, errno);
    return;
  }
  {
    const held_signals meanwhile;
    keep_on_signal(folder_);  // while it may contain files to be kept
    exchange(made);
    try {
      must_be_replaceable(made);
    } catch (const file_error&) {
      exchange(made);  // it has appeared between the two checks
      throw;
    }
    remove_on_signal(folder_);
  }
  lock.reset();
  std::error_code failed;
  const auto gone = [&] { return failed == std::errc::no_such_file_or_directory; };
  // the next writer may remove it at the same time, as nothing locks it
  for (int attempt = 0; attempt == 0 || (gone() && attempt < 100); ++attempt) fs::remove_all(made, failed);
  if (failed && !gone())
    throw file_error("'" + given_ + "' is written, but the old output cannot be removed: it is now '" + made +
                     "': " + failed.message());
}

void atomic_output::cannot_keep_access(const std::string& cause) const {
  throw file_error("cannot give the output the access rights of '" + given_ + "': " + cause);
}

// Exchanges the new output with the one at the path.
void atomic_output::exchange(const std::string& made) const {
  if (renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) == 0) return;
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) cannot("replace", given_, errno);
  // the file system cannot exchange them: move one aside
  const std::string folder = aside_name(path_);
  if (mkdir(folder.c_str(), 0700) != 0) cannot("replace", given_, errno);
  const std::string aside = folder + "/" + fs::path(path_).filename().string();
  if (rename(path_.c_str(), aside.c_str()) != 0) {
    const int code = errno;
    rmdir(folder.c_str());
    cannot("replace", given_, code);
  }
  if (rename(made.c_str(), path_.c_str()) != 0) {
    const int code = errno;
    if (rename(aside.c_str(), path_.c_str()) != 0)
      throw file_error("cannot write '" + given_ + "': " + std::strerror(code) + "; the old output is now '" + aside +
                       "'");
    rmdir(folder.c_str());
    cannot("write", given_, code);
  }
  if (rename(aside.c_str(), made.c_str()) != 0) cannot("remove", aside, errno);
  rmdir(folder.c_str());
}

}  // namespace bodo::rt::files
