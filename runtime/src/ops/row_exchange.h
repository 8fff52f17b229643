#pragma once
// All-to-all of rows, in the rounds of exchange.h.
#include <cstdint>
#include <initializer_list>
#include <span>

#include "bodo/rt/batch.h"
#include "bodo/rt/exchange.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

// Sends rows of columns to the ranks that the caller chooses:
//   do {
//     ... x.add(columns, rows, destinations) until x.full() or the input has ended
//     x.round(ended);
//     while (x.next(batch)) ...
//   } while (x.open());
// Strings travel with their bytes; coded strings as codes, each word once per destination: received batches have codes
// of this object's own dictionary for the column.
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
  // added. Good until the next round. `first_row` counts the rows received from this source in all rounds.
  bool next(batch& b);
  int source() const;  // of the batch that next() returned last

 private:
  struct impl;
  impl* impl_;
};

}  // namespace bodo::rt
