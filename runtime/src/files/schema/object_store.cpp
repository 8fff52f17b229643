#include "files/schema/object_store.h"

#include <arrow/filesystem/s3fs.h>
#include <arrow/util/config.h>
#include <arrow/util/key_value_metadata.h>
#include <bodo/rt/file_schema.h>
#include <fnmatch.h>

#include <cstdlib>
#include <functional>
#include <map>

#include "files/schema/file_error.h"
#include "files/schema/source_list.h"

namespace bodo::rt::files {
namespace {

namespace fs = arrow::fs;

constexpr std::string_view scheme = "s3://";
constexpr const char* library = "libarrow_s3.so." ARROW_SO_VERSION;

std::string key_of(std::string_view path) { return std::string(path.substr(scheme.size())); }  // bucket/key
std::string bucket_of(std::string_view path) {
  const std::string key = key_of(path);
  return key.substr(0, key.find('/'));
}

[[noreturn]] void fail(const std::string& path, const arrow::Status& why) {
  const std::string& message = why.message();
  const auto says = [&](const char* word) { return message.find(word) != std::string::npos; };
  if (says("NO_SUCH_BUCKET")) throw file_error("there is no bucket '" + std::string(scheme) + bucket_of(path) + "'");
  if (says("ACCESS_DENIED") || says("FORBIDDEN") || says("INVALID_ACCESS_KEY_ID") || says("SIGNATURE_DOES_NOT_MATCH"))
    throw file_error("access to '" + path + "' is denied: " + message);
  throw file_error("cannot read '" + path + "': " + message);
}
template <class T>
T value_of(const std::string& path, arrow::Result<T> result) {
  if (!result.ok()) fail(path, result.status());
  return result.MoveValueUnsafe();
}

// Four attempts at each request, 0.2, 0.4 and 0.8 seconds apart.
class retries final : public fs::S3RetryStrategy {
 public:
  bool ShouldRetry(const AWSErrorDetail& error, std::int64_t done) override { return error.should_retry && done < 3; }
  std::int64_t CalculateDelayBeforeNextRetry(const AWSErrorDetail&, std::int64_t done) override {
    return std::int64_t{200} << done;
  }
};

// The first variable that is set; empty if none is.
std::string environment(std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  return {};
}

// A bucket, with the store and the region as Arrow takes them.
std::string address_of(const std::string& bucket) {
  std::string region = environment({"AWS_REGION", "AWS_DEFAULT_REGION"});
  std::string options;
  if (const std::string endpoint = environment({"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"}); !endpoint.empty()) {
    const std::size_t mark = endpoint.find("://");
    const std::string by = endpoint.substr(0, mark);
    if (mark == std::string::npos || (by != "http" && by != "https"))
      throw file_error("AWS_ENDPOINT_URL is '" + endpoint + "', which does not begin with http:// or https://");
    std::string host = endpoint.substr(mark + 3);
    while (host.ends_with('/')) host.pop_back();
    options = "&scheme=" + by + "&endpoint_override=" + percent_encode(host);
    if (region.empty()) region = "us-east-1";  // most other stores have no regions
  }
  // without a region Arrow asks S3 for the bucket's
  if (!region.empty()) options += "&region=" + percent_encode(region);
  if (!options.empty()) options[0] = '?';
  return std::string(scheme) + bucket + options;
}

// One client for each bucket.
std::map<std::string, std::shared_ptr<fs::FileSystem>>& clients() {
  static auto* const all = new std::map<std::string, std::shared_ptr<fs::FileSystem>>;
  return *all;
}

fs::FileSystem& store_of(const std::string& path) {
  const std::string bucket = bucket_of(path);
  if (bucket.empty()) throw file_error("'" + path + "' names no bucket: a path of S3 is s3://bucket/key");
  auto& client = clients()[bucket];
  if (client == nullptr) {
    // a library of its own, which takes time to load; where it is part of Arrow's, there is none
    static const arrow::Status loaded = fs::LoadFileSystemFactories(library);
    auto made = fs::FileSystemFromUriAndOptions(
        address_of(bucket), {{"retry_strategy", std::shared_ptr<fs::S3RetryStrategy>(std::make_shared<retries>())}});
    if (!made.ok() && !loaded.ok())
      throw file_error("cannot read '" + path + "': Arrow has no S3 here: " + loaded.message());
    client = value_of(path, std::move(made));
    // Arrow requires it, before the objects go that its library has made so far
    static const int at_end = std::atexit([] {
      clients().clear();
      fs::EnsureFinalized();
    });
    if (at_end != 0) throw file_error("cannot read '" + path + "': no memory is left");
  }
  return *client;
}

class object final : public random_file {
 public:
  explicit object(const std::string& path) : path_(path) { file_ = open(version); }

  std::size_t read(std::int64_t from, void* out, std::size_t n) const override {
    const auto got = file_->ReadAt(from, static_cast<std::int64_t>(n), out);
    if (!got.ok()) throw file_error("reading failed: " + got.status().message());
    return static_cast<std::size_t>(*got);
  }
  file_version current() const override {
    file_version now;
    open(now);
    return now;
  }
  std::size_t least_read() const override { return std::size_t{8} << 20; }

 private:
  std::shared_ptr<arrow::io::RandomAccessFile> open(file_version& opened) const {
    auto file = store_of(path_).OpenInputFile(key_of(path_));
    if (!file.ok() && file.status().message().find("not a regular file") != std::string::npos)
      throw file_error("'" + path_ + "' is not an object");
    if (!file.ok() && file.status().message().find("does not exist") != std::string::npos)
      throw file_error("there is no object '" + path_ + "'");
    auto found = value_of(path_, std::move(file));
    opened.size = value_of(path_, found->GetSize());
    const auto metadata = value_of(path_, found->ReadMetadata());
    const auto tag = metadata != nullptr ? metadata->Get("ETag") : arrow::Status::KeyError("no ETag");
    if (tag.ok()) opened.changed = static_cast<std::int64_t>(std::hash<std::string>()(*tag));
    return found;
  }

  std::string path_;
  std::shared_ptr<arrow::io::RandomAccessFile> file_;
};

[[noreturn]] void fail_empty(const std::string& path, fs::FileSystem& store, const std::string& message) {
  const std::string bucket = bucket_of(path);
  if (value_of(path, store.GetFileInfo(bucket)).type() == fs::FileType::NotFound)
    throw file_error("there is no bucket '" + std::string(scheme) + bucket + "'");
  throw file_error(message);
}

}  // namespace

bool is_object(std::string_view path) {
  if (!is_remote(path)) return false;
  if (!path.starts_with(scheme))
    throw file_error("'" + std::string(path.substr(0, path.find("://") + 3)) +
                     "...' cannot be read: a path is one of a local file, or s3://bucket/key");
  if (bucket_of(path).find('@') != std::string::npos)
    throw file_error(
        "a path of S3 has no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use a profile");
  return true;
}

std::shared_ptr<const random_file> open_object(const std::string& path) { return std::make_shared<object>(path); }

std::vector<std::string> list_objects(const std::string& path, std::size_t& base) {
  fs::FileSystem& store = store_of(path);
  std::string key = key_of(path);
  while (key.ends_with('/')) key.pop_back();
  const std::size_t wild = key.find_first_of("*?[");
  const bool is_glob = wild != std::string::npos;
  if (!is_glob && key.find('/') != std::string::npos) {
    const fs::FileType type = value_of(path, store.GetFileInfo(key)).type();
    if (type == fs::FileType::File) {
      base = scheme.size() + key.rfind('/') + 1;
      return {std::string(scheme) + key};
    }
    if (type == fs::FileType::NotFound) fail_empty(path, store, "there is no object '" + path + "'");
  }
  fs::FileSelector below;
  below.base_dir = is_glob ? key.substr(0, key.rfind('/', wild)) : key;
  below.recursive = true;
  below.allow_not_found = true;
  base = scheme.size() + below.base_dir.size() + 1;
  std::vector<std::string> found;
  for (const fs::FileInfo& info : value_of(path, store.GetFileInfo(below)))
    if (info.IsFile() && (!is_glob || fnmatch(key.c_str(), info.path().c_str(), FNM_PATHNAME | FNM_LEADING_DIR) == 0))
      found.push_back(std::string(scheme) + info.path());
  if (found.empty())
    fail_empty(path, store, (is_glob ? "no object matches '" : "there is no object in '") + path + "'");
  return found;
}

}  // namespace bodo::rt::files
