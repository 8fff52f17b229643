#include "files/csv_row_index.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "files/schema/byte_block.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

// Two rounds of it fit into the second level of caches, with the places of the fields.
constexpr std::size_t window_size = std::size_t{1} << 18;

// Bit i: the number of ones up to bit i is odd.
std::uint64_t odd_up_to(std::uint64_t bits) {
  for (int step = 1; step < 64; step *= 2) bits ^= bits << step;
  return bits;
}

// The bytes with a meaning of one block after the other, from the beginning of a row.
class block_reader {
 public:
  block_reader(const csv_dialect& dialect, bool lines) : dialect_(dialect), lines_(lines) {}

  std::uint64_t separators = 0, ends = 0;  // that are not within quotes
  std::uint64_t uncommon = 0;              // by such a byte at the latest, a row is not of the common form
  bool doubled = false;

  // The bits of `there` are bytes of the file.
  void read(const char* bytes, std::uint64_t there) {
    uncommon = 0;
    ends = places_of(bytes, '\n') & there;
    if (lines_) return;
    separators = places_of(bytes, dialect_.separator) & there;
    std::uint64_t returns = places_of(bytes, '\r') & there;
    const std::uint64_t quotes = dialect_.quote == 0 ? 0 : places_of(bytes, dialect_.quote) & there;
    const std::uint64_t all_ends = ends, may_open = separators | ends | quotes;
    if ((quotes | within_ | closed_) != 0) {
      const std::uint64_t within = odd_up_to(quotes) ^ within_;
      const std::uint64_t closing = quotes & ~within;
      uncommon = quotes & within & ~after(may_open, may_open_);
      uncommon |= after(closing, closed_) & ~(may_open | returns) & there;
      doubled = doubled || (quotes & within & after(closing, closed_)) != 0;
      separators &= ~within;
      ends &= ~within;
      returns &= ~within;
      within_ = within >> 63 != 0 ? ~std::uint64_t{0} : 0;
      closed_ = closing >> 63;
    }
    if ((returns | return_) != 0) uncommon |= after(returns, return_) & ~all_ends & there;
    may_open_ = may_open >> 63;
    return_ = returns >> 63;
  }

 private:
  // The bytes after these; `carry`: the last byte of the block before was one.
  static std::uint64_t after(std::uint64_t bits, std::uint64_t carry) { return bits << 1 | carry; }

  csv_dialect dialect_;
  bool lines_;
  std::uint64_t within_ = 0;                              // all bits: the block before ended within quotes
  std::uint64_t may_open_ = 1, closed_ = 0, return_ = 0;  // the byte before
};

}  // namespace

csv_row_index::csv_row_index(const csv_dialect& dialect)
    : dialect_(dialect),
      parser_(dialect),
      plain_(dialect.rows == text_rows::lines ||
             (dialect.rows == text_rows::csv && dialect.escape == 0 && dialect.comment == 0)),
      lines_(dialect.rows == text_rows::lines) {
  if (lines_) dialect_.quote = 0;
}

void csv_row_index::open(const text_file& file, std::int64_t begin, std::int64_t stop, std::int64_t newlines) {
  file_ = &file;
  stop_ = stop;
  newlines_ = newlines;
  window_begin_ = begin;
  begin_ = used_ = filled_ = 0;
  last_ = begin >= file.size;
  ended_ = false;
  rows_.clear();
}

// Moves the rest of the window to its beginning, and reads at least one more byte of the file after it.
void csv_row_index::refill() {
  newlines_ += count_of(window_.data() + begin_, used_ - begin_, '\n');
  const std::size_t left = filled_ - used_;
  if (left != 0) std::memmove(window_.data(), window_.data() + used_, left);
  window_begin_ += static_cast<std::int64_t>(used_);
  begin_ = used_ = 0;
  const std::size_t least = std::max(window_size, file_->least_read());
  if (window_.size() < left + least / 2) window_.resize(2 * left + least);
  if (window_.size() >= std::uint32_t{1} << 31) throw file_error("a row of more than 2 GB");
  // the last block is read as a whole
  const std::size_t room = window_.size() - left - block_size;
  const std::size_t n = file_->read(window_begin_ + static_cast<std::int64_t>(left), window_.data() + left, room);
  filled_ = left + n;
  last_ = n < room;
}

// A row belongs to the stretch with its first byte that is not a blank.
bool csv_row_index::begins_beyond(std::size_t row, std::size_t end) const {
  const auto at = [&](std::size_t place) { return window_begin_ + static_cast<std::int64_t>(place); };
  if (at(end) < stop_) return false;
  while (!lines_ && at(row) < stop_ && row != end && is_blank(window_[row], dialect_.separator)) ++row;
  return at(row) >= stop_;
}

// Adds the row whose last field ends there, unless it is empty. False if it is beyond the stretch.
bool csv_row_index::add_row(std::uint32_t begin, std::uint32_t first, std::uint32_t end) {
  if (begins_beyond(begin, end)) return false;
  const auto fields = static_cast<std::uint32_t>(ends_used_ - first);
  if (fields == 1 && !lines_) {
    const char* p = window_.data() + begin;
    while (is_blank(*p, dialect_.separator)) ++p;
    if (is_end_of_line(*p)) return true;
  }
  rows_.push_back({begin, first, fields});
  return true;
}

// Indexes rows up to one that is not of the common form or goes on after the window. False if there is none.
bool csv_row_index::index_rows(std::uint32_t most) {
  const std::size_t before = used_;
  if (ends_.size() < ends_used_ + 1) ends_.resize(ends_used_ + 1);
  ends_[ends_used_++] = static_cast<std::uint32_t>(used_) - 1;
  auto begin = static_cast<std::uint32_t>(used_);
  std::size_t first = ends_used_;
  block_reader block(dialect_, lines_);
  for (std::size_t at = used_; at < filled_; at += block_size) {
    const std::size_t n = std::min(filled_ - at, block_size);
    block.read(window_.data() + at, ~std::uint64_t{0} >> (block_size - n));
    doubled_ = block.doubled || doubled_;
    std::uint64_t stops = block.separators | block.ends, ends = block.ends;
    if (block.uncommon != 0) {
      const std::uint64_t common = (block.uncommon & -block.uncommon) - 1;
      stops &= common;
      ends &= common;
    }
    if (ends_.size() < ends_used_ + block_size) ends_.resize(2 * (ends_used_ + block_size));
    std::uint32_t* next = ends_.data() + ends_used_;
    const auto note = [&](std::uint64_t bits) {
      for (; bits != 0; bits &= bits - 1)
        *next++ = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(std::countr_zero(bits));
    };
    while (ends != 0) {
      const std::uint64_t up_to = ends ^ (ends - 1);
      note(stops & up_to);
      ends_used_ = static_cast<std::size_t>(next - ends_.data());
      ended_ = !add_row(begin, static_cast<std::uint32_t>(first), next[-1]);
      if (ended_) return used_ != before;
      begin = next[-1] + 1;
      first = ends_used_;
      used_ = begin;
      if (rows_.size() == most) return true;
      stops &= ~up_to;
      ends &= ~up_to;
    }
    note(stops);
    ends_used_ = static_cast<std::size_t>(next - ends_.data());
    if (block.uncommon != 0) break;
  }
  return used_ != before;
}

// Parses the row that comes next. False if there is none, or it goes on after the window.
bool csv_row_index::parse_row() {
  const char* at = window_.data() + used_;
  const char* const end = window_.data() + filled_;
  const char* const row = parser_.skip_empty_rows(at, end);
  used_ = static_cast<std::size_t>(at - window_.data());
  ended_ = window_begin_ + (row - window_.data()) >= stop_ || (row == end && last_);
  if (ended_ || row == end) return false;
  switch (parser_.next(at, end, last_)) {
    case csv_parser::result::row: break;
    case csv_parser::result::more: ended_ = last_; return false;
    case csv_parser::result::open:
      if (!rows_.empty()) return false;  // they come first
      rows_.push_back({static_cast<std::uint32_t>(used_), 0, parsed});
      throw file_error("line " + std::to_string(line(0)) + ": the file ends within quotes");
  }
  const auto& fields = parser_.fields();
  rows_.push_back({static_cast<std::uint32_t>(used_), static_cast<std::uint32_t>(parsed_.size()),
                   static_cast<std::uint32_t>(fields.size()) | parsed});
  parsed_.insert(parsed_.end(), fields.begin(), fields.end());
  used_ = static_cast<std::size_t>(at - window_.data());
  return true;
}

bool csv_row_index::next(std::uint32_t most) {
  newlines_ += count_of(window_.data() + begin_, used_ - begin_, '\n');
  begin_ = used_;
  rows_.clear();
  ends_used_ = 0;
  parsed_.clear();
  parser_.forget_texts();
  unquoted_.clear();
  doubled_ = false;
  while (!ended_ && rows_.size() < most) {
    if (plain_ && index_rows(most)) continue;
    if (ended_ || parse_row()) continue;
    if (ended_ || !rows_.empty()) break;
    refill();
  }
  return !rows_.empty();
}

csv_field csv_row_index::field(std::uint32_t at, std::uint32_t place) {
  const row& r = rows_[at];
  if ((r.fields & parsed) != 0) return parsed_[r.first + place];
  const csv_field f = between_ends(r, place);
  if (!f.quoted || !doubled_ || f.text.find(dialect_.quote) == std::string_view::npos) return f;
  char* const room = unquoted_.room(f.text.size());
  char* to = room;
  for (const char *at = f.text.data(), *const end = at + f.text.size(); at < end;) {
    const void* const mark = std::memchr(at, dialect_.quote, static_cast<std::size_t>(end - at));
    const char* const stop = mark == nullptr ? end : static_cast<const char*>(mark) + 1;
    to = std::copy(at, stop, to);
    at = stop + 1;  // of two quotes the first one stays
  }
  return {{room, static_cast<std::size_t>(to - room)}, true};
}

std::int64_t csv_row_index::line(std::uint32_t row) const {
  return newlines_ + count_of(window_.data() + begin_, rows_[row].begin - begin_, '\n') + 1;
}

}  // namespace bodo::rt::files
