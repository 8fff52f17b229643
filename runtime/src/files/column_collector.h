#pragma once
// Collects the values of one column of a row group from batches, and makes an Arrow array of them.
#include <cstdint>
#include <memory>
#include <string_view>

#include "bodo/rt/batch.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"

namespace arrow {
class Array;
class DataType;
}  // namespace arrow

namespace bodo::rt::files {

class column_collector {
 public:
  column_collector(const site& at, const field& as);

  void add(const column_view& values, rows at);
  // Takes all values so far (of a coded column a dictionary array). The array shares memory with the collector: it has
  // to be destroyed before the next add.
  std::shared_ptr<arrow::Array> take();
  std::size_t bytes() const;  // held
  // Whether a dictionary of at most `limit` bytes, and numbers of its values, seem to take less than the values
  // themselves: by a sample.
  bool suits_dictionary(double limit) const;

 private:
  std::string_view bytes_of(std::size_t row) const;
  void check_texts() const;
  void add_lists(const column_view& values, rows at);
  void add_known(const column_view& values, rows at);
  std::int32_t code_in_own_words(const column_view& values, std::int32_t code);

  field as_;
  storage kept_;
  std::int64_t count_ = 0;
  std::int64_t missing_ = 0;
  array<std::uint8_t> values_;  // in Arrow's layout; booleans are packed later
  array<std::uint8_t> known_;   // one byte a row, filled from the first missing row on
  array<std::int64_t> ends_;    // of strings
  array<std::uint8_t> packed_;  // bits of booleans and of known rows
  const site* at_;
  std::unique_ptr<column_collector> of_lists_;  // their values; ends_ is where those of each list end
  ref<const dictionary> from_;                  // of the latest codes
  ref<dictionary> words_;                       // those in the row group
  std::vector<std::int32_t> recoded_;           // codes of from_ in words_; -1: not seen yet
};

}  // namespace bodo::rt::files
