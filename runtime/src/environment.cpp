#include "environment.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <cstdlib>

#include "job.h"

namespace bodo::rt {

std::int64_t environment_bytes(const char* variable, std::int64_t otherwise) {
  const char* value = std::getenv(variable);
  if (value == nullptr || value[0] == '\0') return otherwise;
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
  if (end == value || *end != '\0' || !(number >= 0) || number > 9e18) {
    print_error(
        fmt::format("error: {} is '{}', which is no number of bytes (such as 1000, 64K or 1.5G)", variable, value));
    end_process(1);
  }
  return static_cast<std::int64_t>(number);
}

std::string bytes_text(std::int64_t bytes) {
  const double b = static_cast<double>(bytes);
  if (b < 1e3) return fmt::format("{} bytes", bytes);
  if (b < 1e6) return fmt::format("{:.1f} kB", b / 1e3);
  if (b < 1e9) return fmt::format("{:.1f} MB", b / 1e6);
  return fmt::format("{:.2f} GB", b / 1e9);
}

}  // namespace bodo::rt
