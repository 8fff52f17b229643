#include "keys/partitioned.h"

#include "job/environment.h"

namespace bodo::rt {

bool partitions_groups() {
  static const bool set = environment_has("BODO_GROUPS");
  return set;
}

}  // namespace bodo::rt
