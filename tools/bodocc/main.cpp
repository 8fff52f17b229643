// The program. All that it does is in lib/Driver.
#include <bodocc/Driver/Driver.h>
#include <bodocc/Driver/ExitStatus.h>
#include <llvm/Support/InitLLVM.h>
#include <llvm/Support/Signals.h>
#include <unistd.h>

int main(int argc, char** argv) {
  llvm::setBugReportMsg("bodocc crashed: please report this input, and the backtrace below\n");
  const llvm::InitLLVM init(argc, argv);
  // after LLVM's own handler, which prints the backtrace
  llvm::sys::AddSignalHandler([](void*) { _exit(bodocc::ofInternalError); }, nullptr);
  return bodocc::runDriver(argv[0], {argv + 1, argv + argc});
}
