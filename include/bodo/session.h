#pragma once
// MPI's start and end: one object per program, whichever of its files include this. It starts MPI before any other
// static object of the file is constructed, and ends it after the last of them (a static frame, say) is destroyed. So
// `main` is not changed, and `return`, `exit` and exceptions all end MPI properly. Its code is in the runtime library.

namespace bodo::rt {

// Starts MPI unless it is running. Before, it puts Open MPI's settings for a fast start into the environment, unless
// the user has set them: without a launcher an isolated start, with all ranks on one node shared memory only.
class session {
 public:
  session();
  ~session();  // waits until all ranks have reached their end, then ends MPI
  session(const session&) = delete;
  session& operator=(const session&) = delete;
};

inline session the_session;

}  // namespace bodo::rt
