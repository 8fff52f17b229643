#pragma once
// Huge pages for big tables that are read and written at random: there most of a look-up's time is the walk through the
// page tables.
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

namespace bodo::rt {

// Asks for them for memory that has not been touched yet, where it is big enough to be worth it.
inline void use_huge_pages(void* data, std::size_t bytes) {
  constexpr std::size_t page = std::size_t{2} << 20;
  if (bytes < 4 * page) return;
  const auto at = reinterpret_cast<std::uintptr_t>(data);
  const std::uintptr_t begin = (at + page - 1) / page * page, end = (at + bytes) / page * page;
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

}  // namespace bodo::rt
