// C++ for the tests of the front end: sources with annotated functions as IR and as emitted text, and plain code as
// Clang's tree.
#pragma once

#include <bodocc/Driver/CommandLine.h>
#include <bodocc/Driver/Installation.h>
#include <bodocc/Frontend/TranslationUnit.h>
#include <clang/Frontend/ASTUnit.h>
#include <clang/Tooling/Tooling.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../Program.h"
#include "Driver/PrecompiledHeader.h"

namespace bodocc::test {

// Clang's tree of code that includes nothing of bodo's. The tree's text is in "code.cpp".
inline std::unique_ptr<clang::ASTUnit> treeOf(std::string_view code) {
  const Installation installation = findInstallation("");
  auto tree = clang::tooling::buildASTFromCodeWithArgs(
      llvm::StringRef(code), {"-std=c++20", "-resource-dir=" + installation.clangResourceDir, "-fno-spell-checking"},
      "code.cpp", installation.clang);
  REQUIRE(tree != nullptr);
  REQUIRE(!tree->getDiagnostics().hasErrorOccurred());
  return tree;
}

inline const std::string header = "#include <bodo/bodo.h>\n";

inline bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A source that includes <bodo/bodo.h> by itself.
struct Lowered {
  bool ok = false;
  std::string ir;       // as the front end gives it
  std::string emitted;  // if `passes` is given
};

inline Lowered lower(std::string_view source, const std::function<void(Module&)>& passes = {},
                     const std::string& cell = "") {
  const Installation installation = findInstallation("");
  const std::string path =
      (std::filesystem::temp_directory_path() / ("bodocc-" + std::to_string(getpid()) + ".cpp")).string();
  std::ofstream(path) << source;
  SourceJob job;
  job.input = path;
  job.cell = cell;
  job.clangArgs = {installation.clang, "-resource-dir=" + installation.clangResourceDir, "-std=c++20", "-D__BODOCC__",
                   "-O2"};
  for (const std::string& folder : installation.includeDirs)
    job.clangArgs.insert(job.clangArgs.end(), {"-isystem", folder});
  job.clangArgs.insert(job.clangArgs.end(), {"-x", "c++"});
  if (usablePrecompiledHeader(installation, {}, {path, "", true}))
    job.clangArgs.insert(job.clangArgs.end(), {"-include-pch", installation.precompiledHeader});
  Lowered lowered;
  std::vector<Dependency> dependencies;
  const auto use = [&](TranslationUnit& unit) {
    lowered.ir = print(unit.module());
    if (!passes) return;
    passes(unit.module());
    lowered.emitted = unit.emit(false).text;
  };
  lowered.ok = parse(job, dependencies, use);
  std::filesystem::remove(path);
  return lowered;
}

}  // namespace bodocc::test
