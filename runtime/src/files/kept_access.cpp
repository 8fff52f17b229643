#include "files/kept_access.h"

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <vector>

#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

namespace fs = std::filesystem;

// Not all file systems have extended attributes: those that cannot be read or set are skipped.
void copy_attributes(const std::string& from, const std::string& to) {
  std::vector<char> names(64 << 10), value(64 << 10);
  const ssize_t size = listxattr(from.c_str(), names.data(), names.size());
  for (ssize_t at = 0; at < size;) {
    const std::string_view name(names.data() + at);
    at += static_cast<ssize_t>(name.size()) + 1;
    if (!name.starts_with("user.") && !name.starts_with("system.posix_acl_")) continue;
    const ssize_t n = getxattr(from.c_str(), name.data(), value.data(), value.size());
    if (n >= 0) setxattr(to.c_str(), name.data(), value.data(), static_cast<std::size_t>(n), 0);
  }
}

void copy_access(const struct stat& from, const std::string& to) {
  mode_t mode = from.st_mode & 07777;
  struct stat now;
  if (lstat(to.c_str(), &now) != 0) throw file_error(std::strerror(errno));
  if (now.st_uid != from.st_uid && chown(to.c_str(), from.st_uid, static_cast<gid_t>(-1)) != 0) mode &= 01777;
  // in another group, the members are other users
  if (now.st_gid != from.st_gid && chown(to.c_str(), static_cast<uid_t>(-1), from.st_gid) != 0)
    mode = (mode & 05707) | (mode & 07) << 3;
  if (chmod(to.c_str(), mode) != 0) throw file_error(std::strerror(errno));
}

}  // namespace

void keep_access(const std::string& old, const std::string& made, const std::string& sample) {
  struct stat top, file, now;
  if (stat(old.c_str(), &top) != 0 || lstat(made.c_str(), &now) != 0) throw file_error(std::strerror(errno));
  if (S_ISDIR(now.st_mode)) {
    bool sampled = true;
    if (S_ISDIR(top.st_mode)) {
      sampled = lstat((old + "/" + sample).c_str(), &file) == 0 && S_ISREG(file.st_mode);
    } else {  // users who may read the file may enter the folder
      file = top;
      top.st_mode |= (top.st_mode & 0444) >> 2;
    }
    for (const fs::directory_entry& below : fs::recursive_directory_iterator(made))
      if (below.is_directory())
        copy_access(top, below.path());
      else if (sampled)
        copy_access(file, below.path());
  }
  copy_access(top, made);
  if (S_ISDIR(top.st_mode) == S_ISDIR(now.st_mode)) copy_attributes(old, made);
}

}  // namespace bodo::rt::files
