#pragma once
// Strings that depend only on a word or a small number, computed once for each: a user's function from the hour to the
// name of the time of day is called 24 times, and its column holds codes of a dictionary. Exceptions of the user's code
// are reported with the place `at`.
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/error.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

// per_word with the function's type deduced: by_word<bool>([](const text& w) { ... }).
template <class T, class F>
per_word<T, F> by_word(F f) {
  return per_word<T, F>(std::move(f));
}
// The same for a function that calls the user's code.
template <class T, class F>
per_word<T, F> by_word(const site& at, F f) {
  return per_word<T, F>(std::move(f), &at);
}

// The codes of one batch's rows, which functions read as a coded column.
class code_buffer {
 public:
  void set(std::size_t i, std::int32_t code) { codes_[i] = code; }
  void set(std::size_t i, std::int32_t code, bool known) {
    codes_.set(i, code, known);
    is_nullable_ = true;
  }
  std::int32_t operator[](std::size_t i) const { return codes_[i]; }
  bool known(std::size_t i) const { return codes_.known(i); }
  column_view view(const dictionary& words) const {
    return is_nullable_ ? codes_.coded_view(words) : codes_.buffer::coded_view(words);
  }

 private:
  nullable_buffer<std::int32_t> codes_;
  bool is_nullable_ = false;
};

// Codes for the strings that `f` makes of numbers from `low` to `high`, each computed when it is first seen. For
// numbers outside of the range `f` is called every time. `set` gives a row of a batch the code of the number's string.
template <class F>
class word_memo {
 public:
  word_memo(const site& at, std::int64_t low, std::int64_t high, F f)
      : f_(std::move(f)),
        at_(at),
        low_(low),
        codes_(static_cast<std::size_t>(high - low + 1), -1),
        words_(dictionary::make(at)) {}

  std::int32_t code(std::int64_t value) {
    const auto slot = static_cast<std::size_t>(value - low_);
    if (slot >= codes_.size()) return make(value);
    if (codes_[slot] < 0) codes_[slot] = make(value);
    return codes_[slot];
  }
  // 0 if the number is missing
  std::int32_t code(std::int64_t value, bool known) { return known ? code(value) : 0; }
  const dictionary& words() const { return *words_; }

  void set(std::size_t i, std::int64_t value) { rows_.set(i, code(value)); }
  void set(std::size_t i, std::int64_t value, bool known) { rows_.set(i, code(value, known), known); }
  std::int32_t operator[](std::size_t i) const { return rows_[i]; }
  bool known(std::size_t i) const { return rows_.known(i); }
  operator column_view() const { return rows_.view(*words_); }

 private:
  [[gnu::noinline]] std::int32_t make(std::int64_t value) {
    const running user_code(at_);
    return words_->intern(f_(static_cast<std::int32_t>(value)));
  }

  F f_;
  const site& at_;
  std::int64_t low_;
  std::vector<std::int32_t> codes_;
  ref<dictionary> words_;
  code_buffer rows_;
};

// The same for strings that `f` makes of the words of another dictionary.
template <class F>
class word_map {
 public:
  word_map(const site& at, F f) : f_(std::move(f)), at_(at), words_(dictionary::make(at)) {}

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
    if (code < 0) code = make(from);
    return code;
  }
  std::int32_t code(std::int32_t from, bool known) { return known ? code(from) : 0; }
  const dictionary& words() const { return *words_; }

  void set(std::size_t i, std::int32_t from) { rows_.set(i, code(from)); }
  void set(std::size_t i, std::int32_t from, bool known) { rows_.set(i, code(from, known), known); }
  std::int32_t operator[](std::size_t i) const { return rows_[i]; }
  bool known(std::size_t i) const { return rows_.known(i); }
  operator column_view() const { return rows_.view(*words_); }

 private:
  [[gnu::noinline]] std::int32_t make(std::int32_t from) {
    const running user_code(at_);
    return words_->intern(f_((*from_)[from]));
  }

  F f_;
  const site& at_;
  ref<const dictionary> from_;
  std::vector<std::int32_t> codes_;
  ref<dictionary> words_;
  code_buffer rows_;
};

}  // namespace bodo::rt
