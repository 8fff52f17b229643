#pragma once
// The implementation of join_table, which a route uses too.
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "bodo/rt/bloom_filter.h"
#include "bodo/rt/join.h"
#include "bodo/rt/table.h"
#include "keys/key_bitmap.h"
#include "keys/packed_keys.h"

namespace bodo::rt {

// When rows are dropped by the keys of the other side, for tests ("always", "never"); else empty, and each filter
// measures.
std::string_view key_filters_for_tests();

struct join_table::impl {
  impl(const site& at, join how, std::span<const field> keys, std::span<const field> payload);

  const site* at;
  join how;
  std::vector<field> key_fields;
  std::vector<field> fields;                   // keys, then payload
  std::vector<std::uint32_t> payload_numbers;  // of the payload columns; empty if they are 0, 1, 2, ...
  table_builder builder;
  table rows;  // of this rank, or all of them
  bool spread = false;
  bool in_order = false;  // if it is spread, build rows are fetched to the probe side instead of sending probe rows
  std::int64_t total = 0;
  // The rows stay where they are, and are looked up among the rows of the other side, once a route has collected these.
  bool turned = false;

  packed_keys keys;   // its table stays empty if there is a bitmap
  key_bitmap bitmap;  // used instead if the keys are dense enough
  bool unique = true;
  bool conditional = false;  // a pair of equal keys may be none
  // if keys occur several times: the rows of key number g are row_list[starts[g]] to row_list[starts[g + 1]]
  array<std::uint32_t> starts, row_list;
  // if it matters which build rows have a match: a bit for each key number, with a condition or a turned table for each
  // row
  std::vector<std::uint64_t> matched;
  std::vector<column_view> payload;                            // returned by column()
  std::vector<std::vector<std::uint64_t>> valid_with_missing;  // of a left join: one more bit than there are rows
  struct values {
    const char* first;
    std::size_t width;
  };
  std::vector<values> prefetched;      // of payload columns that are too large for the cache
  std::vector<std::uint64_t> nothing;  // values of a table without rows

  // the rows looked up last
  array<std::uint32_t> hits;  // key number, or none
  bodo::rt::rows probed;
  bool keep_unmatched = false;
  std::optional<pair_condition> where;
  bool row_matched = false;  // the row whose partners are being gone through has one for which the condition holds
  std::uint32_t next_row = 0, next_in_list = 0;
  matches pairs;  // the pairs that found_pairs returns
  // if it is turned: the rows of the pairs that the route has found, to be handed out by the next probe
  std::uint32_t turned_count = 0;
  std::uint32_t turned_rows[batch_capacity];

  // if the rows are spread: of the keys of all ranks, if rows without a partner are many and need not travel
  bloom_filter filter;
  std::vector<std::uint64_t> hashes;  // of the rows to be filtered
  filtered_rows prefiltered, before_sending;

  void finish(layout l, std::int64_t probe_rows, std::int64_t probe_width, bool everywhere = false);
  bool better_turned(std::int64_t probe_rows, layout l) const;
  // Collective: whether a turned table stays so, now that the number of rows that would be probed is known on all ranks
  // (`probe_rows`): always if some of its rows are marked. If not, its rows go where other tables' rows are after
  // finish().
  bool turn(std::int64_t probe_rows);
  void bring(layout l, std::int64_t probe_rows, std::int64_t probe_width, bool everywhere);
  bool better_spread(std::int64_t probe_rows, std::int64_t probe_width) const;
  std::vector<std::uint32_t> key_columns() const;
  std::vector<key_values> values(
      bool all_ranks) const;  // of the keys of this rank's rows, or of all ranks': collective
  double share_with_partner() const;
  bool wants_filter(std::int64_t probe_rows) const;
  void spread_rows();
  // Of rows whose keys have these hashes, as many as `at` has, those that may have a partner: their positions, and
  // their hashes in place of all. Local.
  bodo::rt::rows may_match(bodo::rt::rows at, std::uint64_t* hashes, std::uint16_t* positions);
  bool asks_for_match() const;
  void mark_matched(std::uint32_t rows);
  void next_candidates(matches& out);
  void drop_candidates(matches& out);
  std::span<const std::uint32_t> partners(std::uint32_t hit) const;
  // The numbers of this rank's share of the rows with a match, or of the others.
  array<std::uint32_t> after_probes(layout l, bool with_match);
  array<std::uint64_t> dense_keys(std::span<const std::uint32_t> key_columns);
  void build();
  void make_payload();
  std::unique_ptr<impl> fetched;  // the rows that a route has fetched for a round; probes use them
  impl& at_hand() { return fetched ? *fetched : *this; }
  std::size_t place_of(std::size_t number) const;  // among the payload columns

  // The numbers of the rows' keys, into `hits`. whether: of keys that exist any number will do.
  void look_up(std::span<const column_view> columns, bodo::rt::rows at, bool whether = false);
};

// The storages of key columns as they are, coded or not.
std::vector<storage> kinds_of(std::span<const field> keys, std::span<const column_view> columns);

}  // namespace bodo::rt
