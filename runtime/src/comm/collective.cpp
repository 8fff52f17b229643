#include "bodo/rt/collective.h"

#include <mpi.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <limits>
#include <numeric>

#include "bodo/rt/memory.h"
#include "job/job.h"

namespace bodo::rt {
namespace {

// The largest piece of a message: MPI counts in int.
constexpr std::size_t most_at_once = std::size_t{1} << 30;

// The buffers that MPI reads and writes while requests are open. A failure of another rank aborts a wait and leaves the
// requests open for ever: then the buffers are never freed.
class in_flight {
 public:
  in_flight() : buffers_(new std::deque<std::vector<char>>) {}
  ~in_flight() {
    if (requests_.empty()) delete buffers_;
  }
  in_flight(const in_flight&) = delete;
  in_flight& operator=(const in_flight&) = delete;

  std::vector<char>& buffer(std::size_t bytes) { return buffers_->emplace_back(bytes); }
  MPI_Request& request() { return requests_.emplace_back(MPI_REQUEST_NULL); }
  void wait() {
    wait_all(requests_.data(), static_cast<int>(requests_.size()));
    requests_.clear();
  }

 private:
  std::deque<std::vector<char>>* buffers_;  // their elements never move
  std::vector<MPI_Request> requests_;
};

// Starts to gather the bytes of rank r to all + offsets[r] on the root, or (root < 0) on all ranks.
void start_gather(in_flight& f, const char* mine, std::span<const std::int64_t> offsets, char* all, int root) {
  const job& j = the_job();
  const auto begin = [&](int r) { return static_cast<std::size_t>(offsets[static_cast<std::size_t>(r)]); };
  const auto bytes = [&](int r) { return begin(r + 1) - begin(r); };
  const bool here = root < 0 || root == j.rank;
  count_sent(bytes(j.rank) * static_cast<std::size_t>(root < 0 ? j.size - 1 : here ? 0 : 1));
  constexpr int tag = 2;
  const auto each_piece = [](std::size_t size, auto&& go) {
    for (std::size_t at = 0; at < size; at += most_at_once) go(at, static_cast<int>(std::min(most_at_once, size - at)));
  };
  for (int step = 1; step < j.size; ++step) {
    const int from = (j.rank + j.size - step) % j.size;
    const int to = (j.rank + step) % j.size;
    if (here)
      each_piece(bytes(from), [&](std::size_t at, int n) {
        MPI_Irecv(all + begin(from) + at, n, MPI_BYTE, from, tag, j.data, &f.request());
      });
    if (root < 0 || root == to)
      each_piece(bytes(j.rank),
                 [&](std::size_t at, int n) { MPI_Isend(mine + at, n, MPI_BYTE, to, tag, j.data, &f.request()); });
  }
  if (here) copy_bytes(all + begin(j.rank), mine, bytes(j.rank));
}

// Gathers bytes, whose number may differ by rank, to one root or (root < 0) to all.
gathered gather_bytes(std::string_view mine, int root) {
  const job& j = the_job();
  const std::vector<std::int64_t> sizes = allgather_value(static_cast<std::int64_t>(mine.size()));
  gathered result;
  result.offsets.resize(sizes.size() + 1, 0);
  const bool here = root < 0 || root == j.rank;
  std::partial_sum(sizes.begin(), sizes.end(), result.offsets.begin() + 1);
  if (j.size == 1) {
    result.bytes.assign(mine.begin(), mine.end());
    return result;
  }
  in_flight f;
  std::vector<char>& out = f.buffer(mine.size());
  std::copy(mine.begin(), mine.end(), out.begin());
  std::vector<char>& in = f.buffer(here ? static_cast<std::size_t>(result.offsets.back()) : 0);
  start_gather(f, out.data(), result.offsets, in.data(), root);
  f.wait();
  result.bytes = std::move(in);
  if (!here) std::fill(result.offsets.begin(), result.offsets.end(), 0);
  return result;
}

}  // namespace

gathered allgather(std::string_view mine) { return gather_bytes(mine, -1); }
gathered gather(std::string_view mine, int root) { return gather_bytes(mine, root); }

void allgather(std::span<const in_place> all) {
  in_flight f;
  for (const in_place& one : all) start_gather(f, one.mine, one.offsets, one.all, -1);
  f.wait();
}

std::vector<char> bcast(std::string_view bytes, int root) {
  const std::uint64_t n = bcast_value(static_cast<std::uint64_t>(bytes.size()), root);
  std::vector<char> result(n);
  if (rank() == root) std::copy(bytes.begin(), bytes.end(), result.begin());
  bcast(result.data(), n, root);
  return result;
}

void allgather(const void* mine, std::size_t bytes, void* all) {
  const job& j = the_job();
  if (j.size == 1) {
    copy_bytes(all, mine, bytes);
    return;
  }
  count_sent(bytes * static_cast<std::size_t>(j.size - 1));
  in_flight f;
  std::vector<char>& out = f.buffer(bytes);
  std::vector<char>& in = f.buffer(bytes * static_cast<std::size_t>(j.size));
  copy_bytes(out.data(), mine, bytes);
  MPI_Iallgather(out.data(), static_cast<int>(bytes), MPI_BYTE, in.data(), static_cast<int>(bytes), MPI_BYTE, j.data,
                 &f.request());
  f.wait();
  copy_bytes(all, in.data(), in.size());
}

void bcast(void* data, std::size_t bytes, int root) {
  const job& j = the_job();
  if (j.size == 1 || bytes == 0) return;
  in_flight f;
  std::vector<char>& copy = f.buffer(bytes);
  if (j.rank == root) {
    copy_bytes(copy.data(), data, bytes);
    count_sent(bytes * static_cast<std::size_t>(j.size - 1));
  }
  for (std::size_t at = 0; at < bytes; at += most_at_once)
    MPI_Ibcast(copy.data() + at, static_cast<int>(std::min(most_at_once, bytes - at)), MPI_BYTE, root, j.data,
               &f.request());
  f.wait();
  copy_bytes(data, copy.data(), bytes);
}

counted scan_and_total(std::int64_t mine) {
  const std::vector<std::int64_t> all = allgather_value(mine);
  counted result{0, 0};
  for (int r = 0; r < size(); ++r) {
    if (r == rank()) result.first = result.total;
    result.total += all[static_cast<std::size_t>(r)];
  }
  return result;
}

std::int64_t total(std::int64_t mine) { return scan_and_total(mine).total; }
std::int64_t exclusive_scan(std::int64_t mine) { return scan_and_total(mine).first; }
bool any_rank(bool mine) { return total(mine ? 1 : 0) != 0; }
void any_rank(std::span<std::uint64_t> bits) {
  const job& j = the_job();
  if (j.size == 1 || bits.empty()) return;
  count_sent(bits.size_bytes());
  in_flight f;
  std::vector<char>& copy = f.buffer(bits.size_bytes());
  copy_bytes(copy.data(), bits.data(), bits.size_bytes());
  for (std::size_t at = 0; at < copy.size(); at += most_at_once)
    MPI_Iallreduce(MPI_IN_PLACE, copy.data() + at,
                   static_cast<int>(std::min(most_at_once, copy.size() - at) / sizeof(std::uint64_t)), MPI_UINT64_T,
                   MPI_BOR, j.data, &f.request());
  f.wait();
  copy_bytes(bits.data(), copy.data(), copy.size());
}
void barrier(const site& at) { guard(at); }

}  // namespace bodo::rt
