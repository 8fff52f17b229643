#include "files/schema/parquet_columns.h"

#include <arrow/io/memory.h>
#include <arrow/ipc/api.h>
#include <arrow/type.h>
#include <arrow/util/base64.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>

#include "files/schema/file_error.h"
#include "files/schema/file_for_arrow.h"
#include "files/schema/file_kind.h"

namespace bodo::rt::files {
namespace {

// Parquet has no durations: Arrow writes int64 and records its own schema in the footer.
std::shared_ptr<arrow::Schema> arrow_schema_of(const parquet::FileMetaData& meta) {
  const auto& notes = meta.key_value_metadata();
  if (notes == nullptr) return nullptr;
  const auto encoded = notes->Get("ARROW:schema");
  if (!encoded.ok()) return nullptr;
  const arrow::Result<std::string> decoded =
      arrow::util::base64_decode(*encoded);  // older versions of Arrow return a plain string
  if (!decoded.ok()) return nullptr;
  arrow::io::BufferReader bytes(std::make_shared<arrow::Buffer>(*decoded));
  arrow::ipc::DictionaryMemo memo;
  const auto schema = arrow::ipc::ReadSchema(&bytes, &memo);
  return schema.ok() ? *schema : nullptr;
}

std::int64_t nanoseconds_in(arrow::TimeUnit::type unit) {
  switch (unit) {
    case arrow::TimeUnit::SECOND: return 1'000'000'000;
    case arrow::TimeUnit::MILLI: return 1'000'000;
    case arrow::TimeUnit::MICRO: return 1'000;
    case arrow::TimeUnit::NANO: return 1;
  }
  return 1;
}

bodo::type integer_of(int bits, bool is_signed) {
  switch (bits) {
    case 8: return is_signed ? bodo::int8 : bodo::uint8;
    case 16: return is_signed ? bodo::int16 : bodo::uint16;
    case 32: return is_signed ? bodo::int32 : bodo::uint32;
    default: return is_signed ? bodo::int64 : bodo::uint64;
  }
}

void describe_timestamp(const parquet::LogicalType& logical, file_column& column) {
  column.form.type = bodo::timestamp;
  switch (static_cast<const parquet::TimestampLogicalType&>(logical).time_unit()) {
    case parquet::LogicalType::TimeUnit::MILLIS: column.form.factor = 1'000'000; break;
    case parquet::LogicalType::TimeUnit::MICROS: column.form.factor = 1'000; break;
    case parquet::LogicalType::TimeUnit::NANOS: column.form.factor = 1; break;
    default: column.refused = "a timestamp of an unknown unit";
  }
}

// The type of a primitive column; `arrow` is its type in Arrow's schema, or null.
void describe(const parquet::schema::PrimitiveNode& node, const arrow::DataType* arrow, file_column& column) {
  column_form& form = column.form;
  form.stored = static_cast<physical>(node.physical_type());
  form.length = node.type_length();
  form.optional = node.is_optional();
  const parquet::LogicalType& logical = *node.logical_type();
  if (logical.is_decimal()) {
    const auto& decimal = static_cast<const parquet::DecimalLogicalType&>(logical);
    if (decimal.precision() < 1 || decimal.precision() > 38 || decimal.scale() < 0 ||
        decimal.scale() > decimal.precision()) {
      column.refused = "a decimal of " + std::to_string(decimal.precision()) + " digits (38 is the limit)";
      return;
    }
    form.type = bodo::decimal(decimal.precision(), decimal.scale());
    return;
  }
  if (logical.is_timestamp()) return describe_timestamp(logical, column);
  if (logical.is_date()) {
    form.type = bodo::date;
    return;
  }
  if (logical.is_int()) {
    const auto& integer = static_cast<const parquet::IntLogicalType&>(logical);
    form.type = integer_of(integer.bit_width(), integer.is_signed());
    return;
  }
  const bool is_text = logical.is_string() || logical.is_enum() || logical.is_JSON();
  if (!is_text && !logical.is_none() && !logical.is_null()) {
    column.refused = logical.is_time()      ? "a time of day"
                     : logical.is_float16() ? "float16"
                     : logical.is_UUID()    ? "a UUID"
                                            : "of Parquet's type " + logical.ToString();
    return;
  }
  column.empty = logical.is_null();
  switch (form.stored) {
    case physical::boolean: form.type = bodo::boolean; return;
    case physical::int32: form.type = bodo::int32; return;
    case physical::int64:
      form.type = bodo::int64;
      if (arrow != nullptr && arrow->id() == arrow::Type::DURATION) {
        form.type = bodo::duration;
        form.factor = nanoseconds_in(static_cast<const arrow::DurationType&>(*arrow).unit());
      }
      return;
    case physical::int96: form.type = bodo::timestamp; return;
    case physical::float32: form.type = bodo::float32; return;
    case physical::float64: form.type = bodo::float64; return;
    case physical::byte_array: form.type = bodo::string; return;
    case physical::fixed: column.refused = "bytes of fixed length"; return;
  }
}

// The values of a list: of Parquet's three levels the last one; null if they are lists or structs themselves.
const parquet::schema::PrimitiveNode* values_of(const parquet::schema::GroupNode& list) {
  if (list.field_count() != 1 || !list.field(0)->is_repeated()) return nullptr;
  const parquet::schema::Node* node = list.field(0).get();
  if (node->is_group()) {
    const auto& inner = static_cast<const parquet::schema::GroupNode&>(*node);
    if (inner.field_count() != 1) return nullptr;
    node = inner.field(0).get();
    if (node->is_repeated()) return nullptr;
  }
  return node->is_primitive() ? static_cast<const parquet::schema::PrimitiveNode*>(node) : nullptr;
}

class column_list {
 public:
  explicit column_list(const parquet::SchemaDescriptor& schema) : schema_(schema) {}

  // `arrow`: the type in Arrow's schema, or null; `within`: it is a member of a struct, which may be missing if
  // `optional`.
  void add(const parquet::schema::Node& node, const std::string& name, const arrow::DataType* arrow, bool within,
           bool optional) {
    file_column column;
    column.name = name;
    if (node.is_repeated()) {
      column.refused = "a list";
    } else if (node.is_primitive()) {
      const auto& leaf = static_cast<const parquet::schema::PrimitiveNode&>(node);
      column.leaf = schema_.ColumnIndex(leaf);
      describe(leaf, arrow, column);
      if (within) column.form.nested = column.leaf;
      column.form.optional = column.form.optional || optional;
    } else if (node.logical_type()->is_list()) {
      add_list(static_cast<const parquet::schema::GroupNode&>(node), arrow, column);
      column.form.optional = column.form.optional || optional;
    } else if (node.logical_type()->is_map()) {
      column.refused = "a map";
    } else {
      return add_members(static_cast<const parquet::schema::GroupNode&>(node), name, arrow,
                         optional || node.is_optional());
    }
    all.push_back(std::move(column));
  }

  std::vector<file_column> all;

 private:
  void add_list(const parquet::schema::GroupNode& list, const arrow::DataType* arrow, file_column& column) {
    const parquet::schema::PrimitiveNode* const values = values_of(list);
    if (values == nullptr) {
      column.refused = "a list of lists or structs";
      return;
    }
    column.leaf = schema_.ColumnIndex(*values);
    const bool noted = arrow != nullptr && arrow->num_fields() == 1;
    describe(*values, noted ? arrow->field(0)->type().get() : nullptr, column);
    if (column.empty) column.refused = "a list without a type";
    if (!column.refused.empty()) {
      column.refused = "a list of values that cannot be read: " + column.refused;
      return;
    }
    column.form = {.type = bodo::list(column.form.type), .optional = list.is_optional(), .nested = column.leaf};
  }

  // A struct's members are columns, with the struct's name before their own.
  void add_members(const parquet::schema::GroupNode& group, const std::string& name, const arrow::DataType* arrow,
                   bool optional) {
    for (int i = 0; i < group.field_count(); ++i) {
      const auto& member = *group.field(i);
      const bool noted = arrow != nullptr && arrow->num_fields() == group.field_count();
      add(member, name + "." + member.name(), noted ? arrow->field(i)->type().get() : nullptr, true, optional);
    }
  }

  const parquet::SchemaDescriptor& schema_;
};

std::vector<file_column> describe_columns(const parquet::FileMetaData& meta) {
  const parquet::SchemaDescriptor& schema = *meta.schema();
  const auto arrow = arrow_schema_of(meta);
  const auto& root = *schema.group_node();
  column_list columns(schema);
  for (int i = 0; i < root.field_count(); ++i) {
    const auto& node = *root.field(i);
    const auto noted = arrow != nullptr ? arrow->GetFieldByName(node.name()) : nullptr;
    columns.add(node, node.name(), noted != nullptr ? noted->type().get() : nullptr, false, false);
  }
  return std::move(columns.all);
}

}  // namespace

parquet_footer read_footer(const std::string& path) {
  const auto file = open_file(path);
  parquet_footer footer;
  footer.version = file->version;
  const std::int64_t size = file->version.size;
  char front[16], back[4];
  std::string_view begins, ends;
  try {
    begins = {front, file->read(0, front, sizeof front)};
    if (size >= 12) ends = {back, file->read(size - 4, back, sizeof back)};
  } catch (const file_error& e) {
    throw file_error("cannot read '" + path + "': " + e.what());
  }
  if (ends == "PARE")
    throw file_error("'" + path + "' is encrypted, which cannot be read: write it without encryption");
  if (ends != "PAR1") {
    if (begins_as_parquet(begins)) throw file_error("'" + path + "' is cut off: it does not end with PAR1");
    const std::string other = not_plain(begins);
    throw file_error("'" + path + "' is not a Parquet file" +
                     (!other.empty()           ? ": " + other
                      : path.ends_with(".csv") ? ": read it by read_csv"
                                               : ", which would end with PAR1"));
  }
  try {
    footer.meta = parquet::ReadMetaData(std::make_shared<file_for_arrow>(file));
    footer.columns = describe_columns(*footer.meta);
  } catch (const parquet::ParquetException& e) {
    throw file_error(footer_failure(path, e.what()));
  }
  return footer;
}

std::string footer_failure(const std::string& path, const char* what) {
  if (std::string_view(what).find("ecrypt") != std::string_view::npos)
    return "'" + path + "' has encrypted columns, which cannot be read: write it without encryption";
  return "the footer of '" + path + "' is corrupt: " + what;
}

std::string name_of(bodo::type type) {
  switch (type.id) {
    case kind::boolean: return "boolean";
    case kind::int8: return "int8";
    case kind::int16: return "int16";
    case kind::int32: return "int32";
    case kind::int64: return "int64";
    case kind::uint8: return "uint8";
    case kind::uint16: return "uint16";
    case kind::uint32: return "uint32";
    case kind::uint64: return "uint64";
    case kind::float32: return "float32";
    case kind::float64: return "float64";
    case kind::string: return "string";
    case kind::date: return "date";
    case kind::timestamp: return "timestamp";
    case kind::duration: return "duration";
    case kind::decimal: return "decimal(" + std::to_string(type.precision) + "," + std::to_string(type.scale) + ")";
    case kind::list: return "list(" + name_of(element_of(type)) + ")";
  }
  return "unknown";
}

}  // namespace bodo::rt::files
