#include "Cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/BLAKE3.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <system_error>

namespace bodocc {
namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
namespace json = llvm::json;

constexpr const char* magic = "bodocc-cache 1";
constexpr std::size_t entriesPerKey = 4;
// Files may change twice within the resolution of their times: those that changed this shortly before a step are
// compared by their contents.
constexpr std::int64_t resolution = 2'000'000'000;

// The properties of a file that show whether it has changed.
struct FileState {
  std::string file;
  std::int64_t size = -1, mtime = 0, ctime = 0, inode = 0;
  std::string hash = {};  // of its contents; of a data file none: a folder's is of its files' sizes and times

  bool sameTimes(const FileState& other) const {
    return size == other.size && mtime == other.mtime && ctime == other.ctime && inode == other.inode;
  }
  bool changedAfter(std::int64_t time) const { return mtime >= time || ctime >= time; }
};

std::int64_t nanoseconds(const timespec& t) { return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec; }

// Without the hash; nothing if there is no such file.
std::optional<FileState> timesOf(const std::string& file) {
  struct stat status;
  if (stat(file.c_str(), &status) != 0) return std::nullopt;
  return FileState{file, status.st_size, nanoseconds(status.st_mtim), nanoseconds(status.st_ctim),
                   static_cast<std::int64_t>(status.st_ino)};
}

std::string contentsHash(const std::string& file) {
  const auto buffer = llvm::MemoryBuffer::getFile(file, false, false);
  return buffer ? KeyBuilder::hashOf({(*buffer)->getBufferStart(), (*buffer)->getBufferSize()}) : "";
}

// Of a data folder: its files' names, sizes and times.
std::string folderHash(const std::string& folder) {
  std::vector<std::string> all;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; at != end && !error; at.increment(error))
    if (const auto state = timesOf(at->path()))
      all.push_back(fmt::format("{}\n{} {} {}", at->path(), state->size, state->mtime, state->inode));
  std::sort(all.begin(), all.end());
  return KeyBuilder().add(all).key();
}

// Of the names in the folder that would be found instead of, or beside, those that were read: of headers and of data
// files with the same ending.
std::string namesHash(const std::string& folder, const std::set<std::string, std::less<>>& names,
                      const std::set<std::string, std::less<>>& endings, int depth = 0) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; at != end && !error; at.increment(error)) {
    const llvm::StringRef name = path::filename(at->path());
    const bool wanted = names.contains(std::string_view(name));
    if (!wanted && !endings.contains(std::string_view(path::extension(name)))) continue;
    std::string text = name.str();
    if (wanted && depth < 2 && at->type() == fs::file_type::directory_file)
      text += '/' + namesHash(at->path(), names, {}, depth + 1);
    found.push_back(std::move(text));
  }
  std::sort(found.begin(), found.end());
  return KeyBuilder().add(found).key();
}

json::Value toJson(const FileState& state) {
  return json::Array{state.file, state.size, state.mtime, state.ctime, state.inode, state.hash};
}

std::optional<FileState> stateOf(const json::Value& value) {
  const json::Array* const all = value.getAsArray();
  if (!all || all->size() != 6) return std::nullopt;
  const auto name = (*all)[0].getAsString(), hash = (*all)[5].getAsString();
  const auto size = (*all)[1].getAsInteger(), mtime = (*all)[2].getAsInteger(), ctime = (*all)[3].getAsInteger(),
             inode = (*all)[4].getAsInteger();
  if (!name || !hash || !size || !mtime || !ctime || !inode) return std::nullopt;
  return FileState{name->str(), *size, *mtime, *ctime, *inode, hash->str()};
}

// Creates the folder, and its parents, for the user alone.
std::error_code createPrivately(const std::string& folder) {
  return fs::create_directories(folder, true, fs::owner_all);
}

}  // namespace

std::int64_t timeNow() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now);
}

KeyBuilder& KeyBuilder::add(std::string_view text) {
  text_ += fmt::format("{}:", text.size());
  text_ += text;
  return *this;
}

KeyBuilder& KeyBuilder::add(const std::vector<std::string>& texts) {
  add(std::to_string(texts.size()));
  for (const std::string& text : texts) add(text);
  return *this;
}

std::string KeyBuilder::hashOf(std::string_view bytes) {
  llvm::BLAKE3 hash;
  hash.update(llvm::StringRef(bytes.data(), bytes.size()));
  return llvm::toHex(hash.final<16>(), true);
}

// An entry's file: a line with the hash of the rest and the length of the header, the header as JSON, the result.
struct Cache::Entry {
  Step step;
  std::vector<FileState> files, hostFiles;  // as step's
  std::string searchedNames;                // namesHash of the searched folders
  std::string result;

  std::set<std::string, std::less<>> names() const {
    std::set<std::string, std::less<>> all;
    for (const auto* list : {&files, &hostFiles})
      for (const FileState& state : *list)
        for (auto part = path::rbegin(state.file), end = path::rend(state.file); part != end; ++part)
          if (all.insert(part->str()); std::distance(path::rbegin(state.file), part) >= 2) break;
    return all;
  }
  std::set<std::string, std::less<>> endings() const {
    std::set<std::string, std::less<>> all;
    for (const Dependency& file : step.files)
      if (!file.schema.empty()) all.insert(path::extension(file.path).str());
    return all;
  }
  std::string namesNow() const {
    KeyBuilder all;
    const auto names = this->names(), endings = this->endings();
    for (const std::string& folder : step.searched) all.add(namesHash(folder, names, {}));
    if (endings.empty()) return all.key();
    std::set<std::string> folders;
    for (const Dependency& file : step.files)
      if (!file.schema.empty()) folders.insert(path::parent_path(file.path).str());
    for (const std::string& folder : folders) all.add(namesHash(folder.empty() ? "." : folder, {}, endings));
    return all.key();
  }

  // Whether the file is as it was.
  bool same(const FileState& then, bool isData) const {
    const auto now = timesOf(then.file);
    if (!now) return false;
    const bool folder = isData && fs::is_directory(then.file);
    if (now->sameTimes(then) && !now->changedAfter(step.begun - resolution) && !folder) return true;
    if (folder) return folderHash(then.file) == then.hash;
    return !isData && now->size == then.size && contentsHash(then.file) == then.hash;
  }
  bool sameFiles() const {
    for (std::size_t n = 0; n < files.size(); ++n)
      if (!same(files[n], !step.files[n].schema.empty())) return false;
    return true;
  }
  bool sameHostFiles() const {
    return std::ranges::all_of(hostFiles, [&](const FileState& state) { return same(state, false); });
  }

  std::string text() const;
  static std::optional<Entry> parse(llvm::StringRef text);
};

std::string Cache::Entry::text() const {
  json::Array front, host;
  for (std::size_t n = 0; n < files.size(); ++n)
    front.push_back(json::Array{toJson(files[n]), step.files[n].system, step.files[n].schema});
  for (const FileState& state : hostFiles) host.push_back(toJson(state));
  std::string header;
  llvm::raw_string_ostream(header) << json::Value(json::Object{{"files", std::move(front)},
                                                               {"host", std::move(host)},
                                                               {"searched", json::Array(step.searched)},
                                                               {"names", searchedNames},
                                                               {"tokens", step.tokens},
                                                               {"messages", json::fixUTF8(step.messages)},
                                                               {"begun", step.begun}});
  const std::string rest = header + result;
  return fmt::format("{} {} {}\n", magic, KeyBuilder::hashOf(rest), header.size()) + rest;
}

std::optional<Cache::Entry> Cache::Entry::parse(llvm::StringRef text) {
  auto [line, rest] = text.split('\n');
  std::size_t size = 0;
  if (!line.consume_front(magic) || !line.consume_front(" ")) return std::nullopt;
  const auto [hash, length] = line.split(' ');
  if (length.getAsInteger(10, size) || size > rest.size() ||
      KeyBuilder::hashOf({rest.data(), rest.size()}) != std::string_view(hash))
    return std::nullopt;
  llvm::Expected<json::Value> header = json::parse(rest.take_front(size));
  if (!header) {
    llvm::consumeError(header.takeError());
    return std::nullopt;
  }
  const json::Object* const object = header->getAsObject();
  const json::Array* const files = object ? object->getArray("files") : nullptr;
  const json::Array* const host = object ? object->getArray("host") : nullptr;
  const json::Array* const searched = object ? object->getArray("searched") : nullptr;
  if (!files || !host || !searched) return std::nullopt;
  Entry entry;
  for (const json::Value& value : *files) {
    const json::Array* const file = value.getAsArray();
    if (!file || file->size() != 3) return std::nullopt;
    auto state = stateOf((*file)[0]);
    const auto system = (*file)[1].getAsBoolean();
    const auto schema = (*file)[2].getAsString();
    if (!state || !system || !schema) return std::nullopt;
    entry.step.files.push_back({state->file, *system, schema->str()});
    entry.files.push_back(std::move(*state));
  }
  for (const json::Value& value : *host) {
    auto state = stateOf(value);
    if (!state) return std::nullopt;
    entry.step.hostFiles.push_back(state->file);
    entry.hostFiles.push_back(std::move(*state));
  }
  for (const json::Value& value : *searched) entry.step.searched.push_back(value.getAsString().value_or("").str());
  entry.searchedNames = object->getString("names").value_or("").str();
  entry.step.tokens = object->getString("tokens").value_or("").str();
  entry.step.messages = object->getString("messages").value_or("").str();
  entry.step.begun = object->getInteger("begun").value_or(0);
  entry.result = rest.drop_front(size).str();
  return entry;
}

std::optional<Cache> Cache::open() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value ? value : "");
  };
  std::string folder = variable("BODO_CACHE_DIR");
  if (folder.empty()) {
    if (std::getenv("BODO_CACHE_DIR")) return std::nullopt;
    const std::string common = variable("XDG_CACHE_HOME"), home = variable("HOME");
    // the specification asks for an absolute path
    if (path::is_absolute(common))
      folder = common + "/bodocc";
    else if (!home.empty())
      folder = home + "/.cache/bodocc";
    else
      return std::nullopt;
  }
  folder += "/1";  // the version of the entries
  const auto unusable = [&](const std::string& why) -> std::optional<Cache> {
    llvm::errs() << fmt::format(
        "bodocc: warning: the cache folder '{}' is not used: {}; BODO_CACHE_DIR names another\n", folder, why);
    return std::nullopt;
  };
  if (const std::error_code error = createPrivately(folder)) return unusable(error.message());
  struct stat status;
  if (lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return unusable("it is no folder");
  if (status.st_uid != geteuid()) return unusable("it belongs to another user");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0 && chmod(folder.c_str(), S_IRWXU) != 0)
    return unusable("other users can read it");

  std::uint64_t limit = std::uint64_t{2} << 30;
  if (std::string text = variable("BODO_CACHE_LIMIT"); !text.empty()) {
    static constexpr std::string_view units = "KMGT";
    const std::size_t unit = units.find(text.back());
    if (unit != std::string_view::npos) text.pop_back();
    if (llvm::StringRef(text).getAsInteger(10, limit))
      throw std::runtime_error(fmt::format("BODO_CACHE_LIMIT is '{}', which is no number of bytes such as 500M",
                                           variable("BODO_CACHE_LIMIT")));
    if (unit != std::string_view::npos) limit <<= 10 * (unit + 1);
  }
  return Cache(folder, limit);
}

// One letter a step, at the end of a file: d direct, t by tokens, m missed.
void Cache::count(char what) const {
  const int file = ::open((folder_ + "/steps").c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  [[maybe_unused]] const auto written = write(file, &what, 1);
  close(file);
}

// Of the key, the one that was used last first.
std::vector<std::string> Cache::entriesOf(const std::string& key) const {
  std::vector<std::pair<std::int64_t, std::string>> all;
  std::error_code error;
  for (fs::directory_iterator at(folder_ + '/' + key.substr(0, 2), error), end; at != end && !error;
       at.increment(error))
    if (path::filename(at->path()).starts_with(key) && path::extension(at->path()) == ".entry")
      if (const auto state = timesOf(at->path())) all.emplace_back(-state->mtime, at->path());
  std::sort(all.begin(), all.end());
  std::vector<std::string> paths;
  for (auto& [time, file] : all) paths.push_back(std::move(file));
  return paths;
}

// Nothing, and the file is gone, if it is damaged.
std::optional<Cache::Entry> Cache::read(const std::string& file) const {
  const auto buffer = llvm::MemoryBuffer::getFile(file, false, false);
  if (!buffer) return std::nullopt;
  auto entry = Entry::parse({(*buffer)->getBufferStart(), (*buffer)->getBufferSize()});
  if (!entry) fs::remove(file);
  return entry;
}

static bool writeResult(const std::string& to, const std::string& result) {
  std::error_code error;
  llvm::raw_fd_ostream out(to, error);
  if (error) return false;
  out << result;
  out.close();
  if (!out.has_error()) return true;
  out.clear_error();
  return false;
}

std::optional<Cache::Step> Cache::findDirectly(const std::string& key, const std::string& to) const {
  for (const std::string& file : entriesOf(key)) {
    auto entry = read(file);
    if (!entry || !entry->sameFiles() || !entry->sameHostFiles() || entry->namesNow() != entry->searchedNames) continue;
    if (!writeResult(to, entry->result)) return std::nullopt;
    utimensat(AT_FDCWD, file.c_str(), nullptr, 0);
    count('d');
    entry->step.key = key;
    return std::move(entry->step);
  }
  return std::nullopt;
}

bool Cache::findByTokens(Step& step, const std::string& to) const {
  if (step.tokens.empty()) return false;
  for (const std::string& file : entriesOf(step.key)) {
    const auto entry = read(file);
    if (!entry || entry->step.tokens != step.tokens || !entry->sameHostFiles()) continue;
    if (!writeResult(to, entry->result)) return false;
    step.hostFiles = entry->step.hostFiles;
    count('t');
    fs::remove(file);
    put(step, to);
    return true;
  }
  return false;
}

void Cache::store(const Step& step, const std::string& result) const {
  count('m');
  put(step, result);
}

void Cache::put(const Step& step, const std::string& result) const {
  Entry entry;
  entry.step = step;
  std::set<std::string> seen;
  std::vector<Dependency> files;
  const auto add = [&](const std::string& name, bool data, std::vector<FileState>& to) {
    auto state = timesOf(name);
    // a file that has changed since the step began may differ from the one that the step has read
    if (!state || state->changedAfter(step.begun)) return false;
    if (!data)
      state->hash = contentsHash(name);
    else if (fs::is_directory(name))
      state->hash = folderHash(name);
    to.push_back(std::move(*state));
    return true;
  };
  for (const Dependency& file : step.files) {
    if (file.remote) return;  // its state would have to be asked for each time
    if (!seen.insert(file.path).second) continue;
    if (!add(file.path, !file.schema.empty(), entry.files)) return;
    files.push_back(file);
  }
  entry.step.files = std::move(files);
  std::vector<std::string> hostFiles;
  for (const std::string& file : step.hostFiles) {
    if (!seen.insert(file).second) continue;
    if (!add(file, false, entry.hostFiles)) return;
    hostFiles.push_back(file);
  }
  entry.step.hostFiles = std::move(hostFiles);
  entry.searchedNames = entry.namesNow();
  const auto made = llvm::MemoryBuffer::getFile(result, false, false);
  if (!made) return;
  entry.result = (*made)->getBuffer().str();

  const std::string folder = folder_ + '/' + step.key.substr(0, 2);
  if (createPrivately(folder)) return;
  const std::string text = entry.text();
  const std::string name = fmt::format("{}/{}-{}", folder, step.key, KeyBuilder::hashOf(text).substr(0, 8));
  llvm::SmallString<256> temporary;
  int descriptor = -1;
  if (fs::createUniqueFile(name + ".%%%%%%.tmp", descriptor, temporary, fs::OF_None, fs::owner_read | fs::owner_write))
    return;
  llvm::raw_fd_ostream out(descriptor, true);
  out << text;
  out.close();
  const bool failed = out.has_error();
  out.clear_error();
  if (failed || fs::rename(temporary, name + ".entry")) {
    fs::remove(temporary);
    return;
  }
  const std::vector<std::string> all = entriesOf(step.key);
  for (std::size_t n = entriesPerKey; n < all.size(); ++n) fs::remove(all[n]);
  evict();
}

// Removes the least recently used files, down to four fifths of the limit.
void Cache::evict() const {
  std::vector<std::pair<FileState, std::string>> all;
  std::uint64_t size = 0;
  std::error_code error;
  const std::int64_t now = timeNow();
  for (fs::recursive_directory_iterator at(folder_, error), end; at != end && !error; at.increment(error)) {
    const llvm::StringRef ending = path::extension(at->path());
    const auto state = timesOf(at->path());
    if (!state) continue;
    // left by a bodocc that has not ended well
    if (ending == ".tmp" && now - state->mtime > 3600 * std::int64_t{1'000'000'000}) fs::remove(at->path());
    if (ending != ".entry") continue;
    size += static_cast<std::uint64_t>(state->size);
    all.emplace_back(*state, at->path());
  }
  if (size <= limit_) return;
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first.mtime < b.first.mtime; });
  for (const auto& [state, file] : all) {
    if (size <= limit_ / 5 * 4) break;
    fs::remove(file);
    size -= static_cast<std::uint64_t>(state.size);
  }
}

void Cache::clear() const {
  if (const std::error_code error = fs::remove_directories(folder_, false)) throw std::system_error(error, folder_);
}

std::string Cache::statistics() const {
  std::uint64_t size = 0;
  int entries = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder_, error), end; at != end && !error; at.increment(error))
    if (const auto state = timesOf(at->path()); state && path::extension(at->path()) == ".entry")
      ++entries, size += static_cast<std::uint64_t>(state->size);
  std::string steps;
  if (const auto buffer = llvm::MemoryBuffer::getFile(folder_ + "/steps")) steps = (*buffer)->getBuffer().str();
  return fmt::format(
      "{}: {} entries, {:.1f} of at most {:.0f} MB\n"
      "steps: {} found directly, {} by their tokens, {} ran\n",
      folder_, entries, static_cast<double>(size) / 1e6, static_cast<double>(limit_) / 1e6,
      std::ranges::count(steps, 'd'), std::ranges::count(steps, 't'), std::ranges::count(steps, 'm'));
}

}  // namespace bodocc
