#include "CacheKey.h"

#include <clang/Basic/Version.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "OutputFile.h"

namespace bodocc {

bool mayCache(const CommandLine& line) {
  const ReportOptions& reports = line.reports;
  const PassOptions& passes = line.passes;
  if (!line.useCache || line.verbose || line.dryRun || line.timeReport || line.hostWarnings || reports.distribution ||
      reports.specializations || reports.variance || reports.plan || reports.planJson || reports.html ||
      reports.functions || !passes.printAfter.empty() || !passes.stopAfter.empty() || passes.timePasses)
    return false;
  if (line.action != CommandLine::Action::link && line.action != CommandLine::Action::compile) return false;
  static constexpr const char* writers[] = {"-save-temps", "--save-temps",  "-d",           "-fdump",
                                            "-fprofile",   "--coverage",    "-coverage",    "-ftest-cov",
                                            "-gsplit",     "-fstack-usage", "-fcallgraph",  "-aux-info",
                                            "-fopt-info",  "-ftime-",       "-Wa,",         "-Xassembler",
                                            "-Q",          "-Rpass",        "-fsave-optim", "-time"};
  return std::ranges::none_of(line.compileArgs, [](llvm::StringRef argument) {
    return std::ranges::any_of(writers, [&](const char* writer) { return argument.starts_with(writer); }) ||
           argument.contains("-verify");
  });
}

bool mayCacheProgram(const CommandLine& line) {
  return std::ranges::none_of(line.linkItems, [](const CommandLine::LinkItem& item) {
    const auto* const argument = std::get_if<std::string>(&item);
    const llvm::StringRef text = argument ? llvm::StringRef(*argument) : "";
    return (text.starts_with("-Wl,") && !text.starts_with("-Wl,-rpath") && !text.contains("as-needed")) ||
           text.starts_with("-Xlinker") || text.starts_with("-T") || text.starts_with("-flto");
  });
}

KeyBuilder commonKey(const Installation& installation) {
  KeyBuilder key;
  llvm::SmallString<256> folder;
  llvm::sys::fs::current_path(folder);
  static int symbol;  // of this program
  const std::string self = llvm::sys::fs::getMainExecutable("bodocc", &symbol);
  key.add(BODOCC_VERSION).add(clang::getClangFullVersion()).add(folder.str().str());
  key.add(KeyBuilder::hashOf(readText(self)))
      .add(KeyBuilder::hashOf(readText(installation.root + "/share/bodocc/toolchain.json")));
  static constexpr std::string_view names[] = {
      "PATH", "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH", "LD_RUN_PATH", "COMPILER_PATH",
      "GCC_EXEC_PREFIX", "LD_LIBRARY_PATH", "SOURCE_DATE_EPOCH", "LANG", "LC_ALL", "LC_MESSAGES", "LC_CTYPE",
      "LDEMULATION", "GNUTARGET", "LDFLAGS", "CCC_OVERRIDE_OPTIONS",
      // of Open MPI those that its compiler reads; mpirun gives a notebook's ranks others, new ones in each job
      "OMPI_CC", "OMPI_CFLAGS", "OMPI_CPPFLAGS", "OMPI_CXX", "OMPI_CXXFLAGS", "OMPI_LDFLAGS", "OMPI_LIBS",
      "OPAL_PREFIX", "OPAL_INCLUDEDIR", "OPAL_LIBDIR", "OPAL_PKGDATADIR"};
  std::vector<std::string> environment;
  for (char** variable = environ; *variable; ++variable) {
    const auto [name, value] = llvm::StringRef(*variable).split('=');
    if (std::ranges::count(names, std::string_view(name)) != 0 || name.starts_with("MPICH_") ||
        name.starts_with("I_MPI_"))
      environment.emplace_back(*variable);
  }
  std::ranges::sort(environment);
  return key.add(environment);
}

std::vector<std::string> searchedFolders(const CommandLine& line, const std::vector<Dependency>& read) {
  std::vector<std::string> all{"."};
  const std::vector<std::string>& arguments = line.compileArgs;
  for (std::size_t n = 0; n < arguments.size(); ++n)
    for (llvm::StringRef option : {"-iquote", "-isystem", "-idirafter", "-I", "-L"}) {
      if (!llvm::StringRef(arguments[n]).starts_with(option)) continue;
      if (arguments[n].size() > option.size())
        all.push_back(arguments[n].substr(option.size()));
      else if (n + 1 < arguments.size())
        all.push_back(arguments[n + 1]);
      break;
    }
  for (const char* name : {"CPATH", "CPLUS_INCLUDE_PATH"})
    if (const char* const value = std::getenv(name)) {
      llvm::SmallVector<llvm::StringRef> folders;
      llvm::StringRef(value).split(folders, ':');
      for (const llvm::StringRef folder : folders) all.push_back(folder.empty() ? "." : folder.str());
    }
  for (const Dependency& file : read)
    if (!file.system) all.push_back(llvm::sys::path::parent_path(file.path).str());
  for (std::string& folder : all)
    if (folder.empty()) folder = ".";
  std::ranges::sort(all);
  const auto repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());
  return all;
}

}  // namespace bodocc
