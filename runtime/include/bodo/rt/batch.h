#pragma once
// A batch: up to 4,096 consecutive rows of a stream, the unit that pipelines work on. A filter does not move values:
// it makes a selection, the list of positions that stay.
#include <array>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <span>
#include <vector>

#include "bodo/rt/column.h"

namespace bodo::rt {

inline constexpr std::uint32_t batch_capacity = 4096;

// 0, 1, 2, ...: the positions of a whole batch.
extern const std::array<std::uint16_t, batch_capacity> all_positions;

// Rows of the current batch: the first `count` (at == nullptr), or those at the ascending positions at[0..count).
struct rows {
  const std::uint16_t* at = nullptr;
  std::uint32_t count = 0;

  std::uint32_t size() const { return count; }
  std::uint32_t operator[](std::uint32_t k) const { return at ? at[k] : k; }
  const std::uint16_t* begin() const { return at ? at : all_positions.data(); }
  const std::uint16_t* end() const { return begin() + count; }
};

struct batch {
  std::uint32_t size = 0;            // rows
  std::int64_t first_row = 0;        // global number of row 0 in its source; ascending within a rank
  std::vector<column_view> columns;  // as the source numbers them

  operator rows() const { return {nullptr, size}; }
  const column_view& operator[](std::size_t c) const { return columns[c]; }
  // Several columns: groups.find(batch[{trips::place, trips::day}], kept)
  std::vector<column_view> operator[](std::initializer_list<std::size_t> numbers) const;
  template <class T>
  column<T> at(std::size_t c) const {
    return column<T>(columns[c]);
  }
  coded_column coded_at(std::size_t c) const { return coded_column(columns[c]); }
};

// The positions that a filter kept. `add_if` has no branch: the position is always written, and counted if it stays.
//     rt::selection kept(b, [&](std::uint32_t i) { return fare[i] > 0; });
class selection {
 public:
  selection() {}  // none; the room for positions stays as it is
  // All of these rows.
  explicit selection(const rows& all) { take(all); }
  // Of a batch, of the positions before `count`, or of these rows, those for which `stays(position)` is true.
  template <class Predicate>
  selection(const batch& of, Predicate stays) : selection(of.size, stays) {}
  template <class Predicate>
  selection(std::uint32_t count, Predicate stays) {
    for (std::uint32_t i = 0; i < count; ++i) add_if(i, stays(i));
  }
  template <class Predicate>
  selection(const rows& of, Predicate stays) {
    for (std::uint32_t k = 0; k < of.count; ++k) add_if(of[k], stays(of[k]));
  }

  void clear() { count_ = 0; }
  void add_if(std::uint32_t position, bool stays) {
    at_[count_] = static_cast<std::uint16_t>(position);
    count_ += stays;
  }
  // All of these rows.
  void take(const rows& all) {
    for (std::uint32_t k = 0; k < all.count; ++k) at_[k] = static_cast<std::uint16_t>(all[k]);
    count_ = all.count;
  }
  // Keeps only the positions for which `stays(position)` is true.
  template <class Predicate>
  void keep(Predicate stays) {
    std::uint32_t n = 0;
    for (std::uint32_t k = 0; k < count_; ++k) {
      const std::uint16_t i = at_[k];
      at_[n] = i;
      n += static_cast<bool>(stays(i));
    }
    count_ = n;
  }

  // Keeps only the positions at which all of these columns are known.
  void keep_known(std::initializer_list<column_view> columns);

  std::uint32_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  std::uint32_t operator[](std::uint32_t k) const { return at_[k]; }
  const std::uint16_t* begin() const { return at_.data(); }
  const std::uint16_t* end() const { return at_.data() + count_; }
  // If exactly the first rows stay, no list is needed.
  operator rows() const {
    const bool dense = count_ == 0 || at_[count_ - 1] == count_ - 1;
    return {dense ? nullptr : at_.data(), count_};
  }

 private:
  std::array<std::uint16_t, batch_capacity + 1> at_;
  std::uint32_t count_ = 0;
};

// The rows in which all of these columns are known.
//     rt::selection kept = rt::known(batch, {batch[trips::place], batch[trips::day]});
selection known(const rows& of, std::initializer_list<column_view> columns);

// A buffer for a computed column of one batch, which functions read as a column. Functions that are not called for each
// row are not inlined: programs with hundreds of buffers would take long to compile.
template <class T>
class buffer {
 public:
  [[gnu::noinline]] buffer() : values_(new T[batch_capacity]) {}
  [[gnu::noinline]] ~buffer() { delete[] values_; }
  buffer(const buffer&) = delete;
  buffer& operator=(const buffer&) = delete;

  T& operator[](std::size_t i) { return values_[i]; }
  const T& operator[](std::size_t i) const { return values_[i]; }

  [[gnu::noinline]] column_view view() const { return view_of(nullptr, nullptr); }
  operator column_view() const { return view(); }
  // Of codes into this dictionary.
  column_view coded_view(const dictionary& words) const { return view_of(nullptr, &words); }

 protected:
  column_view view_of(const std::uint64_t* valid, const dictionary* words) const {
    column_view v{values_, valid, words};
    v.width = sizeof(T);
    return v;
  }

 private:
  T* values_;
};

// The same for a column whose values may be missing: `set` and `set_missing` write its rows.
template <class T>
class nullable_buffer : public buffer<T> {
 public:
  // Row i: its value, if it is known.
  void set(std::size_t i, const T& v, bool known = true) {
    (*this)[i] = known ? v : T{};
    const std::uint64_t bit = std::uint64_t{1} << (i & 63);
    valid_[i >> 6] = known ? valid_[i >> 6] | bit : valid_[i >> 6] & ~bit;
  }
  void set_missing(std::size_t i) { set(i, T{}, false); }
  bool known(std::size_t i) const { return (valid_[i >> 6] >> (i & 63) & 1) != 0; }

  [[gnu::noinline]] column_view view() const { return this->view_of(valid_.data(), nullptr); }
  operator column_view() const { return view(); }
  column_view coded_view(const dictionary& words) const { return this->view_of(valid_.data(), &words); }

 private:
  std::array<std::uint64_t, batch_capacity / 64> valid_{};
};

// A source of batches: `next` gets one, and is false after the last.
template <class S>
concept batch_source = requires(S& source, batch& b) {
  { source.next(b) } -> std::same_as<bool>;
};

// The batches of a source, once:
//     for (rt::table_scan scan(t); rt::batch& batch : scan) ...
template <batch_source S>
class batch_iterator {
 public:
  explicit batch_iterator(S& source) : source_(source), more_(source.next(batch_)) {}
  batch& operator*() { return batch_; }
  void operator++() { more_ = source_.next(batch_); }
  bool operator==(std::default_sentinel_t) const { return !more_; }

 private:
  S& source_;
  batch batch_;
  bool more_;
};
template <batch_source S>
batch_iterator<S> begin(S& source) {
  return batch_iterator<S>(source);
}
template <batch_source S>
std::default_sentinel_t end(S&) {
  return {};
}

// Adds all rows of a source to a sink that has its columns: a table, a sort, a file, a build side. `of_batch` are
// further arguments of the source's next(). Returns the number of rows. Local.
template <class Sink, class Source, class... OfBatch>
std::int64_t add_all(Sink& to, Source&& from, const OfBatch&... of_batch) {
  std::int64_t n = 0;
  for (batch b; from.next(b, of_batch...); n += b.size) to.add(b.columns, b);
  return n;
}

// For scans: all columns of the source that are not decoded at once.
struct other_columns {};
inline constexpr other_columns others;

// Rows that came through a route (route.h): `rows` says which of the batch.
struct received_batch : batch {
  rt::rows rows;
};

}  // namespace bodo::rt
