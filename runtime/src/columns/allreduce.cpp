#include "bodo/rt/allreduce.h"

#include <string_view>

#include "bodo/rt/collective.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"

namespace bodo::rt {

std::vector<char> detail::allgather_states(std::span<const char> mine, std::span<const std::size_t> text_offsets) {
  const std::size_t bytes = mine.size();
  std::vector<char> all(static_cast<std::size_t>(size()) * bytes);
  if (text_offsets.empty()) {
    allgather(mine.data(), bytes, all.data());
    return all;
  }
  // the states, then the bytes of their long texts
  const auto text_at = [](char* states, std::size_t offset) { return reinterpret_cast<text*>(states + offset); };
  std::vector<char> message(mine.begin(), mine.end());
  for (const std::size_t offset : text_offsets) {
    const text t = *text_at(message.data(), offset);
    if (!t.is_inline()) message.insert(message.end(), t.data(), t.data() + t.size());
  }
  const gathered states = allgather({message.data(), message.size()});
  // Never freed: scalars of text point into it. Equal words are held once, so that they do not accumulate in loops.
  static dictionary* const words = [] {
    static const site here{"", 0, "allreduce"};
    static ref<dictionary> d = dictionary::make(here);
    return d.get();
  }();
  for (int r = 0; r < size(); ++r) {
    char* const to = all.data() + static_cast<std::size_t>(r) * bytes;
    const std::string_view from = states.of(r);
    copy_bytes(to, from.data(), bytes);
    std::size_t next = bytes;
    for (const std::size_t offset : text_offsets) {
      text& t = *text_at(to, offset);
      if (t.is_inline()) continue;
      const std::string_view word = from.substr(next, t.size());
      next += t.size();
      t = (*words)[words->intern(word)];
    }
  }
  return all;
}

}  // namespace bodo::rt
