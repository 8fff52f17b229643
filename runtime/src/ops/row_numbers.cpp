// Numbers of rows within those of equal keys. No row moves: a rank counts its rows of each key, and learns how many
// rows other ranks have before them.
#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/hash.h"
#include "bodo/rt/rows_by_key.h"
#include "columns/bits.h"
#include "columns/row_picker.h"
#include "keys/hash_columns.h"
#include "keys/packed_keys.h"
#include "keys/partitioned.h"
#include "ops/shuffle.h"

namespace bodo::rt {

namespace {

// Which rows come before a row.
enum class count_from : bool {
  first,
  last
};

// This rank's keys with their numbers of rows. From these the owners of their hashes tell how many rows come before. A
// key may be there several times, in the order of its rows.
class spread_counts {
 public:
  spread_counts(const site& at, const table& keys, const array<std::uint32_t>& first_rows,
                const array<std::uint32_t>& counts, count_from from)
      : at_(at), keys_(keys), first_rows_(first_rows), counts_(counts), from_(from) {}

  // Collective: adds the rows that come before, by key.
  void add_to(array<std::int64_t>& before) {
    send();
    answer(before);
  }

 private:
  struct arrived {  // from one rank
    array<std::uint32_t> key, count;
  };

  void send();
  void answer(array<std::int64_t>& before);

  const site& at_;
  const table keys_;
  const array<std::uint32_t>& first_rows_;  // by key
  const array<std::uint32_t>& counts_;
  const count_from from_;
  std::vector<array<std::uint32_t>> asked_;  // by owner: the keys in the order in which they travelled
  std::vector<arrived> here_;                // by rank
  std::size_t owned_ = 0;                    // different keys
};

void spread_counts::send() {
  std::vector<field> fields = keys_.fields();
  std::vector<storage> kinds;
  for (const field& f : fields) kinds.push_back(f.storage());
  packed_keys merged(at_, fields);
  fields.push_back({"", bodo::uint32});
  for (int r = 0; r < size(); ++r) {
    asked_.emplace_back(at_);
    here_.push_back({array<std::uint32_t>(at_), array<std::uint32_t>(at_)});
  }
  row_picker picker(keys_);
  std::vector<std::uint64_t> hashes(batch_capacity);
  std::vector<std::uint16_t> owner(batch_capacity);
  std::size_t done = 0;
  exchange_rows(
      at_, fields,
      [&](row_exchange& x) {
        const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, first_rows_.size() - done));
        const auto picked = picker.pick(first_rows_.data() + done, n);
        hash_columns(picked, kinds, {nullptr, n}, hashes.data());
        for (std::uint32_t k = 0; k < n; ++k) {
          owner[k] = static_cast<std::uint16_t>(owner_of_hash(hashes[k], size()));
          asked_[owner[k]].push_back(static_cast<std::uint32_t>(done + k));
        }
        std::vector<column_view> columns(picked.begin(), picked.end());
        columns.push_back({counts_.data() + done, nullptr, nullptr});
        x.add(columns, {nullptr, n}, owner.data());
        done += n;
        return done < first_rows_.size();
      },
      [&](const batch& b, std::size_t source) {
        merged.pack(std::span(b.columns).first(kinds.size()), b);
        merged.table.add(merged.codec.words(), b.size, here_[source].key.extend(b.size));
        here_[source].count.append(static_cast<const std::uint32_t*>(b.columns.back().values), b.size);
      });
  owned_ = merged.table.size();
}

void spread_counts::answer(array<std::int64_t>& before) {
  // in the order in which rows are counted: rank by rank, and key by key of each
  std::vector<int> ranks(static_cast<std::size_t>(size()));
  std::iota(ranks.begin(), ranks.end(), 0);
  if (from_ == count_from::last) std::ranges::reverse(ranks);
  const auto in_order = [&](std::size_t i, std::size_t n) { return from_ == count_from::last ? n - 1 - i : i; };
  array<std::int64_t> so_far(at_, owned_);
  clear_bytes(so_far.data(), owned_ * sizeof(std::int64_t));
  const field fields[] = {{"", bodo::int64}};
  std::vector<std::int64_t> values(batch_capacity);
  std::vector<std::size_t> next(ranks.size(), 0);
  std::size_t turn = 0, done = 0;
  exchange_rows(
      at_, fields,
      [&](row_exchange& x) {
        const auto to = static_cast<std::size_t>(ranks[turn]);
        arrived& of = here_[to];
        const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, of.key.size() - done));
        for (std::uint32_t k = 0; k < n; ++k) {
          const std::size_t i = in_order(done + k, of.key.size());
          std::int64_t& rows = so_far[of.key[i]];
          values[k] = std::exchange(rows, rows + of.count[i]);
        }
        const column_view column[] = {{values.data(), nullptr, nullptr}};
        x.add(column, {nullptr, n}, ranks[turn]);
        done += n;
        if (done < of.key.size()) return true;
        of.key.free();
        of.count.free();
        done = 0;
        return ++turn < ranks.size();
      },
      [&](const batch& b, std::size_t owner) {
        const auto* const rows = static_cast<const std::int64_t*>(b.columns[0].values);
        const array<std::uint32_t>& keys = asked_[owner];
        for (std::uint32_t k = 0; k < b.size; ++k) before[keys[in_order(next[owner]++, keys.size())]] += rows[k];
      });
}

class number_stream final : public window::stream {
 public:
  number_stream(const window_rows& of, missing_keys missing, count_from from)
      : key_(of.at()), next_(of.at()), step_(from == count_from::first ? 1 : -1) {
    const table& keys = of.values();
    array<std::uint32_t> first_rows(of.at()), counts(of.at());
    number_keys(of, missing, first_rows, counts);
    next_.resize(counts.size());
    clear_bytes(next_.data(), next_.size() * sizeof(std::int64_t));
    if (of.spread()) spread_counts(of.at(), keys, first_rows, counts, from).add_to(next_);
    for (std::size_t g = 0; g < counts.size(); ++g) next_[g] += from == count_from::first ? 1 : counts[g];
  }

  column_view next(std::uint32_t n) override {
    constexpr std::uint32_t ahead = 16;  // prefetch distance
    const std::uint32_t* const key = key_.data() + std::exchange(at_, at_ + n);
    bool all = true;
    for (std::uint32_t k = 0; k < n; ++k) {
      if (at_ + ahead < key_.size()) __builtin_prefetch(next_.data() + key[k + ahead], 1);
      const bool known = key[k] != key_table::none;
      all &= known;
      numbers_[k] = known ? std::exchange(next_[key[k]], next_[key[k]] + step_) : 0;
    }
    if (all) return {numbers_, nullptr, nullptr};
    for (std::uint32_t k = 0; k < n; ++k) write_bit(valid_, k, key[k] != key_table::none);
    return {numbers_, valid_, nullptr};
  }

 private:
  // Numbers the keys of the rows, and finds the first row and the number of rows of each. If most rows have keys of
  // their own, and the owners see all of them anyway, a key gets a new number when it comes again after many others: so
  // the look-up stays within the caches.
  void number_keys(const window_rows& of, missing_keys missing, array<std::uint32_t>& first_rows,
                   array<std::uint32_t>& counts) {
    const table& keys = of.values();
    packed_keys all(of.at(), keys.fields());
    const std::size_t most = partitions_groups() ? 1 : std::size_t{1} << 16;
    bool forgets = of.spread();
    std::size_t forgotten = 0;
    key_.resize(static_cast<std::size_t>(keys.rows()));
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
      if (forgets && all.table.size() >= most) {
        if (forgotten == 0) forgets = partitions_groups() || seldom_again(row, counts.size());
        if (forgets) all.table.reset(all.codec.shape().words, all.codec.shape().bits, most);
        forgotten = forgets ? counts.size() : 0;
      }
      all.pack(b.columns, at_keys);
      all.table.add(all.codec.words(), at_keys.count, numbers.data());
      std::uint32_t* const key = key_.data() + row;
      if (at_keys.count != b.size) std::fill_n(key, b.size, key_table::none);
      for (std::uint32_t k = 0; k < at_keys.count; ++k) {
        const std::uint32_t i = at_keys[k];
        const auto number = static_cast<std::uint32_t>(forgotten + numbers[k]);
        key[i] = number;
        if (number == counts.size()) {
          first_rows.push_back(row + i);
          counts.push_back(0);
        }
        ++counts[number];
      }
    }
  }

  // True if the first `rows` of the rows, which have this many keys, let expect less than two rows a key: as if the
  // keys were drawn evenly from the number that makes the first ones' repetitions likely.
  bool seldom_again(double rows, double keys) const {
    return static_cast<double>(key_.size()) * (rows - keys) < 0.8 * rows * rows;
  }

  array<std::uint32_t> key_;  // by row, or none
  array<std::int64_t> next_;  // by key: the number of its next row
  const std::int64_t step_;
  std::size_t at_ = 0;
  std::int64_t numbers_[batch_capacity];
  std::uint64_t valid_[batch_capacity / 64] = {};
};

window numbers(const window_rows& keys, missing_keys missing, count_from from) {
  const field made{"", bodo::int64, flags_of(missing == missing_keys::dropped)};
  return {keys.at(), made, keys.values(), new number_stream(keys, missing, from)};
}

}  // namespace

window row_number(const window_rows& keys, missing_keys missing) { return numbers(keys, missing, count_from::first); }
window rows_left(const window_rows& keys, missing_keys missing) { return numbers(keys, missing, count_from::last); }

}  // namespace bodo::rt
