// ranks: 1 2 3 4 7
#include "bodo/rt/sort.h"

#include <map>
#include <numeric>

#include "bodo/rt/redistribute.h"
#include "runtime/random_frame.h"

namespace test_sort {

using namespace random_frame;

namespace {

int compare_cells(const value& a, const value& b, const sort_key& key) {
  const auto place = [&](const value& v) {
    const int p = !v.known ? 2 : v.real != v.real ? 1 : 0;
    return key.na_first ? 2 - p : p;
  };
  if (place(a) != place(b)) return place(a) < place(b) ? -1 : 1;
  if (!a.known || a.real != a.real) return 0;
  const int c = a < b ? -1 : b < a ? 1 : 0;
  return key.ascending ? c : -c;
}

void check_sort(const std::vector<field>& fields, const std::vector<sort_key>& keys, std::int64_t n, domain d, int kind,
                std::int64_t limit = sorter::no_limit, bool local = false, bool as_table = false) {
  std::vector<field> all = fields;
  all.push_back({"row", bodo::int64});
  const frame f(fields, n, d, static_cast<std::uint64_t>(n) + 17);
  std::vector<std::int64_t> expected(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) expected[static_cast<std::size_t>(i)] = i;
  std::stable_sort(expected.begin(), expected.end(), [&](std::int64_t a, std::int64_t b) {
    for (const sort_key& k : keys)
      if (const int c = compare_cells(f.rows[static_cast<std::size_t>(a)][k.column],
                                      f.rows[static_cast<std::size_t>(b)][k.column], k);
          c != 0)
        return c < 0;
    return false;
  });
  if (limit != sorter::no_limit) expected.resize(static_cast<std::size_t>(std::min(n, limit)));

  std::vector<sort_key> named = keys;
  for (sort_key& k : named)
    if (n % 2 == 0) k.name = all[std::exchange(k.column, 0)].name;
  sorter s(here, std::span<const field>(all), std::span<const sort_key>(named), limit);
  const block b = local ? block{0, n} : mine(n, kind);
  f.feed(b.begin, b.end(), false, [&](std::span<const column_view> columns, rows at, std::int64_t from) {
    std::vector<column_view> views(columns.begin(), columns.end());
    std::vector<std::int64_t> numbers(batch_capacity, -1);
    for (std::uint32_t k = 0; k < at.count; ++k) numbers[at[k]] = from + k;
    views.push_back({numbers.data()});
    s.add(views, at);
  });
  if (local)
    s.finish_local();
  else
    s.finish();

  std::vector<row> out;
  std::string wrong;
  batch got;
  std::int64_t next = -1;
  const table whole = as_table ? s.to_table() : table();
  if (as_table) {
    CHECK(whole.total() == s.total());
    CHECK(whole.first() == (local ? 0 : exclusive_scan(s.size())));
    CHECK(whole.is_replicated() == local);
  }
  table_scan scan(whole);
  while (as_table ? scan.next(got) : s.next(got)) {
    if (next != -1 && got.first_row != next) wrong = "row numbers have a gap";
    next = got.first_row + got.size;
    for (std::uint32_t i = 0; i < got.size; ++i) {
      const std::int64_t number = column<std::int64_t>(got.columns[fields.size()])[i];
      if (got.first_row + i >= static_cast<std::int64_t>(expected.size()) ||
          expected[static_cast<std::size_t>(got.first_row + i)] != number)
        wrong = "a wrong row";
      row x;
      for (std::size_t c = 0; c < fields.size(); ++c) {
        x.push_back(read_cell(got.columns[c], fields[c], i));
        if (!(x[c] == f.rows[static_cast<std::size_t>(number)][c])) wrong = "a wrong value";
      }
      out.push_back(x);
    }
  }
  CHECK(wrong == "");
  CHECK(s.size() == static_cast<std::int64_t>(out.size()));
  CHECK(s.total() == static_cast<std::int64_t>(expected.size()));
  CHECK((local ? s.size() : total(s.size())) == static_cast<std::int64_t>(expected.size()));
}

const domain domains[] = {domain::few, domain::many, domain::growing, domain::extreme};

}  // namespace

TEST_CASE("sorts by one key of each type") {
  for (const field& f : all_types())
    for (const domain d : domains)
      for (int way = 0; way < 4; ++way) {
        INFO(f.name << ", domain " << static_cast<int>(d) << ", way " << way);
        const sort_key key = way % 2 == 0 ? sort_key(0) : descending(0);
        check_sort({f}, {way / 2 == 0 ? missing_first(key) : key}, way == 3 ? 3000 : 300, d, way);
      }
}

TEST_CASE("sorts by several keys") {
  const std::vector<field> t = all_types();
  for (const domain d : domains)
    for (int kind = 0; kind < 4; ++kind) {
      INFO("domain " << static_cast<int>(d) << ", shape " << kind);
      check_sort({t[3], t[13], t[12]}, {descending(1), 0}, 2500, d, kind);
      check_sort({t[9], t[12], t[19]}, {2, missing_first(descending(1)), 0}, 2500, d, kind);
      check_sort({t[10], t[4], t[8]}, {descending(0), descending(1), 2}, 2500, d, kind);
      std::vector<sort_key> all;
      for (std::size_t c = t.size(); c-- > 0;) {
        const sort_key key = c % 2 == 0 ? sort_key(c) : descending(c);
        all.push_back(c % 3 == 0 ? missing_first(key) : key);
      }
      check_sort(t, all, 400, d, kind);
    }
}

TEST_CASE("sorts strings that begin alike, end in zeros or are each other's beginnings") {
  const std::string stems[] = {"", "https://www.", "https://www.example.com/a/long/path/", std::string(7, '\0'),
                               std::string(70, 'z')};
  const std::string ends[] = {"",        "a",        "\xc3\xa9",       std::string(1, '\0'), std::string(8, '\0'),
                              "seven..", "eight...", "fifteen bytes.."};
  const auto word = [&](std::size_t i) {
    return stems[i / 7 % 5] + ends[i % 8] + ends[i / 3 % 8] + (i % 2 == 0 ? std::to_string(i % 300) : "");
  };
  constexpr std::size_t n = 6000;
  for (const bool ascending : {true, false})
    for (const bool na_first : {true, false})
      for (const bool after : {true, false}) {  // another key
        INFO((ascending ? "ascending" : "descending")
             << (na_first ? ", missing first" : "") << (after ? ", after" : ""));
        std::vector<sort_key> keys = {1, 0};
        keys[0].ascending = ascending, keys[0].na_first = na_first;
        if (after) keys.insert(keys.begin(), 2);
        const std::vector<field> fields = {
            {"row", bodo::int64}, {"word", bodo::string, field_flags::nullable}, {"k", bodo::int64}};
        sorter s(here, fields, keys);
        const auto known = [](std::size_t i) { return i % 19 != 0; };
        const auto k = [](std::size_t i) { return static_cast<std::int64_t>(i * 7 % 3); };
        const block b = mine(n, 1);
        for (std::int64_t row = b.begin; row < b.end(); ++row) {
          const auto i = static_cast<std::size_t>(row);
          const std::string w = word(i);
          const text t(w);
          const std::uint64_t valid = known(i);
          const std::int64_t group = k(i);
          s.add({{&row}, {&t, &valid}, {&group}}, {nullptr, 1});
        }
        s.finish();
        const table sorted = gather(here, s.to_table());
        std::vector<std::size_t> expected(n);
        std::iota(expected.begin(), expected.end(), 0);
        std::ranges::sort(expected, [&](std::size_t x, std::size_t y) {
          if (after && k(x) != k(y)) return k(x) < k(y);
          if (known(x) != known(y)) return known(x) != na_first;
          if (const int c = known(x) ? word(x).compare(word(y)) : 0; c != 0) return ascending ? c < 0 : c > 0;
          return x < y;
        });
        const column<std::int64_t> row(sorted.column(0));
        CHECK(std::ranges::equal(std::span(&row[0], n), expected, std::equal_to<>(),
                                 [](std::int64_t r) { return static_cast<std::size_t>(r); }));
      }
}

TEST_CASE("sorts nothing, one row, equal rows, and with a limit") {
  const std::vector<field> t = all_types();
  for (const std::int64_t n : {0, 1, 2, 5000, 70000})
    for (const std::int64_t limit :
         {sorter::no_limit, std::int64_t{0}, std::int64_t{1}, std::int64_t{10}, std::int64_t{9000}}) {
      if (n > 5000 && (batch_size() < 10 || (limit >= 0 && limit < 9000))) continue;
      INFO(n << " rows, limit " << limit);
      check_sort({t[0], t[4]}, {{0}}, n, domain::few, static_cast<int>(n % 4), limit);
      check_sort({t[0], t[11]}, {descending(1)}, std::min<std::int64_t>(n, 5000), domain::many, 3, limit);
      check_sort({t[3]}, {0}, n, domain::many, 0, limit, true);
      for (const bool local : {false, true})
        check_sort({t[0], t[11]}, {1, descending(0)}, std::min<std::int64_t>(n, 5000), domain::few, 2, limit, local,
                   true);
    }
}

TEST_CASE("keeps the first rows by keys of each type") {
  const std::vector<field> t = all_types();
  for (std::size_t c = 0; c < t.size(); ++c)
    for (const domain d : domains) {
      INFO(t[c].name << ", domain " << static_cast<int>(d));
      const int way = static_cast<int>(c) + static_cast<int>(d);
      const sort_key key = way % 2 == 0 ? sort_key(0) : descending(0);
      const sort_key first = way / 2 % 2 == 0 ? missing_first(key) : key;
      const std::int64_t limit = way % 3 == 0 ? 1 : way % 3 == 1 ? 7 : 100;
      check_sort({t[c]}, {first}, 2500, d, way % 4, limit);
      check_sort({t[c], t[c == 12 ? 13 : 12]}, {first, 1}, 2501, d, 3 - way % 4, limit);
    }
}

TEST_CASE("keeps the first rows by several keys") {
  const std::vector<field> t = all_types();
  for (const domain d : domains)
    for (const std::int64_t limit : {1, 7, 100}) {
      INFO("domain " << static_cast<int>(d) << ", limit " << limit);
      check_sort({t[3], t[13], t[12]}, {descending(1), 0}, 2500, d, 0, limit);
      check_sort({t[9], t[12], t[19]}, {2, missing_first(descending(1)), 0}, 2500, d, 1, limit);
      check_sort({t[0], t[1]}, {0, descending(1)}, 2500, d, 2, limit, false, true);
      check_sort({t[10], t[4], t[8]}, {descending(0), descending(1), 2}, 2500, d, 3, limit, true);
    }
}

TEST_CASE("keeps the first rows of each group") {
  const std::vector<field> t = all_types();
  const std::vector<field> fields = {t[3], t[12], t[10]};
  const std::int64_t n = 2500;
  for (const domain d : domains)
    for (const std::int64_t first : {1, 3, 100}) {
      INFO("domain " << static_cast<int>(d) << ", the first " << first);
      const frame f(fields, n, d, 5);
      sorter all(here, fields, {descending(0), missing_first(2)}),
          some(here, fields, {descending(0), missing_first(2)});
      some.first_of_groups(first, {1});
      const block b = mine(n, static_cast<int>(first % 4));
      f.feed(b.begin, b.end(), false, [&](std::span<const column_view> columns, rows at, std::int64_t) {
        all.add(columns, at);
        some.add(columns, at);
      });
      all.finish();
      some.finish();
      CHECK(some.total() <= all.total());
      // the first rows of each group among both, in the order of the sort
      const auto firsts = [&](sorter& s) {
        const table rows = gather(here, s.to_table());
        std::map<std::string, std::int64_t> count;
        std::vector<std::string> out;
        for (std::size_t i = 0; i < static_cast<std::size_t>(rows.rows()); ++i) {
          std::string row;
          for (std::size_t c = 0; c < fields.size(); ++c)
            row += text_of(read_cell(rows.column(c), fields[c], i)) + ", ";
          if (++count[text_of(read_cell(rows.column(1), fields[1], i))] <= first) out.push_back(row);
        }
        return out;
      };
      CHECK(firsts(some) == firsts(all));
    }
}

TEST_CASE("keeps all rows if groups are too many") {
  const std::int64_t n = batch_size() < 10 ? 1000 : 1'200'000;
  sorter s(here, {{"k", bodo::int64}, {"v", bodo::int64}}, {{1}});
  s.first_of_groups(1, {0});
  std::vector<std::int64_t> k(batch_capacity), v(batch_capacity, 1);
  for (std::int64_t row = 0; row < n;) {
    std::uint32_t count = 0;
    for (; count < batch_size() && row < n; ++count, ++row) k[count] = row / 2 * 2;  // each twice
    s.add({{k.data()}, {v.data()}}, {nullptr, count});
  }
  s.finish();
  // of the first 2^20 rows, each second one goes; later ones stay
  CHECK(s.total() / size() == (n == 1000 ? n / 2 : (1 << 20) / 2 + n - (1 << 20)));
}

}  // namespace test_sort
