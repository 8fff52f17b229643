#include "HostCompiler.h"

#include <fmt/format.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/Program.h>
#include <llvm/Support/raw_ostream.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "OutputFile.h"
#include "PrecompiledHeader.h"

namespace bodocc {

// Open MPI's, MPICH's and Intel's wrappers take the compiler from the environment.
constexpr std::array wrappedCompiler{"OMPI_CXX", "MPICH_CXX", "I_MPI_CXX"};

HostCompiler::HostCompiler(const Installation& installation, const CommandLine& line)
    : installation_(installation), line_(line) {
  const std::string& named = line.hostCompiler;
  const bool isWrapper = llvm::sys::path::filename(named).starts_with("mpi");
  const std::string& wrapper = isWrapper ? named : installation.mpiCompiler;
  const auto find = [&](const std::string& name) {
    const auto path = llvm::sys::findProgramByName(name);
    if (path) return *path;
    if (name == named) throw CommandLineError(fmt::format("the host compiler '{}' was not found", name));
    throw std::runtime_error(
        fmt::format("the MPI compiler wrapper '{}', for which bodocc was built, was not found", name));
  };
  program_ = find(wrapper);
  if (!named.empty() && !isWrapper) {
    const std::string compiler = find(named);
    for (const char* variable : wrappedCompiler) environment_.push_back(fmt::format("{}={}", variable, compiler));
  }
  isConfigured_ = named.empty() && std::none_of(wrappedCompiler.begin(), wrappedCompiler.end(), getenv);
}

std::vector<std::string> HostCompiler::emittedArgs() const {
  std::vector<std::string> arguments;
  if (!line_.standardGiven) arguments.emplace_back("-std=c++20");
  if (!line_.optimizationGiven) arguments.emplace_back("-O2");
  // the same bits for every number of ranks: no fused multiply-add that the source does not have
  arguments.emplace_back("-ffp-contract=off");
  // integers in columns wrap around, as in Arrow and pandas
  arguments.emplace_back("-fwrapv");
  // cells define the same names again
  if (!line_.cell.empty()) arguments.emplace_back("-fvisibility=hidden");
  arguments.insert(arguments.end(), installation_.hostArgs.begin(), installation_.hostArgs.end());
  arguments.insert(arguments.end(), line_.emittedArgs.begin(), line_.emittedArgs.end());
  for (const std::string& dir : installation_.includeDirs) {
    arguments.emplace_back("-isystem");
    arguments.push_back(dir);
  }
  return arguments;
}

bool HostCompiler::compileEmitted(const std::string& emitted, const std::string& folder, const std::string& source,
                                  bool precompiled, const std::string& object, const std::string& rule,
                                  std::string& messages) const {
  std::vector<std::string> arguments = emittedArgs();
  if (!rule.empty()) arguments.insert(arguments.end(), {"-MD", "-MF", rule});
  // g++ takes X.gch, the precompiled header, in place of X
  if (precompiled) {
    const std::string header = hostHeader(installation_, line_);
    arguments.insert(arguments.end(), {"-include", header.substr(0, header.size() - std::string_view(".gch").size())});
  }
  // the front end has given its warnings about the user's own text
  if (!line_.hostWarnings) arguments.emplace_back("-w");
  // `#include "x.h"` is searched next to the user's source, and objects do not depend on the temporary folder's name
  const llvm::StringRef beside = llvm::sys::path::parent_path(source);
  arguments.insert(arguments.begin(),
                   {"-iquote", beside.empty() ? "." : beside.str(), "-ffile-prefix-map=" + folder + "/="});
  arguments.insert(arguments.end(), {line_.assembly ? "-S" : "-c", "-o", object, emitted});
  if (line_.verbose || line_.dryRun) return run(std::move(arguments));
  // it does not see the terminal
  if (llvm::errs().is_displayed() && llvm::errs().has_colors())
    arguments.insert(arguments.begin(), "-fdiagnostics-color=always");
  const std::string said = folder + "/messages.txt";
  const bool ok = run(std::move(arguments), said);
  messages = readText(said);
  return ok;
}

bool HostCompiler::compileForeign(const CommandLine::Input& input, const std::string& object) const {
  std::vector<std::string> arguments = line_.compileArgs;
  if (!input.language.empty()) arguments.insert(arguments.end(), {"-x", input.language});
  arguments.insert(arguments.end(), {line_.assembly ? "-S" : "-c", "-o", object, input.path});
  return run(std::move(arguments));
}

bool HostCompiler::preprocess(const CommandLine::Input& input, const std::string& output) const {
  std::vector<std::string> arguments = emittedArgs();
  if (!input.language.empty()) arguments.insert(arguments.end(), {"-x", input.language});
  arguments.emplace_back("-E");
  if (output != "-") arguments.insert(arguments.end(), {"-o", output});
  arguments.push_back(input.path);
  return run(std::move(arguments));
}

std::vector<std::string> HostCompiler::linkArgs(const std::vector<std::string>& objects) const {
  std::vector<std::string> arguments = installation_.hostArgs;
  std::string language;  // -x in effect
  for (const CommandLine::LinkItem& item : line_.linkItems) {
    if (const std::string* argument = std::get_if<std::string>(&item)) {
      arguments.push_back(*argument);
      continue;
    }
    const std::size_t index = std::get<std::size_t>(item);
    const CommandLine::Input& input = line_.inputs[index];
    const bool object = !objects[index].empty();
    const std::string wanted = object ? std::string() : input.language;
    if (wanted != language) arguments.insert(arguments.end(), {"-x", wanted.empty() ? "none" : wanted});
    language = wanted;
    arguments.push_back(object ? objects[index] : input.path);
  }
  if (!language.empty()) arguments.insert(arguments.end(), {"-x", "none"});
  const std::string& libraries = installation_.libraryDir;
  // as needed: a program without files does not load Arrow, one without regular expressions no RE2; fmt is there for
  // programs that print by it
  arguments.insert(arguments.end(), {"-L" + libraries, "-Wl,-rpath," + libraries, "-Wl,--push-state,--as-needed",
                                     "-lbodo_files", "-lbodo_text", "-lbodo_rt", "-lfmt", "-Wl,--pop-state"});
  return arguments;
}

bool HostCompiler::link(const std::vector<std::string>& objects, const std::string& output,
                        const std::string& rule) const {
  std::vector<std::string> arguments = linkArgs(objects);
  arguments.insert(arguments.end(), {"-o", output});
  if (!rule.empty()) arguments.push_back("-Wl,--dependency-file=" + rule);
  return run(std::move(arguments));
}

std::vector<std::string> HostCompiler::compileKey() const { return keyOf(emittedArgs()); }

std::vector<std::string> HostCompiler::linkKey(const std::vector<std::string>& objects) const {
  return keyOf(linkArgs(objects));
}

std::vector<std::string> HostCompiler::keyOf(std::vector<std::string> arguments) const {
  arguments.push_back(program_);
  arguments.insert(arguments.end(), environment_.begin(), environment_.end());
  return arguments;
}

std::vector<std::string> HostCompiler::programs() const {
  const TemporaryFolder folder;
  const std::string said = folder.file("programs.txt");
  std::vector<std::string> settings = environment_;
  settings.emplace_back("LC_ALL=C");
  execute({program_, "-###", "-x", "c++", "/dev/null", "-o", "/dev/null"}, settings, {"", "/dev/null", said});
  std::vector<std::string> all{program_};
  const std::string text = readText(said);
  for (llvm::StringRef rest = text; !rest.empty(); rest = rest.split('\n').second) {
    // a command begins with a space
    llvm::StringRef line = rest.split('\n').first;
    if (!line.consume_front(" ")) continue;
    const llvm::StringRef name = line.ltrim().split(' ').first.trim('"');
    if (const auto path = llvm::sys::findProgramByName(name)) all.push_back(*path);
  }
  return all;
}

// True if the option only changes messages and limits of the front end, not the work of a host compiler.
static bool isAboutReading(llvm::StringRef option) {
  for (const char* family :
       {"-W", "-R", "-X", "-fbracket-depth", "-fconstexpr-steps", "-foperator-arrow-depth", "-fshow-", "-felide-type",
        "-fmacro-backtrace", "-fparse-all-comments", "-fcomment-block-commands"})
    if (option.starts_with(family)) return true;
  for (const char* word : {"-limit", "diagnostics", "color", "caret", "spell-checking", "ansi-escape"})
    if (option.contains(word)) return true;
  return false;
}

void HostCompiler::dropFrontEndOptions(CommandLine& line) const {
  if (line.doubtful.empty() || line.inputs.empty()) return;
  const TemporaryFolder folder;
  const std::string said = folder.file("unknown.txt");
  std::vector<llvm::StringRef> question{program_, "-###", "-x", "c++", "-c", "/dev/null", "-o", "/dev/null"};
  for (const auto& option : line.doubtful) question.emplace_back(option.front());
  std::vector<std::string> settings = environment_;
  settings.emplace_back("LC_ALL=C");  // its message is parsed
  execute(question, settings, {"", "/dev/null", said});
  const std::string answer = readText(said);

  for (const auto& option : line.doubtful) {
    if (answer.find(fmt::format("unrecognized command-line option '{}'", option.front())) == std::string::npos)
      continue;
    const auto drop = [&](auto& from) {
      const auto same = [](const auto& item, const std::string& word) {
        return item == std::decay_t<decltype(item)>(word);
      };
      const auto at = std::search(from.begin(), from.end(), option.begin(), option.end(), same);
      if (at != from.end()) from.erase(at, at + static_cast<std::ptrdiff_t>(option.size()));
    };
    drop(line.compileArgs);
    drop(line.emittedArgs);
    drop(line.linkItems);
    if (!isAboutReading(option.front()))
      llvm::errs() << fmt::format(
          "bodocc: warning: the host compiler does not know '{}': only the front end obeys it\n", option.front());
  }
}

bool HostCompiler::ask() const {
  std::vector<std::string> arguments;
  for (const CommandLine::LinkItem& item : line_.linkItems)
    if (const std::string* argument = std::get_if<std::string>(&item)) arguments.push_back(*argument);
  return run(std::move(arguments));
}

std::string quotedCommand(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& argument : command) {
    if (!text.empty()) text += ' ';
    text += '"';
    for (const char c : argument) {
      if (c == '"' || c == '\\' || c == '$' || c == '`') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text;
}

bool HostCompiler::run(std::vector<std::string> arguments, std::optional<std::string> said) const {
  arguments.insert(arguments.begin(), program_);
  // -v also prints the host compiler's search paths and commands: CMake and clangd read them
  if (line_.verbose) arguments.emplace_back("-v");
  if (line_.verbose || line_.dryRun) {
    std::string shown = " ";
    for (const std::string& setting : environment_) shown += setting + ' ';
    llvm::errs() << shown << quotedCommand(arguments) << '\n';
  }
  if (line_.dryRun) return true;
  std::vector<std::optional<llvm::StringRef>> redirects;
  if (said) redirects = {std::nullopt, std::nullopt, *said};
  return execute({arguments.begin(), arguments.end()}, environment_, redirects) == 0;
}

int HostCompiler::execute(const std::vector<llvm::StringRef>& command, const std::vector<std::string>& settings,
                          const std::vector<std::optional<llvm::StringRef>>& redirects) const {
  std::vector<llvm::StringRef> environment(settings.begin(), settings.end());
  for (char** variable = environ; *variable; ++variable) environment.emplace_back(*variable);
  std::string error;
  const int status = llvm::sys::ExecuteAndWait(
      program_, command, settings.empty() ? std::nullopt : std::optional<llvm::ArrayRef<llvm::StringRef>>(environment),
      redirects, 0, 0, &error);
  if (status < 0) llvm::errs() << "bodocc: error: " << program_ << ": " << error << '\n';
  return status;
}

}  // namespace bodocc
