// Without the header, one error says so, however often bodo is named.
[[bodo::jit]] void f(int rows) {
  // expected-error@+2 {{there is no 'bodo' in this file}}
  // expected-note@+1 {{begin it with #include <bodo/bodo.h>}}
  auto a = bodo::arange(rows);
  auto b = bodo::arange(rows);
}

int main() { f(3); }
