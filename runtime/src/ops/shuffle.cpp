#include "ops/shuffle.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "bodo/rt/batch.h"
#include "bodo/rt/error.h"
#include "bodo/rt/exchange.h"
#include "job/progress.h"

namespace bodo::rt {

namespace {

// If a rank has fewer, one message for all columns is faster.
constexpr std::int64_t few_rows = 256;

// True if the values are all that there is to the column on this rank.
bool is_plain(const table& t, std::uint32_t c) {
  const column_view v = t.column(c);
  if (v.valid != nullptr || v.words != nullptr || t.field_at(c).coded) return false;
  if (t.field_at(c).storage() != storage::text) return true;
  const text* const texts = static_cast<const text*>(v.values);
  return std::all_of(texts, texts + t.rows(), [](const text& one) { return one.is_inline(); });
}

// These columns in groups that are worth a round of the exchange: the same groups on all ranks.
std::vector<std::vector<std::uint32_t>> column_groups(const table& t, std::span<const std::uint32_t> columns) {
  std::vector<std::vector<std::uint32_t>> groups;
  std::size_t bytes = round_bytes;  // of the last group
  for (const std::uint32_t c : columns) {
    if (bytes >= round_bytes) groups.emplace_back(), bytes = 0;
    groups.back().push_back(c);
    bytes += static_cast<std::size_t>(t.total() / size()) * width_of(t.field_at(c).storage());
  }
  return groups;
}

// Values of one width, each to the place of its destination, which moves on.
template <class T>
void scatter(const column_view& from, std::size_t begin, std::span<const std::uint16_t> destination,
             std::span<char*> next) {
  const T* const values = static_cast<const T*>(from.values) + begin;
  for (std::size_t i = 0; i < destination.size(); ++i) {
    char*& to = next[destination[i]];
    std::memcpy(to, static_cast<const void*>(values + i), sizeof(T));
    to += sizeof(T);
  }
}

void scatter(std::size_t width, const column_view& from, std::size_t begin, std::span<const std::uint16_t> destination,
             std::span<char*> next) {
  switch (width) {
    case 1: return scatter<std::uint8_t>(from, begin, destination, next);
    case 2: return scatter<std::uint16_t>(from, begin, destination, next);
    case 4: return scatter<std::uint32_t>(from, begin, destination, next);
    case 8: return scatter<std::uint64_t>(from, begin, destination, next);
    default: return scatter<int128>(from, begin, destination, next);
  }
}

// Of these plain columns, the rows that this rank receives. A message has the values of one column after the other's.
table moved_plain(const site& at, const table& t, std::span<const column_facts> facts,
                  std::span<const std::uint16_t> destination, std::int64_t rows, std::vector<std::int64_t> places) {
  table_writer writer(at, t.fields(), rows);
  const auto ranks = static_cast<std::size_t>(size()), me = static_cast<std::size_t>(rank());
  const std::vector<std::size_t> widths = widths_of(t.fields());
  const std::size_t row_bytes = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
  std::vector<char*> result;
  for (std::uint32_t c = 0; c < t.width(); ++c) result.push_back(writer.values(c, facts[c].bound));
  exchange x(at);
  std::vector<char*> messages(ranks), next(ranks);
  std::vector<std::size_t> counts(ranks);
  std::size_t done = 0;
  long_step step("exchange", static_cast<std::int64_t>(destination.size()));
  do {
    poll_failures();
    const auto some = destination.subspan(done, std::min(destination.size() - done, round_bytes / row_bytes));
    std::ranges::fill(counts, 0);
    for (const std::uint16_t to : some) ++counts[to];
    for (std::size_t r = 0; r < ranks; ++r)
      if (r != me) messages[r] = reinterpret_cast<char*>(x.to(static_cast<int>(r)).extend(counts[r] * row_bytes));
    for (std::uint32_t c = 0; c < t.width(); ++c) {
      next = messages;
      next[me] = result[c] + static_cast<std::size_t>(places[me]) * widths[c];
      scatter(widths[c], t.column(c), done, some, next);
      for (std::size_t r = 0; r < ranks; ++r)
        if (r != me) messages[r] += counts[r] * widths[c];
    }
    places[me] += static_cast<std::int64_t>(counts[me]);
    done += some.size();
    step.reach(static_cast<std::int64_t>(done), static_cast<std::int64_t>(some.size()));
    x.round(done == destination.size());
    for (std::size_t r = 0; r < ranks; ++r) {
      if (r == me) continue;
      const std::span<const std::byte> bytes = x.from(static_cast<int>(r));
      const std::size_t n = bytes.size() / row_bytes;
      const std::byte* from = bytes.data();
      for (std::uint32_t c = 0; c < t.width(); from += n * widths[c++])
        copy_bytes(result[c] + static_cast<std::size_t>(places[r]) * widths[c], from, n * widths[c]);
      places[r] += static_cast<std::int64_t>(n);
    }
  } while (x.open());
  return writer.finish(0, rows, layout::replicated);
}

// Of these columns, the rows that this rank receives.
table moved(const site& at, const table& t, std::span<const std::uint16_t> destination, std::int64_t rows,
            std::vector<std::int64_t> places) {
  table_writer writer(at, t.fields(), rows);
  const auto me = static_cast<std::size_t>(rank());
  batch b;
  selection chosen;
  std::vector<std::uint16_t> to(batch_capacity);
  const std::uint16_t* next = destination.data();
  table_scan scan(t);
  long_step step("exchange", static_cast<std::int64_t>(destination.size()));
  exchange_rows(
      at, t.fields(),
      [&](row_exchange& x) {
        if (!scan.next(b)) return false;
        chosen.clear();
        for (std::uint32_t i = 0; i < b.size; ++i) {
          to[chosen.size()] = next[i];
          chosen.add_if(i, next[i] != me);
        }
        x.add(b.columns, chosen, to.data());
        next += b.size;
        step.reach(next - destination.data(), b.size);
        return true;
      },
      [&](const batch& received, std::size_t source) {
        writer.put(received.columns, received, places[source]);
        places[source] += received.size;
      });
  // coded columns change dictionaries once: the rows that stay come last
  next = destination.data();
  for (table_scan again(t); again.next(b); next += b.size) {
    chosen.clear();
    for (std::uint32_t i = 0; i < b.size; ++i) chosen.add_if(i, next[i] == me);
    writer.put(b.columns, chosen, places[me]);
    places[me] += chosen.size();
  }
  return writer.finish(0, rows, layout::replicated);
}

}  // namespace

sent_rows places_of(std::span<const std::int64_t> counts) {
  const std::size_t ranks = counts.size();
  const auto me = static_cast<std::size_t>(rank());
  std::vector<std::int64_t> all(ranks * ranks);
  allgather(counts.data(), ranks * sizeof(std::int64_t), all.data());
  sent_rows sent{std::vector<std::int64_t>(ranks, 0), std::vector<std::int64_t>(ranks, 0)};
  for (std::size_t i = 0; i < all.size(); ++i) sent.sizes[i % ranks] += all[i];
  for (std::size_t r = 1; r < ranks; ++r) sent.places[r] = sent.places[r - 1] + all[(r - 1) * ranks + me];
  return sent;
}

std::vector<column_facts> facts_of(const table& t) {
  std::vector<column_facts> mine(t.width());
  for (std::uint32_t c = 0; c < t.width(); ++c) mine[c] = {t.column(c).bound, is_plain(t, c) ? 0 : 1};
  std::vector<column_facts> all(mine.size() * static_cast<std::size_t>(size()));
  allgather(mine.data(), mine.size() * sizeof(column_facts), all.data());
  for (std::size_t i = 0; i < all.size(); ++i) {
    column_facts& one = mine[i % mine.size()];
    one = {std::max(one.bound, all[i].bound), std::max(one.packed, all[i].packed)};
  }
  return mine;
}

shuffled shuffle(const site& at, table rows, std::span<const std::uint16_t> destination) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(size()), 0);
  for (const std::uint16_t to : destination) ++counts[to];
  sent_rows sent = places_of(counts);
  const std::int64_t received = sent.sizes[static_cast<std::size_t>(rank())];
  const bool few = rows.total() < few_rows * size();
  const std::vector<column_facts> facts = few ? std::vector<column_facts>() : facts_of(rows);
  std::vector<std::uint32_t> plain, others, places(rows.width());
  for (std::uint32_t c = 0; c < rows.width(); ++c) (!few && facts[c].packed == 0 ? plain : others).push_back(c);
  struct group {
    table columns;
    std::vector<column_facts> plain;  // else empty
  };
  std::vector<group> groups;
  std::uint32_t place = 0;
  for (const auto* const part : {&plain, &others})
    for (const std::vector<std::uint32_t>& columns : column_groups(rows, *part)) {
      group& g = groups.emplace_back(rows.select(columns));
      for (const std::uint32_t c : columns) {
        places[c] = place++;
        if (part == &plain) g.plain.push_back(facts[c]);
      }
    }
  if (groups.empty()) groups.push_back({rows, {}});  // rows without columns
  rows = {};
  table all;
  for (group& g : groups) {
    const table columns = std::exchange(g.columns, {});
    all = all.beside(g.plain.empty() ? moved(at, columns, destination, received, sent.places)
                                     : moved_plain(at, columns, g.plain, destination, received, sent.places));
  }
  return {all.select(places), std::move(sent.sizes)};
}

}  // namespace bodo::rt
