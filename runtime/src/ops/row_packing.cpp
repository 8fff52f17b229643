#include "ops/row_packing.h"

#include <algorithm>
#include <cstring>

#include "bodo/rt/memory.h"
#include "columns/bits.h"

namespace bodo::rt {
namespace {

constexpr std::size_t alignment = 16;
constexpr std::size_t aligned(std::size_t n) { return (n + alignment - 1) / alignment * alignment; }

// A long text in a message: the pointer is replaced by its offset in the heap.
text with_pointer(const text& t, const char* data) {
  text moved;
  std::memcpy(static_cast<void*>(&moved), &t, sizeof t);
  std::memcpy(reinterpret_cast<char*>(&moved) + 8, &data, sizeof data);
  return moved;
}

}  // namespace

row_packer::row_packer(const site& at, std::span<const field> fields) {
  for (const field& f : fields) columns_.emplace_back(at, f);
}

void row_packer::begin_column(std::size_t c, const column_view& v, std::size_t rows) {
  column& to = columns_[c];
  to.bound = std::max(to.bound, v.bound);
  to.values.reserve((to.count + rows) * to.width);
  if (to.f.nullable && to.valid.size() < words_for(to.count + rows)) {
    const std::size_t before = to.valid.size();
    to.valid.resize(words_for(to.count + rows));
    std::fill(to.valid.begin() + before, to.valid.end(), 0);
  }
  bytes_ += rows * to.width;
  if (to.f.coded && to.words.get() != v.words) {
    to.words = share(v);
    to.sent.clear();
  }
  if (to.f.coded && v.words != nullptr) to.sent.resize(static_cast<std::size_t>(v.words->size()));
}

template <class T>
void row_packer::put_value(column& to, const column_view& v, std::uint32_t i) {
  T* out = reinterpret_cast<T*>(to.values.extend(sizeof(T)));
  std::memcpy(static_cast<void*>(out), static_cast<const T*>(v.values) + i, sizeof(T));
}

void row_packer::put(std::size_t c, const column_view& v, std::uint32_t i) {
  column& to = columns_[c];
  const std::size_t row = to.count++;
  const bool known = v.known(i);
  if (to.f.nullable) {
    if (known)
      to.valid[row >> 6] |= std::uint64_t{1} << (row & 63);
    else
      ++to.missing;
  }
  switch (to.f.storage()) {
    case storage::text: {
      text t = static_cast<const text*>(v.values)[i];
      if (!t.is_inline()) {
        const std::size_t offset = to.heap.size();
        to.heap.append(t.data(), t.size());
        bytes_ += t.size();
        t = with_pointer(t, reinterpret_cast<const char*>(offset));
      }
      std::memcpy(static_cast<void*>(to.values.extend(sizeof t)), &t, sizeof t);
      return;
    }
    case storage::code: {
      std::int32_t wire = 0;
      if (known) {
        const std::int32_t code = static_cast<const std::int32_t*>(v.values)[i];
        std::int32_t& sent = to.sent[static_cast<std::size_t>(code)];
        if (sent == 0) {
          sent = ++to.sent_words;
          const text& word = (*v.words)[code];
          const std::uint32_t n = word.size();
          to.heap.append(reinterpret_cast<const char*>(&n), sizeof n);
          to.heap.append(word.data(), n);
          bytes_ += sizeof n + n;
          ++to.new_words;
        }
        wire = sent - 1;
      }
      std::memcpy(to.values.extend(sizeof wire), &wire, sizeof wire);
      return;
    }
    default: break;
  }
  switch (to.width) {
    case 1: return put_value<std::uint8_t>(to, v, i);
    case 2: return put_value<std::uint16_t>(to, v, i);
    case 4: return put_value<std::uint32_t>(to, v, i);
    case 8: return put_value<std::uint64_t>(to, v, i);
    default: return put_value<int128>(to, v, i);
  }
}

void row_packer::add(std::span<const column_view> columns, rt::rows at) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const column_view& v = columns[c];
    column& to = columns_[c];
    begin_column(c, v, at.count);
    if (at.at == nullptr && to.is_plain() && (!to.f.nullable || v.valid == nullptr)) {
      to.values.append(static_cast<const std::byte*>(v.values), at.count * to.width);
      if (to.f.nullable) set_bits(to.valid.data(), to.count, to.count + at.count);
      to.count += at.count;
      continue;
    }
    for (std::uint32_t k = 0; k < at.count; ++k) put(c, v, at[k]);
  }
  rows_ += at.count;
}

template <class T>
void row_packer::scatter_values(std::span<row_packer> packers, std::size_t c, const column_view& v, rt::rows at,
                                const std::uint16_t* destination, std::span<const std::size_t> counts) {
  std::vector<T*> next(packers.size());
  for (std::size_t d = 0; d < packers.size(); ++d) {
    if (counts[d] == 0) continue;
    column& to = packers[d].columns_[c];
    next[d] = reinterpret_cast<T*>(to.values.extend(counts[d] * sizeof(T)));
    if (to.f.nullable) set_bits(to.valid.data(), to.count, to.count + counts[d]);
    to.count += counts[d];
  }
  const T* const values = static_cast<const T*>(v.values);
  if (at.at == nullptr)
    for (std::uint32_t k = 0; k < at.count; ++k) *next[destination[k]]++ = values[k];
  else
    for (std::uint32_t k = 0; k < at.count; ++k) *next[destination[k]]++ = values[at.at[k]];
}

void row_packer::scatter(std::span<row_packer> packers, std::span<const column_view> columns, rt::rows at,
                         const std::uint16_t* destination, std::span<const std::size_t> counts) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const column_view& v = columns[c];
    for (std::size_t d = 0; d < packers.size(); ++d)
      if (counts[d] != 0) packers[d].begin_column(c, v, counts[d]);
    const column& any = packers[0].columns_[c];
    if (any.is_plain() && (!any.f.nullable || v.valid == nullptr)) {
      switch (any.width) {
        case 1: scatter_values<std::uint8_t>(packers, c, v, at, destination, counts); break;
        case 2: scatter_values<std::uint16_t>(packers, c, v, at, destination, counts); break;
        case 4: scatter_values<std::uint32_t>(packers, c, v, at, destination, counts); break;
        case 8: scatter_values<std::uint64_t>(packers, c, v, at, destination, counts); break;
        default: scatter_values<int128>(packers, c, v, at, destination, counts);
      }
      continue;
    }
    for (std::uint32_t k = 0; k < at.count; ++k) packers[destination[k]].put(c, v, at[k]);
  }
  for (std::size_t d = 0; d < packers.size(); ++d) packers[d].rows_ += counts[d];
}

void row_packer::write_to(array<std::byte>& message) const {
  if (rows_ == 0) return;
  std::size_t bytes = aligned(sizeof(std::uint64_t)) + aligned(columns_.size() * sizeof(section));
  std::vector<section> sections;
  for (const column& c : columns_) {
    section s;
    s.value_bytes = c.values.size();
    s.valid_bytes = c.missing == 0 ? 0 : c.valid.size() * sizeof(std::uint64_t);
    s.heap_bytes = c.heap.size();
    s.new_words = c.new_words;
    s.bound = c.bound;
    bytes += aligned(s.value_bytes) + aligned(s.valid_bytes) + aligned(s.heap_bytes);
    sections.push_back(s);
  }
  std::byte* at = message.extend(bytes);
  const auto write = [&at](const void* data, std::size_t n) {
    copy_bytes(at, data, n);
    clear_bytes(at + n, aligned(n) - n);
    at += aligned(n);
  };
  const std::uint64_t rows = rows_;
  write(&rows, sizeof rows);
  write(sections.data(), sections.size() * sizeof(section));
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    write(columns_[c].values.data(), sections[c].value_bytes);
    write(columns_[c].valid.data(), sections[c].valid_bytes);
    write(columns_[c].heap.data(), sections[c].heap_bytes);
  }
}

void row_packer::clear() {
  for (column& c : columns_) {
    c.values.clear();
    c.valid.clear();
    c.heap.clear();
    c.count = c.missing = 0;
    c.new_words = 0;
    c.bound = 0;
  }
  rows_ = bytes_ = 0;
}

row_unpacker::row_unpacker(std::span<const field> fields, std::span<const ref<dictionary>> words)
    : fields_(fields.begin(), fields.end()),
      words_(words.begin(), words.end()),
      codes_(fields.size()),
      views_(fields.size()) {}

void row_unpacker::unpack(std::span<std::byte> message) {
  rows_ = 0;
  for (column_view& v : views_) v = {};
  if (message.empty()) return;
  std::byte* at = message.data();
  const auto take = [&at](std::size_t n) {
    std::byte* const begin = at;
    at += aligned(n);
    return begin;
  };
  std::uint64_t rows;
  std::memcpy(&rows, take(sizeof rows), sizeof rows);
  rows_ = rows;
  const auto* sections =
      reinterpret_cast<const row_packer::section*>(take(fields_.size() * sizeof(row_packer::section)));
  for (std::size_t c = 0; c < fields_.size(); ++c) {
    const row_packer::section& s = sections[c];
    column_view& v = views_[c];
    std::byte* const values = take(s.value_bytes);
    v.values = values;
    v.valid = s.valid_bytes == 0 ? nullptr : reinterpret_cast<const std::uint64_t*>(take(s.valid_bytes));
    v.bound = s.bound;
    const char* heap = reinterpret_cast<const char*>(take(s.heap_bytes));
    if (fields_[c].storage() == storage::text) {
      auto* texts = reinterpret_cast<text*>(values);
      for (std::size_t i = 0; i < rows_; ++i)
        if (!texts[i].is_inline())
          texts[i] = with_pointer(texts[i], heap + reinterpret_cast<std::size_t>(texts[i].data()));
    } else if (fields_[c].storage() == storage::code) {
      v.words = words_[c].get();
      std::vector<std::int32_t>& mine = codes_[c];
      for (std::uint64_t w = 0; w < s.new_words; ++w) {
        std::uint32_t n;
        std::memcpy(&n, heap, sizeof n);
        mine.push_back(words_[c]->intern({heap + sizeof n, n}));
        heap += sizeof n + n;
      }
      auto* codes = reinterpret_cast<std::int32_t*>(values);
      for (std::size_t i = 0; i < rows_; ++i) codes[i] = v.known(i) ? mine[static_cast<std::size_t>(codes[i])] : 0;
    }
  }
}

std::vector<ref<dictionary>> dictionaries_for(const site& at, std::span<const field> fields) {
  std::vector<ref<dictionary>> words;
  for (const field& f : fields)
    words.push_back(f.storage() == storage::code ? dictionary::make(at) : ref<dictionary>());
  return words;
}

}  // namespace bodo::rt
