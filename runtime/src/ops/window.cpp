#include "bodo/rt/window.h"

#include <algorithm>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/rows_by_key.h"
#include "columns/table_content.h"
#include "ops/from_python.h"

namespace bodo::rt {

window_rows::window_rows(const site& at, const table& values) : window_rows(at, values, table()) {}
window_rows::window_rows(const site& at, const table& values, const table& times)
    : at_(&at), values_(values), times_(times), spread_(!values.is_replicated() && size() > 1) {
  if (!values.is_replicated()) guard(at);
  all_[1] = values.rows();
}
window_rows::window_rows(const rows_by_key& rows, std::size_t values)
    : at_(&rows.at()), by_key_(&rows), value_(values) {}
window_rows::window_rows(const rows_by_key& rows, std::size_t values, std::size_t times)
    : at_(&rows.at()), values_(rows[values]), times_(rows[times]), groups_(rows.starts()) {}

field window_rows::value_field() const {
  return groups_.empty() && by_key_ != nullptr ? by_key_->field_at(value_) : values_.field_at(0);
}

const table& window_rows::values() const {
  if (groups_.empty() && by_key_ != nullptr) {
    values_ = (*by_key_)[value_];
    groups_ = by_key_->starts();
  }
  return values_;
}

const few_keys* window_rows::keys_if_few() const { return by_key_ == nullptr ? nullptr : by_key_->keys_if_few(); }
table window_rows::in_frame() const { return by_key_->in_frame(value_); }

namespace {

class table_column_stream final : public window::stream {
 public:
  explicit table_column_stream(const table& t) : values_(t.column(0)), width_(width_of(t.field_at(0).storage())) {}
  column_view next(std::uint32_t n) override {
    const std::size_t from = std::exchange(at_, at_ + n);
    return cut_column(values_, width_, from, n, bits_);
  }

 private:
  column_view values_;
  std::size_t width_;
  std::size_t at_ = 0;
  std::vector<std::uint64_t> bits_;
};

}  // namespace

window::window(const table& made) : field_(made.field_at(0)), like_(made), values_(new table_column_stream(made)) {}

window::operator table() && {
  if (at_ == nullptr) return like_;
  table_builder b(*at_, {field_});
  b.reserve(like_.rows());
  for (std::int64_t left = like_.rows(); left > 0;) {
    const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(left, batch_capacity));
    b.add({values_->next(n)}, {nullptr, n});
    left -= n;
  }
  return b.finish_like(like_);
}

bool window_scan::next(batch& b) {
  if (!rows_.next(b)) return false;
  for (window& w : windows_) b.columns.push_back(w.next(b.size));
  return true;
}

table slice(const site&, const table& t, std::int64_t from, std::int64_t to) {
  const std::int64_t total = t.total();
  from = from_python(from, total);
  to = std::max(from, from_python(to, total));
  if (t.is_replicated()) return t.slice(from, to - from, 0, to - from, layout::replicated);
  const block b = t.local().clip(from, to);
  const std::int64_t first = std::clamp(b.begin, from, to) - from;
  return t.slice(b.begin - t.first(), b.count, first, to - from, layout::blocks);
}

table head(const site& at, const table& t, std::int64_t n) { return slice(at, t, 0, n); }

table tail(const site& at, const table& t, std::int64_t n) {
  return slice(at, t, n < 0 ? -n : std::max<std::int64_t>(0, t.total() - n), t.total());
}

}  // namespace bodo::rt
