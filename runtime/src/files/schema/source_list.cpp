#include "files/schema/source_list.h"

#include <dirent.h>
#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "files/schema/file_error.h"
#include "files/schema/object_store.h"

namespace bodo::rt::files {
namespace {

[[noreturn]] void cannot(const char* what, const std::string& path, int code) {
  if (code == ENOENT || code == ENOTDIR) throw file_error("there is no file '" + path + "'");
  throw file_error(std::string("cannot ") + what + " '" + path + "': " + std::strerror(code));
}

bool is_hidden(std::string_view name) { return name.empty() || name[0] == '.' || name[0] == '_'; }

bool is_folder(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

// The name of a column in a folder's name, if it is one.
bool split_folder(std::string_view name, folder_value& out) {
  const std::size_t equals = name.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  out.name = percent_decode(name.substr(0, equals));
  const std::string_view value = name.substr(equals + 1);
  out.missing = value == missing_folder;
  out.value = out.missing ? std::string() : percent_decode(value);
  return true;
}

void list_folder(const std::string& folder, std::vector<folder_value>& above, std::vector<source_file>& found) {
  DIR* handle = opendir(folder.c_str());
  if (handle == nullptr) cannot("read the folder", folder, errno);
  std::vector<std::string> names;
  for (errno = 0; const dirent* entry = readdir(handle); errno = 0)
    if (!is_hidden(entry->d_name)) names.emplace_back(entry->d_name);
  const int failed = errno;
  closedir(handle);
  if (failed != 0) cannot("read the folder", folder, failed);
  for (const std::string& name : names) {
    const std::string path = folder + (folder.ends_with('/') ? "" : "/") + name;
    struct stat info;
    if (stat(path.c_str(), &info) != 0) cannot("read", path, errno);
    if (S_ISDIR(info.st_mode)) {
      folder_value value;
      const bool is_column = split_folder(name, value);
      if (is_column) above.push_back(value);
      list_folder(path, above, found);
      if (is_column) above.pop_back();
    } else {
      found.push_back({path, above});
    }
  }
}

void list_one(const std::string& path, std::vector<folder_value> above, std::vector<source_file>& found) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) cannot("read", path, errno);
  if (S_ISDIR(info.st_mode))
    list_folder(path, above, found);
  else
    found.push_back({path, std::move(above)});
}

void list_glob(const std::string& pattern, std::vector<source_file>& found) {
  glob_t matches{};
  const int result = glob(pattern.c_str(), GLOB_ERR, nullptr, &matches);
  if (result == GLOB_NOMATCH) {
    globfree(&matches);
    throw file_error("no file matches '" + pattern + "'");
  }
  if (result != 0) {
    const int code = errno;
    globfree(&matches);
    cannot("look for", pattern, code);
  }
  // folders from the pattern's first wildcard on are searched for columns
  const std::size_t wild = pattern.find_first_of("*?[");
  const std::size_t fixed = pattern.rfind('/', wild);
  const std::size_t from = fixed == std::string::npos ? 0 : fixed + 1;
  const std::vector<std::string> paths(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  globfree(&matches);
  for (const std::string& path : paths) {
    std::vector<folder_value> above;
    bool hidden = false;
    for (std::size_t begin = from; begin < path.size();) {
      std::size_t end = path.find('/', begin);
      const std::string_view name = std::string_view(path).substr(begin, end - begin);
      hidden = hidden || is_hidden(name);
      folder_value value;
      if ((end != std::string::npos || is_folder(path)) && split_folder(name, value)) above.push_back(value);
      begin = end == std::string::npos ? path.size() : end + 1;
    }
    if (!hidden) list_one(path, std::move(above), found);
  }
}

void list_remote(const std::string& path, std::vector<source_file>& found) {
  std::size_t base = 0;
  for (const std::string& one : list_objects(path, base)) {
    source_file source{one, {}};
    bool hidden = false;
    for (std::size_t begin = base; begin < one.size();) {
      const std::size_t end = one.find('/', begin);
      const std::string_view name = std::string_view(one).substr(begin, end - begin);
      hidden = hidden || (is_hidden(name) && one != path);
      folder_value value;
      if (end != std::string::npos && split_folder(name, value)) source.folders.push_back(value);
      begin = end == std::string::npos ? one.size() : end + 1;
    }
    if (!hidden) found.push_back(std::move(source));
  }
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::vector<source_file> list_sources(const std::string& path) {
  std::vector<source_file> found;
  struct stat info;
  if (is_object(path))
    list_remote(path, found);
  else if (path.find_first_of("*?[") == std::string::npos || stat(path.c_str(), &info) == 0)
    list_one(path, {}, found);
  else
    list_glob(path, found);
  if (found.empty()) throw file_error("there is no file in '" + path + "'");
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return found;
}

std::string percent_decode(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%' && i + 2 < s.size() && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
      out += static_cast<char>(hex(s[i + 1]) * 16 + hex(s[i + 2]));
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view s) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : s) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  std::string best;
  std::size_t least = std::max<std::size_t>(wrong.size() / 3, 1) + 1;
  for (const std::string& name : names) {
    // edit distance that ignores case
    std::vector<std::size_t> row(name.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= wrong.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= name.size(); ++j) {
        const std::size_t changed = diagonal + (lower(wrong[i - 1]) == lower(name[j - 1]) ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
      }
    }
    if (row.back() < least) {
      least = row.back();
      best = name;
    }
  }
  return best;
}

}  // namespace bodo::rt::files
