#pragma once
// Columns of Arrow's as the columns of batches.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "bodo/rt/column.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/site.h"
#include "bodo/rt/text_arena.h"

namespace arrow {
class Array;
}

namespace bodo::rt::files {

class arrow_column {
 public:
  arrow_column(const site& at, const field& as);
  ~arrow_column();

  // The values to take rows from; throws file_error if they are not of the field's type, or not of one that it holds.
  void read(std::shared_ptr<arrow::Array> values);
  // The same for text that holds dates, times or durations. False if `row` is the first that does not.
  bool read_text(const std::shared_ptr<arrow::Array>& values, std::int64_t& row);
  // The current batch: rows from there. Throws file_error if a value is missing that may not be.
  void take(std::int64_t from, std::uint32_t count);

  // Values that come one by one instead, all of them for the current batch: false if a value may not be missing.
  void begin_rows();
  template <class Value>
  void put(std::uint32_t row, const Value& value) {  // of the column's storage
    reinterpret_cast<Value*>(values_.data())[row] = value;
  }
  void put_text(std::uint32_t row, std::string_view s, bool keep);  // keep: the bytes do not outlive the batch
  bool put_missing(std::uint32_t row);

  column_view view() const;
  const field& as() const { return as_; }

 private:
  void take_texts(std::int64_t from, std::uint32_t count);
  void take_lists(std::int64_t from, std::uint32_t count);

  field as_;
  storage kept_;
  array<std::uint8_t> values_;
  std::uint64_t valid_[64] = {};
  bool missing_ = false;
  ref<dictionary> words_;
  text_arena texts_;
  std::shared_ptr<arrow::Array> from_;
};

}  // namespace bodo::rt::files
