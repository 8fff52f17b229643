// ranks: 1 2 3 4 7
#include "bodo/rt/parquet_writer.h"

#include <parquet/arrow/reader.h>
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "bodo/rt/error.h"
#include "bodo/rt/parquet_scan.h"
#include "runtime/parquet_samples.h"

using namespace samples;

namespace {

// The rows of all files below a folder, in the order of their names, as Arrow reads them. On rank 0.
std::vector<cells> read_by_arrow(const std::string& folder, std::vector<std::string>* paths = nullptr) {
  std::vector<std::string> files;
  for (const auto& e : std::filesystem::recursive_directory_iterator(folder))
    if (e.is_regular_file()) files.push_back(e.path().string());
  std::sort(files.begin(), files.end());
  std::vector<std::shared_ptr<arrow::Table>> tables;
  for (const std::string& f : files) {
    auto reader =
        value_of(parquet::arrow::OpenFile(value_of(arrow::io::ReadableFile::Open(f)), arrow::default_memory_pool()));
    tables.push_back(value_of(reader->ReadTable()));
  }
  if (paths != nullptr) *paths = files;
  return cells_of(*value_of(arrow::ConcatenateTables(tables)));
}

// Copies what the scan keeps (every step-th row, or all) from one place to another.
void copy(const std::string& from, const std::string& to, bool coded, int step, const parquet_settings& settings = {}) {
  const file_schema schema = parquet_schema(from);
  const std::vector<field> fields = fields_of(schema, coded);
  const parquet_files files(here, from, fields);
  std::vector<std::uint32_t> all;
  for (std::uint32_t c = 0; c < fields.size(); ++c) all.push_back(c);
  parquet_scan scan(files, all, {});
  parquet_writer writer(here, to, fields, settings);
  selection kept;
  for (batch b; scan.next(b);) {
    if (step == 1) {
      writer.add(b.columns, b);
      continue;
    }
    kept.clear();
    for (std::uint32_t i = 0; i < b.size; ++i) kept.add_if(i, (b.first_row + i) % step == 0);
    writer.add(b.columns, kept);
  }
  writer.finish();
}

std::vector<cells> every(const std::vector<cells>& all, int step) {
  std::vector<cells> kept(all.size());
  for (std::size_t c = 0; c < all.size(); ++c)
    for (std::size_t i = 0; i < all[c].size(); i += static_cast<std::size_t>(step)) kept[c].push_back(all[c][i]);
  return kept;
}

bool anything_hidden(const std::string& folder) {
  barrier(here);
  for (const auto& e : std::filesystem::directory_iterator(folder))
    if (e.path().filename().string()[0] == '.') return true;
  return false;
}

}  // namespace

TEST_CASE("what is written is what Arrow reads, for all types") {
  const scratch folder;
  unsigned seed = 100;
  for (const std::int64_t rows : {0, 1, 3, 5000})
    for (const int missing : {-1, 0, 30, 100})
      for (const bool coded : {false, true}) {
        const auto table = make_table({rows, std::max(missing, 0), missing < 0, 40}, seed++, arrow::TimeUnit::NANO);
        const std::string from = folder / "from.parquet", to = folder / "to";
        on_root([&] { write_file(from, *table, {}, 1000); });
        const int step = coded ? 3 : 1;
        copy(from, to, coded, step,
             {.compression = coded ? "zstd" : "snappy", .row_group_size = missing == 0 ? 700 : 1048576});
        if (rank() == 0) {
          const auto found = read_by_arrow(to), right = every(cells_of(*table), step);
          REQUIRE(found.size() == right.size());
          for (std::size_t c = 0; c < found.size(); ++c) {
            INFO(table->field(static_cast<int>(c))->name());
            CHECK((found[c] == right[c]));
          }
        }
        CHECK_FALSE(anything_hidden(folder / ""));
      }
}

TEST_CASE("schemas survive: types, durations, what may be missing") {
  const scratch folder;
  const auto table = make_table({100, 10, false, 40}, 5, arrow::TimeUnit::NANO);
  on_root([&] { write_file(folder / "from.parquet", *table, {}, 1000); });
  copy(folder / "from.parquet", folder / "to", true, 1);
  const file_schema before = parquet_schema(folder / "from.parquet"), after = parquet_schema(folder / "to");
  REQUIRE(before.columns.size() == after.columns.size());
  for (std::size_t c = 0; c < before.columns.size(); ++c) {
    CHECK(before.columns[c].name == after.columns[c].name);
    CHECK((before.columns[c].type == after.columns[c].type));
    CHECK(before.columns[c].nullable == after.columns[c].nullable);
  }
  CHECK(after.rows == 100);
}

TEST_CASE("columns become folders, with names that stay inside") {
  const scratch folder;
  const std::vector<field> fields = {{"k", bodo::string, true}, {"n", bodo::int64}, {"v", bodo::int64}};
  const char* words[] = {"../../x", "a/b=c", "", "plain", "\xC3\xA4"};
  parquet_writer writer(here, folder / "out", fields, {.partition_cols = {"k", "n"}});
  const block mine = block_of(1000);
  for (std::int64_t i = mine.begin; i < mine.end(); ++i) {
    const text k{std::string_view(words[i % 5])};
    const std::int64_t n = i % 3, v = i;
    const std::uint64_t known = i % 10 != 0;
    writer.add({column_view{&k, &known}, column_view{&n}, column_view{&v}}, {nullptr, 1});
  }
  writer.finish();
  if (rank() == 0) {
    CHECK(std::filesystem::exists(folder / "out/k=..%2F..%2Fx/n=0"));
    CHECK(std::filesystem::exists(folder / "out/k=__HIVE_DEFAULT_PARTITION__/n=1"));
  }
  const file_schema schema = parquet_schema(folder / "out");
  REQUIRE(schema.columns.size() == 3);
  CHECK(schema.columns[1].name == "k");
  CHECK((schema.columns[2].type == bodo::int64));
  const parquet_files files(here, folder / "out", {{"v", bodo::int64}, {"k", bodo::string, true}, {"n", bodo::int64}});
  CHECK(files.rows() == 1000);
  parquet_scan scan(files, {0, 1, 2});
  for (batch b; scan.next(b);)
    for (std::uint32_t i = 0; i < b.size; ++i) {
      const std::int64_t v = b.at<std::int64_t>(0)[i];
      CHECK(b.at<std::int64_t>(2)[i] == v % 3);
      CHECK(b.columns[1].known(i) == (v % 10 != 0));
      if (v % 10 != 0) CHECK(b.at<text>(1)[i].view() == words[v % 5]);
    }
}

TEST_CASE("a replicated frame is written once") {
  const scratch folder;
  parquet_writer writer(here, folder / "out", {{"v", bodo::int64}});
  const std::int64_t v[] = {1, 2, 3};
  writer.add({column_view{v}}, {nullptr, 3});
  writer.finish(layout::replicated);
  if (rank() == 0) CHECK(read_by_arrow(folder / "out") == std::vector<cells>{{"1", "2", "3"}});
}

namespace {

std::string error_of(const std::string& path, const parquet_settings& settings, bool finish = true,
                     std::int64_t n = 3) {
  try {
    parquet_writer writer(here, path, {{"v", bodo::int64}}, settings);
    std::vector<std::int64_t> v(4096);
    std::mt19937_64 random(7);
    for (std::int64_t done = 0; done < n; done += 4096) {
      for (auto& x : v) x = static_cast<std::int64_t>(random());
      writer.add({column_view{v.data()}},
                 {nullptr, static_cast<std::uint32_t>(std::min<std::int64_t>(4096, n - done))});
    }
    if (finish) writer.finish();
  } catch (const bodo::error& e) {
    return e.cause();
  }
  return "";
}

}  // namespace

TEST_CASE("what was there stays, until everything has succeeded") {
  const scratch folder;
  const std::string out = folder / "out";
  CHECK(error_of(out, {}) == "");
  CHECK(error_of(out, {}, false) == "");  // not finished: nothing happens
  barrier(here);
  if (rank() == 0) CHECK(read_by_arrow(out)[0][0] != "");
  CHECK_FALSE(anything_hidden(folder / ""));
  CHECK(error_of(out, {.compression = "zip"}) ==
        "there is no compression 'zip': none, snappy, gzip, brotli, lz4, zstd");
  CHECK(error_of(out, {.partition_cols = {"w"}}) == "partition_cols: there is no column 'w'");
  CHECK(error_of(folder / "no/out", {}) ==
        "cannot write '" + (folder / "no/out") + "': there is no folder '" + (folder / "no") + "'");
  on_root([&] {
    std::filesystem::create_directories(folder / "home");
    std::ofstream(folder / "home/thesis.tex") << "mine";
    std::ofstream(folder / "notes") << "mine";
  });
  CHECK(error_of(folder / "home", {}) == "the folder '" + (folder / "home") +
                                             "' holds 'thesis.tex', which is not Parquet: it is not replaced; remove "
                                             "it, or write elsewhere");
  CHECK(error_of(folder / "notes", {}) ==
        "'" + (folder / "notes") +
            "' is a file but no Parquet file: it is not replaced; remove it, or write elsewhere");
  CHECK_FALSE(anything_hidden(folder / ""));
  barrier(here);
  if (rank() == 0) CHECK(std::filesystem::exists(folder / "home/thesis.tex"));
}

TEST_CASE("a full disk leaves the old output") {
  const scratch folder;
  const std::string out = folder / "out";
  CHECK(error_of(out, {}, true, 3) == "");
  // a limit on the size of files stands for the disk
  rlimit old;
  getrlimit(RLIMIT_FSIZE, &old);
  rlimit small{1 << 20, old.rlim_max};
  std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string cause = error_of(out, {.compression = "none"}, true, 1'000'000);
  setrlimit(RLIMIT_FSIZE, &old);
  CHECK(cause.starts_with("cannot write '" + out + "': "));
  CHECK(cause.find("File too large") != std::string::npos);
  barrier(here);
  if (rank() == 0) CHECK(read_by_arrow(out)[0].size() == 3 * static_cast<std::size_t>(size()));
  CHECK_FALSE(anything_hidden(folder / ""));
}
