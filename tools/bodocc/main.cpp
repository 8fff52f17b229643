// The program. All that it does is in lib/Driver.
#include <bodocc/Driver/Driver.h>
#include <llvm/Support/InitLLVM.h>

int main(int argc, char** argv) {
  llvm::setBugReportMsg("bodocc crashed: please report this input, and the backtrace below\n");
  const llvm::InitLLVM init(argc, argv);
  return bodocc::runDriver(argv[0], {argv + 1, argv + argc});
}
