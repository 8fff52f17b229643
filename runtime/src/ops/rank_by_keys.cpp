// Ranks of numbers, and of words. Each rank sorts its rows and counts equal values; the different ones go, with their
// counts, to the owners of ranges, which merge them and answer with each one's place. No row moves, and values that are
// often equal cost no more than others.
#include <algorithm>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/exchange.h"
#include "columns/storage_type.h"
#include "ops/keyed_rows.h"
#include "ops/rank_impl.h"

namespace bodo::rt {

namespace {

// Samples per rank: the owners' ranges differ by about a tenth.
constexpr std::size_t samples_of_rank = 256;

// Words that every rank gets from all others.
constexpr std::int64_t most_words = std::int64_t{1} << 16;

// A value, as a number of the same order, and the number of its rows.
struct counted_key {
  std::uint64_t key;
  std::int64_t rows;
};

// NaN is after all numbers, in either order.
template <class T>
std::uint64_t rank_key(T v, bool descending) {
  if constexpr (std::is_floating_point_v<T>)
    if (v != v) return std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t key = order_key(v);
  return descending ? ~key : key;
}

// Of the words of a column's dictionary: numbers of the same order, on all ranks if the rows are spread. Collective
// then.
std::vector<std::int64_t> numbers_of_words(const window_rows& rows) {
  const dictionary* const words = rows.values().column(0).words;
  const auto n = static_cast<std::size_t>(words == nullptr ? 0 : words->size());
  std::vector<std::int64_t> numbers(std::max<std::size_t>(1, n), 0);  // code 0 of missing values is valid
  if (!rows.spread()) {
    if (n != 0) std::copy_n(words->order(), n, numbers.begin());
    return numbers;
  }
  std::string mine;
  for (std::size_t code = 0; code < n; ++code) {
    const text& word = (*words)[static_cast<std::int32_t>(code)];
    const std::uint32_t bytes = word.size();
    mine.append(reinterpret_cast<const char*>(&bytes), sizeof bytes);
    mine.append(word.view());
  }
  const gathered got = allgather(mine);
  std::vector<std::string_view> all;
  for (std::size_t next = 0; next < got.bytes.size();) {
    std::uint32_t bytes;
    std::memcpy(&bytes, got.bytes.data() + next, sizeof bytes);
    all.emplace_back(got.bytes.data() + next + sizeof bytes, bytes);
    next += sizeof bytes + bytes;
  }
  std::ranges::sort(all);
  for (std::size_t code = 0; code < n; ++code)
    numbers[code] = std::ranges::lower_bound(all, (*words)[static_cast<std::int32_t>(code)].view()) - all.begin();
  return numbers;
}

// The rows [begin, end) with a value, sorted; the others are written as missing. `numbers` are those of the words.
void sort_known(const window_rows& rows, std::int64_t begin, std::int64_t end, bool descending,
                const std::vector<std::int64_t>& numbers, array<keyed_row>& sorted, array<keyed_row>& scratch,
                rank_writer& out) {
  const column_view v = rows.values().column(0);
  const bool coded = !numbers.empty();
  sorted.resize(static_cast<std::size_t>(end - begin));
  std::size_t known = 0;
  with_storage_type(rows.values().field_at(0).storage(), [&]<class T>(T*) {
    if constexpr (!std::is_same_v<T, int128>) {
      for (std::int64_t i = begin; i < end; ++i) {
        const T value = static_cast<const T*>(v.values)[i];
        if (v.known(static_cast<std::size_t>(i)))
          sorted[known++] = {
              coded ? rank_key(numbers[static_cast<std::size_t>(value)], descending) : rank_key(value, descending),
              static_cast<std::uint32_t>(i)};
        else
          out.put_missing(i);
      }
    }
  });
  sorted.resize(known);
  sort_by_key(sorted, scratch);
}

// Calls run(begin, end) for the places of each value's rows.
template <class Run>
void each_run(const array<keyed_row>& sorted, Run run) {
  for (std::size_t begin = 0, end; begin < sorted.size(); begin = end) {
    for (end = begin + 1; end < sorted.size() && sorted[end].key == sorted[begin].key;) ++end;
    run(begin, end);
  }
}

// Of whole segments on this rank.
table rank_here(const window_rows& rows, const ranked_how& how, const std::vector<std::int64_t>& numbers) {
  const std::span<const std::int64_t> starts = rows.starts();
  rank_writer out(rows, how);
  array<keyed_row> sorted(rows.at()), scratch(rows.at());
  for (std::size_t s = 0; s + 1 < starts.size(); ++s) {
    sort_known(rows, starts[s], starts[s + 1], how.descending, numbers, sorted, scratch, out);
    ranked_rows all{static_cast<std::int64_t>(sorted.size()), 0};
    if (how.pct && how.method == ties::dense) each_run(sorted, [&](std::size_t, std::size_t) { ++all.runs; });
    std::int64_t number = 0;
    each_run(sorted, [&](std::size_t begin, std::size_t end) {
      const rank_run r{static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end), number++};
      for (std::size_t i = begin; i < end; ++i)
        out.put(sorted[i].row, all, whole_rank(how, r, static_cast<std::int64_t>(i)));
    });
  }
  return out.finish();
}

// Collective: for each rank the first of its values among these, which are sorted; their number at the end.
std::vector<std::size_t> boundaries(const array<counted_key>& values) {
  const auto ranks = static_cast<std::size_t>(size());
  const auto all = static_cast<std::size_t>(total(static_cast<std::int64_t>(values.size())));
  const std::size_t step = std::max<std::size_t>(1, all / (ranks * samples_of_rank));
  std::vector<std::uint64_t> samples;
  for (std::size_t i = step / 2; i < values.size(); i += step) samples.push_back(values[i].key);
  const gathered got =
      allgather(std::string_view(reinterpret_cast<const char*>(samples.data()), samples.size() * sizeof samples[0]));
  samples.resize(got.bytes.size() / sizeof samples[0]);
  copy_bytes(samples.data(), got.bytes.data(), got.bytes.size());
  std::ranges::sort(samples);
  std::vector<std::size_t> begin(ranks + 1, values.size());
  begin[0] = 0;
  for (std::size_t r = 1; r < ranks && !samples.empty(); ++r)
    begin[r] = static_cast<std::size_t>(
        std::ranges::lower_bound(values, samples[samples.size() * r / ranks], {}, &counted_key::key) - values.begin());
  return begin;
}

// Collective: sends [begin[r], begin[r + 1]) of the values to rank r, and gets those for this rank, one source's after
// the other's.
template <class T>
std::vector<array<T>> exchange_parts(const site& at, const array<T>& values, std::span<const std::size_t> begin) {
  const auto ranks = static_cast<std::size_t>(size());
  std::vector<array<T>> got;
  for (std::size_t r = 0; r < ranks; ++r) got.emplace_back(at);
  std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
  constexpr std::size_t piece = round_bytes / sizeof(T);
  const std::size_t each = std::max<std::size_t>(1, piece / ranks);
  exchange x(at);
  do {
    bool done = true;
    for (std::size_t r = 0; r < ranks; ++r) {
      const std::size_t n = std::min(each, begin[r + 1] - next[r]);
      array<std::byte>& to = x.to(static_cast<int>(r));
      copy_bytes(to.extend(n * sizeof(T)), values.data() + next[r], n * sizeof(T));
      next[r] += n;
      done = done && next[r] == begin[r + 1];
    }
    x.round(done);
    for (std::size_t r = 0; r < ranks; ++r) {
      const std::span<const std::byte> from = x.from(static_cast<int>(r));
      copy_bytes(got[r].extend(from.size() / sizeof(T)), from.data(), from.size());
    }
  } while (x.open());
  return got;
}

// The sources' sorted values as one ascending sequence.
class merged_values {
 public:
  explicit merged_values(const std::vector<array<counted_key>>& values) : values_(values), next_(values.size(), 0) {
    for (std::size_t r = 0; r < values.size(); ++r) push(r);
  }
  // The sources that have the next value, in rank order; none at the end.
  std::span<const std::size_t> next() {
    for (const std::size_t r : sources_) {
      ++next_[r];
      push(r);
    }
    sources_.clear();
    while (!heads_.empty() && (sources_.empty() || heads_.front().key == key_)) {
      key_ = heads_.front().key;
      sources_.push_back(heads_.front().source);
      std::ranges::pop_heap(heads_, later);
      heads_.pop_back();
    }
    return sources_;
  }
  std::size_t place(std::size_t source) const { return next_[source]; }  // of the value among the source's

 private:
  struct head {
    std::uint64_t key;
    std::size_t source;
  };
  static bool later(const head& a, const head& b) { return a.key != b.key ? a.key > b.key : a.source > b.source; }
  void push(std::size_t source) {
    if (next_[source] == values_[source].size()) return;
    heads_.push_back({values_[source][next_[source]].key, source});
    std::ranges::push_heap(heads_, later);
  }

  const std::vector<array<counted_key>>& values_;
  std::vector<std::size_t> next_, sources_;
  std::vector<head> heads_;
  std::uint64_t key_ = 0;
};

// Of the rows of all ranks.
table rank_spread(const window_rows& rows, const ranked_how& how, const std::vector<std::int64_t>& numbers) {
  const site& at = rows.at();
  rank_writer out(rows, how);
  array<keyed_row> sorted(at);
  {
    array<keyed_row> scratch(at);
    sort_known(rows, 0, rows.values().rows(), how.descending, numbers, sorted, scratch, out);
  }
  array<counted_key> values(at);
  each_run(sorted, [&](std::size_t begin, std::size_t end) {
    values.push_back({sorted[begin].key, static_cast<std::int64_t>(end - begin)});
  });
  const std::vector<std::size_t> begin = boundaries(values);
  const std::vector<array<counted_key>> owned = exchange_parts(at, values, begin);

  // the rank of each source's first row of each value, among the values of this rank
  const auto ranks = static_cast<std::size_t>(size());
  array<std::int64_t> answers(at);
  std::vector<std::size_t> answers_of(ranks + 1, 0);
  for (std::size_t r = 0; r < ranks; ++r) answers_of[r + 1] = answers_of[r] + owned[r].size();
  answers.resize(answers_of[ranks]);
  ranked_rows here;
  merged_values merged(owned);
  for (std::span<const std::size_t> sources = merged.next(); !sources.empty(); sources = merged.next()) {
    rank_run r{here.ranked, here.ranked, here.runs};
    for (const std::size_t source : sources) r.end += owned[source][merged.place(source)].rows;
    std::int64_t place = r.begin;
    for (const std::size_t source : sources) {
      const std::size_t k = merged.place(source);
      answers[answers_of[source] + k] = whole_rank(how, r, place);
      place += owned[source][k].rows;
    }
    here.ranked = r.end;
    ++here.runs;
  }
  ranked_rows before, all;
  const std::vector<ranked_rows> of_ranks = allgather_value(here);
  for (std::size_t r = 0; r < ranks; ++r) {
    if (static_cast<int>(r) == rank()) before = all;
    all.ranked += of_ranks[r].ranked;
    all.runs += of_ranks[r].runs;
  }
  std::int64_t more = how.method == ties::dense ? before.runs : before.ranked;
  if (how.method == ties::average) more *= 2;
  for (std::int64_t& answer : answers) answer += more;

  const std::vector<array<std::int64_t>> answered = exchange_parts(at, answers, answers_of);
  std::size_t owner = 0, k = 0;
  each_run(sorted, [&](std::size_t first, std::size_t last) {
    while (k == answered[owner].size()) ++owner, k = 0;
    std::int64_t whole = answered[owner][k++];
    for (std::size_t i = first; i < last; ++i) {
      out.put(sorted[i].row, all, whole);
      if (how.method == ties::first) ++whole;
    }
  });
  return out.finish();
}

}  // namespace

bool ranks_by_keys(const window_rows& rows) {
  const table& t = rows.values();
  const storage s = t.field_at(0).storage();
  if (s == storage::code) {
    const dictionary* const words = t.column(0).words;
    const std::int64_t n = words == nullptr ? 0 : words->size();
    return (rows.spread() ? total(n) : n) <= most_words;
  }
  return s != storage::i128 && s != storage::text;
}

table rank_by_keys(const window_rows& rows, const ranked_how& how) {
  std::vector<std::int64_t> numbers;
  if (rows.values().field_at(0).storage() == storage::code) numbers = numbers_of_words(rows);
  return rows.spread() ? rank_spread(rows, how, numbers) : rank_here(rows, how, numbers);
}

}  // namespace bodo::rt
