// Merging the ranks' partial groups. Each rank sorts its groups by the hash of their values, so that those of one owner
// are adjacent, and sends them in this order, to their owners or all to every rank; the receiver merges the sorted
// lists, equal keys in rank order. The result is sorted by hash, the order of a group-by without an explicit order, for
// every number of ranks.
#include <algorithm>
#include <cstring>

#include "bodo/rt/collective.h"
#include "bodo/rt/exchange.h"
#include "bodo/rt/hash.h"
#include "bodo/rt/memory.h"
#include "comm/sections.h"
#include "keys/hash_order.h"
#include "ops/groups_impl.h"

namespace bodo::rt {

namespace {

// Numbers of strings become their places in a list of the strings that travel.
class word_list {
 public:
  explicit word_list(const interner& from) : from_(from), place_(static_cast<std::size_t>(from.size()), -1) {}
  std::int32_t place(std::int32_t code) {
    std::int32_t& p = place_[static_cast<std::size_t>(code)];
    if (p < 0) {
      p = static_cast<std::int32_t>(codes_.size());
      codes_.push_back(code);
    }
    return p;
  }
  void send(section_writer& to) const {
    std::size_t bytes = 0;
    auto* const hashes = to.room<std::uint64_t>(codes_.size());
    for (std::size_t i = 0; i < codes_.size(); ++i) hashes[i] = from_.hash_of(codes_[i]);
    auto* const sizes = to.room<std::uint32_t>(codes_.size());
    for (std::size_t i = 0; i < codes_.size(); ++i) bytes += sizes[i] = from_.word(codes_[i]).size();
    char* at = to.room<char>(bytes);
    for (const std::int32_t code : codes_) {
      const text& w = from_.word(code);
      copy_bytes(at, w.data(), w.size());
      at += w.size();
    }
  }

 private:
  const interner& from_;
  std::vector<std::int32_t> place_;
  std::vector<std::int32_t> codes_;
};

struct received_words {
  std::vector<text> words;
  std::span<std::uint64_t> hashes;

  explicit received_words(section_reader& from) : hashes(from.take<std::uint64_t>()) {
    const auto sizes = from.take<std::uint32_t>();
    const char* at = from.take<char>().data();
    for (const std::uint32_t n : sizes) {
      words.emplace_back(std::string_view(at, n));
      at += n;
    }
  }
};

void text_at(std::byte* state, std::size_t offset, text& out) { std::memcpy(&out, state + offset, sizeof out); }

}  // namespace

// In the agreed shape: numbers of strings are places in the words that travel too.
void groups::impl::send(array<std::byte>& message, const std::uint32_t* first, std::size_t n) {
  const key_codec& codec = keys.codec;
  const auto width = static_cast<std::size_t>(codec.shape().words);
  section_writer out(message);
  auto* const sent_keys = out.room<std::uint64_t>(n * width);
  for (std::size_t i = 0; i < n; ++i) {
    if (i + 16 < n) __builtin_prefetch(key_list.data() + first[i + 16] * width);
    copy_bytes(sent_keys + i * width, key_list.data() + first[i] * width, width * sizeof(std::uint64_t));
  }
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
  auto* const sent_hashes = out.room<std::uint64_t>(n);
  for (std::size_t i = 0; i < n; ++i) sent_hashes[i] = hashes[first[i]];
  auto* const sent_states = out.room<std::byte>(n * state_size);
  std::size_t text_bytes = 0;
  for (std::size_t i = 0; i < n && state_size != 0; ++i) {
    if (i + 16 < n) __builtin_prefetch(states.data() + first[i + 16] * state_size);
    std::byte* const from = states.data() + first[i] * state_size;
    std::memcpy(sent_states + i * state_size, from, state_size);
    for (const std::size_t offset : text_offsets) {
      text t;
      text_at(from, offset, t);
      if (!t.is_inline()) text_bytes += t.size();
    }
  }
  char* bytes = out.room<char>(text_bytes);
  for (std::size_t i = 0; i < n && !text_offsets.empty(); ++i)
    for (const std::size_t offset : text_offsets) {
      text t;
      text_at(states.data() + first[i] * state_size, offset, t);
      if (t.is_inline()) continue;
      copy_bytes(bytes, t.data(), t.size());
      bytes += t.size();
    }
  std::vector<small_state*> sums;
  std::size_t sum_bytes = 0;
  for (std::size_t i = 0; i < n && may_be_outside(); ++i)
    each_outside(states.data() + first[i] * state_size, [&](small_state& sum) {
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

void groups::impl::release_sums(const std::uint32_t* first, std::size_t n) {
  for (std::size_t i = 0; i < n && may_be_outside(); ++i)
    each_outside(states.data() + first[i] * state_size, [](small_state& sum) { sum.release(); });
}

void distinct::impl::send(array<std::byte>& message, const std::uint32_t* position, std::size_t from, std::size_t to) {
  const key_codec& codec = pairs.codec;
  const auto width = static_cast<std::size_t>(codec.shape().words);
  const storage kind = codec.kind(1);
  const std::size_t value_width = kind == storage::text ? sizeof(std::int32_t) : width_of(kind);
  array<std::uint32_t> places(*at);
  array<std::byte> values(*at);
  word_list list(codec.strings(1));
  constexpr std::size_t chunk = 1024;
  std::uint32_t group[chunk];
  std::uint64_t valid[chunk / 64];
  alignas(16) std::byte value[chunk * sizeof(int128)];
  for (std::size_t begin = 0; begin < pairs.table.size(); begin += chunk) {
    const std::size_t n = std::min(chunk, pairs.table.size() - begin);
    const std::uint64_t* const packed = pairs.table.keys().data() + begin * width;
    codec.unpack(0, packed, n, group, valid);
    codec.unpack(1, packed, n, value, valid);
    for (std::size_t k = 0; k < n; ++k) {
      const std::uint32_t p = position[group[k]];
      if (p < from || p >= to) continue;
      places.push_back(static_cast<std::uint32_t>(p - from));
      if (kind == storage::text) {
        std::int32_t code;
        std::memcpy(&code, value + k * sizeof code, sizeof code);
        code = list.place(code);
        std::memcpy(value + k * sizeof code, &code, sizeof code);
      }
      values.append(value + k * value_width, value_width);
    }
  }
  section_writer out(message);
  out.put(places.data(), places.size());
  out.put(values.data(), values.size());
  if (kind == storage::text) list.send(out);
}

void distinct::impl::clear() { pairs = packed_keys(*at, std::vector<field>{{"group", bodo::uint32}, value}); }

// Brings the keys into one shape on all ranks. Collective.
void groups::impl::agree_on_shape() {
  const auto ranks = static_cast<std::size_t>(rt::size());
  key_codec& codec = keys.codec;
  const std::size_t columns = codec.columns();
  std::vector<key_codec::extent> mine(columns), all(columns * ranks);
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
  key_codec::layout shape = codec.shape();
  codec.set(mine);
  key_list = codec.repack(shape, key_list.data(), size);
}

// Makes lists of the groups of others, like this rank's own: their texts and sums point into the message.
sorted_groups groups::impl::receive(section_reader& in) {
  sorted_groups list;
  const auto their_keys = in.take<std::uint64_t>();
  const auto their_hashes = in.take<std::uint64_t>();
  const auto their_states = in.take<std::byte>();
  const char* bytes = in.take<char>().data();
  const std::span<const char> sum_bytes = in.take<char>();
  list.keys = their_keys.data();
  list.hashes = their_hashes.data();
  list.states = their_states.data();
  list.size = their_hashes.size();
  for (std::size_t i = 0; i < list.size && !text_offsets.empty(); ++i)
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
    const received_words words(in);
    for (std::size_t i = 0; i < words.words.size(); ++i)
      list.recode[c].push_back(keys.codec.strings(c).intern(words.words[i], words.hashes[i]));
  }
  return list;
}

// Makes one numbering of strings for the keys of all lists, which keep their new keys in `storage`.
void groups::impl::recode(std::span<sorted_groups> lists, std::vector<array<std::uint64_t>>& storage) {
  key_codec& codec = keys.codec;
  if (!codec.has_strings()) return;
  const key_codec::layout shape = codec.shape();
  for (std::size_t c = 0; c < codec.columns(); ++c)
    if (codec.is_string(c) && codec.strings(c).size() > 0) codec.expect(c, {0, codec.strings(c).size() - 1, false});
  codec.widen();
  for (sorted_groups& list : lists)
    if (list.size != 0) list.keys = storage.emplace_back(codec.repack(shape, list.keys, list.size, list.recode)).data();
}

// Makes the lists this rank's groups: equal keys are merged in the order of the lists.
void groups::impl::merge_lists(std::span<sorted_groups> lists) {
  // a heap of the lists, by the hash and key of their next group
  const key_codec& codec = keys.codec;
  const auto width = static_cast<std::size_t>(codec.shape().words);
  const auto later = [&](std::uint32_t a, std::uint32_t b) {
    const sorted_groups &x = lists[a], &y = lists[b];
    const std::size_t i = x.next, k = y.next;
    if (x.hashes[i] != y.hashes[k]) return x.hashes[i] > y.hashes[k];
    const int c = codec.compare(x.keys + i * width, y.keys + k * width);
    return c != 0 ? c > 0 : a > b;
  };
  std::vector<std::uint32_t> heads;
  std::size_t most = 0;  // untouched memory costs nothing
  for (std::uint32_t r = 0; r < lists.size(); ++r) {
    most += lists[r].size;
    if (lists[r].size != 0) heads.push_back(r);
    if (!collectors.empty()) lists[r].merged_into.resize(lists[r].size);
  }
  std::make_heap(heads.begin(), heads.end(), later);
  array<std::uint64_t> merged_keys(*at), merged_hashes(*at);
  array<std::byte> merged_states(*at);
  merged_keys.reserve(most * width);
  merged_hashes.reserve(most);
  merged_states.reserve(most * state_size);
  while (!heads.empty()) {
    std::pop_heap(heads.begin(), heads.end(), later);
    sorted_groups& list = lists[heads.back()];
    const std::size_t i = list.next;
    const std::size_t n = merged_hashes.size();
    const bool same =
        n != 0 && merged_hashes[n - 1] == list.hashes[i] &&
        std::memcmp(merged_keys.data() + (n - 1) * width, list.keys + i * width, width * sizeof(std::uint64_t)) == 0;
    if (!same) {
      merged_keys.append(list.keys + i * width, width);
      merged_hashes.push_back(list.hashes[i]);
      if (state_size != 0) merged_states.append(list.states + i * state_size, state_size);
    } else if (state_size != 0) {
      merge(merged_states.data() + (n - 1) * state_size, list.states + i * state_size);
      each_outside(list.states + i * state_size, [](small_state& sum) { sum.release(); });
    }
    if (!collectors.empty()) list.merged_into[list.next] = static_cast<std::uint32_t>(merged_hashes.size() - 1);
    if (++list.next < list.size)
      std::push_heap(heads.begin(), heads.end(), later);
    else
      heads.pop_back();
  }
  key_list = std::move(merged_keys);
  hashes = std::move(merged_hashes);
  states = std::move(merged_states);
  size = hashes.size();
  ordered = true;
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

// Pairs of another rank, or of this one, whose groups have been merged into others.
void distinct::impl::receive(section_reader& in, std::span<const std::uint32_t> merged_into) {
  const auto places = in.take<std::uint32_t>();
  const auto values = in.take<std::byte>();
  const storage kind = pairs.codec.kind(1);
  std::vector<text> texts;
  const void* column = values.data();
  std::size_t value_width = width_of(kind);
  if (kind == storage::text) {
    const received_words words(in);
    const auto* const codes = reinterpret_cast<const std::int32_t*>(values.data());
    for (std::size_t i = 0; i < places.size(); ++i) texts.push_back(words.words[static_cast<std::size_t>(codes[i])]);
    column = texts.data();
    value_width = sizeof(text);
  }
  scattered.resize(batch_capacity);
  std::vector<std::uint32_t> group(batch_capacity);
  for (std::size_t from = 0; from < places.size(); from += batch_capacity) {
    const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, places.size() - from));
    for (std::uint32_t k = 0; k < n; ++k) group[k] = merged_into[places[from + k]];
    add(group.data(), {static_cast<const char*>(column) + from * value_width, nullptr, nullptr}, {nullptr, n});
  }
}

// Merges the groups received in the round with this rank's, which are sorted by hash.
void groups::impl::combine(const exchange& x) {
  const auto ranks = static_cast<std::size_t>(rt::size()), me = static_cast<std::size_t>(rt::rank());
  std::vector<sorted_groups> lists(ranks);  // in rank order
  std::vector<section_reader> readers;
  for (std::size_t r = 0; r < ranks; ++r) {
    const std::span<const std::byte> got = x.from(static_cast<int>(r));
    // the buffers belong to this rank until the next round: texts are corrected in place
    section_reader& in = readers.emplace_back(std::span<std::byte>(const_cast<std::byte*>(got.data()), got.size()));
    if (r == me)
      lists[r] = {key_list.data(), hashes.data(), states.data(), size};
    else if (!in.at_end())
      lists[r] = receive(in);
  }
  std::vector<array<std::uint64_t>> recoded;
  recode(lists, recoded);
  merge_lists(lists);
  keep_texts();
  for (std::size_t r = 0; r < ranks; ++r)
    for (collector* c : collectors)
      if (!readers[r].at_end()) c->receive(readers[r], lists[r].merged_into);
  for (collector* c : collectors) c->finish(size);
}

// Places of the groups in an order.
array<std::uint32_t> groups::impl::places_in(const array<std::uint32_t>& order) const {
  array<std::uint32_t> place(*at);
  place.resize(size);
  for (std::size_t i = 0; i < size; ++i) place[order[i]] = static_cast<std::uint32_t>(i);
  return place;
}

void groups::impl::travel() {
  const auto ranks = static_cast<std::size_t>(rt::size()), me = static_cast<std::size_t>(rt::rank());
  keys.table.free();
  agree_on_shape();
  array<std::uint32_t> order = sorted_by_hash();
  std::vector<std::size_t> begin(ranks + 1, size);
  for (std::size_t r = 0, i = 0; r < ranks; ++r) {
    begin[r] = i;
    while (i < size && owner_of_hash(hashes[order[i]], static_cast<int>(ranks)) == static_cast<int>(r)) ++i;
  }

  exchange x(*at);
  const array<std::uint32_t> places = collectors.empty() ? array<std::uint32_t>(*at) : places_in(order);
  for (std::size_t r = 0; r < ranks; ++r) {
    const std::uint32_t* const first = order.data() + begin[r];
    const std::size_t n = begin[r + 1] - begin[r];
    if (n == 0) continue;
    array<std::byte>& message = x.to(static_cast<int>(r));
    if (r != me) {
      send(message, first, n);
      release_sums(first, n);
    }
    // this rank's own pairs are handled like the others'
    for (collector* c : collectors) c->send(message, places.data(), begin[r], begin[r + 1]);
  }
  for (collector* c : collectors) c->clear();
  permute(order.data() + begin[me], begin[me + 1] - begin[me]);  // the other groups are in the messages
  order.free();
  x.round(true);
  combine(x);
}

void groups::impl::spread_everywhere() {
  const int me = rt::rank();
  keys.table.free();
  agree_on_shape();
  const array<std::uint32_t> order = sorted_by_hash();
  exchange x(*at);
  if (size != 0) {
    array<std::byte> message(*at), pairs(*at);
    send(message, order.data(), size);
    const array<std::uint32_t> places = places_in(order);
    for (collector* c : collectors) c->send(pairs, places.data(), 0, size);
    for (int r = 0; r < rt::size(); ++r) {
      if (r != me) x.to(r).append(message.data(), message.size());
      x.to(r).append(pairs.data(), pairs.size());
    }
  }
  for (collector* c : collectors) c->clear();
  permute(order.data(), size);
  x.round(true);
  combine(x);
}

}  // namespace bodo::rt
