#include "bodo/rt/quantile.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

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

// Integers in the order of the values.
constexpr std::uint64_t sign = std::uint64_t{1} << 63;
std::uint64_t to_ordered(double v) {
  const auto bits = std::bit_cast<std::uint64_t>(v);
  return (bits & sign) != 0 ? ~bits : bits | sign;
}
std::uint64_t to_ordered(std::int64_t v) { return static_cast<std::uint64_t>(v) ^ sign; }
template <class T>
T from_ordered(std::uint64_t bits) {
  if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<double>((bits & sign) != 0 ? bits & ~sign : ~bits);
  else
    return static_cast<std::int64_t>(bits ^ sign);
}

// Moves the values of a narrow range to the front, and returns their number: a range that has those which would be at
// `k` and, if they are `several`, at k + 1 in the order; k is then the place among them. 0 if it has found none: then
// the values are in some order. The bounds come from a sample (Floyd and Rivest, CACM 18, 1975), and no branch depends
// on a value.
std::size_t narrow(std::uint64_t* values, std::size_t n, std::size_t& k, bool several) {
  constexpr std::size_t sampled = 256, margin = 24;  // three standard deviations of a median's place in the sample
  std::uint64_t sample[sampled];
  for (std::size_t i = 0; i < sampled; ++i) sample[i] = values[i * n / sampled];
  std::sort(sample, sample + sampled);
  const std::size_t middle = k * sampled / n;
  const std::uint64_t low = middle >= margin ? sample[middle - margin] : 0;
  const std::uint64_t high = middle + margin < sampled ? sample[middle + margin] : ~std::uint64_t{0};
  std::size_t below = 0, inside = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t v = values[i];
    values[i] = values[inside];
    values[inside] = v;
    below += v < low ? 1 : 0;
    inside += v - low <= high - low ? 1 : 0;
  }
  if (k < below || k + (several ? 1 : 0) >= below + inside) return 0;
  k -= below;
  return inside;
}

// The quantile of n > 0 values, integers in their order, which are reordered.
template <class T>
T quantile_of(std::uint64_t* values, std::size_t n, double q) {
  constexpr std::size_t few = 1024;
  const place p(static_cast<std::int64_t>(n), q);
  auto k = static_cast<std::size_t>(p.low);
  while (n > few) {
    const std::size_t kept = narrow(values, n, k, p.fraction != 0);
    if (kept == 0) break;
    const bool slow = kept > n / 2;  // many are equal
    n = kept;
    if (slow) break;
  }
  std::uint64_t* const low = values + k;
  std::nth_element(values, low, values + n);
  const T result = from_ordered<T>(*low);
  return p.fraction == 0 ? result
                         : between(result, from_ordered<T>(*std::min_element(low + 1, values + n)), p.fraction);
}

}  // namespace

// ---- of groups ----

struct quantiles::impl : collector {
  impl(const site& where, const key& value, double q)
      : at(where),
        q(checked(where, q)),
        is_float(value.field.type.id == kind::float64),
        group(where),
        value(where),
        runs(where),
        results(where),
        known(where),
        of_batch(where) {}

  // Values of one group that have arrived together.
  struct run {
    const std::uint64_t* values;
    std::uint32_t size;
    std::uint32_t group;
  };

  const site& at;
  double q;
  bool is_float;
  array<std::uint32_t> group;  // of each value
  array<std::uint64_t> value;  // its bits
  array<run> runs;             // instead, once they have travelled
  // by group
  array<std::uint64_t> results;
  array<std::uint8_t> known;
  array<std::uint64_t> of_batch;  // bitmap

  void finish_local(std::size_t groups) override {
    array<std::size_t> end(at);
    array<std::uint64_t> values = by_group(groups, end);
    start(groups);
    for (std::size_t g = 0, begin = 0; g < groups; begin = end[g++]) find(g, values.data() + begin, end[g] - begin);
  }
  void agree(std::size_t) override {}
  // Each group's values travel together.
  void send(exchange& x, std::span<const destination> to, std::span<const std::size_t> sent) override {
    array<std::size_t> end(at);
    array<std::uint64_t> values = by_group(to.size(), end);
    const auto size_of = [&](std::size_t g) { return end[g] - (g == 0 ? 0 : end[g - 1]); };
    struct message {
      std::size_t groups = 0, values = 0;
      std::uint32_t *place = nullptr, *size = nullptr;
      std::uint64_t* value = nullptr;
    };
    std::vector<message> messages(sent.size());
    bool some_stay = false;
    for (std::size_t g = 0; g < to.size(); ++g) {
      const std::size_t n = size_of(g);
      if (n > std::numeric_limits<std::uint32_t>::max())
        fail(at, "a rank has more than four billion values of one group, of which a quantile is wanted");
      some_stay |= to[g].rank == destination::stays;
      if (to[g].rank == destination::stays || n == 0) continue;
      ++messages[to[g].rank].groups;
      messages[to[g].rank].values += n;
    }
    for (std::size_t r = 0; r < sent.size(); ++r) {
      if (sent[r] == 0) continue;
      message& m = messages[r];
      array<std::byte>& bytes = x.to(static_cast<int>(r));
      bytes.reserve(bytes.size() + 2 * (m.groups * sizeof *m.place + 32) + m.values * sizeof *m.value + 32);
      section_writer out(bytes);
      m.place = out.room<std::uint32_t>(m.groups);
      m.size = out.room<std::uint32_t>(m.groups);
      m.value = out.room<std::uint64_t>(m.values);
    }
    if (some_stay) start(to.size());
    for (std::size_t g = 0, begin = 0; g < to.size(); begin = end[g++]) {
      const std::size_t n = size_of(g);
      if (to[g].rank == destination::stays) {
        find(g, values.data() + begin, n);
      } else if (n != 0) {
        message& m = messages[to[g].rank];
        *m.place++ = to[g].place;
        *m.size++ = static_cast<std::uint32_t>(n);
        copy_bytes(m.value, values.data() + begin, n * sizeof *m.value);
        m.value += n;
      }
    }
  }
  void receive(section_reader& in, std::span<const std::uint32_t> merged_into) override {
    const auto places = in.take<std::uint32_t>(), sizes = in.take<std::uint32_t>();
    const std::uint64_t* from = in.take<std::uint64_t>().data();
    run* to = runs.extend(places.size());
    for (std::size_t i = 0; i < places.size(); from += sizes[i++])
      *to++ = {from, sizes[i], merged_into.empty() ? places[i] : merged_into[places[i]]};
  }
  void finish(std::span<const std::uint32_t> stayed, std::size_t merged) override {
    array<std::uint64_t> all(at);
    array<std::uint8_t> all_known(at);
    for (const std::uint32_t g : stayed) {
      all.push_back(results[g]);
      all_known.push_back(known[g]);
    }
    find_of_runs(merged);
    all.append(results.data(), merged);
    all_known.append(known.data(), merged);
    results = std::move(all);
    known = std::move(all_known);
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
  // The values, those of each group together; end[g]: where those of group g end.
  array<std::uint64_t> by_group(std::size_t groups, array<std::size_t>& end) {
    end.resize(groups + 1);
    clear_bytes(end.data(), (groups + 1) * sizeof(std::size_t));
    for (const std::uint32_t g : group) ++end[g + 1];
    for (std::size_t g = 0; g < groups; ++g) end[g + 1] += end[g];
    array<std::uint64_t> sorted(at, value.size());
    for (std::size_t i = 0; i < value.size(); ++i) sorted[end[group[i]]++] = value[i];
    group.free();
    value.free();
    return sorted;
  }
  void start(std::size_t groups) {
    results.resize(groups);
    known.resize(groups);
  }
  // The result of a group from its n values, which are overwritten.
  void find(std::size_t g, std::uint64_t* values, std::size_t n) {
    is_float ? find_as<double>(g, values, n) : find_as<std::int64_t>(g, values, n);
  }
  template <class T>
  void find_as(std::size_t g, std::uint64_t* bits, std::size_t n) {
    std::size_t numbers = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const T v = plain(std::bit_cast<T>(bits[i]));
      bits[numbers] = to_ordered(v);
      numbers += is_nan(v) ? 0 : 1;
    }
    known[g] = n != 0 ? 1 : 0;
    const T result = numbers != 0 ? quantile_of<T>(bits, numbers, q) : std::numeric_limits<T>::quiet_NaN();
    results[g] = std::bit_cast<std::uint64_t>(result);
  }
  // The results of groups from the runs that have arrived: those of one group are gathered where they fit the caches.
  void find_of_runs(std::size_t groups) {
    array<std::size_t> end(at);
    end.resize(groups + 1);
    clear_bytes(end.data(), (groups + 1) * sizeof(std::size_t));
    for (const run& r : runs) ++end[r.group + 1];
    for (std::size_t g = 0; g < groups; ++g) end[g + 1] += end[g];
    array<std::uint32_t> order(at, runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) order[end[runs[i].group]++] = static_cast<std::uint32_t>(i);
    start(groups);
    array<std::uint64_t> values(at);
    for (std::size_t g = 0, begin = 0; g < groups; begin = end[g++]) {
      values.clear();
      for (std::size_t i = begin; i < end[g]; ++i) values.append(runs[order[i]].values, runs[order[i]].size);
      find(g, values.data(), values.size());
    }
    runs.free();
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
  std::uint64_t* const to = values_.extend(rows.count);
  std::uint32_t n = 0;
  for (std::uint32_t k = 0; k < rows.count; ++k) {
    const T v = plain(all[rows[k]]);
    const bool known = all.known(rows[k]), nan = is_nan(v);
    to[n] = to_ordered(v);
    n += known && !nan ? 1 : 0;
    nans_ += known && nan ? 1 : 0;
  }
  values_.resize(values_.size() - rows.count + n);
}

template <class T>
found_quantile<T> quantile<T>::finish_local(double q) {
  checked(*at_, q);
  if (values_.empty()) return none<T>(nans_ != 0);
  return {quantile_of<T>(values_.data(), values_.size(), q), true};
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
  candidates.append(values_.data(), values_.size());
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
  const auto result = from_ordered<T>(low);
  if (p.fraction == 0 || before + equal > p.low + 1) return {result, true};
  // the next value
  std::uint64_t above = ~std::uint64_t{0};
  for (const std::uint64_t v : values_) above = v > low ? std::min(above, v) : above;
  for (const std::uint64_t v : allgather_value(above)) above = std::min(above, v);
  return {between(result, from_ordered<T>(above), p.fraction), true};
}

template class quantile<double>;
template class quantile<std::int64_t>;

}  // namespace bodo::rt
