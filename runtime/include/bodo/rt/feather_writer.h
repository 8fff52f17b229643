#pragma once
// Writes a frame as one of Arrow's files (Feather), the ranks' rows in rank order. Each rank writes a file of its own;
// finish() copies their record batches into one.
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "bodo/rt/batch.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

class feather_writer {
 public:
  feather_writer(const site& at, std::string_view path, std::span<const field> columns);  // collective
  feather_writer(const site& at, std::string_view path, std::initializer_list<field> columns)
      : feather_writer(at, path, std::span(columns.begin(), columns.size())) {}
  ~feather_writer();  // without finish(): removes the temporary file
  feather_writer(const feather_writer&) = delete;
  feather_writer& operator=(const feather_writer&) = delete;

  void add(std::span<const column_view> columns, rows at);  // local
  void add(std::initializer_list<column_view> columns, rows at) { add(std::span(columns.begin(), columns.size()), at); }

  // Collective. For a replicated frame, which every rank has added as a whole, writes only rank 0's rows.
  void finish(layout of_rows = layout::blocks);

 private:
  struct impl;
  impl* impl_;
};

}  // namespace bodo::rt
