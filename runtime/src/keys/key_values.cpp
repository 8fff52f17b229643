#include "bodo/rt/key_values.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "bodo/rt/collective.h"

namespace bodo::rt {

namespace {

template <class T>
void note(key_values& of, const column_view& v, rows rows, std::size_t most_each) {
  const T* const values = static_cast<const T*>(v.values);
  const bool collects = of.each.size() < most_each;
  T least = std::numeric_limits<T>::max(), greatest = std::numeric_limits<T>::min();
  for (std::uint32_t k = 0; k < rows.count; ++k) {
    const std::uint32_t i = rows[k];
    if (v.valid != nullptr && !v.known(i)) {
      of.missing = true;
      continue;
    }
    least = std::min(least, values[i]);
    greatest = std::max(greatest, values[i]);
    if (collects && (of.each.empty() || of.each.back() != values[i])) of.each.push_back(values[i]);
  }
  if (least > greatest) return;
  of.least = std::min<std::int64_t>(of.least, least);
  of.greatest = std::max<std::int64_t>(of.greatest, greatest);
}

// Calls `noted` with the type of the values; false if they are none that are noted.
template <class Noted>
bool with_type(storage kind, Noted noted) {
  switch (kind) {
    case storage::i8: noted(std::int8_t()); return true;
    case storage::i16: noted(std::int16_t()); return true;
    case storage::i32: noted(std::int32_t()); return true;
    case storage::i64: noted(std::int64_t()); return true;
    case storage::u8: noted(std::uint8_t()); return true;
    case storage::u16: noted(std::uint16_t()); return true;
    case storage::u32: noted(std::uint32_t()); return true;
    default: return false;
  }
}

}  // namespace

bool key_values::any_within(std::int64_t from, std::int64_t to) const {
  if (!known) return true;
  if (each.empty()) return from <= greatest && to >= least;
  const auto first = std::ranges::lower_bound(each, from);
  return first != each.end() && *first <= to;
}

value_notes::value_notes(std::span<const field> keys) : columns_(keys.size()) {
  for (std::size_t c = 0; c < keys.size(); ++c) {
    kinds_.push_back(keys[c].storage());
    columns_[c].known = with_type(kinds_[c], [](auto) {});
  }
}

void value_notes::add(std::span<const column_view> keys, rows rows) {
  for (std::size_t c = 0; c < kinds_.size(); ++c)
    with_type(kinds_[c], [&](auto type) { note<decltype(type)>(columns_[c], keys[c], rows, most_each); });
}

std::vector<key_values> value_notes::finish(bool all_ranks) {
  struct summary {
    std::int64_t least, greatest;
    std::uint64_t each;
    bool missing;
  };
  for (key_values& column : columns_) {
    std::uint64_t each = column.each.size();
    if (all_ranks && column.known) {
      each = 0;
      for (const summary& s :
           allgather_value(summary{column.least, column.greatest, column.each.size(), column.missing})) {
        column.least = std::min(column.least, s.least);
        column.greatest = std::max(column.greatest, s.greatest);
        column.missing = column.missing || s.missing;
        each += std::min<std::uint64_t>(s.each, most_each);
      }
    }
    if (each >= most_each) {
      column.each.clear();
      continue;
    }
    if (all_ranks && each != 0) {
      const gathered all = allgather(std::string_view(reinterpret_cast<const char*>(column.each.data()),
                                                      column.each.size() * sizeof(std::int64_t)));
      column.each.resize(all.bytes.size() / sizeof(std::int64_t));
      std::memcpy(column.each.data(), all.bytes.data(), all.bytes.size());
    }
    std::ranges::sort(column.each);
    const auto again = std::ranges::unique(column.each);
    column.each.erase(again.begin(), again.end());
  }
  return std::move(columns_);
}

}  // namespace bodo::rt
