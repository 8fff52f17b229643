#pragma once
// A table: a frame's rows of this rank, in memory, immutable once built, read any number of times. Columns are
// contiguous; long strings live in heaps that the table shares ownership of; coded columns share dictionaries.
// A table knows the global picture too (rows of all ranks, this rank's first row, equal blocks or not, replicated), so
// that asking is local. Building is local; `finish` is collective because it counts.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

enum class layout : std::uint8_t { replicated, blocks, equal_blocks };

class table;  // cheap to copy: shared, immutable
class table_builder;
class table_scan;

}  // namespace bodo::rt
