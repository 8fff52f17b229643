// Blocks around operations do not exist in the emitted function: declarations that they cannot contain.
#include <bodo/bodo.h>

#include <mutex>

static std::mutex mutex;

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  {
    // expected-error@+2 {{'lock', whose destructor runs at the end of a block with operations, in an annotated function cannot be compiled yet}}
    // expected-note@+1 {{make the block a function of its own, or declare it in the function's own block}}
    const std::lock_guard lock(mutex);
    df["A"] = df["A"] + 1;
  }
  {
    using number = int;
    df["B"] = df["A"] + number{1};
  }
  {
    // expected-error@+2 {{'number' is declared in two blocks of 'f'}}
    // expected-note@+1 {{rename one of them: the blocks become one in the emitted function}}
    using number = double;
    df["C"] = df["A"] + number{1};
  }
  bodo::print(df);
}

int main() { f(3); }
