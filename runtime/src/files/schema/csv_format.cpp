#include "files/schema/csv_format.h"

#include <algorithm>
#include <cstring>

namespace bodo::rt::files {
csv_parser::csv_parser(const csv_dialect& dialect) : dialect_(dialect) {
  for (const char c : {dialect.separator, '\n', '\r', dialect.escape, dialect.comment})
    if (c != 0) stops_[static_cast<unsigned char>(c)] = true;
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
  if (dialect_.rows == text_rows::lines) return at;
  for (;;) {
    const char* p = at;
    while (p != end && is_blank(*p, dialect_.separator)) ++p;
    if (p != end && is(*p, dialect_.comment))
      while (p != end && !is_end_of_line(*p)) ++p;
    if (p == end || !is_end_of_line(*p)) return p;
    newlines_ += *p == '\n';
    at = p + 1;
  }
}

// The first byte with a meaning within quotes.
const char* csv_parser::mark_in_quotes(const char* p, const char* end) const {
  if (dialect_.escape == 0)
    return static_cast<const char*>(std::memchr(p, dialect_.quote, static_cast<std::size_t>(end - p)));
  while (p != end && *p != dialect_.quote && *p != dialect_.escape) ++p;
  return p == end ? nullptr : p;
}

// Appends the rest of a field without quotes to `unquoted_`, and moves p after it; false if the text ends before.
bool csv_parser::take_unquoted(const char*& p, const char* end, bool last, std::int64_t& lines) {
  for (;;) {
    const char* plain = p;
    while (p != end && !stops_[static_cast<unsigned char>(*p)]) ++p;
    unquoted_.append(plain, p);
    if (p == end || !is(*p, dialect_.escape)) return p != end || last;
    if (++p == end) return last;
    lines += *p == '\n';
    unquoted_ += *p++;
  }
}

csv_parser::result csv_parser::next_line(const char*& at, const char* end, bool last) {
  row_newlines_ = newlines_;
  const char* stop = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
  if (stop == nullptr && !last) return result::more;
  newlines_ += stop != nullptr;
  const char* const next = stop == nullptr ? end : stop + 1;
  if (stop == nullptr) stop = end;
  if (stop != at && stop[-1] == '\r') --stop;
  fields_.assign(1, {{at, static_cast<std::size_t>(stop - at)}, true});
  at = next;
  return result::row;
}

csv_parser::result csv_parser::next(const char*& at, const char* end, bool last) {
  if (dialect_.rows != text_rows::csv) return next_line(at, end, last);
  const char* p = at;
  std::int64_t lines = newlines_;
  row_newlines_ = lines;
  fields_.clear();
  for (;;) {  // a field begins at p
    csv_field field;
    const char* begin = p;
    if (p != end && is(*p, dialect_.quote)) {
      field.quoted = true;
      ++p;
      const char* plain = p;
      unquoted_.clear();
      bool whole = true;  // the field is one stretch of the text
      for (;;) {
        const char* mark = mark_in_quotes(p, end);
        if (mark == nullptr) return last ? result::open : result::more;
        for (const char* c = p; c != mark; ++c) lines += *c == '\n';
        const bool escape = *mark != dialect_.quote;
        if (mark + 1 == end && (escape || !last)) return last ? result::open : result::more;
        if (escape || (mark + 1 != end && mark[1] == dialect_.quote)) {
          unquoted_.append(plain, mark);
          unquoted_ += mark[1];
          lines += mark[1] == '\n';
          plain = p = mark + 2;
          whole = false;
          continue;
        }
        p = mark + 1;
        if (whole && (p == end || (stops_[static_cast<unsigned char>(*p)] && !is(*p, dialect_.escape)))) {
          field.text = {plain, static_cast<std::size_t>(mark - plain)};
          break;
        }
        // characters after the closing quote belong to the field
        unquoted_.append(plain, mark);
        if (!take_unquoted(p, end, last, lines)) return result::more;
        field.text = {keep(unquoted_), unquoted_.size()};
        break;
      }
    } else {
      while (p != end && !stops_[static_cast<unsigned char>(*p)]) ++p;
      field.text = {begin, static_cast<std::size_t>(p - begin)};
      if (p != end && is(*p, dialect_.escape)) {
        unquoted_.assign(begin, p);
        if (!take_unquoted(p, end, last, lines)) return result::more;
        field.text = {keep(unquoted_), unquoted_.size()};
      }
    }
    if (p == end && !last) return result::more;
    fields_.push_back(field);
    if (p != end && is(*p, dialect_.comment)) {
      while (p != end && !is_end_of_line(*p)) ++p;
      if (p == end && !last) return result::more;
    }
    if (p == end) break;
    const char c = *p++;
    if (c == dialect_.separator) continue;
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
