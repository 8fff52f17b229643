#include "columns/flat_lists.h"

#include <cstring>

#include "bodo/rt/lists.h"

namespace bodo::rt {

namespace {

template <class RowOf>
flat_lists flattened(const column_view& lists, std::size_t count, type element, const RowOf& row_of) {
  const column<text> all(lists);
  flat_lists flat;
  flat.width = width_of(storage_of(element));
  flat.begins.reserve(count + 1);
  flat.begins.push_back(0);
  bool has_missing = false;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t row = row_of(k);
    const list_reader list = all.known(row) ? list_reader(all[row]) : list_reader();
    flat.begins.push_back(flat.begins.back() + list.size());
  }
  const auto n = static_cast<std::size_t>(flat.size());
  flat.values.resize(n * flat.width + 1);
  flat.valid.assign(n / 64 + 1, ~std::uint64_t{0});
  std::size_t next = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t row = row_of(k);
    list_reader list = all.known(row) ? list_reader(all[row]) : list_reader();
    std::byte* const to = flat.values.data() + next * flat.width;
    if (element.id == kind::string) {
      for (std::uint32_t i = 0; i < list.size(); ++i) {
        const text value = list.next_text();
        std::memcpy(to + i * flat.width, &value, sizeof value);
      }
    } else if (list.size() != 0) {
      std::memcpy(to, list.bytes(), list.size() * flat.width);
    }
    for (std::uint32_t i = 0; i < list.size(); ++i, ++next) {
      if (list.known(i)) continue;
      flat.valid[next / 64] &= ~(std::uint64_t{1} << (next % 64));
      has_missing = true;
    }
  }
  if (!has_missing) flat.valid.clear();
  return flat;
}

}  // namespace

column_view flat_lists::view() const {
  column_view view{values.data(), valid.empty() ? nullptr : valid.data()};
  view.width = static_cast<std::uint8_t>(width);
  return view;
}

flat_lists flatten(const column_view& lists, const rows& rows, type element) {
  return flattened(lists, rows.count, element, [&](std::size_t k) { return rows[static_cast<std::uint32_t>(k)]; });
}

flat_lists flatten_all(const column_view& lists, std::size_t first, std::size_t count, type element) {
  return flattened(lists, count, element, [&](std::size_t k) { return first + k; });
}

}  // namespace bodo::rt
