// The Arrow C data interface both ways: strings as views or as utf8, missing values, without a copy.
// every rank prints:
//   3 rows, 2 children, +s
//   vu
//   u
//      i     s
//   0  1    ab
//   1  2  <NA>
//   2  3     c
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <iostream>
#include <optional>
#include <string>
#include <vector>

// As the interface's specification has them, for programs that do without Arrow's headers.
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  std::int64_t length;
  std::int64_t null_count;
  std::int64_t offset;
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};

int main() {
  const std::vector<std::int64_t> i{1, 2, 3};
  const std::vector<std::optional<std::string>> s{"ab", std::nullopt, "c"};
  const bodo::DataFrame df{{"i", i}, {"s", s}};

  ArrowSchema schema;
  ArrowArray array;
  df.to_arrow(&schema, &array, bodo::arrow_strings::utf8);
  const std::string plain = schema.children[1]->format;
  array.release(&array);
  schema.release(&schema);

  df.to_arrow(&schema, &array);
  fmt::print("{} rows, {} children, {}\n{}\n{}\n", array.length, array.n_children, schema.format,
             schema.children[1]->format, plain);
  const bodo::DataFrame back = bodo::DataFrame::from_arrow(&schema, &array);
  fmt::print("{}", back);
}
