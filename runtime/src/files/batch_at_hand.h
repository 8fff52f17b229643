#pragma once
// The batch that a scan has given out, as rows at hand.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "bodo/rt/batch.h"
#include "job/rows_at_hand.h"

namespace bodo::rt::files {

class batch_at_hand : public rows_at_hand {
 protected:
  // The batch stays where it is until the next one.
  void give(const batch& b, const std::vector<field>& fields) {
    batch_ = &b;
    fields_ = &fields;
    if (b.size != 0)
      enter();
    else
      leave();
  }
  // The row of the batch that holds a text, or a text around it.
  std::optional<std::uint32_t> row_of(std::string_view s) const;

 private:
  const batch* batch_ = nullptr;
  const std::vector<field>* fields_ = nullptr;
};

}  // namespace bodo::rt::files
