#pragma once
// The front end's messages: rows of Diagnostics.def, and the errors, warnings and remarks of the later passes, printed
// at their places by Clang's diagnostics engine, with the severity that the command line gives.
#include <bodocc/Frontend/DiagnosticOptions.h>
#include <bodocc/IR/Diagnostic.h>
#include <clang/Basic/Diagnostic.h>
#include <clang/Basic/SourceLocation.h>
#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

namespace bodocc {

enum class Diag {
#define DIAGNOSTIC(enumerator, id, severity, text, remedy) enumerator,
#include <bodocc/Frontend/Diagnostics.def>
#undef DIAGNOSTIC
};

// The row with its arguments filled in, without a location.
Diagnostic makeDiagnostic(Diag row, fmt::format_args arguments);

// Clang's location for the IR. Line and column are those of the outermost macro use.
SourceLoc sourceLoc(clang::SourceLocation location, const clang::SourceManager& sources);
clang::SourceLocation clangLocation(const SourceLoc& location);

class Reporter {
 public:
  Reporter(clang::DiagnosticsEngine& engine, const DiagnosticOptions& levels) : engine_(engine), levels_(levels) {}

  template <class... Arguments>
  void report(clang::SourceLocation location, Diag row, const Arguments&... arguments) {
    print(location, makeDiagnostic(row, fmt::make_format_args(arguments...)));
  }
  // `remedy`: the edits that the last note proposes.
  void report(const Diagnostic& diagnostic, const std::vector<clang::FixItHint>& remedy = {}) {
    print(clangLocation(diagnostic.loc), diagnostic, remedy);
  }

  bool failed() const { return engine_.hasErrorOccurred(); }

 private:
  void print(clang::SourceLocation location, const Diagnostic& diagnostic,
             const std::vector<clang::FixItHint>& remedy = {});

  clang::DiagnosticsEngine& engine_;
  const DiagnosticOptions& levels_;
  std::set<std::pair<clang::SourceLocation, std::string>> said_;  // versions of one function have the same messages
};

// The error as an exception, for code that cannot continue with the current statement.
template <class... Arguments>
[[noreturn]] void fail(const clang::SourceManager& sources, clang::SourceLocation location, Diag row,
                       const Arguments&... arguments) {
  Diagnostic diagnostic = makeDiagnostic(row, fmt::make_format_args(arguments...));
  diagnostic.loc = sourceLoc(location, sources);
  throw UserError(std::move(diagnostic));
}

}  // namespace bodocc
