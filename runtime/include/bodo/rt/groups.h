#pragma once
// Group-by: a hash table from keys to states. `find` gives each row the number of its group, and the emitted loop
// updates the states at these numbers:
//
//     const auto group = g.find({k.view(), d.view()}, live);
//     state* const states = g.states<state>();
//     for (std::uint32_t k = 0; k < live.count; ++k) states[group[k]].total.add(fare[live[k]]);
//
// Keys are packed into as few bits as their values need: an integer minus the smallest one, the number of a string, a
// bool; a value outside of the current range causes repacking, which known ranges avoid. Keys with a small range
// address their group directly, others are hashed. At `finish`, each group travels to the rank that owns the range of
// its keys' hash, where the partial states are merged in rank order. Missing keys are a group of their own. Floats: NaN
// equals NaN, -0 equals 0.
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>

#include "bodo/rt/batch.h"
#include "bodo/rt/column.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

struct key {
  rt::field field;
  // smallest and largest value, if known from statistics (integers, dates, timestamps, decimals up to 18 digits);
  // values outside are allowed nevertheless
  std::optional<std::pair<std::int64_t, std::int64_t>> range;

  key(const rt::field& field, std::optional<std::pair<std::int64_t, std::int64_t>> range = {})
      : field(field), range(range) {}
};

// The layout of an emitted struct of states, which is trivially copyable.
struct state_layout {
  std::size_t size = 0;
  std::size_t align = 1;
  std::span<const std::size_t> text_offsets = {};  // of members of type `text`, whose bytes must travel with it
  std::span<const std::size_t> sum_offsets = {};   // of members of type `small_state`, which may own bytes outside
  void (*init)(void*) = nullptr;
  void (*merge)(void* into, const void* from) = nullptr;
};

// S has `void merge(const S&)`. `text_offsets`: offsetof(S, m) of each member m that holds a string (such a state
// begins with its text). Valid within the full expression: groups g(at, {...}, layout_of<S>({offsetof(S, name)}));
template <class S>
state_layout layout_of(std::initializer_list<std::size_t> text_offsets = {}) {
  static_assert(__is_trivially_copyable(S), "states travel between ranks as bytes");
  state_layout layout;
  layout.size = sizeof(S);
  layout.align = alignof(S);
  layout.text_offsets = {text_offsets.begin(), text_offsets.size()};
  layout.init = [](void* at) { *static_cast<S*>(at) = S{}; };
  layout.merge = [](void* into, const void* from) { static_cast<S*>(into)->merge(*static_cast<const S*>(from)); };
  return layout;
}

// The same for a local class, which cannot have static members: `texts` are the offsets, and `sums` those of members
// that begin with a `small_state`.
template <class S>
state_layout layout_of(std::span<const std::size_t> texts, std::span<const std::size_t> sums = {}) {
  state_layout layout = layout_of<S>();
  layout.text_offsets = texts;
  layout.sum_offsets = sums;
  return layout;
}

class distinct;

class groups {
 public:
  groups(const site& at, std::span<const key> keys, const state_layout& layout = {});
  groups(const site& at, std::initializer_list<key> keys, const state_layout& layout = {})
      : groups(at, std::span<const key>(keys.begin(), keys.size()), layout) {}
  ~groups();
  groups(const groups&) = delete;
  groups& operator=(const groups&) = delete;

  // The group of each of the rows: the k-th number belongs to row rows[k]; valid until the next call. Local.
  std::span<const std::uint32_t> find(std::span<const column_view> keys, rows rows);
  std::span<const std::uint32_t> find(std::initializer_list<column_view> keys, rows rows) {
    return find(std::span<const column_view>(keys.begin(), keys.size()), rows);
  }
  // The states by group number, valid until the next find().
  template <class S>
  S* states() {
    return static_cast<S*>(states_);
  }
  // The heap for strings in states: `states[g].name.add(v, heap)`.
  text_heap& heap() { return *heap_; }

  // Collective. Afterwards each group is on one rank, in any order.
  void finish();
  // Collective, instead of finish(): afterwards all groups are on every rank, in the same order. For keys of a small
  // known domain, whose partial groups need one exchange; with more than some thousands, owners merge them first.
  void finish_everywhere();
  // Instead of finish() if every rank has seen the same rows (replicated input). Local.
  void finish_local();
  // Sorts the groups by the hash of the keys' values, equal hashes by the values: the same order for any number of
  // ranks (with the ranks' groups one after the other). Local, after finish.
  void order();

  // After finish: the number of this rank's groups.
  std::uint32_t size() const;
  // The key columns of the next groups; `first_row` is the number of the first one among this rank's groups:
  // states<S>()[first_row + i] belongs to row i. At the end (false), keys and states are freed.
  bool next(batch& out);

 private:
  friend class distinct;
  struct impl;
  impl* self_;
  void* states_ = nullptr;
  text_heap* heap_ = nullptr;
};

// Counts the distinct known values of a column within each group (nunique). Made before the first find() of its
// group-by, and finished with it.
class distinct {
 public:
  distinct(const site& at, groups& of, const key& value);
  ~distinct();
  distinct(const distinct&) = delete;
  distinct& operator=(const distinct&) = delete;

  // `group` is the result of find() for these rows. Local.
  void add(std::span<const std::uint32_t> group, const column_view& values, rows rows);
  // After the group-by's finish (and order): the number of distinct values by group number.
  const std::int64_t* counts() const;

 private:
  friend class groups;
  struct impl;
  impl* self_;
};

}  // namespace bodo::rt
