#include "bodo/rt/groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/sort.h"
#include "bodo/rt/table.h"
#include "columns/bits.h"
#include "job/environment.h"
#include "keys/hash_order.h"
#include "keys/partitioned.h"
#include "ops/gather_limit.h"
#include "ops/groups_impl.h"

namespace bodo::rt {

namespace {
std::vector<field> fields_of(std::span<const key> keys) {
  std::vector<field> fields;
  for (const key& k : keys) fields.push_back(k.field);
  return fields;
}
}  // namespace

key_codec::extent extent_of(const key& k) {
  key_codec::extent e;
  if (k.range && k.field.type.id != kind::float32 && k.field.type.id != kind::float64 &&
      k.field.type.id != kind::string)
    e.low = k.range->first, e.high = k.range->second;
  return e;
}

groups::impl::impl(const site& at, std::span<const key> key_fields, const state_layout& layout)
    : at(&at),
      fields(fields_of(key_fields)),
      state_size(layout.size),
      text_offsets(layout.text_offsets.begin(), layout.text_offsets.end()),
      sum_offsets(layout.sum_offsets.begin(), layout.sum_offsets.end()),
      init(layout.init),
      merge(layout.merge),
      keys(at, fields),
      numbers(at),
      states(at),
      heap(new text_heap(at)),
      left{array<std::uint64_t>(at), array<std::byte>(at), {}, {}, 0},
      key_list(at) {
  for (std::size_t c = 0; c < key_fields.size(); ++c) keys.codec.expect(c, extent_of(key_fields[c]));
  keys.widen();
  if (state_size != 0) {
    array<std::byte> sample(at);
    sample.resize(state_size);
    std::memset(sample.data(), 0, state_size);
    init(sample.data());
    for (const std::byte b : sample) starts_as_zeros &= b == std::byte{0};
  }
}

groups::groups(const site& at, std::span<const key> keys, const state_layout& layout)
    : self_(new impl(at, keys, layout)), heap_(self_->heap.get()) {}
groups::~groups() { delete self_; }

std::vector<field> groups::fields(std::initializer_list<field> results) const {
  std::vector<field> all = self_->fields;
  all.insert(all.end(), results.begin(), results.end());
  return all;
}

std::vector<sort_key> groups::keys() const {
  std::vector<sort_key> all;
  for (std::size_t k = 0; k < self_->fields.size(); ++k) all.emplace_back(k);
  return all;
}

state_layout::state_layout() = default;
state_layout::~state_layout() = default;
void state_layout::add_text(std::size_t offset) { text_offsets.push_back(offset); }
void state_layout::add_sum(std::size_t offset) { sum_offsets.push_back(offset); }

void* groups::result_buffer(std::size_t n, void* (*make)(), void (*free)(void*)) {
  if (n == self_->results.size()) self_->results.emplace_back(make(), free);
  return self_->results[n].get();
}
void groups::append(batch& to, const column_view& column) { to.columns.push_back(column); }

void groups::impl::add_states() {
  if (state_size == 0) return;
  const std::size_t have = states.size() / state_size, want = keys.table.size();
  if (have == want) return;
  std::byte* const fresh = states.extend((want - have) * state_size);
  if (starts_as_zeros)
    clear_bytes(fresh, (want - have) * state_size);
  else
    for (std::size_t g = 0; g < want - have; ++g) init(fresh + g * state_size);
}

void groups::impl::release_sums(array<std::byte>& of) {
  for (std::size_t i = 0; i < of.size() && may_be_outside(); i += state_size)
    each_outside(of.data() + i, [](small_state& sum) { sum.release(); });
}

void groups::impl::free_states() {
  for (array<std::byte>* const held : {&states, &left.states}) {
    release_sums(*held);
    held->free();
  }
}

namespace {
// Groups, and the rows to come: the table, with keys and states, about fills the second-level cache.
std::size_t most_in_cache() { return partitions_groups() ? 1 : std::size_t{1} << 15; }
}  // namespace

bool groups::impl::outgrows(std::uint32_t rows) {
  constexpr std::size_t first_decision = std::size_t{1} << 19;
  const std::size_t groups = keys.table.size();
  if (!changes_numbers || !collectors.empty()) return false;
  if (partitions_groups() || !left.in_range.empty()) return groups != 0 && groups + rows >= most_in_cache();
  rows_since += rows;
  if (groups < std::max(first_decision, 2 * groups_then)) return false;
  const bool shared = 4 * std::exchange(rows_since, 0) > 5 * (groups - std::exchange(groups_then, groups));
  return !shared && !keys.table.is_dense() && !ascends();
}

// Whether rows come in the order of their first key, or nearly: then look-ups stay in the caches, and most groups on
// their rank (shared_with_others).
bool groups::impl::ascends() const {
  const key_codec& codec = keys.codec;
  if (codec.columns() == 0 || !codec.has_order(0)) return false;
  const auto of = [&](std::size_t from, std::size_t n) {
    const auto first_key = codec.reader(0);
    std::pair<std::uint64_t, std::uint64_t> range{~std::uint64_t{0}, 0};
    for (std::size_t g = from; g < from + n; ++g) {
      const std::uint64_t v = first_key(keys.table.key(static_cast<std::uint32_t>(g)));
      range = {std::min(range.first, v), std::max(range.second, v)};
    }
    return range;
  };
  const std::size_t groups = keys.table.size(), quarter = groups / 4;
  const auto first = of(0, quarter), last = of(groups - quarter, quarter);
  return first.second < last.first || last.second < first.first;
}

void groups::impl::leave() {
  const key_codec& codec = keys.codec;
  if (!left.in_range.empty() && left.shape != codec.shape())
    left.keys =
        codec.repack(left.shape, left.keys.data(), left.keys.size() / static_cast<std::size_t>(left.shape.words));
  left.shape = codec.shape();
  const divided d = divide(static_cast<std::size_t>(rt::size()) * ranges_of_blocks(), nullptr);
  take({d.order.data(), size}, left.keys, left.states);
  left.in_range.insert(left.in_range.end(), d.in_range.begin(), d.in_range.end());
  size = 0;
  key_list.free();
  states.free();
}

void groups::impl::merge_blocks() {
  group_list all{left.keys.data(), left.states.data(), left.in_range};
  merge_lists({&all, 1}, static_cast<std::size_t>(rt::size()) * ranges_of_blocks());
  left.keys.free();
  left.states.free();
  left.in_range.clear();
}

void groups::impl::settle() {
  const std::size_t first_limit = partitions_groups() ? 4 : std::size_t{1} << 24;
  const std::size_t before = left.keys.size() / static_cast<std::size_t>(left.shape.words);
  if (before < std::max(left.limit, first_limit)) return;
  merge_blocks();
  left.limit = size * (2 * size < before ? 2 : 4);  // many were equal: look for more soon
  left.keys = std::move(key_list);
  left.states = std::move(states);
  std::size_t begin = 0;
  for (const std::size_t end : range_ends)
    left.in_range.push_back(static_cast<std::uint32_t>(end - std::exchange(begin, end)));
  range_ends.clear();
  size = 0;
}

std::span<const std::uint32_t> groups::find(std::span<const column_view> keys, rows rows) {
  impl& s = *self_;
  if (s.outgrows(rows.count)) {
    s.size = s.keys.table.size();
    s.key_list = s.keys.table.take_keys();
    s.keys.table.free();
    s.leave();
    s.settle();
    s.states.reserve(most_in_cache() * s.state_size);
    s.keys.table.reset(s.keys.codec.shape().words, s.keys.codec.shape().bits, most_in_cache());
  }
  s.keys.pack(keys, rows);
  s.numbers.resize(rows.count);
  s.keys.table.add(s.keys.codec.words(), rows.count, s.numbers.data(),
                   s.state_size != 0 ? reinterpret_cast<const char*>(s.states.data()) : nullptr, s.state_size);
  s.add_states();
  states_ = s.states.data();
  return {s.numbers.data(), rows.count};
}

void groups::impl::take_keys() {
  if (finished) fail(*at, "internal error: a group-by is finished twice");
  finished = true;
  size = keys.table.size();
  key_list = keys.table.take_keys();
  if (!left.in_range.empty()) leave();
}

void groups::change_numbers() { self_->changes_numbers = true; }

void groups::finish() { finish_with_owners(false); }
void groups::finish_by_hash() { finish_with_owners(true); }

void groups::finish_with_owners(bool all) {
  impl& s = *self_;
  guard(*s.at);
  if (rt::size() == 1) {
    finish_local();
    return;
  }
  s.take_keys();
  s.travel(all);
  states_ = s.states.data();
  heap_ = s.heap.get();
}

void groups::finish_everywhere() {
  impl& s = *self_;
  guard(*s.at);
  if (rt::size() == 1) {
    finish_local();
    return;
  }
  // with more groups, owners merge them first (collected values can travel only once)
  constexpr std::int64_t most_at_once = 1 << 14;
  const std::int64_t partial =
      rt::total(s.left.in_range.empty() ? static_cast<std::int64_t>(s.keys.table.size()) : most_at_once + 1);
  s.take_keys();
  if (partial > most_at_once && s.collectors.empty()) {
    s.travel(true);
    s.check_limit();
  }
  s.spread_everywhere();
  states_ = s.states.data();
  heap_ = s.heap.get();
}

// An error if all groups, which were expected to be few, are too many for every rank.
void groups::impl::check_limit() const {
  const std::int64_t all = total(static_cast<std::int64_t>(size));
  const auto width = static_cast<std::size_t>(keys.codec.shape().words) * sizeof(std::uint64_t);
  const std::int64_t bytes = all * static_cast<std::int64_t>(width + sizeof(std::uint64_t) + state_size);
  if (bytes > gather_limit())
    fail_together(*at, fmt::format("{} groups on every rank take {} per rank, which is more than the limit of {}: the "
                                   "file that shows the columns has few different keys, and the files that are read "
                                   "have many; name one like them in bodo::like(), or raise BODO_GATHER_LIMIT",
                                   all, bytes_text(bytes), bytes_text(gather_limit())));
}

void groups::finish_local() {
  impl& s = *self_;
  s.take_keys();
  if (!s.left.in_range.empty()) {
    s.keys.table.free();
    s.merge_blocks();
    states_ = s.states.data();
  }
  for (collector* c : s.collectors) c->finish_local(s.size);
}

// By range of hashes, if the groups are: then the groups that are sorted and moved at a time stay in the caches.
void groups::impl::sort_by_hash() {
  const auto width = static_cast<std::size_t>(keys.codec.shape().words);
  if (range_ends.empty()) range_ends = {size};
  array<std::uint64_t> hashes(*at);
  array<std::uint32_t> order(*at);  // of all groups, for the collectors
  taken sorted{array<std::uint64_t>(*at), array<std::byte>(*at)};
  std::size_t begin = 0;
  for (const std::size_t end : range_ends) {
    std::uint64_t* const range_keys = key_list.data() + begin * width;
    const std::size_t n = end - begin;
    hashes.resize(n);
    keys.codec.hash(range_keys, n, hashes.data());
    array<std::uint32_t> of_range = hash_order(*at, hashes.data(), n, [&](std::uint32_t a, std::uint32_t b) {
      return keys.codec.compare(range_keys + a * width, range_keys + b * width) < 0;
    });
    for (std::uint32_t& g : of_range) g += static_cast<std::uint32_t>(begin);
    sorted.keys.clear();
    sorted.states.clear();
    take({of_range.data(), n}, sorted.keys, sorted.states);
    if (n == size) {
      key_list = std::move(sorted.keys);
      states = std::move(sorted.states);
    } else {
      copy_bytes(range_keys, sorted.keys.data(), n * width * sizeof(std::uint64_t));
      copy_bytes(states.data() + begin * state_size, sorted.states.data(), n * state_size);
    }
    if (!collectors.empty()) order.append(of_range.data(), n);
    begin = end;
  }
  for (collector* c : collectors) c->permute(order.data(), size);
}

void groups::order() {
  impl& s = *self_;
  if (!s.ordered) s.sort_by_hash();
  s.ordered = true;
  states_ = s.states.data();
}

std::uint32_t groups::size() const { return static_cast<std::uint32_t>(self_->size); }

bool groups::next(batch& out) {
  poll_failures();
  impl& s = *self_;
  const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_size(), s.size - s.at_group));
  if (n == 0) {  // the groups cannot be read again
    s.key_list.free();
    s.free_states();
    return false;
  }
  out.size = n;
  out.first_row = static_cast<std::int64_t>(s.at_group);
  out.columns.resize(s.fields.size());
  s.outputs.resize(s.fields.size());
  const key_codec& codec = s.keys.codec;
  const std::uint64_t* const keys = s.key_list.data() + s.at_group * static_cast<std::size_t>(codec.shape().words);
  for (std::size_t c = 0; c < s.fields.size(); ++c) {
    impl::output& o = s.outputs[c];
    const std::size_t width = width_of(s.fields[c].storage());
    o.values.resize(batch_capacity * width);
    o.valid.resize(batch_capacity / 64);
    column_view& v = out.columns[c];
    v = {};
    v.values = o.values.data();
    v.width = static_cast<std::uint8_t>(width);
    const bool is_string = codec.is_string(c);
    if (is_string) o.codes.resize(batch_capacity);
    void* const to = is_string ? static_cast<void*>(o.codes.data()) : o.values.data();
    if (!codec.unpack(c, keys, n, to, o.valid.data())) v.valid = o.valid.data();
    if (!is_string) {
      const key_codec::extent e = codec.held(c);
      if (width <= 16 && s.fields[c].type.id != kind::float32 && s.fields[c].type.id != kind::float64)
        v.bound = std::max(static_cast<double>(e.high), -static_cast<double>(e.low));
    } else if (!s.fields[c].coded) {
      auto* const texts = reinterpret_cast<text*>(o.values.data());
      for (std::uint32_t k = 0; k < n; ++k) texts[k] = v.known(k) ? codec.strings(c).word(o.codes[k]) : text{};
    } else {
      if (!o.words) o.words = dictionary::make(*s.at);
      o.recode.resize(static_cast<std::size_t>(codec.strings(c).size()), -1);
      auto* const codes = reinterpret_cast<std::int32_t*>(o.values.data());
      for (std::uint32_t k = 0; k < n; ++k) {
        codes[k] = 0;
        if (!v.known(k)) continue;
        std::int32_t& code = o.recode[static_cast<std::size_t>(o.codes[k])];
        if (code < 0) code = o.words->intern(codec.strings(c).word(o.codes[k]));
        codes[k] = code;
      }
      v.words = o.words.get();
    }
  }
  s.at_group += n;
  return true;
}

}  // namespace bodo::rt
