#pragma once
// One C++ source in, one MPI C++ source out: the front end, the passes, the requested reports, the text.
#include <bodocc/Driver/Options.h>
#include <bodocc/Frontend/TranslationUnit.h>

#include <string>
#include <vector>

namespace bodocc {

class TimeReport;

struct CompileJob : SourceJob {
  PassOptions passes;
  ReportOptions reports;
  std::string fault;            // with `check`, for tests: what the passes are given in place of the program (addFault)
  bool makePage = false;        // for CompileResult::page
  TimeReport* times = nullptr;  // begins the steps of this compilation, if it is given
};

struct CompileResult {
  bool ok = false;       // false: diagnostics were printed, `text` is not to be used
  bool stopped = false;  // --stop-after: all is well, but there is no text
  std::string text;      // the emitted C++
  std::string page;      // what BODO_EXPLAIN=html shows of the source (Page.h), if requested
  std::string tokens;    // TranslationUnit::tokens, if requested
  std::vector<Dependency> dependencies;
  std::vector<AnnotatedPlace> annotated;  // the functions whose code is bodocc's
};

// Compiles one source. Diagnostics and reports go to standard error as they arise, reports for tools to standard
// output.
CompileResult compile(const CompileJob& job);

}  // namespace bodocc
