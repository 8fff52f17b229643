#pragma once
// Starts MPI before the first static object of a program that includes <bodo/bodo.h>, and ends it after the last one:
// one object per program, whichever of its files includes this. Everything it does is in the runtime library.

namespace bodo::detail {

class session {
 public:
  session();   // settings for Open MPI, MPI_Init, handlers for uncaught exceptions and for exit
  ~session();  // the last collective: all ranks leave together, or the job ends with a message
  session(const session&) = delete;
  session& operator=(const session&) = delete;
};

inline session the_session;

}  // namespace bodo::detail
