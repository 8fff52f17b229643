#pragma once
// Strings of a key column as dense numbers: each different string gets a code, in the order of first occurrence. Like
// `dictionary`, but for many strings at a time, with the cache misses of a batch overlapping, and with one look-up per
// code for each dictionary of coded columns.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"

namespace bodo::rt {

class interner {
 public:
  static constexpr std::int32_t absent = -1;

  explicit interner(const site& at);

  std::int32_t size() const { return static_cast<std::int32_t>(words_.size()); }
  const text& word(std::int32_t code) const { return words_[static_cast<std::size_t>(code)]; }
  std::uint64_t hash_of(std::int32_t code) const { return hashes_[static_cast<std::size_t>(code)]; }

  // The code of a string whose value hash is known; a new string gets the next one, its bytes are copied.
  std::int32_t intern(const text& word, std::uint64_t hash);
  std::int32_t find(const text& word, std::uint64_t hash) const;
  // The same for many strings: out[k] is the code of the k-th.
  void intern(std::span<const text> words, std::span<const std::uint64_t> hashes, std::int32_t* out);

  // Codes of the rows of a string column, coded or not, into out[k] for the k-th row. Missing rows get any code.
  void intern(const column_view& column, rows at, std::int32_t* out);
  // The same without adding: `absent` for unknown strings. The interner must not grow after the first call, because
  // translations are cached.
  void find(const column_view& column, rows at, std::int32_t* out);

 private:
  template <bool Add>
  void codes_of(const column_view& column, rows at, std::int32_t* out);
  template <bool Add>
  void codes_of_rows(const column_view& column, rows at, std::int32_t* out);
  template <bool Add>
  void codes_of_texts(const text* values, rows at, std::int32_t* out);
  template <bool Add, class Word>
  void look_up(Word word, const std::uint64_t* hashes, std::uint32_t n, std::int32_t* out);
  template <bool Add>
  std::int32_t look_up(const text& word, std::uint64_t hash);
  std::int32_t with_tag(std::uint64_t hash) const;  // the first code in the hash's slots whose low half is its own
  void grow();

  array<text> words_;
  array<std::uint64_t> hashes_;
  array<std::uint64_t> slots_;  // low half of the hash, code + 1; 0 if free
  int shift_ = 64;              // of the hash's top bits, which number the slots
  ref<text_heap> heap_;

  // code of a dictionary -> code here
  struct translation {
    ref<const dictionary> from;
    std::vector<std::int32_t> codes;
  };
  std::vector<translation> translations_;
  // row of a table -> code here; of the last table only
  std::uint64_t source_ = 0;
  array<std::int32_t> source_codes_;
  // of the batch at hand: positions of strings that are looked up, their hashes, and their codes
  std::vector<std::uint16_t> batch_firsts_, batch_rows_;
  std::vector<std::uint64_t> batch_hashes_;
  std::vector<std::int32_t> batch_codes_;
};

}  // namespace bodo::rt
