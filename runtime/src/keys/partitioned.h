#pragma once
// Whether keys are divided by their hashes from the first row on (BODO_GROUPS=partitioned, for tests). Otherwise that
// begins when there are many of them, and few are equal.

namespace bodo::rt {

bool partitions_groups();

}  // namespace bodo::rt
