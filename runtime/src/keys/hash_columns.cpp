#include "keys/hash_columns.h"

#include "bodo/rt/dictionary.h"

namespace bodo::rt {
namespace {

// The loop, once per storage and per way of selecting rows.
template <class Hash>
void hash_rows(const column_view& column, rows at, std::uint64_t* out, bool first, Hash hash_at) {
  const auto go = [&](auto position) {
    const auto put = [&](std::uint32_t k, std::uint64_t h) { out[k] = first ? h : combine(out[k], h); };
    if (column.valid == nullptr) {
      for (std::uint32_t k = 0; k < at.count; ++k) put(k, hash_at(position(k)));
    } else {
      for (std::uint32_t k = 0; k < at.count; ++k) {
        const std::uint32_t i = position(k);
        put(k, column.known(i) ? hash_at(i) : hash_missing());
      }
    }
  };
  if (at.at == nullptr)
    go([](std::uint32_t k) { return k; });
  else
    go([positions = at.at](std::uint32_t k) { return std::uint32_t{positions[k]}; });
}

template <class T>
void hash_values(const column_view& column, rows at, std::uint64_t* out, bool first) {
  hash_rows(column, at, out, first,
            [values = static_cast<const T*>(column.values)](std::uint32_t i) { return hash(values[i]); });
}

}  // namespace

void hash_column(const column_view& column, storage kind, rows at, std::uint64_t* out, bool first) {
  switch (kind) {
    case storage::b8:
    case storage::u8: return hash_values<std::uint8_t>(column, at, out, first);
    case storage::i8: return hash_values<std::int8_t>(column, at, out, first);
    case storage::i16: return hash_values<std::int16_t>(column, at, out, first);
    case storage::i32: return hash_values<std::int32_t>(column, at, out, first);
    case storage::i64: return hash_values<std::int64_t>(column, at, out, first);
    case storage::u16: return hash_values<std::uint16_t>(column, at, out, first);
    case storage::u32: return hash_values<std::uint32_t>(column, at, out, first);
    case storage::u64: return hash_values<std::uint64_t>(column, at, out, first);
    case storage::f32: return hash_values<float>(column, at, out, first);
    case storage::f64: return hash_values<double>(column, at, out, first);
    case storage::i128: return hash_values<int128>(column, at, out, first);
    case storage::text: return hash_values<text>(column, at, out, first);
    case storage::code:
      return hash_rows(column, at, out, first,
                       [codes = static_cast<const std::int32_t*>(column.values),
                        hashes = column.words->hashes()](std::uint32_t i) { return hashes[codes[i]]; });
  }
}

void hash_columns(std::span<const column_view> columns, std::span<const storage> kinds, rows at, std::uint64_t* out) {
  for (std::size_t c = 0; c < columns.size(); ++c) hash_column(columns[c], kinds[c], at, out, c == 0);
}

}  // namespace bodo::rt
