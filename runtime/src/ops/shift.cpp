// Values of rows before or after each row.
#include <algorithm>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/redistribute.h"
#include "bodo/rt/window.h"
#include "columns/bits.h"
#include "columns/storage_type.h"
#include "columns/table_content.h"
#include "ops/neighbours.h"
#include "ops/running_by_key.h"

namespace bodo::rt {

namespace {

// Rows one after the other, with the values of a table's rows or none.
struct run_of_rows {
  std::int64_t count = 0;
  const column_view* values = nullptr;  // null: missing
  std::int64_t from = 0;                // the first one's row there
};

class shifted : public window::stream {
 public:
  explicit shifted(const table& own)
      : own_(own), own_values_(own.column(0)), width_(width_of(own.field_at(0).storage())) {}

  column_view next(std::uint32_t n) override {
    while (run_.count == 0) run_ = next_run();
    if (run_.count >= n && run_.values != nullptr) {  // nothing is copied
      const column_view v = cut_column(*run_.values, width_, static_cast<std::size_t>(run_.from), n, bits_);
      leave(n);
      return v;
    }
    values_.resize(batch_capacity * width_);
    valid_.assign(words_for(batch_capacity), 0);
    for (std::uint32_t k = 0; k < n;) {
      while (run_.count == 0) run_ = next_run();
      const auto some = static_cast<std::uint32_t>(std::min<std::int64_t>(run_.count, n - k));
      std::byte* const to = values_.data() + k * width_;
      if (run_.values == nullptr) {
        clear_bytes(to, some * width_);
      } else {
        const column_view& from = *run_.values;
        const auto first = static_cast<std::size_t>(run_.from);
        copy_bytes(to, static_cast<const std::byte*>(from.values) + first * width_, some * width_);
        for (std::uint32_t i = 0; i < some; ++i) write_bit(valid_.data(), k + i, from.known(first + i));
      }
      leave(some);
      k += some;
    }
    column_view v{values_.data(), valid_.data(), own_values_.words, own_values_.bound};
    v.width = static_cast<std::uint8_t>(width_);
    return v;
  }

 protected:
  virtual run_of_rows next_run() = 0;

  table own_;
  column_view own_values_;

 private:
  void leave(std::uint32_t n) {
    run_.count -= n;
    run_.from += n;
  }

  std::size_t width_;
  run_of_rows run_;
  std::vector<std::byte> values_;
  std::vector<std::uint64_t> valid_, bits_;
};

// Of whole segments.
class shifted_within final : public shifted {
 public:
  shifted_within(const window_rows& rows, std::int64_t k) : shifted(rows.values()), rows_(rows), k_(k) {}

 private:
  run_of_rows next_run() override {
    const std::int64_t begin = rows_.starts()[segment_], size = rows_.starts()[segment_ + 1] - begin;
    const std::int64_t by = std::clamp(k_, -size, size);
    const std::int64_t before = std::max<std::int64_t>(0, by), after = std::max<std::int64_t>(0, -by);
    switch (part_++) {
      case 0: return {before};
      case 1: return {size - before - after, &own_values_, begin + after};
      default: part_ = 0, ++segment_; return {after};
    }
  }

  window_rows rows_;
  std::int64_t k_;
  std::size_t segment_ = 0;
  int part_ = 0;
};

// Of one segment with rows of other ranks.
class shifted_spread final : public shifted {
 public:
  shifted_spread(const table& own, const table& other) : shifted(own), other_(other), other_values_(other.column(0)) {}

  void add(std::int64_t count) { runs_.push_back({count}); }
  void add_own(std::int64_t count, std::int64_t from) { runs_.push_back({count, &own_values_, from}); }
  void add_other(std::int64_t count, std::int64_t from) { runs_.push_back({count, &other_values_, from}); }

 private:
  run_of_rows next_run() override { return runs_[next_++]; }

  table other_;
  column_view other_values_;
  std::vector<run_of_rows> runs_;
  std::size_t next_ = 0;
};

// The last row so far of each of few keys.
template <class T>
struct row_before {
  using sent = row_before;
  const sent& to_send() const { return *this; }
  void take(const T& v, bool is_known) { value = v, known = is_known; }
  bool step(const T& v, bool is_known, T& out, const site&) {
    const bool had = known;
    out = value;
    take(v, is_known);
    return had;
  }
  void merge(const row_before& later) { *this = later; }
  void release() {}

  T value{};
  bool known = false;
};

// The rows of all ranks, as one segment: those that a rank gets from others are exchanged.
window::stream* shift_spread(const site& at, const table& t, std::int64_t k) {
  const std::int64_t total = t.total(), first = t.first(), end = first + t.rows();
  k = std::clamp(k, -total, total);
  const auto length = [](std::int64_t from, std::int64_t to) { return std::max<std::int64_t>(0, to - from); };
  // row i gets row i - k, if there is one: those before this rank's rows, its own ones, and those after them
  const std::int64_t begin = std::clamp(k, first, std::max(first, end)),
                     stop = std::clamp(total + k, begin, std::max(begin, end));
  const std::int64_t own = std::clamp(first + k, begin, stop), after = std::clamp(end + k, own, stop);
  const std::int64_t asked = k >= 0 ? own - begin : stop - after;
  // this rank's rows that others ask for
  const std::int64_t from = k >= 0 ? std::max(first, end - k) : std::max(first, -k);
  const std::int64_t to = k >= 0 ? std::min(end, total - k) : std::min(end, first - k);
  const std::int64_t sent = length(from, to);
  const counted placed = scan_and_total(sent);
  const table given = t.slice(sent == 0 ? 0 : from - first, sent, placed.first, placed.total, layout::blocks);
  table mine = t, got = repartition(at, given, asked);
  std::int64_t got_from = 0;
  if (t.field_at(0).coded && asked != 0) {  // one dictionary for all
    mine = got = joined(at, {t, got});
    got_from = t.rows();
  }
  auto* const made = new shifted_spread(mine, got);
  made->add(begin - first);
  if (k >= 0) made->add_other(asked, got_from);
  made->add_own(after - own, own - k - first);
  if (k < 0) made->add_other(asked, got_from);
  made->add(end - stop);
  return made;
}

}  // namespace

window shift(const window_rows& rows, std::int64_t k) {
  field f = rows.value_field();
  f.nullable = true;
  if (k == 1 && f.storage() != storage::text && f.storage() != storage::code)
    if (const few_keys* const keys = rows.keys_if_few())
      return with_storage_type(f.storage(),
                               [&]<class T>(T*) { return running_in_frame<T, T, row_before<T>>(rows, f, *keys); });
  if (rows.spread()) return {rows.at(), f, rows.values(), shift_spread(rows.at(), rows.values(), k)};
  return {rows.at(), f, rows.values(), new shifted_within(rows, k)};
}

}  // namespace bodo::rt
