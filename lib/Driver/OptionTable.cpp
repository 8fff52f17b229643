#include "OptionTable.h"

#include <llvm/Option/Option.h>

namespace bodocc {
namespace {

using namespace llvm;
using namespace llvm::opt;
using namespace bodocc::opt;

#define PREFIX(NAME, VALUE)                            \
  constexpr llvm::StringLiteral NAME##_init[] = VALUE; \
  constexpr llvm::ArrayRef<llvm::StringLiteral> NAME(NAME##_init, std::size(NAME##_init) - 1);
#include "bodocc/Options.inc"
#undef PREFIX

constexpr OptTable::Info infoTable[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "bodocc/Options.inc"
#undef OPTION
};

class BodoccOptTable : public GenericOptTable {
 public:
  BodoccOptTable() : GenericOptTable(infoTable) {}
};

}  // namespace

const llvm::opt::OptTable& optionTable() {
  static const BodoccOptTable table;
  return table;
}

}  // namespace bodocc
