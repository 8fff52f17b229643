// bodo-verify: whether folders are as to_parquet has written them.
#include <cstdio>
#include <string>

#include "files/manifest.h"
#include "files/schema/file_error.h"

int main(int count, char** arguments) {
  using namespace bodo::rt::files;
  if (count < 2 || arguments[1][0] == '-') {
    std::fputs(
        "usage: bodo-verify FOLDER...\n"
        "Reads folders that to_parquet has written, and compares them with their manifests: every file is there, none "
        "is\n"
        "too many, and all have the bytes that were written.\n",
        count < 2 ? stderr : stdout);
    return count < 2 ? 2 : std::string(arguments[1]) == "--help" ? 0 : 2;
  }
  int status = 0;
  for (int i = 1; i < count; ++i) {
    try {
      const manifest m = [&] {
        try {
          return read_manifest(arguments[i]);
        } catch (const file_error& e) {
          throw file_error(std::string(manifest_name) + ": " + e.what());
        }
      }();
      std::int64_t rows = 0;
      for (const manifest_part& part : m.parts) {
        check_part(arguments[i], part);
        rows += part.rows;
      }
      if (const std::string others = not_ours(arguments[i]); !others.empty()) throw file_error(others);
      std::printf("%s: %zu files, %lld rows\n", arguments[i], m.parts.size(), static_cast<long long>(rows));
    } catch (const file_error& e) {
      std::fprintf(stderr, "bodo-verify: '%s' is not as it was written: %s\n", arguments[i], e.what());
      status = 1;
    }
  }
  return status;
}
