#pragma once
// The ranks of the job, in the session that <bodo/session.h> starts and ends.
#include <bodo/session.h>

namespace bodo::rt {

int rank();  // of this process, from 0
int size();  // ranks in the job

}  // namespace bodo::rt
