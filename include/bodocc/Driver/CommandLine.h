#pragma once
// The parsed command line: the action, the inputs, and the user's arguments for the front end, the host compiler and
// the linker. Clang's option table classifies arguments (so that `-o -S` is an output named -S), bodocc's table has its
// own options, and unknown ones are passed to the host compiler, which has options that Clang lacks.
#include <bodocc/Driver/Options.h>
#include <bodocc/Frontend/DiagnosticOptions.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace bodocc {

// The command line cannot be obeyed; the text says why.
class CommandLineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct CommandLine {
  enum class Action {
    help,
    version,
    listPasses,
    explain,  // --explain
    clearCache,
    cacheStatistics,
    askHost,       // no inputs: `-v`, `-dumpmachine`, `-print-search-dirs` and the like
    preprocess,    // -E
    dependencies,  // -M, -MM: nothing but the rule for make
    checkSyntax,   // -fsyntax-only
    emitSource,    // -S: the MPI program as C++
    compile,       // -c
    link,
  };

  struct Input {
    std::string path;
    std::string language;  // -x in effect, empty if the file's name decides
    bool compiled;         // C++ that bodocc compiles; all else is the host compiler's
  };

  // The link line keeps the user's order: inputs and arguments in between.
  using LinkItem = std::variant<std::size_t, std::string>;  // index of an input, or an argument

  struct Dependencies {
    bool write = false;                // -MD, -MMD, or with the action `dependencies`
    bool systemHeaders = true;         // not with -MMD, -MM
    bool phonyTargets = false;         // -MP
    std::string file;                  // -MF
    std::vector<std::string> targets;  // -MT as given, -MQ quoted
  };

  struct Run {
    unsigned ranks = 0;                  // -n; 0: as many as mpirun starts
    std::vector<std::string> arguments;  // of the program
  };

  Action action = Action::link;
  std::vector<Input> inputs;
  std::optional<std::string> output;     // -o
  std::vector<std::string> clangArgs;    // for the front end
  std::vector<std::string> compileArgs;  // for the host compiler, when it compiles
  std::vector<std::string> emittedArgs;  // … for emitted code: without the warnings that the front end gives
  std::vector<LinkItem> linkItems;       // for the host compiler, when it links
  std::vector<std::vector<std::string>>
      doubtful;  // options of Clang's, with their values, that a host compiler may not know
  Dependencies dependencies;

  bool hostWarnings = false;       // a -W option that the front end does not know
  bool optimizationGiven = false;  // any -O
  bool standardGiven = false;      // -std
  bool debugInfo = false;          // -g
  std::string reassociates;        // the option that lets the host compiler reorder or fuse floating-point operations
  bool verbose = false;            // -v
  bool dryRun = false;             // -###
  bool timeReport = false;         // --time-report
  bool assembly = false;           // -fbodo-asm: the host compiler writes assembly instead of objects
  std::string explained;           // --explain: a diagnostic
  std::optional<Run> run;          // --run
  std::string hostCompiler;        // --host-compiler
  bool useCache = true;            // not with --cache=off
  bool omitUncalled = false;       // --omit-uncalled
  bool checkVariance = true;       // -fno-bodo-variance-check
  bool checkCollectives = true;    // -fno-bodo-collective-check
  bool check = false;              // -fbodo-check, --check
  std::string fault;               // -fbodo-check-fault: for tests of the check
  std::vector<std::string> schemaDirs;  // --schema-dir
  std::string cell;                     // --cell

  PassOptions passes;
  ReportOptions reports;
  DiagnosticOptions diagnostics;
  MessageFormat format = MessageFormat::text;
};

// `arguments` without the program's name. Response files (@file) are read.
CommandLine parseCommandLine(const std::vector<std::string>& arguments);

// The text of --help.
std::string helpText();

}  // namespace bodocc
