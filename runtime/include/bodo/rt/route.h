#pragma once
// Brings the probe side's rows and their partners together, in rounds, while the pipeline runs: memory is bounded by a
// round. Where the build side is on every rank, the rows pass through as they are, without a copy. Where it is spread,
// they move to the ranks that own their keys; or, after join_table::finish_in_order, they wait on their rank, in their
// order, until the owners have sent the build rows of their keys, which is where the table's probe looks then.
//
//     const auto send = [&](rt::outgoing& to) {
//       if (!scan.next(b)) return false;
//       ...filter...
//       to.add({key.view()}, {key.view(), fare.view()}, live);
//       return true;
//     };
//     while (r.next(send, received, rows)) { t.probe({received.columns[0]}, rows); ... }
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "bodo/rt/batch.h"
#include "bodo/rt/column.h"
#include "bodo/rt/join.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

class outgoing;

class route {
 public:
  route(const site& at, const join_table& to, std::span<const field> columns);
  route(const site& at, const join_table& to, std::initializer_list<field> columns)
      : route(at, to, std::span<const field>(columns.begin(), columns.size())) {}
  ~route();
  route(const route&) = delete;
  route& operator=(const route&) = delete;

  // Collective, in rounds: the next rows that arrived, or whose partners did; `rows` says which of the batch. While
  // there are none, calls `send`, a bool(outgoing&): it adds the rows of its next batch, if any (once at most), and is
  // false once this rank has no more; then it isn't called again. False once every rank has come so far and all rows
  // were handed out. Columns are good until the next call; `first_row` has no meaning.
  template <class Send>
  bool next(const Send& send, batch& received, rt::rows& rows);

 protected:
  friend class outgoing;
  // The steps of next(), for a source that cannot be asked for its batches (as in tests): after each send, and after
  // close, all that has arrived is taken; while open() is true there can be more.

  // Sends the rows of these columns, or asks for their partners, by their keys. May take part in a round of
  // communication, never waits for ranks that have nothing to say for ever: a rank that has closed goes on answering in
  // open().
  void send(std::span<const column_view> keys, std::span<const column_view> columns, rows rows);
  void send(std::initializer_list<column_view> keys, std::initializer_list<column_view> columns, rows rows) {
    send(std::span<const column_view>(keys.begin(), keys.size()),
         std::span<const column_view>(columns.begin(), columns.size()), rows);
  }
  // This rank has no more rows. May be called again.
  void close();
  bool closed() const;
  // The next rows that arrived, or whose partners did: `arrived` says which of the batch. `first_row` has no meaning.
  // Columns are good until the next call of send, next or open.
  bool next(batch& received, rows& arrived);
  // Whether more can come: false once every rank has closed and everything was handed out.
  bool open();

 private:
  struct impl;
  impl* self_;
};

// What a route's source adds its rows to.
class outgoing {
 public:
  explicit outgoing(route& through) : through_(through) {}
  // Rows by their keys: `columns` go where the rows with these keys are.
  void add(std::span<const column_view> keys, std::span<const column_view> columns, rows rows) {
    through_.send(keys, columns, rows);
  }
  void add(std::initializer_list<column_view> keys, std::initializer_list<column_view> columns, rows rows) {
    through_.send(keys, columns, rows);
  }

 private:
  route& through_;
};

template <class Send>
bool route::next(const Send& send, batch& received, rt::rows& rows) {
  outgoing to(*this);
  for (;;) {
    if (next(received, rows)) return true;
    if (!open()) return false;
    if (!closed() && !send(to)) close();
  }
}

}  // namespace bodo::rt
