// Rows that are added to outputs of to_parquet, files with few rows, columns that are chosen when files are read, and
// the paths of files: against pyarrow.
// env: BODO_SYNC=off
// rank 0 prints:
//   25 300
//   30 435
//   rows cannot be added to 'kept': it has the columns {a: int64, s: string}, the frame has {a: int64, b: int64}
//   rows cannot be added to 'parted': its partition_cols are others
//   'mine' is not replaced: it has no _bodo_manifest.json and holds 'notes.txt'; write elsewhere, or replace all of it with .mode = "replace"
//   'kept/part-00000.parquet': there is a column 's', which is the name of the column of the paths
//   30
#include <bodo/bodo.h>
#include <bodo/error.h>
#include <fmt/core.h>

#include <filesystem>
#include <string>

[[bodo::jit]] void add(const std::string& path, int from, int to) {
  bodo::DataFrame df{{"a", bodo::arange(from, to)}};
  df["s"] = df["a"].astype("string");
  df.to_parquet(path, {.mode = "append"});
}

[[bodo::jit]] void add_parted(const std::string& path, int from, int to) {
  bodo::DataFrame df{{"k", bodo::arange(from, to) % 3}, {"a", bodo::arange(from, to)}};
  df.to_parquet(path, {.partition_cols = "k", .mode = "append", .max_rows_per_file = 2});
}

[[bodo::jit]] void many_folders() {
  bodo::DataFrame df{{"k", bodo::arange(420) % 140}, {"a", bodo::arange(420)}};
  df.to_parquet("folders", {.partition_cols = "k", .max_rows_per_file = 2});
}

[[bodo::jit]] void small_files() {
  bodo::DataFrame df{{"a", bodo::arange(9001)}};
  df[df["a"] % 3 != 1].to_parquet("small", {.row_group_size = 300, .max_rows_per_file = 700});
}

[[bodo::jit]] void other_columns() {
  bodo::DataFrame df{{"a", bodo::arange(3)}, {"b", bodo::arange(3)}};
  df.to_parquet("kept", {.mode = "append"});
}

[[bodo::jit]] void other_folders() {
  bodo::DataFrame df{{"k", bodo::arange(3)}, {"a", bodo::arange(3)}};
  df.to_parquet("parted", {.partition_cols = "a", .mode = "append"});
}

[[bodo::jit]] void show(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::schema({{"a", bodo::int64}, {"s", bodo::string}}));
  const long rows = df.size(), sum = df["a"].sum();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", rows, sum);
}

[[bodo::jit]] void paths(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::like("sample"), {.columns = {"s", "a"}, .filename = "file"});
  df.to_parquet("paths");
  auto files = bodo::read_parquet(path, bodo::like("sample"), {.filename = "file"});
  auto some = files[files["file"] == "kept/part-a000001-00000.parquet"];
  some[{"a"}].to_parquet("first_added");
}

[[bodo::jit]] void named_twice() {
  auto df = bodo::read_parquet("kept", bodo::schema({{"a", bodo::int64}}), {.filename = "s"});
  bodo::print(df["s"].nunique());
}

template <class Function>
void attempt(Function function) {
  try {
    function();
  } catch (const bodo::error& e) {
    if (bodo::get_rank() == 0) fmt::print("{}\n", e.cause());
  }
}

int main() {
  bodo::barrier();
  if (bodo::get_rank() == 0) std::filesystem::remove_all("kept"), std::filesystem::remove_all("parted");
  bodo::barrier();
  add("kept", 0, 10);
  add("kept", 10, 25);
  show("kept");
  add("kept", 0, 0);
  add("kept", 25, 30);
  show("kept");
  attempt(other_columns);
  add_parted("parted", 0, 20);
  add_parted("parted", 20, 21);
  add_parted("parted", 21, 40);
  attempt(other_folders);
  attempt([] { add("mine", 0, 3); });
  attempt(named_twice);
  many_folders();
  small_files();
  paths("kept");
  bodo::print(bodo::verify("kept"));
}
