// Branches that `if constexpr` discards are not compiled for an instance of a template, wherever they are.
// rank 0 prints:
//   10 6
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <string>
#include <type_traits>

template <class T>
[[bodo::jit]] static std::int64_t rows_of(T n) {
  std::int64_t rows = 0;
  for (int i = 0; i < 2; ++i) {
    if constexpr (requires { n.size(); })
      rows += static_cast<std::int64_t>(n.size());
    else {
      rows += n;
    }
    if constexpr (!std::is_same_v<T, int>) {
      rows += n.size();
    } else
      rows += 1;
    if constexpr (std::is_integral_v<T>) {
      if constexpr (sizeof(T) == 4)
        rows += 1;
      else
        rows += n.nothing();
    } else if constexpr (requires { n.nothing(); }) {
      n.nothing();
    } else {
      rows -= static_cast<std::int64_t>(n.size());
    }
  }
  bodo::DataFrame df{{"a", bodo::arange(2)}};
  const auto shifted = [&](auto x) {
    if constexpr (requires { n.size(); })
      return x + static_cast<std::int64_t>(n.size());
    else
      return x;
  };
  return rows + df["a"].sum() - 1 + 0 * shifted(std::int64_t{1});
}

int main() { bodo::print(fmt::format("{} {}", rows_of(3), rows_of(std::string("abc")))); }
