#pragma once
// A key codec and the table of the keys that it has packed: the base of groups, joins and distinct counts.
#include <span>

#include "keys/key_codec.h"
#include "keys/key_table.h"

namespace bodo::rt {

// Keys with their packing: packs batches, and repacks the table's keys when a value needs more room.
struct packed_keys {
  packed_keys(const site& at, std::span<const field> fields) : codec(at, fields), table(at) {
    table.reset(codec.shape().words, codec.shape().bits);
  }
  // Applies the codec's changed expectations.
  void widen();
  void pack(std::span<const column_view> columns, rows at);

  key_codec codec;
  key_table table;
};

}  // namespace bodo::rt
