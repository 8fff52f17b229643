#include "bodo/rt/csv_file.h"

#include <algorithm>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "files/archive.h"
#include "files/csv_content.h"
#include "files/opened_fields.h"
#include "files/schema/csv_header.h"
#include "files/schema/file_error.h"
#include "files/together.h"

namespace bodo::rt {
namespace {

using files::csv_handle;
using files::csv_passages;
using files::csv_source;
using files::csv_state;
using files::csv_stretch;
using files::file_error;
using files::get;
using files::put;
using files::source_file;

constexpr std::size_t piece = std::size_t{1} << 18;

// Calls f(bytes, size) with the bytes of a stretch, piece by piece, until it returns false.
template <class F>
void for_pieces(const csv_handle& file, std::int64_t begin, std::int64_t stop, F f) {
  std::vector<char> bytes(piece);
  while (begin < stop) {
    const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(stop - begin, piece));
    const std::size_t n = file.read(begin, bytes.data(), wanted);
    if (!f(bytes.data(), n)) return;
    begin += static_cast<std::int64_t>(n);
  }
}

csv_source describe(const source_file& source, const csv_file::content& c, const csv_settings& settings,
                    const std::vector<std::string>& names) {
  const csv_handle file(source.path);
  csv_source out;
  out.path = source.path;
  out.size = file.size;
  out.inode = file.inode;
  out.changed = file.changed;
  try {
    const files::csv_header header = files::read_header(file, c.separator, settings.header, names);
    out.begin = std::min(header.end, file.size);
    out.newlines = header.newlines;
    out.width = static_cast<std::int64_t>(header.names.size());
    // a file without header and rows has no known columns, and nothing to read
    if (!settings.header && names.empty() && file.size == header.end) {
      out.places.assign(c.fields.size(), 0);
      return out;
    }
    for (const field& f : c.fields) {
      const auto at = std::find(header.names.begin(), header.names.end(), f.name);
      if (at == header.names.end()) {
        const std::string near = files::nearest_name(f.name, header.names);
        throw file_error("there is no column '" + std::string(f.name) + "'" +
                         (near.empty() ? "" : "; did you mean '" + near + "'?"));
      }
      out.places.push_back(static_cast<std::int32_t>(at - header.names.begin()));
    }
  } catch (const file_error& e) {
    throw file_error("'" + source.path + "': " + e.what());
  }
  return out;
}

void put_source(std::string& out, const csv_source& s) {
  put(out, s.path), put(out, s.size), put(out, s.inode), put(out, s.changed);
  put(out, s.begin), put(out, s.newlines), put(out, s.width), put(out, s.places);
}
csv_source get_source(std::string_view& in) {
  csv_source s;
  get(in, s.path), get(in, s.size), get(in, s.inode), get(in, s.changed);
  get(in, s.begin), get(in, s.newlines), get(in, s.width), get(in, s.places);
  return s;
}

// This rank's share of all files' bytes, in equal parts.
std::vector<csv_stretch> split(const std::vector<csv_source>& files, std::int64_t bytes) {
  std::vector<csv_stretch> mine;
  const block part = block_of(bytes);
  std::int64_t before = 0;
  for (std::size_t f = 0; f < files.size(); ++f) {
    const std::int64_t size = files[f].size - files[f].begin;
    const block here = part.clip(before, before + size);
    if (here.count > 0) {
      csv_stretch s;
      s.file = f;
      s.begin = files[f].begin + here.begin - before;
      s.stop = s.begin + here.count;
      s.newlines = files[f].newlines;
      mine.push_back(s);
    }
    before += size;
  }
  return mine;
}

// Moves the stretch's begin to the first row that begins in it, given the state in which the parser enters it.
void find_first_row(csv_stretch& s, csv_state enters, const csv_handle& file, char separator) {
  if (enters == csv_state::row_start) return;
  if (enters == csv_state::blank) {
    // the row begins with the blanks before
    for (char c = ' '; s.begin > 0; --s.begin) {
      if (file.read(s.begin - 1, &c, 1) != 1 || (c != ' ' && c != '\t')) return;
    }
    return;
  }
  for_pieces(file, s.begin, s.stop, [&](const char* bytes, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      csv_passages one(separator);
      one.run(bytes + i, 1);
      enters = one.all()[static_cast<std::size_t>(enters)].leaves;
      ++s.begin;
      s.newlines += bytes[i] == '\n';
      if (enters == csv_state::row_start) return false;
    }
    return true;
  });
}

// A rank's report on one of its stretches.
struct passage {
  std::size_t file;
  std::array<files::csv_passage, files::csv_states> ways;
  std::int64_t newlines;
};

// Collective: finds the real beginnings of this rank's stretches, and their rows' numbers.
void resolve(csv_file::content& c) {
  if (size() == 1) return;
  const gathered all = files::gather_or_fail(c.at, [&] {
    std::string message;
    for (std::size_t k = 0; k < c.stretches.size(); ++k) {
      const csv_stretch& s = c.stretches[k];
      csv_passages passages(c.separator);
      try {
        for_pieces(*c.handles[k], s.begin, s.stop, [&](const char* bytes, std::size_t n) {
          passages.run(bytes, n);
          return true;
        });
      } catch (const file_error& e) {
        throw file_error("'" + c.files[s.file].path + "': " + e.what());
      }
      put(message, passage{s.file, passages.all(), passages.newlines()});
    }
    return message;
  });
  csv_state state = csv_state::row_start;
  std::size_t file = 0;
  std::int64_t rows_before = 0, newlines = 0;
  for (int r = 0; r < size(); ++r) {
    std::string_view rest = all.of(r);
    rest.remove_suffix(1);
    for (std::size_t k = 0; !rest.empty(); ++k) {
      passage p;
      get(rest, p);
      if (p.file != file) {
        file = p.file;
        state = csv_state::row_start;
        newlines = 0;
      }
      if (r == rank()) {
        csv_stretch& s = c.stretches[k];
        s.first_row = rows_before;
        s.newlines += newlines;
        try {
          find_first_row(s, state, *c.handles[k], c.separator);
        } catch (const file_error& e) {
          fail(c.at, "'" + c.files[s.file].path + "': " + e.what());
        }
      }
      const files::csv_passage& way = p.ways[static_cast<std::size_t>(state)];
      rows_before += way.rows;
      newlines += p.newlines;
      state = way.leaves;
    }
  }
}

}  // namespace

csv_file::csv_file(const site& at, std::string_view path, std::span<const field> columns, const csv_settings& settings)
    : content_(new content(at)) {
  try {
    guard(at, agree_on(0, path));
    content& c = *content_;
    if (settings.sep.size() != 1) fail_together(at, "sep has to be one character");
    c.separator = settings.sep[0];
    c.na_values.assign(settings.na_values.begin(), settings.na_values.end());
    c.names.reserve(columns.size());
    for (const field& f : columns) {
      c.names.emplace_back(f.name);
      c.fields.push_back(f);
      c.fields.back().name = c.names.back().c_str();
    }
    const std::vector<std::string> names(settings.names.begin(), settings.names.end());
    const auto sources = files::list_together(at, std::string(path));
    const gathered all = files::gather_or_fail(at, [&] {
      std::string message;
      const block mine = block_of(static_cast<std::int64_t>(sources.size()));
      for (std::int64_t i = mine.begin; i < mine.end(); ++i)
        put_source(message, describe(sources[static_cast<std::size_t>(i)], c, settings, names));
      return message;
    });
    for (int r = 0; r < size(); ++r) {
      std::string_view rest = all.of(r);
      rest.remove_suffix(1);
      while (!rest.empty()) {
        c.files.push_back(get_source(rest));
        c.bytes += c.files.back().size - c.files.back().begin;
      }
    }
    c.stretches = split(c.files, c.bytes);
    files::gather_or_fail(at, [&] {
      for (const csv_stretch& s : c.stretches) {
        const csv_source& source = c.files[s.file];
        c.handles.push_back(std::make_shared<csv_handle>(source.path));
        const csv_handle& h = *c.handles.back();
        if (h.size != source.size || h.inode != source.inode || h.changed != source.changed)
          throw file_error("'" + source.path + "' has changed since it was opened");
      }
      return std::string();
    });
    resolve(c);
  } catch (...) {
    delete content_;
    throw;
  }
}

csv_file::~csv_file() { delete content_; }

std::int64_t csv_file::bytes() const { return content_->bytes; }

std::vector<field> csv_file::fields() const { return files::opened_fields(*content_); }
std::vector<field> csv_file::fields(std::initializer_list<std::uint32_t> columns) const {
  return files::opened_fields(*content_, std::span(columns.begin(), columns.size()));
}

}  // namespace bodo::rt
