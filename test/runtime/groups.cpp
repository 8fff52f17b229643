// ranks: 1 2 3 4 7
#include "bodo/rt/groups.h"

#include <map>
#include <set>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/quantile.h"
#include "runtime/random_frame.h"

namespace test_groups {

using namespace random_frame;

namespace {

// The aggregates of the tests: rows, the sum of their numbers, the smallest of their words, the first row's number.
struct state {
  count n;
  sum<std::int64_t> numbers;
  min<text> word;
  first<text> first_word;
  auto members() { return std::tuple(std::tie(n, numbers), std::tie(word, first_word)); }
};
struct expected_state {
  std::int64_t n = 0;
  std::int64_t numbers = 0;
  std::string word, first_word;
  std::set<value> distinct_words, distinct_numbers;
};

std::string word_of_row(std::int64_t i) {
  const auto r = mix(static_cast<std::uint64_t>(i)) % 97;
  std::string word = r % 2 == 0 ? "word " : "a word that is longer than a view ";
  return word += std::to_string(r);
}

// The final place of the groups, and whether every rank has seen all rows.
enum class end {
  with_owners,
  everywhere,
  local
};

// Rows and their groups.
struct sample {
  std::vector<field> keys;
  frame f;  // keys, then two columns whose distinct values are counted
  std::map<row, expected_state> expected;

  sample(const std::vector<field>& all_keys, std::int64_t n, domain d)
      : keys(all_keys), f(with_values(keys), n, d, static_cast<std::uint64_t>(n) * 10 + static_cast<std::uint64_t>(d)) {
    const std::size_t width = keys.size();
    for (std::int64_t i = 0; i < n; ++i) {
      const row& x = f.rows[static_cast<std::size_t>(i)];
      expected_state& s = expected[row(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(width))];
      const std::string w = word_of_row(i);
      if (s.n == 0) s.first_word = w;
      s.word = s.n == 0 ? w : std::min(s.word, w);
      ++s.n;
      s.numbers += i;
      if (x[width].known) s.distinct_words.insert(x[width]);
      if (x[width + 1].known) s.distinct_numbers.insert(x[width + 1]);
    }
  }
  static std::vector<field> with_values(std::vector<field> fields) {
    fields.push_back({"w", bodo::string, nullable});
    fields.push_back({"x", bodo::int32, nullable});
    return fields;
  }
};

void check_groups(const sample& all, int kind, bool ranges, end at_end = end::with_owners) {
  const std::vector<field>&keys = all.keys, &fields = all.f.fields;
  const std::size_t width = keys.size();
  const auto n = std::ssize(all.f.rows);

  std::vector<key> specs;
  for (const field& k : keys) {
    key spec{k};
    // some ranges are right, some too small, as stale statistics would be
    if (ranges) spec.range = {{0, specs.size() % 2 == 0 ? 4999 : 7}};
    specs.push_back(spec);
  }
  group_by<state> g(here, std::span<const key>(specs));
  distinct words(here, g, {fields[width]}), numbers(here, g, {fields[width + 1]});
  const block rows_here = at_end == end::local ? block{0, n} : mine(n, kind);
  all.f.feed(rows_here.begin, rows_here.end(), true,
             [&](std::span<const column_view> columns, rows at, std::int64_t from) {
               const auto states = g.find(columns.first(width), at);
               std::uint32_t k = 0;
               for (const auto [i, state] : states) {
                 if (i != at[k]) FAIL("row " << at[k] << " has the state of row " << i);
                 const std::int64_t number = from + k++;
                 const std::string w = word_of_row(number);
                 state.n.add();
                 state.numbers.add(number);
                 state.word.add(text(w), g.heap());
                 state.first_word.add(text(w), number, g.heap());
               }
               CHECK(k == at.count);
               words.add(states.groups(), columns[width], at);
               numbers.add(states.groups(), columns[width + 1], at);
             });
  switch (at_end) {
    case end::with_owners: g.finish_by_hash(); break;
    case end::everywhere: g.finish_everywhere(); break;
    case end::local: g.finish_local(); break;
  }
  g.order();

  std::vector<row> out;
  batch b;
  std::string wrong;
  const auto results = [](const state& s) {
    return std::tuple(s.n.value(), known_if(s.n.value() % 2 == 0, s.word.value()));
  };
  const auto more_results = [](const state& s) { return s.numbers.value(here); };
  while (g.next(b, results, more_results)) {
    REQUIRE(b.size <= batch_size());
    for (std::uint32_t i = 0; i < b.size; ++i) {
      row x;
      for (std::size_t c = 0; c < width; ++c) x.push_back(read_cell(b.columns[c], keys[c], i));
      const auto number = static_cast<std::size_t>(b.first_row) + i;
      const state& s = g.states<state>()[number];
      if (b.columns.size() != width + 3 || b.at<std::int64_t>(width)[i] != s.n.value() ||
          b.at<text>(width + 1).known(i) != (s.n.value() % 2 == 0) ||
          (b.at<text>(width + 1).known(i) && b.at<text>(width + 1)[i] != s.word.value()) ||
          b.at<std::int64_t>(width + 2)[i] != s.numbers.value(here) ||
          column<std::int64_t>(words.counts(b))[i] != words.counts()[number])
        wrong = "a wrong column of results of " + text_of(x[0]);
      const auto found = all.expected.find(x);
      if (found == all.expected.end()) {
        wrong = "an unexpected group: " + text_of(x[0]);
        continue;
      }
      const expected_state& e = found->second;
      if (s.n.value() != e.n || s.numbers.value(here) != e.numbers || s.word.value().view() != e.word ||
          s.first_word.value().view() != e.first_word)
        wrong = "a wrong state of " + text_of(x[0]);
      if (words.counts()[number] != static_cast<std::int64_t>(e.distinct_words.size()) ||
          numbers.counts()[number] != static_cast<std::int64_t>(e.distinct_numbers.size()))
        wrong = "a wrong distinct count";
      out.push_back(x);
    }
  }
  CHECK(wrong == "");
  const std::vector<row> found = at_end == end::with_owners ? gather_rows(out, width) : out;
  CHECK(found.size() == all.expected.size());
  CHECK(std::set<row>(found.begin(), found.end()).size() == all.expected.size());
  // ascending by hash, then by keys, over all ranks
  const auto in_order = [&](const row& a, const row& b) {
    const std::uint64_t x = hash_of(a, keys), y = hash_of(b, keys);
    return x != y ? x < y : a < b;
  };
  CHECK(std::is_sorted(found.begin(), found.end(), in_order));
}

const domain domains[] = {domain::few, domain::many, domain::growing, domain::extreme};

}  // namespace

TEST_CASE("groups by one key of each type") {
  for (const field& f : all_types())
    for (const domain d : domains)
      for (const std::int64_t n : {0, 1, 700, 3000}) {
        INFO(f.name << ", domain " << static_cast<int>(d) << ", rows " << n);
        check_groups({{f}, n, d}, static_cast<int>(n % 4), n == 700);
      }
}

TEST_CASE("groups by several keys") {
  const std::vector<field> t = all_types();
  for (const domain d : domains) {
    const sample code({t[3], t[13]}, 3000, d), small({t[4], t[6], t[0]}, 3000, d), large({t[8], t[10], t[16]}, 3000, d),
        words({t[12], t[19], t[11]}, 2000, d), all(t, 500, d);
    for (int kind = 0; kind < 4; ++kind) {
      INFO("domain " << static_cast<int>(d) << ", shape " << kind);
      check_groups(code, kind, true);
      check_groups(small, kind, false);
      check_groups(large, kind, kind == 1);
      check_groups(words, kind, false);
      check_groups(all, kind, kind == 2);
    }
  }
}

TEST_CASE("groups on every rank") {
  const std::vector<field> t = all_types();
  for (const domain d : domains)
    for (const std::int64_t n : {0, 1, 3000}) {
      const sample code({t[3], t[13]}, n, d), words({t[12], t[19], t[11]}, n, d);
      for (int kind = 0; kind < 4; ++kind) {
        INFO("domain " << static_cast<int>(d) << ", shape " << kind << ", rows " << n);
        check_groups(code, kind, true, end::everywhere);
        check_groups(words, kind, false, end::everywhere);
      }
    }
}

// More groups than one exchange is meant for: their owners merge them first.
TEST_CASE("many groups on every rank, with the bits of one rank") {
  struct sums {
    grouped_sum total;
    min<text> word;
  };
  const std::int64_t n = 100000;
  const auto feed = [&](group_by<sums>& g, block b) {
    buffer<std::int64_t> k;
    for (std::int64_t begin = b.begin; begin < b.end(); begin += batch_capacity) {
      const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, b.end() - begin));
      for (std::uint32_t i = 0; i < count; ++i) k[i] = (begin + i) % 30011 * 97;
      const auto states = g.find({k.view()}, {nullptr, count});
      for (const auto [i, state] : states) {
        state.total.add(((begin + i) % 3 == 0 ? 1e300 : 0.1) * static_cast<double>(begin + i));
        state.word.add(text(word_of_row(begin + i)), g.heap());
      }
    }
  };
  const auto all_of = [](groups& g) {
    g.order();
    std::string all;
    batch b;
    while (g.next(b))
      for (std::uint32_t i = 0; i < b.size; ++i) {
        const sums& s = g.states<sums>()[static_cast<std::size_t>(b.first_row) + i];
        const double total = s.total.value();
        all.append(reinterpret_cast<const char*>(&total), sizeof total);
        all += std::to_string(b.at<std::int64_t>(0)[i]) + std::string(s.word.value().view());
      }
    return all;
  };
  group_by<sums> one(here, {{{"k", bodo::int64}}});
  group_by<sums> spread(here, {{{"k", bodo::int64}}});
  feed(one, {0, n});
  feed(spread, mine(n, 2));
  one.finish_local();
  spread.finish_everywhere();
  CHECK(spread.size() == 30011);
  CHECK(all_of(spread) == all_of(one));
}

// Three rows a group, in the order of the groups: a rank's groups stay there, but those that it shares with others;
// what is collected beside them is more than a table of pairs takes.
TEST_CASE("groups of sorted rows") {
  const std::int64_t n = 150000;
  const auto middle = [](std::int64_t g) {
    std::array<std::int64_t, 3> values{3 * g % 11, (3 * g + 1) % 11, (3 * g + 2) % 11};
    std::ranges::sort(values);
    return static_cast<double>(values[1]);
  };
  for (const bool by_hash : {false, true})
    for (int kind = 0; kind < 4; ++kind) {
      INFO("shape " << kind << ", by hash " << by_hash);
      group_by<state> g(here, {{{"k", bodo::int64}}, {{"s", bodo::string}}});
      distinct words(here, g, {{"w", bodo::string}}), numbers(here, g, {{"x", bodo::int64}});
      quantiles medians(here, g, {{"y", bodo::float64}});
      const block rows = mine(n, kind);
      buffer<std::int64_t> k, x;
      buffer<double> y;
      buffer<text> s, w;
      std::vector<std::string> kept(batch_capacity);
      for (std::int64_t begin = rows.begin; begin < rows.end(); begin += batch_capacity) {
        const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, rows.end() - begin));
        for (std::uint32_t i = 0; i < count; ++i) {
          const std::int64_t row = begin + i;
          k[i] = row / 3 * 5 - 1000;
          s[i] = text(row / 3 % 2 == 0 ? "even" : "odd");
          x[i] = row * row % 4 * 1000000007;
          y[i] = static_cast<double>(row % 11);
          kept[i] = word_of_row(row % 3 == 0 ? row : row - 1);
          w[i] = text(kept[i]);
        }
        const struct rows at{nullptr, count};
        const auto states = g.find({k.view(), s.view()}, at);
        for (const auto [i, state] : states) {
          state.n.add();
          state.numbers.add(begin + i);
          state.word.add(w[i], g.heap());
          state.first_word.add(w[i], begin + i, g.heap());
        }
        words.add(states.groups(), w.view(), at);
        numbers.add(states.groups(), x.view(), at);
        medians.add(states.groups(), y.view(), at);
      }
      by_hash ? g.finish_by_hash() : g.finish();
      std::int64_t found = 0, stayed = 0, wrong = 0;
      for (batch b; g.next(b);) {
        const column<double> median(medians.values(b));
        const column<std::int64_t> different(numbers.counts(b)), different_words(words.counts(b));
        for (std::uint32_t i = 0; i < b.size; ++i) {
          const std::int64_t group = (b.at<std::int64_t>(0)[i] + 1000) / 5, first = 3 * group;
          const state& of = g.states<state>()[static_cast<std::size_t>(b.first_row) + i];
          const std::string a = word_of_row(first), c = word_of_row(first + 1);
          wrong += b.at<text>(1)[i].view() != (group % 2 == 0 ? "even" : "odd") || of.n.value() != 3 ||
                   of.numbers.value(here) != 3 * first + 3 || of.word.value().view() != std::min(a, c) ||
                   of.first_word.value().view() != a || median[i] != middle(group) || !median.known(i) ||
                   different[i] != 2 || different_words[i] != (a == c ? 1 : 2);
          ++found;
          stayed += first >= rows.begin && first + 3 <= rows.end();
        }
      }
      CHECK(wrong == 0);
      CHECK(total(found) == n / 3);
      if (!by_hash) CHECK(total(stayed) >= n / 3 - 2 * size());
    }
}

// There are nearly as many groups as rows, many on the last two ranks and few on the others: they leave a rank's table
// in blocks, and some keys are in several blocks. Later keys need more room.
TEST_CASE("groups that few rows share") {
  struct sums {
    count n;
    sum<std::int64_t> ids;
    grouped_sum tenths;
    first<text> word;
  };
  constexpr std::int64_t ids = 540'000, rows = 600'000, few = 1000;
  const auto id_of = [](std::int64_t i) { return i < ids ? i : i * 7919 % ids; };
  const auto key_of = [](std::int64_t id) {
    const std::int64_t spread = id * 0x9e3779b1 & ((std::int64_t{1} << 34) - 1);
    return id < ids - 10'000 ? spread : -spread - (std::int64_t{1} << 60);
  };
  const auto name_of = [](std::int64_t id) { return id % 3 == 0 ? "a name that is longer than a view" : "short"; };
  std::vector<std::int64_t> times(ids);  // on a rank with many
  for (std::int64_t i = 0; i < rows; ++i) ++times[static_cast<std::size_t>(id_of(i))];
  const std::int64_t ranks_with_many = std::clamp(size() - 1, 1, 2), ranks_with_few = size() - ranks_with_many;

  for (const bool with_names : {false, true}) {
    std::vector<key> keys{{{"k", bodo::int64}}};
    if (with_names) keys.push_back({{"s", bodo::string}});
    group_by<sums> g(here, keys);
    const std::int64_t here_rows = rank() < ranks_with_few ? few : rows;
    buffer<std::int64_t> k;
    buffer<text> s;
    for (std::int64_t begin = 0; begin < here_rows; begin += batch_capacity) {
      const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, here_rows - begin));
      for (std::uint32_t i = 0; i < n; ++i) {
        const std::int64_t id = id_of(begin + i);
        k[i] = key_of(id);
        s[i] = text(name_of(id));
      }
      const column_view columns[2] = {k.view(), s.view()};
      const auto states = g.find({columns, keys.size()}, {nullptr, n});
      for (const auto [i, state] : states) {
        const std::int64_t id = id_of(begin + i), number = rank() * rows + begin + i;
        state.n.add();
        state.ids.add(id);
        if (id % 1000 == 0) {  // needs memory outside of the state
          state.tenths.add(1e300);
          state.tenths.add(0.1);
          state.tenths.add(-1e300);
        } else {
          state.tenths.add(0.1);
        }
        state.word.add(text(number % 2 == 0 ? "an even row with a long word" : "odd"), number, g.heap());
      }
    }
    with_names ? g.finish_everywhere() : g.finish_by_hash();
    g.order();

    std::int64_t groups = 0, wrong = 0;
    std::uint64_t before = 0;
    for (batch b; g.next(b);)
      for (std::uint32_t i = 0; i < b.size; ++i, ++groups) {
        const sums& of = g.states<sums>()[static_cast<std::size_t>(b.first_row) + i];
        const std::int64_t n = of.n.value(), id = of.ids.value(here) / n;
        if (id < 0 || id >= ids) FAIL("group " << id);
        const bool on_few = ranks_with_few != 0 && id < few;
        const std::int64_t first_row = on_few ? id : ranks_with_few * rows + id;
        std::uint64_t hash = bodo::rt::hash(b.at<std::int64_t>(0)[i]);
        if (with_names) {
          hash = combine(hash, bodo::rt::hash(std::string_view(name_of(id))));
          wrong += b.at<text>(1)[i].view() != name_of(id);
        }
        wrong += b.at<std::int64_t>(0)[i] != key_of(id) ||
                 n != times[static_cast<std::size_t>(id)] * ranks_with_many + (on_few ? ranks_with_few : 0) ||
                 of.tenths.value() != static_cast<double>(n) * 0.1 || hash < before ||
                 of.word.value().view() != (first_row % 2 == 0 ? "an even row with a long word" : "odd");
        before = hash;
      }
    CHECK(wrong == 0);
    CHECK((with_names ? groups : total(groups)) == ids);
  }
}

TEST_CASE("groups of replicated rows") {
  const std::vector<field> t = all_types();
  for (const domain d : domains) check_groups({{t[3], t[12]}, 2000, d}, 0, false, end::local);
}

}  // namespace test_groups
