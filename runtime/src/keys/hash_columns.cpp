#include "keys/hash_columns.h"

#include <type_traits>
#include <utility>

#include "bodo/rt/dictionary.h"
#include "columns/storage_type.h"

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
  if (kind == storage::text) return hash_values<text>(column, at, out, first);
  if (kind == storage::code)
    return hash_rows(column, at, out, first,
                     [codes = static_cast<const std::int32_t*>(column.values),
                      hashes = column.words->hashes()](std::uint32_t i) { return hashes[codes[i]]; });
  with_storage_type(kind,
                    [&](auto* type) { hash_values<std::remove_pointer_t<decltype(type)>>(column, at, out, first); });
}

void hash_columns(std::span<const column_view> columns, std::span<const storage> kinds, rows at, std::uint64_t* out) {
  for (std::size_t c = 0; c < columns.size(); ++c) hash_column(columns[c], kinds[c], at, out, c == 0);
}

void hash_contents(const column_view& column, const field& f, rows at, std::uint64_t* out) {
  if (!f.coded) {
    const std::uint64_t mask = std::exchange(hash_mask, ~std::uint64_t{0});
    hash_column(column, f.storage(), at, out);
    hash_mask = mask;
    return;
  }
  const coded_column words(column);
  for (std::uint32_t k = 0; k < at.count; ++k) {
    const std::uint32_t i = at[k];
    out[k] = column.known(i) ? hash_bytes(words[i].view()) : mix(missing_seed);
  }
}

}  // namespace bodo::rt
