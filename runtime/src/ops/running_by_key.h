#pragma once
// Windows within groups of few keys that go on from row to row, in the order of the frame's rows.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "bodo/rt/window.h"
#include "ops/few_keys.h"
#include "ops/window_values.h"

namespace bodo::rt {

// The values that states make of the rows of their keys. A State has
//   sent                        the state that travels to other ranks: trivially copyable, with merge() of later rows
//   State(sent), to_send()
//   take(v, known)              one more row
//   bool step(v, known, out, at)  the same, and its result, if it has one
//   release()                   frees its memory
template <class T, class Out, class State>
class running_by_key final : public window::stream {
 public:
  running_by_key(const window_rows& rows, const few_keys& keys)
      : at_(&rows.at()), keys_(keys), table_(rows.in_frame()), from_(table_.column(0)), states_(keys.count) {
    if (!keys.spread) return;
    std::vector<typename State::sent> mine;
    if (rank() + 1 != size()) {
      std::vector<State> all(keys.count);
      for (std::size_t i = 0; i < keys.key.size(); ++i)
        if (keys.key[i] != key_table::none) all[keys.key[i]].take(value(i), from_.known(i));
      for (State& s : all) mine.push_back(s.to_send());
      for (State& s : all) s.release();
    }
    const std::vector<typename State::sent> before = keys.states_before(mine);
    std::transform(before.begin(), before.end(), states_.begin(), [](const auto& s) { return State(s); });
  }
  ~running_by_key() override {
    for (State& s : states_) s.release();
  }
  running_by_key(const running_by_key&) = delete;
  running_by_key& operator=(const running_by_key&) = delete;

  column_view next(std::uint32_t n) override {
    values_.clear();
    for (std::uint32_t k = 0; k < n; ++k, ++row_) {
      const std::uint32_t key = keys_.key[row_];
      if (key == key_table::none || !states_[key].step(value(row_), from_.known(row_), values_[k], *at_))
        values_.set_missing(k);
    }
    return values_.view();
  }

 private:
  const T& value(std::size_t i) const { return static_cast<const T*>(from_.values)[i]; }

  const site* at_;
  const few_keys& keys_;
  table table_;
  column_view from_;
  std::vector<State> states_;
  std::size_t row_ = 0;
  window_values<Out> values_;
};

template <class T, class Out, class State>
window running_in_frame(const window_rows& rows, field made, const few_keys& keys) {
  made.nullable = made.nullable || keys.leaves_rows_out;
  return {rows.at(), made, rows.in_frame(), new running_by_key<T, Out, State>(rows, keys), window::order::frame};
}

}  // namespace bodo::rt
