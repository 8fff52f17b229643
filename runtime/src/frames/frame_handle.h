#pragma once
// The state to which handles of ordinary code refer, for the sources that implement bodo::DataFrame.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "bodo/rt/frame_state.h"
#include "frames/frame_text.h"

namespace bodo::detail {

struct frame_state {
  mutable std::atomic<long> references{1};
  rt::table rows;
  rt::index labels;
  std::uint64_t identity = 0;             // if rows are spread over the ranks: the same on all of them
  mutable std::uint64_t fingerprint = 0;  // compared by ranks; computed when it is first used
  // Columns in other types than in memory (optionals, string_views), converted at their first use: by column, type,
  // optional and period.
  using conversion = std::tuple<std::size_t, cpp_type, bool, std::int64_t, std::int64_t>;
  mutable std::map<conversion, std::vector<std::max_align_t>> converted;
};

}  // namespace bodo::detail

namespace bodo::rt {

// An error in ordinary code whose place isn't known.
[[noreturn]] void fail_in(const char* operation, const std::string& cause);
// The labels of some of this rank's rows.
std::vector<std::int64_t> labels_of(const table& rows, const index& labels, std::int64_t begin, std::int64_t count);
// On rank 0 the rows of a frame that are shown, with their labels; elsewhere nothing. Collective; no other rows travel.
struct shown_part {
  table rows;
  std::vector<std::int64_t> labels;
};
shown_part gather_shown(const site& at, const table& rows, const index& labels, const text_limits& limits);
// The place of a call in ordinary code; the site is never freed.
const site& site_of(bodo::detail::call_site where, const char* operation);

}  // namespace bodo::rt
