// ranks: 1
// The different known values of a column in files, as the compiler reads them.
#include <arrow/adapters/orc/adapter.h>
#include <arrow/ipc/writer.h>
#include <catch2/catch.hpp>

#include "runtime/parquet_samples.h"

namespace test_file_values {

using namespace samples;

namespace {

constexpr std::size_t many = 1000;

std::string shown(const known_values& values) {
  std::string all;
  for (const std::string& text : values.texts) all += "[" + text + "]";
  for (const int128 number : values.numbers)
    all += "[" +
           (number > std::numeric_limits<std::int64_t>::max() ? std::to_string(static_cast<std::uint64_t>(number))
                                                              : std::to_string(static_cast<std::int64_t>(number))) +
           "]";
  return all;
}

template <class Read>
std::string error_of(Read read) {
  try {
    read();
  } catch (const schema_error& e) {
    return e.what();
  }
  return "no error";
}

void write_text(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

template <class Builder, class T>
std::shared_ptr<arrow::Array> array_of(const std::vector<std::optional<T>>& values) {
  Builder builder;
  for (const auto& v : values) must(v ? builder.Append(*v) : builder.AppendNull());
  return value_of(builder.Finish());
}

// In row groups of two rows.
void write_parquet(const std::string& path, const std::shared_ptr<arrow::Table>& table) {
  const auto file = value_of(arrow::io::FileOutputStream::Open(path));
  must(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), file, 2));
}

std::shared_ptr<arrow::Table> sample() {
  using arrow::field;
  const auto texts = array_of<arrow::StringBuilder, std::string>({"b", std::nullopt, "", "é", "a", "b"});
  const auto place = value_of(arrow::StructArray::Make({texts}, {field("city", arrow::utf8())}));
  return arrow::Table::Make(
      arrow::schema({field("s", arrow::utf8()), field("coded", arrow::dictionary(arrow::int32(), arrow::utf8())),
                     field("i", arrow::int8()), field("u", arrow::uint64()), field("f", arrow::boolean()),
                     field("d", arrow::date32()), field("place", place->type()), field("n", arrow::utf8())}),
      {texts, array_of<arrow::StringDictionary32Builder, std::string>({"b", std::nullopt, "", "é", "a", "b"}),
       array_of<arrow::Int8Builder, std::int8_t>({9, -3, 10, std::nullopt, 9, -128}),
       array_of<arrow::UInt64Builder, std::uint64_t>({1, 2, ~std::uint64_t{0}, std::nullopt, 1, 10}),
       array_of<arrow::BooleanBuilder, bool>({true, std::nullopt, true, true, true, true}),
       array_of<arrow::Date32Builder, std::int32_t>({0, -1, 19000, std::nullopt, 0, 0}), place,
       array_of<arrow::StringBuilder, std::string>(std::vector<std::optional<std::string>>(6))});
}

}  // namespace

TEST_CASE("values of Parquet columns") {
  const scratch folder;
  const std::string path = folder / "sample.parquet";
  write_parquet(path, sample());
  CHECK(shown(values_in_parquet(path, {"s", bodo::string, many})) == "[][a][b][é]");
  CHECK(shown(values_in_parquet(path, {"coded", bodo::string, many})) == "[][a][b][é]");
  CHECK(shown(values_in_parquet(path, {"i", bodo::int8, many})) == "[-128][-3][9][10]");
  CHECK(shown(values_in_parquet(path, {"u", bodo::uint64, many})) == "[1][2][10][18446744073709551615]");
  CHECK(shown(values_in_parquet(path, {"f", bodo::boolean, many})) == "[1]");
  CHECK(shown(values_in_parquet(path, {"d", bodo::date, many})) == "[-1][0][19000]");
  CHECK(shown(values_in_parquet(path, {"place.city", bodo::string, many})) == "[][a][b][é]");
  CHECK(shown(values_in_parquet(path, {"n", bodo::string, many})).empty());
  // reading ends with the first value beyond
  CHECK(shown(values_in_parquet(path, {"i", bodo::int8, 4})) == "[-128][-3][9][10]");
  CHECK(shown(values_in_parquet(path, {"i", bodo::int8, 1})) == "[-3][9]");
  CHECK(error_of([&] { values_in_parquet(folder / "none.parquet", {"i", bodo::int8, many}); }) ==
        "there is no file '" + (folder / "none.parquet") + "'");
}

TEST_CASE("values of folders of Parquet files") {
  const scratch folder;
  for (const char* year : {"999", "2023", "__HIVE_DEFAULT_PARTITION__"}) {
    std::filesystem::create_directories(folder / ("all/year=" + std::string(year)));
    const auto name = array_of<arrow::StringBuilder, std::string>({year});
    write_parquet(folder / ("all/year=" + std::string(year) + "/part.parquet"),
                  arrow::Table::Make(arrow::schema({arrow::field("name", arrow::utf8())}), {name}));
  }
  CHECK(shown(values_in_parquet(folder / "all", {"year", bodo::int64, many})) == "[999][2023]");
  CHECK(shown(values_in_parquet(folder / "all", {"year", bodo::string, many})) == "[2023][999]");
  CHECK(shown(values_in_parquet(folder / "all", {"name", bodo::string, many})) ==
        "[2023][999][__HIVE_DEFAULT_PARTITION__]");
}

TEST_CASE("values of Feather and ORC files") {
  const scratch folder;
  const auto table = sample();
  const auto feather = value_of(arrow::io::FileOutputStream::Open(folder / "sample.feather"));
  const auto writer = value_of(arrow::ipc::MakeFileWriter(feather, table->schema()));
  must(writer->WriteTable(*table, 2));
  must(writer->Close());
  must(feather->Close());
  const auto in_feather = [&](const char* column, bodo::type type) {
    return shown(values_in_arrow(folder / "sample.feather", {column, type, many}, arrow_format::feather));
  };
  CHECK(in_feather("s", bodo::string) == "[][a][b][é]");
  CHECK(in_feather("coded", bodo::string) == "[][a][b][é]");
  CHECK(in_feather("u", bodo::uint64) == "[1][2][10][18446744073709551615]");
  CHECK(in_feather("d", bodo::date) == "[-1][0][19000]");
  const auto plain = value_of(table->SelectColumns({0, 2, 4, 5}));
  const auto orc = value_of(arrow::io::FileOutputStream::Open(folder / "sample.orc"));
  const auto orc_writer = value_of(arrow::adapters::orc::ORCFileWriter::Open(orc.get()));
  must(orc_writer->Write(*plain));
  must(orc_writer->Close());
  must(orc->Close());
  const auto in_orc = [&](const char* column, bodo::type type) {
    return shown(values_in_arrow(folder / "sample.orc", {column, type, many}, arrow_format::orc));
  };
  CHECK(in_orc("s", bodo::string) == "[][a][b][é]");
  CHECK(in_orc("i", bodo::int8) == "[-128][-3][9][10]");
  CHECK(in_orc("f", bodo::boolean) == "[1]");
  CHECK(in_orc("d", bodo::date) == "[-1][0][19000]");
  CHECK(error_of([&] { values_in_arrow(folder / "sample.orc", {"x", bodo::int8, many}, arrow_format::orc); }) ==
        "'" + (folder / "sample.orc") + "': it has no column 'x'");
}

TEST_CASE("values of CSV columns") {
  const scratch folder;
  const std::string path = folder / "sample.csv";
  write_text(path,
             "before\ns;i;f;d\nb;1.000;ja;2024-01-31\n\"\";-;nein;1969-12-31\n;9;-;NA\n-;-3\n# no row\nNA;9;ja\n");
  const csv_options options{.sep = ';',
                            .types = {{"d", bodo::date}},
                            .na_values = {"-"},
                            .true_values = {"ja"},
                            .false_values = {"nein"},
                            .decimal = ',',
                            .thousands = '.',
                            .comment = '#',
                            .skip_rows = 1};
  CHECK(shown(values_in_csv(path, {"s", bodo::string, many}, options)) == "[][NA][b]");
  CHECK(shown(values_in_csv(path, {"i", bodo::int64, many}, options)) == "[-3][9][1000]");
  CHECK(shown(values_in_csv(path, {"f", bodo::boolean, many}, options)) == "[0][1]");
  CHECK(shown(values_in_csv(path, {"d", bodo::date, many}, options)) == "[-1][19753]");
  CHECK(shown(values_in_csv(path, {"i", bodo::int64, 1}, options)) == "[9][1000]");
  write_text(folder / "large.csv", "u,s\n18446744073709551615,\xff\n3,x\n");
  CHECK(shown(values_in_csv(folder / "large.csv", {"u", bodo::uint64, many})) == "[3][18446744073709551615]");
  CHECK(error_of([&] { values_in_csv(folder / "large.csv", {"s", bodo::string, many}); }).find("UTF-8") !=
        std::string::npos);
  CHECK(error_of([&] { values_in_csv(folder / "large.csv", {"s", bodo::int64, many}); })
            .find("', line 2: column 's': "
                  "expected int64, found '") != std::string::npos);
  CHECK(error_of([&] { values_in_csv(path, {"d", bodo::date, many}, {.date_format = true}); }) ==
        "dates of a .date_format are read at run time only");
  std::filesystem::create_directories(folder / "parts");
  write_text(folder / "parts/1.csv", "a,c\n1,x\n");
  write_text(folder / "parts/2.csv", "c,a\ny,2\n");
  CHECK(shown(values_in_csv(folder / "parts", {"c", bodo::string, many})) == "[x][y]");
}

TEST_CASE("values of JSON members") {
  const scratch folder;
  const std::string path = folder / "sample.json";
  write_text(
      path,
      "\xEF\xBB\xBF\n{\"s\": \"2024-01-31T10:00:00\", \"i\": 3, \"d\": \"2024-01-31\"}\n{\"i\": -3, \"s\": null}\n"
      "{\"s\": \"a\", \"f\": true, \"other\": [1]}\n");
  CHECK(shown(values_in_json(path, {"s", bodo::string, many})) == "[2024-01-31T10:00:00][a]");
  CHECK(shown(values_in_json(path, {"i", bodo::int64, many})) == "[-3][3]");
  CHECK(shown(values_in_json(path, {"f", bodo::boolean, many})) == "[1]");
  CHECK(shown(values_in_json(path, {"d", bodo::date, many})) == "[19753]");
  CHECK(error_of([&] { values_in_json(path, {"s", bodo::date, many}); }) ==
        "'" + path + "': expected date, found '2024-01-31T10:00:00'");
  write_text(folder / "empty.json", "\n");
  CHECK(shown(values_in_json(folder / "empty.json", {"s", bodo::string, many})).empty());
}

}  // namespace test_file_values
