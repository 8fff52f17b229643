#pragma once
// The implementation of groups: groups.cpp has the local part, groups_finish.cpp the exchange. What is collected beside
// them is in distinct.cpp and quantile.cpp.
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/exact.h"
#include "bodo/rt/exchange.h"
#include "bodo/rt/groups.h"
#include "comm/sections.h"
#include "keys/key_set.h"
#include "keys/packed_keys.h"

namespace bodo::rt {

// The groups of one rank that meet those of others: one or more blocks, each by the range of hashes, and in any order
// within it.
struct group_list {
  const std::uint64_t* keys = nullptr;
  std::byte* states = nullptr;
  std::span<const std::uint32_t> in_range = {};        // block after block, the number of groups in each range
  std::vector<std::vector<std::int32_t>> recode = {};  // per column: this rank's numbers of the received strings
  std::vector<std::uint32_t> merged_into = {};         // by place in this list

  std::size_t size() const { return std::accumulate(in_range.begin(), in_range.end(), std::size_t{0}); }
};

// Where a rank's group goes, by its number: to a place among those that this rank sends there. Groups that no other
// rank can have stay.
struct destination {
  static constexpr std::uint32_t stays = 0xffffffff;
  std::uint32_t rank = stays;
  std::uint32_t place = 0;
};

// Values that an aggregate collects beside the groups, by group number. Their result is on the rank where their group
// ends, or at once if it stays.
class collector {
 public:
  virtual ~collector() = default;
  // Of replicated rows, or on one rank.
  virtual void finish_local(std::size_t groups) = 0;
  // Prepares to send to places below `most`, a number that may differ from rank to rank. Collective.
  virtual void agree(std::size_t most) = 0;
  // The values travel with the groups. `sent`: by rank, the number of places, which gets no message if there are none.
  virtual void send(exchange& x, std::span<const destination> to, std::span<const std::size_t> sent) = 0;
  // Values sent to one of the lists; an empty `merged_into` leaves places as they are. The values that are read stay
  // until finish().
  virtual void receive(section_reader& in, std::span<const std::uint32_t> merged_into) = 0;
  // The results of the groups that stayed come first, in this order of their old numbers, then those of the merged
  // ones.
  virtual void finish(std::span<const std::uint32_t> stayed, std::size_t merged) = 0;
  virtual void share() = 0;  // the ranks' results one after the other, on every rank. Collective.
  virtual void permute(const std::uint32_t* order, std::size_t n) = 0;  // the results, if there are any
};

struct groups::impl {
  impl(const site& at, std::span<const key> keys, const state_layout& layout);
  ~impl() { free_states(); }

  const site* at;
  std::vector<field> fields;
  std::size_t state_size;
  std::vector<std::size_t> text_offsets;
  std::vector<std::size_t> sum_offsets;
  void (*init)(void*);
  void (*merge)(void*, const void*);
  bool starts_as_zeros = true;  // a new state is all zero bytes

  packed_keys keys;
  array<std::uint32_t> numbers;  // of the batch
  array<std::byte> states;
  ref<text_heap> heap;
  std::vector<collector*> collectors;

  // Groups that left the table, in blocks of a group_list: if few rows share a group, the table of all would cost cache
  // misses for each row. So it is emptied whenever it has outgrown the caches, and blocks are merged range by range in
  // the end. A key may be in several blocks.
  struct {
    array<std::uint64_t> keys;
    array<std::byte> states;
    std::vector<std::uint32_t> in_range;  // of all ranks' ranges
    key_codec::layout shape;
    std::size_t limit = 0;  // of groups: then blocks become one, for memory within a multiple of the different keys'
  } left;
  bool changes_numbers = false;  // groups may leave: their numbers are not used after the next find()
  std::size_t rows_since = 0;    // since this was decided last, with so many groups
  std::size_t groups_then = 0;

  // after finish: a list of keys, in the codec's shape
  bool finished = false;
  array<std::uint64_t> key_list;
  std::vector<std::size_t> range_ends;  // if the groups are by ranges of hashes: how many are before the end of each
  bool ordered = false;
  std::size_t size = 0;

  // next()
  std::size_t at_group = 0;
  struct output {
    std::vector<unsigned char> values;
    std::vector<std::uint64_t> valid;
    std::vector<std::int32_t> codes;   // of strings
    ref<dictionary> words;             // of coded columns
    std::vector<std::int32_t> recode;  // number -> code in `words`, -1 if there is none yet
  };
  std::vector<output> outputs;
  std::vector<std::unique_ptr<void, void (*)(void*)>> results;  // buffers of group_by

  void add_states();  // for the groups that have none yet
  void free_states();
  void take_keys();                   // from the table to the list
  bool outgrows(std::uint32_t rows);  // true if groups should leave before so many rows are added
  bool ascends() const;
  void leave();         // the groups in the list
  void settle();        // makes one block of those that left, if these are many
  void merge_blocks();  // of the groups that left, to the list
  void check_limit() const;
  // Calls f for each sum of the state that has bytes outside.
  bool may_be_outside() const { return !sum_offsets.empty() && small_state::outside_states() != 0; }
  template <class F>
  void each_outside(std::byte* state, F f) {
    if (!may_be_outside()) return;
    for (const std::size_t offset : sum_offsets) {
      auto& sum = *reinterpret_cast<small_state*>(state + offset);
      if (sum.outside_size() != 0) f(sum);
    }
  }
  void sort_by_hash();

  // in groups_finish.cpp
  void travel(bool all);     // collective: each group to its owner; without `all`, some may stay
  void travel_in_blocks();   // the same, if groups left the table of any rank
  void spread_everywhere();  // collective: each group to every rank
  void agree_on_shape();
  struct divided {
    array<std::uint32_t> order;           // of groups
    std::vector<std::uint32_t> in_range;  // their number in each range
    std::vector<std::size_t> begin;       // of each range in `order`, and the end of the last
  };
  divided divide(std::size_t ranges, const array<std::uint32_t>* moving) const;
  std::optional<array<std::uint32_t>> shared_with_others() const;
  void drop(std::span<const std::uint32_t> moved);
  struct taken {
    array<std::uint64_t> keys;
    array<std::byte> states;
  };
  void send(array<std::byte>& message, taken& groups, std::span<const std::uint32_t> in_range);
  void take(std::span<const std::uint32_t> groups, array<std::uint64_t>& to_keys, array<std::byte>& to_states) const;
  void release_sums(array<std::byte>& of);  // of states that are gone, or that other ranks have now
  std::vector<std::uint32_t> combine(const exchange& x, group_list mine, std::size_t ranges);
  group_list receive(section_reader& in);
  void recode(std::span<group_list> lists, std::vector<array<std::uint64_t>>& storage);
  void merge_lists(std::span<group_list> lists, std::size_t ranges);
  void keep_texts();
  void share_collected(std::span<const std::uint32_t> mine, std::span<const std::uint32_t> merged_into);
};

// The ranks' results one after the other, in place of this rank's. Collective.
template <class T>
void share_results(array<T>& results) {
  const gathered all = allgather({reinterpret_cast<const char*>(results.data()), results.size() * sizeof(T)});
  results.resize(all.bytes.size() / sizeof(T));
  copy_bytes(results.data(), all.bytes.data(), all.bytes.size());
}

// Each rank's ranges of hashes, if groups leave the table.
std::size_t ranges_of_blocks();
// The range of a key's values, if it is known before the first row.
key_codec::extent extent_of(const key& k);
// Brings the shape of keys to one on all ranks; keys of the old one are to be repacked. Collective.
void agree_on_shape(key_codec& codec);

}  // namespace bodo::rt
