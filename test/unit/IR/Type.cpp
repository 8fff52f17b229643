// Types and constants: their names, decimals exactly as spelled, what is known of values.
#include "bodocc/IR/Type.h"

#include <catch2/catch.hpp>

using namespace bodocc;

namespace {

std::string decimal(Constant c) {
  const auto d = asDecimal(c);
  return d ? toString(d->type) + " " + toString(*d) : "none";
}
std::string spelled(double v, std::string text) { return decimal({bodo::float64, v, std::move(text)}); }

}  // namespace

TEST_CASE("types by name") {
  for (const char* name : {"boolean", "int8", "uint64", "float32", "string", "date", "duration", "decimal(15,2)"})
    CHECK(toString(typeNamed(name).value()) == name);
  CHECK(typeNamed("int") == bodo::int64);
  CHECK(typeNamed("datetime64[ns]") == bodo::timestamp);
  CHECK_FALSE(typeNamed("Int64"));
  CHECK_FALSE(typeNamed("decimal(39,2)"));
  CHECK_FALSE(typeNamed("decimal(3,4)"));
  CHECK_FALSE(typeNamed("decimal(15,2) "));
  CHECK(toString(ValueType{bodo::string, true, true}) == "string? coded");
  CHECK(toString(ValueType{bodo::int64, false, false, {{1, 12}}}) == "int64 1..12");
}

TEST_CASE("decimals are what is written") {
  CHECK(spelled(0.05, "0.05") == "decimal(2,2) 0.05");
  CHECK(spelled(-0.05, "-0.05") == "decimal(2,2) -0.05");
  CHECK(spelled(0.1, "0.1f") == "decimal(1,1) 0.1");
  CHECK(spelled(12.5, "12.50") == "decimal(4,2) 12.50");
  CHECK(spelled(1e-3, "1e-3") == "decimal(3,3) 0.001");
  CHECK(spelled(1200, "1.2e3") == "decimal(4,0) 1200");
  CHECK(spelled(1234567.5, "1'234'567.5") == "decimal(8,1) 1234567.5");
  CHECK(spelled(0.25, "") == "decimal(2,2) 0.25");  // computed
  CHECK(spelled(1e300, "1e300") == "none");
  CHECK(decimal({bodo::int64, std::int64_t{-7}, "-7"}) == "decimal(1,0) -7");
  CHECK(decimal({bodo::int64, std::int64_t{0}, ""}) == "decimal(1,0) 0");
  CHECK(decimal({bodo::int64, std::int64_t{255}, "0xff"}) == "decimal(3,0) 255");
  CHECK(decimal({bodo::string, std::string("1"), ""}) == "none");
}

TEST_CASE("constants as text") {
  CHECK(toString(Constant{bodo::date, std::int64_t{10471}, ""}) == "1998-09-02");
  CHECK(toString(Constant{bodo::date, std::int64_t{-1}, ""}) == "1969-12-31");
  CHECK(toString(Constant{bodo::timestamp, std::int64_t{-1'000'000'000}, ""}) == "1969-12-31 23:59:59");
  CHECK(toString(Constant{bodo::timestamp, std::int64_t{951'782'400'000'000'001}, ""}) ==
        "2000-02-29 00:00:00.000000001");
  CHECK(toString(Constant{bodo::float64, 2.0, ""}) == "2.0");
  CHECK(toString(Constant{bodo::decimal(38, 2), Int128{5}, ""}) == "0.05");
  CHECK(toString(Constant{bodo::string, std::string("a\"b"), ""}) == "\"a\\\"b\"");
  CHECK(toString(Constant{bodo::int64, std::monostate{}, ""}) == "missing");
}

TEST_CASE("storage and ranges") {
  CHECK(storageName({bodo::decimal(18, 2)}) == "std::int64_t");
  CHECK(storageName({bodo::decimal(19, 2)}) == "rt::int128");
  CHECK(storageName({bodo::string, false, true}) == "std::int32_t");
  CHECK(rangeOf({bodo::boolean}) == std::pair<std::int64_t, std::int64_t>(0, 1));
  CHECK_FALSE(rangeOf({bodo::int64}));
}
