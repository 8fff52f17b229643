#include "Frontend/Diagnostics.h"

#include <clang/Basic/SourceManager.h>

namespace bodocc {

namespace {

struct Row {
  const char* id;
  Severity severity;
  const char* text;
  const char* remedy;
};

constexpr Row rows[] = {
#define DIAGNOSTIC(enumerator, id, severity, text, remedy) {id, Severity::severity, text, remedy},
#include <bodocc/Frontend/Diagnostics.def>
#undef DIAGNOSTIC
};

}  // namespace

Diagnostic makeDiagnostic(Diag row, fmt::format_args arguments) {
  const Row& r = rows[static_cast<std::size_t>(row)];
  Diagnostic diagnostic{r.id, r.severity, {}, fmt::vformat(r.text, arguments), {}};
  std::string remedy = fmt::vformat(r.remedy, arguments);
  if (!remedy.empty()) diagnostic.notes.push_back({{}, std::move(remedy)});
  return diagnostic;
}

SourceLoc sourceLoc(clang::SourceLocation location, const clang::SourceManager& sources) {
  if (location.isInvalid()) return {};
  const clang::SourceLocation expansion = sources.getExpansionLoc(location);
  return {location.getRawEncoding(), sources.getPresumedLineNumber(expansion),
          sources.getExpansionColumnNumber(expansion)};
}

clang::SourceLocation clangLocation(const SourceLoc& location) {
  return clang::SourceLocation::getFromRawEncoding(location.raw);
}

void Reporter::print(clang::SourceLocation location, const Diagnostic& diagnostic,
                     const std::vector<clang::FixItHint>& remedy) {
  using Level = DiagnosticOptions::Level;
  Level level = Level::error;
  if (diagnostic.severity != Severity::Error)
    level = levels_.levelOf(diagnostic.id, diagnostic.severity == Severity::Warning);
  if (level == Level::ignored || !said_.insert({location, diagnostic.text}).second) return;

  clang::DiagnosticsEngine::Level clangLevel = clang::DiagnosticsEngine::Error;
  std::string flag = "bodo-" + diagnostic.id;
  if (level == Level::remark) {
    clangLevel = clang::DiagnosticsEngine::Remark;
    flag = "-R" + flag;
  } else if (level == Level::warning) {
    clangLevel = clang::DiagnosticsEngine::Warning;
    flag = "-W" + flag;
  } else if (diagnostic.severity == Severity::Warning) {
    flag = "-Werror,-W" + flag;
  }
  engine_.Report(location, engine_.getCustomDiagID(clangLevel, "%0 [%1]")) << diagnostic.text << flag;
  for (const Note& note : diagnostic.notes) {
    const clang::SourceLocation place = note.loc.valid() ? clangLocation(note.loc) : location;
    const auto said = engine_.Report(place, engine_.getCustomDiagID(clang::DiagnosticsEngine::Note, "%0"));
    said << note.text;
    if (&note == &diagnostic.notes.back())
      for (const clang::FixItHint& hint : remedy) said << hint;
  }
}

}  // namespace bodocc
