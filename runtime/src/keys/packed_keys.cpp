#include "keys/packed_keys.h"

namespace bodo::rt {

void packed_keys::widen() {
  const key_codec::layout before = codec.shape();
  if (!codec.widen()) return;
  table.reshape(codec.shape().words, codec.shape().bits, codec.repack(before, table.keys().data(), table.size()));
}

void packed_keys::pack(std::span<const column_view> columns, rows at) {
  while (!codec.pack(columns, at)) widen();
}

}  // namespace bodo::rt
