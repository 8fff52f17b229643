#include "files/manifest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "files/schema/file_error.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace bodo::rt::files {
namespace {

namespace fs = std::filesystem;

// ---- JSON, as much as manifests need

std::string json_text(std::string_view s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char text[8];
      std::snprintf(text, sizeof text, "\\u%04x", c);
      out += text;
    } else {
      out += c;
    }
  }
  return out + '"';
}

struct json {
  enum class is {
    null,
    boolean,
    number,
    text,
    list,
    object
  } kind = is::null;
  bool truth = false;
  std::string text;               // of a text; of a number as it is written
  std::vector<std::string> keys;  // of an object
  std::vector<json> items;        // of a list or an object

  const json* find(std::string_view key, is wanted) const {
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (keys[i] == key && items[i].kind == wanted) return &items[i];
    return nullptr;
  }
  const json& at(std::string_view key, is wanted) const {
    if (const json* const found = find(key, wanted)) return *found;
    throw file_error("it has no \"" + std::string(key) + "\"");
  }
  std::int64_t count(std::string_view key) const {
    const std::string& digits = at(key, is::number).text;
    std::int64_t value = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || value < 0)
      throw file_error("\"" + std::string(key) + "\" is not a count");
    return value;
  }
};

class json_parser {
 public:
  explicit json_parser(std::string_view text) : rest_(text) {}

  json whole() {
    json value = next(0);
    blanks();
    if (!rest_.empty()) wrong();
    return value;
  }

 private:
  [[noreturn]] static void wrong() { throw file_error("it is not JSON, or is cut off"); }
  void blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n\r"), rest_.size())); }
  bool take(std::string_view what) {
    blanks();
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  void need(std::string_view what) {
    if (!take(what)) wrong();
  }

  json next(int depth) {
    if (depth > 32) wrong();
    json value;
    if (take("{")) {
      value.kind = json::is::object;
      if (take("}")) return value;
      do {
        blanks();
        value.keys.push_back(string());
        need(":");
        value.items.push_back(next(depth + 1));
      } while (take(","));
      need("}");
    } else if (take("[")) {
      value.kind = json::is::list;
      if (take("]")) return value;
      do value.items.push_back(next(depth + 1));
      while (take(","));
      need("]");
    } else if ((value.truth = take("true")) || take("false")) {
      value.kind = json::is::boolean;
    } else if (!take("null")) {
      if (!rest_.empty() && rest_[0] == '"') {
        value.kind = json::is::text;
        value.text = string();
        return value;
      }
      value.kind = json::is::number;
      const std::size_t size = std::min(rest_.find_first_not_of("+-.0123456789eE"), rest_.size());
      if (size == 0) wrong();
      value.text = rest_.substr(0, size);
      rest_.remove_prefix(size);
    }
    return value;
  }

  std::string string() {
    need("\"");
    std::string out;
    for (;;) {
      if (rest_.empty()) wrong();
      const char c = rest_[0];
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (c != '\\') {
        out += c;
        continue;
      }
      if (rest_.empty()) wrong();
      const char escaped = rest_[0];
      rest_.remove_prefix(1);
      static constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
      if (const std::size_t at = letters.find(escaped); at != std::string_view::npos)
        out += meant[at];
      else if (escaped == 'u')
        code_unit(out);
      else
        wrong();
    }
  }

  // \u0041; surrogates one by one, as no compared text has any.
  void code_unit(std::string& out) {
    unsigned unit = 0;
    if (rest_.size() < 4 || std::from_chars(rest_.data(), rest_.data() + 4, unit, 16).ptr != rest_.data() + 4) wrong();
    rest_.remove_prefix(4);
    if (unit < 0x80) {
      out += static_cast<char>(unit);
    } else if (unit < 0x800) {
      out += static_cast<char>(0xC0 | unit >> 6);
      out += static_cast<char>(0x80 | (unit & 0x3F));
    } else {
      out += static_cast<char>(0xE0 | unit >> 12);
      out += static_cast<char>(0x80 | (unit >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (unit & 0x3F));
    }
  }

  std::string_view rest_;
};

// ---- a folder's content

std::string quoted_names(const std::vector<std::string>& names) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    text += std::string(i == 0 ? "" : ", ") + "'" + names[i] + "'";
  if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

// The entries of a folder by name, relative to `top`.
std::vector<std::string> entries(const std::string& folder, const std::string& below) {
  std::vector<std::string> names;
  std::error_code failed;
  for (auto at = fs::directory_iterator(folder, failed); !failed && at != fs::directory_iterator();
       at.increment(failed))
    names.push_back(below + at->path().filename().string());
  if (failed) throw file_error("cannot read the folder: " + failed.message());
  if (access(folder.c_str(), W_OK | X_OK) != 0) throw file_error(std::strerror(errno));
  std::sort(names.begin(), names.end());
  return names;
}

// Names below the folder that the manifest does not have.
void find_others(const std::string& folder, const std::string& below, const std::set<std::string>& folders,
                 const std::vector<manifest_part>& parts, std::vector<std::string>& found) {
  for (const std::string& name : entries(folder + "/" + below, below)) {
    struct stat info;
    if (lstat((folder + "/" + name).c_str(), &info) != 0) continue;  // it has been removed
    if (S_ISDIR(info.st_mode) && folders.contains(name)) {
      find_others(folder, name + "/", folders, parts, found);
      continue;
    }
    const auto part = std::lower_bound(parts.begin(), parts.end(), name,
                                       [](const manifest_part& p, const std::string& n) { return p.name < n; });
    const bool named = part != parts.end() && part->name == name && info.st_size == part->bytes;
    if (!S_ISREG(info.st_mode) || !(named || name == manifest_name)) found.push_back(name);
  }
}

}  // namespace

std::string to_json(const manifest& m) {
  std::string out = "{\n  \"format_version\": " + std::to_string(manifest_version) + ",\n  \"writer\": \"bodocc\",\n";
  out += "  \"schema\": [";
  for (const manifest_column& c : m.columns) {
    out += &c == m.columns.data() ? "\n" : ",\n";
    out += "    {\"name\": " + json_text(c.name) + ", \"type\": " + json_text(c.type) +
           ", \"nullable\": " + (c.nullable ? "true" : "false") + "}";
  }
  out += m.columns.empty() ? "],\n" : "\n  ],\n";
  out += "  \"partition_columns\": [";
  for (const std::string& name : m.partition_columns)
    out += (&name == m.partition_columns.data() ? "" : ", ") + json_text(name);
  std::int64_t rows = 0;
  for (const manifest_part& p : m.parts) rows += p.rows;
  out += "],\n  \"rows\": " + std::to_string(rows) + ",\n  \"parts\": [";
  for (const manifest_part& p : m.parts) {
    char hash[24];
    std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(p.xxh3));
    out += &p == m.parts.data() ? "\n" : ",\n";
    out += "    {\"name\": " + json_text(p.name) + ", \"rows\": " + std::to_string(p.rows) +
           ", \"bytes\": " + std::to_string(p.bytes) + ", \"xxh3\": \"" + hash + "\"}";
  }
  out += m.parts.empty() ? "]" : "\n  ]";
  if (!m.made_from.empty()) out += ",\n  \"made_from\": " + json_text(m.made_from);
  return out + "\n}\n";
}

manifest parse_manifest(std::string_view text) {
  const json all = json_parser(text).whole();
  const std::int64_t version = all.count("format_version");
  if (version != manifest_version)
    throw file_error("its format_version is " + std::to_string(version) + ", this program knows " +
                     std::to_string(manifest_version));
  manifest m;
  for (const json& c : all.at("schema", json::is::list).items)
    m.columns.push_back({c.at("name", json::is::text).text, c.at("type", json::is::text).text,
                         c.at("nullable", json::is::boolean).truth});
  for (const json& name : all.at("partition_columns", json::is::list).items) m.partition_columns.push_back(name.text);
  std::int64_t rows = 0;
  for (const json& p : all.at("parts", json::is::list).items) {
    manifest_part part{p.at("name", json::is::text).text, p.count("rows"), p.count("bytes"), 0};
    const std::string& hash = p.at("xxh3", json::is::text).text;
    const auto parsed = std::from_chars(hash.data(), hash.data() + hash.size(), part.xxh3, 16);
    if (hash.size() != 16 || parsed.ec != std::errc() || parsed.ptr != hash.data() + hash.size())
      throw file_error("\"xxh3\" is not 16 hexadecimal digits");
    rows += part.rows;
    m.parts.push_back(std::move(part));
  }
  if (const json* made_from = all.find("made_from", json::is::text)) m.made_from = made_from->text;
  if (all.count("rows") != rows) throw file_error("\"rows\" is not the sum of its parts'");
  std::sort(m.parts.begin(), m.parts.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return m;
}

namespace {

// The folder's manifest; errors name the cause alone.
manifest loaded(const std::string& folder) {
  const std::string path = folder + "/" + std::string(manifest_name);
  struct stat info;
  if (lstat(path.c_str(), &info) != 0) throw file_error(std::strerror(errno));
  if (!S_ISREG(info.st_mode)) throw file_error("it is not a file");
  std::ifstream file(path, std::ios::binary);
  return parse_manifest(std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace

manifest read_manifest(const std::string& folder) {
  try {
    return loaded(folder);
  } catch (const file_error& e) {
    throw file_error(std::string(manifest_name) + ": " + e.what());
  }
}

void check_part(const std::string& folder, const manifest_part& part) {
  const auto wrong = [&](const std::string& how) { throw file_error("its part '" + part.name + "' " + how); };
  const int fd = open((folder + "/" + part.name).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) wrong(errno == ENOENT ? "is missing" : std::string("cannot be read: ") + std::strerror(errno));
  XXH3_state_t hash;
  XXH3_64bits_reset(&hash);
  std::vector<char> bytes(std::size_t{1} << 20);
  std::int64_t size = 0;
  ssize_t n;
  while ((n = read(fd, bytes.data(), bytes.size())) > 0 || (n < 0 && errno == EINTR)) {
    if (n < 0) continue;
    XXH3_64bits_update(&hash, bytes.data(), static_cast<std::size_t>(n));
    size += n;
  }
  const int code = n < 0 ? errno : 0;
  close(fd);
  if (code != 0) wrong(std::string("cannot be read: ") + std::strerror(code));
  if (size != part.bytes) wrong("has " + std::to_string(size) + " bytes instead of " + std::to_string(part.bytes));
  if (XXH3_64bits_digest(&hash) != part.xxh3) wrong("holds other bytes than were written");
}

std::string not_ours(const std::string& folder) {
  const std::vector<std::string> all = entries(folder, "");
  if (all.empty()) return {};
  const std::string name(manifest_name);
  if (!std::binary_search(all.begin(), all.end(), name)) return "it has no " + name + " and holds " + quoted_names(all);
  manifest m;
  try {
    m = loaded(folder);
  } catch (const file_error& e) {
    return "its " + name + " is not valid (" + e.what() + "), and it holds " + quoted_names(all);
  }
  std::set<std::string> folders;
  for (const manifest_part& p : m.parts)
    for (std::size_t at = p.name.find('/'); at != std::string::npos; at = p.name.find('/', at + 1))
      folders.insert(p.name.substr(0, at));
  std::vector<std::string> others;
  find_others(folder, "", folders, m.parts, others);
  if (others.empty()) return {};
  return "it holds " + quoted_names(others) + ", which is not as its " + name + " has it";
}

}  // namespace bodo::rt::files
