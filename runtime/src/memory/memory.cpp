#include "bodo/rt/memory.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <limits>
#include <map>
#include <new>
#include <unordered_map>

#include "bodo/rt/error.h"
#include "job/environment.h"
#include "memory/peak.h"
#include "memory/spill_space.h"

namespace bodo::rt {
namespace {

// Small blocks come from malloc. From this size on blocks are mapped, and kept for reuse when they are released.
constexpr std::size_t mapped_from = std::size_t{256} << 10;
// Blocks from this size on may go to BODO_SPILL_DIR. Each needs a mapping of its own, and Linux gives a process 65,530:
// so only a limited number of small blocks go there.
constexpr std::size_t spilled_from = std::size_t{16} << 10;
constexpr std::size_t most_small_spilled = 32'768;
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

// Mapped pages that no block uses.
struct idle_pages {
  char* data;
  std::size_t bytes;
};

struct pool {
  std::map<char*, std::size_t> idle;  // bytes by address: neighbours are one
  std::size_t idle_bytes = 0;
  std::int64_t now = 0;
  std::int64_t most = 0;
  std::int64_t most_lately = 0;
  std::int64_t limit = environment_bytes("BODO_MEM_LIMIT", std::numeric_limits<std::int64_t>::max());
  std::unordered_map<const site*, held> sites;
  spill_space spilled;
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
void charge(const site& at, std::int64_t bytes) {
  pool& p = the_pool();
  if (bytes > 0 && bytes > p.limit - p.now)
    fail(at, fmt::format("out of memory: {} more are needed, {} are in use on this rank, and BODO_MEM_LIMIT is {}{}",
                         bytes_text(bytes), bytes_text(p.now), bytes_text(p.limit),
                         p.spilled.is_on() ? "; small blocks of memory are not spilled" : ""));
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
std::size_t mapping_of(std::size_t size) { return (size + page - 1) / page * page + page; }

// Returns idle pages to the system.
void trim(pool& p) {
  for (const auto& [data, bytes] : p.idle) munmap(data, bytes);
  p.idle.clear();
  p.idle_bytes = 0;
}

void keep_idle(pool& p, idle_pages pages) {
  p.idle_bytes += pages.bytes;
  const auto after = p.idle.lower_bound(pages.data);
  if (after != p.idle.begin())
    if (const auto before = std::prev(after); before->first + before->second == pages.data) {
      pages = {before->first, before->second + pages.bytes};
      p.idle.erase(before);
    }
  if (after != p.idle.end() && pages.data + pages.bytes == after->first) {
    pages.bytes += after->second;
    p.idle.erase(after);
  }
  p.idle.emplace(pages.data, pages.bytes);
}

idle_pages take_idle(pool& p, std::map<char*, std::size_t>::iterator at) {
  const idle_pages pages{at->first, at->second};
  p.idle_bytes -= pages.bytes;
  p.idle.erase(at);
  return pages;
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

// The first `bytes` of the pages; the rest stays idle.
void* cut(pool& p, idle_pages pages, std::size_t bytes) {
  if (pages.bytes != bytes) keep_idle(p, {pages.data + bytes, pages.bytes - bytes});
  return pages.data;
}

// `bytes` of idle pages, which need not be cleared again: of the fewest that are enough; if none are, the most of them
// grow, if they can be moved. Null if there are none.
void* reuse(pool& p, std::size_t bytes) {
  auto found = p.idle.end(), most = p.idle.end();
  for (auto at = p.idle.begin(); at != p.idle.end(); ++at) {
    if (at->second >= bytes && (found == p.idle.end() || at->second < found->second)) found = at;
    if (most == p.idle.end() || at->second > most->second) most = at;
  }
  if (found != p.idle.end()) return cut(p, take_idle(p, found), bytes);
  if (most == p.idle.end() || most->second < huge_from) return nullptr;
  const idle_pages pages = take_idle(p, most);
  void* const moved = remap(pages, bytes);
  if (moved != MAP_FAILED) return moved;
  munmap(pages.data, pages.bytes);
  return nullptr;
}

// True if a block has grown in its place, into idle pages after it.
bool grow(pool& p, idle_pages block, std::size_t bytes) {
  const auto after = p.idle.find(block.data + block.bytes);
  if (after == p.idle.end() || block.bytes + after->second < bytes) return false;
  cut(p, take_idle(p, after), bytes - block.bytes);
  return true;
}

// True if a block of this size, for which so many more bytes are needed, goes to the spill space. A quarter of the
// limit remains for small blocks, which do not.
bool is_spilled(pool& p, std::size_t size, std::size_t more) {
  if (!p.spilled.is_on() || size < spilled_from) return false;
  if (size < mapped_from && p.spilled.blocks() >= most_small_spilled) return false;
  if (p.now + static_cast<std::int64_t>(more) <= p.limit - p.limit / 4) return false;
  trim(p);
  return true;
}

// The block that an attempt to spill has made.
void* spilled_block(const site& at, void* block, std::size_t bytes) {
  if (block != nullptr) return block;
  const pool& p = the_pool();
  const char* const cause = std::strerror(errno);
  fail(at,
       fmt::format(
           "{} more do not fit into BODO_MEM_LIMIT ({}), and BODO_SPILL_DIR, '{}', cannot take them: {}; it holds {} "
           "of this rank",
           bytes_text(static_cast<std::int64_t>(bytes)), bytes_text(p.limit), p.spilled.folder(), cause,
           bytes_text(p.spilled.bytes())));
}

// A mapped block of a class. Those that are too small for huge pages share a mapping.
void* map(const site& at, std::size_t size) {
  pool& p = the_pool();
  if (void* block = reuse(p, mapping_of(size))) return block;
  if (p.idle_bytes > huge_from + static_cast<std::size_t>(p.now) / 8) trim(p);  // none of them is big enough
  const std::size_t bytes = mapping_of(std::max(size, huge_from));
  for (int attempt = 0; attempt < 2; ++attempt) {
    void* pages = with_huge_pages(map_pages(bytes, PROT_READ | PROT_WRITE), bytes);
    if (pages != MAP_FAILED) return cut(p, {static_cast<char*>(pages), bytes}, mapping_of(size));
    trim(p);
  }
  no_memory(at, size);
}

}  // namespace

allocation allocate(const site& at, std::size_t bytes) {
  const std::size_t size = class_size(bytes);
  if (is_spilled(the_pool(), size, size))
    return {spilled_block(at, the_pool().spilled.allocate(mapping_of(size)), size), size};
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
  if (size >= spilled_from && p.spilled.has(block.data)) return p.spilled.release(block.data);
  p.sites[&at].now -= static_cast<std::int64_t>(size);
  p.now -= static_cast<std::int64_t>(size);
  if (size < mapped_from) {
    std::free(block.data);
  } else if (p.idle_bytes + size > most_idle) {
    munmap(block.data, mapping_of(size));
  } else {
    keep_idle(p, {static_cast<char*>(block.data), mapping_of(size)});
  }
}

allocation reallocate(const site& at, allocation old, std::size_t used, std::size_t bytes) {
  const std::size_t size = class_size(bytes);
  if (old.data != nullptr && size == old.capacity) return old;
  if (old.capacity >= huge_from && size > old.capacity && the_pool().spilled.has(old.data))
    return {spilled_block(at, the_pool().spilled.grow(old.data, mapping_of(size)), size - old.capacity), size};
  if (old.capacity >= mapped_from && size > old.capacity && !is_spilled(the_pool(), size, size - old.capacity)) {
    const auto more = static_cast<std::int64_t>(size - old.capacity);
    const idle_pages pages{static_cast<char*>(old.data), mapping_of(old.capacity)};
    charge(at, more);
    if (grow(the_pool(), pages, mapping_of(size))) return {old.data, size};
    if (old.capacity >= huge_from)
      if (void* const moved = remap(pages, mapping_of(size)); moved != MAP_FAILED) return {moved, size};
    account(at, -more);
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
