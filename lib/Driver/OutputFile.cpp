#include "OutputFile.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Signals.h>
#include <llvm/Support/raw_ostream.h>

#include <system_error>
#include <utility>

namespace bodocc {

namespace fs = llvm::sys::fs;

void writeText(const std::string& path, std::string_view text) {
  std::error_code error;
  llvm::raw_fd_ostream out(path, error);
  if (!error) {
    out << llvm::StringRef(text.data(), text.size());
    out.flush();
    error = out.error();
    out.clear_error();
  }
  if (error) throw std::system_error(error, path);
}

std::string readText(const std::string& path) {
  const auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) throw std::system_error(buffer.getError(), path);
  return (*buffer)->getBuffer().str();
}

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  fs::file_status status;
  const bool exists = !fs::status(path_, status);
  if (path_ == "-" || (exists && !fs::is_regular_file(status))) {
    if (exists && fs::is_directory(status))
      throw std::system_error(std::make_error_code(std::errc::is_a_directory), path_);
    temporary_ = path_;
    return;
  }
  llvm::SmallString<128> name;
  if (const std::error_code error = fs::createUniqueFile(path_ + ".%%%%%%%%.tmp", name))
    throw std::system_error(error, path_);
  temporary_ = name.str().str();
  llvm::sys::RemoveFileOnSignal(temporary_);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})) {}

OutputFile::~OutputFile() {
  if (temporary_.empty() || temporary_ == path_) return;
  fs::remove(temporary_);
  llvm::sys::DontRemoveFileOnSignal(temporary_);
}

void OutputFile::commit() {
  if (temporary_ != path_) {
    if (const std::error_code error = fs::rename(temporary_, path_)) throw std::system_error(error, path_);
    llvm::sys::DontRemoveFileOnSignal(temporary_);
  }
  temporary_.clear();
}

TemporaryFolder::TemporaryFolder() {
  llvm::SmallString<128> name;
  if (const std::error_code error = fs::createUniqueDirectory("bodocc", name))
    throw std::system_error(error, "a folder for temporary files");
  path_ = name.str().str();
}

TemporaryFolder::~TemporaryFolder() { fs::remove_directories(path_); }

std::string TemporaryFolder::file(std::string_view name) const {
  std::string path = path_ + '/' + std::string(name);
  llvm::sys::RemoveFileOnSignal(path);
  return path;
}

}  // namespace bodocc
