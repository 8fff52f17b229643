#pragma once
// Conditions that a scan knows of, held against the statistics of row groups and of their pages.
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "bodo/rt/parquet_scan.h"
#include "files/parquet_content.h"

namespace bodo::rt::files {

struct skip_condition {
  std::size_t column;
  comparison op;
  std::variant<int128, double, std::string, key_values> value;  // key_values: eq with one of them
};

// False only where no row of the group can fulfil all of the conditions (those with eq and one value on one column: any
// of them).
bool may_match(const row_group& group, const std::vector<skip_condition>& conditions);

// Rows of a row group.
struct row_range {
  std::int64_t begin = 0, end = 0;
};
// Finds the rows that may fulfil the conditions in one row group after the other, by the page index and the Bloom
// filters of its file. It asks no more where several row groups in turn have left out nothing.
class row_finder {
 public:
  // Of the conditions of a scan over these files, which outlive it.
  row_finder(const parquet_files::content& from, const std::vector<skip_condition>& conditions);
  // Ascending, apart from each other; all rows if nothing is known. The file of the group is opened. Throws file_error
  // if it cannot be read.
  std::vector<row_range> in(const row_group& group, const std::shared_ptr<const random_file>& file);

 private:
  struct column {
    std::size_t number;
    int filters_in_vain = 0, pages_in_vain = 0;  // row groups in turn
  };
  bool filter_leaves_out(column& c, const row_group& group, const std::shared_ptr<const random_file>& file) const;
  std::vector<row_range> in_pages(column& c, const row_group& group, const random_file& file) const;
  const column_form& form_of(const column& c, const row_group& group) const {
    return from_->files[static_cast<std::size_t>(group.file)].columns[c.number].form;
  }

  const parquet_files::content* from_;
  const std::vector<skip_condition>* conditions_;
  std::vector<column> columns_;
};

}  // namespace bodo::rt::files
