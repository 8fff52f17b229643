#pragma once
// MPI's start and end: one object per program, whichever of its files includes this. It starts MPI before any other
// static object of the file is made, and ends it after the last of them (a static frame, say) is gone. So `main` is
// untouched, and `return`, `exit` and exceptions all end MPI properly. What it does is in the runtime library.

namespace bodo::rt {

// Starts MPI unless somebody has done so. Before that it puts Open MPI's settings for a fast start into the
// environment, where the user hasn't set them: without a launcher an isolated start, with all ranks on one node
// shared memory only.
class session {
 public:
  session();
  ~session();  // agrees with the other ranks that this is the end, then ends MPI
  session(const session&) = delete;
  session& operator=(const session&) = delete;
};

inline session the_session;

}  // namespace bodo::rt
