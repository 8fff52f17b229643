#pragma once
// Writes a frame as one CSV file with one header, the ranks' rows in rank order, as pandas' to_csv does. Each rank
// writes its rows into a temporary sibling; finish() joins and renames them, after every rank has succeeded.
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "bodo/rt/batch.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

class csv_writer {
 public:
  csv_writer(const site& at, std::string_view path, std::span<const field> columns);  // collective
  csv_writer(const site& at, std::string_view path, std::initializer_list<field> columns)
      : csv_writer(at, path, std::span(columns.begin(), columns.size())) {}
  ~csv_writer();  // without finish(): removes the temporary file
  csv_writer(const csv_writer&) = delete;
  csv_writer& operator=(const csv_writer&) = delete;

  void add(std::span<const column_view> columns, rows at);  // local
  void add(std::initializer_list<column_view> columns, rows at) { add(std::span(columns.begin(), columns.size()), at); }

  // Collective. For a replicated frame, which every rank has added as a whole, writes only rank 0's rows.
  void finish(layout of_rows = layout::blocks);

 private:
  struct impl;
  impl* impl_;
};

}  // namespace bodo::rt
