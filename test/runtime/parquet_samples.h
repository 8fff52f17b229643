#pragma once
// Frames of every column type, made by Arrow from a seed, written by Arrow's own Parquet writer in every way that it
// knows, and their cells as text: what the scans' and the writers' tests compare with. Arrow's table is the oracle.
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <mpi.h>
#include <parquet/arrow/writer.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/file_schema.h"

namespace samples {

using namespace bodo::rt;

inline constexpr site here{"test.cpp", 7, "read_parquet"};

template <class T>
T value_of(arrow::Result<T> r) {
  if (!r.ok()) throw std::runtime_error(r.status().ToString());
  return r.MoveValueUnsafe();
}
inline void must(const arrow::Status& s) {
  if (!s.ok()) throw std::runtime_error(s.ToString());
}

// A folder of this test run, the same on all ranks, that disappears with the object.
class scratch {
 public:
  scratch() {
    std::string name;
    if (rank() == 0) {
      std::string pattern = (std::filesystem::temp_directory_path() / "bodo-files-XXXXXX").string();
      name = mkdtemp(pattern.data());
    }
    const std::vector<char> told = bcast(name, 0);
    folder_.assign(told.begin(), told.end());
  }
  ~scratch() {
    any_rank(false);
    if (rank() == 0) std::filesystem::remove_all(folder_);
  }
  std::string operator/(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

// Calls `write` on rank 0; the others wait for it.
template <class F>
void on_root(F write) {
  bool failed = false;
  if (rank() == 0) {
    try {
      write();
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s\n", e.what());
      failed = true;
    }
  }
  if (any_rank(failed)) throw std::runtime_error("the sample was not written");
}

struct shape {
  std::int64_t rows = 1000;
  int missing_percent = 0;
  bool required = false;  // columns that are declared as never missing
  int words = 20;         // distinct values of most columns
};

class maker {
 public:
  maker(const shape& s, unsigned seed) : shape_(s), random_(seed) {}

  template <class Builder, class F>
  void add(const std::string& name, Builder&& builder, F value) {
    for (std::int64_t i = 0; i < shape_.rows; ++i) {
      if (static_cast<int>(random_() % 100) < shape_.missing_percent)
        must(builder.AppendNull());
      else
        must(builder.Append(value(static_cast<std::int64_t>(random_() % static_cast<unsigned>(shape_.words)))));
    }
    auto array = value_of(builder.Finish());
    fields_.push_back(arrow::field(name, array->type(), !shape_.required));
    arrays_.push_back(array);
  }
  std::shared_ptr<arrow::Table> table() const {
    return arrow::Table::Make(arrow::schema(fields_), arrays_, shape_.rows);
  }
  std::uint64_t random() { return random_(); }

 private:
  shape shape_;
  std::mt19937_64 random_;
  std::vector<std::shared_ptr<arrow::Field>> fields_;
  std::vector<std::shared_ptr<arrow::Array>> arrays_;
};

inline std::string word(std::int64_t k) {
  std::string s = k == 0 ? "" : "word " + std::to_string(k);
  if (k % 3 == 2) s += " that is longer than twelve bytes";
  return s;
}

// All types that a file may hold, but timestamps other than `unit`.
inline std::shared_ptr<arrow::Table> make_table(const shape& s, unsigned seed,
                                                arrow::TimeUnit::type unit = arrow::TimeUnit::MICRO) {
  maker m(s, seed);
  auto* pool = arrow::default_memory_pool();
  using arrow::Decimal128;
  m.add("i8", arrow::Int8Builder(), [](std::int64_t k) { return static_cast<std::int8_t>(k * 7 - 100); });
  m.add("i16", arrow::Int16Builder(), [](std::int64_t k) { return static_cast<std::int16_t>(k * 771 - 30000); });
  m.add("i32", arrow::Int32Builder(), [](std::int64_t k) { return static_cast<std::int32_t>(k * 123456789); });
  m.add("i64", arrow::Int64Builder(),
        [](std::int64_t k) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(k) * 1234567890123456789u); });
  m.add("u8", arrow::UInt8Builder(), [](std::int64_t k) { return static_cast<std::uint8_t>(k * 13); });
  m.add("u16", arrow::UInt16Builder(), [](std::int64_t k) { return static_cast<std::uint16_t>(k * 3333); });
  m.add("u32", arrow::UInt32Builder(), [](std::int64_t k) { return static_cast<std::uint32_t>(k * 400000000); });
  m.add("u64", arrow::UInt64Builder(),
        [](std::int64_t k) { return static_cast<std::uint64_t>(k) * 9876543210987654321u; });
  m.add("f32", arrow::FloatBuilder(), [](std::int64_t k) { return static_cast<float>(k) / 3; });
  m.add("f64", arrow::DoubleBuilder(),
        [](std::int64_t k) { return k == 7 ? 0.0 / 0.0 : static_cast<double>(k) / 7 - 1; });
  m.add("flag", arrow::BooleanBuilder(), [](std::int64_t k) { return k % 3 == 0; });
  m.add("text", arrow::StringBuilder(), [](std::int64_t k) { return word(k); });
  m.add("day", arrow::Date32Builder(), [](std::int64_t k) { return static_cast<std::int32_t>(k * 1001 - 5000); });
  m.add("time", arrow::TimestampBuilder(arrow::timestamp(unit), pool),
        [&](std::int64_t k) { return (k - 5) * (unit == arrow::TimeUnit::MILLI ? 86'400'123 : 86'400'123'456); });
  m.add("span", arrow::DurationBuilder(arrow::duration(arrow::TimeUnit::MICRO), pool),
        [](std::int64_t k) { return (k - 5) * 86'400'123; });
  m.add("d9", arrow::Decimal128Builder(arrow::decimal128(9, 2), pool),
        [](std::int64_t k) { return Decimal128(k * 12345 - 50000); });
  m.add("d18", arrow::Decimal128Builder(arrow::decimal128(18, 4), pool),
        [](std::int64_t k) { return Decimal128(k % 81 * 12345678901234567 - 50000); });
  m.add("d38", arrow::Decimal128Builder(arrow::decimal128(38, 10), pool),
        [](std::int64_t k) { return Decimal128(k - 3) * Decimal128("1234567890123456789012345678901234567"); });
  // not coded by anybody: all values differ
  m.add("many", arrow::Int64Builder(), [&](std::int64_t) { return static_cast<std::int64_t>(m.random()); });
  m.add("names", arrow::StringBuilder(), [&](std::int64_t k) { return word(k) + std::to_string(m.random() % 100000); });
  return m.table();
}

inline void write_file(const std::string& path, const arrow::Table& table,
                       parquet::WriterProperties::Builder properties, std::int64_t group, bool int96 = false) {
  parquet::ArrowWriterProperties::Builder arrow_properties;
  arrow_properties.store_schema();
  if (int96) arrow_properties.enable_deprecated_int96_timestamps();
  auto sink = value_of(arrow::io::FileOutputStream::Open(path));
  must(parquet::arrow::WriteTable(table, arrow::default_memory_pool(), sink, group, properties.build(),
                                  arrow_properties.build()));
  must(sink->Close());
}

inline std::string number(int128 v) {
  if (v == static_cast<std::int64_t>(v)) return std::to_string(static_cast<std::int64_t>(v));
  std::string s;
  for (uint128 u = v < 0 ? -static_cast<uint128>(v) : static_cast<uint128>(v); u != 0; u /= 10)
    s.insert(s.begin(), static_cast<char>('0' + static_cast<int>(u % 10)));
  return v < 0 ? "-" + s : s;
}
inline std::string number(double v) {
  char text[40];
  std::snprintf(text, sizeof text, "%a", v);
  return v != v ? "nan" : text;
}

// A cell as the runtime holds it.
inline std::string cell(const column_view& v, storage kept, std::size_t i) {
  if (!v.known(i)) return "missing";
  switch (kept) {
    case storage::b8:
    case storage::u8: return number(int128{column<std::uint8_t>(v)[i]});
    case storage::i8: return number(int128{column<std::int8_t>(v)[i]});
    case storage::i16: return number(int128{column<std::int16_t>(v)[i]});
    case storage::u16: return number(int128{column<std::uint16_t>(v)[i]});
    case storage::i32: return number(int128{column<std::int32_t>(v)[i]});
    case storage::u32: return number(int128{column<std::uint32_t>(v)[i]});
    case storage::i64: return number(int128{column<std::int64_t>(v)[i]});
    case storage::u64: return number(int128{column<std::uint64_t>(v)[i]});
    case storage::f32: return number(static_cast<double>(column<float>(v)[i]));
    case storage::f64: return number(column<double>(v)[i]);
    case storage::i128: return number(column<int128>(v)[i]);
    case storage::text: return "'" + std::string(column<text>(v)[i].view()) + "'";
    case storage::code: return "'" + std::string(coded_column(v)[i].view()) + "'";
  }
  return "?";
}

// A cell of Arrow's, written alike: times in nanoseconds, decimals scaled.
inline std::string cell(const arrow::Array& a, std::int64_t i) {
  if (a.IsNull(i)) return "missing";
  const auto factor = [](arrow::TimeUnit::type u) {
    return int128{u == arrow::TimeUnit::NANO    ? 1
                  : u == arrow::TimeUnit::MICRO ? 1000
                  : u == arrow::TimeUnit::MILLI ? 1000000
                                                : 1000000000};
  };
  switch (a.type_id()) {
    case arrow::Type::BOOL: return number(int128{static_cast<const arrow::BooleanArray&>(a).Value(i)});
    case arrow::Type::INT8: return number(int128{static_cast<const arrow::Int8Array&>(a).Value(i)});
    case arrow::Type::INT16: return number(int128{static_cast<const arrow::Int16Array&>(a).Value(i)});
    case arrow::Type::INT32: return number(int128{static_cast<const arrow::Int32Array&>(a).Value(i)});
    case arrow::Type::INT64: return number(int128{static_cast<const arrow::Int64Array&>(a).Value(i)});
    case arrow::Type::UINT8: return number(int128{static_cast<const arrow::UInt8Array&>(a).Value(i)});
    case arrow::Type::UINT16: return number(int128{static_cast<const arrow::UInt16Array&>(a).Value(i)});
    case arrow::Type::UINT32: return number(int128{static_cast<const arrow::UInt32Array&>(a).Value(i)});
    case arrow::Type::UINT64: return number(int128{static_cast<const arrow::UInt64Array&>(a).Value(i)});
    case arrow::Type::FLOAT: return number(static_cast<double>(static_cast<const arrow::FloatArray&>(a).Value(i)));
    case arrow::Type::DOUBLE: return number(static_cast<const arrow::DoubleArray&>(a).Value(i));
    case arrow::Type::DATE32: return number(int128{static_cast<const arrow::Date32Array&>(a).Value(i)});
    case arrow::Type::STRING: return "'" + static_cast<const arrow::StringArray&>(a).GetString(i) + "'";
    case arrow::Type::LARGE_STRING: return "'" + static_cast<const arrow::LargeStringArray&>(a).GetString(i) + "'";
    case arrow::Type::DICTIONARY: {
      const auto& d = static_cast<const arrow::DictionaryArray&>(a);
      return cell(*d.dictionary(), d.GetValueIndex(i));
    }
    case arrow::Type::TIMESTAMP:
      return number(int128{static_cast<const arrow::TimestampArray&>(a).Value(i)} *
                    factor(static_cast<const arrow::TimestampType&>(*a.type()).unit()));
    case arrow::Type::DURATION:
      return number(int128{static_cast<const arrow::DurationArray&>(a).Value(i)} *
                    factor(static_cast<const arrow::DurationType&>(*a.type()).unit()));
    case arrow::Type::DECIMAL128: {
      int128 v;
      std::memcpy(&v, static_cast<const arrow::Decimal128Array&>(a).GetValue(i), sizeof v);
      return number(v);
    }
    default: return "?";
  }
}

using cells = std::vector<std::string>;

// All rows of a table, one text each column.
inline std::vector<cells> cells_of(const arrow::Table& t) {
  std::vector<cells> all(static_cast<std::size_t>(t.num_columns()));
  for (int c = 0; c < t.num_columns(); ++c)
    for (const auto& chunk : t.column(c)->chunks())
      for (std::int64_t i = 0; i < chunk->length(); ++i) all[static_cast<std::size_t>(c)].push_back(cell(*chunk, i));
  return all;
}

inline std::vector<field> fields_of(const file_schema& schema, bool coded) {
  std::vector<field> fields;
  for (const schema_column& c : schema.columns)
    fields.push_back({c.name.c_str(), c.type, flags_of(c.nullable, coded && c.type == bodo::string)});
  return fields;
}

}  // namespace samples
