// ranks: 1 2 3 4 7
#include <catch2/catch.hpp>

#include "bodo/rt/csv_file.h"
#include "bodo/rt/error.h"
#include "bodo/rt/table.h"
#include "files/schema/csv_header.h"
#include "files/schema/file_error.h"
#include "runtime/parquet_samples.h"

namespace test_csv_scan {

using namespace samples;

namespace {

void write_text(const std::string& path, const std::string& text) {
  on_root([&] { std::ofstream(path, std::ios::binary) << text; });
}

// All ranks' rows, in order, each as its cells joined by |.
std::vector<std::string> read_all(const std::string& path, const std::vector<field>& fields,
                                  const csv_settings& settings = {}) {
  const csv_file file(here, path, fields, settings);
  std::vector<std::uint32_t> all;
  for (std::uint32_t c = 0; c < fields.size(); ++c) all.push_back(c);
  csv_scan scan(file, all, {});
  std::string mine;
  std::int64_t next = -1;
  bool in_order = true;
  for (batch b; scan.next(b);) {
    if (next >= 0) in_order = in_order && b.first_row == next;
    next = b.first_row + b.size;
    for (std::uint32_t i = 0; i < b.size; ++i) {
      mine += std::to_string(b.first_row + i);
      for (std::size_t c = 0; c < fields.size(); ++c) mine += "|" + cell(b.columns[c], fields[c].storage(), i);
      mine += '\x01';
    }
  }
  CHECK(in_order);
  const gathered everything = allgather(mine);
  std::vector<std::string> rows;
  std::string row;
  for (const char c : everything.bytes) {
    if (c == '\x01')
      rows.push_back(std::move(row)), row.clear();
    else
      row += c;
  }
  return rows;
}

using lines = std::vector<std::string>;

std::string error_of(const std::string& path, const std::vector<field>& fields, const csv_settings& settings = {}) {
  try {
    const csv_file file(here, path, fields, settings);
    csv_scan scan(file, {0});
    for (batch b; scan.next(b);) {
    }
    any_rank(false);  // hears of the others' failures
  } catch (const bodo::error& e) {
    return e.cause();
  }
  return "";
}

}  // namespace

TEST_CASE("types, missing values, quotes") {
  const scratch folder;
  const std::string path = folder / "a.csv";
  write_text(path,
             "i,f,s,b,t,d,m\n"
             "1,1.5,plain,True,2019-01-31,2019-02-01,1.25\n"
             "NA,nan,NA,,,NaT,null\n"
             " -7 ,1e3,\"a,\"\"b\"\"\nc\",false,2019-01-31 12:34:56.789,2019-02-01,-3\n"
             "\n"
             "   \n"
             "+8,-inf,\"\",TRUE,2020-02-29T23:59,20190301,1e2\n"
             "9\n");
  const std::vector<field> fields = {{"i", bodo::int64, nullable},     {"f", bodo::float64, nullable},
                                     {"s", bodo::string, nullable},    {"b", bodo::boolean, nullable},
                                     {"t", bodo::timestamp, nullable}, {"m", bodo::decimal(15, 2), nullable}};
  const auto f = [](double v) { return number(v); };
  CHECK(read_all(path, fields) == lines{"0|1|" + f(1.5) + "|'plain'|1|1548892800000000000|125",
                                        "1|missing|missing|'NA'|missing|missing|missing",
                                        "2|-7|" + f(1000) + "|'a,\"b\"\nc'|0|1548938096789000000|-300",
                                        "3|8|" + f(-1.0 / 0.0) + "|''|1|1583020740000000000|10000",
                                        "4|9|missing|missing|missing|missing|missing"});
  CHECK(read_all(path, {{"s", bodo::string, nullable | coded}, {"i", bodo::int16, nullable}}) ==
        lines{"0|'plain'|1", "1|'NA'|missing", "2|'a,\"b\"\nc'|-7", "3|''|8", "4|missing|9"});
  CHECK(read_all(path, {{"s", bodo::string, nullable}}, {.na_values = {"NA", "plain"}}) ==
        lines{"0|missing", "1|missing", "2|'a,\"b\"\nc'", "3|''", "4|missing"});

  const file_schema schema = csv_schema(path, {.parse_dates = {"t"}});
  std::string types;
  for (const auto& c : schema.columns) types += c.name + std::to_string(static_cast<int>(c.type.id)) + " ";
  const auto id = [](bodo::type t) { return std::to_string(static_cast<int>(t.id)) + " "; };
  CHECK(types == "i" + id(bodo::int64) + "f" + id(bodo::float64) + "s" + id(bodo::string) + "b" + id(bodo::boolean) +
                     "t" + id(bodo::timestamp) + "d" + id(bodo::string) + "m" + id(bodo::float64));
  CHECK(schema.rows == 5);
}

TEST_CASE("separators, headers, ends of lines") {
  const scratch folder;
  write_text(folder / "a.csv",
             "\xEF\xBB\xBF"
             "x;y\r\n1;2\r\n3;4\r\n");
  CHECK(read_all(folder / "a.csv", {{"y", bodo::int64}, {"x", bodo::int64}}, {.sep = ";"}) == lines{"0|2|1", "1|4|3"});
  write_text(folder / "b.csv", "1\t2\n3\t4");
  CHECK(read_all(folder / "b.csv", {{"1", bodo::int64}}, {.sep = "\t", .header = false}) == lines{"0|2", "1|4"});
  CHECK(read_all(folder / "b.csv", {{"p", bodo::int64}}, {.sep = "\t", .header = false, .names = {"o", "p"}}) ==
        lines{"0|2", "1|4"});
  CHECK(read_all(folder / "b.csv", {{"p", bodo::int64}}, {.sep = "\t", .names = {"o", "p"}}) == lines{"0|4"});
  write_text(folder / "c.csv", "x,x,\n1,2,3\n");
  CHECK(read_all(folder / "c.csv", {{"x.1", bodo::int64}, {"Unnamed: 2", bodo::int64}}) == lines{"0|2|3"});
  write_text(folder / "d.csv", "x,y\n");
  CHECK(read_all(folder / "d.csv", {{"y", bodo::int64}}).empty());
}

TEST_CASE("rows begin on the rank of their first byte, whatever quotes hold") {
  const scratch folder;
  std::mt19937_64 random(11);
  for (int round = 0; round < 12; ++round) {
    std::string text = "k,s,v\n";
    lines expected;
    // one file is longer than what is read at a time
    const int rows = round == 0 ? 1 : round == 6 ? 12000 : static_cast<int>(random() % 400);
    for (int i = 0; i < rows; ++i) {
      if (random() % 9 == 0) text += random() % 2 ? "\n" : " \t \n";
      std::string s;
      for (std::uint64_t n = random() % (round % 3 == 0 ? 300 : 12); n > 0; --n) s += "ab\n\r\",c'  "[random() % 10];
      std::string quoted = "\"";
      for (const char c : s) quoted += c == '"' ? "\"\"" : std::string(1, c);
      quoted += '"';
      const bool bare = random() % 3 == 0;  // quotes in the middle of a bare field are its own
      if (bare) s = "5\" pipe " + std::to_string(i), quoted = s;
      text += std::to_string(i) + "," + quoted + "," + std::to_string(i * 3) + (random() % 4 == 0 ? "\r\n" : "\n");
      expected.push_back(std::to_string(i) + "|" + std::to_string(i) + "|'" + s + "'|" + std::to_string(i * 3));
    }
    const std::string path = folder / ("r" + std::to_string(round) + ".csv");
    write_text(path, text);
    CHECK(read_all(path, {{"k", bodo::int64}, {"s", bodo::string, nullable}, {"v", bodo::int64}}) == expected);
    CHECK(csv_schema(path).rows == rows);
  }
}

TEST_CASE("a folder of files") {
  const scratch folder;
  on_root([&] { std::filesystem::create_directories(folder / "in"); });
  write_text(folder / "in/a.csv", "k,s\n1,x\n2,y");
  write_text(folder / "in/b.csv", "s,k\n\"z\n\",3\n");
  write_text(folder / "in/_c.csv", "nothing");
  CHECK(read_all(folder / "in", {{"k", bodo::int64}, {"s", bodo::string, nullable}}) ==
        lines{"0|1|'x'", "1|2|'y'", "2|3|'z\n'"});
}

TEST_CASE("bad rows are named by file and line") {
  const scratch folder;
  const std::string path = folder / "bad.csv";
  std::string good = "k,s\n";
  for (int i = 0; i < 50; ++i) good += std::to_string(i) + ",\"line\nbreak\"\n";
  write_text(path, good + "x,y\n" + good.substr(4));
  CHECK(error_of(path, {{"k", bodo::int64, nullable}}) ==
        "'" + path + "', line 102: column 'k': expected int64, found 'x'");
  write_text(path, good + "1,2,3\n" + good.substr(4));
  CHECK(error_of(path, {{"k", bodo::int64, nullable}}) == "'" + path + "', line 102: expected 2 fields, found 3");
  write_text(path, good + ",2\n");
  CHECK(error_of(path, {{"k", bodo::int64}}) ==
        "'" + path + "', line 102: column 'k': has a missing value, but the program was compiled for none");
  write_text(path, good + "1,\"2\n3\n");
  CHECK(error_of(path, {{"k", bodo::int64, nullable}}) == "'" + path + "', line 102: the file ends within quotes");
  CHECK(error_of(path, {{"K", bodo::int64, nullable}}) == "'" + path + "': there is no column 'K'; did you mean 'k'?");
  write_text(path, "");
  CHECK(error_of(path, {{"K", bodo::int64, nullable}}) == "'" + path + "': it is empty, where a header is expected");
  CHECK(error_of(folder / "none.csv", {{"k", bodo::int64, nullable}}) ==
        "there is no file '" + (folder / "none.csv") + "'");
}

TEST_CASE("any text, with and without escapes and comments, whatever ranks begin within them") {
  const scratch folder;
  std::mt19937_64 random(17);
  for (int round = 0; round < 40; ++round) {
    std::string text;
    const std::string_view alphabets[] = {"ab,\"\"\\#\n\r\n '\t", "aaaabb,,\n\"#\\",
                                          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,,,,,\n\n\n\""};
    const std::string_view alphabet = alphabets[round % 3];
    const bool special = round % 2 == 0;
    for (std::uint64_t n = random() % 3000; n > 0; --n) text += alphabet[random() % alphabet.size()];
    text += "\na\n";
    csv_options options{.header = false};
    if (special) options.comment = '#', options.escape = '\\';
    const std::string path = folder / ("r" + std::to_string(round) + ".csv");
    write_text(path, text);
    // the parser by itself
    lines expected;
    const files::text_file file(path);
    files::csv_rows rows(files::dialect_of(options));
    rows.open(file, 0, file.size, 0);
    bool good = true;
    try {
      while (rows.next(true) == files::csv_rows::result::row) {
        const auto& f = rows.fields();
        std::string row = std::to_string(expected.size());
        for (std::size_t k = 0; k < 3; ++k)
          row += k < f.size() && (f[k].quoted || !f[k].text.empty()) ? "|'" + std::string(f[k].text) + "'" : "|missing";
        expected.push_back(row);
      }
    } catch (const files::file_error&) {
      good = false;  // it ends within quotes
    }
    if (!good || expected.empty()) continue;
    CHECK(read_all(path, {{"x", bodo::string, nullable}, {"y", bodo::string, nullable}, {"z", bodo::string, nullable}},
                   {.header = false,
                    .names = {"x", "y", "z"},
                    .comment = special ? "#" : "",
                    .escape = special ? "\\" : "",
                    .on_bad_lines = bad_lines::missing}) == expected);
  }
}

TEST_CASE("bad lines") {
  const scratch folder;
  const std::string path = folder / "a.csv";
  write_text(path, "k,v\n1,1\n2,x\n3,3,3\n4,\n5,5\n");
  const std::vector<field> fields = {{"k", bodo::int64, nullable}, {"v", bodo::int64, nullable}};
  CHECK(read_all(path, fields, {.on_bad_lines = bad_lines::skip}) == lines{"0|1|1", "1|4|missing", "2|5|5"});
  CHECK(read_all(path, {fields[0]}, {.on_bad_lines = bad_lines::skip, .checked = {fields[1]}}) ==
        lines{"0|1", "1|4", "2|5"});
  CHECK(read_all(path, {fields[0]}, {.on_bad_lines = bad_lines::skip}) == lines{"0|1", "1|2", "2|4", "3|5"});
  CHECK(read_all(path, fields, {.on_bad_lines = bad_lines::missing}) ==
        lines{"0|1|1", "1|2|missing", "2|3|3", "3|4|missing", "4|5|5"});
}

TEST_CASE("lines before the header, with quotes and any ends of lines") {
  const scratch folder;
  const std::vector<field> fields = {{"k", bodo::int64, nullable}};
  write_text(folder / "a.csv", "\xEF\xBB\xBFone\r\n\"two\n\"\r\nk\r\n1\r\n");
  CHECK(read_all(folder / "a.csv", fields, {.skip_rows = 2}) == lines{"0|1"});
  CHECK(read_all(folder / "a.csv", fields, {.header = false, .names = {"k"}, .skip_rows = 3}) == lines{"0|1"});
  CHECK(read_all(folder / "a.csv", fields, {.header = false, .names = {"k"}, .skip_rows = 9}).empty());
  CHECK(error_of(folder / "a.csv", fields, {.skip_rows = 4}).ends_with("it is empty, where a header is expected"));
  write_text(folder / "b.csv", "\n\r\rk\n7\nx");
  CHECK(read_all(folder / "b.csv", fields, {.na_values = {"x"}, .skip_rows = 3}) == lines{"0|7", "1|missing"});
  CHECK(error_of(folder / "b.csv", fields, {.skip_rows = 3}) ==
        "'" + (folder / "b.csv") + "', line 4: column 'k': expected int64, found 'x'");
}

TEST_CASE("numbers, booleans and dates as they are written") {
  const scratch folder;
  write_text(folder / "a.csv",
             "i;f;d;b;t;m\n1.234;1,5;1.000,25;yes;31.01.2024;3,5\n-9;-,5;;no;;x\n;1e3;12;TRUE; 01.02.2024 ;\n");
  CHECK(read_all(folder / "a.csv",
                 {{"i", bodo::int32, nullable},
                  {"f", bodo::float64, nullable},
                  {"d", bodo::decimal(9, 2), nullable},
                  {"b", bodo::boolean, nullable},
                  {"t", bodo::date, nullable},
                  {"m", bodo::float64, nullable}},
                 {.sep = ";",
                  .date_format = "%d.%m.%Y",
                  .true_values = {"yes"},
                  .false_values = {"no"},
                  .decimal = ",",
                  .thousands = ".",
                  .on_bad_lines = bad_lines::missing}) ==
        lines{"0|1234|" + number(1.5) + "|100025|1|19753|" + number(3.5),
              "1|-9|" + number(-0.5) + "|missing|0|missing|missing",
              "2|missing|" + number(1000.0) + "|1200|1|19754|missing"});
}

}  // namespace test_csv_scan
