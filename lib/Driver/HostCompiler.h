#pragma once
// The compiler that builds the emitted program: the MPI C++ wrapper, run without a shell.
#include <bodocc/Driver/CommandLine.h>
#include <bodocc/Driver/Installation.h>

#include <llvm/ADT/StringRef.h>

#include <optional>
#include <string>
#include <vector>

namespace bodocc {

class HostCompiler {
 public:
  // Throws CommandLineError if the program cannot be found.
  HostCompiler(const Installation& installation, const CommandLine& line);

  // Compiles one C++ text that bodocc wrote into `folder` for `source`, into an object; with the precompiled header if
  // `precompiled`. `rule`, if given, is a file for make's rule with the files that were read. What the host compiler
  // says is not printed, but becomes `messages`; with -v it is printed.
  bool compileEmitted(const std::string& emitted, const std::string& folder, const std::string& source,
                      bool precompiled, const std::string& object, const std::string& rule,
                      std::string& messages) const;

  // True if this is the compiler that bodocc was built for.
  bool isConfigured() const { return isConfigured_; }

  // Compiles an input that is not bodocc's (C, assembly, …).
  bool compileForeign(const CommandLine::Input& input, const std::string& object) const;

  bool preprocess(const CommandLine::Input& input, const std::string& output) const;

  // `objects[i]` replaces input i if it is not empty. `rule` as above.
  bool link(const std::vector<std::string>& objects, const std::string& output, const std::string& rule = "") const;

  // For keys of the cache: the commands of these two without their files, and the programs that they run.
  std::vector<std::string> compileKey() const;
  std::vector<std::string> linkKey(const std::vector<std::string>& objects) const;
  std::vector<std::string> programs() const;

  // Drops options that Clang knows and this compiler does not from its arguments. Warns about those that would change
  // more than messages and limits of the front end.
  void dropFrontEndOptions(CommandLine& line) const;

  const std::string& program() const { return program_; }

  // Passes on queries without inputs: `-v`, `-dumpmachine`, …
  bool ask() const;

 private:
  std::vector<std::string> emittedArgs() const;
  std::vector<std::string> linkArgs(const std::vector<std::string>& objects) const;
  std::vector<std::string> keyOf(std::vector<std::string> arguments) const;  // with the program and its environment
  // `said`, if given, is a file for its messages.
  bool run(std::vector<std::string> arguments, std::optional<std::string> said = std::nullopt) const;
  // Runs a command in an environment that includes these settings, and returns its status; `redirects` as for LLVM.
  int execute(const std::vector<llvm::StringRef>& command, const std::vector<std::string>& settings,
              const std::vector<std::optional<llvm::StringRef>>& redirects) const;

  const Installation& installation_;
  const CommandLine& line_;
  std::string program_;
  bool isConfigured_;
  std::vector<std::string> environment_;  // NAME=value, beyond our own
};

// Arguments quoted for a shell, for -v and -###.
std::string quotedCommand(const std::vector<std::string>& command);

}  // namespace bodocc
