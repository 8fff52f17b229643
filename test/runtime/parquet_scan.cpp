// ranks: 1 2 3 4 7
#include "bodo/rt/parquet_scan.h"

#include <catch2/catch.hpp>
#include <map>
#include <utility>

#include "bodo/rt/error.h"
#include "bodo/rt/join.h"
#include "bodo/rt/key_filter.h"
#include "bodo/rt/table.h"
#include "runtime/parquet_samples.h"

namespace test_parquet_scan {

using namespace samples;

namespace {

// Rows that a filter keeps: of every `step` rows the first, or none at all in every other batch.
void choose(const batch& b, int step, selection& kept) {
  kept.clear();
  for (std::uint32_t i = 0; i < b.size; ++i) {
    const std::int64_t row = b.first_row + i;
    if (step == 0) continue;
    kept.add_if(i, row % step == 0 && (step != 5 || row / 1000 % 2 == 0));
  }
}

// Strings of the same row of a source are equal; a missing value shares its row with no string.
class source_notes {
 public:
  bool agrees(const column_view& v, std::uint32_t i, const std::string& found) {
    if (v.source_rows == nullptr) return true;
    return seen_.try_emplace({v.source, v.source_rows[i]}, found).first->second == found;
  }
  std::size_t words() const { return seen_.size(); }

 private:
  std::map<std::pair<std::uint64_t, std::uint32_t>, std::string> seen_;
};

// Reads the file with the first columns at once and the others at the chosen positions, and compares each cell. Returns
// how many words of dictionaries this rank has seen.
std::size_t check_scan(const std::string& path, const std::vector<cells>& expected, bool coded, std::size_t now,
                       int step) {
  const file_schema schema = bodo::rt::parquet_schema(path);
  const std::vector<field> fields = fields_of(schema, coded);
  REQUIRE(fields.size() == expected.size());
  const parquet_files files(here, path, fields);
  const auto total_rows = static_cast<std::int64_t>(expected[0].size());
  CHECK(files.rows() == total_rows);
  std::vector<std::uint32_t> first, later;
  for (std::uint32_t c = 0; c < fields.size(); ++c) (c < now ? first : later).push_back(c);
  parquet_scan scan(files, first, later);
  batch b;
  selection kept;
  std::int64_t rows_seen = 0, next_row = block_of(total_rows).begin;
  std::string wrong;
  source_notes sources;
  while (scan.next(b)) {
    REQUIRE(b.size > 0);
    REQUIRE(b.size <= batch_size());
    REQUIRE(b.first_row == next_row);
    next_row += b.size;
    rows_seen += b.size;
    if (step == 1)
      scan.decode(b, b);
    else
      choose(b, step, kept), scan.decode(b, kept);
    for (std::size_t c = 0; c < fields.size(); ++c) {
      if (c >= now && step != 1 && kept.empty()) {
        CHECK(b.columns[c].values == nullptr);
        continue;
      }
      const rows at = c < now || step == 1 ? rows(b) : rows(kept);
      bool missing = false;
      for (std::uint32_t k = 0; k < at.count; ++k) {
        const std::uint32_t i = at[k];
        const std::string found = cell(b.columns[c], fields[c].storage(), i);
        missing = missing || found == "missing";
        const std::string& right = expected[c][static_cast<std::size_t>(b.first_row + i)];
        if (found != right && wrong.empty())
          wrong =
              std::string(fields[c].name) + " row " + std::to_string(b.first_row + i) + ": " + found + ", not " + right;
        if (!sources.agrees(b.columns[c], i, found)) wrong = "another string in the same row of a dictionary";
        // a missing slot holds zero, or code 0; numbers stay within the bound
        if (found == "missing" && fields[c].storage() == storage::i64 && column<std::int64_t>(b.columns[c])[i] != 0)
          wrong = "a missing slot is not zero";
        if (fields[c].storage() == storage::i64 &&
            !(std::abs(static_cast<double>(column<std::int64_t>(b.columns[c])[i])) <= b.columns[c].bound))
          wrong = "a value is beyond the bound";
      }
      if (at.at == nullptr && !missing && b.columns[c].valid != nullptr) wrong = "a bitmap without missing rows";
    }
  }
  CHECK(wrong == "");
  CHECK(total(rows_seen) == total_rows);
  CHECK_FALSE(scan.next(b));
  return sources.words();
}

// Reads single rows by their numbers, and compares each cell.
void check_rows(const std::string& path, const std::vector<cells>& expected, bool coded, std::int64_t step) {
  const file_schema schema = bodo::rt::parquet_schema(path);
  const std::vector<field> fields = fields_of(schema, coded);
  const parquet_files files(here, path, fields);
  std::vector<std::int64_t> numbers;
  const auto rows = static_cast<std::int64_t>(expected[0].size());
  for (std::int64_t row = rank() * 3; row < rows; row += step + row % 7) numbers.push_back(row);
  const table got = parquet_rows(files, {2, 0, 5}).at(numbers);
  REQUIRE(got.rows() == std::ssize(numbers));
  std::string wrong;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    for (const auto& [c, of] : {std::pair{0, 2}, {1, 0}, {2, 5}}) {
      const field& f = got.field_at(static_cast<std::size_t>(c));
      const std::string found = cell(got.column(static_cast<std::size_t>(c)), f.storage(), i);
      const std::string& right = expected[static_cast<std::size_t>(of)][static_cast<std::size_t>(numbers[i])];
      if (found != right) wrong = std::string(f.name) + ": " + found + ", not " + right;
    }
  CHECK(wrong == "");
}

void check_all_ways(const std::string& path, const arrow::Table& table) {
  const auto expected = cells_of(table);
  const std::size_t columns = expected.size();
  INFO(path);
  check_scan(path, expected, false, columns, 1);
  check_scan(path, expected, true, columns, 1);
  check_scan(path, expected, true, 1, 1);
  check_scan(path, expected, false, 1, 2);
  check_scan(path, expected, true, 1, 5);
  check_scan(path, expected, false, 1, 97);
  check_scan(path, expected, false, 1, 3001);
  check_scan(path, expected, true, 0, 0);
  for (const std::int64_t step : {1, 90, 5000}) check_rows(path, expected, step != 90, step);
}

}  // namespace

TEST_CASE("all types, with and without missing values, in both versions of pages") {
  const scratch folder;
  unsigned seed = 1;
  for (const std::int64_t rows : {0, 1, 5, 3000, 9000})
    for (const int missing : {-1, 0, 30, 100})
      for (const bool v2 : {false, true}) {
        const shape s{rows, std::max(missing, 0), missing < 0, 20};
        const auto table = make_table(s, seed++);
        const std::string path = folder / ("a" + std::to_string(seed) + ".parquet");
        on_root([&] {
          parquet::WriterProperties::Builder p;
          p.data_page_version(v2 ? parquet::ParquetDataPageVersion::V2 : parquet::ParquetDataPageVersion::V1);
          p.compression(parquet::Compression::SNAPPY)->data_pagesize(8000)->write_batch_size(700);
          write_file(path, *table, p, 4000);
        });
        check_all_ways(path, *table);
      }
}

TEST_CASE("all codecs, row groups of a few rows") {
  const scratch folder;
  const auto table = make_table({1000, 10, false, 50}, 99, arrow::TimeUnit::NANO);
  for (const auto codec : {parquet::Compression::UNCOMPRESSED, parquet::Compression::GZIP, parquet::Compression::BROTLI,
                           parquet::Compression::LZ4, parquet::Compression::LZ4_HADOOP, parquet::Compression::ZSTD}) {
    const std::string path = folder / ("c" + std::to_string(codec) + ".parquet");
    on_root([&] {
      parquet::WriterProperties::Builder p;
      p.compression(codec)->data_pagesize(500)->write_batch_size(64);
      write_file(path, *table, p, 13);
    });
    check_all_ways(path, *table);
  }
}

TEST_CASE("dictionaries that overflow into plain pages, and no dictionaries") {
  const scratch folder;
  for (const int words : {3, 300, 30000}) {
    const auto table = make_table({9000, 20, false, words}, static_cast<unsigned>(words), arrow::TimeUnit::MILLI);
    for (const bool dictionary : {true, false}) {
      const std::string path = folder / ("d" + std::to_string(words) + (dictionary ? "y" : "n") + ".parquet");
      on_root([&] {
        parquet::WriterProperties::Builder p;
        p.compression(parquet::Compression::SNAPPY)->data_pagesize(4000)->write_batch_size(500);
        if (dictionary)
          p.dictionary_pagesize_limit(2000);
        else
          p.disable_dictionary();
        write_file(path, *table, p, 4000);
      });
      check_all_ways(path, *table);
      const auto seen = static_cast<std::int64_t>(check_scan(path, cells_of(*table), false, 1, 2));
      if (!dictionary || words == 3) CHECK((total(seen) > 0) == dictionary);
    }
  }
}

TEST_CASE("encodings that libparquet decodes, decimals as integers, times of 96 bits") {
  const scratch folder;
  const auto table = make_table({5000, 15, false, 500}, 5, arrow::TimeUnit::NANO);
  const std::string path = folder / "e.parquet";
  on_root([&] {
    parquet::WriterProperties::Builder p;
    p.compression(parquet::Compression::ZSTD)->data_pagesize(3000)->write_batch_size(500)->disable_dictionary();
    p.enable_store_decimal_as_integer();
    for (const char* c : {"i8", "i16", "i32", "i64", "u32", "day", "span", "many", "d9", "d18"})
      p.encoding(c, parquet::Encoding::DELTA_BINARY_PACKED);
    for (const char* c : {"f32", "f64", "d38", "u64"}) p.encoding(c, parquet::Encoding::BYTE_STREAM_SPLIT);
    p.encoding("text", parquet::Encoding::DELTA_BYTE_ARRAY);
    p.encoding("names", parquet::Encoding::DELTA_LENGTH_BYTE_ARRAY);
    p.encoding("flag", parquet::Encoding::RLE);
    write_file(path, *table, p, 2000, true);
  });
  check_all_ways(path, *table);
}

TEST_CASE("a folder of files, in the order of their names, with columns in folders' names") {
  const scratch folder;
  const auto table = make_table({900, 10, false, 20}, 77);
  on_root([&] {
    std::filesystem::create_directories(folder / "data/k=10/w=a%2Fb");
    std::filesystem::create_directories(folder / "data/k=9/w=__HIVE_DEFAULT_PARTITION__");
    parquet::WriterProperties::Builder p;
    write_file(folder / "data/k=10/w=a%2Fb/x.parquet", *table->Slice(0, 500), p, 100);
    write_file(folder / "data/k=9/w=__HIVE_DEFAULT_PARTITION__/x.parquet", *table->Slice(500), p, 100);
    std::ofstream(folder / "data/_SUCCESS") << "no Parquet";
    std::ofstream(folder / "data/.hidden") << "no Parquet";
  });
  auto expected = cells_of(*table);
  expected.push_back(cells(500, "10"));
  expected.back().resize(900, "9");
  expected.push_back(cells(500, "'a/b'"));
  expected.back().resize(900, "missing");
  for (const char* path : {"data", "data/*", "data/k=*/*/*.parquet"}) {
    check_scan(folder / path, expected, true, 5, 1);
    check_scan(folder / path, expected, false, 0, 97);
  }
}

TEST_CASE("columns from the column cache are those of the file") {
  const scratch folder;
  struct sample {
    std::string path;
    std::shared_ptr<arrow::Table> table;
  };
  std::vector<sample> all;
  for (const int missing : {-1, 30, 100}) {
    const shape s{missing == 30 ? 5000 : 1000, std::max(missing, 0), missing < 0, 20};
    all.push_back({folder / (std::to_string(missing) + ".parquet"), make_table(s, static_cast<unsigned>(7 + missing))});
  }
  all.push_back({folder / "words.parquet", make_table({4000, 5, false, 30000}, 3)});
  on_root([&] {
    for (const sample& one : all) {
      parquet::WriterProperties::Builder p;
      p.compression(parquet::Compression::SNAPPY)->data_pagesize(8000)->write_batch_size(700);
      write_file(one.path, *one.table, p, 4000);
    }
  });
  usleep(2'100'000);  // files that have just been written are not kept
  any_rank(false);
  setenv("BODO_COLUMN_CACHE", (folder / "cache").c_str(), 1);
  for (int round = 0; round < 2; ++round)
    for (const sample& one : all) check_all_ways(one.path, *one.table);
  for (const sample& one : all) {
    const file_schema schema = bodo::rt::parquet_schema(one.path);
    for (const bool coded : {false, true}) {
      const parquet_files files(here, one.path, fields_of(schema, coded));
      parquet_scan scan(files);
      for (batch b; scan.next(b);) continue;
      CHECK(scan.counted().bytes_read == 0);
    }
  }
  unsetenv("BODO_COLUMN_CACHE");
}

TEST_CASE("conditions leave out row groups, and nothing else") {
  const scratch folder;
  const std::string path = folder / "sorted.parquet";
  on_root([&] {
    arrow::Int64Builder i;
    arrow::StringBuilder s;
    arrow::DoubleBuilder d;
    arrow::Decimal128Builder m(arrow::decimal128(15, 2));
    for (int k = 0; k < 10000; ++k) {
      must(i.Append(k));
      must(s.Append("s" + std::to_string(10000 + k)));
      must(d.Append(k / 10.0));
      must(m.Append(arrow::Decimal128(k)));
    }
    const auto schema =
        arrow::schema({arrow::field("i", arrow::int64()), arrow::field("s", arrow::utf8()),
                       arrow::field("d", arrow::float64()), arrow::field("m", arrow::decimal128(15, 2))});
    write_file(path,
               *arrow::Table::Make(
                   schema, {value_of(i.Finish()), value_of(s.Finish()), value_of(d.Finish()), value_of(m.Finish())}),
               {}, 1000);
  });
  const std::vector<field> fields = {{"i", bodo::int64, nullable},
                                     {"s", bodo::string, nullable},
                                     {"d", bodo::float64, nullable},
                                     {"m", bodo::decimal(15, 2), nullable}};
  const parquet_files files(here, path, fields);
  REQUIRE(files.range(0));
  CHECK(*files.range(0) == std::pair<std::int64_t, std::int64_t>{0, 9999});
  CHECK(*files.range(3) == std::pair<std::int64_t, std::int64_t>{0, 9999});
  CHECK_FALSE(files.range(1));
  const auto rows_left = [&](auto condition) {
    parquet_scan scan(files, {0}, {1, 2, 3});
    condition(scan);
    std::int64_t rows = 0, last = -1;
    for (batch b; scan.next(b); rows += b.size) {
      CHECK(b.first_row > last);
      last = b.first_row;
      CHECK(b.at<std::int64_t>(0)[0] == b.first_row);
    }
    CHECK(std::abs(rows - scan.rows() / size()) <= 1);
    CHECK(total(rows) == scan.rows());
    return total(rows);
  };
  CHECK(rows_left([](auto&) {}) == 10000);
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::lt, 1000); }) == 1000);
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::le, 1000); }) == 2000);
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::gt, 9999); }) == 0);
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::ge, 2000), s.skip_unless(2, comparison::lt, 300.0); }) ==
        1000);
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::eq, 5), s.skip_unless(0, comparison::eq, 5005); }) ==
        2000);
  CHECK(rows_left([](auto& s) { s.skip_unless(1, comparison::eq, "s12345"); }) == 1000);
  CHECK(rows_left([](auto& s) { s.skip_unless(3, comparison::gt, std::int64_t{8500}); }) == 2000);
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::lt, 999.5); }) == 1000);

  // the keys of joins: of this rank's rows, those of all ranks count; each with the field's own width
  const site here("parquet_scan.cpp", 1, "merge");
  const auto with_keys = [&](std::vector<std::optional<std::int32_t>> keys, bool filter) {
    std::vector<std::int32_t> values;
    std::vector<std::uint64_t> valid((keys.size() + 63) / 64 + 1);
    for (std::size_t k = 0; k < keys.size(); ++k) {
      values.push_back(keys[k].value_or(0));
      if (keys[k]) valid[k / 64] |= std::uint64_t{1} << (k % 64);
    }
    const std::vector<column_view> columns{{values.data(), valid.data()}};
    // one rank has them
    const rows mine{nullptr, rank() == size() - 1 ? static_cast<std::uint32_t>(keys.size()) : 0};
    const std::vector<field> fields{{"k", bodo::int32, nullable}};
    join_table build(here, join::inner, fields, {});
    key_filter few(here, {{"k", bodo::int32, nullable}}, 1, 100000);
    build.add(columns, mine);
    few.add(columns, mine);
    build.finish(1000);
    few.finish();
    return rows_left([&](auto& s) { filter ? s.skip_unless_in({0}, few) : s.skip_unless_in({0}, build); });
  };
  std::vector<std::optional<std::int32_t>> many;
  for (int k = 0; k < 4096; ++k) many.emplace_back((k % 2 == 0 ? 1000 : 7000) + k / 2);
  for (const bool filter : {true, false}) {
    CHECK(with_keys({}, filter) == 0);
    CHECK(with_keys({5}, filter) == 1000);
    CHECK(with_keys({9999, 999, 1000}, filter) == 3000);  // not those between them
    CHECK(with_keys({std::nullopt}, filter) == 0);        // no row of the file has a missing key
    CHECK(with_keys({-1, std::nullopt, 4500}, filter) == 1000);
    CHECK(with_keys(many, filter) == 9000);  // only the least and the greatest are known
  }
}

namespace {
// The first column is the key of a join whose build side has the keys 7, 777 and 12345, on one rank.
void skip_unless_joined(parquet_scan& scan) {
  const site here("parquet_scan.cpp", 1, "merge");
  const std::int64_t keys[] = {7, 777, 12345};
  const std::vector<column_view> columns{{keys, nullptr}};
  join_table build(here, join::inner, {{"k", bodo::int64, nullable}}, {});
  build.add(columns, {nullptr, rank() == size() - 1 ? 3U : 0U});
  build.finish(1000);
  scan.skip_unless_in({0}, build);
}
}  // namespace

TEST_CASE("conditions leave out pages by the index of a file that has one") {
  const scratch folder;
  const bool has_index = GENERATE(true, false);
  const std::string path = folder / "indexed.parquet";
  on_root([&] {
    arrow::Int64Builder i;
    arrow::StringBuilder s;
    arrow::DoubleBuilder d;
    arrow::Int32Builder n;
    for (int k = 0; k < 20000; ++k) {
      must(i.Append(k));
      must(s.Append("a long text that begins alike " + std::to_string(10000 + k % 10000)));
      must(d.Append(k == 3 ? std::numeric_limits<double>::quiet_NaN() : k / 10.0));
      must(k % 5000 < 1000 ? n.AppendNull() : n.Append(k % 7));
    }
    const auto schema = arrow::schema({arrow::field("i", arrow::int64()), arrow::field("s", arrow::utf8()),
                                       arrow::field("d", arrow::float64()), arrow::field("n", arrow::int32())});
    parquet::WriterProperties::Builder p;
    p.data_pagesize(100)->disable_dictionary()->write_batch_size(500);
    p.max_rows_per_page(500);
    has_index ? p.enable_write_page_index() : p.disable_write_page_index();
    write_file(path,
               *arrow::Table::Make(
                   schema, {value_of(i.Finish()), value_of(s.Finish()), value_of(d.Finish()), value_of(n.Finish())}),
               p, 10000);
  });
  const parquet_files files(here, path,
                            {{"i", bodo::int64, nullable},
                             {"s", bodo::string, nullable},
                             {"d", bodo::float64, nullable},
                             {"n", bodo::int32, nullable}});
  // Rows that the scan yields, and the sum of their first column.
  const auto rows_left = [&](auto condition) {
    parquet_scan scan(files, {0, 1}, {2, 3});
    condition(scan);
    std::int64_t rows = 0, end = 0;
    for (batch b; scan.next(b); rows += b.size) {
      CHECK(b.first_row >= end);
      end = b.first_row + b.size;
      scan.decode(b, b);
      bool right = true;
      for (std::uint32_t k = 0; k < b.size; ++k) {
        const std::int64_t row = b.first_row + k;
        right = right && b.at<std::int64_t>(0)[k] == row && b[3].known(k) == (row % 5000 >= 1000) &&
                std::string_view(b.at<text>(1)[k]) ==
                    "a long text that begins alike " + std::to_string(10000 + row % 10000) &&
                (row == 3 || b.at<double>(2)[k] == static_cast<double>(row) / 10.0);
      }
      CHECK(right);
    }
    return total(rows);
  };
  const auto left = [&](std::int64_t pages, std::int64_t groups) { return has_index ? pages * 500 : groups * 10000; };
  CHECK(rows_left([](auto&) {}) == 20000);
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::lt, 501); }) == left(2, 1));
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::ge, 9999); }) == left(21, 2));
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::gt, 19999); }) == 0);
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::ge, 2000), s.skip_unless(2, comparison::lt, 300.0); }) ==
        left(2, 1));
  CHECK(rows_left([](auto& s) { s.skip_unless(0, comparison::eq, 5), s.skip_unless(0, comparison::eq, 15005); }) ==
        left(2, 2));
  CHECK(rows_left([](auto& s) { s.skip_unless(1, comparison::eq, "a long text that begins alike 12345"); }) ==
        left(2, 2));
  CHECK(rows_left([](auto& s) { s.skip_unless(2, comparison::lt, 10.0); }) == left(1, 1));
  // pages with missing values alone
  CHECK(rows_left([](auto& s) { s.skip_unless(3, comparison::lt, 7); }) == left(32, 2));
  CHECK(rows_left([](auto& s) { s.skip_unless(3, comparison::lt, 7), s.skip_unless(0, comparison::lt, 1200); }) ==
        left(1, 1));
  CHECK(rows_left([](auto& s) { skip_unless_joined(s); }) == left(3, 2));
}

TEST_CASE("conditions leave out row groups by their Bloom filters") {
  const scratch folder;
  const std::string path = folder / "bloom.parquet";
  constexpr int groups = 4, in_group = 1000;
  // value v is in row group v % 4, so that no least and greatest value tells where it is
  on_root([&] {
    arrow::Int64Builder i;
    arrow::StringBuilder s;
    arrow::DoubleBuilder d;
    arrow::Int32Builder n;
    arrow::UInt32Builder u;
    arrow::TimestampBuilder t(arrow::timestamp(arrow::TimeUnit::MICRO), arrow::default_memory_pool());
    for (int g = 0; g < groups; ++g)
      for (int k = 0; k < in_group; ++k) {
        const int v = groups * k + g;
        must(i.Append(v));
        must(s.Append("text " + std::to_string(v)));
        must(d.Append(v == 0 ? -0.0 : v / 8.0));
        must(n.Append(-v));
        must(u.Append(4'000'000'000U + static_cast<unsigned>(v)));
        must(t.Append(v));
      }
    const auto schema = arrow::schema({arrow::field("i", arrow::int64()), arrow::field("s", arrow::utf8()),
                                       arrow::field("d", arrow::float64()), arrow::field("n", arrow::int32()),
                                       arrow::field("u", arrow::uint32()),
                                       arrow::field("t", arrow::timestamp(arrow::TimeUnit::MICRO))});
    parquet::WriterProperties::Builder p;
    for (const std::string& name : schema->field_names()) p.enable_bloom_filter(name, {in_group, 1e-6, false});
    write_file(path,
               *arrow::Table::Make(schema, {value_of(i.Finish()), value_of(s.Finish()), value_of(d.Finish()),
                                            value_of(n.Finish()), value_of(u.Finish()), value_of(t.Finish())}),
               p, in_group);
  });
  const parquet_files files(here, path,
                            {{"i", bodo::int64, nullable},
                             {"s", bodo::string, nullable},
                             {"d", bodo::float64, nullable},
                             {"n", bodo::int64, nullable},
                             {"u", bodo::uint32, nullable},
                             {"t", bodo::timestamp, nullable}});
  // The row groups from which the scan yields rows, as bits.
  const auto groups_left = [&](auto condition) {
    parquet_scan scan(files, {0}, {});
    condition(scan);
    std::int64_t found = 0;
    for (batch b; scan.next(b);) {
      const std::int64_t group = b.first_row / in_group;
      CHECK(b.at<std::int64_t>(0)[0] % groups == group);
      found |= std::int64_t{1} << group;
    }
    std::vector<std::int64_t> all(static_cast<std::size_t>(size()));
    allgather(&found, sizeof found, all.data());
    for (const std::int64_t f : all) found |= f;
    return found;
  };
  CHECK(groups_left([](auto&) {}) == 15);
  CHECK(groups_left([](auto& s) { s.skip_unless(0, comparison::eq, 402); }) == 4);
  CHECK(groups_left([](auto& s) { s.skip_unless(0, comparison::eq, 402), s.skip_unless(0, comparison::eq, 405); }) ==
        6);
  CHECK(groups_left([](auto& s) { s.skip_unless(0, comparison::eq, 402), s.skip_unless(0, comparison::ge, 2); }) == 4);
  CHECK(groups_left([](auto& s) { s.skip_unless(0, comparison::le, 402); }) == 15);
  CHECK(groups_left([](auto& s) { s.skip_unless(1, comparison::eq, "text 1003"); }) == 8);
  CHECK(groups_left([](auto& s) { s.skip_unless(1, comparison::eq, "text 1003 or none"); }) == 0);
  CHECK(groups_left([](auto& s) { s.skip_unless(2, comparison::eq, 50.125); }) == 2);
  CHECK(groups_left([](auto& s) { s.skip_unless(2, comparison::eq, 0.0); }) == 1);
  CHECK(groups_left([](auto& s) { s.skip_unless(2, comparison::eq, 50.0625); }) == 0);
  CHECK(groups_left([](auto& s) { s.skip_unless(3, comparison::eq, -7); }) == 8);
  CHECK(groups_left([](auto& s) { s.skip_unless(4, comparison::eq, std::int64_t{4'000'000'001}); }) == 2);
  CHECK(groups_left([](auto& s) { s.skip_unless(5, comparison::eq, std::int64_t{1'002'000}); }) == 4);
  CHECK(groups_left([](auto& s) { s.skip_unless(5, comparison::eq, std::int64_t{1'002'001}); }) == 0);
  CHECK(groups_left([](auto& s) { skip_unless_joined(s); }) == 10);
}

TEST_CASE("a page in which no row was kept is not decompressed") {
  const scratch folder;
  const std::string path = folder / "pages.parquet";
  on_root([&] {
    arrow::Int64Builder i;
    for (int k = 0; k < 100000; ++k) must(i.Append(k));
    const auto array = value_of(i.Finish());
    const auto schema = arrow::schema({arrow::field("i", arrow::int64()), arrow::field("j", arrow::int64())});
    parquet::WriterProperties::Builder p;
    p.compression(parquet::Compression::SNAPPY)->data_pagesize(8000)->disable_dictionary()->write_batch_size(1000);
    write_file(path, *arrow::Table::Make(schema, {array, array}), p, 100000);
  });
  const parquet_files files(here, path, {{"i", bodo::int64, nullable}, {"j", bodo::int64, nullable}});
  parquet_scan scan(files, {}, {0, 1});
  batch b;
  selection kept;
  while (scan.next(b)) {
    kept.clear();
    for (std::uint32_t i = 0; i < b.size; ++i) kept.add_if(i, b.first_row + i == 50000);
    scan.decode(b, 0, kept);
    if (!kept.empty()) CHECK(b.at<std::int64_t>(0)[kept[0]] == 50000);
  }
  CHECK(total(scan.counted().bytes_decompressed) <= 9000);
  CHECK(total(scan.counted().bytes_decompressed) > 0);
}

TEST_CASE("wider types are fine where nothing can be lost") {
  const scratch folder;
  const std::string path = folder / "narrow.parquet";
  const auto table = make_table({500, 10, false, 20}, 3);
  on_root([&] { write_file(path, *table, {}, 100); });
  const std::vector<cells> all = cells_of(*table);
  const std::vector<field> fields = {{"i8", bodo::int64, nullable},          {"i32", bodo::int64, nullable},
                                     {"u32", bodo::int64, nullable},         {"d9", bodo::decimal(15, 2), nullable},
                                     {"d9", bodo::decimal(38, 2), nullable}, {"u8", bodo::int16, nullable}};
  const std::vector<std::size_t> from = {0, 2, 6, 15, 15, 4};
  const parquet_files files(here, path, fields);
  parquet_scan scan(files, {0, 1, 2, 3, 4, 5});
  for (batch b; scan.next(b);)
    for (std::size_t c = 0; c < fields.size(); ++c)
      for (std::uint32_t i = 0; i < b.size; ++i)
        REQUIRE(cell(b.columns[c], fields[c].storage(), i) == all[from[c]][static_cast<std::size_t>(b.first_row) + i]);
}

namespace {

std::string error_of(const std::string& path, std::vector<field> fields) {
  try {
    const parquet_files files(here, path, fields);
    std::vector<std::uint32_t> all;
    for (std::uint32_t c = 0; c < fields.size(); ++c) all.push_back(c);
    parquet_scan scan(files, all, {});
    for (batch b; scan.next(b);) {
    }
  } catch (const bodo::error& e) {
    return e.cause();
  }
  return "";
}

}  // namespace

TEST_CASE("what is wrong with a file is the same error on every rank") {
  const scratch folder;
  const std::string path = folder / "x.parquet";
  on_root([&] {
    write_file(path, *make_table({50, 10, false, 20}, 3), {}, 100);
    std::ofstream(folder / "text.parquet") << "this is no Parquet file, but long enough";
    std::ofstream(folder / "empty.parquet");
    std::filesystem::create_directories(folder / "nothing");
    std::filesystem::copy_file(path, folder / "cut.parquet");
    std::filesystem::resize_file(folder / "cut.parquet", std::filesystem::file_size(path) - 100);
  });
  CHECK(error_of(folder / "no.parquet", {{"i8", bodo::int8, nullable}}) ==
        "there is no file '" + (folder / "no.parquet") + "'");
  CHECK(error_of(folder / "no*.parquet", {{"i8", bodo::int8, nullable}}) ==
        "no file matches '" + (folder / "no*.parquet") + "'");
  CHECK(error_of(folder / "nothing", {{"i8", bodo::int8, nullable}}) ==
        "there is no file in '" + (folder / "nothing") + "'");
  CHECK(error_of(folder / "cut.parquet", {{"i8", bodo::int8, nullable}}) ==
        "'" + (folder / "cut.parquet") + "' is cut off: it does not end with PAR1");
  for (const char* name : {"text.parquet", "empty.parquet"})
    CHECK(error_of(folder / name, {{"i8", bodo::int8, nullable}}) ==
          "'" + (folder / name) + "' is not a Parquet file, which would end with PAR1");
  CHECK(error_of(path, {{"i64", bodo::string, nullable}}) ==
        "'" + path + "': column 'i64': expected string, found int64");
  CHECK(error_of(path, {{"i64", bodo::int32, nullable}}) ==
        "'" + path + "': column 'i64': expected int32, found int64");
  CHECK(error_of(path, {{"d18", bodo::decimal(15, 2), nullable}}) ==
        "'" + path + "': column 'd18': expected decimal(15,2), found decimal(18,4)");
  CHECK(error_of(path, {{"Text", bodo::string, nullable}}) ==
        "'" + path + "': there is no column 'Text'; did you mean 'text'?");
  CHECK(error_of(path, {{"i8", bodo::int8}}) ==
        "'" + path + "': column 'i8': has missing values, but the program was compiled for none");
}

}  // namespace test_parquet_scan
