#pragma once
// docs/diagnostics.md, which stands in share/bodocc of the build and of an installation: the text of --explain, and the
// names that may follow -Wbodo- and -Rbodo-.
#include <bodocc/Driver/Installation.h>
#include <bodocc/Frontend/DiagnosticOptions.h>

#include <string>
#include <vector>

namespace bodocc {

class DiagnosticsPage {
 public:
  // Throws std::system_error if the page is missing.
  explicit DiagnosticsPage(const Installation& installation);

  // The section of a diagnostic, as Markdown. The name may be written as messages and options have it: `bodo-name`,
  // `-Wbodo-name`. Throws CommandLineError if there is none.
  std::string section(const std::string& name) const;

  // Throws CommandLineError if one of the options names no diagnostic.
  void check(const DiagnosticOptions& options) const;

 private:
  std::string nearest(const std::string& name) const;

  struct Section {
    std::string name, text;
  };
  std::vector<Section> sections_;
};

}  // namespace bodocc
