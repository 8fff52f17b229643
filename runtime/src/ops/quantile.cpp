#include "bodo/rt/quantile.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "columns/bits.h"
#include "ops/between.h"
#include "ops/groups_impl.h"

namespace bodo::rt {

namespace {

double checked(const site& at, double q) {
  if (!(q >= 0 && q <= 1)) fail_together(at, fmt::format("quantile({}) is not between 0 and 1", q));
  return q;
}

// The place of a quantile among n sorted values: between `low` and the one after it.
struct place {
  std::int64_t low;
  double fraction;

  place(std::int64_t n, double q) {
    const double at = static_cast<double>(n - 1) * q;
    low = static_cast<std::int64_t>(std::floor(at));
    fraction = at - static_cast<double>(low);
  }
};

// -0 is 0: which of them is the result must not depend on the order of the values.
double plain(double v) { return v + 0.0; }
std::int64_t plain(std::int64_t v) { return v; }

bool is_nan(double v) { return v != v; }
bool is_nan(std::int64_t) { return false; }

// The quantile of n > 0 values without NaN, which are reordered.
template <class T>
T quantile_of(T* values, std::size_t n, double q) {
  const place p(static_cast<std::int64_t>(n), q);
  T* const low = values + p.low;
  std::nth_element(values, low, values + n);
  return p.fraction == 0 ? *low : between(*low, *std::min_element(low + 1, values + n), p.fraction);
}

// Integers in the order of the values.
constexpr std::uint64_t sign = std::uint64_t{1} << 63;
std::uint64_t to_ordered(double v) {
  const auto bits = std::bit_cast<std::uint64_t>(v);
  return (bits & sign) != 0 ? ~bits : bits | sign;
}
std::uint64_t to_ordered(std::int64_t v) { return static_cast<std::uint64_t>(v) ^ sign; }
void from_ordered(std::uint64_t bits, double& v) {
  v = std::bit_cast<double>((bits & sign) != 0 ? bits & ~sign : ~bits);
}
void from_ordered(std::uint64_t bits, std::int64_t& v) { v = static_cast<std::int64_t>(bits ^ sign); }

}  // namespace

// ---- of groups ----

struct quantiles::impl : collector {
  impl(const site& where, const key& value, double q)
      : at(where),
        q(checked(where, q)),
        is_float(value.field.type.id == kind::float64),
        group(where),
        value(where),
        results(where),
        known(where),
        of_batch(where) {}

  const site& at;
  double q;
  bool is_float;
  array<std::uint32_t> group;  // of each value
  array<std::uint64_t> value;  // its bits
  // by group
  array<std::uint64_t> results;
  array<std::uint8_t> known;
  array<std::uint64_t> of_batch;  // bitmap

  void finish_local(std::size_t groups) override {
    is_float ? finish_as<double>(groups) : finish_as<std::int64_t>(groups);
    group.free();
    value.free();
  }
  void agree(std::size_t) override {}
  void send(exchange& x, std::span<const destination> to, std::span<const std::size_t> sent) override {
    struct message {
      array<std::uint32_t> places;
      array<std::uint64_t> values;
    };
    std::vector<message> messages;
    for (std::size_t r = 0; r < sent.size(); ++r)
      messages.push_back({array<std::uint32_t>(at), array<std::uint64_t>(at)});
    std::size_t stay = 0;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const destination& d = to[group[i]];
      if (d.rank == destination::stays) {
        group[stay] = group[i];
        value[stay++] = value[i];
        continue;
      }
      messages[d.rank].places.push_back(d.place);
      messages[d.rank].values.push_back(value[i]);
    }
    group.resize(stay);
    value.resize(stay);
    finish_local(stay != 0 ? to.size() : 0);
    for (std::size_t r = 0; r < sent.size(); ++r) {
      if (sent[r] == 0) continue;
      section_writer out(x.to(static_cast<int>(r)));
      out.put(messages[r].places.data(), messages[r].places.size());
      out.put(messages[r].values.data(), messages[r].values.size());
      messages[r].places.free();
      messages[r].values.free();
    }
  }
  void receive(section_reader& in, std::span<const std::uint32_t> merged_into) override {
    for (const std::uint32_t p : in.take<std::uint32_t>()) group.push_back(merged_into.empty() ? p : merged_into[p]);
    const auto got = in.take<std::uint64_t>();
    value.append(got.data(), got.size());
  }
  void finish(std::size_t merged, std::span<const std::uint32_t> stayed) override {
    const array<std::uint64_t> results_here = std::exchange(results, array<std::uint64_t>(at));
    const array<std::uint8_t> known_here = std::exchange(known, array<std::uint8_t>(at));
    finish_local(merged);
    for (const std::uint32_t g : stayed) {
      results.push_back(results_here.empty() ? 0 : results_here[g]);
      known.push_back(known_here.empty() ? 0 : known_here[g]);
    }
  }
  void share() override {
    share_results(results);
    share_results(known);
  }
  void permute(const std::uint32_t* order, std::size_t n) override {
    array<std::uint64_t> sorted(at, n);
    array<std::uint8_t> sorted_known(at, n);
    for (std::size_t g = 0; g < n; ++g) sorted[g] = results[order[g]], sorted_known[g] = known[order[g]];
    results = std::move(sorted);
    known = std::move(sorted_known);
  }

 private:
  template <class T>
  void finish_as(std::size_t groups) {
    // the values of each group together
    array<std::size_t> end(at);
    end.resize(groups + 1);
    clear_bytes(end.data(), (groups + 1) * sizeof(std::size_t));
    for (const std::uint32_t g : group) ++end[g + 1];
    for (std::size_t g = 0; g < groups; ++g) end[g + 1] += end[g];
    array<T> sorted(at);
    sorted.resize(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) sorted[end[group[i]]++] = plain(std::bit_cast<T>(value[i]));
    results.resize(groups);
    known.resize(groups);
    std::size_t begin = 0;
    for (std::size_t g = 0; g < groups; begin = end[g++]) {
      T* const first = sorted.data() + begin;
      const auto numbers = static_cast<std::size_t>(
          std::partition(first, sorted.data() + end[g], [](T v) { return !is_nan(v); }) - first);
      known[g] = end[g] != begin ? 1 : 0;
      const T result = numbers != 0 ? quantile_of(first, numbers, q) : std::numeric_limits<T>::quiet_NaN();
      results[g] = std::bit_cast<std::uint64_t>(result);
    }
  }
};

quantiles::quantiles(const site& at, groups& of, const key& value, double q) : self_(new impl(at, value, q)) {
  of.self_->collectors.push_back(self_);
}
quantiles::~quantiles() { delete self_; }

void quantiles::add(std::span<const std::uint32_t> group, const column_view& values, rows rows) {
  const auto* const bits = static_cast<const std::uint64_t*>(values.values);
  std::uint32_t* to_group = self_->group.extend(rows.count);
  std::uint64_t* to_value = self_->value.extend(rows.count);
  std::uint32_t n = 0;
  for (std::uint32_t k = 0; k < rows.count; ++k) {
    const std::uint32_t i = rows[k];
    to_group[n] = group[k];
    to_value[n] = bits[i];
    n += values.known(i) ? 1 : 0;
  }
  self_->group.resize(self_->group.size() - rows.count + n);
  self_->value.resize(self_->value.size() - rows.count + n);
}

column_view quantiles::values(const batch& of) {
  impl& s = *self_;
  const auto first = static_cast<std::size_t>(of.first_row);
  s.of_batch.resize(batch_capacity / 64);
  clear_bytes(s.of_batch.data(), batch_capacity / 8);
  for (std::size_t k = 0; k < of.size; ++k) s.of_batch[k / 64] |= std::uint64_t{s.known[first + k]} << k % 64;
  column_view v{s.results.data() + first, s.of_batch.data(), nullptr};
  v.width = sizeof(std::uint64_t);
  return v;
}

// ---- of all rows ----

namespace {

// Of no values but NaN, or of none.
template <class T>
found_quantile<T> none(bool nans) {
  return {nans ? std::numeric_limits<T>::quiet_NaN() : T{}, nans};
}

}  // namespace

template <class T>
quantile<T>::quantile(const site& at, const key&) : at_(&at), values_(at) {}

template <class T>
void quantile<T>::add(const column_view& values, rows rows) {
  const column<T> all(values);
  T* const to = values_.extend(rows.count);
  std::uint32_t n = 0;
  for (std::uint32_t k = 0; k < rows.count; ++k) {
    const T v = plain(all[rows[k]]);
    const bool known = all.known(rows[k]), nan = is_nan(v);
    to[n] = v;
    n += known && !nan ? 1 : 0;
    nans_ += known && nan ? 1 : 0;
  }
  values_.resize(values_.size() - rows.count + n);
}

template <class T>
found_quantile<T> quantile<T>::finish_local(double q) {
  checked(*at_, q);
  if (values_.empty()) return none<T>(nans_ != 0);
  return {quantile_of(values_.data(), values_.size(), q), true};
}

template <class T>
found_quantile<T> quantile<T>::finish(double q) {
  guard(*at_);
  if (size() == 1) return finish_local(q);
  checked(*at_, q);
  const std::int64_t n = total(static_cast<std::int64_t>(values_.size()));
  const bool nans = total(nans_) != 0;
  if (n == 0) return none<T>(nans);

  // The low value: its bits are found from the first ones on, by counting how many values have which next bits.
  const place p(n, q);
  constexpr int step = 11;
  constexpr std::size_t ranges = std::size_t{1} << step;
  const auto ranks = static_cast<std::size_t>(size());
  std::vector<std::int64_t> counts(ranges), all(ranges * ranks);
  array<std::uint64_t> candidates(*at_);
  std::uint64_t* const first = candidates.extend(values_.size());
  for (std::size_t i = 0; i < values_.size(); ++i) first[i] = to_ordered(values_[i]);
  std::int64_t before = 0;  // values before the candidates
  std::uint64_t low = 0;
  std::int64_t equal = 0;
  for (int shift = 64; shift > 0;) {
    const int bits = std::min(step, shift);
    shift -= bits;
    const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
    std::fill(counts.begin(), counts.end(), 0);
    for (const std::uint64_t v : candidates) ++counts[v >> shift & mask];
    allgather(counts.data(), counts.size() * sizeof(std::int64_t), all.data());
    std::uint64_t range = 0;
    for (;; ++range) {
      equal = 0;
      for (std::size_t r = 0; r < ranks; ++r) equal += all[r * ranges + range];
      if (before + equal > p.low) break;
      before += equal;
    }
    low |= range << shift;
    std::size_t kept = 0;
    for (const std::uint64_t v : candidates) {
      candidates[kept] = v;
      kept += (v >> shift & mask) == range ? 1 : 0;
    }
    candidates.resize(kept);
  }
  T result;
  from_ordered(low, result);
  if (p.fraction == 0 || before + equal > p.low + 1) return {result, true};
  // the next value
  std::uint64_t above = ~std::uint64_t{0};
  for (const T v : values_) {
    const std::uint64_t bits = to_ordered(v);
    above = bits > low ? std::min(above, bits) : above;
  }
  for (const std::uint64_t v : allgather_value(above)) above = std::min(above, v);
  T high;
  from_ordered(above, high);
  return {between(result, high, p.fraction), true};
}

template class quantile<double>;
template class quantile<std::int64_t>;

}  // namespace bodo::rt
