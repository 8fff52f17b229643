#pragma once
// Packs rows of columns into one message of bytes, and unpacks them. A message holds, per column, the values one after
// another, so that the receiver reads columns from it in place:
//   rows | per column: section header | per column: values, validity bits, bytes of strings; each aligned to 16
// Long strings are pointers in memory and offsets in the message. Coded strings have the sender's code for this
// receiver, dense in the order in which words are first sent; new words travel before their codes.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"

namespace bodo::rt {

// The rows for one receiver.
class row_packer {
 public:
  row_packer(const site& at, std::span<const field> fields);

  void add(std::span<const column_view> columns, rt::rows at);
  // Row k goes to packers[destination[k]], of which counts[d] rows go to each.
  static void scatter(std::span<row_packer> packers, std::span<const column_view> columns, rt::rows at,
                      const std::uint16_t* destination, std::span<const std::size_t> counts);

  std::size_t rows() const { return rows_; }
  std::size_t bytes() const { return bytes_; }  // of the message, roughly
  void write_to(array<std::byte>& message) const;
  void clear();

  struct section {  // one column of a message
    std::uint64_t value_bytes = 0;
    std::uint64_t valid_bytes = 0;  // 0: every row has a value
    std::uint64_t heap_bytes = 0;
    std::uint64_t new_words = 0;
    double bound = 0;
  };

 private:
  struct column {
    column(const site& at, const field& f) : f(f), width(width_of(f.storage())), values(at), valid(at), heap(at) {}
    bool is_plain() const { return f.storage() != storage::text && f.storage() != storage::code; }
    rt::field f;
    std::size_t width;
    array<std::byte> values;
    array<std::uint64_t> valid;
    array<char> heap;
    std::size_t count = 0;
    std::size_t missing = 0;
    std::uint64_t new_words = 0;
    double bound = 0;
    // coded: the receiver's code + 1 for each code of the current dictionary, 0 if it hasn't been sent
    ref<const dictionary> words;
    std::vector<std::int32_t> sent;
    std::int32_t sent_words = 0;
  };
  // Room for the values of more rows, which follow by put.
  void begin_column(std::size_t c, const column_view& v, std::size_t rows);
  // Appends the value of row i.
  void put(std::size_t c, const column_view& v, std::uint32_t i);
  template <class T>
  void put_value(column& to, const column_view& v, std::uint32_t i);
  template <class T>
  static void scatter_values(std::span<row_packer> packers, std::size_t c, const column_view& v, rt::rows at,
                             const std::uint16_t* destination, std::span<const std::size_t> counts);

  std::vector<column> columns_;
  std::size_t rows_ = 0;
  std::size_t bytes_ = 0;
};

// The rows from one sender. Views point into the message, in which texts and codes are replaced by this rank's.
class row_unpacker {
 public:
  // `words`: per column, this rank's dictionary (for coded ones); shared by the unpackers of several senders.
  row_unpacker(std::span<const field> fields, std::span<const ref<dictionary>> words);

  void unpack(std::span<std::byte> message);  // may be empty: no rows
  std::size_t rows() const { return rows_; }
  std::span<const column_view> columns() const { return views_; }

 private:
  std::vector<field> fields_;
  std::vector<ref<dictionary>> words_;
  std::vector<std::vector<std::int32_t>> codes_;  // per column: this rank's code by the sender's
  std::vector<column_view> views_;
  std::size_t rows_ = 0;
};

// One dictionary per coded field.
std::vector<ref<dictionary>> dictionaries_for(const site& at, std::span<const field> fields);

}  // namespace bodo::rt
