#include "files/schema/arrow_units.h"

#include <arrow/adapters/orc/adapter.h>
#include <arrow/api.h>
#include <arrow/ipc/reader.h>

#include <algorithm>

#include "bodo/rt/arrow_format.h"
#include "files/schema/file_error.h"
#include "files/schema/file_for_arrow.h"
#include "files/schema/file_kind.h"
#include "files/schema/text_file.h"

namespace bodo::rt::files {
namespace {

// Places in the schema; if no columns are read, those of one that is small.
std::vector<int> places_of(const arrow::Schema& schema, const std::vector<std::string>& columns) {
  std::vector<int> places;
  for (const std::string& name : columns)
    if (const int at = schema.GetFieldIndex(name); at >= 0) places.push_back(at);
  std::sort(places.begin(), places.end());
  if (!places.empty()) return places;
  for (int i = 0; i < schema.num_fields(); ++i)
    if (arrow::is_fixed_width(schema.field(i)->type()->id())) return {i};
  return schema.num_fields() == 0 ? std::vector<int>() : std::vector<int>{0};
}

class feather_units : public arrow_units {
 public:
  feather_units(const std::shared_ptr<arrow::io::RandomAccessFile>& file, const std::vector<std::string>& columns) {
    reader_ = must_have(arrow::ipc::RecordBatchFileReader::Open(file));
    schema_ = reader_->schema();
    arrow::ipc::IpcReadOptions options;
    options.included_fields = places_of(*schema_, columns);
    options.use_threads = false;
    if (schema_->num_fields() > 0) reader_ = must_have(arrow::ipc::RecordBatchFileReader::Open(file, options));
  }
  std::shared_ptr<arrow::Schema> schema() override { return schema_; }
  std::int64_t count() override { return reader_->num_record_batches(); }
  std::int64_t rows_of(std::int64_t unit) override {
    return must_have(reader_->ReadRecordBatch(static_cast<int>(unit)))->num_rows();
  }
  std::shared_ptr<arrow::RecordBatch> read(std::int64_t unit) override {
    auto batch = must_have(reader_->ReadRecordBatch(static_cast<int>(unit)));
    must(batch->ValidateFull());
    return batch;
  }

 private:
  std::shared_ptr<arrow::ipc::RecordBatchFileReader> reader_;
  std::shared_ptr<arrow::Schema> schema_;
};

class orc_units : public arrow_units {
 public:
  orc_units(const std::shared_ptr<arrow::io::RandomAccessFile>& file, const std::vector<std::string>& columns)
      : reader_(must_have(arrow::adapters::orc::ORCFileReader::Open(file, arrow::default_memory_pool()))),
        schema_(must_have(reader_->ReadSchema())) {
    for (const int place : places_of(*schema_, columns)) columns_.push_back(schema_->field(place)->name());
  }
  std::shared_ptr<arrow::Schema> schema() override { return schema_; }
  std::int64_t count() override { return reader_->NumberOfStripes(); }
  std::int64_t rows_of(std::int64_t unit) override { return reader_->GetStripeInformation(unit).num_rows; }
  std::shared_ptr<arrow::RecordBatch> read(std::int64_t unit) override {
    auto batch = must_have(reader_->ReadStripe(unit, columns_));
    must(batch->ValidateFull());
    return batch;
  }

 private:
  std::unique_ptr<arrow::adapters::orc::ORCFileReader> reader_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<std::string> columns_;
};

}  // namespace

void must(const arrow::Status& status) {
  if (status.ok()) return;
  const std::string what = status.message();
  throw file_error(what.substr(0, what.find('\n')));
}

std::unique_ptr<arrow_units> open_units(const std::string& path, arrow_format format,
                                        const std::vector<std::string>& columns) {
  const text_file plain(path);  // says what is wrong with the path
  char bytes[16];
  const std::string_view front(bytes, plain.read(0, bytes, sizeof bytes));
  const bool orc = format == arrow_format::orc;
  if (!front.starts_with(orc ? "ORC" : "ARROW1")) {
    std::string kind = "";
    if (begins_as_parquet(front)) kind = ": it is a Parquet file; read it by read_parquet";
    if (front.starts_with("ORC")) kind = ": read it by read_orc";
    if (front.starts_with("ARROW1")) kind = ": read it by read_feather";
    if (front.starts_with("FEA1")) kind = ": it is of Feather's first version; write it anew";
    throw file_error(std::string("it is no ") + (orc ? "ORC" : "Arrow (Feather)") + " file" + kind);
  }
  const auto file = std::make_shared<file_for_arrow>(open_file(path));
  try {
    if (orc) return std::make_unique<orc_units>(file, columns);
    return std::make_unique<feather_units>(file, columns);
  } catch (const file_error& e) {
    throw file_error(std::string("it is damaged, or not whole: ") + e.what());
  }
}

arrow_form form_of(const arrow::DataType& type) {
  using arrow::Type;
  switch (type.id()) {
    case Type::BOOL: return {bodo::boolean, false, {}};
    case Type::INT8: return {bodo::int8, false, {}};
    case Type::INT16: return {bodo::int16, false, {}};
    case Type::INT32: return {bodo::int32, false, {}};
    case Type::INT64: return {bodo::int64, false, {}};
    case Type::UINT8: return {bodo::uint8, false, {}};
    case Type::UINT16: return {bodo::uint16, false, {}};
    case Type::UINT32: return {bodo::uint32, false, {}};
    case Type::UINT64: return {bodo::uint64, false, {}};
    case Type::FLOAT: return {bodo::float32, false, {}};
    case Type::DOUBLE: return {bodo::float64, false, {}};
    case Type::STRING:
    case Type::LARGE_STRING:
    case Type::STRING_VIEW: return {bodo::string, false, {}};
    case Type::DATE32:
    case Type::DATE64: return {bodo::date, false, {}};
    case Type::TIMESTAMP: return {bodo::timestamp, false, {}};
    case Type::DURATION: return {bodo::duration, false, {}};
    case Type::NA: return {bodo::float64, false, {}};  // as in pandas
    case Type::DECIMAL32:
    case Type::DECIMAL64:
    case Type::DECIMAL128: {
      const auto& decimal = static_cast<const arrow::DecimalType&>(type);
      if (decimal.scale() < 0 || decimal.scale() > decimal.precision()) break;
      return {bodo::decimal(decimal.precision(), decimal.scale()), false, {}};
    }
    case Type::DICTIONARY: {
      arrow_form words = form_of(*static_cast<const arrow::DictionaryType&>(type).value_type());
      words.coded = words.type == bodo::string && words.refused.empty();
      return words;
    }
    case Type::LIST:
    case Type::LARGE_LIST:
    case Type::FIXED_SIZE_LIST: {
      const arrow_form values = form_of(*static_cast<const arrow::BaseListType&>(type).value_type());
      if (!values.refused.empty()) return {{}, false, "a list of values that cannot be read: " + values.refused};
      if (values.type.id == kind::list) return {{}, false, "a list of lists or structs"};
      return {bodo::list(values.type), false, {}};
    }
    case Type::LIST_VIEW:
    case Type::LARGE_LIST_VIEW: return {{}, false, "a list"};
    case Type::STRUCT: return {{}, false, "a struct"};
    case Type::MAP: return {{}, false, "a map"};
    default: break;
  }
  return {{}, false, type.ToString()};
}

std::shared_ptr<arrow::DataType> arrow_type(bodo::type t) {
  switch (t.id) {
    case kind::boolean: return arrow::boolean();
    case kind::int8: return arrow::int8();
    case kind::int16: return arrow::int16();
    case kind::int32: return arrow::int32();
    case kind::int64: return arrow::int64();
    case kind::uint8: return arrow::uint8();
    case kind::uint16: return arrow::uint16();
    case kind::uint32: return arrow::uint32();
    case kind::uint64: return arrow::uint64();
    case kind::float32: return arrow::float32();
    case kind::float64: return arrow::float64();
    case kind::string: return arrow::utf8();
    case kind::date: return arrow::date32();
    case kind::timestamp: return arrow::timestamp(arrow::TimeUnit::NANO);
    case kind::duration: return arrow::duration(arrow::TimeUnit::NANO);
    case kind::decimal: return arrow::decimal128(t.precision, t.scale);
    case kind::list: return arrow::list(arrow_type(element_of(t)));
  }
  return arrow::null();
}

}  // namespace bodo::rt::files
