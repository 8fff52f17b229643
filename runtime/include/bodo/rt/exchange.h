#pragma once
// All-to-all of bulk data. It goes in rounds, so that memory is bounded and failures are heard: a rank enters a round
// when its buffers are full or its input has ended, the n-th round of one rank meets the n-th of every other, and
// rounds follow until all ranks have said that they are done. Ranks may need different numbers of rounds: who is done
// early takes part with nothing to send.
//
// `exchange` moves bytes, `row_exchange` moves rows of columns. Sizes are 64 bits; bytes travel in pieces (1 MB,
// BODO_EXCHANGE_PIECE sets another size); what a rank sends to itself is not copied.
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/dictionary.h"
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

  // Collective: sends what is buffered and receives what the others have for this rank. `done`: nothing will be
  // sent in later rounds. Afterwards the buffers are empty.
  void round(bool done);
  // True as long as some rank isn't done: another round follows. (True before the first.)
  bool open() const { return open_; }
  // What `source` sent in the last round; good until the next one.
  std::span<const std::byte> from(int source) const {
    const auto& a = in_[static_cast<std::size_t>(source)];
    return {a.data(), a.size()};
  }

 private:
  const site& at_;
  std::vector<array<std::byte>> out_, in_;
  bool open_ = true;
  bool busy_ = false;     // a round is under way: if it is broken off, its buffers stay with MPI
  unsigned failures_;     // that had been when it began
  std::uint64_t number_;  // among the exchanges begun since then
};

// Buffers beyond this many bytes ask for a round.
inline constexpr std::size_t round_bytes = std::size_t{16} << 20;

// Rows of columns to the ranks that somebody chose for them:
//   do {
//     ... x.add(columns, rows, destinations) until x.full() or the input has ended
//     x.round(ended);
//     while (x.next(batch)) ...
//   } while (x.open());
// Strings travel with their bytes; coded strings as codes, each word once per destination: the batches that arrive
// have codes of this object's own dictionary for the column.
class row_exchange {
 public:
  row_exchange(const site& at, std::span<const field> fields);
  row_exchange(const site& at, std::initializer_list<field> fields);
  ~row_exchange();
  row_exchange(const row_exchange&) = delete;
  row_exchange& operator=(const row_exchange&) = delete;

  // destination[k]: the rank for the k-th of the rows. Local.
  void add(std::span<const column_view> columns, rows at, const std::uint16_t* destination);
  void add(std::initializer_list<column_view> columns, rows at, const std::uint16_t* destination) {
    add(std::span(columns.begin(), columns.size()), at, destination);
  }
  void add(std::span<const column_view> columns, rows at, int destination);

  bool full() const;  // it is time for a round
  void round(bool done);
  bool open() const;
  // The rows that arrived in the last round: source after source in rank order, each in the order in which it was
  // added. Good until the next round. `first_row` counts what arrived from this source in all rounds.
  bool next(batch& b);
  int source() const;  // of the batch that next() gave last

 private:
  struct impl;
  impl* impl_;
};

}  // namespace bodo::rt
