#pragma once
// The results of earlier runs: objects and programs, found again by all of their inputs. Each entry is a file in
// BODO_CACHE_DIR or the user's cache folder. A step (a source that becomes an object, objects that become a program)
// has a key: bodocc itself, the host compiler, the options, the environment. An entry has the key in its name, and
// lists the files that the step read. It is found in one of two ways, like those of ccache:
//
//   direct      all files are unchanged: nothing runs
//   by tokens   files differ, but the front end, which has run, has seen the same tokens and made the same text, and
//               the files that only the host compiler reads are unchanged: the host compiler does not run
//
// Several bodocc may use the folder at once: an entry appears as a whole, and is checked when it is read. A folder, an
// entry or a disk that cannot be used means that the step runs.
#include <bodocc/Frontend/TranslationUnit.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bodocc {

// Collects the parts of a key.
class KeyBuilder {
 public:
  KeyBuilder& add(std::string_view text);
  KeyBuilder& add(const std::vector<std::string>& texts);
  std::string key() const { return hashOf(text_); }
  // A hash of the bytes, 32 hexadecimal digits.
  static std::string hashOf(std::string_view bytes);

 private:
  std::string text_;
};

class Cache {
 public:
  // Nothing if there is no folder that belongs to the user alone; a warning says so if the user has to repair it.
  static std::optional<Cache> open();

  // A step that has run, or does not have to.
  struct Step {
    std::string key;
    std::vector<std::string> searched = {};   // folders in which a new file could hide one that was read
    std::vector<Dependency> files = {};       // that the front end has read
    std::vector<std::string> hostFiles = {};  // that the host compiler or the linker has read, and their programs
    std::string tokens = {};                  // of a source: a hash of what the front end has seen and made
    std::string messages = {};                // what the user was told
    std::int64_t begun = 0;                   // files that changed after this time are not trusted
  };
  // The step of an entry whose files are unchanged; its result has been copied to `to`.
  std::optional<Step> findDirectly(const std::string& key, const std::string& to) const;
  // True if an entry has the step's tokens and its host files are as they were; its result has been copied to `to`,
  // and the step is stored, with the host files added.
  bool findByTokens(Step& step, const std::string& to) const;
  // A step that has run.
  void store(const Step& step, const std::string& result) const;

  // For --cache=clear and --cache=stats. Throws std::system_error.
  void clear() const;
  std::string statistics() const;

 private:
  Cache(std::string folder, std::uint64_t limit) : folder_(std::move(folder)), limit_(limit) {}
  struct Entry;
  std::vector<std::string> entriesOf(const std::string& key) const;
  std::optional<Entry> read(const std::string& path) const;
  void put(const Step& step, const std::string& result) const;
  void count(char what) const;
  void evict() const;

  std::string folder_;
  std::uint64_t limit_;  // bytes
};

// Nanoseconds since 1970.
std::int64_t timeNow();

}  // namespace bodocc
