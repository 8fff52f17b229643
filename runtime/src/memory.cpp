#include "bodo/rt/memory.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>
#include <new>
#include <unordered_map>

#include "bodo/rt/error.h"
#include "environment.h"

namespace bodo::rt {
namespace {

// Small blocks are malloc's. From here on blocks are mapped: they can be moved without a copy when they grow, and are
// kept for the next one who asks when they are released.
constexpr std::size_t mapped_from = std::size_t{256} << 10;
constexpr std::size_t padding = 64;  // readable beyond the end
constexpr std::size_t page = 4096;   // the padding of mapped blocks
// Idle blocks beyond this go back to the system: they count as memory of the process.
constexpr std::size_t most_idle = std::size_t{128} << 20;

struct held {
  std::int64_t now = 0;
  std::int64_t most = 0;
};

struct pool {
  // blocks that were released, by size class; sizes within a class are equal
  std::vector<void*> idle[256];
  std::size_t idle_bytes = 0;
  std::int64_t now = 0;
  std::int64_t most = 0;
  std::int64_t limit = environment_bytes("BODO_MEM_LIMIT", std::numeric_limits<std::int64_t>::max());
  std::unordered_map<const site*, held> sites;
};

// Never destroyed: static frames release after it would be gone.
pool& the_pool() {
  static pool* p = new pool;
  return *p;
}

// Size classes: four per power of two, so that at most a fifth of a block is idle. (Blocks of less than 256 bytes are
// multiples of 64.)
std::size_t class_size(std::size_t bytes) {
  const std::size_t power = std::bit_floor(std::max<std::size_t>(bytes, 256));
  const std::size_t step = bytes <= 256 ? 64 : power / 4;
  return std::max<std::size_t>((bytes + step - 1) / step * step, 64);
}
std::size_t class_number(std::size_t size) {  // of a class_size
  const auto log = static_cast<std::size_t>(std::bit_width(size) - 1);
  return log * 4 + (size - (std::size_t{1} << log)) / ((std::size_t{1} << log) / 4);
}

std::size_t size_of_class(std::size_t number) {  // for classes of mapped blocks
  return (std::size_t{1} << (number / 4)) / 4 * (4 + number % 4);
}

void charge(const site& at, std::int64_t bytes) {
  pool& p = the_pool();
  if (bytes > 0 && bytes > p.limit - p.now)
    fail(at, fmt::format("out of memory: {} more are needed, {} are in use on this rank, and BODO_MEM_LIMIT is {}",
                         bytes_text(bytes), bytes_text(p.now), bytes_text(p.limit)));
  held& h = p.sites[&at];
  h.now += bytes;
  h.most = std::max(h.most, h.now);
  p.now += bytes;
  p.most = std::max(p.most, p.now);
}

[[noreturn]] void no_memory(const site& at, std::size_t bytes) {
  fail(at, fmt::format("out of memory: the system has no {} more", bytes_text(static_cast<std::int64_t>(bytes))));
}

// Gives idle blocks back to the system.
void trim(pool& p) {
  for (std::size_t c = 0; c < std::size(p.idle); ++c) {
    if (p.idle[c].empty()) continue;
    for (void* block : p.idle[c]) munmap(block, size_of_class(c) + page);
    p.idle[c].clear();
  }
  p.idle_bytes = 0;
}

// An idle block, brought to the size of a class: its pages stay the process's, and need not be cleared again. One of up
// to twice the size is cut, else the largest of the smaller ones grows. Null where there is none.
void* reuse(pool& p, std::size_t size) {
  const std::size_t wanted = class_number(size), first = class_number(mapped_from);
  std::size_t found = wanted;
  while (found <= wanted + 4 && p.idle[found].empty()) ++found;
  if (found > wanted + 4)
    for (found = wanted; found >= first && p.idle[found].empty();) --found;
  if (found < first) return nullptr;
  void* block = p.idle[found].back();
  p.idle[found].pop_back();
  p.idle_bytes -= size_of_class(found);
  if (found == wanted) return block;
  void* moved = mremap(block, size_of_class(found) + page, size + page, MREMAP_MAYMOVE);
  if (moved == MAP_FAILED) munmap(block, size_of_class(found) + page);
  return moved == MAP_FAILED ? nullptr : moved;
}

// A mapped block of a class.
void* map(const site& at, std::size_t size) {
  pool& p = the_pool();
  if (void* block = reuse(p, size)) return block;
  for (int attempt = 0; attempt < 2; ++attempt) {
    void* block = mmap(nullptr, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block != MAP_FAILED) return block;
    trim(p);
  }
  no_memory(at, size);
}

}  // namespace

allocation allocate(const site& at, std::size_t bytes) {
  const std::size_t size = class_size(bytes);
  charge(at, static_cast<std::int64_t>(size));
  void* block = nullptr;
  if (size >= mapped_from)
    block = map(at, size);
  else if (block = std::aligned_alloc(64, size + padding); block == nullptr)
    no_memory(at, size);
  return {block, size};
}

void release(const site& at, allocation block) noexcept {
  if (block.data == nullptr) return;
  const std::size_t size = block.capacity;
  pool& p = the_pool();
  p.sites[&at].now -= static_cast<std::int64_t>(size);
  p.now -= static_cast<std::int64_t>(size);
  if (size < mapped_from) {
    std::free(block.data);
  } else if (p.idle_bytes + size > most_idle) {
    munmap(block.data, size + page);
  } else {
    p.idle[class_number(size)].push_back(block.data);
    p.idle_bytes += size;
  }
}

allocation reallocate(const site& at, allocation old, std::size_t used, std::size_t bytes) {
  const std::size_t size = class_size(bytes);
  if (old.data != nullptr && size == old.capacity) return old;
  if (old.capacity >= mapped_from && size > old.capacity && the_pool().idle[class_number(size)].empty()) {
    // the pages move, nothing is copied
    charge(at, static_cast<std::int64_t>(size - old.capacity));
    void* moved = mremap(old.data, old.capacity + page, size + page, MREMAP_MAYMOVE);
    if (moved != MAP_FAILED) return {moved, size};
    account(at, -static_cast<std::int64_t>(size - old.capacity));
  }
  const allocation block = allocate(at, bytes);
  copy_bytes(block.data, old.data, std::min(used, bytes));
  release(at, old);
  return block;
}

void account(const site& at, std::int64_t bytes) { charge(at, bytes); }

std::int64_t memory_held() { return the_pool().now; }
std::int64_t memory_peak() { return the_pool().most; }
std::int64_t memory_peak(const site& at) { return the_pool().sites[&at].most; }
std::int64_t memory_limit() { return the_pool().limit; }

text_heap::~text_heap() {
  for (const allocation& chunk : chunks_) rt::release(*at_, chunk);
}

void text_heap::add_chunk(std::size_t n) {
  // small for small tables, bigger as the heap grows
  const std::size_t usual = std::clamp<std::size_t>(bytes_, 4096, std::size_t{1} << 20);
  const allocation chunk = allocate(*at_, std::max(n, usual));
  chunks_.push_back(chunk);
  next_ = static_cast<char*>(chunk.data);
  end_ = next_ + chunk.capacity;
  bytes_ += chunk.capacity;
}

}  // namespace bodo::rt
