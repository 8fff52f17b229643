#pragma once
// Schemas: the names and types of a frame's columns, as declared to bodocc (`schema({{"A", bodo::int64}})`,
// `like("sample.parquet")`; constants of these may also be declared outside of annotated functions), and as reported by
// a frame in ordinary code (`df.schema()`).
#include <bodo/types.h>

#include <cstddef>
#include <initializer_list>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace bodo {

// "int64", "decimal(15,2)": the name as it is written in C++, without `bodo::`.
std::string to_string(type column_type);

struct Field {
  std::string name;
  bodo::type type;
  bool nullable = true;  // values may be missing

  friend bool operator==(const Field&, const Field&) = default;
};

namespace detail {
struct field_spec {
  std::string_view name;
  bodo::type type;
  bool nullable = true;
};
}  // namespace detail

// The columns of a frame in their order.
class Schema {
 public:
  Schema() = default;
  explicit Schema(std::vector<Field> fields) : fields_(static_cast<std::vector<Field>&&>(fields)) {}

  std::size_t size() const { return fields_.size(); }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  const Field& operator[](std::size_t column) const { return fields_[column]; }
  friend bool operator==(const Schema&, const Schema&) = default;

 private:
  std::vector<Field> fields_;
};

// One line per column: its name and type.
std::ostream& operator<<(std::ostream& out, const Schema& schema);

inline Schema schema(std::initializer_list<detail::field_spec> columns) {
  std::vector<Field> fields;
  for (const detail::field_spec& column : columns)
    fields.push_back({std::string(column.name), column.type, column.nullable});
  return Schema(static_cast<std::vector<Field>&&>(fields));
}

inline namespace constants {

struct CsvOptions;

// The schema of a file, which bodocc opens while it compiles; of a CSV file with the options of read_csv.
class [[maybe_unused]] Like {
 public:
  Like(const Like&) = default;

 private:
  constexpr Like() = default;
  friend constexpr Like like(std::string_view path);
  friend Like like(std::string_view path, const CsvOptions& options);
};

constexpr Like like(std::string_view) { return {}; }
inline Like like(std::string_view, const CsvOptions&) { return {}; }

}  // namespace constants

}  // namespace bodo
