#pragma once
// The door between the driver and the compiler proper: one C++ source in, one MPI C++ source out. The driver decides
// what to compile and what becomes of the text; it knows neither Clang's AST nor the IR.
#include <bodocc/Driver/Options.h>

#include <string>
#include <vector>

namespace bodocc {

struct CompileJob {
  std::string input;  // the path as the user gave it ("-" is standard input): messages and #line name it so
  std::vector<std::string> clangArgs;  // for the front end: argv[0] (a clang++ 19), -x, language options, -I, -D, -W…;
                                       // no inputs, outputs, phases, link options, and nothing that Clang does not know
  PassOptions passes;
  ReportOptions reports;
  DiagnosticOptions diagnostics;
  bool lineDirectives = false;    // #line into the text, so that gdb and the host compiler show the user's source
  bool onlyDependencies = false;  // no diagnostics, no passes, no text: what the source depends on is wanted
};

// A file that the emitted text depends on: the input, a header, or a data file whose schema was read.
struct Dependency {
  std::string path;
  bool system = false;      // a system header: left out by -MMD
  std::string schema = {};  // of a data file: what was read from it while compiling, in one line
};

struct CompileResult {
  bool ok = false;       // false: diagnostics were printed, `text` is not to be used
  bool stopped = false;  // --stop-after: all is well, but there is no text
  std::string text;      // the emitted C++
  std::vector<Dependency> dependencies;
};

// Compiles one source. Diagnostics and reports go to standard error as they arise.
CompileResult compile(const CompileJob& job);

// The passes in their order, for --list-passes and to check the names in options.
struct PassDescription {
  std::string_view name;
  std::string_view reason;  // one sentence
};
std::vector<PassDescription> passList();

}  // namespace bodocc
