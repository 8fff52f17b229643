#pragma once
// The batch that a scan has given out, as rows at hand, and the scan's progress.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "bodo/rt/batch.h"
#include "job/progress.h"
#include "job/rows_at_hand.h"

namespace bodo::rt::files {

class batch_at_hand : public rows_at_hand {
 public:
  // At the first batch: so many units of this scan, rows or bytes; 0 if that is not known.
  void begin(std::int64_t units) { step_.emplace("scan", units); }
  bool has_begun() const { return step_.has_value(); }

 protected:
  // The batch stays where it is until the next one; these units have been read.
  void give(const batch& b, const std::vector<field>& fields, std::int64_t units) {
    batch_ = &b;
    fields_ = &fields;
    step_->reach(units, b.size);
    if (b.size != 0)
      enter();
    else
      leave();
  }
  void leave() {
    rows_at_hand::leave();
    step_->end();
  }
  // The row of the batch that holds a text, or a text around it.
  std::optional<std::uint32_t> row_of(std::string_view s) const;

 private:
  const batch* batch_ = nullptr;
  const std::vector<field>* fields_ = nullptr;
  std::optional<long_step> step_;
};

}  // namespace bodo::rt::files
