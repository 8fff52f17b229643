#include "bodo/rt/exchange.h"

#include <mpi.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/hash.h"
#include "job/environment.h"
#include "job/job.h"

namespace bodo::rt {
namespace {

constexpr int tag = 3;
constexpr int in_the_air = 4;  // pieces per rank and direction at a time

std::size_t piece_bytes() {
  static const auto bytes =
      static_cast<std::size_t>(std::clamp<std::int64_t>(environment_bytes("BODO_EXCHANGE_PIECE", 1 << 20), 1, 1 << 30));
  return bytes;
}

// The message from each rank to each other one before a round.
struct header {
  std::uint64_t bytes;
  std::uint32_t done;
  std::uint32_t operation;  // of this exchange: all ranks must be in the same one, perhaps at different places
};

// One rank's bytes in one direction, piece by piece in order.
struct stream {
  std::byte* data;
  std::size_t bytes;
  int peer;
  bool sends;
  std::size_t next = 0;  // where the next piece starts

  bool start_piece(MPI_Request& request) {
    if (next == bytes) return false;
    const int n = static_cast<int>(std::min(piece_bytes(), bytes - next));
    if (sends)
      MPI_Isend(data + next, n, MPI_BYTE, peer, tag, the_job().data, &request);
    else
      MPI_Irecv(data + next, n, MPI_BYTE, peer, tag, the_job().data, &request);
    next += static_cast<std::size_t>(n);
    return true;
  }
};

void move_streams(std::vector<stream>& streams) {
  std::vector<MPI_Request> requests;
  std::vector<std::size_t> stream_of;
  for (std::size_t s = 0; s < streams.size(); ++s)
    for (int k = 0; k < in_the_air; ++k) {
      MPI_Request request;
      if (!streams[s].start_piece(request)) break;
      requests.push_back(request);
      stream_of.push_back(s);
    }
  std::vector<int> ready(requests.size());
  waiting w;
  for (std::size_t open = requests.size(); open != 0;) {
    int count = 0;
    MPI_Testsome(static_cast<int>(requests.size()), requests.data(), &count, ready.data(), MPI_STATUSES_IGNORE);
    for (int i = 0; i < count; ++i) {
      const auto slot = static_cast<std::size_t>(ready[static_cast<std::size_t>(i)]);
      if (!streams[stream_of[slot]].start_piece(requests[slot])) --open;  // the slot stays empty
    }
    if (count == 0)
      w.turn();
    else
      w.moved();
  }
}

}  // namespace

exchange::exchange(const site& at) : at_(at), failures_(the_job().failures) {
  ++the_job().open_exchanges;
  number_ = ++the_job().exchanges;
  for (int r = 0; r < size(); ++r) {
    out_.emplace_back(at);
    in_.emplace_back(at);
  }
}

exchange::~exchange() {
  job& j = the_job();
  --j.open_exchanges;
  // left because of an exception in user code: the others may be waiting in a round
  if (open_ && j.failures == failures_ && std::uncaught_exceptions() != 0) leave_exchange(number_);
  if (!busy_) return;
  // MPI may still read and write them
  new std::vector<array<std::byte>>(std::move(out_));
  new std::vector<array<std::byte>>(std::move(in_));
}

std::size_t exchange::buffered() const {
  std::size_t bytes = 0;
  for (const auto& a : out_) bytes += a.size();
  return bytes;
}

void exchange::round(bool done) {
  const job& j = the_job();
  const auto ranks = static_cast<std::size_t>(j.size);
  const auto me = static_cast<std::size_t>(j.rank);
  std::swap(in_[me], out_[me]);
  out_[me].clear();
  open_ = !done;
  if (j.size == 1) return;

  const auto operation = static_cast<std::uint32_t>(hash_bytes(at_.operation));
  auto headers = std::make_unique<std::vector<header>>(2 * ranks);  // sent, then received
  for (std::size_t r = 0; r < ranks; ++r) (*headers)[r] = {out_[r].size(), done ? 1U : 0U, operation};
  busy_ = true;
  MPI_Request request;
  MPI_Ialltoall(headers->data(), sizeof(header), MPI_BYTE, headers->data() + ranks, sizeof(header), MPI_BYTE, j.data,
                &request);
  std::vector<header>* const kept = headers.release();  // never freed if the wait is aborted
  wait(request);
  headers.reset(kept);
  const header* in = headers->data() + ranks;
  for (std::size_t r = 0; r < ranks; ++r) {
    open_ = open_ || in[r].done == 0;
    if (in[r].operation != operation) fail(at_, "internal error: another rank exchanges rows for another operation");
  }

  std::vector<stream> streams;
  for (std::size_t step = 1; step < ranks; ++step) {
    const std::size_t from = (me + ranks - step) % ranks;
    const std::size_t to = (me + step) % ranks;
    in_[from].clear();
    in_[from].resize(in[from].bytes);
    streams.push_back({in_[from].data(), in[from].bytes, static_cast<int>(from), false});
    streams.push_back({out_[to].data(), out_[to].size(), static_cast<int>(to), true});
    count_sent(sizeof(header) + out_[to].size());
  }
  move_streams(streams);
  busy_ = false;
  for (auto& a : out_) done ? a.free() : a.clear();
}

}  // namespace bodo::rt
