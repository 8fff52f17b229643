#pragma once
// The strings of packed keys that travel: keys refer to places in a list of words, which is sent after them.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bodo/rt/memory.h"
#include "comm/sections.h"
#include "keys/interner.h"

namespace bodo::rt {

// Numbers of strings become their places in a list of the strings that travel.
class word_list {
 public:
  explicit word_list(const interner& from) : from_(from), place_(static_cast<std::size_t>(from.size()), -1) {}
  std::int32_t place(std::int32_t code) {
    std::int32_t& p = place_[static_cast<std::size_t>(code)];
    if (p < 0) {
      p = static_cast<std::int32_t>(codes_.size());
      codes_.push_back(code);
    }
    return p;
  }
  void send(section_writer& to) const {
    std::size_t bytes = 0;
    auto* const hashes = to.room<std::uint64_t>(codes_.size());
    for (std::size_t i = 0; i < codes_.size(); ++i) hashes[i] = from_.hash_of(codes_[i]);
    auto* const sizes = to.room<std::uint32_t>(codes_.size());
    for (std::size_t i = 0; i < codes_.size(); ++i) bytes += sizes[i] = from_.word(codes_[i]).size();
    char* at = to.room<char>(bytes);
    constexpr std::size_t ahead = 16;
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      if (i + 2 * ahead < codes_.size()) __builtin_prefetch(&from_.word(codes_[i + 2 * ahead]));
      if (i + ahead < codes_.size()) __builtin_prefetch(from_.word(codes_[i + ahead]).data());
      const text& w = from_.word(codes_[i]);
      copy_bytes(at, w.data(), w.size());
      at += w.size();
    }
  }

 private:
  const interner& from_;
  std::vector<std::int32_t> place_;
  std::vector<std::int32_t> codes_;
};

struct received_words {
  std::vector<text> words;
  std::span<std::uint64_t> hashes;

  explicit received_words(section_reader& from) : hashes(from.take<std::uint64_t>()) {
    const auto sizes = from.take<std::uint32_t>();
    const char* at = from.take<char>().data();
    for (const std::uint32_t n : sizes) {
      words.emplace_back(std::string_view(at, n));
      at += n;
    }
  }
  // Their codes in `to`.
  std::vector<std::int32_t> intern(interner& to) const {
    std::vector<std::int32_t> codes(words.size());
    to.intern(words, hashes, codes.data());
    return codes;
  }
};

}  // namespace bodo::rt
