#pragma once
// The ranks of the job, in the session that <bodo/session.h> starts and ends.
#include <bodo/session.h>

namespace bodo::rt {

int rank();  // of this process, from 0
int size();  // ranks in the job

// True in a program; false in a library that another program, such as Python, has loaded.
bool is_program();

// Collective: the end of the session, except for MPI's own end. No collectives are possible after it.
void finish_session();

// Sets the function that removes unfinished files if the process ends without running the destructors of their owners:
// this rank's files, or, with `alone` (the other ranks are ended at once), those of all ranks.
void before_end(void (*abandon)(bool alone) noexcept);

}  // namespace bodo::rt
