// The compiler's passes: one list, in the order in which they run, each with its reason (lib/Driver/PassList.cpp). The
// verifier runs before the first and after each of them. --list-passes, --print-after, --stop-after, --disable and
// --time-passes derive from the list.
#pragma once

#include <span>

#include "bodocc/Driver/Options.h"
#include "bodocc/IR/IR.h"

namespace bodocc {

struct Pass {
  const char* name;
  const char* reason;    // one sentence, shown by --list-passes
  void (*run)(Module&);  // throws UserError if the program is wrong
  bool required;         // later passes rely on it: it cannot be left out
};

std::span<const Pass> passes();

// The error, with the place of the fault in the compiler, and the file to which the module's IR and plans were saved.
InternalError withSavedIR(const InternalError& error, const std::string& where, const Module& module);

// Runs the passes over the module, as the front end made it. False: it ended after --stop-after's pass, and printed the
// IR to standard output. Throws UserError, and InternalError if a pass left invalid IR: it names the pass and the file
// to which the IR was saved.
bool runPasses(Module& module, const PassOptions& options);

}  // namespace bodocc
