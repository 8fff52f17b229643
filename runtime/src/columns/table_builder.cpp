#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"
#include "columns/bits.h"
#include "columns/column_count.h"
#include "columns/table_content.h"

namespace bodo::rt {
namespace {

// Strings of other tables are not copied if their heaps are small, or once copies have this share of the heaps' bytes.
constexpr std::size_t small_heaps = std::size_t{1} << 20, copied_share = 4, most_shared = 16;

constexpr std::int64_t dropped_at_once = 65'536;  // rows, at least

struct building {
  building(const site& at, const rt::field& f) : field(f), width(width_of(f.storage())), memory(new built_column(at)) {}

  rt::field field;
  std::size_t width;
  ref<built_column> memory;
  std::size_t count = 0;
  double bound = 0;
  ref<text_heap> heap;          // for long strings that are copied
  std::size_t saved_bytes = 0;  // of strings that rows share with others
  const text_heaps* copied_from = nullptr;
  std::size_t copied_bytes = 0;  // of them
  ref<dictionary> words;         // the builder's own, if it has one
  recoding codes;

  built_column& mem() { return *memory; }
};

}  // namespace

struct table_builder::impl {
  const site* at;
  std::vector<building> columns;
  std::size_t added = 0;     // rows, if no column counts them
  std::int64_t last = -1;    // so many last rows are needed, if it is not negative
  std::int64_t dropped = 0;  // rows before those that are here

  void restart(std::span<const field> fields) {
    columns.clear();
    added = 0;
    for (const field& f : fields) columns.emplace_back(*at, f);
  }

  text_heap& heap_of(building& c) {
    if (!c.heap) {
      c.heap = ref<text_heap>(new text_heap(*at));
      c.mem().heaps.all.push_back(c.heap);
    }
    return *c.heap;
  }

  // A dictionary of the builder's own, with the words of the shared one under the same codes.
  dictionary& own_words(building& c) {
    if (!c.words) {
      c.words = dictionary::make(*at);
      if (c.mem().words)
        for (std::int32_t code = 0; code < c.mem().words->size(); ++code)
          c.words->intern((*c.mem().words)[code].view());
      c.mem().words = ref<const dictionary>(c.words.get());
    }
    return *c.words;
  }

  // Bits for rows up to `rows`; new ones are 1.
  void cover_valid(building& c, std::size_t rows) {
    array<std::uint64_t>& valid = c.mem().valid;
    const std::size_t before = valid.size();
    if (words_for(rows) <= before) return;
    valid.resize(words_for(rows));
    std::fill(valid.begin() + before, valid.end(), ~std::uint64_t{0});
  }

  // The translation of incoming codes (null: none); extends the dictionary.
  const recoding* translation(building& c, const column_view& v) {
    if (v.words == nullptr || v.words == c.mem().words.get()) return nullptr;
    c.codes.cover(*v.words, own_words(c));
    return &c.codes;
  }

  // Copies values at `at` to rows place(k), for which there is room.
  template <class T, class Place>
  static void copy_values(building& c, const column_view& v, rt::rows at, Place place) {
    const T* from = static_cast<const T*>(v.values);
    T* to = reinterpret_cast<T*>(c.mem().values.data());
    if (at.at == nullptr)
      for (std::uint32_t k = 0; k < at.count; ++k) to[place(k)] = from[k];
    else
      for (std::uint32_t k = 0; k < at.count; ++k) to[place(k)] = from[at.at[k]];
  }

  // True if the column's strings may stay where they are, in heaps that this table then holds.
  static bool shares(building& c, const text_heaps* heaps) {
    if (heaps == nullptr) return false;
    if (c.copied_from != heaps) c.copied_from = heaps, c.copied_bytes = 0;
    if (heaps->bytes > small_heaps && c.copied_bytes < heaps->bytes / copied_share) return false;
    std::vector<ref<text_heap>>& held = c.mem().heaps.all;
    for (const ref<text_heap>& heap : heaps->all) {
      if (std::ranges::find(held, heap.get(), &ref<text_heap>::get) != held.end()) continue;
      if (held.size() == most_shared) return false;
      held.push_back(heap);
    }
    return true;
  }

  template <class Place>
  void put_texts(building& c, const column_view& v, rt::rows at, Place place) {
    const text* const from = static_cast<const text*>(v.values);
    text* const to = reinterpret_cast<text*>(c.mem().values.data());
    const bool shared = shares(c, v.heaps);
    std::size_t long_bytes = 0;
    for (std::uint32_t k = 0; k < at.count; ++k) {
      const text& t = from[at[k]];
      to[place(k)] = t.is_inline() || shared ? t : heap_of(c).keep(t);
      long_bytes += t.is_inline() ? 0 : t.size();
    }
    (shared ? c.saved_bytes : c.copied_bytes) += long_bytes;
  }

  template <class Place>
  void put(building& c, const column_view& v, rt::rows at, Place place) {
    c.bound = std::max(c.bound, v.bound);
    switch (c.field.storage()) {
      case storage::text: put_texts(c, v, at, place); break;
      case storage::code: {
        const recoding* codes = translation(c, v);
        if (codes == nullptr) {
          copy_values<std::int32_t>(c, v, at, place);
          break;
        }
        const auto* from = static_cast<const std::int32_t*>(v.values);
        auto* to = reinterpret_cast<std::int32_t*>(c.mem().values.data());
        for (std::uint32_t k = 0; k < at.count; ++k) to[place(k)] = v.known(at[k]) ? (*codes)[from[at[k]]] : 0;
        break;
      }
      default:
        switch (c.width) {
          case 1: copy_values<std::uint8_t>(c, v, at, place); break;
          case 2: copy_values<std::uint16_t>(c, v, at, place); break;
          case 4: copy_values<std::uint32_t>(c, v, at, place); break;
          case 8: copy_values<std::uint64_t>(c, v, at, place); break;
          default: copy_values<int128>(c, v, at, place);
        }
    }
    if (v.valid == nullptr) return;
    for (std::uint32_t k = 0; k < at.count; ++k) {
      if (v.known(at[k])) continue;
      cover_valid(c, c.count);
      clear_bit(c.mem().valid.data(), static_cast<std::size_t>(place(k)));
    }
  }

  std::size_t rows() const { return columns.empty() ? added : columns[0].count; }

  void* extend(building& c, std::size_t n) {
    c.count += n;
    if (!c.mem().valid.empty()) cover_valid(c, c.count);
    return c.mem().values.extend(n * c.width);
  }

  table finish(std::int64_t first, std::int64_t total, layout l) {
    const std::size_t rows = this->rows();
    std::vector<table_column> done;
    std::vector<field> fields;
    for (building& c : columns) {
      if (c.count != rows) fail(*at, "internal error: the columns of a table differ in length");
      fields.push_back(c.field);
      table_column column;
      column.field = c.field;
      column.field.name = keep_name(c.field.name);
      if (c.field.coded) own_dictionary_if_none(c);
      const bool missing = !c.mem().valid.empty() && count_zeros(c.mem().valid.data(), rows) != 0;
      column.view = {c.mem().values.data(), missing ? c.mem().valid.data() : nullptr, c.mem().words.get(),
                     rows == 0 ? 0 : c.bound};
      text_heaps& heaps = c.mem().heaps;
      for (const auto& heap : heaps.all) heaps.bytes += heap->bytes();
      // each row's bytes travel
      column.heap_bytes = heaps.bytes + c.saved_bytes;
      if (!heaps.all.empty()) column.view.heaps = &heaps;
      column.memory.emplace_back(c.memory.get());
      done.push_back(std::move(column));
    }
    restart(fields);
    return make_table(std::move(done), static_cast<std::int64_t>(rows), first, total, l);
  }

  // Coded columns have a dictionary, even if nothing was added.
  void own_dictionary_if_none(building& c) {
    if (!c.mem().words) own_words(c);
  }
};

table_builder::table_builder(const site& at, std::span<const field> fields) : impl_(new impl{&at, {}}) {
  impl_->restart(fields);
}
table_builder::table_builder(const site& at, std::initializer_list<field> fields)
    : table_builder(at, std::span(fields.begin(), fields.size())) {}
table_builder::~table_builder() { delete impl_; }

void table_builder::add(std::span<const column_view> columns, rt::rows at) {
  check_column_count(*impl_->at, columns.size(), impl_->columns.size());
  impl_->added += at.count;
  for (std::size_t i = 0; i < impl_->columns.size(); ++i) {
    building& c = impl_->columns[i];
    const column_view& v = columns[i];
    const std::size_t before = c.count;
    if (before == 0 && !c.mem().words) c.mem().words = share(v);  // an empty column shares the first dictionary
    void* room = impl_->extend(c, at.count);
    const bool plain = c.field.storage() != storage::text && (v.words == nullptr || v.words == c.mem().words.get());
    if (at.at == nullptr && plain && at.count != 0) {
      copy_bytes(room, v.values, at.count * c.width);
      c.bound = std::max(c.bound, v.bound);
      if (v.valid == nullptr) continue;
      impl_->cover_valid(c, c.count);
      clear_where_zero(c.mem().valid.data(), before, v.valid, at.count);
      continue;
    }
    impl_->put(c, v, at, [before](std::uint32_t k) { return before + k; });
  }
  if (impl_->last >= 0 && rows() >= 2 * impl_->last + dropped_at_once) drop();
}

void table_builder::keep_last(std::int64_t n) { impl_->last = n; }

void table_builder::drop() {
  const std::int64_t n = rows(), last = impl_->last;
  const table all = impl_->finish(0, n, layout::replicated);
  impl_->dropped += n - last;
  batch b;
  for (table_scan scan(all.slice(n - last, last, 0, last, layout::replicated)); scan.next(b);) add(b.columns, b);
}

std::int64_t table_builder::rows() const { return static_cast<std::int64_t>(impl_->rows()); }

void table_builder::reserve(std::int64_t rows) {
  for (building& c : impl_->columns) c.mem().values.reserve(static_cast<std::size_t>(rows) * c.width);
}

void* table_builder::extend_bytes(std::size_t column, std::int64_t n, std::size_t width) {
  building& c = impl_->columns[column];
  if (width != c.width) fail(*impl_->at, "internal error: a column is written with values of another width");
  c.bound = std::numeric_limits<double>::infinity();
  return impl_->extend(c, static_cast<std::size_t>(n));
}

void table_builder::set_missing(std::size_t column, std::int64_t row) {
  building& c = impl_->columns[column];
  impl_->cover_valid(c, c.count);
  clear_bit(c.mem().valid.data(), static_cast<std::size_t>(row));
}

text table_builder::keep(std::size_t column, std::string_view s) {
  return impl_->heap_of(impl_->columns[column]).keep(s);
}

std::int32_t table_builder::intern(std::size_t column, std::string_view word) {
  return impl_->own_words(impl_->columns[column]).intern(word);
}

void table_builder::share_heap(std::size_t column, ref<text_heap> heap) {
  impl_->columns[column].mem().heaps.all.push_back(std::move(heap));
}

table table_builder::finish(rt::layout l) {
  const std::int64_t n = rows();
  if (l == layout::replicated) return impl_->finish(0, n, l);
  guard(*impl_->at);
  const std::int64_t dropped = std::exchange(impl_->dropped, 0);
  const bool all = impl_->last < 0;
  const table t = placed_by_counts(impl_->finish(0, n, layout::blocks), allgather_value(dropped + n));
  return all ? t : t.slice(0, n, t.first() + dropped, t.total(), layout::blocks);
}

table table_builder::finish_equal(std::int64_t total) {
  const std::int64_t of_row = impl_->columns.empty() ? 1 : impl_->columns.front().field.row_length;
  const block mine = block_of(length(total) / of_row);
  if (rows() != mine.count * of_row) fail(*impl_->at, "internal error: these rows are no equal block");
  return impl_->finish(mine.begin * of_row, length(total), layout::equal_blocks);
}

table table_builder::finish_like(const table& other) {
  if (rows() != other.rows())
    fail(*impl_->at, "internal error: these rows are not as many as those that they belong to");
  for (auto& c : impl_->columns) c.field.row_length = other.row_length();
  return impl_->finish(other.first(), other.total(), other.distribution());
}

table numbered(const table& t) {
  static const site here{"", 0, "numbered"};
  table_builder numbers(here, {{"", bodo::int64}});
  std::int64_t* const number = numbers.extend<std::int64_t>(0, t.rows());
  std::iota(number, number + t.rows(), t.first());
  return t.beside(numbers.finish_like(t));
}

table_writer::table_writer(const site& at, std::span<const field> fields, std::int64_t rows) : builder_(at, fields) {
  builder_.impl_->added = static_cast<std::size_t>(rows);
  for (auto& c : builder_.impl_->columns) {
    builder_.impl_->extend(c, static_cast<std::size_t>(rows));
    // recoded from the first row on: rows of several senders come with several dictionaries
    if (c.field.coded) builder_.impl_->own_words(c);
  }
}

void table_writer::put(std::span<const column_view> columns, rt::rows at, std::int64_t to) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    builder_.impl_->put(builder_.impl_->columns[i], columns[i], at, [to](std::uint32_t k) { return to + k; });
}
void table_writer::put(std::span<const column_view> columns, rt::rows at, const std::int64_t* to) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    builder_.impl_->put(builder_.impl_->columns[i], columns[i], at, [to](std::uint32_t k) { return to[k]; });
}
void table_writer::put(std::span<const std::uint32_t> which, std::span<const column_view> columns, rt::rows at,
                       std::int64_t to) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    builder_.impl_->put(builder_.impl_->columns[which[i]], columns[i], at, [to](std::uint32_t k) { return to + k; });
}

char* table_writer::values(std::uint32_t column, double bound) {
  building& c = builder_.impl_->columns[column];
  c.bound = std::max(c.bound, bound);
  return reinterpret_cast<char*>(c.mem().values.data());
}

table table_writer::finish(std::int64_t first, std::int64_t total, layout l) {
  return builder_.impl_->finish(first, total, l);
}

}  // namespace bodo::rt
