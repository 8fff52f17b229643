// to_parquet replaces by default only outputs of bodocc, with .mode = "replace" anything, with "error" nothing.
// rank 0 prints:
//   'mine' is not replaced: it has no _bodo_manifest.json and holds '.env', '_notes', 'other.parquet', 'part-0', 'part-1' and 1 more; write elsewhere, or replace all of it with .mode = "replace"
//   'file.parquet' is not replaced: it is a file; write elsewhere, or replace all of it with .mode = "replace"
//   'own' is not replaced: it holds 'notes.txt', which is not as its _bodo_manifest.json has it; write elsewhere, or replace all of it with .mode = "replace"
//   'own' is not replaced: it exists, and .mode is "error"
//   done
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

[[bodo::jit]] void write(const std::string& path) {
  bodo::DataFrame df{{"a", bodo::arange(10)}};
  df.to_parquet(path, {.mode = "auto"});
}

[[bodo::jit]] void replace(const std::string& path) {
  bodo::DataFrame df{{"a", bodo::arange(10)}};
  df.to_parquet(path, {.mode = "replace"});
}

[[bodo::jit]] void write_new(const std::string& path) {
  bodo::DataFrame df{{"a", bodo::arange(10)}};
  df.to_parquet(path, {.mode = "error"});
}

template <class Write>
void attempt(Write write_it, const char* path) {
  try {
    write_it(path);
  } catch (const bodo::error& e) {
    if (bodo::get_rank() == 0) fmt::print("{}\n", e.cause());
  }
}

int main() {
  attempt(write, "mine");
  attempt(write, "file.parquet");
  replace("own");
  write("own");
  bodo::barrier();
  if (bodo::get_rank() == 0) std::ofstream("own/notes.txt") << "mine";
  bodo::barrier();
  attempt(write, "own");
  attempt(write_new, "own");
  attempt(write_new, "new");
  if (!std::filesystem::exists("new/_bodo_manifest.json")) std::abort();
  bodo::barrier();
  if (bodo::get_rank() == 0) {
    std::filesystem::remove_all("new");
    fmt::print("done\n");
  }
}
