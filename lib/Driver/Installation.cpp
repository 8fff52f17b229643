#include <bodocc/Driver/Installation.h>
#include <fmt/format.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>

#include <stdexcept>

namespace bodocc {

Installation findInstallation(const char* programName) {
  // the address of any function of the program will do
  const std::string program = llvm::sys::fs::getMainExecutable(programName, reinterpret_cast<void*>(&findInstallation));
  Installation found;
  found.root = llvm::sys::path::parent_path(llvm::sys::path::parent_path(program)).str();

  const std::string path = found.root + "/share/bodocc/toolchain.json";
  const auto fail = [&](const std::string& why) -> std::runtime_error {
    return std::runtime_error(fmt::format("this installation is not complete: {}: {}", path, why));
  };
  const auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) throw fail(buffer.getError().message());
  llvm::Expected<llvm::json::Value> json = llvm::json::parse((*buffer)->getBuffer());
  if (!json) throw fail(llvm::toString(json.takeError()));
  const llvm::json::Object* object = json->getAsObject();
  if (!object) throw fail("not a JSON object");

  const auto absolute = [&](llvm::StringRef name) {
    if (name.empty() || llvm::sys::path::is_absolute(name)) return name.str();
    return found.root + '/' + name.str();
  };
  const auto text = [&](const char* key) {
    const auto value = object->getString(key);
    if (!value) throw fail(fmt::format("no string '{}'", key));
    return value->str();
  };
  const auto list = [&](const char* key) {
    const llvm::json::Array* values = object->getArray(key);
    if (!values) throw fail(fmt::format("no list '{}'", key));
    std::vector<std::string> strings;
    for (const llvm::json::Value& value : *values)
      if (const auto string = value.getAsString()) strings.push_back(string->str());
    return strings;
  };

  for (const std::string& dir : list("includeDirs")) found.includeDirs.push_back(absolute(dir));
  found.libraryDir = absolute(text("libraryDir"));
  found.clang = absolute(text("clang"));
  found.clangResourceDir = absolute(text("clangResourceDir"));
  found.mpiCompiler = text("mpiCompiler");
  found.mpiIncludeDirs = list("mpiIncludeDirs");
  found.hostArgs = list("hostArgs");
  found.precompiledHeader = absolute(text("precompiledHeader"));
  found.precompiledForHost = absolute(text("precompiledForHost"));
  found.precompiledForLibraries = absolute(text("precompiledForLibraries"));
  return found;
}

}  // namespace bodocc
