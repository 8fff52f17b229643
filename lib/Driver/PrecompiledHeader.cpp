#include "PrecompiledHeader.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Chrono.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>

#include <algorithm>

namespace bodocc {
namespace {

// The files of a precompiled header, from lines `time size path` of tools/precompile-header. Nothing if one has
// changed, or the compiler, which is the first.
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
  files.erase(files.begin());
  return files;
}

// The files of an installation's precompiled header, if it is up to date.
std::optional<std::vector<Dependency>> currentFiles(const Installation& installation, const std::string& header) {
  const auto list = llvm::MemoryBuffer::getFile(header + ".files");
  if (!list || !llvm::sys::fs::exists(header)) return std::nullopt;
  auto files = unchangedFiles((*list)->getBuffer());
  // a copied installation has the header of the original one, whose files have not changed
  const auto isOurs = [&](const Dependency& file) {
    return std::any_of(installation.includeDirs.begin(), installation.includeDirs.end(),
                       [&](const std::string& folder) { return file.path == folder + "/bodo/bodo.h"; });
  };
  if (!files || std::none_of(files->begin(), files->end(), isOurs)) return std::nullopt;
  return files;
}

bool isOptimization(llvm::StringRef argument) { return argument.starts_with("-O"); }

bool isUnoptimized(const std::vector<std::string>& arguments) {
  const auto last = std::find_if(arguments.rbegin(), arguments.rend(), isOptimization);
  return last != arguments.rend() && *last == "-O0";
}

// Of these arguments; empty if `header` is.
std::string headerFor(const std::vector<std::string>& arguments, const std::string& header) {
  if (header.empty() || !isUnoptimized(arguments)) return header;
  llvm::SmallString<256> path(llvm::sys::path::parent_path(header));
  llvm::sys::path::append(path, "O0", llvm::sys::path::filename(header));
  return path.str().str();
}

// True if nothing in the source or among the options affects <bodo/bodo.h>.
bool includesPlainly(const CommandLine& line, const CommandLine::Input& input) {
  if (input.path == "-" || !fitsPrecompiledHeader(line.clangArgs)) return false;
  if (!input.language.empty() && input.language != "c++") return false;
  const auto source = llvm::MemoryBuffer::getFile(input.path);
  return source && beginsWithBodo({(*source)->getBufferStart(), (*source)->getBufferSize()});
}

}  // namespace

bool beginsWithBodo(std::string_view source) {
  bool inComment = false;
  llvm::StringRef rest(source.data(), source.size());
  rest.consume_front("\xef\xbb\xbf");  // a byte order mark
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

bool fitsPrecompiledHeader(const std::vector<std::string>& arguments) {
  const bool unoptimized = isUnoptimized(arguments);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const llvm::StringRef argument = arguments[i];
    const bool folder = argument == "-I" || argument == "-isystem" || argument == "-iquote" || argument == "-idirafter";
    if (folder) {
      ++i;
    } else if (argument.starts_with("-Wp,") || argument.starts_with("-Wa,")) {
      return false;
    } else if (!(argument.starts_with("-W") || argument == "-w" || argument.starts_with("-I") ||
                 argument == "-std=c++20" ||
                 (unoptimized ? argument == "-O0" : argument == "-O1" || argument == "-O2" || argument == "-O3") ||
                 argument == "-pedantic" || argument == "-fPIC" || argument == "-fno-gnu-unique" ||
                 argument.starts_with("-fdiagnostics-") || argument == "-fcolor-diagnostics")) {
      return false;
    }
  }
  return true;
}

std::optional<std::vector<Dependency>> usablePrecompiledHeader(const Installation& installation,
                                                               const CommandLine& line,
                                                               const CommandLine::Input& input) {
  const std::string header = frontEndHeader(installation, line);
  if (header.empty() || !includesPlainly(line, input)) return std::nullopt;
  return currentFiles(installation, header);
}

std::string frontEndHeader(const Installation& installation, const CommandLine& line) {
  return headerFor(line.clangArgs, installation.precompiledHeader);
}

std::string hostHeader(const Installation& installation, const CommandLine& line) {
  const bool forLibrary = std::ranges::count(line.emittedArgs, "-fPIC") != 0;
  return headerFor(line.emittedArgs,
                   forLibrary ? installation.precompiledForLibraries : installation.precompiledForHost);
}

std::optional<std::vector<Dependency>> usableHostHeader(const Installation& installation, const CommandLine& line,
                                                        const CommandLine::Input& input) {
  const std::string header = hostHeader(installation, line);
  if (header.empty() || !includesPlainly(line, input) || !fitsPrecompiledHeader(line.emittedArgs)) return std::nullopt;
  // g++ would accept the header, and optimise its functions by the options with which they were parsed
  if (std::find(line.emittedArgs.begin(), line.emittedArgs.end(), "-O3") != line.emittedArgs.end()) return std::nullopt;
  return currentFiles(installation, header);
}

}  // namespace bodocc
