#pragma once
// The fields of opened files, for callers: the content keeps the names apart.
#include <cstdint>
#include <span>
#include <vector>

#include "bodo/rt/column.h"

namespace bodo::rt::files {

template <class Content>
std::vector<field> opened_fields(const Content& content) {
  std::vector<field> all = content.fields;
  for (std::size_t c = 0; c < all.size(); ++c) all[c].name = content.names[c].c_str();
  return all;
}

template <class Content>
std::vector<field> opened_fields(const Content& content, std::span<const std::uint32_t> columns) {
  const std::vector<field> all = opened_fields(content);
  std::vector<field> some;
  for (const std::uint32_t c : columns) some.push_back(all.at(c));
  return some;
}

}  // namespace bodo::rt::files
