#include "files/schema/value_collector.h"

#include <arrow/api.h>
#include <arrow/compute/cast.h>

#include "files/schema/arrow_units.h"
#include "files/schema/csv_format.h"
#include "files/schema/file_error.h"
#include "files/schema/parquet_columns.h"
#include "files/schema/utf8.h"

namespace bodo::rt::files {

void value_collector::add(std::string_view text) {
  if (values_.texts.contains(text)) return;
  must_be_utf8(text);
  values_.texts.emplace(text);
}

void value_collector::add(const arrow::Array& from) {
  const bool is_date_text = wanted_.type == bodo::date && from.type_id() == arrow::Type::STRING;
  const bodo::type kept = is_date_text ? bodo::string
                          : wanted_.type == bodo::string || wanted_.type == bodo::boolean ||
                                  wanted_.type == bodo::date || wanted_.type == bodo::uint64
                              ? wanted_.type
                              : bodo::int64;
  const auto cast = arrow::compute::Cast(from, arrow_type(kept));
  must(cast.status());
  const arrow::Array& values = **cast;
  const auto add_all = [&](const auto& typed, const auto& add_one) {
    for (std::int64_t i = 0; i < typed.length() && !is_full(); ++i)
      if (typed.IsValid(i)) add_one(typed, i);
  };
  const auto number = [&](const auto& typed, std::int64_t i) { add(int128{typed.Value(i)}); };
  switch (kept.id) {
    case kind::string:
      return add_all(static_cast<const arrow::StringArray&>(values), [&](const auto& texts, std::int64_t i) {
        const std::string_view s = texts.GetView(i);
        std::int32_t days;
        if (!is_date_text) return add(s);
        if (!parse_date(s, days)) throw file_error("expected date, found '" + std::string(s.substr(0, 100)) + "'");
        add(int128{days});
      });
    case kind::boolean: return add_all(static_cast<const arrow::BooleanArray&>(values), number);
    case kind::date: return add_all(static_cast<const arrow::Date32Array&>(values), number);
    case kind::uint64: return add_all(static_cast<const arrow::UInt64Array&>(values), number);
    default: return add_all(static_cast<const arrow::Int64Array&>(values), number);
  }
}

}  // namespace bodo::rt::files
