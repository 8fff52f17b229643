#pragma once
// All-to-all of bulk data. It goes in rounds, so that memory is bounded and failures are noticed: a rank enters a round
// when its buffers are full or its input has ended, the n-th round of one rank meets the n-th of every other, and
// rounds follow until all ranks have declared that they are done. Ranks may need different numbers of rounds: a rank
// that is done early takes part with nothing to send.
//
// Sizes are 64 bits; bytes travel in pieces (1 MB, or BODO_EXCHANGE_PIECE); bytes that a rank sends to itself are not
// copied.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bodo/rt/memory.h"
#include "bodo/rt/session.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

class exchange {
 public:
  explicit exchange(const site& at);
  ~exchange();
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;

  // The bytes that go to a rank (this one included) in the next round: append to it.
  array<std::byte>& to(int destination) { return out_[static_cast<std::size_t>(destination)]; }
  std::size_t buffered() const;  // bytes in all of them

  // Collective: sends the buffered bytes and receives those for this rank. `done`: nothing will be sent in later
  // rounds. Afterwards the buffers are empty.
  void round(bool done);
  // True as long as some rank isn't done: another round follows. (True before the first.)
  bool open() const { return open_; }
  // The bytes from `source` in the last round; valid until the next one.
  std::span<const std::byte> from(int source) const {
    const auto& a = in_[static_cast<std::size_t>(source)];
    return {a.data(), a.size()};
  }

 private:
  const site& at_;
  std::vector<array<std::byte>> out_, in_;
  bool open_ = true;
  bool busy_ = false;     // in a round: if it is aborted, its buffers stay with MPI
  unsigned failures_;     // number of failures when it began
  std::uint64_t number_;  // among the exchanges begun since then
};

// Buffers beyond this many bytes ask for a round.
inline constexpr std::size_t round_bytes = std::size_t{4} << 20;

}  // namespace bodo::rt
