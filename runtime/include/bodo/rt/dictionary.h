#pragma once
// The dictionary of a coded string column: words by code, dense from 0, in the order of first occurrence. It only
// grows, so codes stay valid. Each word's hash is computed once (the same as that of an uncoded string). Dictionaries
// are shared: scans, builders and tables that hold codes hold a reference. Codes belong to a rank.
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "bodo/rt/column.h"
#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"

namespace bodo::rt {

class dictionary : public shared_object<dictionary> {
 public:
  // Dictionaries live in shared memory only: column_view::words may be turned into a reference at any time.
  static ref<dictionary> make(const site& at) { return ref<dictionary>(new dictionary(at)); }

  std::int32_t intern(std::string_view word);      // the code of `word`; a new word gets the next one
  std::int32_t find(std::string_view word) const;  // -1 if there is none
  std::int32_t size() const { return static_cast<std::int32_t>(words_.size()); }
  // Code 0, which missing strings have, is valid even if there are no words.
  const text& operator[](std::int32_t code) const { return first_[code]; }
  std::uint64_t hash_of(std::int32_t code) const { return hashes_[static_cast<std::size_t>(code)]; }
  const text* words() const { return first_; }
  const std::uint64_t* hashes() const { return hashes_.data(); }

  // order[code]: the place of the word among the sorted words (by bytes). Computed again when the dictionary has grown.
  const std::int32_t* order() const;

 private:
  friend class shared_object<dictionary>;
  explicit dictionary(const site& at);
  ~dictionary();
  dictionary(const dictionary&) = delete;
  dictionary& operator=(const dictionary&) = delete;

  void rehash(std::size_t slots);

  text none_;
  const text* first_ = &none_;  // in words_, or &none_
  std::vector<text> words_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::int32_t> slots_;  // open addressing: code + 1; 0 if free
  mutable std::vector<std::int32_t> order_;
  const site* at_;
  text_heap heap_;
};

inline const text& coded_column::operator[](std::size_t i) const { return (*words_)[codes_[i]]; }

// A reference that keeps a column's dictionary alive; empty if the column isn't coded.
inline ref<const dictionary> share(const column_view& v) { return ref<const dictionary>(v.words); }

// The codes of one dictionary in another: a table that is extended when the first dictionary has grown.
class recoding {
 public:
  // After cover(from, to), (*this)[code of from] is the code of the same word in `to`.
  void cover(const dictionary& from, dictionary& to);
  std::int32_t operator[](std::int32_t code) const { return codes_[static_cast<std::size_t>(code)]; }

 private:
  ref<const dictionary> from_;
  ref<const dictionary> to_;
  std::vector<std::int32_t> codes_;
};

// The value of a pure function for each word of a dictionary, computed once per word: a filter or a string function on
// a coded column is a look-up.
template <class T, class F>
class per_word {
 public:
  // `user_code`: the place of the user's code that it calls; null if it calls none.
  explicit per_word(F f, const site* user_code = nullptr) : f_(std::move(f)), user_code_(user_code) {}
  // Brings the table up to `words`; called once per batch, before its rows are read.
  void cover(const dictionary& words) {
    if (of_.get() != &words) {
      of_ = ref<const dictionary>(&words);
      values_.assign(1, {T{}});  // read for missing strings, even if there are no words
      covered_ = 0;
    }
    values_.resize(static_cast<std::size_t>(words.size() > 0 ? words.size() : 1));
    std::optional<running> calls;
    if (user_code_ != nullptr && covered_ < words.size()) calls.emplace(*user_code_);
    for (; covered_ < words.size(); ++covered_) values_[static_cast<std::size_t>(covered_)] = {f_(words[covered_])};
  }
  const T& operator[](std::int32_t code) const { return values_[static_cast<std::size_t>(code)].value; }

 private:
  struct cell {  // so that a bool is a byte
    T value;
  };
  F f_;
  const site* user_code_;
  ref<const dictionary> of_;
  std::vector<cell> values_;
  std::int32_t covered_ = 0;
};

}  // namespace bodo::rt
