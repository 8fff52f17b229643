#pragma once
// What the uses of arrays and variables in a parallel loop (parallel_loop.h) share: the iterations of each rank, the
// arrays that it reads with the rows of other ranks around them, the merge of what ranks have.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/exact.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// The numbers from `first` up to, not including, `last`.
class iterations {
 public:
  class iterator {
   public:
    explicit iterator(std::int64_t i) : i_(i) {}
    std::int64_t operator*() const { return i_; }
    iterator& operator++() { return ++i_, *this; }
    bool operator!=(const iterator& o) const { return i_ != o.i_; }

   private:
    std::int64_t i_;
  };
  iterations(std::int64_t first, std::int64_t last) : first_(first), last_(last < first ? first : last) {}
  iterator begin() const { return iterator(first_); }
  iterator end() const { return iterator(last_); }

 private:
  std::int64_t first_, last_;
};

// Arrays that a loop uses at any index are on every rank as a whole, so they may have so many elements.
inline constexpr std::int64_t most_elements_of_all = std::int64_t{1} << 20;

enum class use_of_all {
  read,
  combined
};

// The loop for which every rank makes all elements of an array.
struct whole_use {
  const site& loop;
  const char* array;
  use_of_all use;

  // An error if these are too many.
  void check(std::int64_t elements) const;
};

// All of n rows, which are not too many.
block block_everywhere(const whole_use& use, std::int64_t n);

namespace detail {

// An array that a loop reads: this rank's rows in place, and those of other ranks around them.
struct read_array {
  table rows;
  const char* name;
  std::int64_t low, high;  // it is read from i + low to i + high
  std::size_t width = 0;   // bytes of an element
  block own = {}, before = {}, after = {};
  std::vector<std::byte> left = {}, right = {};  // the rows `before` and `after`
};

// States of a variable or of an array's elements that ranks combine, as many on each. A state may be sent as its bytes.
struct combined_states {
  std::span<std::byte> bytes;
  std::size_t width;                                  // of a state
  void (*merge)(std::byte* state, const std::byte*);  // null: they are float_pairs, which may have bytes outside

  template <class State>
  static combined_states of(std::span<State> states) {
    static_assert(std::is_trivially_copyable_v<State>);
    return {std::as_writable_bytes(states), sizeof(State), [](std::byte* state, const std::byte* other) {
              reinterpret_cast<State*>(state)->merge(*reinterpret_cast<const State*>(other));
            }};
  }
  static combined_states of_sums(std::span<float_pair> sums) {
    return {std::as_writable_bytes(sums), sizeof(float_pair), nullptr};
  }
};

// Collective: merges the ranks' states, in the order of the ranks, so that every rank has the same.
void combine(const site& at, std::span<const combined_states> states);
template <class State>
void combine(const site& at, std::span<State> states) {
  const combined_states all = combined_states::of(states);
  combine(at, std::span(&all, 1));
}

// What all loops share.
class loop_core {
 public:
  loop_core(const site& at, std::int64_t begin, std::int64_t end) : at_(&at), begin_(begin), end_(end) {}

  // Every rank runs all iterations: all arrays are on every rank.
  void run_everywhere() { everywhere_ = true; }

  void read(const table& rows, const char* name, std::int64_t low, std::int64_t high, std::size_t width);
  void written(table& rows, const char* name);
  // Collective: all elements on every rank; an error if there are too many.
  table whole(const table& rows, const char* name, use_of_all use) const;
  // Collective: divides the iterations, exchanges the rows that ranks need of each other.
  void start();
  // Collective, unless every rank has run all iterations.
  void combine(std::span<const combined_states> states) const {
    if (!everywhere_) detail::combine(*at_, states);
  }

  // True if what a sum was before the loop is a term of this rank's: it is of one.
  bool counts_before() const { return everywhere_ || rank() == 0; }
  const site& at() const { return *at_; }
  const read_array& array(std::size_t n) const { return reads_[n]; }
  const block& mine() const { return mine_; }
  // This rank's iterations, and those of them that read its own rows alone.
  iterations before() const { return {mine_.begin, inner_.begin}; }
  iterations inner() const { return {inner_.begin, inner_.end()}; }
  iterations after() const { return {inner_.end(), mine_.end()}; }

 private:
  block iterations_of(int rank) const;
  block needed_by(int rank, const read_array& a) const;
  void exchange_halos();

  const site* at_;
  std::int64_t begin_, end_;
  std::int64_t length_ = -1;  // of the array whose rows divide the iterations; negative: there is none
  bool writes_ = false;
  bool everywhere_ = false;
  std::vector<read_array> reads_;
  block mine_, inner_;
};

// The elements of an array that no other table shares: they may be overwritten. Else null. Local.
void* own_elements(table& rows);

[[noreturn]] void beyond_array(const site& at, const char* name, std::int64_t index, std::int64_t length);
[[noreturn]] void beyond_array(const site& at, const char* name, std::int64_t row, std::int64_t column,
                               std::int64_t rows, std::int64_t columns);

// The arguments of the state that a use has while the loop runs. Of arrays that are read: its number.
template <class Use>
struct during {
  const Use& use;
  const loop_core& loop;
  std::size_t array;
};

// Rows, or columns, from `begin` up to, not including, `end`.
struct range_of_use {
  std::int64_t begin, end;
};

// A use of an array of which something is known before the loop: one check serves all iterations.
template <class Use>
class use_in_range : public Use {
 public:
  use_in_range(const Use& use, std::initializer_list<range_of_use> ranges) : Use(use) {
    for (const range_of_use& r : ranges) {
      if (r.begin >= r.end) continue;  // no element is used
      begin_ = r.begin < begin_ ? r.begin : begin_;
      end_ = r.end > end_ ? r.end : end_;
    }
  }
  class state : public Use::state {
   public:
    template <class Known>
    explicit state(const during<Known>& d) : Use::state(during<Use>{d.use, d.loop, d.array}) {}
  };

 protected:
  bool is_within(std::int64_t extent) const { return begin_ >= 0 && end_ <= extent; }

 private:
  std::int64_t begin_ = 0, end_ = 0;
};

// The columns are known.
template <class Use>
class columns_in_range : public use_in_range<Use> {
 public:
  using use_in_range<Use>::use_in_range;
  bool columns_are_there() const { return this->is_within(this->column_count()); }
};

// The rows are known; of one dimension: the elements.
template <class Use>
class rows_in_range : public use_in_range<Use> {
 public:
  using use_in_range<Use>::use_in_range;
  columns_in_range<rows_in_range> columns(std::initializer_list<range_of_use> ranges) const { return {*this, ranges}; }
  bool rows_are_there() const { return this->is_within(this->row_count()); }
};

}  // namespace detail

}  // namespace bodo::rt
