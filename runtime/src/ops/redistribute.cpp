#include "bodo/rt/redistribute.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <span>
#include <string>

#include "bodo/rt/error.h"
#include "bodo/rt/hash.h"
#include "columns/bits.h"
#include "columns/table_content.h"
#include "job/environment.h"
#include "job/job.h"
#include "ops/gather_limit.h"
#include "ops/row_packing.h"
#include "ops/shuffle.h"

namespace bodo::rt {
namespace {

// The rows from begin to end (of this rank) in batches of views: f(batch).
template <class F>
void each_batch(const table& t, std::int64_t begin, std::int64_t end, F f) {
  std::vector<column_view> views;
  const std::vector<std::size_t> widths = widths_of(t.fields());
  for (std::size_t c = 0; c < t.width(); ++c) views.push_back(t.column(c));
  std::vector<std::vector<std::uint64_t>> bitmaps;
  batch b;
  for (std::int64_t at = begin; at < end; at += b.size) {
    const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_size(), end - at));
    cut_batch(views, widths, static_cast<std::size_t>(at), n, bitmaps, b);
    b.first_row = at;
    f(b);
  }
}

// The start of each rank's rows; and the end.
std::vector<std::int64_t> starts_of(std::span<const std::int64_t> counts) {
  std::vector<std::int64_t> starts(counts.size() + 1, 0);
  std::partial_sum(counts.begin(), counts.end(), starts.begin() + 1);
  return starts;
}

// The root's table on the root, elsewhere an empty one with the root's columns.
table of_root(const site& at, const table& t, int root) {
  std::string text;  // per column: name, 0, four numbers
  for (const field& f : t.fields()) {
    text += f.name;
    text += '\0';
    for (const int number : {int(f.type.id), int(f.type.precision), int(f.type.scale), f.nullable * 2 + f.coded})
      text += static_cast<char>(number);
  }
  const std::vector<char> roots = bcast(text, root);
  if (rank() == root) return t;
  std::vector<field> fields;
  for (std::size_t i = 0; i < roots.size();) {
    const char* name = keep_name(roots.data() + i);
    i += std::strlen(name) + 1;
    const type column_type{static_cast<kind>(roots[i]), static_cast<std::uint8_t>(roots[i + 1]),
                           static_cast<std::uint8_t>(roots[i + 2])};
    fields.push_back({name, column_type, flags_of(roots[i + 3] / 2 != 0, roots[i + 3] % 2 != 0)});
    i += 4;
  }
  table_builder nothing(at, fields);
  return with_place(nothing.finish(layout::replicated), 0, 0, layout::blocks);
}

// A hash of the columns, in which all ranks must agree.
std::uint64_t columns_of(const table& t) {
  std::uint64_t h = 0;
  for (const field& f : t.fields()) {
    h = agree_on(h, std::string_view(f.name));
    h = agree_on(h, std::int64_t{static_cast<int>(f.type.id) * 65536 + f.type.precision * 256 + f.type.scale});
    h = agree_on(h, std::int64_t{static_cast<int>(f.type.element)});
    h = agree_on(h, std::int64_t{f.nullable * 2 + f.coded});
  }
  return h;
}

// Below this number of rows one message for all columns is faster.
constexpr std::int64_t few_rows = 256;

// Sends the values of plain columns from their place to their places on every rank. Returns the other columns.
std::vector<std::uint32_t> gather_plain(const table& t, std::span<const std::int64_t> starts, table_writer& to) {
  std::vector<std::uint32_t> others;
  const bool few = starts.back() < few_rows;
  const std::vector<column_facts> facts = few ? std::vector<column_facts>() : facts_of(t);
  std::vector<in_place> plain;
  std::vector<std::vector<std::int64_t>> offsets(t.width());
  for (std::uint32_t c = 0; c < t.width(); ++c) {
    if (few || facts[c].packed != 0) {
      others.push_back(c);
      continue;
    }
    const auto width = static_cast<std::int64_t>(width_of(t.field_at(c).storage()));
    for (const std::int64_t start : starts) offsets[c].push_back(start * width);
    plain.push_back({static_cast<const char*>(t.column(c).values), to.values(c, facts[c].bound), offsets[c]});
  }
  allgather(plain);
  return others;
}

// The same of the columns `which` of the result, packed: their strings with them.
void gather_packed(const site& at, const table& t, std::span<const std::uint32_t> which,
                   std::span<const std::int64_t> counts, std::vector<std::int64_t> next, table_writer& result) {
  const std::vector<field> fields = t.fields();
  const std::vector<ref<dictionary>> words = dictionaries_for(at, fields);
  std::vector<row_unpacker> senders(counts.size(), row_unpacker(fields, words));

  // rounds, so that the packed form never holds more than a part
  row_packer packer(at, fields);
  array<std::byte> message(at);
  std::int64_t sent = 0;
  const std::int64_t most = *std::max_element(counts.begin(), counts.end());
  bool more = most != 0;
  while (more) {
    packer.clear();
    message.clear();
    while (sent < t.rows() && packer.bytes() < round_bytes / counts.size()) {
      const std::int64_t end = std::min<std::int64_t>(sent + batch_size(), t.rows());
      each_batch(t, sent, end, [&](const batch& b) { packer.add(b.columns, b); });
      sent = end;
    }
    packer.write_to(message);
    // the last byte says whether this rank has more
    message.push_back(sent < t.rows() ? std::byte{1} : std::byte{0});
    const gathered all = allgather({reinterpret_cast<const char*>(message.data()), message.size()});
    more = false;
    array<std::byte> one(at);  // aligned
    for (int r = 0; r < size(); ++r) {
      const std::string_view bytes = all.of(r);
      more = more || bytes.back() != 0;
      one.clear();
      one.append(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size() - 1);
      row_unpacker& sender = senders[static_cast<std::size_t>(r)];
      sender.unpack({one.data(), one.size()});
      const auto n = static_cast<std::int64_t>(sender.rows());
      const std::vector<std::size_t> widths = widths_of(fields);
      std::vector<std::vector<std::uint64_t>> bitmaps;
      batch b;
      for (std::int64_t row = 0; row < n; row += b.size) {
        cut_batch(sender.columns(), widths, static_cast<std::size_t>(row),
                  static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, n - row)), bitmaps, b);
        result.put(which, b.columns, b, next[static_cast<std::size_t>(r)] + row);
      }
      next[static_cast<std::size_t>(r)] += n;
    }
  }
}

// All rows of all ranks' tables on every rank, in rank order.
table gather_all(const site& at, const table& whole) {
  const std::vector<std::int64_t> counts = allgather_value(whole.rows());
  std::vector<std::int64_t> next = starts_of(counts);
  const std::int64_t rows = next.back();
  // never freed if another rank fails: messages from the one and to the other may be under way
  const table* const sent_from = new table(whole);
  table_writer* const result = new table_writer(at, whole.fields(), rows);
  const std::vector<std::uint32_t> others = gather_plain(whole, next, *result);
  delete sent_from;
  if (!others.empty()) gather_packed(at, whole.select(others), others, counts, std::move(next), *result);
  table all = result->finish(0, rows, layout::replicated);
  delete result;
  return all;
}

// Moves the rows so that each rank has `counts` rows; the order stays. `mine` is this rank's range of all rows.
table move_rows(const site& at, const table& t, block mine, std::span<const std::int64_t> counts) {
  const std::vector<std::int64_t> starts = starts_of(counts);
  const auto me = static_cast<std::size_t>(rank());

  // a rank that moves nothing still has to receive
  const bool stays = mine.begin == starts[me] && mine.count == counts[me];
  if (!any_rank(!stays)) return placed_by_counts(t, counts);

  std::vector<std::int64_t> sent;
  for (std::size_t r = 0; r < counts.size(); ++r) sent.push_back(mine.clip(starts[r], starts[r + 1]).count);
  std::int64_t row = mine.begin;
  std::size_t to = 0;
  const shuffled moved = shuffle(at, t.fields(), sent, [&](row_exchange& x) {
    if (row == mine.end()) return false;
    while (starts[to + 1] <= row) ++to;
    const std::int64_t end = std::min({row + batch_size(), mine.end(), starts[to + 1]});
    each_batch(t, row - mine.begin, end - mine.begin,
               [&](const batch& part) { x.add(part.columns, part, static_cast<int>(to)); });
    row = end;
    return true;
  });
  return placed_by_counts(moved.rows, counts);
}

std::vector<std::int64_t> equal_counts(std::int64_t n) {
  std::vector<std::int64_t> counts;
  for (int r = 0; r < size(); ++r) counts.push_back(block_of(n, r, size()).count);
  return counts;
}

std::vector<std::int64_t> all_on(int root, std::int64_t n) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(size()), 0);
  counts[static_cast<std::size_t>(root)] = n;
  return counts;
}

// A permutation of 0..n-1 that depends only on n and the seed: a Feistel network over the next even number of bits,
// repeated until the result is below n. Places come a batch at a time: the steps of one depend on each other, those of
// several overlap.
class permutation {
 public:
  permutation(std::int64_t n, std::uint64_t seed) : n_(static_cast<std::uint64_t>(n)) {
    while (half_ < 32 && (std::uint64_t{1} << (2 * half_)) < n_) ++half_;
    for (std::uint64_t round = 0; round < rounds; ++round) keys_[round] = mix(seed * 8 + round + 1);
  }
  // Where `first` and the numbers after it come to; a batch at most.
  void places(std::int64_t first, std::span<std::int64_t> out) const {
    settle(first, out, [this](std::uint64_t x) { return once(x); });
  }
  // The values for the places from `first` on.
  void inverse(std::int64_t first, std::span<std::int64_t> out) const {
    settle(first, out, [this](std::uint64_t x) { return back(x); });
  }

 private:
  template <class Step>
  void settle(std::int64_t first, std::span<std::int64_t> out, Step step) const {
    std::iota(out.begin(), out.end(), first);
    std::uint16_t open[batch_capacity];
    std::copy_n(all_positions.begin(), out.size(), open);
    for (std::size_t left = out.size(); left != 0;) {
      std::size_t still = 0;
      for (std::size_t k = 0; k < left; ++k) {
        const std::uint16_t i = open[k];
        const std::uint64_t x = step(static_cast<std::uint64_t>(out[i]));
        out[i] = static_cast<std::int64_t>(x);
        open[still] = i;
        still += x >= n_;
      }
      left = still;
    }
  }
  std::uint64_t once(std::uint64_t x) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_) - 1;
    std::uint64_t left = x >> half_, right = x & mask;
    for (const std::uint64_t key : keys_) {
      const std::uint64_t next = left ^ (mix(right ^ key) & mask);
      left = right;
      right = next;
    }
    return left << half_ | right;
  }
  std::uint64_t back(std::uint64_t x) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_) - 1;
    std::uint64_t left = x >> half_, right = x & mask;
    for (std::size_t round = rounds; round-- > 0;) {
      const std::uint64_t earlier = right ^ (mix(left ^ keys_[round]) & mask);
      right = left;
      left = earlier;
    }
    return left << half_ | right;
  }

  static constexpr std::size_t rounds = 6;
  std::uint64_t n_;
  std::uint64_t keys_[rounds];
  unsigned half_ = 1;
};

// A bit for each row of this rank: the permutation brings it to one of the first n places. Goes through the rows or
// the places, whichever are fewer.
std::vector<std::uint64_t> among_first(const permutation& place, std::int64_t n, const block& mine) {
  std::vector<std::uint64_t> bits(words_for(static_cast<std::size_t>(mine.count)), 0);
  const bool by_rows = mine.count <= n;
  const std::int64_t count = by_rows ? mine.count : n;
  std::int64_t found[batch_capacity];
  for (std::int64_t done = 0; done < count; done += batch_capacity) {
    const std::span some(found, static_cast<std::size_t>(std::min<std::int64_t>(batch_capacity, count - done)));
    by_rows ? place.places(mine.begin + done, some) : place.inverse(done, some);
    for (std::size_t k = 0; k < some.size(); ++k) {
      const std::int64_t row = by_rows ? done + static_cast<std::int64_t>(k) : some[k] - mine.begin;
      if (by_rows ? some[k] < n : row >= 0 && row < mine.count)
        write_bit(bits.data(), static_cast<std::size_t>(row), true);
    }
  }
  return bits;
}

}  // namespace

std::int64_t gather_limit() {
  const std::int64_t node = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  static const std::int64_t limit = environment_bytes("BODO_GATHER_LIMIT", node / 4 / the_job().ranks_here);
  return limit;
}

table gather(const site& at, const table& t) {
  guard(at, columns_of(t));
  if (t.is_replicated()) return t;
  if (size() == 1) return with_place(t, 0, t.rows(), layout::replicated);
  const std::int64_t bytes = total(bytes_of(t));
  if (bytes > gather_limit())
    fail_together(
        at, fmt::format("gathering {} rows on every rank takes {} per rank, which is more than the limit of {}; keep "
                        "the frame spread over the ranks with [[bodo::jit(distributed = {{...}})]], or raise "
                        "BODO_GATHER_LIMIT",
                        t.total(), bytes_text(bytes), bytes_text(gather_limit())));
  return gather_all(at, t);
}

table gather_to(const site& at, const table& t, int root) {
  guard(at, agree_on(columns_of(t), std::int64_t{root}));
  if (t.is_replicated())
    return rank() == root ? with_place(t, 0, t.total(), layout::blocks)
                          : t.slice(0, 0, rank() < root ? 0 : t.total(), t.total(), layout::blocks);
  return move_rows(at, t, t.local(), all_on(root, t.total()));
}

table rebalance(const site& at, const table& t) {
  guard(at, columns_of(t));
  if (t.is_replicated()) return t;
  return move_rows(at, t, t.local(), equal_counts(t.total()));
}

table repartition(const site& at, const table& t, std::int64_t count) {
  guard(at, columns_of(t));
  const std::vector<std::int64_t> counts = allgather_value(count);
  if (t.is_replicated()) {
    const std::int64_t first = starts_of(counts)[static_cast<std::size_t>(rank())];
    return placed_by_counts(t.slice(first, count, 0, 0, layout::blocks), counts);
  }
  return move_rows(at, t, t.local(), counts);
}

// The place in t of the rows that this rank has of `like`.
static block rows_beside(const table& t, const table& like) {
  const std::int64_t length = t.row_length(), other = like.row_length();
  return {like.first() / other * length, like.rows() / other * length};
}

table align(const site& at, const table& t, const table& like) {
  guard(at, columns_of(t));
  if (t.matrix_rows() != like.matrix_rows())
    fail_together(at, fmt::format("{} rows cannot be combined with {} rows", t.matrix_rows(), like.matrix_rows()));
  if (like.is_replicated()) return t.is_replicated() ? t : gather_all(at, t);
  if (t.is_replicated()) return cut(t, like);
  return move_rows(at, t, t.local(), allgather_value(rows_beside(t, like).count));
}

table cut(const table& t) {
  if (!t.is_replicated()) return t;
  const block mine = block_of(t.matrix_rows());
  const std::int64_t begin = mine.begin * t.row_length();
  return t.slice(begin, mine.count * t.row_length(), begin, t.total(), layout::equal_blocks);
}

table cut(const table& t, const table& like) {
  if (!t.is_replicated() || like.is_replicated()) return t;
  const block rows = rows_beside(t, like);
  return t.slice(rows.begin, rows.count, rows.begin, t.total(), like.distribution());
}

table scatter(const site& at, const table& t, int root) {
  guard(at, agree_on(0, std::int64_t{root}));
  const std::int64_t n = bcast_value(t.rows(), root);
  const table mine = of_root(at, t, root);
  const block range = {rank() <= root ? 0 : n, rank() == root ? n : 0};
  return move_rows(at, mine, range, equal_counts(n));
}

table broadcast(const site& at, const table& t, int root) {
  guard(at, agree_on(0, std::int64_t{root}));
  return gather_all(at, of_root(at, t, root));
}

table sample(const site& at, const table& t, std::int64_t n, std::uint64_t seed) {
  guard(at, agree_on(n, static_cast<std::int64_t>(seed)));
  if (n < 0 || n > t.total()) fail_together(at, fmt::format("a sample of {} rows from {} rows", n, t.total()));
  const std::vector<std::uint64_t> bits = among_first({t.total(), seed}, n, {t.first(), t.rows()});
  table_builder chosen(at, t.fields());
  table_scan scan(t);
  selection kept;
  for (batch b; scan.next(b);) {
    kept.clear();
    const auto first = static_cast<std::size_t>(b.first_row - t.first());
    for (std::uint32_t i = 0; i < b.size; ++i) kept.add_if(i, bit_at(bits.data(), first + i));
    chosen.add(b.columns, kept);
  }
  return chosen.finish(t.is_replicated() ? layout::replicated : layout::blocks);
}

table sample_part(const site& at, const table& t, double part, std::uint64_t seed) {
  if (!(part >= 0 && part <= 1))
    fail_together(at, fmt::format("{} is not a part of the rows: it is from 0 to 1", part));
  return sample(at, t, std::llrint(part * static_cast<double>(t.total())), seed);
}

table random_shuffle(const site& at, const table& t, std::uint64_t seed) {
  guard(at, agree_on(columns_of(t), static_cast<std::int64_t>(seed)));
  const permutation place(t.total(), seed);
  if (t.is_replicated()) {
    table_writer result(at, t.fields(), t.rows());
    std::vector<std::int64_t> to;
    each_batch(t, 0, t.rows(), [&](const batch& b) {
      to.resize(b.size);
      place.places(b.first_row, to);
      result.put(b.columns, b, to.data());
    });
    return result.finish(0, t.total(), layout::replicated);
  }
  // the place travels with the row
  const std::vector<std::int64_t> starts = starts_of(allgather_value(t.rows()));
  std::vector<field> fields = t.fields();
  table_writer result(at, fields, t.rows());
  fields.push_back({"", bodo::int64});
  std::int64_t row = 0;
  std::vector<std::int64_t> places;
  std::vector<std::uint16_t> destinations;
  exchange_rows(
      at, fields,
      [&](row_exchange& x) {
        if (row == t.rows()) return false;
        const std::int64_t end = std::min<std::int64_t>(row + batch_size(), t.rows());
        each_batch(t, row, end, [&](batch& part) {
          places.resize(part.size);
          destinations.resize(part.size);
          place.places(t.first() + part.first_row, places);
          for (std::uint32_t i = 0; i < part.size; ++i) {
            const auto owner = std::upper_bound(starts.begin(), starts.end(), places[i]) - starts.begin() - 1;
            destinations[i] = static_cast<std::uint16_t>(owner);
          }
          part.columns.push_back({places.data()});
          x.add(part.columns, part, destinations.data());
        });
        row = end;
        return true;
      },
      [&](batch& b, std::size_t) {
        const auto* to = static_cast<const std::int64_t*>(b.columns.back().values);
        places.assign(to, to + b.size);
        for (std::int64_t& p : places) p -= t.first();
        b.columns.pop_back();
        result.put(b.columns, b, places.data());
      });
  return result.finish(t.first(), t.total(), t.distribution());
}

}  // namespace bodo::rt
