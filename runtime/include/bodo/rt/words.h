#pragma once
// Strings that depend only on a word or a small number, computed once for each: a user's function from the hour to the
// name of the time of day is called 24 times, and its column holds codes of a dictionary.
#include <vector>

#include "bodo/rt/dictionary.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

// per_word with the function's type deduced: by_word<bool>([](const text& w) { ... }).
template <class T, class F>
per_word<T, F> by_word(F f) {
  return per_word<T, F>(std::move(f));
}

// Codes for the strings that `f` makes of numbers from `low` to `high`, each computed when it is first seen. For
// numbers outside of the range `f` is called every time.
template <class F>
class word_memo {
 public:
  word_memo(const site& at, std::int64_t low, std::int64_t high, F f)
      : f_(std::move(f)),
        low_(low),
        codes_(static_cast<std::size_t>(high - low + 1), -1),
        words_(dictionary::make(at)) {}

  std::int32_t code(std::int64_t value) {
    const auto slot = static_cast<std::size_t>(value - low_);
    if (slot >= codes_.size()) return words_->intern(f_(static_cast<std::int32_t>(value)));
    if (codes_[slot] < 0) codes_[slot] = words_->intern(f_(static_cast<std::int32_t>(value)));
    return codes_[slot];
  }
  // 0 if the number is missing
  std::int32_t code(std::int64_t value, bool known) { return known ? code(value) : 0; }
  const dictionary& words() const { return *words_; }

 private:
  F f_;
  std::int64_t low_;
  std::vector<std::int32_t> codes_;
  ref<dictionary> words_;
};

// Codes for the strings that `f` makes of the words of another dictionary, each computed when it is first seen.
template <class F>
class word_map {
 public:
  word_map(const site& at, F f) : f_(std::move(f)), words_(dictionary::make(at)) {}

  // Called for each batch, before its codes are looked up.
  void cover(const dictionary& from) {
    if (from_.get() != &from) {
      from_ = ref<const dictionary>(&from);
      codes_.clear();
    }
    codes_.resize(static_cast<std::size_t>(from.size()), -1);
  }
  std::int32_t code(std::int32_t from) {
    if (codes_.empty()) return 0;  // only missing strings
    std::int32_t& code = codes_[static_cast<std::size_t>(from)];
    if (code < 0) code = words_->intern(f_((*from_)[from]));
    return code;
  }
  std::int32_t code(std::int32_t from, bool known) { return known ? code(from) : 0; }
  const dictionary& words() const { return *words_; }

 private:
  F f_;
  ref<const dictionary> from_;
  std::vector<std::int32_t> codes_;
  ref<dictionary> words_;
};

}  // namespace bodo::rt
