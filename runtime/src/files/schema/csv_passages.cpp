#include "files/schema/csv_passages.h"

#include <bit>
#include <cstring>

#include "files/schema/byte_block.h"

namespace bodo::rt::files {

csv_passages::csv_passages(const csv_dialect& dialect) : dialect_(dialect) {
  for (std::size_t s = 0; s < csv_states; ++s) all_[s].leaves = static_cast<csv_state>(s);
}

// After a byte of a field without quotes.
csv_state csv_passages::in_field(char c) const {
  if (c == dialect_.separator) return csv_state::field_start;
  if (is_end_of_line(c)) return csv_state::row_start;
  if (is(c, dialect_.escape)) return csv_state::escape;
  if (is(c, dialect_.comment)) return csv_state::comment;
  return csv_state::unquoted;
}

void csv_passages::step(csv_passage& p, char c) const {
  csv_state& state = p.leaves;
  switch (state) {
    case csv_state::row_start:
    case csv_state::blank:
      if (is_end_of_line(c)) {
        state = csv_state::row_start;
      } else if (is_blank(c, dialect_.separator)) {
        state = csv_state::blank;
      } else if (is(c, dialect_.comment)) {
        state = csv_state::comment_line;
      } else {
        ++p.rows;
        state = is(c, dialect_.quote) && state == csv_state::row_start ? csv_state::quoted : in_field(c);
      }
      break;
    case csv_state::field_start: state = is(c, dialect_.quote) ? csv_state::quoted : in_field(c); break;
    case csv_state::quote: state = c == dialect_.quote ? csv_state::quoted : in_field(c); break;
    case csv_state::unquoted: state = in_field(c); break;
    case csv_state::escape: state = csv_state::unquoted; break;
    case csv_state::quoted_escape: state = csv_state::quoted; break;
    case csv_state::quoted:
      if (is(c, dialect_.escape)) state = csv_state::quoted_escape;
      if (c == dialect_.quote) state = csv_state::quote;
      break;
    case csv_state::comment:
    case csv_state::comment_line:
      if (is_end_of_line(c)) state = csv_state::row_start;
      break;
  }
}

void csv_passages::run_lines(csv_passage& p, const char* bytes, std::size_t size) const {
  const bool all = dialect_.rows == text_rows::lines;
  for (const char* at = bytes; at != bytes + size; ++at) {
    const bool begins = p.leaves == csv_state::row_start || p.leaves == csv_state::blank;
    if (*at == '\n') {
      p.rows += all && begins;
      p.leaves = csv_state::row_start;
    } else if (begins && !all && (*at == ' ' || *at == '\t' || *at == '\r')) {
      p.leaves = csv_state::blank;
    } else {
      p.rows += begins;
      p.leaves = csv_state::unquoted;
      const auto rest = static_cast<std::size_t>(bytes + size - at);
      const void* const newline = std::memchr(at, '\n', rest);
      if (newline == nullptr) return;
      at = static_cast<const char*>(newline) - 1;
    }
  }
}

// A block of bytes, without escapes and comments: only few bytes may change the state.
void csv_passages::run_block(csv_passage& p, const char* bytes, unsigned size) const {
  const std::uint64_t all = ~std::uint64_t{0} >> (block_size - size);
  const std::uint64_t quotes = dialect_.quote != 0 ? places_of(bytes, dialect_.quote) & all : 0;
  const std::uint64_t ends = (places_of(bytes, '\n') | places_of(bytes, '\r')) & all;
  const std::uint64_t stops = ends | (places_of(bytes, dialect_.separator) & all);
  for (unsigned at = 0; at < size; ++at) {
    std::uint64_t next = std::uint64_t{1} << at;
    const bool in_field = p.leaves == csv_state::unquoted || p.leaves == csv_state::field_start;
    const bool unquoted = in_field && quotes >> at == 0;  // up to the block's end
    if (unquoted)
      next = ends >> at << at;
    else if (p.leaves == csv_state::unquoted)
      next = stops >> at << at;
    else if (p.leaves == csv_state::quoted)
      next = quotes >> at << at;
    if (next == 0) {
      if (unquoted) step(p, bytes[size - 1]);
      return;
    }
    at = static_cast<unsigned>(std::countr_zero(next));
    step(p, bytes[at]);
  }
}

void csv_passages::run_one(csv_passage& p, const char* bytes, std::size_t size) const {
  if (dialect_.rows != text_rows::csv) return run_lines(p, bytes, size);
  if (dialect_.escape != 0 || dialect_.comment != 0) {
    for (std::size_t i = 0; i < size; ++i) step(p, bytes[i]);
    return;
  }
  for (; size >= block_size; bytes += block_size, size -= block_size) run_block(p, bytes, block_size);
  if (size == 0) return;
  char rest[block_size] = {};
  std::memcpy(rest, bytes, size);
  run_block(p, rest, static_cast<unsigned>(size));
}

void csv_passages::run(const char* bytes, std::size_t size) {
  newlines_ += count_of(bytes, size, '\n');
  // Most states soon become equal: each of the remaining ones is run once.
  const auto before = all_;
  for (std::size_t s = 0; s < csv_states; ++s) {
    std::size_t same = 0;
    while (before[same].leaves != before[s].leaves) ++same;
    if (same == s) {
      run_one(all_[s], bytes, size);
    } else {
      all_[s].leaves = all_[same].leaves;
      all_[s].rows += all_[same].rows - before[same].rows;
    }
  }
}

}  // namespace bodo::rt::files
