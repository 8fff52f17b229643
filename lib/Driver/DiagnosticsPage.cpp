#include "DiagnosticsPage.h"

#include <bodocc/Driver/CommandLine.h>
#include <bodocc/Support/NearestName.h>
#include <fmt/format.h>
#include <llvm/ADT/StringRef.h>

#include <algorithm>

#include "OutputFile.h"

namespace bodocc {
namespace {

// "-Wno-error=bodo-name" without what comes before the name.
std::string nameIn(llvm::StringRef written) {
  written.consume_front("[");
  written.consume_back("]");
  const std::size_t at = written.find("bodo-");
  return (at == llvm::StringRef::npos ? written : written.substr(at + 5)).str();
}

}  // namespace

DiagnosticsPage::DiagnosticsPage(const Installation& installation) {
  const std::string page = readText(installation.root + "/share/bodocc/diagnostics.md");
  bool inSection = false, inCode = false, afterBlank = false;
  for (llvm::StringRef rest = page; !rest.empty();) {
    auto [line, next] = rest.split('\n');
    rest = next;
    if (line.starts_with("```")) inCode = !inCode;
    if (!inCode && line.starts_with("#")) {
      llvm::StringRef name = line;
      inSection = name.consume_front("### `") && name.consume_back("`");
      if (inSection) sections_.push_back({name.str(), ""});
    }
    // comments are for the test of the page
    if (!inSection || line.starts_with("<!--") || (line.empty() && afterBlank)) continue;
    afterBlank = line.empty();
    sections_.back().text += line.str() + '\n';
  }
}

std::string DiagnosticsPage::nearest(const std::string& name) const {
  std::vector<std::string> names;
  for (const Section& section : sections_) names.push_back(section.name);
  const auto found = nearestName(name, names);
  return found ? fmt::format("; did you mean 'bodo-{}'?", *found) : "";
}

std::string DiagnosticsPage::section(const std::string& written) const {
  const std::string name = nameIn(written);
  const auto found = std::ranges::find(sections_, name, &Section::name);
  if (found == sections_.end())
    throw CommandLineError(fmt::format("there is no diagnostic '{}'{}", written, nearest(name)));
  return found->text;
}

void DiagnosticsPage::check(const DiagnosticOptions& options) const {
  for (const std::string& option : options.all()) {
    if (option.find("bodo-") == std::string::npos) continue;
    const std::string name = nameIn(option);
    if (std::ranges::find(sections_, name, &Section::name) == sections_.end())
      throw CommandLineError(fmt::format("'{}' names no diagnostic of bodocc{}", option, nearest(name)));
  }
}

}  // namespace bodocc
