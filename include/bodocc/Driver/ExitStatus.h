#pragma once
// The exit statuses of bodocc.

namespace bodocc {

enum ExitStatus : int {
  ofSuccess = 0,
  ofUserError = 1,       // in the program, its files, or its build
  ofUsage = 2,           // the command line
  ofInternalError = 70,  // a fault of bodocc, as in <sysexits.h>
};

}  // namespace bodocc
