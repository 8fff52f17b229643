#pragma once
// How the front end speaks: rows of Diagnostics.def, and the errors, warnings and remarks of the later passes, printed
// at their places by Clang's diagnostics engine, as severe as the command line wants them.
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

// Clang's location as the IR keeps it. Line and column are those of the outermost macro use.
SourceLoc sourceLoc(clang::SourceLocation location, const clang::SourceManager& sources);
clang::SourceLocation clangLocation(const SourceLoc& location);

class Reporter {
 public:
  Reporter(clang::DiagnosticsEngine& engine, const DiagnosticOptions& levels) : engine_(engine), levels_(levels) {}

  template <class... Arguments>
  void report(clang::SourceLocation location, Diag row, const Arguments&... arguments) {
    print(location, makeDiagnostic(row, fmt::make_format_args(arguments...)));
  }
  void report(const Diagnostic& diagnostic) { print(clangLocation(diagnostic.loc), diagnostic); }

  bool failed() const { return engine_.hasErrorOccurred(); }

 private:
  void print(clang::SourceLocation location, const Diagnostic& diagnostic);

  clang::DiagnosticsEngine& engine_;
  const DiagnosticOptions& levels_;
  std::set<std::pair<clang::SourceLocation, std::string>> said_;  // versions of one function say the same
};

// The error as an exception, for code that cannot go on with the statement at hand.
template <class... Arguments>
[[noreturn]] void fail(const clang::SourceManager& sources, clang::SourceLocation location, Diag row,
                       const Arguments&... arguments) {
  Diagnostic diagnostic = makeDiagnostic(row, fmt::make_format_args(arguments...));
  diagnostic.loc = sourceLoc(location, sources);
  throw UserError(std::move(diagnostic));
}

}  // namespace bodocc
