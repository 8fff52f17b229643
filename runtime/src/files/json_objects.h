#pragma once
// JSON objects as rows of columns. Reads the syntax of nearly all files straight into the columns; an unusual or wrong
// object is left to Arrow, which reports its errors.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/column.h"

namespace bodo::rt::files {

class arrow_column;

class json_objects {
 public:
  // Members of these names go to these columns, which outlive it.
  json_objects(const std::vector<std::string>& names, const std::vector<arrow_column*>& columns);

  // False if some column's values are always left to Arrow: lists.
  bool suits() const { return suits_; }
  void begin_batch();
  // Puts an object into this row. `line` stays where it is as long as the batch, and is followed by a newline and 16
  // more bytes. False if it is left to Arrow; the row's values mean nothing then. By RFC 8259.
  bool put(std::string_view line, std::uint32_t row);

 private:
  // The text at some place of the last object.
  struct member {
    std::string quoted;  // its name and the quote after it
    int column = -1;     // none of the wanted ones
  };

  bool member_at(std::size_t place, const char*& at, int& column);
  bool put_value(const char*& at, std::size_t column, std::uint32_t row);
  bool put_decimal(const char*& at, std::size_t column, std::uint32_t row);
  bool put_string(const char*& at, std::size_t column, std::uint32_t row);
  template <class T>
  bool put_number(const char*& at, std::size_t column, std::uint32_t row);
  bool skip_value(const char*& at, int depth) const;

  std::vector<std::string> names_;
  std::vector<arrow_column*> columns_;
  std::vector<std::uint64_t> seen_in_;  // by column: the last object that has it
  std::uint64_t object_ = 0;            // number of the current one
  std::vector<member> members_;
  const char* end_ = nullptr;  // of the current line
  std::string unescaped_;
  bool suits_ = true;
};

}  // namespace bodo::rt::files
