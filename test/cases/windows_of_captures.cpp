// Values of the user's variables and of scalars that a statement after a window reads, beside the window's rows.
#include <bodo/bodo.h>

#include <cstdint>
#include <string>

[[bodo::jit]] void f(std::string h, int n) {
  bodo::DataFrame df{{"id", bodo::arange(n)}};
  auto w = df[{"id"}];
  w["sum"] = df["id"].cumsum();
  w["long"] = df["id"].map([h](std::int64_t a) { return static_cast<std::int64_t>(h.size()) + a; });
  h += "xy";
  w["longer"] = df["id"].map([h](std::int64_t a) { return static_cast<std::int64_t>(h.size()) + a; });
  const std::int64_t total = df["id"].sum();
  w["rest"] = df["id"] % (total - 20);
  w["inside"] = df["id"];
  for (int i = 0; i < 2; ++i) {
    const std::int64_t most = df["id"].max() + i;
    w["rest"] = w["rest"] + df["id"] % most;
    w["inside"] = df["id"].map([h, i](std::int64_t a) { return static_cast<std::int64_t>(h.size()) * i + a; });
    h += "z";
  }
  h.clear();
  bodo::print(w);
}

int main() { f("?", 8); }
