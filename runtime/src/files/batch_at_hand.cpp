#include "files/batch_at_hand.h"

#include "bodo/rt/dictionary.h"

namespace bodo::rt::files {
namespace {

bool holds(const text& whole, std::string_view s) {
  const std::string_view all = whole.view();
  const auto begin = reinterpret_cast<std::uintptr_t>(all.data()), at = reinterpret_cast<std::uintptr_t>(s.data());
  return at >= begin && at + s.size() <= begin + all.size();
}

}  // namespace

std::optional<std::uint32_t> batch_at_hand::row_of(std::string_view s) const {
  if (s.empty()) return {};
  for (std::size_t c = 0; c < batch_->columns.size(); ++c) {
    const column_view& v = batch_->columns[c];
    if ((*fields_)[c].type.id != kind::string || v.values == nullptr) continue;
    if (v.words == nullptr) {
      const column<text> texts(v);
      for (std::uint32_t i = 0; i < batch_->size; ++i)
        if (texts.known(i) && holds(texts[i], s)) return i;
    } else {
      const coded_column coded(v);
      for (std::uint32_t i = 0; i < batch_->size; ++i)
        if (coded.known(i) && holds(coded[i], s)) return i;
    }
  }
  return {};
}

}  // namespace bodo::rt::files
