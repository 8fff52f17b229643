#pragma once
// Writes a frame as one file of JSON lines: an object for each row, the ranks' rows in rank order.
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "bodo/rt/batch.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

class json_writer {
 public:
  json_writer(const site& at, std::string_view path, std::span<const field> columns);  // collective
  json_writer(const site& at, std::string_view path, std::initializer_list<field> columns)
      : json_writer(at, path, std::span(columns.begin(), columns.size())) {}
  ~json_writer();  // without finish(): removes the temporary file
  json_writer(const json_writer&) = delete;
  json_writer& operator=(const json_writer&) = delete;

  void add(std::span<const column_view> columns, rows at);  // local
  void add(std::initializer_list<column_view> columns, rows at) { add(std::span(columns.begin(), columns.size()), at); }

  // Collective. For a replicated frame, which every rank has added as a whole, writes only rank 0's rows.
  void finish(layout of_rows = layout::blocks);

 private:
  struct impl;
  impl* impl_;
};

}  // namespace bodo::rt
