#pragma once
// The hashes of hash.h for rows of columns.
#include <cstdint>
#include <span>

#include "bodo/rt/batch.h"
#include "bodo/rt/hash.h"

namespace bodo::rt {

// The hashes of a column's values at `at`: out[k] for the k-th of the rows. Coded strings take their words' hashes. If
// `first` is false, the hashes are combined with those in `out`.
void hash_column(const column_view& column, storage kind, rows at, std::uint64_t* out, bool first = true);
// The joined hashes of several key columns.
void hash_columns(std::span<const column_view> columns, std::span<const storage> kinds, rows at, std::uint64_t* out);

// The same for a comparison of contents: independent of BODO_CONSTANT_HASH and of dictionaries.
void hash_contents(const column_view& column, const field& f, rows at, std::uint64_t* out);

}  // namespace bodo::rt
