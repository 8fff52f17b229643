// Merging the ranks' partial groups. Hashes are divided into ranges, and each rank owns the same number of adjacent
// ranges. Each rank sends its groups to their owners, or all to every rank, range by range; the receiver merges
// the lists of each range, equal keys in rank order, in a table that stays in the caches. Groups that no other rank can
// have, as their keys are outside of the others' ranges, stay where they are, unless the order of groups matters: in a
// file that is sorted by the keys these are nearly all.
#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>

#include "bodo/rt/collective.h"
#include "bodo/rt/exchange.h"
#include "bodo/rt/hash.h"
#include "bodo/rt/memory.h"
#include "keys/partitioned.h"
#include "ops/groups_impl.h"
#include "ops/sent_words.h"

namespace bodo::rt {

namespace {

void text_at(std::byte* state, std::size_t offset, text& out) { std::memcpy(&out, state + offset, sizeof out); }

}  // namespace

void agree_on_shape(key_codec& codec) {
  const std::size_t columns = codec.columns();
  std::vector<key_codec::extent> mine(columns), all(columns * static_cast<std::size_t>(rt::size()));
  for (std::size_t c = 0; c < columns; ++c) mine[c] = codec.held(c);
  allgather(mine.data(), columns * sizeof(key_codec::extent), all.data());
  for (std::size_t i = 0; i < all.size(); ++i) {
    key_codec::extent& to = mine[i % columns];
    const key_codec::extent& e = all[i];
    to.missing |= e.missing;
    if (e.high < e.low) continue;
    const bool empty = to.high < to.low;
    to.low = empty ? e.low : std::min(to.low, e.low);
    to.high = empty ? e.high : std::max(to.high, e.high);
  }
  codec.set(mine);
}

// The keys and states of some groups.
void groups::impl::take(std::span<const std::uint32_t> groups, array<std::uint64_t>& to_keys,
                        array<std::byte>& to_states) const {
  constexpr std::size_t ahead = 16;
  const auto width = static_cast<std::size_t>(keys.codec.shape().words);
  std::uint64_t* const key = to_keys.extend(groups.size() * width);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i + ahead < groups.size()) __builtin_prefetch(key_list.data() + groups[i + ahead] * width);
    copy_bytes(key + i * width, key_list.data() + groups[i] * width, width * sizeof(std::uint64_t));
  }
  if (state_size == 0) return;
  std::byte* const state = to_states.extend(groups.size() * state_size);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i + ahead < groups.size()) __builtin_prefetch(states.data() + groups[i + ahead] * state_size);
    std::memcpy(state + i * state_size, states.data() + groups[i] * state_size, state_size);
  }
}

// In the agreed shape: numbers of strings are places in the words that travel too.
void groups::impl::send(array<std::byte>& message, taken& groups, std::span<const std::uint32_t> in_range) {
  const key_codec& codec = keys.codec;
  const auto width = static_cast<std::size_t>(codec.shape().words);
  array<std::uint64_t>& sent_keys = groups.keys;
  array<std::byte>& sent_states = groups.states;
  const std::size_t n = sent_keys.size() / width;
  section_writer out(message);
  out.put(in_range.data(), in_range.size());
  std::vector<word_list> lists;
  for (std::size_t c = 0; c < codec.columns(); ++c) {
    if (!codec.is_string(c)) continue;
    const key_codec::place& p = codec.shape().places[c];
    word_list& list = lists.emplace_back(codec.strings(c));
    if (p.bits == 0 && codec.strings(c).size() == 0) continue;
    const std::uint64_t mask = ((std::uint64_t{1} << p.bits) - 1) << p.shift;
    for (std::size_t i = 0; i < n; ++i) {
      std::uint64_t& w = sent_keys[i * width + static_cast<std::size_t>(p.word)];
      if (p.missing_shift >= 0 &&
          (sent_keys[i * width + static_cast<std::size_t>(p.missing_word)] >> p.missing_shift & 1) == 0)
        continue;
      const std::int32_t place = list.place(static_cast<std::int32_t>((w & mask) >> p.shift));
      w = (w & ~mask) | static_cast<std::uint64_t>(place) << p.shift;
    }
  }
  out.put(sent_keys.data(), sent_keys.size());
  out.put(sent_states.data(), sent_states.size());
  std::size_t text_bytes = 0;
  for (std::size_t i = 0; i < n && !text_offsets.empty(); ++i)
    for (const std::size_t offset : text_offsets) {
      text t;
      text_at(sent_states.data() + i * state_size, offset, t);
      if (!t.is_inline()) text_bytes += t.size();
    }
  char* bytes = out.room<char>(text_bytes);
  for (std::size_t i = 0; i < n && !text_offsets.empty(); ++i)
    for (const std::size_t offset : text_offsets) {
      text t;
      text_at(sent_states.data() + i * state_size, offset, t);
      if (t.is_inline()) continue;
      copy_bytes(bytes, t.data(), t.size());
      bytes += t.size();
    }
  std::vector<small_state*> sums;
  std::size_t sum_bytes = 0;
  for (std::size_t i = 0; i < n && may_be_outside(); ++i)
    each_outside(sent_states.data() + i * state_size, [&](small_state& sum) {
      sums.push_back(&sum);
      sum_bytes += sum.outside_size();
    });
  bytes = out.room<char>(sum_bytes);
  for (small_state* sum : sums) {
    copy_bytes(bytes, static_cast<const char*>(sum->outside()), sum->outside_size());
    bytes += sum->outside_size();
  }
  for (const word_list& list : lists) list.send(out);
}

void groups::impl::agree_on_shape() {
  const key_codec::layout before = keys.codec.shape();
  rt::agree_on_shape(keys.codec);
  if (keys.codec.shape() == before) return;
  key_list = keys.codec.repack(before, key_list.data(), size);
  left.keys = keys.codec.repack(before, left.keys.data(), left.keys.size() / static_cast<std::size_t>(before.words));
}

// Makes a list of another rank's groups, like this rank's own: their texts and sums point into the message.
group_list groups::impl::receive(section_reader& in) {
  group_list list;
  list.in_range = in.take<std::uint32_t>();
  const auto their_keys = in.take<std::uint64_t>();
  const auto their_states = in.take<std::byte>();
  const char* bytes = in.take<char>().data();
  const std::span<const char> sum_bytes = in.take<char>();
  list.keys = their_keys.data();
  list.states = their_states.data();
  const std::size_t n = list.size();
  for (std::size_t i = 0; i < n && !text_offsets.empty(); ++i)
    for (const std::size_t offset : text_offsets) {
      text t;
      text_at(list.states + i * state_size, offset, t);
      if (t.is_inline()) continue;
      t = text(std::string_view(bytes, t.size()));
      bytes += t.size();
      std::memcpy(static_cast<void*>(list.states + i * state_size + offset), &t, sizeof t);
    }
  for (std::size_t i = 0, next = 0; next < sum_bytes.size(); ++i)
    for (const std::size_t offset : sum_offsets) {
      auto& sum = *reinterpret_cast<small_state*>(list.states + i * state_size + offset);
      const std::size_t size = sum.outside_size();
      if (size != 0) sum.adopt(sum_bytes.data() + next);
      next += size;
    }
  const key_codec& codec = keys.codec;
  list.recode.resize(codec.columns());
  for (std::size_t c = 0; c < codec.columns(); ++c) {
    if (!codec.is_string(c)) continue;
    list.recode[c] = received_words(in).intern(keys.codec.strings(c));
  }
  return list;
}

// Makes one numbering of strings for the keys of all lists, which keep their new keys in `storage`.
void groups::impl::recode(std::span<group_list> lists, std::vector<array<std::uint64_t>>& storage) {
  key_codec& codec = keys.codec;
  if (!codec.has_strings()) return;
  const key_codec::layout shape = codec.shape();
  for (std::size_t c = 0; c < codec.columns(); ++c)
    if (codec.is_string(c) && codec.strings(c).size() > 0) codec.expect(c, {0, codec.strings(c).size() - 1, false});
  codec.widen();
  for (group_list& list : lists)
    if (list.keys != nullptr)
      list.keys = storage.emplace_back(codec.repack(shape, list.keys, list.size(), list.recode)).data();
}

// Makes the lists this rank's groups: equal keys are merged in the order of the lists.
void groups::impl::merge_lists(std::span<group_list> lists, std::size_t ranges) {
  const auto width = static_cast<std::size_t>(keys.codec.shape().words);
  array<std::uint64_t> merged_keys(*at);
  array<std::byte> merged_states(*at);
  array<std::uint32_t> merged_into(*at);  // of a batch
  struct block {
    group_list* list;
    const std::uint32_t* in_range;
    std::size_t next;  // place of the next group in the list
  };
  std::vector<block> blocks;
  std::size_t all = 0;
  for (group_list& list : lists) {
    if (!collectors.empty()) list.merged_into.resize(list.size());
    std::size_t begin = 0;
    for (auto counts = list.in_range; !counts.empty(); counts = counts.subspan(ranges)) {
      blocks.push_back({&list, counts.data(), begin});
      begin = std::accumulate(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(ranges), begin);
    }
    all += begin;
  }
  if (blocks.size() <= lists.size()) {  // those of one list may have most keys in common
    merged_keys.reserve(all * width);   // untouched memory costs nothing
    merged_states.reserve(all * state_size);
  }
  std::size_t merged = 0;  // groups
  range_ends.clear();
  for (std::size_t range = 0; range < ranges; ++range) {
    std::size_t most = 0;
    for (const block& b : blocks) most += b.in_range[range];
    range_ends.push_back(merged);
    if (most == 0) continue;
    key_table& table = keys.table;
    table.reset(keys.codec.shape().words, keys.codec.shape().bits, most);
    const std::size_t before = merged;
    const auto* const states_here = reinterpret_cast<const char*>(merged_states.data() + before * state_size);
    for (std::size_t l = 0; l < blocks.size(); ++l) {
      group_list& list = *blocks[l].list;
      std::size_t& at = blocks[l].next;
      const std::size_t n = blocks[l].in_range[range];
      if (l + 1 < blocks.size()) {
        const block& after = blocks[l + 1];
        __builtin_prefetch(after.list->keys + after.next * width);
        __builtin_prefetch(after.list->states + after.next * state_size);
      }
      by_words(list.keys + at * width, n, keys.codec.shape().words,
               [&](const std::uint64_t* const* word, std::uint32_t m) {
                 merged_into.resize(m);
                 table.add(word, m, merged_into.data(), state_size != 0 ? states_here : nullptr, state_size);
                 for (std::uint32_t k = 0; k < m; ++k, ++at) {
                   const std::size_t g = before + merged_into[k];
                   if (!list.merged_into.empty()) list.merged_into[at] = static_cast<std::uint32_t>(g);
                   const bool fresh = g == merged;
                   merged += fresh ? 1 : 0;
                   if (state_size == 0) continue;
                   std::byte* const from = list.states + at * state_size;
                   if (fresh) {
                     merged_states.append(from, state_size);
                   } else {
                     merge(merged_states.data() + g * state_size, from);
                     each_outside(from, [](small_state& sum) { sum.release(); });
                   }
                 }
               });
    }
    merged_keys.append(table.keys().data(), table.keys().size());
    range_ends.back() = merged;
  }
  keys.table.free();
  key_list = std::move(merged_keys);
  states = std::move(merged_states);
  size = merged;
}

// Texts of states are in messages and in the old heap: copies those that are still used.
void groups::impl::keep_texts() {
  if (text_offsets.empty()) return;
  const ref<text_heap> kept(new text_heap(*at));
  for (std::size_t g = 0; g < size; ++g)
    for (const std::size_t offset : text_offsets) {
      text t;
      std::byte* const where = states.data() + g * state_size + offset;
      std::memcpy(static_cast<void*>(&t), where, sizeof t);
      t = kept->keep(t);
      std::memcpy(where, &t, sizeof t);
    }
  heap = kept;
}

// Merges the lists of groups that arrived, in rank order, with `mine`, and says into which groups these were merged.
std::vector<std::uint32_t> groups::impl::combine(const exchange& x, group_list mine, std::size_t ranges) {
  const auto ranks = static_cast<std::size_t>(rt::size()), me = static_cast<std::size_t>(rt::rank());
  std::vector<group_list> lists(ranks);
  std::vector<section_reader> readers;
  for (std::size_t r = 0; r < ranks; ++r) {
    const std::span<const std::byte> got = x.from(static_cast<int>(r));
    // the buffers belong to this rank until the next round: texts are corrected in place
    section_reader& in = readers.emplace_back(std::span<std::byte>(const_cast<std::byte*>(got.data()), got.size()));
    if (r == me)
      lists[r] = std::move(mine);
    else if (!in.at_end())
      lists[r] = receive(in);
  }
  std::vector<array<std::uint64_t>> recoded;
  recode(lists, recoded);
  merge_lists(lists, ranges);
  for (std::size_t r = 0; r < ranks; ++r)
    for (collector* c : collectors)
      if (!readers[r].at_end()) c->receive(readers[r], lists[r].merged_into);
  return std::move(lists[me].merged_into);
}

// These groups, or all without `moving`: by ranges of their hashes, and in their order within each.
groups::impl::divided groups::impl::divide(std::size_t ranges, const array<std::uint32_t>* moving) const {
  constexpr std::size_t chunk = 1024;
  std::uint64_t hash_of[chunk];
  const std::size_t all = moving == nullptr ? size : moving->size();
  array<std::uint32_t> range(*at, all);
  divided d{array<std::uint32_t>(*at, all), std::vector<std::uint32_t>(ranges), std::vector<std::size_t>(ranges + 1)};
  const auto width = static_cast<std::size_t>(keys.codec.shape().words);
  array<std::uint64_t> picked(*at, moving == nullptr ? 0 : chunk * width);
  for (std::size_t from = 0; from < all; from += chunk) {
    const std::size_t n = std::min(chunk, all - from);
    const std::uint64_t* key = key_list.data() + from * width;
    if (moving != nullptr) {
      for (std::size_t k = 0; k < n; ++k)
        copy_bytes(&picked[k * width], key_list.data() + (*moving)[from + k] * width, width * sizeof(std::uint64_t));
      key = picked.data();
    }
    keys.codec.hash(key, n, hash_of);
    for (std::size_t k = 0; k < n; ++k) {
      const int r = owner_of_hash(hash_of[k], static_cast<int>(ranges));
      range[from + k] = static_cast<std::uint32_t>(r);
      ++d.in_range[static_cast<std::size_t>(r)];
    }
  }
  std::inclusive_scan(d.in_range.begin(), d.in_range.end(), d.begin.begin() + 1, std::plus<>(), std::size_t{0});
  std::vector<std::size_t> next = d.begin;
  for (std::size_t i = 0; i < all; ++i)
    d.order[next[range[i]]++] = moving == nullptr ? static_cast<std::uint32_t>(i) : (*moving)[i];
  return d;
}

// The groups that another rank may have too, as their first key is within the range of its keys, ascending. None if
// these may be all. Collective.
std::optional<array<std::uint32_t>> groups::impl::shared_with_others() const {
  struct interval {
    std::uint64_t low = ~std::uint64_t{0}, high = 0;
  };
  const key_codec& codec = keys.codec;
  const bool ordered = codec.columns() != 0 && codec.has_order(0);
  const auto width = static_cast<std::size_t>(codec.shape().words);
  const auto first_key = [&, read = ordered ? codec.reader(0) : key_codec::field_reader()](std::size_t g) {
    return read(key_list.data() + g * width);
  };
  interval mine;
  for (std::size_t g = 0; g < size && ordered; ++g) {
    const std::uint64_t v = first_key(g);
    mine.low = std::min(mine.low, v);
    mine.high = std::max(mine.high, v);
  }
  const std::vector<interval> all = allgather_value(mine);
  std::vector<interval> near;
  for (std::size_t r = 0; r < all.size(); ++r)
    if (static_cast<int>(r) != rt::rank() && all[r].low <= mine.high && mine.low <= all[r].high) near.push_back(all[r]);
  constexpr std::size_t most = 4;  // the part of a sorted file meets fewer
  if (!ordered || near.size() > most) return std::nullopt;
  array<std::uint32_t> shared(*at);
  for (std::size_t g = 0; g < size && !near.empty(); ++g) {
    const std::uint64_t v = first_key(g);
    if (std::ranges::any_of(near, [&](const interval& other) { return other.low <= v && v <= other.high; }))
      shared.push_back(static_cast<std::uint32_t>(g));
  }
  return shared;
}

// Takes these groups, which are ascending, out of the list, in place.
void groups::impl::drop(std::span<const std::uint32_t> moved) {
  const auto width = static_cast<std::size_t>(keys.codec.shape().words);
  std::size_t to = 0, from = 0;
  const auto keep_until = [&](std::size_t end) {
    if (to != from && end != from) {
      std::memmove(key_list.data() + to * width, key_list.data() + from * width,
                   (end - from) * width * sizeof(std::uint64_t));
      if (state_size != 0)
        std::memmove(states.data() + to * state_size, states.data() + from * state_size, (end - from) * state_size);
    }
    to += end - from;
    from = end + 1;
  };
  for (const std::uint32_t g : moved) keep_until(g);
  keep_until(size);
  key_list.resize(to * width);
  states.resize(to * state_size);
  size = to;
}

namespace {

// Ranges of hashes for this number of groups: those of each have a table that stays in the second-level cache.
std::size_t ranges_for(std::int64_t groups) {
  constexpr std::int64_t in_range = 1 << 14, most = 1 << 10;
  return partitions_groups() ? 5 : static_cast<std::size_t>(std::clamp<std::int64_t>(groups / in_range, 1, most));
}

}  // namespace

// How many groups there will be is not known when the first ones leave: for millions.
std::size_t ranges_of_blocks() { return ranges_for((std::int64_t{1} << 23) / rt::size()); }

void groups::impl::travel(bool all) {
  const auto ranks = static_cast<std::size_t>(rt::size()), me = static_cast<std::size_t>(rt::rank());
  keys.table.free();
  agree_on_shape();
  if (total(std::int64_t{left.in_range.empty() ? 0 : 1}) != 0) return travel_in_blocks();
  const key_codec::layout shape = keys.codec.shape();
  const std::size_t ranges = ranges_for(total(static_cast<std::int64_t>(size)) / rt::size());
  std::optional<array<std::uint32_t>> moving;  // the other groups stay
  if (!all) moving = shared_with_others();
  const divided d = divide(ranks * ranges, moving ? &*moving : nullptr);

  exchange x(*at);
  std::vector<std::span<const std::uint32_t>> groups_for(ranks);
  std::vector<std::size_t> sent(ranks);
  for (std::size_t r = 0; r < ranks; ++r) {
    sent[r] = d.begin[(r + 1) * ranges] - d.begin[r * ranges];
    groups_for[r] = {d.order.data() + d.begin[r * ranges], sent[r]};
    if (r == me || sent[r] == 0) continue;
    taken theirs{array<std::uint64_t>(*at), array<std::byte>(*at)};
    take(groups_for[r], theirs.keys, theirs.states);
    send(x.to(static_cast<int>(r)), theirs, std::span(d.in_range).subspan(r * ranges, ranges));
    release_sums(theirs.states);
  }
  array<std::uint32_t> stayed(*at);  // for the collectors
  if (!collectors.empty()) {
    array<destination> to(*at, size);
    std::fill(to.begin(), to.end(), destination());
    for (std::size_t r = 0; r < ranks; ++r)
      for (std::size_t i = 0; i < sent[r]; ++i)
        to[groups_for[r][i]] = {static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(i)};
    for (std::size_t g = 0; g < size && moving; ++g)
      if (to[g].rank == destination::stays) stayed.push_back(static_cast<std::uint32_t>(g));
    for (collector* c : collectors) {
      c->agree(size);
      c->send(x, {to.data(), size}, sent);
    }
  }
  array<std::uint64_t> my_keys(*at);
  array<std::byte> my_states(*at);
  take(groups_for[me], my_keys, my_states);
  // the other groups that move are in the messages
  if (moving) {
    drop({moving->data(), moving->size()});
  } else {
    key_list.free();
    states.free();
    size = 0;
  }
  const std::size_t staying = size;
  array<std::uint64_t> stayed_keys = std::move(key_list);
  array<std::byte> stayed_states = std::move(states);
  x.round(true);
  combine(x, {my_keys.data(), my_states.data(), std::span(d.in_range).subspan(me * ranges, ranges)}, ranges);
  for (collector* c : collectors) c->finish({stayed.data(), stayed.size()}, size);
  if (staying != 0) {  // they come first
    if (keys.codec.shape() != shape) stayed_keys = keys.codec.repack(shape, stayed_keys.data(), staying);
    stayed_keys.append(key_list.data(), key_list.size());
    stayed_states.append(states.data(), states.size());
    key_list = std::move(stayed_keys);
    states = std::move(stayed_states);
    size += staying;
    range_ends.clear();
  }
  keep_texts();
}

void groups::impl::travel_in_blocks() {
  if (left.in_range.empty()) leave();
  const auto ranks = static_cast<std::size_t>(rt::size()), me = static_cast<std::size_t>(rt::rank());
  const auto width = static_cast<std::size_t>(keys.codec.shape().words);
  const std::size_t ranges = ranges_of_blocks(), blocks = left.in_range.size() / (ranks * ranges);
  std::vector<std::size_t> next(blocks);  // by block, the place of its first group for a rank
  for (std::size_t b = 0, begin = 0; b < blocks; ++b) {
    next[b] = begin;
    const auto counts = std::span(left.in_range).subspan(b * ranks * ranges, ranks * ranges);
    begin = std::accumulate(counts.begin(), counts.end(), begin);
  }
  exchange x(*at);
  taken mine{array<std::uint64_t>(*at), array<std::byte>(*at)};
  std::vector<std::uint32_t> mine_in_range;
  for (std::size_t r = 0; r < ranks; ++r) {
    taken theirs{array<std::uint64_t>(*at), array<std::byte>(*at)};
    std::vector<std::uint32_t> in_range;
    for (std::size_t b = 0; b < blocks; ++b) {
      const auto counts = std::span(left.in_range).subspan((b * ranks + r) * ranges, ranges);
      const std::size_t n = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
      in_range.insert(in_range.end(), counts.begin(), counts.end());
      theirs.keys.append(left.keys.data() + next[b] * width, n * width);
      theirs.states.append(left.states.data() + next[b] * state_size, n * state_size);
      next[b] += n;
    }
    if (r == me) {
      mine = std::move(theirs);
      mine_in_range = std::move(in_range);
    } else if (!theirs.keys.empty()) {
      send(x.to(static_cast<int>(r)), theirs, in_range);
      release_sums(theirs.states);
    }
  }
  left.keys.free();
  left.states.free();
  x.round(true);
  combine(x, {mine.keys.data(), mine.states.data(), mine_in_range}, ranges);
  keep_texts();
}

void groups::impl::spread_everywhere() {
  const auto ranks = static_cast<std::size_t>(rt::size()), me = static_cast<std::size_t>(rt::rank());
  keys.table.free();
  agree_on_shape();
  const std::size_t ranges = ranges_for(total(static_cast<std::int64_t>(size)));
  const divided d = divide(ranges, nullptr);
  const std::span mine(d.order.data(), size);
  const std::span<const std::uint32_t> in_range = d.in_range;
  exchange x(*at);
  if (size != 0) {
    array<std::byte> message(*at);
    taken sent{array<std::uint64_t>(*at), array<std::byte>(*at)};
    take(mine, sent.keys, sent.states);
    send(message, sent, in_range);
    for (std::size_t r = 0; r < ranks; ++r)
      if (r != me) x.to(static_cast<int>(r)).append(message.data(), message.size());
  }
  array<std::uint64_t> my_keys(*at);
  array<std::byte> my_states(*at);
  take(mine, my_keys, my_states);
  x.round(true);
  const std::vector<std::uint32_t> merged_into = combine(x, {my_keys.data(), my_states.data(), in_range}, ranges);
  keep_texts();
  if (!collectors.empty()) share_collected(mine, merged_into);
}

// The groups are on every rank. Each rank finds the results of a block of them, and gets those of the others.
void groups::impl::share_collected(std::span<const std::uint32_t> mine, std::span<const std::uint32_t> merged_into) {
  const auto all = static_cast<std::int64_t>(size);
  std::vector<std::size_t> sent;
  for (int r = 0; r < rt::size(); ++r) sent.push_back(static_cast<std::size_t>(block_of(all, r, rt::size()).count));
  array<destination> to(*at, mine.size());
  for (std::size_t i = 0; i < mine.size(); ++i) {
    const std::int64_t g = merged_into[i];
    const int r = owner_of(g, all, rt::size());
    to[mine[i]] = {static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(g - block_of(all, r, rt::size()).begin)};
  }
  exchange x(*at);
  for (collector* c : collectors) {
    c->agree(size);
    c->send(x, {to.data(), to.size()}, sent);
  }
  x.round(true);
  for (int r = 0; r < rt::size(); ++r) {
    section_reader in({const_cast<std::byte*>(x.from(r).data()), x.from(r).size()});
    for (collector* c : collectors)
      if (!in.at_end()) c->receive(in, {});
  }
  for (collector* c : collectors) {
    c->finish({}, sent[static_cast<std::size_t>(rt::rank())]);
    c->share();
  }
}

}  // namespace bodo::rt
