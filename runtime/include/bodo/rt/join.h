#pragma once
// The build side of a join: rows by key, on every rank (broadcast) or each on the rank that owns its key's hash
// (spread), depending on the measured size. The probe side is a stream: if the table is spread, its rows go through a
// `route` (route.h) first.
//
//     for (rt::matches& pairs : t.probe({key.view()}, live))
//       for (std::uint32_t k = 0; k < pairs.count; ++k) ... left[pairs.left[k]] ... right[pairs.right[k]] ...
//
// Without keys every row is a partner of every other one; the table is never spread then. With a condition beside the
// keys only pairs for which it holds are pairs:
//
//     const auto match = [&](std::uint32_t i, std::uint32_t j) { return left[i] < right[j]; };
//     for (rt::matches& pairs : t.probe({key.view()}, live, match)) ...
//
// Missing keys equal each other, as do NaNs. Strings match by value: either side may be coded, by any dictionary.
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/column.h"
#include "bodo/rt/key_values.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"
#include "bodo/rt/take.h"

namespace bodo::rt {

// The rows that a join keeps; the probe side is the left one. `left`: probe rows without a match, for which the build
// columns get a row whose values are all missing. `right`: build rows without a match, which an unmatched_scan has.
enum class join : std::uint8_t {
  inner,
  left,
  right,
  outer,  // both
  semi,
  anti,
  marked  // of probe rows only the build rows are marked that have a match: for matched_scan and unmatched_scan
};
constexpr bool keeps_probe(join how) { return how == join::left || how == join::outer; }
constexpr bool keeps_build(join how) { return how == join::right || how == join::outer || how == join::marked; }

// A table whose probes have a condition beside the keys.
struct conditional_t {};
inline constexpr conditional_t conditional;

// The condition on the two rows of a pair beside equal keys: `where(i, j)` says whether it holds for row i of the
// probed batch and row j of the build side. Lives as long as the function that it is made of.
class pair_condition {
 public:
  template <class Where>
  pair_condition(const Where& where)
      : where_(&where),
        test_([](const void* of, const std::uint16_t* left, const std::uint32_t* right, std::uint32_t n, bool* holds) {
          const Where& where = *static_cast<const Where*>(of);
          for (std::uint32_t k = 0; k < n; ++k) holds[k] = where(left[k], right[k]);
        }),
        any_([](const void* of, std::uint32_t left, const std::uint32_t* right, std::uint32_t n) {
          const Where& where = *static_cast<const Where*>(of);
          for (std::uint32_t k = 0; k < n; ++k)
            if (where(left, right[k])) return true;
          return false;
        }) {}
  void test(const std::uint16_t* left, const std::uint32_t* right, std::uint32_t n, bool* holds) const {
    test_(where_, left, right, n, holds);
  }
  bool any(std::uint32_t left, const std::uint32_t* right, std::uint32_t n) const {
    return any_(where_, left, right, n);
  }

 private:
  const void* where_;
  void (*test_)(const void*, const std::uint16_t*, const std::uint32_t*, std::uint32_t, bool*);
  bool (*any_)(const void*, std::uint32_t, const std::uint32_t*, std::uint32_t);
};

class join_table;
class exploded;

// A column of a build side, or of rows that travel, by the number that it has among the columns of the file that the
// rows come from. With a type it is computed, and has a number that no column of the file has; or its values may be
// missing though the file's are not.
struct source_column {
  source_column(std::uint32_t number) : number(number) {}
  source_column(std::uint32_t number, bodo::type type, field_flags flags = field_flags::none)
      : number(number), own(field("", type, flags)) {}
  std::uint32_t number;
  std::optional<field> own;
};
struct source_columns {
  // `file`: the fields of its columns.
  source_columns(const std::vector<field>& file, std::initializer_list<source_column> columns);
  ~source_columns();
  std::vector<field> fields;
  std::vector<std::uint32_t> numbers;
};

// A column of pairs: one of the probed batch, also by its number alone, a payload column of the build side, or one that
// was computed for the pairs.
struct pair_column {
  pair_column(std::size_t number) : number(number), of(side::left) {}
  pair_column(const batch& probed, std::size_t column) : view(probed.columns[column]), of(side::left) {}
  pair_column(const join_table& build, std::size_t column);
  pair_column(const exploded& lists, std::size_t column);  // explode.h
  template <std::convertible_to<column_view> Made>
  pair_column(const Made& made) : view(made), of(side::neither) {}

  enum class side : std::uint8_t {
    left,
    right,
    neither
  };
  static constexpr std::size_t unnumbered = -1;
  const column_view& at(const batch& probed) const { return number == unnumbered ? view : probed.columns[number]; }

  column_view view;
  std::size_t number = unnumbered;
  side of;
};

// Pairs of rows: position in the probed batch, row of the build side.
struct matches {
  struct pair {
    std::uint32_t left, right;
  };
  class iterator {
   public:
    iterator(const std::uint16_t* left, const std::uint32_t* right) : left_(left), right_(right) {}
    pair operator*() const { return {*left_, *right_}; }
    iterator& operator++() {
      ++left_;
      ++right_;
      return *this;
    }
    bool operator==(const iterator& o) const { return right_ == o.right_; }

   private:
    const std::uint16_t* left_;
    const std::uint32_t* right_;
  };

  std::uint32_t count = 0;
  std::uint16_t left[batch_capacity];
  std::uint32_t right[batch_capacity];

  // These columns with a value for each pair, for sinks; valid until the next call. Those by a number are of `probed`,
  // the batch that was probed. Local.
  //     groups.find(pairs.take(received, {trips::place, {orders_by_key, orders::priority}}), pairs.all());
  std::span<const column_view> take(const batch& probed, std::initializer_list<pair_column> columns);
  std::span<const column_view> take(std::initializer_list<pair_column> columns) { return take(batch(), columns); }
  // All pairs, for columns with a value for each.
  rows all() const { return {nullptr, count}; }
  // The pairs in which all of these columns are known; the same of those that have been kept.
  //     rt::selection kept = pairs.known(received, {trips::place, {orders_by_key, orders::priority}});
  selection known(const batch& probed, std::initializer_list<pair_column> columns) const {
    return known(probed, columns, all());
  }
  selection known(const batch& probed, std::initializer_list<pair_column> columns, const rows& of) const;
  selection known(std::initializer_list<pair_column> columns) const { return known(batch(), columns); }
  selection known(std::initializer_list<pair_column> columns, const rows& of) const {
    return known(batch(), columns, of);
  }
  void keep_known(const batch& probed, std::initializer_list<pair_column> columns, selection& kept) const;
  void keep_known(std::initializer_list<pair_column> columns, selection& kept) const {
    keep_known(batch(), columns, kept);
  }
  // The probed rows of the pairs, for columns of the probed batch: these need no copy if a sink takes no others.
  //     orders_by_key.add({received.columns[1], received.columns[2]}, pairs.probed());
  rows probed() const { return {left, count}; }
  // The numbers of these pairs, each with its probed row: for (const auto [k, i] : pairs.with_probed(kept)) ...
  class numbered;
  numbered with_probed(const rows& of) const;
  std::span<const std::uint32_t> built() const { return {right, count}; }

  // The pairs themselves: for (const auto [i, j] : pairs) ...
  pair operator[](std::uint32_t k) const { return {left[k], right[k]}; }
  iterator begin() const { return {left, right}; }
  iterator end() const { return {left + count, right + count}; }

 private:
  friend class join_table;
  friend class exploded;
  bool is_left_whole_ = false;  // the pairs' left rows are 0, 1, 2, ...: columns of the probed batch need no copy
  bool is_build_small_ = false;
  std::vector<taken_column> taken_;
  std::vector<column_view> views_;
};

class matches::numbered {
 public:
  struct row_of_pair {
    std::uint32_t pair, row;
  };
  class iterator {
   public:
    iterator(const std::uint16_t* pair, const std::uint16_t* left) : pair_(pair), left_(left) {}
    row_of_pair operator*() const { return {*pair_, left_[*pair_]}; }
    iterator& operator++() {
      ++pair_;
      return *this;
    }
    bool operator==(const iterator& o) const { return pair_ == o.pair_; }

   private:
    const std::uint16_t *pair_, *left_;
  };
  numbered(const rows& of, const std::uint16_t* left) : of_(of), left_(left) {}
  iterator begin() const { return {of_.begin(), left_}; }
  iterator end() const { return {of_.end(), left_}; }

 private:
  rows of_;
  const std::uint16_t* left_;
};
inline matches::numbered matches::with_probed(const rows& of) const { return {of, left}; }

// Pairs that come some after the other, to be gone through once: of the probed rows and the build rows of a join_table,
// or of rows and the values of their lists (explode.h).
template <class Source>
class pairs_from {
 public:
  class iterator {
   public:
    explicit iterator(Source& source) : source_(source) { ++*this; }
    matches& operator*() const { return source_.pairs(); }
    iterator& operator++() {
      more_ = source_.next(source_.pairs());
      return *this;
    }
    bool operator==(std::default_sentinel_t) const { return !more_; }

   private:
    Source& source_;
    bool more_ = true;
  };

  explicit pairs_from(Source& source) : source_(source) {}
  iterator begin() const { return iterator(source_); }
  std::default_sentinel_t end() const { return {}; }

 private:
  Source& source_;
};
using found_pairs = pairs_from<join_table>;

// For join_table::finish where the number of rows that will be probed is not known.
inline constexpr std::int64_t unknown_rows = -1;

class join_table {
 public:
  // Fields of the key columns, then of the columns that the probe side reads. (For semi and anti there are none without
  // a condition.)
  join_table(const site& at, join how, std::span<const field> keys, std::span<const field> payload);
  join_table(const site& at, join how, std::initializer_list<field> keys, std::initializer_list<field> payload)
      : join_table(at, how, std::span<const field>(keys.begin(), keys.size()),
                   std::span<const field>(payload.begin(), payload.size())) {}
  join_table(const site& at, join how, std::initializer_list<field> keys, std::initializer_list<field> payload,
             conditional_t);
  // The same, but the payload columns have the numbers that they have in the file:
  //     rt::join_table orders_by_key(at, rt::join::inner, files, {orders::o_orderkey}, {orders::o_orderdate});
  //     ... pairs.take({{received, 1}, {orders_by_key, orders::o_orderdate}})
  template <class Files>
  join_table(const site& at, join how, const Files& of, std::initializer_list<source_column> keys,
             std::initializer_list<source_column> payload)
      : join_table(at, how, of.fields(), keys, payload, false) {}
  template <class Files>
  join_table(const site& at, join how, const Files& of, std::initializer_list<source_column> keys,
             std::initializer_list<source_column> payload, conditional_t)
      : join_table(at, how, of.fields(), keys, payload, true) {}
  ~join_table();
  // Frees its memory. It cannot be used afterwards. Local.
  void free();
  join_table(const join_table&) = delete;
  join_table& operator=(const join_table&) = delete;

  // Copies the rows: key columns, then payload columns. Local.
  void add(std::span<const column_view> columns, rows rows);
  void add(std::initializer_list<column_view> columns, rows rows) {
    add(std::span<const column_view>(columns.begin(), columns.size()), rows);
  }

  // Collective. `probe_rows`: the number of rows that this rank will probe (or unknown_rows), each of `probe_width`
  // bytes.
  void finish(std::int64_t probe_rows, std::int64_t probe_width = 32);
  // Collective, instead of finish() if the probe side's order matters: if the build rows are spread, a route leaves the
  // probe rows on their rank, and fetches their partners.
  void finish_in_order(std::int64_t probe_rows, std::int64_t probe_width = 32);
  // Collective, instead of finish() if the probe side is the same on every rank: the rows go to every rank, however
  // many they are.
  void finish_everywhere();
  // Instead of finish() if every rank has added the same rows (replicated build side): never spread. Local.
  void finish_local();

  // True if the rows are spread over the ranks, or stay where they are because the probe side has few rows, which are
  // looked up instead: then the probe side must go through a route.
  bool spread() const;
  std::int64_t rows_here() const;
  std::int64_t rows_total() const;
  bool unique() const;  // no key twice
  // What is known of the keys' values, for parquet_scan::skip_unless_in. Collective if the rows are spread.
  std::vector<key_values> values() const;

  // Looks the rows' keys up. The pairs are in the order of the probe rows and, for one probe row, of the build rows
  // (sequential order); good until the next probe. Local.
  found_pairs probe(std::span<const column_view> keys, rows rows);
  found_pairs probe(std::initializer_list<column_view> keys, rows rows) {
    return probe(std::span<const column_view>(keys.begin(), keys.size()), rows);
  }
  found_pairs probe(std::initializer_list<column_view> keys, rows rows, const pair_condition& where) {
    return probe_if(where, false, std::span<const column_view>(keys.begin(), keys.size()), rows);
  }
  found_pairs probe(std::span<const column_view> keys, rows rows, const pair_condition& where) {
    return probe_if(where, false, keys, rows);
  }
  // The same, but a row without a match pairs with missing_row().
  found_pairs probe_left(std::span<const column_view> keys, rows rows);
  found_pairs probe_left(std::initializer_list<column_view> keys, rows rows) {
    return probe_left(std::span<const column_view>(keys.begin(), keys.size()), rows);
  }
  found_pairs probe_left(std::initializer_list<column_view> keys, rows rows, const pair_condition& where) {
    return probe_if(where, true, std::span<const column_view>(keys.begin(), keys.size()), rows);
  }
  found_pairs probe_left(std::span<const column_view> keys, rows rows, const pair_condition& where) {
    return probe_if(where, true, keys, rows);
  }
  // The next pairs of the last probe, for a loop that stops between them; false once there are none left.
  bool next(matches& out);
  // Marks the rows with these keys. Local.
  void mark(std::span<const column_view> keys, rows rows);
  void mark(std::initializer_list<column_view> keys, rows rows) {
    mark(std::span<const column_view>(keys.begin(), keys.size()), rows);
  }
  // Keeps of the selection the rows whose key is in the table, or those whose key is not. Local.
  void keep_matching(std::span<const column_view> keys, selection& rows);
  void keep_matching(std::initializer_list<column_view> keys, selection& rows) {
    keep_matching(std::span<const column_view>(keys.begin(), keys.size()), rows);
  }
  void drop_matching(std::span<const column_view> keys, selection& rows);
  void drop_matching(std::initializer_list<column_view> keys, selection& rows) {
    drop_matching(std::span<const column_view>(keys.begin(), keys.size()), rows);
  }
  void keep_matching(std::initializer_list<column_view> keys, selection& rows, const pair_condition& where) {
    keep_if(true, std::span<const column_view>(keys.begin(), keys.size()), rows, &where);
  }
  void keep_matching(std::span<const column_view> keys, selection& rows, const pair_condition& where) {
    keep_if(true, keys, rows, &where);
  }
  void drop_matching(std::initializer_list<column_view> keys, selection& rows, const pair_condition& where) {
    keep_if(false, std::span<const column_view>(keys.begin(), keys.size()), rows, &where);
  }
  void drop_matching(std::span<const column_view> keys, selection& rows, const pair_condition& where) {
    keep_if(false, keys, rows, &where);
  }

  // Drops the rows of the selection that have no partner, before an inner or semi join, so that the caller need not
  // read their other columns. If the table is spread, some stay that have none. Drops none if that drops few. Local.
  void prefilter(std::span<const column_view> keys, selection& rows);
  void prefilter(std::initializer_list<column_view> keys, selection& rows) {
    prefilter(std::span<const column_view>(keys.begin(), keys.size()), rows);
  }

  // The payload column with this number, read at `right`; valid as long as the table lives.
  column_view column(std::size_t number) const;
  // Of a `left` join: the build row that unmatched probe rows pair with.
  std::uint32_t missing_row() const;

  struct impl;  // the runtime's

 private:
  friend class route;
  friend class unmatched_scan;
  friend found_pairs;
  join_table(const site& at, join how, const std::vector<field>& file, std::initializer_list<source_column> keys,
             std::initializer_list<source_column> payload, bool conditional);
  matches& pairs();
  found_pairs probe_if(const pair_condition& where, bool left, std::span<const column_view> keys, rows rows);
  void keep_if(bool matching, std::span<const column_view> keys, selection& rows,
               const pair_condition* where = nullptr);

  impl* self_;
};

// The build rows that no probed row has matched, of a join that keeps them, once all ranks have probed the table.
//     rt::unmatched_scan scan(orders_by_key, {1, rt::field{"name", bodo::string}});
//     for (rt::batch& batch : scan) ...
class unmatched_scan {
 public:
  // A column of its batches: the payload column of the table with this number, or one without values.
  struct column {
    column(std::uint32_t payload) : payload(payload) {}
    column(int payload) : payload(static_cast<std::uint32_t>(payload)) {}
    column(const field& missing) : missing(missing), is_missing(true) {}
    std::uint32_t payload = 0;
    field missing;
    bool is_missing = false;
  };
  // Collective; not if `l` is replicated: then every rank has probed the same rows, and has all rows. Else each rank
  // has its share of them, in the order of the build rows if the probe side's order matters (finish_in_order).
  unmatched_scan(join_table& of, std::initializer_list<column> columns, layout l = layout::blocks)
      : unmatched_scan(of, columns, l, false) {}
  ~unmatched_scan();
  unmatched_scan(const unmatched_scan&) = delete;
  unmatched_scan& operator=(const unmatched_scan&) = delete;

  bool next(batch& out);  // local

 protected:
  unmatched_scan(join_table& of, std::initializer_list<column> columns, layout l, bool matched);

 private:
  struct impl;
  impl* self_;
};

// The same of the build rows that have a match.
class matched_scan : public unmatched_scan {
 public:
  matched_scan(join_table& of, std::initializer_list<column> columns)
      : unmatched_scan(of, columns, layout::blocks, true) {}
};

inline pair_column::pair_column(const join_table& build, std::size_t column)
    : view(build.column(column)), of(side::right) {}

}  // namespace bodo::rt
