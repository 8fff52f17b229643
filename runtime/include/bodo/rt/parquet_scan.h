#pragma once
// A scan over Parquet files: this rank's contiguous share of the rows, batch by batch. Row groups that cannot match are
// not read. Late columns are decoded only for the rows that a filter kept; a page without such rows is not
// decompressed.
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/comparison.h"
#include "bodo/rt/key_values.h"
#include "bodo/rt/parquet_files.h"
#include "bodo/rt/sort.h"

namespace bodo::rt {

class parquet_scan {
 public:
  // All columns, or those that are decoded `now`, by next(), and those that are `later`, by decode(): indexes into the
  // columns of `files`, which outlives the scan. A batch's columns have these numbers too; others have no values.
  explicit parquet_scan(const parquet_files& files);
  parquet_scan(const parquet_files& files, std::initializer_list<std::uint32_t> now, other_columns later);
  parquet_scan(const parquet_files& files, std::span<const std::uint32_t> now, std::span<const std::uint32_t> later);
  parquet_scan(const parquet_files& files, std::initializer_list<std::uint32_t> now,
               std::initializer_list<std::uint32_t> later = {})
      : parquet_scan(files, std::span(now.begin(), now.size()), std::span(later.begin(), later.size())) {}
  ~parquet_scan();
  parquet_scan(const parquet_scan&) = delete;
  parquet_scan& operator=(const parquet_scan&) = delete;

  // The program will drop rows for which `column op value` is not true: skips the row groups whose statistics rule out
  // all of their rows. The same calls on every rank, before the first next(). `column` is an index into the columns of
  // `files`; the value has the column's representation (a scaled decimal, days, nanoseconds). Several conditions must
  // all hold, but those with `eq` on one column are alternatives (isin).
  void skip_unless(std::size_t column, comparison op, std::int64_t value);
  template <std::signed_integral Value_>
  void skip_unless(std::size_t column, comparison op, Value_ value) {
    skip_unless(column, op, static_cast<std::int64_t>(value));
  }
  template <std::unsigned_integral Value_>
  void skip_unless(std::size_t column, comparison op, Value_ value) {
    skip_unless(column, op, static_cast<int128>(value));
  }
  void skip_unless(std::size_t column, comparison op, int128 value);
  void skip_unless(std::size_t column, comparison op, double value);
  void skip_unless(std::size_t column, comparison op, std::string_view value);

  // The program will drop rows whose values in these columns are none of the keys: of a key_filter, or of a join's
  // build side, whose fields have the columns' types or narrower or wider integers. Collective if the keys are.
  template <class Keys>
  void skip_unless_in(std::initializer_list<std::uint32_t> columns, const Keys& keys) {
    if (has_choice()) add_values(columns, keys.values());
  }

  // Instead of this rank's rows, those with these ascending numbers: batches begin at one of them, and `wanted` says
  // which of a batch's rows they are. Before the first next(). Local.
  void only(std::span<const std::int64_t> numbers);
  rt::rows wanted() const;

  // The number of rows of all ranks that the conditions leave, and of this rank. Local.
  std::int64_t rows() const;
  std::int64_t local_rows() const;

  // The next rows, batch_size() at most. Texts stay valid until the next call. Local.
  bool next(batch& b);
  // Decodes the late columns of the current batch for these rows, in place: row i is in slot i. At most once a batch.
  // Does nothing if `at` is empty.
  void decode(batch& b, rt::rows at);
  // The same for one of the columns: for filters that go column by column.
  void decode(batch& b, std::size_t column, rt::rows at);

  // The bytes that this rank has read and decompressed so far, and the row groups skipped (of all files).
  struct figures {
    std::int64_t bytes_read, bytes_decompressed, row_groups, row_groups_skipped;
  };
  figures counted() const;

 private:
  bool has_choice() const;  // there are several row groups
  void add_values(std::initializer_list<std::uint32_t> columns, std::span<const key_values> values);

  struct impl;
  impl* impl_;
};

// Some columns of the rows with given numbers, of any rank. A page without such rows is not decompressed.
class parquet_rows final : public numbered_rows {
 public:
  parquet_rows(const parquet_files& files, std::initializer_list<std::uint32_t> columns)
      : files_(files), columns_(columns) {}
  table at(std::span<const std::int64_t> numbers) override;

 private:
  const parquet_files& files_;
  std::vector<std::uint32_t> columns_;
};

}  // namespace bodo::rt
