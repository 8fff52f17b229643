// Quantiles of windows. The rows are cut into parts of about a window's length; the values of the rows that the windows
// of a part hold are sorted once, the values of the window at hand are bits in this order, and the quantile's place
// moves by a bit or two from row to row.
#include <algorithm>
#include <bit>
#include <limits>

#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/rolling.h"
#include "ops/between.h"
#include "ops/keyed_rows.h"
#include "ops/rolling_pieces.h"

namespace bodo::rt {

namespace {

// A set of places in a sorted order, and one of them: the k-th from 0.
class place_set {
 public:
  explicit place_set(const site& at) : bits_(at) {}

  void clear(std::size_t places) {
    bits_.resize(places / 64 + 1);
    clear_bytes(bits_.data(), bits_.size() * sizeof(std::uint64_t));
    size_ = 0;
    at_ = 0;
    below_ = 0;
  }
  std::int64_t size() const { return size_; }
  void add(std::size_t p) {
    bits_[p / 64] |= bit(p);
    ++size_;
    below_ += p < at_ ? 1 : 0;
  }
  void remove(std::size_t p) {
    bits_[p / 64] &= ~bit(p);
    --size_;
    below_ -= p < at_ ? 1 : 0;
  }
  // The k-th place, which exists.
  std::size_t find(std::int64_t k) {
    while (below_ > k) {
      at_ = previous(at_);
      --below_;
    }
    // `at_` may be no longer in the set
    if ((bits_[at_ / 64] & bit(at_)) == 0) at_ = next(at_);
    while (below_ < k) {
      at_ = next(at_ + 1);
      ++below_;
    }
    return at_;
  }
  // The first place from p on, which exists.
  std::size_t next(std::size_t p) const {
    std::size_t w = p / 64;
    std::uint64_t word = bits_[w] >> p % 64 << p % 64;
    while (word == 0) word = bits_[++w];
    return w * 64 + static_cast<std::size_t>(std::countr_zero(word));
  }

 private:
  static std::uint64_t bit(std::size_t p) { return std::uint64_t{1} << p % 64; }
  // The last place before p, which exists.
  std::size_t previous(std::size_t p) const {
    std::size_t w = p / 64;
    std::uint64_t word = bits_[w] & (bit(p) - 1);
    while (word == 0) word = bits_[--w];
    return w * 64 + 63 - static_cast<std::size_t>(std::countl_zero(word));
  }

  array<std::uint64_t> bits_;
  std::int64_t size_ = 0;
  std::size_t at_ = 0;      // a place that is in the set, or was
  std::int64_t below_ = 0;  // places of the set before it
};

class quantile_windows {
 public:
  quantile_windows(const site& at, double q) : q_(q), sorted_(at), scratch_(at), place_of_(at), places_(at) {}

  // Calls result(i, value) or missing(i) for the rows of the piece.
  template <class Result, class Missing>
  void slide(const rolling_piece& p, const rolling_shape& shape, Result result, Missing missing) {
    std::int64_t low = 0;
    for (std::int64_t i = p.from; i < p.to;) {
      low = first_row(p, shape, i, low);
      const std::int64_t high = last_row(p, shape, i);
      const std::int64_t end = std::min(p.to, i + part_of(high - low + 1));
      const std::int64_t first = low, last = last_row(p, shape, end - 1);
      sort(p, first, last);
      std::int64_t added = first, removed = first, nans = 0;
      for (; i < end; ++i) {
        low = first_row(p, shape, i, low);
        for (const std::int64_t to = last_row(p, shape, i); added <= to; ++added) change(added - first, 1, nans);
        for (; removed < low; ++removed) change(removed - first, -1, nans);
        const std::int64_t n = places_.size();
        if (n + nans < shape.min_periods) {
          missing(i);
        } else if (n == 0) {
          result(i, std::numeric_limits<double>::quiet_NaN());
        } else {
          const double place = static_cast<double>(n - 1) * q_;
          const auto k = static_cast<std::int64_t>(place);
          const double fraction = place - static_cast<double>(k);
          const std::size_t at = places_.find(k);
          const double a = double_of_key(sorted_[at].key);
          result(i, fraction == 0 ? a : between(a, double_of_key(sorted_[places_.next(at + 1)].key), fraction));
        }
      }
    }
  }

 private:
  // The rows of a part: so many that few rows are in the windows of two parts, as long as they fit in a cache.
  static std::int64_t part_of(std::int64_t window) {
    return window < 4096 ? std::max<std::int64_t>(256, 4 * window) : window;
  }
  static constexpr std::uint32_t none = 0xffffffff, not_a_number = 0xfffffffe;

  static std::int64_t first_row(const rolling_piece& p, const rolling_shape& shape, std::int64_t i, std::int64_t low) {
    if (shape.duration == 0) return std::max<std::int64_t>(0, i - shape.before);
    while (static_cast<int128>(p.time(i)) - p.time(low) >= shape.duration) ++low;
    return low;
  }
  static std::int64_t last_row(const rolling_piece& p, const rolling_shape& shape, std::int64_t i) {
    return std::min(i + shape.after, p.rows - 1);
  }
  void sort(const rolling_piece& p, std::int64_t first, std::int64_t last) {
    const auto n = static_cast<std::size_t>(last - first + 1);
    const double* const values = p.values_as<double>();
    sorted_.resize(n);
    std::size_t numbers = 0;
    place_of_.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
      const std::int64_t i = first + static_cast<std::int64_t>(k);
      const double v = values[i];
      const bool known = p.known(i);
      place_of_[k] = !known ? none : not_a_number;
      if (known && v == v) sorted_[numbers++] = {order_key(v), static_cast<std::uint32_t>(k)};
    }
    sorted_.resize(numbers);
    sort_by_key(sorted_, scratch_);
    for (std::size_t place = 0; place < sorted_.size(); ++place)
      place_of_[sorted_[place].row] = static_cast<std::uint32_t>(place);
    places_.clear(sorted_.size());
  }
  void change(std::int64_t k, int by, std::int64_t& nans) {
    const std::uint32_t place = place_of_[static_cast<std::size_t>(k)];
    if (place == none) return;
    if (place == not_a_number)
      nans += by;
    else if (by > 0)
      places_.add(place);
    else
      places_.remove(place);
  }

  double q_;
  array<keyed_row> sorted_, scratch_;
  array<std::uint32_t> place_of_;
  place_set places_;
};

}  // namespace

table rolling_quantile(const window_rows& rows, const rolling_window& window, double q) {
  if (!(q >= 0 && q <= 1)) fail_together(rows.at(), "a quantile is from 0 to 1");
  if (rows.values().field_at(0).type.id != kind::float64)
    fail_together(rows.at(), "internal error: windows of other values than floats");
  table_builder b(rows.at(), {field{rows.values().field_at(0).name, bodo::float64, nullable}});
  double* const out = b.extend<double>(0, rows.values().rows());
  quantile_windows windows(rows.at(), q);
  rolling_pieces pieces(rows, window);
  for (rolling_piece p; pieces.next(p);)
    windows.slide(
        p, pieces.shape(), [&](std::int64_t i, double v) { out[p.out + i - p.from] = v; },
        [&](std::int64_t i) {
          out[p.out + i - p.from] = 0;
          b.set_missing(0, p.out + i - p.from);
        });
  return b.finish_like(rows.values());
}

}  // namespace bodo::rt
