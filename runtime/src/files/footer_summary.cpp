#include "files/footer_summary.h"

#include <parquet/exception.h>
#include <parquet/metadata.h>
#include <parquet/page_index.h>

#include "files/archive.h"
#include "files/column_bounds.h"
#include "files/schema/file_error.h"
#include "files/schema/folder_columns.h"
#include "files/schema/parquet_columns.h"
#include "files/schema/utf8.h"

namespace bodo::rt::files {
namespace {

using order = column_statistics::order;

column_chunk place_of(const parquet::ColumnChunkMetaData& chunk, const parquet_file& file) {
  if (!chunk.file_path().empty()) throw file_error("its data is in another file, '" + chunk.file_path() + "'");
  if (chunk.crypto_metadata() != nullptr)
    throw file_error("it is encrypted, which cannot be read: write it without encryption");
  column_chunk place;
  place.offset = chunk.data_page_offset();
  if (chunk.has_dictionary_page() && chunk.dictionary_page_offset() > 0 &&
      chunk.dictionary_page_offset() < place.offset)
    place.offset = chunk.dictionary_page_offset();
  place.length = chunk.total_compressed_size();
  if (place.offset < 4 || place.length < 0 || place.length > file.stored.size - place.offset)
    throw file_error("its data would lie outside of the file");
  switch (chunk.compression()) {
    case parquet::Compression::UNCOMPRESSED: place.codec = compression::none; break;
    case parquet::Compression::SNAPPY: place.codec = compression::snappy; break;
    case parquet::Compression::GZIP: place.codec = compression::gzip; break;
    case parquet::Compression::BROTLI: place.codec = compression::brotli; break;
    case parquet::Compression::LZ4_HADOOP: place.codec = compression::lz4; break;
    case parquet::Compression::ZSTD: place.codec = compression::zstd; break;
    case parquet::Compression::LZ4: place.codec = compression::lz4_raw; break;
    default: throw file_error("it is compressed in a way that cannot be read");
  }
  return place;
}

index_place index_of(const parquet::ColumnChunkMetaData& chunk) {
  index_place index;
  const auto bounds = chunk.GetColumnIndexLocation(), places = chunk.GetOffsetIndexLocation();
  if (bounds && places) {
    index.bounds = bounds->offset, index.bound_bytes = bounds->length;
    index.places = places->offset, index.place_bytes = places->length;
  }
  index.filter = chunk.bloom_filter_offset().value_or(0);
  index.filter_bytes = chunk.bloom_filter_length().value_or(0);
  return index;
}

std::string suggestion(std::string_view wrong, const std::vector<std::string>& names) {
  const std::string near = nearest_name(wrong, names);
  if (!near.empty()) return "; did you mean '" + near + "'?";
  std::string all;
  for (const std::string& name : names) {
    if (all.size() > 200) return "; it has " + all + ", ...";
    all += (all.empty() ? "'" : ", '") + name + "'";
  }
  return "; it has " + all;
}

// A column in the names of the file's folders.
bool find_in_folders(const source_file& source, const field& wanted, wanted_column& out) {
  for (const folder_value& folder : source.folders) {
    if (folder.name != wanted.name) continue;
    out.in_folder = true;
    out.missing = folder.missing;
    out.text = folder.value;
    if (folder.missing) return true;
    if (wanted.type == bodo::string) {
      must_be_utf8(out.text);
      return true;
    }
    if (!parse_folder_value(out.text, wanted.type, out.integer))
      throw file_error("column '" + folder.name + "': expected " + name_of(wanted.type) + ", found '" + out.text +
                       "' in the name of a folder");
    return true;
  }
  return false;
}

column_statistics folder_statistics(const wanted_column& column, const field& wanted, std::int64_t rows) {
  column_statistics s;
  s.missing = column.missing ? rows : 0;
  if (column.missing) return s;
  if (wanted.type == bodo::string) {
    s.by = order::texts;
    s.least_text = s.greatest_text = column.text;
  } else {
    s.by = order::integers;
    s.least = s.greatest = column.integer;
  }
  return s;
}

// Numbers of column chunks of the columns to read; -1 for those in folders' names.
std::vector<int> find_columns(const source_file& source, const parquet_footer& footer, std::span<const field> wanted,
                              parquet_file& file) {
  std::vector<int> leaves;
  for (const field& w : wanted) {
    const file_column* found = nullptr;
    for (const file_column& c : footer.columns) {
      if (c.name != w.name) continue;
      if (found != nullptr) throw file_error("there are two columns '" + c.name + "'");
      found = &c;
    }
    if (found != nullptr &&
        std::ranges::any_of(source.folders, [&](const folder_value& f) { return f.is_path && f.name == w.name; }))
      throw file_error("there is a column '" + found->name + "', which is the name of the column of the paths");
    wanted_column column;
    if (found == nullptr && find_in_folders(source, w, column)) {
      file.columns.push_back(std::move(column));
      leaves.push_back(-1);
      continue;
    }
    if (found == nullptr) {
      std::vector<std::string> names;
      for (const file_column& c : footer.columns) names.push_back(c.name);
      for (const folder_value& f : source.folders) names.push_back(f.name);
      throw file_error("there is no column '" + std::string(w.name) + "'" + suggestion(w.name, names));
    }
    if (found->empty) {  // as if a folder's name gave each row a missing value
      column.in_folder = column.missing = true;
      file.columns.push_back(std::move(column));
      leaves.push_back(-1);
      continue;
    }
    const std::string title = "column '" + found->name + "': ";
    if (!found->refused.empty())
      throw file_error(title + "expected " + name_of(w.type) + ", found " + found->refused + ", which cannot be read");
    if (!readable_as(found->form, w.type))
      throw file_error(title + "expected " + name_of(w.type) + ", found " + name_of(found->form.type));
    column.form = found->form;
    file.columns.push_back(std::move(column));
    leaves.push_back(found->leaf);
  }
  return leaves;
}

file_summary make_summary(const source_file& source, const parquet_footer& footer, std::span<const field> wanted) {
  file_summary out;
  out.file.path = source.path;
  out.file.stored = footer.version;
  const std::vector<int> leaves = find_columns(source, footer, wanted, out.file);
  for (int g = 0; g < footer.meta->num_row_groups(); ++g) {
    const auto meta = footer.meta->RowGroup(g);
    row_group group;
    group.rows = meta->num_rows();
    if (group.rows < 0) throw file_error("a row group has an impossible size");
    for (std::size_t c = 0; c < leaves.size(); ++c) {
      row_group::column column;
      if (leaves[c] < 0) {
        column.statistics = folder_statistics(out.file.columns[c], wanted[c], group.rows);
      } else if (group.rows != 0) {
        const auto chunk = meta->ColumnChunk(leaves[c]);
        try {
          column.chunk = place_of(*chunk, out.file);
          column.statistics = statistics_of(*chunk, out.file.columns[c].form, wanted[c].type);
          column.index = index_of(*chunk);
        } catch (const file_error& e) {
          throw file_error("column '" + std::string(wanted[c].name) + "': " + e.what());
        }
      }
      if (column.statistics.missing > 0 && !wanted[c].nullable)
        throw file_error("column '" + std::string(wanted[c].name) +
                         "': has missing values, but the program was compiled for none");
      group.columns.push_back(std::move(column));
    }
    out.groups.push_back(std::move(group));
  }
  return out;
}

// Calls f with each part of a summary, in one order for writing and reading.
template <class Statistics, class F>
void parts_of(Statistics& s, F f) {
  f(s.by);
  f(s.missing);
  if (s.by == order::integers) f(s.least), f(s.greatest);
  if (s.by == order::floats) f(s.least_float), f(s.greatest_float);
  if (s.by == order::texts) f(s.least_text), f(s.greatest_text);
}
template <class Column, class F>
void parts_of_column(Column& c, F f) {
  f(c.form), f(c.in_folder), f(c.missing), f(c.integer), f(c.text);
}
template <class File, class F>
void parts_of_file(File& file, F f) {
  f(file.path), f(file.stored), f(file.version);
}

}  // namespace

file_summary summarise(const source_file& source, std::span<const field> wanted) {
  const parquet_footer footer = read_footer(source.path);
  try {
    return make_summary(source, footer, wanted);
  } catch (const file_error& e) {
    throw file_error("'" + source.path + "': " + e.what());
  } catch (const parquet::ParquetException& e) {
    throw file_error(footer_failure(source.path, e.what()));
  }
}

void write(std::string& out, const file_summary& summary) {
  const auto one = [&](const auto& part) { put(out, part); };
  parts_of_file(summary.file, one);
  put(out, summary.file.columns.size());
  for (const wanted_column& c : summary.file.columns) parts_of_column(c, one);
  put(out, summary.groups.size());
  for (const row_group& g : summary.groups) {
    put(out, g.rows);
    for (const auto& c : g.columns) {
      put(out, c.chunk);
      put(out, c.index);
      parts_of(c.statistics, one);
    }
  }
}

file_summary read_summary(std::string_view& in) {
  file_summary summary;
  const auto one = [&](auto& part) { get(in, part); };
  parts_of_file(summary.file, one);
  std::size_t n;
  get(in, n);
  summary.file.columns.resize(n);
  for (wanted_column& c : summary.file.columns) parts_of_column(c, one);
  get(in, n);
  summary.groups.resize(n);
  for (row_group& g : summary.groups) {
    get(in, g.rows);
    g.columns.resize(summary.file.columns.size());
    for (auto& c : g.columns) {
      get(in, c.chunk);
      get(in, c.index);
      parts_of(c.statistics, one);
    }
  }
  return summary;
}

}  // namespace bodo::rt::files
