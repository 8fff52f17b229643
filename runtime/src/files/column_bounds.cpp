#include "files/column_bounds.h"

#include <parquet/exception.h>
#include <parquet/metadata.h>
#include <parquet/page_index.h>
#include <parquet/properties.h>
#include <parquet/schema.h>
#include <parquet/statistics.h>

#include <cmath>
#include <optional>
#include <string>

#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

using order = column_statistics::order;

// Sets the bounds, in the types that libparquet has for values.
class bounds_setter {
 public:
  bounds_setter(const column_form& form, bodo::type to) : form_(form), to_(to) {}

  template <class Value>
  void set(column_statistics& out, const Value& least, const Value& greatest) const {
    set_stored(out, least, greatest);
    // because an integer column may be read as float64
    if (out.by == order::integers && to_.id == kind::float64)
      floats(out, static_cast<double>(out.least), static_cast<double>(out.greatest));
  }

 private:
  static void integers(column_statistics& out, int128 least, int128 greatest, std::int64_t factor = 1) {
    out.by = order::integers;
    out.least = least * factor;
    out.greatest = greatest * factor;
  }
  static void floats(column_statistics& out, double least, double greatest) {
    out.by = order::unknown;
    if (std::isnan(least) || std::isnan(greatest)) return;
    out.by = order::floats;
    out.least_float = least;
    out.greatest_float = greatest;
  }

  static void set_stored(column_statistics& out, bool least, bool greatest) { integers(out, least, greatest); }
  void set_stored(column_statistics& out, std::int32_t least, std::int32_t greatest) const {
    if (form_.is_unsigned())
      return integers(out, static_cast<std::uint32_t>(least), static_cast<std::uint32_t>(greatest));
    integers(out, least, greatest);
  }
  void set_stored(column_statistics& out, std::int64_t least, std::int64_t greatest) const {
    if (form_.is_unsigned())
      return integers(out, static_cast<std::uint64_t>(least), static_cast<std::uint64_t>(greatest));
    integers(out, least, greatest, form_.factor);
  }
  static void set_stored(column_statistics& out, float least, float greatest) {
    floats(out, static_cast<double>(least), static_cast<double>(greatest));
  }
  static void set_stored(column_statistics& out, double least, double greatest) { floats(out, least, greatest); }
  void set_stored(column_statistics& out, const parquet::ByteArray& least, const parquet::ByteArray& greatest) const {
    if (form_.type.id == kind::decimal)
      return integers(out, big_endian(least.ptr, least.len), big_endian(greatest.ptr, greatest.len));
    out.by = order::texts;
    out.least_text.assign(reinterpret_cast<const char*>(least.ptr), least.len);
    out.greatest_text.assign(reinterpret_cast<const char*>(greatest.ptr), greatest.len);
  }
  void set_stored(column_statistics& out, const parquet::FixedLenByteArray& least,
                  const parquet::FixedLenByteArray& greatest) const {
    const auto size = static_cast<std::size_t>(form_.length);
    integers(out, big_endian(least.ptr, size), big_endian(greatest.ptr, size));
  }

  const column_form& form_;
  bodo::type to_;
};

// Calls f with a value of libparquet's type for this physical type; not for int96, which has no order.
template <class F>
void with_stored_type(physical stored, F f) {
  switch (stored) {
    case physical::boolean: return f(parquet::BooleanType());
    case physical::int32: return f(parquet::Int32Type());
    case physical::int64: return f(parquet::Int64Type());
    case physical::float32: return f(parquet::FloatType());
    case physical::float64: return f(parquet::DoubleType());
    case physical::byte_array: return f(parquet::ByteArrayType());
    case physical::fixed: return f(parquet::FLBAType());
    case physical::int96: return;
  }
}

// Nothing if these bytes are not there.
std::optional<std::string> bytes_at(const random_file& file, std::int64_t from, std::int64_t n) {
  if (from < 0 || n <= 0 || n > file.version.size || from > file.version.size - n) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(n), '\0');
  if (file.read(from, bytes.data(), bytes.size()) != bytes.size()) return std::nullopt;
  return bytes;
}

// Of a column without levels of its own: they do not matter to the index.
parquet::ColumnDescriptor descriptor_of(const column_form& form) {
  const auto node = parquet::schema::PrimitiveNode::Make(
      "column", parquet::Repetition::OPTIONAL, static_cast<parquet::Type::type>(form.stored),
      parquet::ConvertedType::NONE, form.stored == physical::fixed ? form.length : -1);
  return {node, 1, 0};
}

template <class Type>
void set_bounds(std::vector<page_bounds>& pages, const parquet::ColumnIndex& index, const bounds_setter& setter) {
  const auto& typed = dynamic_cast<const parquet::TypedColumnIndex<Type>&>(index);
  for (std::size_t p = 0; p < pages.size(); ++p) {
    column_statistics& s = pages[p].statistics;
    if (index.has_null_counts()) s.missing = index.null_counts()[p];
    if (index.null_pages()[p])
      s.missing = pages[p].rows;
    else
      setter.set(s, typed.min_values()[p], typed.max_values()[p]);
  }
}

}  // namespace

column_statistics statistics_of(const parquet::ColumnChunkMetaData& chunk, const column_form& form, bodo::type to) {
  column_statistics out;
  if (!chunk.is_stats_set() || form.nested >= 0) return out;  // of a list's values, not of its rows
  const auto found = chunk.statistics();
  if (found == nullptr) return out;
  if (found->HasNullCount()) out.missing = found->null_count();
  if (!found->HasMinMax()) return out;
  with_stored_type(form.stored, [&]<class Type>(Type) {
    const auto& s = dynamic_cast<const parquet::TypedStatistics<Type>&>(*found);
    bounds_setter(form, to).set(out, s.min(), s.max());
  });
  return out;
}

std::vector<page_bounds> read_page_bounds(const random_file& file, const row_group& group, std::size_t column,
                                          const column_form& form, bodo::type to) {
  const row_group::column& c = group.columns[column];
  // where the footer's bounds are not to be trusted, or not in an order that we know, neither are the pages'
  if (c.statistics.by == order::unknown || form.nested >= 0) return {};
  const auto bounds = bytes_at(file, c.index.bounds, c.index.bound_bytes);
  const auto places = bounds ? bytes_at(file, c.index.places, c.index.place_bytes) : std::nullopt;
  if (!places) return {};
  std::vector<page_bounds> pages;
  try {
    const parquet::ColumnDescriptor descriptor = descriptor_of(form);
    const auto index =
        parquet::ColumnIndex::Make(descriptor, bounds->data(), c.index.bound_bytes, parquet::ReaderProperties());
    const auto offsets = parquet::OffsetIndex::Make(places->data(), c.index.place_bytes, parquet::ReaderProperties());
    const std::vector<parquet::PageLocation>& locations = offsets->page_locations();
    const std::size_t n = locations.size();
    if (index->null_pages().size() != n || (index->has_null_counts() && index->null_counts().size() != n)) return {};
    for (std::size_t p = 0; p < n; ++p) {
      const std::int64_t begin = locations[p].first_row_index;
      const std::int64_t end = p + 1 < n ? locations[p + 1].first_row_index : group.rows;
      if (begin < 0 || end < begin || end > group.rows || (p == 0 && begin != 0)) return {};
      pages.push_back({begin, end - begin, {}});
    }
    with_stored_type(form.stored, [&]<class Type>(Type) { set_bounds<Type>(pages, *index, bounds_setter(form, to)); });
  } catch (const parquet::ParquetException&) {
    return {};
  }
  return pages;
}

}  // namespace bodo::rt::files
