#pragma once
// The options of the compiler proper: which passes run, what they print, and which reports are made.
#include <string>
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
  bool variance = false;         // --report=variance: values that are not the same on all ranks, beside the source
  bool plan = false;             // --report=plan: what each function does at run time
  bool planJson = false;         // --report=plan-json: the same for tools, to standard output
  bool html = false;             // --report=html: the plan beside the source and the emitted code, to standard output
  bool functions = false;        // --report=functions: the annotated functions for tools, to standard output
};

}  // namespace bodocc
