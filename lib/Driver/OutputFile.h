#pragma once
// Files that bodocc writes.
#include <string>
#include <string_view>

namespace bodocc {

// Writes a file, or to standard output if `path` is "-". Throws std::system_error.
void writeText(const std::string& path, std::string_view text);

// The text of a file. Throws std::system_error.
std::string readText(const std::string& path);

// An output that appears as a whole or not at all: it is written under a temporary name in its own folder, and renamed
// at the end. An output that is dropped before that, or interrupted, leaves the old file as it was.
class OutputFile {
 public:
  // `path` "-" is standard output; a device such as /dev/null is written in place. Throws std::system_error if the
  // folder cannot be written.
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;

  const std::string& path() const { return path_; }
  const std::string& temporary() const { return temporary_; }  // the file for a child process to write

  void commit();  // the output appears

 private:
  std::string path_;
  std::string temporary_;  // equal to path_ if written in place, empty once committed
};

// A folder for intermediate files, removed with all its contents.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const;  // the path of a file in it, which is removed on an interrupt

 private:
  std::string path_;
};

}  // namespace bodocc
