#pragma once
// Least and greatest values of a column, in the storage that the program expects: of a row group, from the footer, and
// of each page, from the page index of files that have one.
#include <cstdint>
#include <vector>

#include "files/parquet_content.h"

namespace parquet {
class ColumnChunkMetaData;
}

namespace bodo::rt::files {

// The statistics of a column chunk for `to`, the type of the column in the program.
column_statistics statistics_of(const parquet::ColumnChunkMetaData& chunk, const column_form& form, bodo::type to);

struct page_bounds {
  std::int64_t begin = 0;  // its first row in the row group
  std::int64_t rows = 0;
  column_statistics statistics;
};

// The pages of a column of a row group, in order. Empty if they are not known: the file has no page index of the
// column, or one that does not fit it.
std::vector<page_bounds> read_page_bounds(const random_file& file, const row_group& group, std::size_t column,
                                          const column_form& form, bodo::type to);

}  // namespace bodo::rt::files
