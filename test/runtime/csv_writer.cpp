// ranks: 1 2 3 4 7
#include "bodo/rt/csv_writer.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "bodo/rt/csv_file.h"
#include "bodo/rt/error.h"
#include "runtime/parquet_samples.h"

namespace test_csv_writer {

using namespace samples;

namespace {

std::string read_text(const std::string& path) {
  std::ostringstream all;
  all << std::ifstream(path, std::ios::binary).rdbuf();
  return all.str();
}

const std::vector<field> fields = {{"k", bodo::int64},
                                   {"s,t", bodo::string, nullable},
                                   {"f", bodo::float64, nullable},
                                   {"d", bodo::decimal(15, 2)},
                                   {"t", bodo::timestamp},
                                   {"day", bodo::date},
                                   {"b", bodo::boolean},
                                   {"p", bodo::duration}};

void write(const std::string& path, std::int64_t total_rows, layout of_rows) {
  static const char* words[] = {"plain", "", "a \"b\"", "two\nlines", "x,y"};
  csv_writer writer(here, path, fields);
  const block mine = of_rows == layout::replicated ? block{0, total_rows} : block_of(total_rows);
  for (std::int64_t i = mine.begin; i < mine.end(); ++i) {
    const text s{std::string_view(words[i % 5])};
    const std::uint64_t known = i % 7 != 3;
    const double f = i == 0 ? 1e16 : static_cast<double>(i) / 8;
    const std::int64_t d = i * 101 - 5, t = i * 1'000'000'000 + (i % 2 == 0 ? 0 : 500'000), p = -i * 1'000'000'000;
    const auto day = static_cast<std::int32_t>(i);
    const std::uint8_t b = i % 2 == 0;
    writer.add({column_view{&i}, column_view{&s, &known}, column_view{&f, &known}, column_view{&d}, column_view{&t},
                column_view{&day}, column_view{&b}, column_view{&p}},
               {nullptr, 1});
  }
  writer.finish(of_rows);
}

}  // namespace

TEST_CASE("one file, one header, rows in the order of the ranks") {
  const scratch folder;
  for (const layout l : {layout::blocks, layout::replicated}) {
    write(folder / "out.csv", 4, l);
    if (rank() == 0)
      CHECK(read_text(folder / "out.csv") ==
            "k,\"s,t\",f,d,t,day,b,p\n"
            "0,plain,1e+16,-0.05,1970-01-01 00:00:00,1970-01-01,True,0 days 00:00:00\n"
            "1,\"\",0.125,0.96,1970-01-01 00:00:01.000500,1970-01-02,False,-1 days +23:59:59\n"
            "2,\"a \"\"b\"\"\",0.25,1.97,1970-01-01 00:00:02,1970-01-03,True,-1 days +23:59:58\n"
            "3,,,2.98,1970-01-01 00:00:03.000500,1970-01-04,False,-1 days +23:59:57\n");
    barrier(here);
  }
  write(folder / "out.csv", 0, layout::blocks);
  if (rank() == 0) CHECK(read_text(folder / "out.csv") == "k,\"s,t\",f,d,t,day,b,p\n");
}

TEST_CASE("what is written can be read") {
  const scratch folder;
  write(folder / "out.csv", 20000, layout::blocks);
  const csv_file file(here, folder / "out.csv", fields);
  csv_scan scan(file, {0, 1, 2, 3, 4, 5, 6, 7});
  std::int64_t rows = 0;
  bool right = true;
  for (batch b; scan.next(b); rows += b.size)
    for (std::uint32_t k = 0; k < b.size; ++k) {
      const std::int64_t i = b.first_row + k;
      right = right && b.at<std::int64_t>(0)[k] == i && b.columns[1].known(k) == (i % 7 != 3) &&
              b.at<std::int64_t>(3)[k] == i * 101 - 5 && b.at<std::int64_t>(7)[k] == -i * 1'000'000'000 &&
              b.at<std::int64_t>(4)[k] == i * 1'000'000'000 + (i % 2 == 0 ? 0 : 500'000) &&
              b.at<std::int32_t>(5)[k] == i;
    }
  CHECK(right);
  CHECK(total(rows) == 20000);
}

TEST_CASE("a line of blanks would be no row: they are quoted") {
  const scratch folder;
  const std::vector<field> one = {{" ", bodo::string, nullable}};
  const std::vector<std::string_view> words = {" ", "\t \t", "", "x", " x"};
  csv_writer writer(here, folder / "out.csv", one);
  const block mine = block_of(std::ssize(words));
  for (std::int64_t i = mine.begin; i < mine.end(); ++i) {
    const text s{words[static_cast<std::size_t>(i)]};
    writer.add({column_view{&s}}, {nullptr, 1});
  }
  writer.finish(layout::blocks);
  if (rank() == 0) CHECK(read_text(folder / "out.csv") == "\" \"\n\" \"\n\"\t \t\"\n\"\"\nx\n x\n");
  barrier(here);
  const csv_file file(here, folder / "out.csv", one);
  csv_scan scan(file, {0});
  std::int64_t rows = 0;
  bool right = true;
  for (batch b; scan.next(b); rows += b.size)
    for (std::uint32_t k = 0; k < b.size; ++k)
      right = right && b.at<text>(0)[k].view() == words[static_cast<std::size_t>(b.first_row + k)];
  CHECK(right);
  CHECK(total(rows) == std::ssize(words));
}

TEST_CASE("a place that cannot be written is the same error on every rank") {
  const scratch folder;
  const auto error_of = [](const std::string& path) {
    try {
      csv_writer writer(here, path, {{"k", bodo::int64}});
      writer.finish();
    } catch (const bodo::error& e) {
      return std::string(e.cause());
    }
    return std::string();
  };
  CHECK(error_of(folder / "no/out.csv") ==
        "cannot write '" + (folder / "no/out.csv") + "': there is no folder '" + (folder / "no") + "'");
  CHECK(error_of(folder / "") == "'" + (folder / "") + "' is not replaced: it is a folder, and CSV is one file");
  CHECK(error_of(folder / "new/") == "'" + (folder / "new/") + "' names a folder, and CSV is one file");
  CHECK(error_of("/dev/null") == "'/dev/null' is not replaced: it is neither a folder nor a file");
}

TEST_CASE("a file is replaced as a whole, and keeps its mode") {
  const scratch folder;
  const std::string longest(251, 'n');
  const std::string out = folder / (longest + ".csv");
  on_root([&] {
    std::ofstream(out) << "mine";
    std::filesystem::permissions(out, std::filesystem::perms(0640));
  });
  write(out, 10, layout::blocks);
  barrier(here);
  CHECK(read_text(out).starts_with("k"));
  CHECK(std::filesystem::status(out).permissions() == std::filesystem::perms(0640));
}

}  // namespace test_csv_writer
