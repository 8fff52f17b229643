#pragma once
// A column of the current batch of a CSV scan: converts fields to values, many rows at a time.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/time_format.h"
#include "files/csv_content.h"
#include "files/csv_row_index.h"

namespace bodo::rt::files {

class csv_column {
 public:
  csv_column(const csv_file::content& from, const field& as);

  void begin_batch() { missing_ = false; }

  // `count` rows from `first` on, one place of each, into the batch's rows from `slot` on. Returns how many have a
  // value of the column's type; the one after them has not. `utf8`: all of the rows' bytes are.
  std::uint32_t put(csv_row_index& rows, std::uint32_t first, std::uint32_t count, std::uint32_t place,
                    std::uint32_t slot, bool utf8);
  // False if the column may not have missing values.
  bool put_missing(std::uint32_t slot);

  column_view view() const;
  const field& as() const { return as_; }

 private:
  struct source;
  template <class Kept, class Value, class Plain>
  std::uint32_t put_plain(const source& from, Plain plain);
  template <class T>
  std::uint32_t put_integers(const source& from);
  template <bool Coded>
  std::uint32_t put_texts(const source& from);
  bool put_field(std::uint32_t slot, const csv_field& f);
  bool put_row(const source& from, std::uint32_t k);
  std::int32_t code_of(const text& word);

  template <class T>
  T& at(std::uint32_t slot) {
    return reinterpret_cast<T*>(values_.data())[slot];
  }
  template <class Kept, class Parsed>
  bool parsed(std::uint32_t slot, std::string_view s, bool (*parse)(std::string_view, Parsed&));
  template <class T>
  bool integer(std::uint32_t slot, std::string_view s);

  field as_;
  storage kept_;
  const std::vector<std::string>& na_values_;
  csv_values written_;
  bool separated_;  // numbers
  bool plain_;      // the common forms mean what they seem to
  time_format format_;
  std::string room_;
  array<std::uint8_t> values_;
  std::uint64_t valid_[batch_capacity / 64] = {};
  bool missing_ = false;
  ref<dictionary> words_;
  // By some bits of a short word, the last one with them.
  struct seen {
    text word;
    std::int32_t code = -1;
  };
  std::vector<seen> seen_;
};

}  // namespace bodo::rt::files
