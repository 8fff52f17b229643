#pragma once
// Scalars of all rows: the ranks' partial states (aggregates.h) are merged.
#include <cstddef>
#include <cstring>
#include <span>
#include <tuple>
#include <type_traits>
#include <vector>

#include "bodo/rt/guard.h"
#include "bodo/rt/session.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

namespace detail {
// Every rank's states, in rank order. The texts at `text_offsets` travel with their bytes.
std::vector<char> allgather_states(std::span<const char> mine, std::span<const std::size_t> text_offsets);
}  // namespace detail

// Collective: merges the ranks' partial states in rank order, on each rank: the same bits everywhere. Several states
// travel in one message, and come back as a tuple. They are trivially copyable and have merge(const S&); one with
// `begins_with_text` has a text as its first member. The texts of results are never freed.
template <class... S>
  requires(sizeof...(S) > 0 && (std::is_trivially_copyable_v<S> && ...))
auto allreduce(const site& at, const S&... partial) {
  guard(at);
  std::tuple<S...> merged(partial...);
  if (size() > 1) {
    constexpr auto room = [](std::size_t bytes) {
      constexpr std::size_t unit = alignof(std::max_align_t);
      return (bytes + unit - 1) / unit * unit;
    };
    std::vector<char> mine;
    std::vector<std::size_t> texts;
    const auto put = [&]<class T>(const T& state) {
      if constexpr (requires { T::begins_with_text; }) texts.push_back(mine.size());
      mine.resize(mine.size() + room(sizeof state));
      std::memcpy(mine.data() + mine.size() - room(sizeof state), &state, sizeof state);
    };
    (put(partial), ...);
    const std::vector<char> all = detail::allgather_states(mine, texts);
    const char* next = all.data();
    const auto take = [&]<class T>(T& state, int rank) {
      T other = state;
      std::memcpy(&other, next, sizeof other);
      next += room(sizeof other);
      if (rank == 0)
        state = other;
      else
        state.merge(other);
    };
    for (int r = 0; r < size(); ++r) std::apply([&](S&... states) { (take(states, r), ...); }, merged);
  }
  if constexpr (sizeof...(S) == 1)
    return std::get<0>(merged);
  else
    return merged;
}

}  // namespace bodo::rt
