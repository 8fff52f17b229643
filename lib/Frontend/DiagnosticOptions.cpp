#include <bodocc/Frontend/DiagnosticOptions.h>

#include <optional>

namespace bodocc {

std::string reportText(const std::string& report, MessageFormat format) {
  return format == MessageFormat::markdown ? "```text\n" + report + "```\n" : report;
}

void DiagnosticOptions::add(std::string_view option) { options_.emplace_back(option); }

// True if `option` begins with `prefix` and applies to this id.
static bool speaksOf(std::string_view option, std::string_view prefix, std::string_view id) {
  return option.starts_with(prefix) && option.substr(prefix.size()) == id;
}

DiagnosticOptions::Level DiagnosticOptions::levelOf(std::string_view id, bool warning) const {
  if (!warning) {
    for (const std::string& option : options_)
      if (option == "-Rbodo" || speaksOf(option, "-Rbodo-", id)) return Level::remark;
    return Level::ignored;
  }
  bool shown = true, allErrors = false;
  std::optional<bool> error;  // given for this id
  for (const std::string& option : options_) {
    if (option == "-w") return Level::ignored;
    if (option == "-Werror") allErrors = true;
    if (option == "-Wno-error") allErrors = false;
    if (speaksOf(option, "-Wbodo-", id)) shown = true;
    if (speaksOf(option, "-Wno-bodo-", id)) shown = false;
    if (speaksOf(option, "-Werror=bodo-", id)) shown = true, error = true;
    if (speaksOf(option, "-Wno-error=bodo-", id)) error = false;
  }
  if (!shown) return Level::ignored;
  return error.value_or(allErrors) ? Level::error : Level::warning;
}

}  // namespace bodocc
