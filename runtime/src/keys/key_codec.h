#pragma once
// Packs the key columns of rows into few 64-bit words, so that equal keys are equal words: each column gets a field of
// bits for its value (minus the smallest one, or the number of a string) and, if values can be missing, one bit that is
// set if it is known. Fields are made for the values seen or expected so far; if one does not fit, `pack` returns
// false, and the owner widens the fields and repacks its keys.
// The first column takes the highest bits of the first word, missing comes before all values and each field keeps its
// column's order, except for strings, whose numbers have none: comparing words compares keys.
#include <cstdint>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/memory.h"
#include "keys/interner.h"

namespace bodo::rt {

class key_codec {
 public:
  // The values for which a column's field is made. Trivially copyable: ranks exchange extents to agree on them.
  struct extent {
    int128 low = 0, high = -1;  // values; of strings their numbers; nothing seen as long as high < low
    bool missing = false;       // room for the bit
  };
  // The place of a column's field.
  struct place {
    int128 low = 0;          // the value that is packed as 0
    std::uint64_t span = 0;  // the largest packed value
    int bits = 0, word = 0, shift = 0;
    int missing_word = 0, missing_shift = -1;  // no bit if -1
    bool wide = false;                         // two whole words, `word` and the next one
    bool unset = true;                         // no value has been seen: none fits
    bool operator==(const place&) const = default;
  };
  struct layout {
    std::vector<place> places;
    int words = 1;
    int bits = 0;  // of the one word, else 64 * words
    bool operator==(const layout&) const = default;
  };

  key_codec(const site& at, std::span<const field> fields);

  std::size_t columns() const { return kinds_.size(); }
  storage kind(std::size_t c) const { return kinds_[c]; }
  bool is_string(std::size_t c) const { return kinds_[c] == storage::text; }
  interner& strings(std::size_t c) { return strings_[c]; }
  const interner& strings(std::size_t c) const { return strings_[c]; }

  // Reserves at least this room for a column; takes effect with the next widen().
  void expect(std::size_t c, const extent& e);
  // Expects the values of these rows. Strings are ignored.
  void observe(std::span<const column_view> columns, rows at);
  // Lays the fields out for the expected and observed values. True if that changed anything.
  bool widen();
  const layout& shape() const { return layout_; }
  // The values that fit a column's field. Ranks agree on them, and then `set` the same extents: the same shape
  // everywhere.
  extent held(std::size_t c) const;
  void set(std::span<const extent> extents);

  // Packs the rows: words()[w][k] is word w of the k-th row. False if a value does not fit: it has been observed; call
  // widen(), repack the earlier keys, and pack again. New strings are interned.
  bool pack(std::span<const column_view> columns, rows at);
  // Packs for a look-up: keys that cannot exist (a value that does not fit, an unknown string) get an undefined key and
  // absent()[k] != 0. True if there are any. The codec is not changed.
  bool pack_to_find(std::span<const column_view> columns, rows at);
  const std::uint64_t* const* words() const { return word_of_.data(); }
  const std::uint8_t* absent() const { return absent_.data(); }

  // The meaning of a column's field in a key of this shape, unless the column is wide. has_order: no value is missing,
  // and greater ones have greater fields.
  struct field_reader {
    std::uint64_t mask = 0;
    int word = 0, shift = 0;
    std::uint64_t operator()(const std::uint64_t* key) const { return key[word] >> shift & mask; }
  };
  field_reader reader(std::size_t c) const;
  std::uint64_t packed(std::size_t c, const std::uint64_t* key) const { return reader(c)(key); }
  void put_packed(std::size_t c, std::uint64_t* key, std::uint64_t value) const;
  bool has_order(std::size_t c) const;

  // The keys (row by row, `from.words` words each) in this codec's shape. `recode`: by column the new numbers of its
  // strings, or nothing if they stay.
  array<std::uint64_t> repack(const layout& from, const std::uint64_t* keys, std::size_t n,
                              std::span<const std::vector<std::int32_t>> recode = {}) const;

  // Column c of n keys in this codec's shape, stored key by key, into `out`: values of kind(c), strings as numbers
  // (int32). `valid` gets the bits of the known ones; true if all are known.
  bool unpack(std::size_t c, const std::uint64_t* keys, std::size_t n, void* out, std::uint64_t* valid) const;
  // The value hashes of keys.
  void hash(const std::uint64_t* keys, std::size_t n, std::uint64_t* out) const;
  // Orders keys by value, column by column, strings by bytes.
  int compare(const std::uint64_t* a, const std::uint64_t* b) const;

  bool has_strings() const { return any_strings_; }

 private:
  template <bool Find>
  bool pack_column(std::size_t c, const column_view& column, rows at);
  template <bool Find, class T, class Position>
  bool pack_values(std::size_t c, const T* values, const column_view& column, std::uint32_t n, Position position);
  template <class T>
  void observe(std::size_t c, const T* values, const column_view& column, rows at);
  bool begin(rows at);

  const site* at_;
  std::vector<storage> kinds_;     // coded strings count as text
  std::vector<extent> extents_;    // observed or expected
  std::vector<interner> strings_;  // of the string columns; empty ones for the others
  bool any_strings_ = false;
  layout layout_;
  std::vector<std::vector<std::uint64_t>> words_;  // of the batch
  std::vector<const std::uint64_t*> word_of_;
  std::vector<std::uint64_t> begun_;  // all ones for words that a column has written already
  std::vector<std::int32_t> codes_;
  std::vector<std::uint8_t> absent_;
};

}  // namespace bodo::rt
