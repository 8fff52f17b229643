#pragma once
// The ranks of the job, in the session that <bodo/session.h> starts and ends.
#include <bodo/session.h>

namespace bodo::rt {

int rank();  // of this process, from 0
int size();  // ranks in the job

// Sets what removes unfinished files before the process ends without coming to their owners' destructors: this rank's,
// or, alone (the other ranks are ended at once), those of all.
void before_end(void (*abandon)(bool alone) noexcept);

}  // namespace bodo::rt
