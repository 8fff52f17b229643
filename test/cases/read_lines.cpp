// The lines of text files: ends of lines of both kinds, empty lines, a byte order mark, no end of the last line, long
// lines, a folder with compressed files, files without lines; in the order of the files on any number of ranks.
#include <bodo/bodo.h>

[[bodo::jit]] void show(const std::string& path) {
  auto log = bodo::read_lines(path);
  log["n"] = bodo::arange(log.size());
  log["size"] = log["line"].str().len();
  log.to_parquet("out");
  auto errors = log[log["line"].str().startswith("ERROR")];
  bodo::print(errors);
  bodo::print(bodo::read_lines("empty.txt").size());
  bodo::print(bodo::read_lines("one.txt"));
  bodo::print(bodo::read_lines("packed", {.compression = "gzip"})["line"].str().len().sum());
}

int main() { show("logs"); }
