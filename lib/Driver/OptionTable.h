#pragma once
// bodocc's own options (Options.td) as a table of LLVM's option library.
#include <llvm/Option/OptTable.h>

namespace bodocc {

namespace opt {
enum ID {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "bodocc/Options.inc"
#undef OPTION
};
}  // namespace opt

const llvm::opt::OptTable& optionTable();

}  // namespace bodocc
