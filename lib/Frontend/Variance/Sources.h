#pragma once
// Functions whose results are not the same on all ranks, and the marks of <bodo/detail.h> and of users' functions.
#include <clang/AST/Decl.h>
#include <llvm/ADT/StringRef.h>

namespace bodocc::variance {

enum class Origin {
  None,
  Rank,         // get_rank, MPI_Comm_rank
  Clock,        // times
  Process,      // ids of processes, threads and hosts
  Random,       // random devices
  Sequence,     // rand: the same on all ranks that have called it as often, from the same seed
  Environment,  // getenv, getcwd: taken to be the same on all ranks
};

Origin originOf(const clang::FunctionDecl& function);

// Its description in a note: "a clock".
const char* describe(Origin origin);

// BODO_SAME and [[bodo::same]]; BODO_VARIES and [[bodo::varies]]; BODO_SPREAD; BODO_OWN; BODO_ORDINARY.
enum class Mark {
  Same,      // the result is the same on all ranks, whatever the arguments are
  Varies,    // the result varies
  Spread,    // the result is a frame whose rows are spread over the ranks
  Own,       // of a collective's parameter: each rank may pass another argument
  Ordinary,  // ordinary code may call this member of a class of annotated functions
};
bool hasMark(const clang::Decl& declaration, Mark mark);
llvm::StringRef annotationOf(Mark mark);

}  // namespace bodocc::variance
