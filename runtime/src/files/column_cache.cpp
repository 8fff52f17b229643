#include "files/column_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <tuple>
#include <vector>

#include "bodo/rt/error.h"
#include "files/hidden_place.h"
#include "files/input_file.h"
#include "files/output_file.h"
#include "files/parquet_content.h"
#include "files/schema/file_error.h"
#include "files/schema/object_store.h"
#include "job/environment.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace bodo::rt::files {
namespace {

namespace fs = std::filesystem;

// The version of the files' format.
constexpr std::uint64_t format_number = 0x316e6d756c6f4342;  // "BColumn1"
// Two changes of a file within this time may leave the same times.
constexpr std::int64_t resolution = 2'000'000'000;
// A file that is not complete after this time is that of a program that was killed.
constexpr std::int64_t abandoned_after = 3600;
constexpr std::string_view ending = ".column", unfinished_name = "unfinished-";

// The beginning of a file. `made` is the file's time of change in seconds, which each later write changes. Contents
// that were written before the machine started anew may not have reached the disk: they are compared with their hash.
struct file_head {
  std::uint64_t format = format_number;
  column_key key;
  std::int64_t size = 0;  // of the file
  std::int64_t made = 0;
  std::uint64_t boot = 0;
  std::uint64_t contents = 0;  // a hash
  std::uint64_t head = 0;      // a hash of the above

  std::uint64_t own_hash() const { return XXH3_64bits(this, offsetof(file_head, head)); }
};
static_assert(sizeof(file_head) == 64);

column_key hash_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

// A number that is another one after the machine has started anew; 0 if it is not known.
std::uint64_t boot_number() {
  char text[64];
  const int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  const ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text);
  if (fd >= 0) close(fd);
  return n > 0 ? XXH3_64bits(text, static_cast<std::size_t>(n)) : 0;
}

std::int64_t seconds_now() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec;
}

std::int64_t in_nanoseconds(const timespec& t) { return t.tv_sec * 1'000'000'000 + t.tv_nsec; }

bool is_whole(const file_head& head, const column_key& key, const struct stat& info, std::uint64_t boot) {
  if (head.format != format_number || head.key != key || head.size != info.st_size || head.head != head.own_hash())
    return false;
  if (info.st_mtim.tv_sec != head.made || info.st_mtim.tv_nsec != 0) return false;
  if (boot != 0 && head.boot == boot) return true;
  const auto* const contents = reinterpret_cast<const char*>(&head) + sizeof head;
  return XXH3_64bits(contents, static_cast<std::size_t>(head.size) - sizeof head) == head.contents;
}

// Tells when the file was used, for the choice of those to remove: not more often than once a minute.
void touch(int fd, const struct stat& info) {
  if (info.st_atim.tv_sec > seconds_now() - 60) return;
  const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_NOW}, {.tv_sec = 0, .tv_nsec = UTIME_OMIT}};
  futimens(fd, times);
}

// Makes the folder, and the ones above it, for the user alone.
void make_privately(const fs::path& folder) {
  if (folder.has_parent_path() && !fs::exists(folder.parent_path())) make_privately(folder.parent_path());
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw file_error(std::strerror(errno));
}

}  // namespace

column_key version_of(const parquet_file& file) {
  const file_version& stored = file.stored;
  if (is_object(file.path)) return hash_of(fmt::format("{}\n{} {}", file.path, stored.size, stored.changed));
  const auto opened = open_same(file);
  struct stat info;
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (stat(file.path.c_str(), &info) != 0) throw file_error("cannot read '" + file.path + "': " + std::strerror(errno));
  const std::int64_t changed = in_nanoseconds(info.st_ctim);
  if (std::max(changed, stored.changed) > in_nanoseconds(now) - resolution) return {};
  return hash_of(fmt::format("{}\n{} {} {} {} {}", fs::absolute(file.path).lexically_normal().native(), stored.size,
                             stored.inode, stored.changed, changed, footer_hash(*opened, file)));
}

column_key key_of(const column_key& version, const column_chunk& chunk, const field& as) {
  return hash_of(fmt::format("{} {} {} {} {} {} {} {}", version.high, version.low, chunk.offset, chunk.length,
                             static_cast<int>(as.type.id), as.type.precision, as.type.scale, as.coded));
}

mapped_contents::~mapped_contents() {
  if (begin_ != nullptr) munmap(begin_, size_);
}
const std::uint8_t* mapped_contents::data() const {
  return static_cast<const std::uint8_t*>(begin_) + sizeof(file_head);
}
std::size_t mapped_contents::size() const { return size_ - sizeof(file_head); }

column_cache::column_cache(const site& at, std::string folder, std::int64_t limit)
    : at_(&at), folder_(std::move(folder)), limit_(limit), boot_(boot_number()) {}

std::unique_ptr<column_cache> column_cache::open(const site& at) {
  if (!environment_has("BODO_COLUMN_CACHE")) return nullptr;
  const std::string folder = std::getenv("BODO_COLUMN_CACHE");
  const auto unusable = [&](const std::string& why) {
    return file_error("BODO_COLUMN_CACHE: '" + folder + "' is not used: " + why);
  };
  try {
    make_privately(fs::absolute(folder));
  } catch (const std::exception& e) {
    throw unusable(e.what());
  }
  struct stat info;
  if (stat(folder.c_str(), &info) != 0) throw unusable(std::strerror(errno));
  if (!S_ISDIR(info.st_mode)) throw unusable("it is not a folder");
  if (info.st_uid != geteuid()) throw unusable("it belongs to another user; name a folder of your own");
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    throw unusable("other users can write to it; take that right away (chmod go-w), or name another folder");
  const std::int64_t limit = environment_bytes("BODO_COLUMN_CACHE_LIMIT", std::int64_t{10} << 30);
  return std::unique_ptr<column_cache>(new column_cache(at, fs::absolute(folder).native(), limit));
}

std::string column_cache::path_of(const column_key& key) const {
  return fmt::format("{}/{:016x}{:016x}{}", folder_, key.high, key.low, ending);
}

mapped_contents column_cache::find(const column_key& key) const {
  const std::string path = path_of(key);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return {};
  const opened_file file(fd);
  struct stat info;
  if (fstat(fd, &info) != 0) return {};
  mapped_contents found;
  if (const auto size = static_cast<std::size_t>(info.st_size); size >= sizeof(file_head)) {
    void* const begin = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
    if (begin == MAP_FAILED) return {};
    found = mapped_contents(begin, size);
    if (is_whole(*static_cast<const file_head*>(begin), key, info, boot_)) {
      touch(fd, info);
      return found;
    }
  }
  unlink(path.c_str());
  return {};
}

mapped_contents column_cache::keep(const column_key& key, std::string_view contents) {
  file_head head;
  head.key = key;
  head.size = static_cast<std::int64_t>(sizeof head + contents.size());
  head.made = seconds_now();
  head.boot = boot_;
  head.contents = XXH3_64bits(contents.data(), contents.size());
  head.head = head.own_hash();
  std::string name = fmt::format("{}/{}XXXXXX", folder_, unfinished_name);
  try {
    if (!reserve(head.size)) return {};
    const int fd = mkostemp(name.data(), O_CLOEXEC);  // for the user alone
    if (fd < 0) throw file_error(write_failure(errno));
    try {
      const opened_file file(fd);
      write_at(fd, &head, sizeof head, 0);
      write_at(fd, contents.data(), contents.size(), sizeof head);
      const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_NOW}, {.tv_sec = head.made, .tv_nsec = 0}};
      if (futimens(fd, times) != 0 || rename(name.c_str(), path_of(key).c_str()) != 0)
        throw file_error(write_failure(errno));
    } catch (...) {
      unlink(name.c_str());
      throw;
    }
  } catch (const file_error& e) {
    stores_ = false;
    warn(*at_,
         fmt::format("BODO_COLUMN_CACHE: cannot write to '{}': {}; columns that are not there are decoded in each run",
                     folder_, e.what()));
    return {};
  }
  return find(key);
}

// Counts the bytes in the file `bytes`, which has at least the sum of all files' sizes: it is larger after a program
// was killed, or a write has failed, until the files are counted anew. False if there is no room.
bool column_cache::reserve(std::int64_t bytes) const {
  if (bytes > limit_ / 4) return false;  // else one column would remove most others
  const folder_lock lock(folder_);
  if (!lock.held()) return false;
  const std::string path = folder_ + "/bytes";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) throw file_error(write_failure(errno));
  const opened_file file(fd);
  std::int64_t held;
  if (pread(fd, &held, sizeof held, 0) != sizeof held || held < 0 || held + bytes > limit_)
    held = remove_down_to(limit_ - std::max(bytes, limit_ / 4));
  if (held + bytes > limit_) return false;
  held += bytes;
  write_at(fd, &held, sizeof held, 0);
  return true;
}

// Removes the files that were used least recently, if all together have more bytes; returns those that are left.
std::int64_t column_cache::remove_down_to(std::int64_t most) const {
  std::vector<std::tuple<std::int64_t, std::int64_t, fs::path>> all;  // time of use, bytes
  std::int64_t held = 0;
  const std::int64_t now = seconds_now();
  std::error_code failed;
  for (fs::directory_iterator at(folder_, failed), end; !failed && at != end; at.increment(failed)) {
    const std::string name = at->path().filename().string();
    struct stat info;
    if (!name.ends_with(ending) && !name.starts_with(unfinished_name)) continue;
    if (lstat(at->path().c_str(), &info) != 0) continue;
    held += info.st_size;
    if (name.ends_with(ending))
      all.emplace_back(in_nanoseconds(info.st_atim), info.st_size, at->path());
    else if (info.st_mtim.tv_sec < now - abandoned_after)
      all.emplace_back(0, info.st_size, at->path());
  }
  std::ranges::sort(all);
  for (const auto& [used, bytes, path] : all) {
    if (held <= most && used != 0) break;
    if (unlink(path.c_str()) == 0) held -= bytes;
  }
  return held;
}

}  // namespace bodo::rt::files
