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
#include "job/environment.h"
#include "memory/peak.h"

namespace bodo::rt {
namespace {

// Small blocks come from malloc. From this size on blocks are mapped: they can be moved without a copy when they grow,
// and are kept for reuse when they are released.
constexpr std::size_t mapped_from = std::size_t{256} << 10;
constexpr std::size_t padding = 64;  // readable beyond the end
constexpr std::size_t page = 4096;   // the padding of mapped blocks
// Huge pages are used from this block size on: a first touch clears 512 pages at once, where faults for each cost more
// than what most loops do with the rows; and most of a look-up's time in a big block is the walk through the page
// tables.
constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::size_t huge_from = 4 * huge_page;
// Idle blocks beyond this are returned to the system: they count as memory of the process.
constexpr std::size_t most_idle = std::size_t{128} << 20;

struct held {
  std::int64_t now = 0;
  std::int64_t most = 0;
};

// An unused mapping.
struct idle_pages {
  void* data;
  std::size_t bytes;
};

struct pool {
  std::vector<idle_pages> idle[256];  // by the largest class of block that fits
  std::size_t idle_bytes = 0;
  std::int64_t now = 0;
  std::int64_t most = 0;
  std::int64_t most_lately = 0;
  std::int64_t limit = environment_bytes("BODO_MEM_LIMIT", std::numeric_limits<std::int64_t>::max());
  std::unordered_map<const site*, held> sites;
};

// Never destroyed: static frames release memory later.
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
  p.most_lately = std::max(p.most_lately, p.now);
}

[[noreturn]] void no_memory(const site& at, std::size_t bytes) {
  fail(at, fmt::format("out of memory: the system has no {} more", bytes_text(static_cast<std::int64_t>(bytes))));
}

// A mapping has the class's bytes and a page of padding, within one area of the kernel, as mremap requires.
std::size_t mapping_of(std::size_t size) { return size + page; }

// Returns idle pages to the system.
void trim(pool& p) {
  for (auto& idle : p.idle) {
    for (const idle_pages& pages : idle) munmap(pages.data, pages.bytes);
    idle.clear();
  }
  p.idle_bytes = 0;
}

void keep_idle(pool& p, idle_pages pages) {
  std::size_t number = class_number(mapped_from);
  while (mapping_of(size_of_class(number + 1)) <= pages.bytes) ++number;
  p.idle[number].push_back(pages);
  p.idle_bytes += pages.bytes;
}

// Asks for huge pages under a big mapping. For the whole of it, else the kernel would split it into several areas,
// which mremap refuses.
void* with_huge_pages(void* area, std::size_t bytes) {
  if (area != MAP_FAILED && bytes >= huge_from) madvise(area, bytes, MADV_HUGEPAGE);
  return area;
}

// Address space for `bytes`, aligned to huge pages if it is big. MAP_FAILED if there is none.
void* map_pages(std::size_t bytes, int protection) {
  const std::size_t slack = bytes < huge_from ? 0 : huge_page;
  void* const area = mmap(nullptr, bytes + slack, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (area == MAP_FAILED || slack == 0) return area;
  char* const begin = static_cast<char*>(area);
  const std::size_t before = -reinterpret_cast<std::uintptr_t>(area) % huge_page;
  if (before != 0) munmap(begin, before);
  if (before != slack) munmap(begin + before + bytes, slack - before);
  return begin + before;
}

// A bigger mapping: its pages move, nothing is copied. MAP_FAILED if that is impossible.
void* remap(idle_pages from, std::size_t bytes) {
  void* moved = mremap(from.data, from.bytes, bytes, 0);
  if (moved != MAP_FAILED) return with_huge_pages(moved, bytes);
  if (bytes < huge_from) return mremap(from.data, from.bytes, bytes, MREMAP_MAYMOVE);
  // huge pages are only kept at an aligned address
  void* const place = map_pages(bytes, PROT_NONE);
  if (place == MAP_FAILED) return place;
  moved = mremap(from.data, from.bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, place);
  if (moved == MAP_FAILED) munmap(place, bytes);
  return with_huge_pages(moved, bytes);
}

// A block of a class from idle pages, which need not be cleared again. The rest of the pages stays idle; if none are
// enough, the largest grows. Null if there are none.
void* reuse(pool& p, std::size_t size) {
  const std::size_t wanted = class_number(size), first = class_number(mapped_from), bytes = mapping_of(size);
  std::size_t found = wanted;
  while (found < std::size(p.idle) && p.idle[found].empty()) ++found;
  if (found == std::size(p.idle))
    for (found = wanted; found >= first && p.idle[found].empty();) --found;
  if (found < first) return nullptr;
  const idle_pages pages = p.idle[found].back();
  p.idle[found].pop_back();
  p.idle_bytes -= pages.bytes;
  if (pages.bytes < bytes) {
    void* const moved = remap(pages, bytes);
    if (moved != MAP_FAILED) return moved;
    munmap(pages.data, pages.bytes);
    return nullptr;
  }
  const idle_pages rest{static_cast<char*>(pages.data) + bytes, pages.bytes - bytes};
  if (rest.bytes >= mapping_of(mapped_from))
    keep_idle(p, rest);
  else if (rest.bytes != 0)
    munmap(rest.data, rest.bytes);
  return pages.data;
}

// A mapped block of a class.
void* map(const site& at, std::size_t size) {
  pool& p = the_pool();
  if (void* block = reuse(p, size)) return block;
  for (int attempt = 0; attempt < 2; ++attempt) {
    void* block = with_huge_pages(map_pages(mapping_of(size), PROT_READ | PROT_WRITE), mapping_of(size));
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
    munmap(block.data, mapping_of(size));
  } else {
    keep_idle(p, {block.data, mapping_of(size)});
  }
}

allocation reallocate(const site& at, allocation old, std::size_t used, std::size_t bytes) {
  const std::size_t size = class_size(bytes);
  if (old.data != nullptr && size == old.capacity) return old;
  if (old.capacity >= mapped_from && size > old.capacity && the_pool().idle[class_number(size)].empty()) {
    charge(at, static_cast<std::int64_t>(size - old.capacity));
    void* const moved = remap({old.data, mapping_of(old.capacity)}, mapping_of(size));
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
std::int64_t restart_memory_peak() { return std::exchange(the_pool().most_lately, the_pool().now); }
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
