#include "PrecompiledHeader.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Chrono.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>

#include <algorithm>

namespace bodocc {
namespace {

// Reads lines `time size path` from tools/precompile-header. Nothing if a file has changed.
std::optional<std::vector<Dependency>> unchangedFiles(llvm::StringRef list) {
  std::vector<Dependency> files;
  while (!list.empty()) {
    auto [line, rest] = list.split('\n');
    list = rest;
    const auto [time, afterTime] = line.split(' ');
    const auto [size, path] = afterTime.split(' ');
    long long seconds = 0;
    unsigned long long bytes = 0;
    llvm::sys::fs::file_status status;
    if (time.getAsInteger(10, seconds) || size.getAsInteger(10, bytes) || llvm::sys::fs::status(path, status) ||
        status.getSize() != bytes || llvm::sys::toTimeT(status.getLastModificationTime()) != seconds)
      return std::nullopt;
    files.push_back({path.str(), true});
  }
  if (files.empty()) return std::nullopt;
  return files;
}

}  // namespace

bool beginsWithBodo(std::string_view source) {
  bool inComment = false;
  llvm::StringRef rest(source.data(), source.size());
  while (!rest.empty()) {
    auto [line, next] = rest.split('\n');
    rest = next;
    line = line.trim();
    while (!line.empty()) {
      if (inComment) {
        const std::size_t end = line.find("*/");
        inComment = end == llvm::StringRef::npos;
        line = inComment ? llvm::StringRef() : line.substr(end + 2).trim();
      } else if (line.consume_front("/*")) {
        inComment = true;
      } else {
        break;
      }
    }
    if (line.empty() || line.starts_with("//")) continue;
    if (!line.consume_front("#")) return false;
    line = line.ltrim();
    if (!line.consume_front("include")) return false;
    line = line.ltrim();
    if (line.starts_with("<bodo/bodo.h>") || line.starts_with("\"bodo/bodo.h\"")) return true;
    // the user's own headers may define macros that affect the header
    if (!line.starts_with("<")) return false;
  }
  return false;
}

bool fitsPrecompiledHeader(const std::vector<std::string>& clangArgs) {
  for (std::size_t i = 0; i < clangArgs.size(); ++i) {
    const llvm::StringRef argument = clangArgs[i];
    const bool folder = argument == "-I" || argument == "-isystem" || argument == "-iquote" || argument == "-idirafter";
    if (folder) {
      ++i;
    } else if (!(argument.starts_with("-W") || argument == "-w" || argument.starts_with("-I") || argument == "-O1" ||
                 argument == "-O2" || argument == "-O3" || argument == "-pedantic" ||
                 argument.starts_with("-fdiagnostics-") || argument == "-fcolor-diagnostics")) {
      return false;
    }
  }
  return true;
}

std::optional<std::vector<Dependency>> usablePrecompiledHeader(const Installation& installation,
                                                               const CommandLine& line,
                                                               const CommandLine::Input& input) {
  const std::string& header = installation.precompiledHeader;
  if (header.empty() || input.path == "-" || !fitsPrecompiledHeader(line.clangArgs)) return std::nullopt;
  if (!input.language.empty() && input.language != "c++") return std::nullopt;
  const auto source = llvm::MemoryBuffer::getFile(input.path);
  if (!source || !beginsWithBodo({(*source)->getBufferStart(), (*source)->getBufferSize()})) return std::nullopt;
  const auto list = llvm::MemoryBuffer::getFile(header + ".files");
  if (!list || !llvm::sys::fs::exists(header)) return std::nullopt;
  const auto files = unchangedFiles((*list)->getBuffer());
  // a copied installation has the header of the original one, whose files have not changed
  const auto isOurs = [&](const Dependency& file) {
    return std::any_of(installation.includeDirs.begin(), installation.includeDirs.end(),
                       [&](const std::string& folder) { return file.path == folder + "/bodo/bodo.h"; });
  };
  if (!files || std::none_of(files->begin(), files->end(), isOurs)) return std::nullopt;
  return files;
}

}  // namespace bodocc
