#include "job/environment.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace bodo::rt {

namespace {

std::optional<std::int64_t> bytes_of(const char* value) {
  char* end = nullptr;
  double number = std::strtod(value, &end);
  const std::string_view units = "KMGT";
  if (const auto unit = units.find(static_cast<char>(std::toupper(static_cast<unsigned char>(*end))));
      *end != '\0' && unit != std::string_view::npos) {
    number = std::ldexp(number, 10 * (static_cast<int>(unit) + 1));
    ++end;
    if (*end == 'i') ++end;
    if (*end == 'B' || *end == 'b') ++end;
  }
  if (end == value || *end != '\0' || !(number >= 0) || number > 9e18) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::optional<double> seconds_of(const char* value) {
  char* end = nullptr;
  const double number = std::strtod(value, &end);
  if (end == value || *end != '\0' || !(number > 0)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> number_of(const char* value) {
  char* end = nullptr;
  const long long number = std::strtoll(value, &end, 10);
  if (end == value || *end != '\0' || number <= 0) return std::nullopt;
  return number;
}

const char* set_value(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr || value[0] == '\0' ? nullptr : value;
}

}  // namespace

bool environment_has(const char* variable) { return set_value(variable) != nullptr; }

std::int64_t environment_bytes(const char* variable, std::int64_t otherwise) {
  const char* value = set_value(variable);
  return value == nullptr ? otherwise : bytes_of(value).value_or(otherwise);
}

double environment_seconds(const char* variable, double otherwise) {
  const char* value = set_value(variable);
  return value == nullptr ? otherwise : seconds_of(value).value_or(otherwise);
}

std::int64_t environment_number(const char* variable, std::int64_t otherwise) {
  const char* value = set_value(variable);
  return value == nullptr ? otherwise : number_of(value).value_or(otherwise);
}

std::optional<explanation> environment_explanation() {
  const char* const set = set_value("BODO_EXPLAIN");
  const std::string_view value = set == nullptr ? "" : set;
  if (value.empty()) return explanation::none;
  if (value == "analyze") return explanation::text;
  if (value == "json") return explanation::json;
  if (value == "html") return explanation::page;
  return std::nullopt;
}

std::string environment_problem() {
  const auto wrong = [](const char* variable, const char* expected) {
    return fmt::format("{} is '{}', which is {}", variable, std::getenv(variable), expected);
  };
  for (const char* variable : {"BODO_MEM_LIMIT", "BODO_GATHER_LIMIT", "BODO_COMPARE_LIMIT", "BODO_COLUMN_CACHE_LIMIT",
                               "BODO_EXCHANGE_PIECE", "BODO_BATCH"})
    if (const char* value = set_value(variable); value != nullptr && !bytes_of(value))
      return wrong(variable, "not a number of bytes (such as 1000, 64K or 1.5G)");
  if (const char* value = set_value("BODO_SPILL_DIR"); value != nullptr) {
    if (set_value("BODO_MEM_LIMIT") == nullptr)
      return "BODO_SPILL_DIR is set, but BODO_MEM_LIMIT, the memory beyond which data go there, is not";
    struct stat info;
    if (stat(value, &info) != 0 || !S_ISDIR(info.st_mode) || access(value, W_OK | X_OK) != 0)
      return wrong("BODO_SPILL_DIR", "not a folder that can be written");
  }
  for (const char* variable : {"BODO_FAIL_TIMEOUT", "BODO_HANG_TIMEOUT", "BODO_HANG_INTERVAL"})
    if (const char* value = set_value(variable); value != nullptr && !seconds_of(value))
      return wrong(variable, "not a number of seconds (such as 600 or 0.5)");
  if (const char* value = set_value("BODO_WIDTH"); value != nullptr && !number_of(value))
    return wrong("BODO_WIDTH", "not a number of characters (such as 120)");
  if (const char* value = set_value("BODO_CHECK_ROWS"); value != nullptr && !number_of(value))
    return wrong("BODO_CHECK_ROWS", "not a number of rows (such as 100000)");
  if (const char* value = set_value("BODO_JOIN"); value != nullptr && value != std::string_view("spread") &&
                                                  value != std::string_view("broadcast") &&
                                                  value != std::string_view("turned"))
    return wrong("BODO_JOIN", "not 'spread', 'broadcast' or 'turned'");
  if (const char* value = set_value("BODO_GROUPS"); value != nullptr && value != std::string_view("partitioned"))
    return wrong("BODO_GROUPS", "not 'partitioned'");
  if (const char* value = set_value("BODO_KEY_FILTER");
      value != nullptr && value != std::string_view("always") && value != std::string_view("never"))
    return wrong("BODO_KEY_FILTER", "neither 'always' nor 'never'");
  if (const char* value = set_value("BODO_SYNC"); value != nullptr && value != std::string_view("off"))
    return wrong("BODO_SYNC", "not 'off'");
  if (!environment_explanation()) return wrong("BODO_EXPLAIN", "not 'analyze', 'json' or 'html'");
  if (const char* value = set_value("BODO_VERBOSE"); value != nullptr && value != std::string_view("1"))
    return wrong("BODO_VERBOSE", "not '1'");
  if (const char* value = set_value("BODO_PROGRESS");
      value != nullptr && value != std::string_view("on") && value != std::string_view("off"))
    return wrong("BODO_PROGRESS", "neither 'on' nor 'off'");
  return "";
}

std::string bytes_text(std::int64_t bytes) {
  const double b = static_cast<double>(bytes);
  if (b < 1e3) return fmt::format("{} bytes", bytes);
  if (b < 1e6) return fmt::format("{:.1f} kB", b / 1e3);
  if (b < 1e9) return fmt::format("{:.1f} MB", b / 1e6);
  return fmt::format("{:.2f} GB", b / 1e9);
}

}  // namespace bodo::rt
