// ranks: 1 2 3 4 7
#include "bodo/rt/join.h"

#include <cstdlib>
#include <map>
#include <set>

#include "bodo/rt/route.h"
#include "runtime/random_frame.h"

namespace test_join {

using namespace random_frame;

namespace {

using pair_of_rows = std::pair<std::int64_t, std::int64_t>;  // probe row, build row (-1: none)
constexpr field row_number{"row", bodo::int64};

// Batches are pushed into it, as frames hand them out.
struct pushed_route : route {
  using route::close;
  using route::next;
  using route::open;
  using route::route;
  using route::send;
};

void append(std::vector<column_view>& to, std::span<const column_view> columns) {
  to.insert(to.end(), columns.begin(), columns.end());
}

// Row numbers of a batch at its positions.
std::vector<std::int64_t> numbers_of(rows at, std::int64_t from) {
  std::vector<std::int64_t> n(batch_capacity, -7);
  for (std::uint32_t k = 0; k < at.count; ++k) n[at[k]] = from + k;
  return n;
}

// The ways that BODO_JOIN names; "measured", without it; "filtered", spread, and rows are dropped before they travel.
void choose(std::string_view way) {
  const std::string name(way == "filtered" ? "spread" : way);
  way == "measured" ? unsetenv("BODO_JOIN") : setenv("BODO_JOIN", name.c_str(), 1);
  way == "filtered" ? setenv("BODO_KEY_FILTER", "always", 1) : unsetenv("BODO_KEY_FILTER");
}
bool spreads(std::string_view way) { return way == "spread" || way == "filtered"; }

void check_join(const std::vector<field>& keys, std::int64_t build_rows, std::int64_t probe_rows, domain d, join how,
                const char* way, bool replicated = false, bool in_order = false, std::int64_t guess = -1) {
  choose(way);
  const std::size_t width = keys.size();
  std::vector<field> build_fields = keys, probe_fields = keys;
  build_fields.push_back({"payload", bodo::string, nullable});
  // the other side may be coded where this one isn't
  for (field& f : probe_fields)
    if (f.type.id == bodo::kind::string) f.coded = !f.coded;
  for (field& f : probe_fields) f.nullable = true;
  const frame build(build_fields, build_rows, d, static_cast<std::uint64_t>(build_rows) + 3);
  const frame probe(probe_fields, probe_rows, d, static_cast<std::uint64_t>(probe_rows) + 4);

  std::map<row, std::vector<std::int64_t>> by_key;
  for (std::int64_t i = 0; i < build_rows; ++i) {
    const row& x = build.rows[static_cast<std::size_t>(i)];
    by_key[row(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(width))].push_back(i);
  }
  std::vector<pair_of_rows> expected;
  for (std::int64_t i = 0; i < probe_rows; ++i) {
    const auto found = by_key.find(probe.rows[static_cast<std::size_t>(i)]);
    const bool any = found != by_key.end();
    if (how == join::semi || how == join::anti) {
      if (any == (how == join::semi)) expected.emplace_back(i, -1);
    } else if (any) {
      for (const std::int64_t r : found->second) expected.emplace_back(i, r);
    } else if (how == join::left || how == join::outer) {
      expected.emplace_back(i, -1);
    }
  }

  const bool by_filter = how == join::semi || how == join::anti;
  std::vector<field> payload;
  if (!by_filter) payload = {row_number, build_fields[width]};
  join_table t(here, how, keys, payload);
  const block mine_build = replicated ? block{0, build_rows} : mine(build_rows, 3);
  build.feed(mine_build.begin, mine_build.end(), false,
             [&](std::span<const column_view> columns, rows at, std::int64_t from) {
               std::vector<column_view> all;
               append(all, columns.first(width));
               const auto n = numbers_of(at, from);
               if (!by_filter) all.push_back({n.data()}), all.push_back(columns[width]);
               t.add(all, at);
             });
  const block mine_probe = mine(probe_rows, 2);
  if (replicated)
    t.finish_local();
  else if (in_order)
    t.finish_in_order(mine_probe.count);
  else
    t.finish(guess < 0 ? mine_probe.count : guess);
  CHECK(t.rows_total() == build_rows);
  const bool turned = how == join::inner && !in_order && !replicated && std::string_view(way) == "turned";
  if (turned) CHECK(t.spread());
  const bool forced = spreads(way) || std::string_view(way) == "broadcast";
  if (forced) CHECK(t.spread() == (size() > 1 && !replicated && spreads(way)));

  // the probe side's stream: batches first, as a scan would give them
  std::vector<field> moving = probe_fields;
  moving.push_back(row_number);
  pushed_route r(here, t, std::span<const field>(moving));
  std::vector<pair_of_rows> found;
  std::string wrong;
  std::int64_t last_left = -1;
  const auto work = [&] {
    batch moved;
    rows arrived;
    while (r.next(moved, arrived)) {
      const std::span<const column_view> key_columns(moved.columns.data(), width);
      const column<std::int64_t> number(moved.columns[width]);
      if (by_filter) {
        selection s;
        for (std::uint32_t k = 0; k < arrived.count; ++k) s.add_if(arrived[k], true);
        if (how == join::anti)
          t.drop_matching(key_columns, s);
        else
          t.keep_matching(key_columns, s);
        for (const std::uint16_t i : s) found.emplace_back(number[i], -1);
        continue;
      }
      if (how == join::left || how == join::outer)
        t.probe_left(key_columns, arrived);
      else
        t.probe(key_columns, arrived);
      matches pairs;
      std::int64_t before = -1, before_right = -1;
      while (t.next(pairs)) {
        if (pairs.count == 0 || pairs.count > batch_capacity) wrong = "a bad number of pairs";
        const column<std::int64_t> build_number(t.column(0));
        const column_view words = t.column(1);
        // copied to follow each other, they are the same values
        const std::vector<double> made(pairs.count, 0.5);
        const auto taken = pairs.take({{moved, 0}, {t, 1}, column_view{made.data()}, {t, 0}, {moved, width - 1}});
        REQUIRE(pairs.all().count == pairs.count);
        const selection kept = pairs.known({{moved, 0}, {t, 1}, column_view{made.data()}, {moved, width - 1}});
        selection later(pairs.all());
        pairs.keep_known({{t, 1}}, later);
        pairs.keep_known({{moved, width - 1}, {moved, 0}}, later);
        std::uint32_t n = 0, number_of_pair = 0;
        for (const auto [i, j] : pairs) {
          const bool stays = moved[0].known(i) && words.known(j) && moved[width - 1].known(i);
          if (i != pairs.left[number_of_pair] || j != pairs[number_of_pair].right) wrong = "another pair";
          if (stays && (n == kept.size() || kept[n] != number_of_pair || later[n] != number_of_pair))
            wrong = "pairs whose columns are known";
          n += stays;
          ++number_of_pair;
        }
        if (n != kept.size() || n != later.size() || number_of_pair != pairs.count) wrong = "a number of pairs";
        for (std::uint32_t k = 0; k < pairs.count; ++k) {
          const auto same = [&](const column_view& v, const field& f, const column_view& of, std::uint32_t i) {
            if (!(read_cell(v, f, k) == read_cell(of, f, i))) wrong = "another value where columns are taken";
          };
          same(taken[0], probe_fields[0], moved.columns[0], pairs.left[k]);
          same(taken[1], build_fields[width], words, pairs.right[k]);
          same(taken[3], row_number, t.column(0), pairs.right[k]);
          same(taken[4], probe_fields[width - 1], moved.columns[width - 1], pairs.left[k]);
          if (taken[2].values != made.data()) wrong = "a made column is not as it was";
        }
        for (std::uint32_t k = 0; k < pairs.count; ++k) {
          const std::int64_t left = number[pairs.left[k]];
          const std::uint32_t at = pairs.right[k];
          const bool none = (how == join::left || how == join::outer) && at == t.missing_row();
          if (none != !build_number.known(at)) wrong = "the missing row";
          const std::int64_t right = none ? -1 : build_number[at];
          found.emplace_back(left, right);
          if (none) {
            if (words.known(at)) wrong = "the missing row's text";
          } else if (!(read_cell(words, build_fields[width], at) ==
                       build.rows[static_cast<std::size_t>(right)][width])) {
            wrong = "a wrong payload";
          }
          if (left == before && right <= before_right) wrong = "build rows out of order";
          if ((!t.spread() || in_order) && left < last_left) wrong = "probe rows out of order";
          before = last_left = left, before_right = right;
        }
      }
    }
  };
  probe.feed(mine_probe.begin, mine_probe.end(), false,
             [&](std::span<const column_view> columns, rows at, std::int64_t from) {
               std::vector<column_view> all;
               append(all, columns);
               const auto n = numbers_of(at, from);
               all.push_back({n.data()});
               r.send(all, at);
               work();
               REQUIRE(r.open());
             });
  do {
    r.close();
    work();
  } while (r.open());
  CHECK(wrong == "");

  if (how == join::right || how == join::outer) {
    // the build rows without a match, after all pairs
    std::set<row> probed(probe.rows.begin(), probe.rows.end());
    std::vector<std::int64_t> numbers, rest;
    for (const auto& [key, all] : by_key)
      if (!probed.contains(key)) numbers.insert(numbers.end(), all.begin(), all.end());
    std::sort(numbers.begin(), numbers.end());
    unmatched_scan scan(t, {0, field{"missing", bodo::string, coded}, 1});
    for (batch& b : scan) {
      const column<std::int64_t> number(b.columns[0]);
      const coded_column missing(b.columns[1]);
      for (std::uint32_t i = 0; i < b.size; ++i) {
        rest.push_back(number[i]);
        if (missing.known(i)) wrong = "a value of the other side";
        if (!(read_cell(b.columns[2], build_fields[width], i) ==
              build.rows[static_cast<std::size_t>(number[i])][width]))
          wrong = "a wrong payload without a match";
      }
    }
    CHECK(wrong == "");
    const gathered all = allgather({reinterpret_cast<const char*>(rest.data()), rest.size() * sizeof(std::int64_t)});
    std::vector<std::int64_t> together(all.bytes.size() / sizeof(std::int64_t));
    if (!together.empty()) std::memcpy(together.data(), all.bytes.data(), all.bytes.size());
    if (t.spread() && !in_order) std::sort(together.begin(), together.end());
    CHECK(together == numbers);
  }

  std::string bytes(reinterpret_cast<const char*>(found.data()), found.size() * sizeof(pair_of_rows));
  const gathered all = allgather(bytes);
  std::vector<pair_of_rows> pairs(all.bytes.size() / sizeof(pair_of_rows));
  if (!pairs.empty()) std::memcpy(static_cast<void*>(pairs.data()), all.bytes.data(), all.bytes.size());
  // in order: one rank's pairs after the other's are those of one rank
  if (!in_order) std::sort(pairs.begin(), pairs.end());
  CHECK(pairs.size() == expected.size());
  CHECK(pairs == expected);
}

// Each build row is once among those with a match and those without, which keep their order unless they are spread.
void check_marked(const std::vector<field>& keys, std::int64_t build_rows, std::int64_t probe_rows, domain d,
                  const char* way, std::int64_t guess = -1) {
  choose(way);
  std::vector<field> probe_fields = keys;
  for (field& f : probe_fields) {
    if (f.type.id == bodo::kind::string) f.coded = !f.coded;
    f.nullable = true;
  }
  const frame build(keys, build_rows, d, static_cast<std::uint64_t>(build_rows) + 3);
  const frame probe(probe_fields, probe_rows, d, static_cast<std::uint64_t>(probe_rows) + 4);
  const std::set<row> probed(probe.rows.begin(), probe.rows.end());
  std::vector<std::int64_t> expected[2];
  for (std::int64_t i = 0; i < build_rows; ++i)
    expected[probed.contains(build.rows[static_cast<std::size_t>(i)])].push_back(i);

  join_table t(here, join::marked, keys, std::vector{row_number});
  const block mine_build = mine(build_rows, 3), mine_probe = mine(probe_rows, 2);
  build.feed(mine_build.begin, mine_build.end(), false,
             [&](std::span<const column_view> columns, rows at, std::int64_t from) {
               std::vector<column_view> all;
               append(all, columns);
               const auto n = numbers_of(at, from);
               all.push_back({n.data()});
               t.add(all, at);
             });
  t.finish(guess < 0 ? mine_probe.count : guess);
  if (std::string_view(way) == "turned") CHECK(t.spread());
  pushed_route r(here, t, std::span<const field>(probe_fields));
  const auto work = [&] {
    batch moved;
    rows arrived;
    while (r.next(moved, arrived)) t.mark(moved.columns, arrived);
  };
  probe.feed(mine_probe.begin, mine_probe.end(), false,
             [&](std::span<const column_view> columns, rows at, std::int64_t) {
               r.send(columns, at);
               work();
               REQUIRE(r.open());
             });
  do {
    r.close();
    work();
  } while (r.open());

  const auto check = [&](unmatched_scan& scan, const std::vector<std::int64_t>& numbers) {
    std::vector<std::int64_t> found;
    for (batch& b : scan) {
      const column<std::int64_t> number(b.columns[0]);
      for (std::uint32_t i = 0; i < b.size; ++i) found.push_back(number[i]);
    }
    const gathered all = allgather({reinterpret_cast<const char*>(found.data()), found.size() * sizeof(std::int64_t)});
    std::vector<std::int64_t> together(all.bytes.size() / sizeof(std::int64_t));
    if (!together.empty()) std::memcpy(together.data(), all.bytes.data(), all.bytes.size());
    if (spreads(way) || std::string_view(way) == "measured") std::ranges::sort(together);
    CHECK(together == numbers);
  };
  matched_scan with(t, {0});
  check(with, expected[1]);
  unmatched_scan without(t, {0});
  check(without, expected[0]);
}

const domain domains[] = {domain::few, domain::many, domain::growing, domain::extreme};
const join hows[] = {join::inner, join::left, join::right, join::outer, join::semi, join::anti};

}  // namespace

TEST_CASE("joins on one key of each type") {
  const std::vector<field> types = all_types();
  for (const field& f : types)
    for (const domain d : domains)
      for (const join how : hows) {
        // each way with half of the domains of each type
        if ((&f - types.data() + static_cast<int>(d) + static_cast<int>(how) / 2) % 2 != 0) continue;
        INFO(f.name << ", domain " << static_cast<int>(d) << ", how " << static_cast<int>(how));
        const bool spread = (static_cast<int>(d) + static_cast<int>(how)) % 2 == 0;
        check_join({f}, d == domain::few ? 60 : 400, d == domain::few ? 150 : 700, d, how,
                   !spread                        ? "broadcast"
                   : static_cast<int>(d) % 2 == 0 ? "spread"
                                                  : "filtered");
        if (how == join::inner) check_join({f}, 400, 300, d, how, "turned");
      }
}

TEST_CASE("joins on several keys") {
  const std::vector<field> t = all_types();
  for (const domain d : domains)
    for (const join how : hows)
      for (const char* way : {"spread", "filtered", "broadcast", "turned"}) {
        INFO("domain " << static_cast<int>(d) << ", how " << static_cast<int>(how) << ", " << way);
        check_join({t[3], t[13]}, 300, 500, d, how, way);
        check_join({t[12], t[19], t[11]}, 300, 500, d, how, way);
        check_join(t, 100, 200, d, how, way);
      }
}

TEST_CASE("probing rows mark the build rows with a match") {
  const std::vector<field> t = all_types();
  const field id{"id", bodo::int32, nullable};
  for (const char* way : {"spread", "filtered", "broadcast", "turned"}) {
    INFO(way);
    for (const domain d : domains) {
      check_marked({t[3], t[13]}, 300, 500, d, way);
      check_marked({t[12], t[19], t[11]}, 300, 20, d, way);
    }
    check_marked({{"id", bodo::int32}}, 20000, 3000, domain::growing, way);
    check_marked({id}, 0, 100, domain::many, way);
    check_marked({id}, 100, 0, domain::many, way);
    check_marked({id}, 1, 10, domain::few, way);
    check_marked({{"b", bodo::boolean, nullable}}, 9000, 7, domain::few, way);
  }
  for (const std::int64_t guess : {10, 100'000})
    for (const std::int64_t probe_rows : {0, 300, 9000})
      check_marked({id}, 12000, probe_rows, domain::growing, "measured", guess);
}

TEST_CASE("joins that keep the order of the probe side") {
  const std::vector<field> t = all_types();
  const field id{"id", bodo::int32, nullable};
  for (const join how : hows)
    for (const char* way : {"spread", "filtered", "broadcast"}) {
      INFO("how " << static_cast<int>(how) << ", " << way);
      for (const domain d : domains) {
        check_join({t[3], t[13]}, 300, 500, d, how, way, false, true);
        check_join({t[12], t[19], t[11]}, 300, 500, d, how, way, false, true);
      }
      check_join(t, 100, 200, domain::few, how, way, false, true);
      check_join({id}, 6000, 1000, domain::growing, how, way, false, true);
      check_join({id}, 0, 100, domain::many, how, way, false, true);
      check_join({id}, 100, 0, domain::many, how, way, false, true);
      check_join({id}, 1, 10, domain::few, how, way, false, true);
      check_join({{"b", bodo::boolean, nullable}}, 9000, 7, domain::few, how, way, false, true);
    }
  // many rounds
  check_join({{"id", bodo::int32}}, 5000, 400000, domain::growing, join::left, "spread", false, true);
}

// A route that asks for rows: each of a rank's batches is added or left out, and all that is added arrives.
TEST_CASE("a route takes its rows from a function") {
  for (const char* way : {"spread", "filtered", "broadcast", "turned"})
    for (const bool in_order : {false, true})
      for (const std::int64_t n : {0, 1, 5000, 300000}) {
        INFO(way << ", " << (in_order ? "in order, " : "") << n << " rows");
        choose(way);
        join_table t(here, join::inner, {{"key", bodo::int64}}, {{"payload", bodo::int64}});
        std::vector<std::int64_t> key(batch_capacity), number(batch_capacity);
        if (rank() == size() - 1) {
          for (std::int64_t i = 0; i < 1000; ++i) key[i] = 2 * i, number[i] = 7 * i;
          t.add({{key.data()}, {number.data()}}, rows{nullptr, 1000});
        }
        in_order ? t.finish_in_order(1000) : t.finish(1000);

        const block mine_rows = mine(n, 2);
        std::int64_t next = mine_rows.begin;
        int ended = 0;
        route r(here, t, {{"key", bodo::int64}, {"number", bodo::int64}});
        const auto send = [&](outgoing& to) {
          if (next == mine_rows.end()) {
            ++ended;
            return false;
          }
          const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(777, mine_rows.end() - next));
          for (std::uint32_t i = 0; i < count; ++i) key[i] = (next + i) % 3000, number[i] = next + i;
          next += count;
          if (next % 2 == 0 || next == mine_rows.end())  // some batches are filtered away
            to.add({{key.data()}, {number.data()}}, rows{nullptr, count});
          return true;
        };
        std::int64_t expected = 0, partners = 0, arrived = 0;
        for (std::int64_t at = mine_rows.begin; at < mine_rows.end();) {
          const std::int64_t end = std::min<std::int64_t>(at + 777, mine_rows.end());
          for (std::int64_t i = at; i < end; ++i)
            if ((end % 2 == 0 || end == mine_rows.end()) && i % 3000 % 2 == 0 && i % 3000 < 2000)
              expected += i + 1, ++partners;
          at = end;
        }
        std::int64_t found = 0, wrong = 0;
        received_batch received;
        while (r.next(send, received)) {
          arrived += received.rows.count;
          for (const matches& pairs : t.probe({received[0]}, received.rows))
            for (std::uint32_t k = 0; k < pairs.count; ++k) {
              const std::uint32_t i = pairs.left[k];
              const std::int64_t row = received.at<std::int64_t>(1)[i];
              wrong += column<std::int64_t>(t.column(0))[pairs.right[k]] != 7 * (row % 3000) / 2;
              found += row + 1;
            }
        }
        CHECK(wrong == 0);
        CHECK(ended == 1);
        CHECK(total(found) == total(expected));
        // of three rows one has a partner
        if (std::string_view(way) == "filtered" && size() > 1) CHECK(total(arrived) < total(partners) / 10 * 11 + 100);
        CHECK_FALSE(r.next(send, received));
      }
}

TEST_CASE("joins with unique keys, without rows, with replicated build sides") {
  const field id{"id", bodo::int32, nullable};
  for (const join how : hows)
    for (const char* way : {"spread", "broadcast", "turned"}) {
      check_join({{"id", bodo::int32}}, 20000, 3000, domain::growing, how, way);
      check_join({id}, 0, 100, domain::many, how, way);
      check_join({id}, 100, 0, domain::many, how, way);
      check_join({id}, 0, 0, domain::many, how, way);
      check_join({id}, 1, 10, domain::few, how, way);
      check_join({id}, 300, 400, domain::many, how, way, true);
    }
}

TEST_CASE("a large build side is looked up among few other rows, unless these are many after all") {
  const field id{"id", bodo::int32, nullable};
  for (const std::int64_t guess : {10, 100'000})
    for (const std::int64_t probe_rows : {0, 300, 9000})
      check_join({id}, 12000, probe_rows, domain::growing, join::inner, "measured", false, false, guess);
}

TEST_CASE("a key with more matches than a batch holds") {
  for (const join how : hows)
    for (const char* way : {"spread", "broadcast", "turned"})
      check_join({{"b", bodo::boolean, nullable}}, 9000, 7, domain::few, how, way);
}

// Dense keys of a range that is too large for a direct table: repeated ones, and with missing values among them.
TEST_CASE("joins on dense integers") {
  const std::int32_t n = 30000;
  for (const bool repeated : {false, true})
    for (const bool missing : {false, true}) {
      INFO(repeated << missing);
      std::vector<std::int32_t> key(batch_capacity);
      std::vector<std::uint64_t> valid(batch_capacity / 64);
      std::vector<std::int64_t> payload(batch_capacity);
      // build row r has key 20 * (r / 2 or r), but every thousandth has none
      const auto build_key = [&](std::int64_t r) { return static_cast<std::int32_t>(20 * (repeated ? r / 2 : r)); };
      const auto has_key = [&](std::int64_t r) { return !missing || r % 1000 != 0; };
      const auto fill = [&](std::int64_t first, std::uint32_t count, auto key_of, auto known) {
        for (std::uint32_t i = 0; i < count; ++i) {
          key[i] = key_of(first + i);
          payload[i] = first + i;
          const std::uint64_t bit = std::uint64_t{1} << (i % 64);
          valid[i / 64] = known(first + i) ? valid[i / 64] | bit : valid[i / 64] & ~bit;
        }
      };
      const auto key_view = [&] { return column_view{key.data(), missing ? valid.data() : nullptr}; };
      setenv("BODO_JOIN", "broadcast", 1);
      join_table t(here, join::inner, {{"key", bodo::int32, flags_of(missing)}}, {row_number});
      const block mine_build = mine(n, 3);
      for (std::int64_t r = mine_build.begin; r < mine_build.end(); r += batch_capacity) {
        const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, mine_build.end() - r));
        fill(r, count, build_key, has_key);
        t.add({key_view(), {payload.data()}}, rows{nullptr, count});
      }
      t.finish(1000);

      // the probe's keys: 0, 4, 8, ...; one in five is there
      std::int64_t found = 0, expected = 0, wrong = 0, kept = 0;
      std::vector<std::int64_t> partners(20 * n + 1, 0);
      for (std::int64_t r = 0; r < n; ++r) partners[static_cast<std::size_t>(has_key(r) ? build_key(r) : 20 * n)]++;
      for (std::int64_t p = 0; p < 5 * n; p += batch_capacity) {
        const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, 5 * n - p));
        const auto known = [&](std::int64_t r) { return !missing || r % 7000 != 3; };
        fill(p, count, [](std::int64_t r) { return static_cast<std::int32_t>(4 * r); }, known);
        selection s;
        for (std::uint32_t i = 0; i < count; ++i) {
          s.add_if(i, true);
          expected += partners[static_cast<std::size_t>(known(p + i) ? key[i] : 20 * n)];
        }
        t.prefilter({key_view()}, s);
        kept += s.size();
        t.probe({key_view()}, s);
        matches pairs;
        while (t.next(pairs)) {
          const column<std::int64_t> build_row(t.column(0));
          for (std::uint32_t k = 0; k < pairs.count; ++k) {
            const std::int64_t r = build_row[pairs.right[k]];
            const std::uint32_t i = pairs.left[k];
            wrong += known(p + i) ? !has_key(r) || build_key(r) != key[i] : has_key(r);
          }
          found += pairs.count;
        }
      }
      CHECK(wrong == 0);
      CHECK(found == expected);
      CHECK(kept <= found);
    }
}

TEST_CASE("a prefilter that drops nearly nothing stops looking") {
  setenv("BODO_JOIN", "broadcast", 1);
  join_table t(here, join::inner, {{"key", bodo::int64}}, {});
  std::vector<std::int64_t> key(batch_capacity);
  for (std::uint32_t i = 0; i < batch_capacity; ++i) key[i] = i;
  if (rank() == 0) t.add({{key.data()}}, rows{nullptr, batch_capacity});
  t.finish(1000);
  const auto dropped = [&] {
    selection s;
    for (std::uint32_t i = 0; i < batch_capacity; ++i) s.add_if(i, true);
    t.prefilter({{key.data()}}, s);
    return batch_capacity - s.size();
  };
  key[5] = -1;
  CHECK(dropped() == 1);
  for (int i = 0; i < 100; ++i) dropped();
  CHECK(dropped() == 0);
}

}  // namespace test_join
