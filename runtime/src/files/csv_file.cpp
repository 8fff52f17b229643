#include "bodo/rt/csv_file.h"

#include <algorithm>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "files/archive.h"
#include "files/csv_content.h"
#include "files/opened_fields.h"
#include "files/schema/csv_header.h"
#include "files/schema/csv_passages.h"
#include "files/schema/file_error.h"
#include "files/stored_files.h"
#include "files/together.h"

namespace bodo::rt {
namespace {

using files::csv_passages;
using files::csv_source;
using files::csv_state;
using files::csv_stretch;
using files::file_error;
using files::get;
using files::put;
using files::source_file;
using files::text_file;

constexpr std::size_t piece = std::size_t{1} << 18;

// Calls f(bytes, size) with the bytes of a stretch, piece by piece, until it returns false.
template <class F>
void for_pieces(const text_file& file, std::int64_t begin, std::int64_t stop, F f) {
  std::vector<char> bytes(std::max(piece, file.least_read()));
  while (begin < stop) {
    const auto wanted = std::min(static_cast<std::size_t>(stop - begin), bytes.size());
    const std::size_t n = file.read(begin, bytes.data(), wanted);
    if (n == 0 || !f(bytes.data(), n)) return;  // the end of a compressed file
    begin += static_cast<std::int64_t>(n);
  }
}

csv_source describe(const source_file& source, const csv_file::content& c) {
  csv_source out;
  out.path = source.path;
  out.how = files::compression_of(source.path, c.options.compression);
  const text_file file(source.path, out.how);
  out.stored = file.stored;
  out.inode = file.inode;
  out.changed = file.changed;
  out.size = file.size;
  try {
    const files::csv_header header = files::read_header(file, c.options);
    out.begin = std::min(header.end, file.size);
    out.newlines = header.newlines;
    out.width = static_cast<std::int64_t>(header.names.size());
    // a file without header and rows has no known columns, and nothing to read
    if (!c.options.header && c.options.names.empty() && header.empty) {
      out.places.assign(c.names.size(), 0);
      return out;
    }
    for (const std::string& name : c.names)
      out.places.push_back(static_cast<std::int32_t>(files::place_of(name, header.names)));
  } catch (const file_error& e) {
    throw file_error("'" + source.path + "': " + e.what());
  }
  return out;
}

void put_source(std::string& out, const csv_source& s) {
  put(out, s.path), put(out, s.stored), put(out, s.inode), put(out, s.changed), put(out, s.how), put(out, s.size);
  put(out, s.begin), put(out, s.newlines), put(out, s.width), put(out, s.places);
}
csv_source get_source(std::string_view& in) {
  csv_source s;
  get(in, s.path), get(in, s.stored), get(in, s.inode), get(in, s.changed), get(in, s.how), get(in, s.size);
  get(in, s.begin), get(in, s.newlines), get(in, s.width), get(in, s.places);
  return s;
}

// Bytes whose reading a file takes: those of its rows, several for each compressed one.
std::int64_t weight(const csv_source& s) {
  return s.how == files::text_compression::none ? s.stored - s.begin : s.stored * 4;
}

// This rank's share of all files' bytes, in equal parts, but that compressed files are whole: they are of the rank in
// whose part their middle lies.
std::vector<csv_stretch> split(const std::vector<csv_source>& files) {
  std::int64_t bytes = 0;
  for (const csv_source& f : files) bytes += weight(f);
  std::vector<csv_stretch> mine;
  const block part = block_of(bytes);
  std::int64_t before = 0;
  for (std::size_t f = 0; f < files.size(); ++f) {
    const std::int64_t size = weight(files[f]);
    csv_stretch s;
    s.file = f;
    s.newlines = files[f].newlines;
    if (files[f].how != files::text_compression::none) {
      s.begin = files[f].begin;
      s.stop = files[f].size;
      if (size > 0 && part.clip(before + size / 2, before + size / 2 + 1).count > 0) mine.push_back(s);
    } else if (const block here = part.clip(before, before + size); here.count > 0) {
      s.begin = files[f].begin + here.begin - before;
      s.stop = s.begin + here.count;
      mine.push_back(s);
    }
    before += size;
  }
  return mine;
}

// Moves the stretch's begin to the first row that begins in it, given the state in which the parser enters it.
void find_first_row(csv_stretch& s, csv_state enters, const text_file& file, const files::csv_dialect& dialect) {
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
      csv_passages one(dialect);
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
  const files::csv_dialect dialect = files::dialect_of(c.options);
  const gathered all = files::gather_or_fail(c.at, [&] {
    std::string message;
    for (std::size_t k = 0; k < c.stretches.size(); ++k) {
      const csv_stretch& s = c.stretches[k];
      csv_passages passages =
          s.begin == c.files[s.file].begin ? csv_passages(dialect, csv_state::row_start) : csv_passages(dialect);
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
          find_first_row(s, state, *c.handles[k], dialect);
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

// Collective: rows are numbered without the bad lines, whose number rank 0 prints.
void skip_bad_lines(csv_file::content& c) {
  const gathered all = files::gather_or_fail(c.at, [&] {
    std::string message;
    for (std::size_t k = 0; k < c.stretches.size(); ++k) {
      const files::csv_bad_lines bad = find_bad_lines(c, k);
      put(message, bad.count), put(message, bad.first);
    }
    return message;
  });
  std::int64_t bad = 0;
  std::string first;
  for (int r = 0; r < size(); ++r) {
    std::string_view rest = all.of(r);
    rest.remove_suffix(1);
    for (std::size_t k = 0; !rest.empty(); ++k) {
      files::csv_bad_lines here;
      get(rest, here.count), get(rest, here.first);
      if (r == rank()) c.stretches[k].first_row -= bad;
      if (bad == 0) first = here.first;
      bad += here.count;
    }
  }
  if (bad != 0 && rank() == 0)
    warn(c.at, std::to_string(bad) + (bad == 1 ? " line was skipped: " : " lines were skipped, the first is ") + first);
}

csv_options options_of(const csv_settings& s) {
  const auto character = [](std::string_view text) { return text.empty() ? '\0' : text[0]; };
  const auto texts = [](std::initializer_list<std::string_view> list) {
    return std::vector<std::string>(list.begin(), list.end());
  };
  csv_options o;
  o.sep = character(s.sep);
  o.header = s.header;
  o.names = texts(s.names);
  o.na_values = texts(s.na_values);
  o.true_values = texts(s.true_values);
  o.false_values = texts(s.false_values);
  o.decimal = character(s.decimal);
  o.thousands = character(s.thousands);
  o.comment = character(s.comment);
  o.quote = character(s.quote);
  o.escape = character(s.escape);
  o.skip_rows = s.skip_rows;
  o.bad_lines_end = s.on_bad_lines == bad_lines::error;
  o.compression = s.compression;
  o.rows = s.rows;
  return o;
}

}  // namespace

std::vector<files::stored_file> files::stored_files(const csv_file& from) {
  std::vector<stored_file> all;
  for (const csv_source& s : from.get().files) all.push_back({s.path, s.stored, s.changed});
  return all;
}

csv_file::csv_file(const site& at, std::string_view path, std::span<const field> columns, const csv_settings& settings)
    : content_(new content(at)) {
  try {
    guard(at, agree_on(0, path));
    content& c = *content_;
    c.options = options_of(settings);
    c.date_format = settings.date_format;
    c.on_bad_lines = settings.on_bad_lines;
    c.fields.assign(columns.begin(), columns.end());
    c.checked.assign(settings.checked.begin(), settings.checked.end());
    for (const auto* list : {&c.fields, &c.checked})
      for (const field& f : *list) c.names.emplace_back(f.name);
    for (std::size_t f = 0; f < c.fields.size(); ++f) c.fields[f].name = c.names[f].c_str();
    const auto sources = files::list_together(at, std::string(path));
    const gathered all = files::gather_or_fail(at, [&] {
      std::string message;
      const block mine = block_of(static_cast<std::int64_t>(sources.size()));
      for (std::int64_t i = mine.begin; i < mine.end(); ++i)
        put_source(message, describe(sources[static_cast<std::size_t>(i)], c));
      return message;
    });
    for (int r = 0; r < size(); ++r) {
      std::string_view rest = all.of(r);
      rest.remove_suffix(1);
      while (!rest.empty()) {
        c.files.push_back(get_source(rest));
        c.bytes += c.files.back().stored;
      }
    }
    c.stretches = split(c.files);
    files::gather_or_fail(at, [&] {
      for (const csv_stretch& s : c.stretches) {
        const csv_source& source = c.files[s.file];
        c.handles.push_back(std::make_shared<text_file>(source.path, source.how));
        const text_file& h = *c.handles.back();
        if (h.stored != source.stored || h.inode != source.inode || h.changed != source.changed)
          throw file_error("'" + source.path + "' has changed since it was opened");
      }
      return std::string();
    });
    resolve(c);
    if (c.on_bad_lines == bad_lines::skip) skip_bad_lines(c);
  } catch (...) {
    delete content_;
    throw;
  }
}

void must_be_unchanged(const csv_file::content& from, std::size_t stretch) {
  bool changed = false;
  try {
    changed = from.handles[stretch]->has_changed();
  } catch (const file_error& e) {
    fail(from.at, e.what());
  }
  if (changed) fail(from.at, "'" + from.files[from.stretches[stretch].file].path + "' has changed while it was read");
}

csv_file::~csv_file() { delete content_; }

std::int64_t csv_file::bytes() const { return content_->bytes; }

std::vector<field> csv_file::fields() const { return files::opened_fields(*content_); }
std::vector<field> csv_file::fields(std::initializer_list<std::uint32_t> columns) const {
  return files::opened_fields(*content_, std::span(columns.begin(), columns.size()));
}

}  // namespace bodo::rt
