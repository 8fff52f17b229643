// ranks: 1 2 3 4 7
#include "bodo/rt/parquet_writer.h"

#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "bodo/rt/error.h"
#include "bodo/rt/parquet_scan.h"
#include "runtime/parquet_samples.h"

namespace test_parquet_writer {

using namespace samples;

namespace {

// The rows of all files below a folder, in the order of their names, as Arrow reads them. On rank 0.
std::vector<cells> read_by_arrow(const std::string& folder, std::vector<std::string>* paths = nullptr) {
  std::vector<std::string> files;
  for (const auto& e : std::filesystem::recursive_directory_iterator(folder))
    if (e.is_regular_file() && e.path().extension() == ".parquet") files.push_back(e.path().string());
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
  const std::vector<field> fields = {{"k", bodo::string, nullable}, {"_n", bodo::int64}, {"v", bodo::int64}};
  const char* words[] = {"../../x", "a/b=c", "", "plain", "\xC3\xA4"};
  parquet_writer writer(here, folder / "out", fields, {.partition_cols = {"k", "_n"}});
  const block mine = block_of(1000);
  for (std::int64_t i = mine.begin; i < mine.end(); ++i) {
    const text k{std::string_view(words[i % 5])};
    const std::int64_t n = i % 3, v = i;
    const std::uint64_t known = i % 10 != 0;
    writer.add({column_view{&k, &known}, column_view{&n}, column_view{&v}}, {nullptr, 1});
  }
  writer.finish();
  if (rank() == 0) {
    CHECK(std::filesystem::exists(folder / "out/k=..%2F..%2Fx/%5Fn=0"));
    CHECK(std::filesystem::exists(folder / "out/k=__HIVE_DEFAULT_PARTITION__/%5Fn=1"));
  }
  const file_schema schema = parquet_schema(folder / "out");
  REQUIRE(schema.columns.size() == 3);
  CHECK(schema.columns[1].name == "k");
  CHECK((schema.columns[2].type == bodo::int64));
  const parquet_files files(here, folder / "out",
                            {{"v", bodo::int64}, {"k", bodo::string, nullable}, {"_n", bodo::int64}});
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

TEST_CASE("columns of values that hardly repeat have no dictionaries") {
  const scratch folder;
  // 60,000 texts are more than 1 MB: their dictionary would be given up
  const struct {
    std::int64_t rows, numbers;
    bool of_numbers, of_texts;
  } cases[] = {{3, 3, false, false},
               {3000, 3000, false, false},
               {3000, 100, true, true},
               {20'000, 20'000, false, false},
               {100'000, 60'000, true, false}};
  for (const auto& [rows, numbers, of_numbers, of_texts] : cases) {
    const std::vector<field> fields = {{"n", bodo::int64, nullable}, {"s", bodo::string}};
    parquet_writer writer(here, folder / "out", fields, {.mode = "replace"});
    std::vector<std::int64_t> n(4096);
    std::vector<std::string> words(4096);
    std::vector<text> s(4096);
    const std::vector<std::uint64_t> known(64, ~std::uint64_t{0} << 1);  // of 64 rows one has no number
    std::mt19937_64 random(7);
    for (std::int64_t done = 0; done < rows; done += 4096) {
      const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(4096, rows - done));
      for (std::uint32_t i = 0; i < count; ++i) {
        n[i] = numbers == rows ? done + i : static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(numbers));
        words[i] = "the word of number " + std::to_string(n[i]);
        s[i] = text(words[i]);
      }
      writer.add({column_view{n.data(), known.data()}, column_view{s.data()}}, {nullptr, count});
    }
    writer.finish();
    INFO(rows << " rows of " << numbers << " numbers");
    const auto file =
        parquet::ParquetFileReader::OpenFile(folder / ("out/part-0000" + std::to_string(rank()) + ".parquet"));
    const auto group = file->metadata()->RowGroup(0);
    CHECK(group->ColumnChunk(0)->has_dictionary_page() == of_numbers);
    CHECK(group->ColumnChunk(1)->has_dictionary_page() == of_texts);
    barrier(here);
  }
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
  CHECK(error_of(folder / "home", {}) ==
        "'" + (folder / "home") +
            "' is not replaced: it has no _bodo_manifest.json and holds 'thesis.tex'; write elsewhere, or replace all "
            "of it with .mode = \"replace\"");
  CHECK(error_of(folder / "notes", {}) == "'" + (folder / "notes") +
                                              "' is not replaced: it is a file; write elsewhere, or replace all of it "
                                              "with .mode = \"replace\"");
  CHECK(error_of(out, {.mode = "error"}) == "'" + out + "' is not replaced: it exists, and .mode is \"error\"");
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
  CHECK(cause.ends_with("File too large (the limit is 1048576 bytes: ulimit -f)"));
  barrier(here);
  if (rank() == 0) CHECK(read_by_arrow(out)[0].size() == 3 * static_cast<std::size_t>(size()));
  CHECK_FALSE(anything_hidden(folder / ""));
}

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a folder is replaced if it holds what its manifest names, and nothing else") {
  namespace fs = std::filesystem;
  const scratch folder;
  const std::string out = folder / "out", manifest = folder / "out/_bodo_manifest.json";
  REQUIRE(error_of(out, {}) == "");
  const std::string first = rank() == 0 ? text_of(manifest) : "";
  const auto replaced = [&](auto change) {
    on_root([&] {
      fs::remove_all(out);
      fs::create_directory(out);
      std::ofstream(manifest) << first;
      change();
    });
    return error_of(out, {}) == "";
  };
  CHECK(replaced([] {}));
  barrier(here);
  if (rank() == 0) CHECK(text_of(manifest) == first);  // the same rows, the same bytes
  CHECK(replaced([&] { fs::remove(manifest); }));      // an empty folder
  for (const char* name : {".env", "_notes", "part-of-my-thesis.docx", "other.parquet", "k=1"})
    CHECK_FALSE(replaced([&] { std::ofstream(out + "/" + name) << "mine"; }));
  CHECK_FALSE(replaced([&] { fs::create_directory(out + "/empty"); }));
  CHECK_FALSE(replaced([&] { std::ofstream(out + "/part-00000.parquet") << "not of this size"; }));
  CHECK_FALSE(replaced([&] { fs::create_symlink(folder / "elsewhere", out + "/part-00000.parquet"); }));
  CHECK_FALSE(replaced([&] { std::ofstream(manifest) << first.substr(0, first.size() / 2); }));
  CHECK_FALSE(replaced([&] { std::ofstream(manifest) << "{\"format_version\": 2}"; }));
  CHECK_FALSE(replaced([&] { std::ofstream(manifest) << std::string(100000, '['); }));
  CHECK_FALSE(replaced([&] { fs::remove(manifest), fs::create_directory(manifest); }));
  CHECK(error_of(out, {.mode = "replace"}) == "");
  CHECK_FALSE(anything_hidden(folder / ""));
}

TEST_CASE("what a writer appears in the place of keeps its mode; what is new follows the umask") {
  namespace fs = std::filesystem;
  const scratch folder;
  const std::string out = folder / "out";
  const auto mode = [](const std::string& path) { return static_cast<unsigned>(fs::status(path).permissions()); };
  const auto new_mode = [](unsigned all) {
    const mode_t mask = umask(0);
    umask(mask);
    return all & ~mask;
  };
  CHECK(error_of(out, {}) == "");
  barrier(here);
  CHECK(mode(out) == new_mode(0777));
  barrier(here);
  on_root([&] {
    fs::permissions(out, fs::perms(0750));
    fs::permissions(out + "/_bodo_manifest.json", fs::perms(0640));
  });
  CHECK(error_of(out, {.partition_cols = {}}) == "");
  barrier(here);
  CHECK(mode(out) == 0750);
  CHECK(mode(out + "/_bodo_manifest.json") == 0640);
  CHECK(mode(out + "/part-00000.parquet") == 0640);
}

TEST_CASE("names may be as long as the file system has them") {
  const scratch folder;
  const std::string name(255, 'n');
  CHECK(error_of(folder / name, {}) == "");
  CHECK(error_of(folder / name, {}) == "");
  CHECK(error_of(folder / (name + "n"), {}).ends_with("File name too long"));
  CHECK(std::filesystem::exists(folder / name));
}

TEST_CASE("links lead to the place, also to one that is not there yet; the folder at work stays") {
  namespace fs = std::filesystem;
  const scratch folder;
  on_root([&] {
    fs::create_directories(folder / "real");
    fs::create_directory_symlink("real", folder / "link");
    fs::create_directory_symlink("later", folder / "dangling");
    fs::create_directory_symlink("loop", folder / "loop");
  });
  CHECK(error_of(folder / "link/", {}) == "");
  CHECK(error_of(folder / "dangling", {}) == "");
  CHECK(error_of(folder / "loop", {}).ends_with("Too many levels of symbolic links"));
  barrier(here);
  for (const char* link : {"link", "dangling"}) {
    CHECK(fs::is_symlink(folder / link));
    CHECK(fs::exists(folder / link + "/_bodo_manifest.json"));
  }
  const fs::path before = fs::current_path();
  barrier(here);
  fs::current_path(folder / "real");
  for (const char* place : {".", "..", "/", "../real"})
    CHECK(error_of(place, {.mode = "replace"}) == std::string("'") + place +
                                                      "' is not replaced: it is the folder in which the program runs, "
                                                      "or holds it");
  barrier(here);
  fs::current_path(before);
  CHECK(error_of("/dev/null", {.mode = "replace"}) == "'/dev/null' is not replaced: it is neither a folder nor a file");
  CHECK(error_of("/proc", {.mode = "replace"}).find("mounted") != std::string::npos);
}

TEST_CASE("what dead jobs have left goes with the next write; what is at work stays") {
  namespace fs = std::filesystem;
  const scratch folder;
  const std::string out = folder / "out";
  {
    parquet_writer other(here, out, {{"v", bodo::int64}});
    std::string at_work;
    barrier(here);
    if (rank() == 0)
      for (const auto& e : fs::directory_iterator(folder / "")) at_work = e.path().string();
    on_root([&] {
      // the same name but for its end, and no lock
      fs::copy(at_work, at_work.substr(0, at_work.size() - 4) + "dead", fs::copy_options::recursive);
      REQUIRE(std::distance(fs::directory_iterator(folder / ""), {}) == 2);
    });
    CHECK(error_of(out, {}) == "");
    barrier(here);
    if (rank() == 0) CHECK(std::distance(fs::directory_iterator(folder / ""), {}) == 2);
    // of two jobs, the one that ends first stands
    CHECK_THROWS_WITH(other.finish(), Catch::Contains("has written '" + out + "' since this one began:"));
  }
  barrier(here);
  if (rank() == 0) CHECK(std::distance(fs::directory_iterator(folder / ""), {}) == 1);
}

TEST_CASE("what appears while it is written stays") {
  namespace fs = std::filesystem;
  const scratch folder;
  const std::string out = folder / "out";
  parquet_writer writer(here, out, {{"v", bodo::int64}});
  on_root([&] {
    fs::create_directory(out);
    std::ofstream(out + "/mine") << "mine";
  });
  CHECK_THROWS_AS(writer.finish(), bodo::error);
  barrier(here);
  if (rank() == 0) CHECK(text_of(out + "/mine") == "mine");
}

}  // namespace test_parquet_writer
