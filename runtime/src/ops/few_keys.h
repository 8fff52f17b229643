#pragma once
// Rows of few keys: for windows that go on from row to row, a rank keeps a state for each key, and no row moves. The
// states of the ranks before come once.
#include <cstdint>
#include <optional>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/rows_by_key.h"
#include "bodo/rt/table.h"
#include "keys/key_table.h"

namespace bodo::rt {

struct few_keys {
  explicit few_keys(const site& at) : key(at) {}

  array<std::uint32_t> key;  // by row: its key's number; key_table::none for rows that belong to no group
  std::size_t count = 0;     // of this rank's keys
  bool spread = false;       // over the ranks
  bool leaves_rows_out = false;
  // By rank before this one, and number there: the number here, or key_table::none.
  std::vector<std::vector<std::uint32_t>> before;

  // By key: the states of the ranks before, merged in their order. `mine` has this rank's. Collective if spread.
  template <class State>
  std::vector<State> states_before(const std::vector<State>& mine) const {
    std::vector<State> all(count);
    const gathered sent = allgather({reinterpret_cast<const char*>(mine.data()), mine.size() * sizeof(State)});
    for (std::size_t r = 0; r < before.size(); ++r) {
      const char* const states = sent.of(static_cast<int>(r)).data();
      for (std::size_t k = 0; k < before[r].size(); ++k) {
        State one;
        std::memcpy(&one, states + k * sizeof one, sizeof one);
        if (before[r][k] != key_table::none) all[before[r][k]].merge(one);
      }
    }
    return all;
  }
};

// The keys of these rows, if they are few on all ranks together. Collective unless the rows are replicated.
std::optional<few_keys> find_few_keys(const site& at, const table& keys, missing_keys missing);

}  // namespace bodo::rt
