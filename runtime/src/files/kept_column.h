#pragma once
// One column of a row group as the column cache keeps it: integers as differences from the least one, in as few bytes
// as the largest needs; strings by their ends; coded strings as codes with the words; other values as they are in
// memory. Any row is found directly, so only the rows that are read cost anything.
#include <cstdint>
#include <string>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"
#include "files/column_cache.h"

namespace bodo::rt::files {

class column_reader;

// The contents to keep: all values of a row group's column, at which the reader has been opened. `words`: the reader's
// dictionary, if the field is coded. Throws file_error.
std::string contents_to_keep(column_reader& from, const field& as, const dictionary* words, std::int64_t rows);

class kept_column {
 public:
  // `words`: the dictionary of a coded field, which outlives this.
  kept_column(const site& at, const field& as, dictionary* words);

  // Moves to a row group's values. Texts and values of the one before are no longer valid.
  void open(mapped_contents contents);
  // Starts a batch. Its row 0 is row `first` of the row group.
  void begin_batch(std::int64_t first);
  // Reads these rows of the batch, in place. Once a batch.
  void read(rt::rows at);

  column_view view() const;
  bool read_already() const { return read_already_; }

 private:
  void read_known(rt::rows at);

  storage kept_;
  std::size_t width_;  // of a value
  dictionary* words_;
  mapped_contents contents_;
  std::vector<std::int32_t> codes_;  // in `words_`, of the contents' words
  std::int64_t first_ = 0;
  bool read_already_ = false;
  bool missing_ = false;  // some row that was read for the batch is missing
  const void* at_hand_ = nullptr;
  array<std::uint8_t> values_;  // of the batch, unless the contents have them
  std::uint64_t valid_[batch_capacity / 64];
};

}  // namespace bodo::rt::files
