// Counts of the distinct values of groups (nunique): the pairs of a group's number and a value are a key_set.
#include <algorithm>

#include "bodo/rt/collective.h"
#include "columns/bits.h"
#include "ops/groups_impl.h"
#include "ops/sent_words.h"

namespace bodo::rt {

namespace {

std::vector<field> pair_fields(const key& value) {
  field v = value.field;
  v.nullable = false;  // missing values are skipped
  return {{"group", bodo::uint32}, v};
}

}  // namespace

struct distinct::impl : collector {
  impl(const site& where, const key& value)
      : at(where), codec(where, pair_fields(value)), pairs(where), scattered(where), positions(where), counts(where) {
    codec.expect(0, {0, 0, false});
    codec.expect(1, extent_of(value));
    codec.widen();
    pairs.reset(codec.shape().words, codec.shape().bits);
    scattered.resize(batch_capacity);
  }

  const site& at;
  key_codec codec;
  key_set pairs;
  key_codec::layout agreed;        // in which pairs travel
  array<std::uint32_t> scattered;  // group numbers by position in the batch
  array<std::uint16_t> positions;
  array<std::int64_t> counts;  // by group

  void reshape(const key_codec::layout& before) {
    pairs.reshape(codec.shape().words, codec.shape().bits,
                  [&](const std::uint64_t* keys, std::size_t n) { return codec.repack(before, keys, n); });
  }
  // Applies the codec's changed expectations.
  void widen() {
    const key_codec::layout before = codec.shape();
    if (codec.widen()) reshape(before);
  }
  // Calls f(group number, packed pair), which will read by_group[group number].
  template <class T, class F>
  void each(const T* by_group, const F& f) const {
    constexpr std::size_t ahead = 16;
    const auto width = static_cast<std::size_t>(codec.shape().words);
    const key_codec::field_reader group = codec.reader(0);
    pairs.each([&](const std::uint64_t* keys, std::size_t n) {
      for (std::size_t i = 0; i < n; ++i, keys += width) {
        if (i + ahead < n) __builtin_prefetch(by_group + group(keys + ahead * width));
        f(static_cast<std::uint32_t>(group(keys)), keys);
      }
    });
  }
  void count_from_zero(std::size_t groups) {
    counts.resize(groups);
    clear_bytes(counts.data(), groups * sizeof(std::int64_t));
  }

  void add(const std::uint32_t* group, const column_view& values, rows at);

  void finish_local(std::size_t groups) override {
    count_from_zero(groups);
    pairs.settle();
    each(counts.data(), [n = counts.data()](std::uint32_t group, const std::uint64_t*) { ++n[group]; });
    pairs.reset(codec.shape().words, codec.shape().bits);
  }
  void agree(std::size_t most) override;
  void send(exchange& x, std::span<const destination> to, std::span<const std::size_t> sent) override;
  void receive(section_reader& in, std::span<const std::uint32_t> merged_into) override;
  void finish(std::span<const std::uint32_t> stayed, std::size_t merged) override;
  void share() override { share_results(counts); }
  void permute(const std::uint32_t* order, std::size_t n) override;
};

distinct::distinct(const site& at, groups& of, const key& value) : self_(new impl(at, value)) {
  of.self_->collectors.push_back(self_);
}
distinct::~distinct() { delete self_; }

void distinct::impl::add(const std::uint32_t* group, const column_view& values, rows at) {
  // pairs are packed by position in the batch: move the group numbers there, and leave out missing values
  rows known = at;
  if (values.valid == nullptr) {
    for (std::uint32_t k = 0; k < at.count; ++k) scattered[at[k]] = group[k];
  } else {
    positions.clear();
    for (std::uint32_t k = 0; k < at.count; ++k) {
      const std::uint32_t i = at[k];
      scattered[i] = group[k];
      if (bit_at(values.valid, i)) positions.push_back(static_cast<std::uint16_t>(i));
    }
    known = {positions.data(), static_cast<std::uint32_t>(positions.size())};
  }
  const column_view columns[2] = {{scattered.data(), nullptr, nullptr}, {values.values, nullptr, values.words}};
  while (!codec.pack(columns, known)) widen();
  pairs.add(codec.words(), known.count);
}

void distinct::add(std::span<const std::uint32_t> group, const column_view& values, rows rows) {
  self_->add(group.data(), values, rows);
}

void distinct::impl::agree(std::size_t most) {
  if (most != 0) codec.expect(0, {0, static_cast<int128>(most) - 1, false});
  widen();
  const key_codec::layout before = codec.shape();
  agree_on_shape(codec);
  reshape(before);
  agreed = codec.shape();
}

void distinct::impl::send(exchange& x, std::span<const destination> to, std::span<const std::size_t> sent) {
  const auto width = static_cast<std::size_t>(codec.shape().words);
  const bool some_stay = std::ranges::any_of(to, [](const destination& d) { return d.rank == destination::stays; });
  if (some_stay || pairs.shrinks()) pairs.settle();
  if (some_stay) count_from_zero(to.size());
  std::vector<array<std::uint64_t>> messages;
  for (std::size_t r = 0; r < sent.size(); ++r) messages.emplace_back(at);
  each(to.data(), [&](std::uint32_t group, const std::uint64_t* pair) {
    const destination& d = to[group];
    if (d.rank == destination::stays) {
      ++counts[group];
      return;
    }
    std::uint64_t* const key = messages[d.rank].extend(width);
    copy_bytes(key, pair, width * sizeof(std::uint64_t));
    codec.put_packed(0, key, d.place);
  });
  pairs.reset(codec.shape().words, codec.shape().bits);
  for (std::size_t r = 0; r < sent.size(); ++r) {
    array<std::uint64_t>& keys = messages[r];
    if (sent[r] == 0) continue;
    word_list words(codec.strings(1));
    for (std::size_t i = 0; i < keys.size() && codec.is_string(1); i += width) {
      const std::int32_t place = words.place(static_cast<std::int32_t>(codec.packed(1, keys.data() + i)));
      codec.put_packed(1, keys.data() + i, static_cast<std::uint64_t>(place));
    }
    section_writer out(x.to(static_cast<int>(r)));
    out.put(keys.data(), keys.size());
    if (codec.is_string(1)) words.send(out);
    keys.free();
  }
}

void distinct::impl::receive(section_reader& in, std::span<const std::uint32_t> merged_into) {
  const auto keys = in.take<std::uint64_t>();
  std::vector<std::vector<std::int32_t>> recode(2);
  recode[0].assign(merged_into.begin(), merged_into.end());
  if (!recode[0].empty()) codec.expect(0, {0, *std::ranges::max_element(recode[0]), false});
  if (codec.is_string(1)) {
    const received_words words(in);
    recode[1] = words.intern(codec.strings(1));
    if (codec.strings(1).size() != 0) codec.expect(1, {0, codec.strings(1).size() - 1, false});
  }
  widen();
  const std::size_t n = keys.size() / static_cast<std::size_t>(agreed.words);
  pairs.add(codec.repack(agreed, keys.data(), n, recode).data(), n);
}

void distinct::impl::finish(std::span<const std::uint32_t> stayed, std::size_t merged) {
  array<std::int64_t> all(at);
  for (const std::uint32_t g : stayed) all.push_back(counts[g]);
  finish_local(merged);
  all.append(counts.data(), merged);
  counts = std::move(all);
}

void distinct::impl::permute(const std::uint32_t* order, std::size_t n) {
  array<std::int64_t> sorted(at, n);
  for (std::size_t g = 0; g < n; ++g) sorted[g] = counts[order[g]];
  counts = std::move(sorted);
}

const std::int64_t* distinct::counts() const { return self_->counts.data(); }

}  // namespace bodo::rt
