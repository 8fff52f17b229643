// Functions and methods that are declared before they are defined: the attribute on the declaration, on the definition,
// or on both.
// rank 0 prints:
//   9 6 11 16 6 6 10
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>

class Sums {
 public:
  explicit Sums(std::int64_t more) : more_(more) {}
  [[bodo::jit]] std::int64_t plus() const;
  std::int64_t twice() const { return 2 * more_; }
  [[bodo::jit]] static std::int64_t plain();

 private:
  std::int64_t more_;
};

namespace inner {
[[bodo::jit]] std::int64_t with_default(int n = 5);
std::int64_t with_default(int n);
}  // namespace inner

[[bodo::jit]] std::int64_t both();
std::int64_t both();
extern "C" {
[[nodiscard, bodo::jit]] int of_c(int n);
}
class Friend {
  friend std::int64_t both();
};
template <class T>
[[bodo::jit]] std::int64_t of_template(T n);

std::int64_t Sums::plus() const {
  bodo::DataFrame df{{"a", bodo::arange(3)}};
  df["a"] = df["a"] + more_;
  return df["a"].sum() + twice();
}

std::int64_t Sums::plain() { return bodo::arange(4).sum(); }

std::int64_t inner::with_default(int n) { return bodo::arange(n).sum() + 1; }

[[bodo::jit]] std::int64_t both() { return inner::with_default() + 5; }

int of_c(int n) { return bodo::arange(n).sum(); }

template <class T>
std::int64_t of_template(T n) {
  return bodo::arange(n).sum();
}

int main() {
  bodo::print(fmt::format("{} {} {} {} {} {} {}", Sums(2).plus() - 4, Sums::plain(), inner::with_default(), both(),
                          of_c(4), of_template(4), of_template(5L)));
}
