#include "ops/few_keys.h"

#include <algorithm>

#include "columns/row_picker.h"
#include "keys/packed_keys.h"
#include "ops/shuffle.h"

namespace bodo::rt {

namespace {

// On all ranks together: their states are on each rank for a moment, and those of a rank's keys stay in its caches.
constexpr std::size_t most_keys = 32768;

// Numbers this rank's keys, and finds the first row of each; false if they are too many.
bool number_keys(const table& keys, missing_keys missing, packed_keys& all, few_keys& found,
                 array<std::uint32_t>& first_rows) {
  found.key.resize(static_cast<std::size_t>(keys.rows()));
  std::vector<std::uint32_t> numbers(batch_capacity);
  selection known;
  std::uint32_t row = 0;
  table_scan scan(keys);
  for (batch b; scan.next(b); row += b.size) {
    rows at_keys = b;
    if (missing == missing_keys::dropped) {
      known.take(b);
      for (const column_view& v : b.columns) known.keep_known({v});
      at_keys = known;
    }
    all.pack(b.columns, at_keys);
    all.table.add(all.codec.words(), at_keys.count, numbers.data());
    if (all.table.size() > most_keys) return false;
    std::uint32_t* const key = found.key.data() + row;
    if (at_keys.count != b.size) std::fill_n(key, b.size, key_table::none);
    for (std::uint32_t k = 0; k < at_keys.count; ++k) {
      key[at_keys[k]] = numbers[k];
      if (numbers[k] == first_rows.size()) first_rows.push_back(row + at_keys[k]);
    }
  }
  found.count = all.table.size();
  return true;
}

}  // namespace

std::optional<few_keys> find_few_keys(const site& at, const table& keys, missing_keys missing) {
  few_keys found(at);
  const std::vector<field> fields = keys.fields();
  packed_keys all(at, fields);
  array<std::uint32_t> first_rows(at);
  const bool few = number_keys(keys, missing, all, found, first_rows);
  found.leaves_rows_out = missing == missing_keys::dropped;
  found.spread = !keys.is_replicated() && size() > 1;
  if (!found.spread) return few ? std::optional(std::move(found)) : std::nullopt;

  std::size_t keys_of_all = 0;
  for (const std::size_t n : allgather_value(few ? found.count : most_keys + 1)) keys_of_all += n;
  if (keys_of_all > most_keys) return std::nullopt;
  // each rank's keys go to the ranks after it
  const auto me = static_cast<std::size_t>(rank());
  found.before.resize(me);
  row_picker picker(keys);
  std::size_t to = me + 1, done = 0;
  std::vector<std::uint32_t> numbers(batch_capacity);
  exchange_rows(
      at, fields,
      [&](row_exchange& x) {
        if (done == first_rows.size()) ++to, done = 0;
        if (to >= static_cast<std::size_t>(size()) || first_rows.size() == 0) return false;
        const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, first_rows.size() - done));
        x.add(picker.pick(first_rows.data() + done, n), {nullptr, n}, static_cast<int>(to));
        done += n;
        return true;
      },
      [&](const batch& b, std::size_t source) {
        all.pack(b.columns, b);
        all.table.find(all.codec.words(), b.size, numbers.data());
        found.before[source].insert(found.before[source].end(), numbers.begin(), numbers.begin() + b.size);
      });
  return found;
}

}  // namespace bodo::rt
