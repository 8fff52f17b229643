#pragma once
// The implementation of groups and distinct: groups.cpp has the local part, groups_finish.cpp the exchange. Quantiles
// of groups are in quantile.cpp.
#include <memory>
#include <vector>

#include "bodo/rt/exact.h"
#include "bodo/rt/exchange.h"
#include "bodo/rt/groups.h"
#include "comm/sections.h"
#include "keys/packed_keys.h"

namespace bodo::rt {

// The groups of one rank, in the order of their hashes.
struct sorted_groups {
  const std::uint64_t* keys = nullptr;
  const std::uint64_t* hashes = nullptr;
  std::byte* states = nullptr;
  std::size_t size = 0;
  std::size_t next = 0;
  std::vector<std::vector<std::int32_t>> recode = {};  // per column: this rank's numbers of the received strings
  std::vector<std::uint32_t> merged_into = {};         // by place in this list
};

// Values that an aggregate collects beside the groups, by group number; they travel with the groups.
class collector {
 public:
  virtual ~collector() = default;
  // The values whose group has position[group] in [from, to): the position less `from`, and the value.
  virtual void send(array<std::byte>& message, const std::uint32_t* position, std::size_t from, std::size_t to) = 0;
  // `merged_into`: by place in the sender's list, the group of this rank.
  virtual void receive(section_reader& in, std::span<const std::uint32_t> merged_into) = 0;
  virtual void clear() = 0;  // all has been sent
  virtual void finish(std::size_t groups) = 0;
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

  // after finish: a list of keys, in the codec's shape
  bool finished = false;
  array<std::uint64_t> key_list;
  array<std::uint64_t> hashes;  // of their values, if they are known
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
  void take_keys();  // from the table to the list
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
  array<std::uint32_t> sorted_by_hash();
  void permute(const std::uint32_t* order, std::size_t n);  // to the groups order[0], ..., order[n - 1]

  // in groups_finish.cpp
  void travel();             // collective: each group to its owner
  void spread_everywhere();  // collective: each group to every rank
  void agree_on_shape();
  void send(array<std::byte>& message, const std::uint32_t* first, std::size_t n);
  void release_sums(const std::uint32_t* first, std::size_t n);  // of groups that other ranks have now
  array<std::uint32_t> places_in(const array<std::uint32_t>& order) const;
  void combine(const exchange& x);
  sorted_groups receive(section_reader& in);
  void recode(std::span<sorted_groups> lists, std::vector<array<std::uint64_t>>& storage);
  void merge_lists(std::span<sorted_groups> lists);
  void keep_texts();
};

struct distinct::impl : collector {
  impl(const site& at, const key& value);

  const site* at;
  field value;
  packed_keys pairs;               // group number, value
  array<std::uint32_t> scattered;  // group numbers by position in the batch
  array<std::uint16_t> positions;
  array<std::uint32_t> numbers;
  array<std::int64_t> counts;

  void add(const std::uint32_t* group, const column_view& values, rows at);
  void send(array<std::byte>& message, const std::uint32_t* position, std::size_t from, std::size_t to) override;
  void receive(section_reader& in, std::span<const std::uint32_t> merged_into) override;
  void clear() override;
  void finish(std::size_t groups) override;
  void permute(const std::uint32_t* order, std::size_t n) override;
};

}  // namespace bodo::rt
