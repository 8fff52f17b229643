#pragma once
// The door between the driver and the compiler proper: one C++ source in, one MPI C++ source out. The driver decides
// what to compile and what becomes of the text; it knows neither Clang's AST nor the IR.
#include <bodocc/Driver/Options.h>

#include <string>
#include <vector>

namespace bodocc {

struct CompileJob {
  std::string input;                   // the path as the user gave it: messages and #line name it so
  std::vector<std::string> clangArgs;  // for the front end: argv[0] (a clang++ 19), language options, -I, -D, -W…; no
                                       // inputs, outputs, link options, and nothing that Clang does not know
  PassOptions passes;
  ReportOptions reports;
  bool lineDirectives = false;     // #line into the text, so that gdb and the host compiler show the user's source
  bool preprocessorOnly = false;   // -E: the text is the preprocessed user source
};

struct CompileResult {
  bool ok = false;                        // false: diagnostics were printed, `text` is not to be used
  bool stopped = false;                   // --stop-after: ended well, there is no text
  std::string text;                       // the emitted C++
  std::vector<std::string> dependencies;  // files that the text depends on: the input, headers, and files whose schemas
                                          // were read
};

// Compiles one source. Diagnostics and reports go to standard error as they arise.
CompileResult compile(const CompileJob& job);

}  // namespace bodocc
