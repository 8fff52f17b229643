// Constants and values of each C++ type print in their type: a float as a float.
// rank 0 prints:
//   0.1
//   0.3
//   0.7
//   -0.1
//   1e+20
//   1.0
//   0.1
//   1
//   18446744073709551615
//   True
//   3
//   words
//   view
//   text
#include <bodo/bodo.h>

#include <string>
#include <string_view>

[[bodo::jit]] void f(float x) {
  bodo::print(0.1F);
  const float y = 0.3F;
  bodo::print(y);
  bodo::print(x);
  bodo::print(-0.1F);
  bodo::print(1e20F);
  bodo::print(1.0F);
  const bodo::Scalar scalar(0.1F);
  bodo::print(scalar);
  bodo::print(1U);
  bodo::print(18446744073709551615U);
  bodo::print(x > 0);
  bodo::print(short{3});
  bodo::print(std::string("wo") + "rds");
  bodo::print(std::string_view("view"));
  const char text[] = "text";
  bodo::print(text);
}

int main() { f(0.7F); }
