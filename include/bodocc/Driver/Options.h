#pragma once
// What the command line asks of the compiler proper: which passes run, what is printed on the way, which reports are
// made, how severe its diagnostics are. The driver fills it in; the pass list and the front end obey it.
#include <string>
#include <string_view>
#include <vector>

namespace bodocc {

struct PassOptions {
  std::vector<std::string> printAfter;  // passes after which the IR is printed to standard error; "all" is every pass
  std::string stopAfter;              // the last pass to run; the IR is printed to standard output, nothing is emitted
  std::vector<std::string> disabled;  // passes that are left out
  bool timePasses = false;            // the time of each pass, to standard error
};

struct ReportOptions {
  bool distribution = false;     // --report=distribution: each frame's distribution beside the source
  bool specializations = false;  // --report=specializations: the versions of each annotated function
  bool plan = false;             // --report=plan: what each function does at run time
};

// Warnings and remarks of bodocc itself, by the id that they have in docs/diagnostics.md: `-Wbodo-<id>`,
// `-Wno-bodo-<id>`, `-Werror=bodo-<id>`, `-Wno-error=bodo-<id>`, `-Rbodo`, `-Rbodo-<id>`, and `-Werror` and `-w` for
// all of them. The last option on the command line that speaks of a diagnostic decides.
class DiagnosticOptions {
 public:
  enum class Level {
    ignored,
    remark,
    warning,
    error
  };

  void add(std::string_view option);  // one of the options above, as written

  // How the diagnostic `id` is shown, `warning` if it is one, else a remark. Warnings are on, remarks are off.
  Level levelOf(std::string_view id, bool warning) const;

 private:
  std::vector<std::string> options_;
};

}  // namespace bodocc
