#pragma once
// Reads one column of row groups, forward, into a batch, page by page. A page from which no row is needed is skipped
// without being decompressed.
#include <cstdint>
#include <vector>

#include "bodo/rt/batch.h"
#include "files/level_reader.h"
#include "files/page_stream.h"
#include "files/page_values.h"

namespace bodo::rt::files {

// The place of a row group's column.
struct column_chunk {
  std::int64_t offset = 0;
  std::int64_t length = 0;
  compression codec = compression::none;
};

class column_reader {
 public:
  // `words`: the dictionary of a coded field, which outlives the reader.
  column_reader(const site& at, const field& as, dictionary* words);
  column_reader(const column_reader&) = delete;
  column_reader& operator=(const column_reader&) = delete;

  // Moves to a row group of `rows` rows.
  void open(const random_file& file, const column_chunk& chunk, const column_form& form, std::int64_t rows);

  // Starts a batch and releases the memory of earlier ones. Its row 0 is row `first` of the row group.
  void begin_batch(std::int64_t first);
  // Reads all of the batch's rows, or those at ascending positions. Once a batch.
  void read(std::uint32_t rows);
  void read_at(const std::uint16_t* at, std::uint32_t count);
  // Fills the batch with one value (of a folder's name): a text, an int64, or null for missing.
  void fill_texts(std::uint32_t rows, const char* value, std::size_t size);
  void fill_integers(std::uint32_t rows, std::int64_t value);
  void fill_missing(std::uint32_t rows);

  column_view view() const;
  bool read_already() const { return read_already_; }

  std::int64_t bytes_read() const { return pages_.bytes_read(); }
  std::int64_t bytes_decompressed() const { return pages_.bytes_decompressed(); }

 private:
  void seek(std::int64_t row);
  void next_page();
  void load_page();
  void load_dictionary();
  void retire(bytes& room);
  void read_in_page(std::size_t n, std::size_t slot);
  void pick_in_page(std::size_t n, const std::uint16_t* at, std::size_t count);
  void keep_codes(std::size_t slot, std::size_t n, std::size_t known);
  void keep_picked_codes(const std::uint16_t* slots, std::size_t count);
  std::uint32_t missing_code() const { return static_cast<std::uint32_t>(dictionary_.size); }
  std::uint8_t* slot_at(std::size_t slot) { return values_.data() + slot * target_.width; }

  const site* at_;
  value_target target_;
  column_form form_;
  page_stream pages_;
  std::int64_t rows_ = 0;  // of the row group

  page_header header_;
  std::int64_t page_begin_ = 0, page_end_ = 0;  // rows of the current page
  std::int64_t cursor_ = 0;                     // the next row of page_content_ and levels_
  bool loaded_ = true;
  level_reader levels_;
  page_values content_;
  page_dictionary dictionary_;
  bool has_dictionary_ = false;
  std::uint64_t source_ = 0;          // of strings: of the dictionary
  bool all_coded_ = false;            // of the batch: all values that were read come from the dictionary
  std::vector<std::uint32_t> codes_;  // of the batch, if so

  bytes page_room_, dictionary_room_, ready_room_, ready_texts_;
  std::vector<bytes> retired_, spare_;  // pages that texts of the batch point into; recycled ones

  bytes values_;
  std::uint64_t valid_[batch_capacity / 64];
  bool missing_ = false;  // some row that was read for the batch is missing
  bool read_already_ = false;
  double filled_ = -1;  // the magnitude of the one value with which the batch was filled
  std::int64_t batch_first_ = 0;
};

}  // namespace bodo::rt::files
