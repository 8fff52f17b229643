// A CSV file that becomes shorter while it is read is an error, and not fewer rows.
// ranks: 1
// exit: not 0
// message: error_csv_shorter.cpp:24: error: read_csv: 'rows.csv' has changed while it was read
#include <bodo/bodo.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <stdexcept>

std::int64_t cut(std::int64_t v) {
  if (v == 10 && truncate("rows.csv", 600'000) != 0) throw std::runtime_error("cannot cut the file");
  return v;
}

void write() {
  std::ofstream out("rows.csv");
  out << "id\n";
  for (int i = 0; i < 600'000; ++i) out << i << '\n';
}

[[bodo::jit]] void show() {
  auto df = bodo::read_csv("rows.csv", bodo::schema({{"id", bodo::int64}}));
  bodo::print(df["id"].map(cut).sum());
}

int main() {
  write();
  show();
}
