#include <fcntl.h>
#include <parquet/exception.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "bodo/rt/file_schema.h"
#include "files/schema/chunk_reader.h"
#include "files/schema/file_error.h"
#include "files/schema/folder_columns.h"
#include "files/schema/page_header.h"
#include "files/schema/parquet_columns.h"
#include "files/schema/value_collector.h"

namespace bodo::rt {
namespace files {
namespace {

// A dictionary of more entries, or with fewer rows for each of them, is not worth keeping.
constexpr std::int32_t largest_dictionary = 1 << 16;
constexpr std::int64_t rows_per_word = 2;
// With so many rows for each entry, other files like this one hardly have other words.
constexpr std::int64_t rows_to_show_words = 4;

// Entries of the dictionary of a column chunk, by the header of its page; -1 if it has none.
std::int32_t dictionary_size(int file, const parquet::ColumnChunkMetaData& chunk) {
  if (!chunk.has_dictionary_page()) return -1;
  std::uint8_t bytes[512];
  const ssize_t n = pread(file, bytes, sizeof bytes, static_cast<off_t>(chunk.dictionary_page_offset()));
  if (n <= 0) return -1;
  page_header header;
  if (read_page_header(bytes, static_cast<std::size_t>(n), header) == 0) return -1;
  return header.kind == page_kind::dictionary ? header.values : -1;
}

// True if all data pages are coded. If the writer did not count pages by encoding, a dictionary is enough.
bool all_coded(const parquet::ColumnChunkMetaData& chunk) {
  for (const auto& pages : chunk.encoding_stats()) {
    const bool data =
        pages.page_type == parquet::PageType::DATA_PAGE || pages.page_type == parquet::PageType::DATA_PAGE_V2;
    const bool coded =
        pages.encoding == parquet::Encoding::RLE_DICTIONARY || pages.encoding == parquet::Encoding::PLAIN_DICTIONARY;
    if (data && !coded && pages.count > 0) return false;
  }
  return true;
}

// Finds if a string column is better held as codes, and how many words it has, judging by its first row group and its
// largest one.
void judge_words(int file, const parquet::FileMetaData& meta, int leaf, schema_column& column) {
  if (meta.num_row_groups() == 0) return;
  int largest = 0;
  for (int g = 1; g < meta.num_row_groups(); ++g)
    if (meta.RowGroup(g)->num_rows() > meta.RowGroup(largest)->num_rows()) largest = g;
  std::int64_t most = 0;
  bool all_shown = true;
  for (const int g : {0, largest}) {
    const auto chunk = meta.RowGroup(g)->ColumnChunk(leaf);
    const std::int64_t words = dictionary_size(file, *chunk), rows = meta.RowGroup(g)->num_rows();
    if (words < 0 || words > largest_dictionary || !all_coded(*chunk) || words * rows_per_word > rows) return;
    most = std::max(most, words);
    all_shown = all_shown && words * rows_to_show_words <= rows;
  }
  column.coded = true;
  if (all_shown) column.words = most;
}

struct extremes {
  std::int64_t least, greatest;
};
std::optional<extremes> extremes_of(const parquet::Statistics& s) {
  if (const auto* narrow = dynamic_cast<const parquet::Int32Statistics*>(&s))
    return extremes{narrow->min(), narrow->max()};
  if (const auto* wide = dynamic_cast<const parquet::Int64Statistics*>(&s)) return extremes{wide->min(), wide->max()};
  return std::nullopt;
}

bool is_counted(type t) {
  return t == bodo::int8 || t == bodo::int16 || t == bodo::int32 || t == bodo::int64 || t == bodo::date;
}

// The number of different values of a column, if the file is so small that one dictionary has them all; else -1.
std::int64_t different_values(int file, const parquet::FileMetaData& meta, int leaf) {
  if (meta.num_row_groups() != 1) return -1;
  const auto chunk = meta.RowGroup(0)->ColumnChunk(leaf);
  return all_coded(*chunk) ? dictionary_size(file, *chunk) : -1;
}

// By the least and the greatest value of a column of integers or dates, and by its dictionary.
void judge_occurrence(int file, const parquet::FileMetaData& meta, int leaf, schema_column& c) {
  constexpr std::int64_t most_gaps = 4;  // so many times as many values as rows may lie between the extremes of a key
  std::optional<extremes> all;
  for (int g = 0; g < meta.num_row_groups(); ++g) {
    const auto found = meta.RowGroup(g)->ColumnChunk(leaf)->statistics();
    const std::optional<extremes> here = found && found->HasMinMax() ? extremes_of(*found) : std::nullopt;
    if (!here) return;
    all = all ? extremes{std::min(all->least, here->least), std::max(all->greatest, here->greatest)} : *here;
  }
  const std::int64_t rows = meta.num_rows();
  if (rows < 2) return;
  const int128 between = int128{all->greatest} - all->least + 1;
  const std::int64_t different = different_values(file, meta, leaf);
  if (between < rows || (different >= 0 && different < rows))
    c.values = occurrence::often;
  else if (between == rows)
    c.values = occurrence::numbers;
  else if (different == rows && between <= int128{rows} * most_gaps)
    c.values = occurrence::once;
  if (between < rows) c.repeats = static_cast<std::int64_t>(rows / between);
}

void add_folder_value(const source_file& source, const wanted_values& wanted, value_collector& found) {
  for (const folder_value& folder : source.folders) {
    if (folder.name != wanted.column || folder.missing) continue;
    std::int64_t number;
    if (wanted.type == bodo::string)
      found.add(std::string_view(folder.value));
    else if (parse_folder_value(folder.value, wanted.type, number))
      found.add(int128{number});
  }
}

void add_values(const source_file& source, const wanted_values& wanted, value_collector& found) {
  const parquet_footer footer = read_footer(source.path);
  const auto column = std::find_if(footer.columns.begin(), footer.columns.end(),
                                   [&](const file_column& c) { return c.name == wanted.column; });
  if (column == footer.columns.end()) return add_folder_value(source, wanted, found);
  if (column->empty) return;
  try {
    chunk_reader reader(open_file(source.path));
    for (int g = 0; g < footer.meta->num_row_groups() && !found.is_full(); ++g)
      found.add(*reader.read(g, column->leaf));
  } catch (const file_error& e) {
    throw file_error("'" + source.path + "': " + e.what());
  }
}

}  // namespace

}  // namespace files

file_schema parquet_schema(const std::string& path) {
  using namespace files;
  try {
    const std::vector<source_file> sources = list_sources(path);
    const parquet_footer footer = read_footer(sources.front().path);
    file_schema schema;
    for (const source_file& s : sources) schema.files.push_back(s.path);
    schema.rows = footer.meta->num_rows();
    std::vector<file_column> columns = footer.columns;
    for (std::size_t i = 1; i < sources.size(); ++i) {
      const parquet_footer other = read_footer(sources[i].path);
      schema.rows += other.meta->num_rows();
      // a column without a value has the type that it has in later files
      for (file_column& c : columns)
        for (const file_column& o : other.columns)
          if (c.empty && o.name == c.name && !o.empty) c = o, c.leaf = -1, c.form.optional = true;
    }
    const int file = open(sources.front().path.c_str(), O_RDONLY | O_CLOEXEC);
    for (const file_column& from : columns) {
      schema_column c;
      c.name = from.name;
      c.type = from.form.type;
      c.nullable = from.form.optional;
      c.unsupported = from.refused;
      const bool is_plain = from.leaf >= 0 && from.form.nested < 0 && from.refused.empty();
      if (file >= 0 && is_plain && c.type == bodo::string) judge_words(file, *footer.meta, from.leaf, c);
      if (file >= 0 && is_plain && is_counted(c.type)) judge_occurrence(file, *footer.meta, from.leaf, c);
      schema.columns.push_back(std::move(c));
    }
    if (file >= 0) close(file);
    for (schema_column& c : folder_columns(sources)) {
      const bool known = std::any_of(schema.columns.begin(), schema.columns.end(),
                                     [&](const schema_column& other) { return other.name == c.name; });
      if (!known) schema.columns.push_back(std::move(c));
    }
    return schema;
  } catch (const file_error& e) {
    throw schema_error(e.what());
  } catch (const parquet::ParquetException& e) {
    throw schema_error(files::footer_failure(path, e.what()));
  }
}

known_values values_in_parquet(const std::string& path, const wanted_values& wanted) {
  try {
    files::value_collector found(wanted);
    for (const files::source_file& source : files::list_sources(path)) files::add_values(source, wanted, found);
    return found.take();
  } catch (const files::file_error& e) {
    throw schema_error(e.what());
  }
}

}  // namespace bodo::rt
