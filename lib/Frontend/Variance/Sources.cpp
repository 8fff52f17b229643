#include "Frontend/Variance/Sources.h"

#include <bodocc/Ops/OpInfo.h>
#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <llvm/ADT/StringMap.h>

#include "Frontend/Types.h"

namespace bodocc::variance {

namespace {

// Of std, of a namespace within it, or a member of a class there.
bool isOfStd(const clang::Decl& declaration) {
  const clang::DeclContext* outermost = nullptr;
  for (const clang::DeclContext* scope = declaration.getDeclContext(); scope != nullptr; scope = scope->getParent())
    if (scope->isNamespace()) outermost = scope;
  return outermost != nullptr && outermost->isStdNamespace();
}

}  // namespace

Origin originOf(const clang::FunctionDecl& f) {
  if (isInBodo(f)) {
    const OpInfo* operation = operationOf(f);
    return operation != nullptr && operation->differs ? Origin::Rank : Origin::None;
  }
  if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&f);
      method != nullptr && isNamed(*method->getParent(), "random_device") && isOfStd(f))
    return f.getOverloadedOperator() == clang::OO_Call ? Origin::Random : Origin::None;
  if (f.getIdentifier() == nullptr) return Origin::None;
  if (f.getName() == "now" && isOfStd(f)) return Origin::Clock;
  static const llvm::StringMap<Origin> names = {{"MPI_Comm_rank", Origin::Rank},
                                                {"time", Origin::Clock},
                                                {"clock", Origin::Clock},
                                                {"clock_gettime", Origin::Clock},
                                                {"gettimeofday", Origin::Clock},
                                                {"timespec_get", Origin::Clock},
                                                {"getpid", Origin::Process},
                                                {"gettid", Origin::Process},
                                                {"getppid", Origin::Process},
                                                {"gethostname", Origin::Process},
                                                {"get_id", Origin::Process},
                                                {"pthread_self", Origin::Process},
                                                {"sched_getcpu", Origin::Process},
                                                {"getrandom", Origin::Random},
                                                {"arc4random", Origin::Random},
                                                {"getentropy", Origin::Random},
                                                {"rand", Origin::Sequence},
                                                {"random", Origin::Sequence},
                                                {"rand_r", Origin::Sequence},
                                                {"drand48", Origin::Sequence},
                                                {"lrand48", Origin::Sequence},
                                                {"getenv", Origin::Environment},
                                                {"secure_getenv", Origin::Environment},
                                                {"getcwd", Origin::Environment}};
  const auto found = names.find(f.getName());
  if (found == names.end() || f.hasBody()) return Origin::None;
  const clang::DeclContext* const scope = f.getDeclContext()->getRedeclContext();
  return f.isExternC() || scope->isTranslationUnit() || isOfStd(f) ? found->second : Origin::None;
}

const char* describe(Origin origin) {
  switch (origin) {
    case Origin::Rank: return "the rank's own number";
    case Origin::Clock: return "a clock, which each rank reads at another time";
    case Origin::Process: return "an id of the rank's own process, thread or host";
    case Origin::Random: return "a random device, another on each rank";
    default: return "";
  }
}

llvm::StringRef annotationOf(Mark mark) {
  switch (mark) {
    case Mark::Same: return "bodo::same";
    case Mark::Varies: return "bodo::varies";
    case Mark::Spread: return "bodo::spread";
    case Mark::Own: return "bodo::own";
    case Mark::Ordinary: return "bodo::ordinary";
  }
  return "";
}

bool hasMark(const clang::Decl& declaration, Mark mark) {
  for (const clang::Decl* one : declaration.redecls())
    for (const auto* attribute : one->specific_attrs<clang::AnnotateAttr>())
      if (attribute->getAnnotation() == annotationOf(mark)) return true;
  return false;
}

}  // namespace bodocc::variance
