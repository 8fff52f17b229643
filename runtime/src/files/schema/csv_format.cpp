#include "files/schema/csv_format.h"

#include <cstring>

namespace bodo::rt::files {
namespace {

bool is_end(char c) { return c == '\n' || c == '\r'; }
bool is_blank(char c, char separator) { return (c == ' ' || c == '\t') && c != separator; }

}  // namespace

csv_passages::csv_passages(char separator) : separator_(separator) {
  for (std::size_t s = 0; s < csv_states; ++s) all_[s].leaves = static_cast<csv_state>(s);
}

void csv_passages::run_one(csv_passage& p, const char* bytes, std::size_t size) const {
  csv_state state = p.leaves;
  const char* const end = bytes + size;
  for (const char* at = bytes; at != end; ++at) {
    const char c = *at;
    switch (state) {
      case csv_state::row_start:
      case csv_state::blank:
        if (is_end(c)) {
          state = csv_state::row_start;
        } else if (is_blank(c, separator_)) {
          state = csv_state::blank;
        } else {
          ++p.rows;
          state = c == separator_                             ? csv_state::field_start
                  : c == '"' && state == csv_state::row_start ? csv_state::quoted
                                                              : csv_state::unquoted;
        }
        break;
      case csv_state::field_start:
        state = is_end(c)         ? csv_state::row_start
                : c == separator_ ? csv_state::field_start
                : c == '"'        ? csv_state::quoted
                                  : csv_state::unquoted;
        break;
      case csv_state::quote:
        if (c == '"') {
          state = csv_state::quoted;
          break;
        }
        state = csv_state::unquoted;
        [[fallthrough]];
      case csv_state::unquoted:
        if (c == separator_)
          state = csv_state::field_start;
        else if (is_end(c))
          state = csv_state::row_start;
        break;
      case csv_state::quoted:
        at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
        if (at == nullptr) {
          p.leaves = state;
          return;
        }
        state = csv_state::quote;
        break;
    }
  }
  p.leaves = state;
}

void csv_passages::run(const char* bytes, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) newlines_ += bytes[i] == '\n';
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

const char* csv_parser::keep(const std::string& s) {
  if (texts_.empty() || texts_.back().capacity() - texts_.back().size() < s.size()) {
    texts_.emplace_back();
    texts_.back().reserve(s.size() > 65536 ? s.size() : 65536);
  }
  std::string& chunk = texts_.back();
  chunk += s;
  return chunk.data() + chunk.size() - s.size();
}

const char* csv_parser::skip_empty_rows(const char*& at, const char* end) {
  for (;;) {
    const char* p = at;
    while (p != end && is_blank(*p, separator_)) ++p;
    if (p == end || !is_end(*p)) return p;
    newlines_ += *p == '\n';
    at = p + 1;
  }
}

csv_parser::result csv_parser::next(const char*& at, const char* end, bool last) {
  const char* p = at;
  std::int64_t lines = newlines_;
  row_newlines_ = lines;
  fields_.clear();
  for (;;) {  // a field begins at p
    csv_field field;
    const char* begin = p;
    if (p != end && *p == '"') {
      field.quoted = true;
      ++p;
      const char* plain = p;
      unquoted_.clear();
      bool whole = true;  // the field is one stretch of the text
      for (;;) {
        const char* quote = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
        if (quote == nullptr) return last ? result::open : result::more;
        for (const char* c = p; c != quote; ++c) lines += *c == '\n';
        if (quote + 1 == end && !last) return result::more;
        if (quote + 1 != end && quote[1] == '"') {
          unquoted_.append(plain, quote + 1);
          plain = p = quote + 2;
          whole = false;
          continue;
        }
        p = quote + 1;
        if (whole && (p == end || *p == separator_ || is_end(*p))) {
          field.text = {plain, static_cast<std::size_t>(quote - plain)};
          break;
        }
        whole = false;
        unquoted_.append(plain, quote);
        // characters after the closing quote belong to the field
        const char* rest = p;
        while (p != end && *p != separator_ && !is_end(*p)) ++p;
        unquoted_.append(rest, p);
        field.text = {keep(unquoted_), unquoted_.size()};
        break;
      }
    } else {
      while (p != end && *p != separator_ && !is_end(*p)) ++p;
      field.text = {begin, static_cast<std::size_t>(p - begin)};
    }
    if (p == end && !last) return result::more;
    fields_.push_back(field);
    if (p == end) break;
    const char c = *p++;
    if (c == separator_) continue;
    lines += c == '\n';
    break;
  }
  at = p;
  newlines_ = lines;
  return result::row;
}

std::vector<std::string> header_names(const std::vector<csv_field>& fields) {
  std::vector<std::string> names;
  const auto taken = [&](const std::string& n) {
    for (const std::string& other : names)
      if (other == n) return true;
    return false;
  };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::string name(fields[i].text);
    if (name.empty()) name = "Unnamed: " + std::to_string(i);
    std::string unique = name;
    for (int k = 1; taken(unique); ++k) unique = name + "." + std::to_string(k);
    names.push_back(std::move(unique));
  }
  return names;
}

}  // namespace bodo::rt::files
