#include "files/column_reader.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "bodo/rt/memory.h"
#include "columns/wide_vectors.h"
#include "files/other_encodings.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

// Moves the `known` values at the beginning of `values` to the slots whose bit is set, and fills the others with
// `missing`. Backwards, so that it works in place.
template <class T>
void spread(T* values, std::size_t known, std::size_t n, const std::uint64_t* valid, std::size_t first_bit,
            T missing = {}) {
  std::size_t j = known;
  for (std::size_t i = n; i-- > 0;) {
    const std::size_t bit = first_bit + i;
    if ((valid[bit / 64] >> bit % 64 & 1) != 0)
      values[i] = values[--j];
    else
      values[i] = missing;
  }
}

template <class F>
void with_width(std::size_t width, F f) {
  switch (width) {
    case 1: return f(std::uint8_t{});
    case 2: return f(std::uint16_t{});
    case 4: return f(std::uint32_t{});
    case 8: return f(std::uint64_t{});
    default: return f(uint128{});
  }
}

}  // namespace

column_reader::column_reader(const site& at, const field& as, dictionary* words)
    : at_(&at), pages_(at), page_room_(at), dictionary_room_(at), ready_room_(at), ready_texts_(at), values_(at) {
  target_.as = as;
  target_.kept = as.storage();
  target_.width = width_of(target_.kept);
  target_.words = words;
  values_.resize(batch_capacity * target_.width);
  clear_bytes(values_.data(), values_.size());  // slots that are not read must have valid codes too
}

void column_reader::open(const random_file& file, const column_chunk& chunk, const column_form& form,
                         std::int64_t rows) {
  form_ = form;
  rows_ = rows;
  content_.set_form(form, target_);
  pages_.open(file, chunk.offset, chunk.length, chunk.codec);
  page_begin_ = page_end_ = cursor_ = 0;
  loaded_ = true;
  has_dictionary_ = false;
}

void column_reader::begin_batch(std::int64_t first) {
  for (auto& room : retired_) spare_.push_back(std::move(room));
  retired_.clear();
  content_.clear_bound();
  batch_first_ = first;
  missing_ = false;
  read_already_ = false;
  filled_ = -1;
  if (form_.optional) std::memset(valid_, 0, sizeof valid_);
  all_coded_ = target_.kept == storage::text;
}

// Texts of this batch may point into the room: it is kept until the next batch.
void column_reader::retire(bytes& room) {
  if (target_.kept != storage::text || room.empty()) return;
  retired_.push_back(std::move(room));
  bytes next(*at_);
  if (!spare_.empty()) {
    next = std::move(spare_.back());
    spare_.pop_back();
  }
  room = std::move(next);
}

void column_reader::next_page() {
  for (;;) {
    if (!pages_.next(header_)) throw file_error("the column ends too early");
    if (header_.kind == page_kind::dictionary) {
      load_dictionary();
      continue;
    }
    page_begin_ = cursor_ = page_end_;
    page_end_ += header_.values;
    if (page_end_ > rows_) throw file_error("the column has more rows than its row group");
    loaded_ = false;
    if (header_.values != 0) return;
  }
}

void column_reader::load_dictionary() {
  if (has_dictionary_) throw file_error("the column has two dictionaries");
  if (header_.encoding != page_encoding::plain && header_.encoding != page_encoding::plain_dictionary)
    throw file_error("the dictionary has an encoding that is not known");
  retire(dictionary_room_);
  const auto body = pages_.read_body(dictionary_room_, true);
  content_.read_dictionary(body.data, body.size, static_cast<std::size_t>(header_.values), dictionary_);
  has_dictionary_ = true;
  if (target_.kept == storage::text) {
    source_ = new_source();
    codes_.assign(batch_capacity, missing_code());
  }
}

void column_reader::load_page() {
  retire(page_room_);
  const auto body = pages_.read_body(page_room_, target_.kept == storage::text);
  const std::uint8_t* data = body.data;
  std::size_t size = body.size;
  auto known = static_cast<std::size_t>(header_.values);
  const std::uint8_t* levels = nullptr;
  std::size_t level_bytes = 0;
  if (header_.kind == page_kind::data_v2) {
    const auto repetition = static_cast<std::size_t>(header_.repetition_bytes);
    level_bytes = static_cast<std::size_t>(header_.definition_bytes);
    if (repetition + level_bytes > size) throw file_error("a page header holds an impossible size");
    levels = data + repetition;
    data += repetition + level_bytes;
    size -= repetition + level_bytes;
  } else if (form_.optional) {
    if (header_.definition_encoding != page_encoding::rle)
      throw file_error("its definition levels have the deprecated encoding BIT_PACKED");
    std::uint32_t n;
    if (size < sizeof n) throw file_error("a page is shorter than its levels");
    std::memcpy(&n, data, sizeof n);
    if (n > size - sizeof n) throw file_error("a page is shorter than its levels");
    levels = data + sizeof n;
    level_bytes = n;
    data += sizeof n + n;
    size -= sizeof n + n;
  }
  if (form_.optional) levels_ = level_reader(levels, levels + level_bytes);

  const bool dictionary =
      header_.encoding == page_encoding::rle_dictionary || header_.encoding == page_encoding::plain_dictionary;
  if (dictionary) {
    if (!has_dictionary_) throw file_error("a page refers to a dictionary that the column does not have");
    content_.open_coded(data, size, dictionary_);
  } else if (header_.encoding == page_encoding::plain && form_.stored != physical::boolean) {
    content_.open_plain(data, size);
  } else {
    if (form_.optional) known = level_reader(levels_).skip(known);
    retire(ready_texts_);
    decode_page(header_.encoding, form_, target_, data, size, known, ready_room_, ready_texts_);
    content_.open_ready(ready_room_.data(), known);
  }
  loaded_ = true;
}

void column_reader::seek(std::int64_t row) {
  while (row >= page_end_) next_page();
  if (!loaded_) load_page();
  if (cursor_ < row) {
    const auto n = static_cast<std::size_t>(row - cursor_);
    content_.skip(form_.optional ? levels_.skip(n) : n);
    cursor_ = row;
  }
}

// Keeps the codes of the n rows that begin at this slot; `known` of these rows have a value.
void column_reader::keep_codes(std::size_t slot, std::size_t n, std::size_t known) {
  if (!all_coded_ || n == 0) return;
  all_coded_ = content_.codes() != nullptr;
  if (!all_coded_) return;
  std::copy_n(content_.codes(), known, codes_.data() + slot);
  if (known != n) spread(codes_.data() + slot, known, n, valid_, slot, missing_code());
}

void column_reader::keep_picked_codes(const std::uint16_t* slots, std::size_t count) {
  if (!all_coded_) return;
  all_coded_ = content_.codes() != nullptr;
  for (std::size_t k = 0; k < count && all_coded_; ++k) codes_[slots[k]] = content_.codes()[k];
}

void column_reader::read_in_page(std::size_t n, std::size_t slot) {
  std::uint8_t* out = slot_at(slot);
  cursor_ += static_cast<std::int64_t>(n);
  const std::size_t known = form_.optional ? levels_.read(n, valid_, slot) : n;
  content_.take(known, out);
  keep_codes(slot, n, known);
  if (known == n) return;
  missing_ = true;
  with_width(target_.width, [&](auto t) { spread(reinterpret_cast<decltype(t)*>(out), known, n, valid_, slot); });
}

// Of the rows at these positions those that are known, by the validity of the rows from position `first` on: their
// numbers among the known ones, and their positions; the other positions. Returns the number of the known ones.
WITH_POPCNT static std::size_t find_known(const std::uint64_t* valid, std::size_t first, const std::uint16_t* at,
                                          std::size_t count, std::uint16_t* numbers, std::uint16_t* known,
                                          std::uint16_t* missing) {
  std::size_t found = 0, before = 0, word = first / 64;  // `before`: set bits from `first` up to this word
  const auto bits_of = [&](std::size_t w) {
    return w == first / 64 ? valid[w] & (~std::uint64_t{0} << first % 64) : valid[w];
  };
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t p = at[k];
    for (; word < p / 64; ++word) before += static_cast<std::size_t>(__builtin_popcountll(bits_of(word)));
    const std::uint64_t lower = bits_of(word) & ((std::uint64_t{1} << p % 64) - 1);
    numbers[found] = static_cast<std::uint16_t>(before + static_cast<std::size_t>(__builtin_popcountll(lower)));
    known[found] = missing[k - found] = at[k];
    found += valid[word] >> p % 64 & 1;
  }
  return found;
}

// Reads the rows at the positions from the next n rows of the page, which begin at position at[0].
void column_reader::pick_in_page(std::size_t n, const std::uint16_t* at, std::size_t count) {
  std::uint16_t order[batch_capacity];
  std::size_t values = n;
  const std::size_t first = at[0];
  cursor_ += static_cast<std::int64_t>(n);
  if (form_.optional) values = levels_.read(n, valid_, first);
  if (values == n) {
    for (std::size_t k = 0; k < count; ++k) order[k] = static_cast<std::uint16_t>(at[k] - first);
    content_.pick(n, order, count, values_.data(), at);
    return keep_picked_codes(at, count);
  }
  std::uint16_t slots[batch_capacity], missing[batch_capacity];
  const std::size_t picked = find_known(valid_, first, at, count, order, slots, missing);
  for (std::size_t k = 0; k < count - picked; ++k) {
    std::memset(slot_at(missing[k]), 0, target_.width);
    if (all_coded_ && has_dictionary_) codes_[missing[k]] = missing_code();
  }
  missing_ = missing_ || picked != count;
  content_.pick(values, order, picked, values_.data(), slots);
  keep_picked_codes(slots, picked);
}

void column_reader::read(std::uint32_t rows) {
  read_already_ = true;
  for (std::uint32_t done = 0; done < rows;) {
    const std::int64_t row = batch_first_ + done;
    seek(row);
    const auto n = static_cast<std::size_t>(std::min<std::int64_t>(rows - done, page_end_ - row));
    read_in_page(n, done);
    done += static_cast<std::uint32_t>(n);
  }
}

void column_reader::read_at(const std::uint16_t* at, std::uint32_t count) {
  read_already_ = true;
  for (std::uint32_t k = 0; k < count;) {
    const std::int64_t row = batch_first_ + at[k];
    seek(row);
    std::uint32_t end = count;
    if (batch_first_ + at[count - 1] >= page_end_)
      end = static_cast<std::uint32_t>(std::lower_bound(at + k, at + count, page_end_ - batch_first_,
                                                        [](std::uint16_t p, std::int64_t e) { return p < e; }) -
                                       at);
    const std::size_t n = static_cast<std::size_t>(at[end - 1]) - at[k] + 1;
    const std::uint32_t wanted = end - k;
    if (wanted * 3 >= n)
      read_in_page(n, at[k]);
    else
      pick_in_page(n, at + k, wanted);
    k = end;
  }
}

void column_reader::fill_texts(std::uint32_t rows, const char* value, std::size_t size) {
  read_already_ = true;
  const std::string_view s(value, size);
  if (target_.kept == storage::code)
    std::fill_n(reinterpret_cast<std::int32_t*>(values_.data()), rows, target_.words->intern(s));
  else
    std::fill_n(reinterpret_cast<text*>(values_.data()), rows, text(s));
}

void column_reader::fill_integers(std::uint32_t rows, std::int64_t value) {
  read_already_ = true;
  filled_ = std::abs(static_cast<double>(value));
  with_width(target_.width, [&](auto t) {
    using T = decltype(t);
    if constexpr (sizeof(T) <= sizeof value)
      std::fill_n(reinterpret_cast<T*>(values_.data()), rows, static_cast<T>(value));
  });
}

void column_reader::fill_missing(std::uint32_t rows) {
  read_already_ = true;
  clear_bytes(values_.data(), rows * target_.width);
  std::memset(valid_, 0, sizeof valid_);
  missing_ = rows != 0;
}

column_view column_reader::view() const {
  column_view v;
  v.values = read_already_ ? values_.data() : nullptr;
  v.valid = missing_ ? valid_ : nullptr;
  v.words = target_.words;
  v.bound = std::max(content_.bound(), filled_);
  v.width = static_cast<std::uint8_t>(target_.width);
  if (read_already_ && all_coded_ && has_dictionary_) {
    v.source = source_;
    v.source_rows = codes_.data();
  }
  return v;
}

}  // namespace bodo::rt::files
