#pragma once
// The severity of the front end's diagnostics.
#include <string>
#include <string_view>
#include <vector>

namespace bodocc {

// How diagnostics are printed.
enum class MessageFormat {
  text,      // Clang's
  json,      // one array of objects, as GCC's -fdiagnostics-format=json
  sarif,     // one SARIF 2.1.0 log
  markdown,  // one list, for agents
};

// A report as text, or, with `markdown`, as a block of code.
std::string reportText(const std::string& report, MessageFormat format);

// Warnings and remarks of bodocc itself, by the id that they have in docs/diagnostics.md: `-Wbodo-<id>`,
// `-Wno-bodo-<id>`, `-Werror=bodo-<id>`, `-Wno-error=bodo-<id>`, `-Rbodo`, `-Rbodo-<id>`, and `-Werror` and `-w` for
// all of them. The last option on the command line that applies to a diagnostic decides.
class DiagnosticOptions {
 public:
  enum class Level {
    ignored,
    remark,
    warning,
    error
  };

  void add(std::string_view option);  // one of the options above, as written
  const std::vector<std::string>& all() const { return options_; }

  // How the diagnostic `id` is shown, `warning` if it is one, else a remark. Warnings are on, remarks are off.
  Level levelOf(std::string_view id, bool warning) const;

 private:
  std::vector<std::string> options_;
};

}  // namespace bodocc
