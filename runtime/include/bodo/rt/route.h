#pragma once
// Brings the probe side's rows and their partners together, in rounds, while the pipeline runs: memory is bounded by a
// round. If the build side is on every rank, the rows pass through without a copy. If it is spread, they move to the
// ranks that own their keys; or, after join_table::finish_in_order, they wait on their rank, in their order, until the
// owners have sent the build rows of their keys, in which the table's probe then looks.
//
//     const auto send = [&](rt::batch& batch, rt::outgoing& to) {
//       ...filter...
//       to.add(batch[{trips::key, trips::fare}], live);
//     };
//     for (rt::received_batch received; r.next(scan, send, received);)
//       for (rt::matches& pairs : t.probe({received[trips::key]}, received.rows)) ...
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
  // `columns`: of the rows that are sent, first the keys that the table wants.
  route(const site& at, const join_table& to, std::span<const field> columns);
  route(const site& at, const join_table& to, std::initializer_list<field> columns)
      : route(at, to, std::span<const field>(columns.begin(), columns.size())) {}
  // The same, but the rows that arrive have their columns at the numbers that these have in the file:
  //     rt::route r(at, t, trips_files, {trips::key, trips::fare, {trips::month, bodo::int64}});
  template <class Files>
  route(const site& at, const join_table& to, const Files& of, std::initializer_list<source_column> columns)
      : route(at, to, source_columns(of.fields(), columns)) {}
  ~route();
  route(const route&) = delete;
  route& operator=(const route&) = delete;

  // Its rows come from this other route: if both would send rows to other ranks, or ask for partners there, which is
  // done in turns with these, the rows are held until that one has ended. Local, before the first next().
  void follow(const route& earlier);

  // Collective, in rounds: the next rows that arrived, or whose partners did. While there are none, calls `send`, a
  // bool(outgoing&): it adds the rows of its next batch, if any (once at most), and returns false once this rank has no
  // more; then it isn't called again. `next` returns false once every rank has got that far and all rows were handed
  // out. Columns are good until the next call; `first_row` has no meaning.
  template <class Send>
  bool next(const Send& send, received_batch& received);
  // The same from a source of batches, where `send`, a void(batch&, outgoing&), adds a batch's rows.
  template <batch_source Source, class Send>
  bool next(Source& source, const Send& send, received_batch& received);

 protected:
  friend class outgoing;
  // The steps of next(), for a source that cannot be asked for its batches (as in tests): after each send, and after
  // close, all that has arrived is taken; while open() is true there can be more.

  // Sends the rows of these columns, or asks for their partners, by the first ones, their keys. May take part in a
  // round of communication, but never waits forever for ranks that have nothing to send: a rank that has closed goes on
  // answering in open().
  void send(std::span<const column_view> columns, rows rows);
  // This rank has no more rows. May be called again.
  void close();
  bool closed() const;
  // The next rows that arrived, or whose partners did: `arrived` selects them in the batch. `first_row` has no meaning.
  // Columns are valid until the next call of send, next or open.
  bool next(batch& received, rows& arrived);
  // True if more rows can come: false when every rank has closed and all rows were handed out.
  bool open();

 private:
  struct impl;
  route(const site& at, const join_table& to, const source_columns& columns);
  impl* self_;
  batch sending_;
};

// The interface through which a route's source adds its rows.
class outgoing {
 public:
  explicit outgoing(route& through) : through_(through) {}
  // Rows of the route's columns, the first of which are the keys. The columns must stay good until the next call.
  void add(std::span<const column_view> columns, rows rows) { through_.send(columns, rows); }
  void add(std::initializer_list<column_view> columns, rows rows) {
    add(std::span<const column_view>(columns.begin(), columns.size()), rows);
  }

 private:
  route& through_;
};

template <class Send>
bool route::next(const Send& send, received_batch& received) {
  outgoing to(*this);
  for (;;) {
    if (next(received, received.rows)) return true;
    if (!open()) return false;
    if (!closed() && !send(to)) close();
  }
}

template <batch_source Source, class Send>
bool route::next(Source& source, const Send& send, received_batch& received) {
  const auto send_next = [&](outgoing& to) {
    if (!source.next(sending_)) return false;
    send(sending_, to);
    return true;
  };
  return next(send_next, received);
}

}  // namespace bodo::rt
