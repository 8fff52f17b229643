#include "files/column_collector.h"

#include <arrow/api.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <unordered_set>

#include "bodo/rt/hash.h"
#include "bodo/rt/memory.h"
#include "columns/flat_lists.h"
#include "files/schema/arrow_units.h"
#include "files/schema/utf8.h"

namespace bodo::rt::files {
namespace {

void pack(const std::uint8_t* from, std::int64_t n, array<std::uint8_t>& to) {
  to.clear();
  std::uint8_t* out = to.extend(static_cast<std::size_t>(n + 7) / 8);
  clear_bytes(out, static_cast<std::size_t>(n + 7) / 8);
  for (std::int64_t i = 0; i < n; ++i)
    out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | (from[i] != 0 ? 1u << i % 8 : 0));
}

template <class T>
std::shared_ptr<arrow::Buffer> borrow(const array<T>& a) {
  return std::make_shared<arrow::Buffer>(reinterpret_cast<const std::uint8_t*>(a.data()),
                                         static_cast<std::int64_t>(a.size() * sizeof(T)));
}

template <class T>
void copy_fixed(const void* from, rows at, array<std::uint8_t>& to) {
  const T* v = static_cast<const T*>(from);
  std::uint8_t* out = to.extend(at.count * sizeof(T));
  if (at.at == nullptr) {
    copy_bytes(out, v, at.count * sizeof(T));
    return;
  }
  for (std::uint32_t k = 0; k < at.count; ++k) std::memcpy(out + k * sizeof(T), &v[at.at[k]], sizeof(T));
}

}  // namespace

column_collector::column_collector(const site& at, const field& as)
    : as_(as), kept_(as.storage()), values_(at), known_(at), ends_(at), packed_(at), at_(&at) {
  if (as.type.id == kind::list)
    of_lists_ = std::make_unique<column_collector>(at, field("item", element_of(as.type), nullable));
}

std::int32_t column_collector::code_in_own_words(const column_view& values, std::int32_t code) {
  std::int32_t& own = recoded_[static_cast<std::size_t>(code)];
  if (own < 0) own = words_->intern((*values.words)[code].view());
  return own;
}

void column_collector::add_known(const column_view& v, rows at) {
  const auto first = static_cast<std::size_t>(count_);
  if (v.valid == nullptr && missing_ == 0) return;  // nothing to record
  if (missing_ == 0) {
    known_.resize(first);
    if (first != 0) std::memset(known_.data(), 1, first);
  }
  std::uint8_t* known = known_.extend(at.count);
  for (std::uint32_t k = 0; k < at.count; ++k) {
    known[k] = v.known(at[k]) ? 1 : 0;
    missing_ += 1 - known[k];
  }
  if (missing_ == 0) known_.clear();
}

void column_collector::add(const column_view& v, rows at) {
  if (at.count == 0) return;
  add_known(v, at);
  count_ += at.count;
  switch (kept_) {
    case storage::text: {
      if (of_lists_) return add_lists(v, at);
      const column<text> texts(v);
      const std::size_t begin = values_.size();
      std::int64_t end = ends_.empty() ? 0 : ends_[ends_.size() - 1];
      std::int64_t* ends = ends_.extend(at.count);
      for (std::uint32_t k = 0; k < at.count; ++k)
        ends[k] = end += v.known(at[k]) ? static_cast<std::int64_t>(texts[at[k]].size()) : 0;
      std::uint8_t* out = values_.extend(static_cast<std::size_t>(end) - begin);
      // sorted rows have their texts anywhere
      constexpr std::uint32_t ahead = 16;  // prefetch distance
      for (std::uint32_t k = 0; k < at.count; ++k) {
        if (k + ahead < at.count && v.known(at[k + ahead])) __builtin_prefetch(texts[at[k + ahead]].data());
        if (!v.known(at[k])) continue;
        const std::string_view s = texts[at[k]].view();
        copy_bytes(out, s.data(), s.size());
        out += s.size();
      }
      return;
    }
    case storage::code: {
      if (!words_) words_ = dictionary::make(*at_);
      if (from_.get() != v.words) {
        from_ = share(v);
        recoded_.clear();
      }
      if (v.words != nullptr) recoded_.resize(static_cast<std::size_t>(v.words->size()), -1);
      const auto* codes = static_cast<const std::int32_t*>(v.values);
      auto* out = reinterpret_cast<std::int32_t*>(values_.extend(at.count * sizeof(std::int32_t)));
      for (std::uint32_t k = 0; k < at.count; ++k) {
        const std::uint32_t i = at[k];
        out[k] = v.known(i) ? code_in_own_words(v, codes[i]) : 0;
      }
      return;
    }
    case storage::b8:
    case storage::i8:
    case storage::u8: return copy_fixed<std::uint8_t>(v.values, at, values_);
    case storage::i16:
    case storage::u16: return copy_fixed<std::uint16_t>(v.values, at, values_);
    case storage::i32:
    case storage::u32:
    case storage::f32: return copy_fixed<std::uint32_t>(v.values, at, values_);
    case storage::i64:
      if (as_.type.id == kind::decimal) {
        const auto* from = static_cast<const std::int64_t*>(v.values);
        std::uint8_t* out = values_.extend(at.count * sizeof(int128));
        for (std::uint32_t k = 0; k < at.count; ++k) {
          const int128 wide = from[at[k]];
          std::memcpy(out + k * sizeof wide, &wide, sizeof wide);
        }
        return;
      }
      return copy_fixed<std::uint64_t>(v.values, at, values_);
    case storage::u64:
    case storage::f64: return copy_fixed<std::uint64_t>(v.values, at, values_);
    case storage::i128: return copy_fixed<int128>(v.values, at, values_);
  }
}

void column_collector::add_lists(const column_view& v, rows at) {
  const flat_lists flat = flatten(v, at, element_of(as_.type));
  const std::int64_t before = ends_.empty() ? 0 : ends_[ends_.size() - 1];
  std::int64_t* ends = ends_.extend(at.count);
  for (std::uint32_t k = 0; k < at.count; ++k) ends[k] = before + flat.begins[k + 1];
  of_lists_->add(flat.view(), {nullptr, static_cast<std::uint32_t>(flat.size())});
}

// The bytes of a row's value.
std::string_view column_collector::bytes_of(std::size_t row) const {
  const auto* bytes = reinterpret_cast<const char*>(values_.data());
  if (kept_ != storage::text) {
    const std::size_t width = values_.size() / static_cast<std::size_t>(count_);
    return {bytes + row * width, width};
  }
  const std::int64_t begin = row == 0 ? 0 : ends_[row - 1];
  return {bytes + begin, static_cast<std::size_t>(ends_[row] - begin)};
}

// Each text is UTF-8 if all together are and each begins with a character.
void column_collector::check_texts() const {
  const auto* bytes = reinterpret_cast<const char*>(values_.data());
  const text_bytes all = kind_of({bytes, values_.size()});
  if (all == text_bytes::ascii) return;
  bool good = all == text_bytes::utf8;
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < ends_.size() && good; begin = ends_[i++])
    good = begin == ends_[i] || (static_cast<unsigned char>(bytes[begin]) & 0xC0) != 0x80;
  begin = 0;
  for (std::size_t i = 0; i < ends_.size() && !good; begin = ends_[i++])
    must_be_utf8({bytes + begin, static_cast<std::size_t>(ends_[i] - begin)});
}

std::size_t column_collector::bytes() const {
  return values_.size() + known_.size() + (of_lists_ ? of_lists_->bytes() : 0) + ends_.size() * sizeof(std::int64_t) +
         recoded_.size() * 4;
}

bool column_collector::suits_dictionary(double limit) const {
  if (kept_ == storage::code || of_lists_ || count_ == 0) return true;
  constexpr std::int64_t most = 4096;
  const std::int64_t wanted = std::min(count_, most);
  std::unordered_set<std::uint64_t> found;
  double sampled = 0;
  for (std::int64_t k = 0; k < wanted; ++k) {
    const auto row = static_cast<std::size_t>(k * count_ / wanted);
    if (missing_ != 0 && known_[row] == 0) continue;
    found.insert(hash_bytes(bytes_of(row)));
    ++sampled;
  }
  // of d values, a sample of n has about n * n / 2d that it had before
  const auto distinct = static_cast<double>(found.size()), rows = static_cast<double>(count_ - missing_);
  double in_all = distinct;
  if (wanted < count_)
    in_all = distinct == sampled ? rows : std::min(rows, sampled * sampled / (2 * (sampled - distinct)));
  const double width = static_cast<double>(values_.size() + ends_.size() * 4) / static_cast<double>(count_);
  const double number_width = std::log2(std::max(in_all, 1.0)) / 8;
  return in_all * width <= limit && in_all * width + rows * number_width < rows * width;
}

std::shared_ptr<arrow::Array> column_collector::take() {
  auto type = files::arrow_type(as_.type);
  std::shared_ptr<arrow::Buffer> known;
  if (missing_ != 0) {
    pack(known_.data(), count_, packed_);
    known = *arrow::Buffer::CopyNonOwned(*borrow(packed_), arrow::default_cpu_memory_manager());
  }
  std::shared_ptr<arrow::Array> made;
  if (kept_ == storage::text) {
    // 32-bit offsets: a writer ends the row group long before they overflow
    array<std::int32_t> offsets(*at_, static_cast<std::size_t>(count_) + 1);
    offsets[0] = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count_); ++i)
      offsets[i + 1] = static_cast<std::int32_t>(ends_[i]);
    if (!of_lists_) check_texts();
    auto held = *arrow::Buffer::CopyNonOwned(*borrow(offsets), arrow::default_cpu_memory_manager());
    if (of_lists_)
      made = std::make_shared<arrow::ListArray>(type, count_, std::move(held), of_lists_->take(), known, missing_);
    else
      made = std::make_shared<arrow::StringArray>(count_, std::move(held), borrow(values_), known, missing_);
  } else if (kept_ == storage::code) {
    arrow::StringBuilder words;
    for (std::int32_t w = 0; words_ && w < words_->size(); ++w) {
      const std::string_view s = (*words_)[w].view();
      must_be_utf8(s);
      const arrow::Status done = words.Append(s.data(), static_cast<std::int32_t>(s.size()));
      if (!done.ok()) throw std::bad_alloc();
    }
    auto codes = std::make_shared<arrow::Int32Array>(count_, borrow(values_), known, missing_);
    made = std::make_shared<arrow::DictionaryArray>(arrow::dictionary(arrow::int32(), type), codes, *words.Finish());
  } else if (kept_ == storage::b8) {
    array<std::uint8_t> bits(*at_);
    pack(values_.data(), count_, bits);
    auto held = *arrow::Buffer::CopyNonOwned(*borrow(bits), arrow::default_cpu_memory_manager());
    made = std::make_shared<arrow::BooleanArray>(count_, std::move(held), known, missing_);
  } else {
    made = arrow::MakeArray(arrow::ArrayData::Make(type, count_, {known, borrow(values_)}, missing_));
  }
  count_ = missing_ = 0;
  values_.clear();
  known_.clear();
  ends_.clear();
  words_ = {};
  from_ = {};
  recoded_.clear();
  return made;
}

}  // namespace bodo::rt::files
