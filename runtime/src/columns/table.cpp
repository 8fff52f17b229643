#include "bodo/rt/table.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <unordered_set>
#include <utility>

#include "bodo/rt/error.h"
#include "columns/bits.h"
#include "columns/table_content.h"
#include "job/environment.h"

namespace bodo::rt {

std::uint32_t batch_size() {
  static const auto rows = static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(environment_bytes("BODO_BATCH", batch_capacity), 1, batch_capacity));
  return rows;
}

const char* keep_name(std::string_view name) {
  static auto* names = new std::unordered_set<std::string>;
  return names->emplace(name).first->c_str();
}

std::vector<std::size_t> widths_of(std::span<const field> fields) {
  std::vector<std::size_t> widths;
  for (const field& f : fields) widths.push_back(width_of(f.storage()));
  return widths;
}

table make_table(std::vector<table_column> columns, std::int64_t rows, std::int64_t first, std::int64_t total, layout l,
                 std::int64_t row_length) {
  auto* c = new table::content;
  c->retain();
  c->columns = std::move(columns);
  for (table_column& column : c->columns)
    column.view.width = static_cast<std::uint8_t>(width_of(column.field.storage()));
  c->rows = rows;
  c->first = first;
  c->total = total;
  c->distribution = l;
  c->row_length = c->columns.empty() ? row_length : c->columns.front().field.row_length;
  return table(c);
}

table::table() : table(new content) { content_->retain(); }
table::table(content* c) noexcept : content_(c) {}
table::table(const table& other) noexcept : content_(other.content_) { content_->retain(); }
table::table(table&& other) noexcept : content_(std::exchange(other.content_, nullptr)) {}
table& table::operator=(table other) noexcept {
  std::swap(content_, other.content_);
  return *this;
}
table::~table() {
  if (content_ != nullptr) content_->release();
}

std::int64_t table::rows() const { return content_->rows; }
std::int64_t table::total() const { return content_->total; }
std::int64_t table::first() const { return content_->first; }
rt::layout table::distribution() const { return content_->distribution; }
std::size_t table::width() const { return content_->columns.size(); }
std::int64_t table::row_length() const { return content_->row_length; }
const field& table::field_at(std::size_t c) const { return content_->columns[c].field; }
column_view table::column(std::size_t c) const { return content_->columns[c].view; }

std::vector<field> table::fields() const {
  std::vector<field> all;
  for (const table_column& c : content_->columns) all.push_back(c.field);
  return all;
}

int table::find(std::string_view name) const {
  for (std::size_t c = 0; c < width(); ++c)
    if (name == field_at(c).name) return static_cast<int>(c);
  return -1;
}

table table::select(std::span<const std::uint32_t> columns, std::span<const char* const> names) const {
  std::vector<table_column> chosen;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    chosen.push_back(content_->columns[columns[i]]);
    if (!names.empty()) chosen.back().field.name = keep_name(names[i]);
  }
  return make_table(std::move(chosen), rows(), first(), total(), distribution(), row_length());
}

table table::slice(std::int64_t begin, std::int64_t count, std::int64_t first, std::int64_t total, rt::layout l) const {
  static const site here{"", 0, "slice"};
  std::vector<table_column> columns = content_->columns;
  for (table_column& c : columns) {
    const std::size_t width = width_of(c.field.storage());
    if (c.view.values != nullptr)
      c.view.values = static_cast<const std::byte*>(c.view.values) + static_cast<std::size_t>(begin) * width;
    if (rows() > 0) c.heap_bytes = c.heap_bytes / static_cast<std::size_t>(rows()) * static_cast<std::size_t>(count);
    if (c.view.valid == nullptr) continue;
    if (begin % 64 == 0) {
      c.view.valid += begin / 64;
      continue;
    }
    auto* bits = new built_column(here);
    const ref<column_memory> owner(bits);
    bits->valid.resize(words_for(static_cast<std::size_t>(count)));
    move_bits(c.view.valid, static_cast<std::size_t>(begin), static_cast<std::size_t>(count), bits->valid.data());
    c.view.valid = bits->valid.data();
    c.memory.push_back(owner);
  }
  return make_table(std::move(columns), count, first, total, l, row_length());
}

table table::beside(const table& right) const {
  std::vector<table_column> columns = content_->columns;
  columns.insert(columns.end(), right.content_->columns.begin(), right.content_->columns.end());
  const table& placed = width() == 0 ? right : *this;
  return make_table(std::move(columns), placed.rows(), placed.first(), placed.total(), placed.distribution(),
                    placed.row_length());
}

namespace {
std::uint32_t number_of(const table& t, std::string_view name) {
  static const site here{"", 0, "[]"};
  const int found = t.find(name);
  if (found < 0) fail_together(here, "internal error: a table has no column '" + std::string(name) + "'");
  return static_cast<std::uint32_t>(found);
}
}  // namespace

std::uint32_t chosen_column::in(const table& t) const {
  if (is_last_) return static_cast<std::uint32_t>(t.width() - 1);
  return name_.data() == nullptr ? number_ : number_of(t, name_);
}

std::vector<std::uint32_t> numbers_of(const table& t, std::initializer_list<chosen_column> columns) {
  std::vector<std::uint32_t> numbers;
  for (const chosen_column& c : columns) numbers.push_back(c.in(t));
  return numbers;
}

table table::select(std::initializer_list<chosen_column> columns) const { return select(numbers_of(*this, columns)); }

table table::operator[](std::string_view name) const { return select({number_of(*this, name)}); }

table table::with(std::string_view name, const table& column) const {
  std::vector<table_column> columns = content_->columns;
  const int found = find(name);
  table_column& to = found < 0 ? columns.emplace_back() : columns[static_cast<std::size_t>(found)];
  to = column.content_->columns[0];
  to.field.name = keep_name(name);
  const table& placed = width() == 0 ? column : *this;
  return make_table(std::move(columns), placed.rows(), placed.first(), placed.total(), placed.distribution(),
                    placed.row_length());
}

table with_place(const table& t, std::int64_t first, std::int64_t total, layout l) {
  return make_table(t.get().columns, t.rows(), first, total, l, t.row_length());
}

std::int64_t bytes_of(const table& t) {
  std::size_t bytes = 0;
  for (const table_column& c : t.get().columns)
    bytes += static_cast<std::size_t>(t.rows()) * width_of(c.field.storage()) + c.heap_bytes;
  return static_cast<std::int64_t>(bytes);
}

table placed_by_counts(const table& t, std::span<const std::int64_t> counts) {
  std::int64_t first = 0, total = 0;
  for (int r = 0; r < size(); ++r) {
    if (r == rank()) first = total;
    total += counts[static_cast<std::size_t>(r)];
  }
  bool equal = true;
  for (int r = 0; r < size(); ++r)
    equal = equal &&
            counts[static_cast<std::size_t>(r)] == block_of(total / t.row_length(), r, size()).count * t.row_length();
  return with_place(t, first, total, equal ? layout::equal_blocks : layout::blocks);
}

column_view cut_column(column_view v, std::size_t width, std::size_t from, std::uint32_t n,
                       std::vector<std::uint64_t>& bits) {
  v.values = static_cast<const std::byte*>(v.values) + from * width;
  v.width = static_cast<std::uint8_t>(width);
  if (v.source_rows != nullptr) v.source_rows += from;
  if (v.valid == nullptr) return v;
  if (from % 64 == 0) {
    v.valid += from / 64;
  } else {
    bits.resize(words_for(batch_capacity));
    move_bits(v.valid, from, n, bits.data());
    v.valid = bits.data();
  }
  return v;
}

void cut_batch(std::span<const column_view> columns, std::span<const std::size_t> widths, std::size_t from,
               std::uint32_t n, std::vector<std::vector<std::uint64_t>>& bitmaps, batch& b) {
  b.size = n;
  b.columns.resize(columns.size());
  bitmaps.resize(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c)
    b.columns[c] = cut_column(columns[c], widths[c], from, n, bitmaps[c]);
}

namespace {
std::vector<std::uint32_t> all_columns(const table& t) {
  std::vector<std::uint32_t> columns;
  for (std::uint32_t c = 0; c < t.width(); ++c) columns.push_back(c);
  return columns;
}
}  // namespace

table_scan::table_scan(table t) : table_(std::move(t)), columns_(all_columns(table_)) { open(); }
table_scan::table_scan(table t, std::initializer_list<std::uint32_t> columns)
    : table_(std::move(t)), columns_(columns) {
  open();
}
table_scan::table_scan(table t, std::span<const std::uint32_t> columns)
    : table_(std::move(t)), columns_(columns.begin(), columns.end()) {
  open();
}

void table_scan::open() {
  for (const std::uint32_t c : columns_) {
    widths_.push_back(width_of(table_.field_at(c).storage()));
    views_.push_back(table_.column(c));
  }
}

bool table_scan::next(batch& b) {
  poll_failures();
  if (next_ >= table_.rows()) return false;
  const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_size(), table_.rows() - next_));
  cut_batch(views_, widths_, static_cast<std::size_t>(next_), n, bitmaps_, b);
  b.first_row = table_.first() + next_;
  next_ += n;
  return true;
}

}  // namespace bodo::rt
