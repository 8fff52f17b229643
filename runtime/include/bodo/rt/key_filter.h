#pragma once
// The keys that will be looked up in a join's build side, known before that is collected: rows of the build side with
// other keys need not be held, nor travel to other ranks. Or the keys that the build side will have, for rows that are
// held until they probe it.
//
//     rt::key_filter t_keys(at, {{"o_orderkey", bodo::int64}}, t.total(), lineitem_files.rows());
//     for (rt::table_scan scan(t, {7}); t_keys.next(scan, batch);) t_keys.add({batch[0]}, batch);
//     t_keys.finish();
//     ...
//       t_keys.keep({batch[lineitem::l_orderkey]}, kept);
//
// Some rows with other keys stay: it is a Bloom filter.
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/bloom_filter.h"
#include "bodo/rt/column.h"
#include "bodo/rt/key_values.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

class key_filter {
 public:
  enum class drops : std::uint8_t {
    build_rows,
    probing_rows
  };

  // `others`: the rows of all ranks whose keys are to be added, `rows`: those from which it would drop some. It has no
  // effect unless the former are much fewer.
  key_filter(const site& at, std::initializer_list<field> keys, std::int64_t others, std::int64_t rows,
             drops which = drops::build_rows);

  // The next batch of the rows whose keys are added; false at once if there is no need to go through them. Local.
  template <class Source>
  bool next(Source& source, batch& b) {
    return pays_ && source.next(b);
  }
  void add(std::span<const column_view> keys, rows rows);  // local
  void add(std::initializer_list<column_view> keys, rows rows) { add(std::span(keys.begin(), keys.size()), rows); }
  // Collective: every rank then knows the keys of all.
  void finish();
  // Instead, if every rank has added the same keys. Local.
  void finish_local();

  // What is known of the keys' values, for parquet_scan::skip_unless_in; empty if it has no effect. Local.
  const std::vector<key_values>& values() const { return values_; }

  // Keeps of the selection the rows whose key may have been added; all if that drops few. Missing keys equal each
  // other. Local.
  void keep(std::span<const column_view> keys, selection& rows);
  void keep(std::initializer_list<column_view> keys, selection& rows) {
    keep(std::span(keys.begin(), keys.size()), rows);
  }

 private:
  void hash(std::span<const column_view> keys, rows rows);
  void fill(std::int64_t keys);

  const site* at_;
  std::vector<field> fields_;
  std::int64_t rows_;
  bool pays_;
  value_notes notes_;
  std::vector<key_values> values_;
  array<std::uint64_t> added_;  // the hashes of this rank's keys
  bloom_filter filter_;
  std::vector<std::uint64_t> hashes_;  // of a batch
  filtered_rows filtered_;
};

}  // namespace bodo::rt
