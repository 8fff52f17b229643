// bodo-verify: whether folders are as to_parquet has written them.
#include "folders.h"

#include "files/manifest.h"

constexpr const char* usage =
    "Reads folders that to_parquet has written, and compares them with their manifests: every file is there, none is\n"
    "too many, and all have the bytes that were written.\n";

int main(int count, char** arguments) {
  using namespace bodo::rt::files;
  return on_folders(count, arguments, "bodo-verify", usage, " is not as it was written", [](const char* folder) {
    const manifest m = read_manifest(folder);
    std::int64_t rows = 0;
    for (const manifest_part& part : m.parts) {
      check_part(folder, part);
      rows += part.rows;
    }
    if (const std::string others = not_ours(folder); !others.empty()) throw file_error(others);
    std::printf("%s: %zu files, %lld rows\n", folder, m.parts.size(), static_cast<long long>(rows));
  });
}
