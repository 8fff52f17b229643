// astype of each type to each that it can become: the value is the same, without what the new type does not hold.
// rank 0 prints:
//      boolean  int8  int16  int32  int64
//   0    False  True   True   True   True
//      uint8  uint16  uint32  uint64  float32
//   0   True    True    True    True     True
//      float64
//   0     True
//      boolean  int8  int16  int32  int64
//   0        0     7      7      7      7
//      uint8  uint16  uint32  uint64  float32
//   0      7       7       7       7        7
//      float64  string  date  decimal(12,2)
//   0        7       7     7              7
//      boolean  int8  int16  int32  int64
//   0        0     7      7      7      7
//      uint8  uint16  uint32  uint64  float32
//   0      7       7       7       7        7
//      float64  string  date  decimal(12,2)
//   0        7       7     7              7
//      boolean  int8  int16  int32  int64
//   0        0     7      7      7      7
//      uint8  uint16  uint32  uint64  float32
//   0      7       7       7       7        7
//      float64  string  date  decimal(12,2)
//   0        7       7     7              7
//      boolean  int8  int16  int32  int64
//   0        0     7      7      7      7
//      uint8  uint16  uint32  uint64  float32
//   0      7       7       7       7        7
//      float64  string  date        timestamp  duration
//   0        7       7     7  630000000000000         7
//      decimal(12,2)
//   0              7
//      boolean  int8  int16  int32  int64
//   0        0     7      7      7      7
//      uint8  uint16  uint32  uint64  float32
//   0      7       7       7       7        7
//      float64  string  date  decimal(12,2)
//   0        7       7     7              7
//      boolean  int8  int16  int32  int64
//   0        0     7      7      7      7
//      uint8  uint16  uint32  uint64  float32
//   0      7       7       7       7        7
//      float64  string  date  decimal(12,2)
//   0        7       7     7              7
//      boolean  int8  int16  int32  int64
//   0        0     7      7      7      7
//      uint8  uint16  uint32  uint64  float32
//   0      7       7       7       7        7
//      float64  string  date  decimal(12,2)
//   0        7       7     7              7
//      boolean  int8  int16  int32  int64
//   0        0     7      7      7      7
//      uint8  uint16  uint32  uint64  float32
//   0      7       7       7       7        7
//      float64  string  date  decimal(12,2)
//   0        7       7     7              7
//      boolean  int8  int16  int32  int64
//   0      0.0   7.0    7.0    7.0    7.0
//      uint8  uint16  uint32  uint64  float32
//   0    7.0     7.0     7.0     7.0      7.5
//      float64  string  decimal(12,2)
//   0      7.5     7.0            7.5
//      boolean  int8  int16  int32  int64
//   0      0.0   7.0    7.0    7.0    7.0
//      uint8  uint16  uint32  uint64  float32
//   0    7.0     7.0     7.0     7.0      7.5
//      float64  string  decimal(12,2)
//   0      7.5     7.0            7.5
//     boolean int8 int16 int32 int64
//   0   false    7     7     7     7
//     uint8 uint16 uint32 uint64 float32
//   0     7      7      7      7     7.5
//     float64 string        date            timestamp decimal(12,2)
//   0     7.5      7  1970-01-08  1970-01-08 07:00:00          7.50
//          string        date   timestamp
//   0  1970-01-09  1970-01-08  1970-01-08
//                              int64  ...            timestamp
//   0  1970-01-01 00:00:00.000000007  ...  1970-01-08 07:00:00
//
//   [1 rows x 4 columns]
//                          int64                   duration
//   0  0 days 00:00:00.000000007  0 days 00:00:00.000000007
//      boolean  int8  int16  int32  int64
//   0     0.00  7.00   7.00   7.00   7.00
//      uint8  uint16  uint32  uint64  float32
//   0   7.00    7.00    7.00    7.00     7.50
//      float64  string  decimal(12,2)
//   0     7.50    7.00           7.50
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void f(int n) {
  const auto seven = bodo::arange(n) + 7;
  bodo::DataFrame df{{"boolean", seven > 7}};
  df["int8"] = seven.astype("int8");
  df["int16"] = seven.astype("int16");
  df["int32"] = seven.astype("int32");
  df["int64"] = seven.astype("int64");
  df["uint8"] = seven.astype("uint8");
  df["uint16"] = seven.astype("uint16");
  df["uint32"] = seven.astype("uint32");
  df["uint64"] = seven.astype("uint64");
  df["float32"] = (seven + 0.5).astype("float32");
  df["float64"] = (seven + 0.5).astype("float64");
  df["decimal(12,2)"] = (seven + 0.5).astype("decimal(12,2)");
  df["string"] = seven.astype("string");
  df["date"] = bodo::full(n, 1970y / January / 8);
  df["timestamp"] = bodo::full(n, sys_days(1970y / January / 8) + hours(7));
  df["duration"] = seven * nanoseconds(1);
  df["day"] = bodo::full(n, "1970-01-09");
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("boolean")},
                              {"int8", df["int8"].astype("boolean")},
                              {"int16", df["int16"].astype("boolean")},
                              {"int32", df["int32"].astype("boolean")},
                              {"int64", df["int64"].astype("boolean")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("boolean")},
                              {"uint16", df["uint16"].astype("boolean")},
                              {"uint32", df["uint32"].astype("boolean")},
                              {"uint64", df["uint64"].astype("boolean")},
                              {"float32", df["float32"].astype("boolean")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("boolean")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("int8")},
                              {"int8", df["int8"].astype("int8")},
                              {"int16", df["int16"].astype("int8")},
                              {"int32", df["int32"].astype("int8")},
                              {"int64", df["int64"].astype("int8")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("int8")},
                              {"uint16", df["uint16"].astype("int8")},
                              {"uint32", df["uint32"].astype("int8")},
                              {"uint64", df["uint64"].astype("int8")},
                              {"float32", df["float32"].astype("int8")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("int8")},
                              {"string", df["string"].astype("int8")},
                              {"date", df["date"].astype("int8")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("int8")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("int16")},
                              {"int8", df["int8"].astype("int16")},
                              {"int16", df["int16"].astype("int16")},
                              {"int32", df["int32"].astype("int16")},
                              {"int64", df["int64"].astype("int16")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("int16")},
                              {"uint16", df["uint16"].astype("int16")},
                              {"uint32", df["uint32"].astype("int16")},
                              {"uint64", df["uint64"].astype("int16")},
                              {"float32", df["float32"].astype("int16")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("int16")},
                              {"string", df["string"].astype("int16")},
                              {"date", df["date"].astype("int16")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("int16")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("int32")},
                              {"int8", df["int8"].astype("int32")},
                              {"int16", df["int16"].astype("int32")},
                              {"int32", df["int32"].astype("int32")},
                              {"int64", df["int64"].astype("int32")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("int32")},
                              {"uint16", df["uint16"].astype("int32")},
                              {"uint32", df["uint32"].astype("int32")},
                              {"uint64", df["uint64"].astype("int32")},
                              {"float32", df["float32"].astype("int32")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("int32")},
                              {"string", df["string"].astype("int32")},
                              {"date", df["date"].astype("int32")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("int32")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("int64")},
                              {"int8", df["int8"].astype("int64")},
                              {"int16", df["int16"].astype("int64")},
                              {"int32", df["int32"].astype("int64")},
                              {"int64", df["int64"].astype("int64")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("int64")},
                              {"uint16", df["uint16"].astype("int64")},
                              {"uint32", df["uint32"].astype("int64")},
                              {"uint64", df["uint64"].astype("int64")},
                              {"float32", df["float32"].astype("int64")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("int64")},
                              {"string", df["string"].astype("int64")},
                              {"date", df["date"].astype("int64")},
                              {"timestamp", df["timestamp"].astype("int64")},
                              {"duration", df["duration"].astype("int64")}});
  bodo::print(bodo::DataFrame{{"decimal(12,2)", df["decimal(12,2)"].astype("int64")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("uint8")},
                              {"int8", df["int8"].astype("uint8")},
                              {"int16", df["int16"].astype("uint8")},
                              {"int32", df["int32"].astype("uint8")},
                              {"int64", df["int64"].astype("uint8")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("uint8")},
                              {"uint16", df["uint16"].astype("uint8")},
                              {"uint32", df["uint32"].astype("uint8")},
                              {"uint64", df["uint64"].astype("uint8")},
                              {"float32", df["float32"].astype("uint8")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("uint8")},
                              {"string", df["string"].astype("uint8")},
                              {"date", df["date"].astype("uint8")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("uint8")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("uint16")},
                              {"int8", df["int8"].astype("uint16")},
                              {"int16", df["int16"].astype("uint16")},
                              {"int32", df["int32"].astype("uint16")},
                              {"int64", df["int64"].astype("uint16")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("uint16")},
                              {"uint16", df["uint16"].astype("uint16")},
                              {"uint32", df["uint32"].astype("uint16")},
                              {"uint64", df["uint64"].astype("uint16")},
                              {"float32", df["float32"].astype("uint16")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("uint16")},
                              {"string", df["string"].astype("uint16")},
                              {"date", df["date"].astype("uint16")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("uint16")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("uint32")},
                              {"int8", df["int8"].astype("uint32")},
                              {"int16", df["int16"].astype("uint32")},
                              {"int32", df["int32"].astype("uint32")},
                              {"int64", df["int64"].astype("uint32")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("uint32")},
                              {"uint16", df["uint16"].astype("uint32")},
                              {"uint32", df["uint32"].astype("uint32")},
                              {"uint64", df["uint64"].astype("uint32")},
                              {"float32", df["float32"].astype("uint32")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("uint32")},
                              {"string", df["string"].astype("uint32")},
                              {"date", df["date"].astype("uint32")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("uint32")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("uint64")},
                              {"int8", df["int8"].astype("uint64")},
                              {"int16", df["int16"].astype("uint64")},
                              {"int32", df["int32"].astype("uint64")},
                              {"int64", df["int64"].astype("uint64")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("uint64")},
                              {"uint16", df["uint16"].astype("uint64")},
                              {"uint32", df["uint32"].astype("uint64")},
                              {"uint64", df["uint64"].astype("uint64")},
                              {"float32", df["float32"].astype("uint64")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("uint64")},
                              {"string", df["string"].astype("uint64")},
                              {"date", df["date"].astype("uint64")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("uint64")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("float32")},
                              {"int8", df["int8"].astype("float32")},
                              {"int16", df["int16"].astype("float32")},
                              {"int32", df["int32"].astype("float32")},
                              {"int64", df["int64"].astype("float32")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("float32")},
                              {"uint16", df["uint16"].astype("float32")},
                              {"uint32", df["uint32"].astype("float32")},
                              {"uint64", df["uint64"].astype("float32")},
                              {"float32", df["float32"].astype("float32")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("float32")},
                              {"string", df["string"].astype("float32")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("float32")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("float64")},
                              {"int8", df["int8"].astype("float64")},
                              {"int16", df["int16"].astype("float64")},
                              {"int32", df["int32"].astype("float64")},
                              {"int64", df["int64"].astype("float64")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("float64")},
                              {"uint16", df["uint16"].astype("float64")},
                              {"uint32", df["uint32"].astype("float64")},
                              {"uint64", df["uint64"].astype("float64")},
                              {"float32", df["float32"].astype("float64")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("float64")},
                              {"string", df["string"].astype("float64")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("float64")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("string")},
                              {"int8", df["int8"].astype("string")},
                              {"int16", df["int16"].astype("string")},
                              {"int32", df["int32"].astype("string")},
                              {"int64", df["int64"].astype("string")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("string")},
                              {"uint16", df["uint16"].astype("string")},
                              {"uint32", df["uint32"].astype("string")},
                              {"uint64", df["uint64"].astype("string")},
                              {"float32", df["float32"].astype("string")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("string")},
                              {"string", df["string"].astype("string")},
                              {"date", df["date"].astype("string")},
                              {"timestamp", df["timestamp"].astype("string")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("string")}});
  bodo::print(bodo::DataFrame{{"string", df["day"].astype("date")},
                              {"date", df["date"].astype("date")},
                              {"timestamp", df["timestamp"].astype("date")}});
  bodo::print(bodo::DataFrame{{"int64", df["int64"].astype("timestamp")},
                              {"string", df["day"].astype("timestamp")},
                              {"date", df["date"].astype("timestamp")},
                              {"timestamp", df["timestamp"].astype("timestamp")}});
  bodo::print(
      bodo::DataFrame{{"int64", df["int64"].astype("duration")}, {"duration", df["duration"].astype("duration")}});
  bodo::print(bodo::DataFrame{{"boolean", df["boolean"].astype("decimal(12,2)")},
                              {"int8", df["int8"].astype("decimal(12,2)")},
                              {"int16", df["int16"].astype("decimal(12,2)")},
                              {"int32", df["int32"].astype("decimal(12,2)")},
                              {"int64", df["int64"].astype("decimal(12,2)")}});
  bodo::print(bodo::DataFrame{{"uint8", df["uint8"].astype("decimal(12,2)")},
                              {"uint16", df["uint16"].astype("decimal(12,2)")},
                              {"uint32", df["uint32"].astype("decimal(12,2)")},
                              {"uint64", df["uint64"].astype("decimal(12,2)")},
                              {"float32", df["float32"].astype("decimal(12,2)")}});
  bodo::print(bodo::DataFrame{{"float64", df["float64"].astype("decimal(12,2)")},
                              {"string", df["string"].astype("decimal(12,2)")},
                              {"decimal(12,2)", df["decimal(12,2)"].astype("decimal(12,2)")}});
}

int main() { f(1); }
