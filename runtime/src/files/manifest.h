#pragma once
// The manifest of a Parquet folder: its parts and their contents (docs/files.md has every field). By it a writer
// recognises a folder of bodocc, which it may replace.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bodo::rt::files {

inline constexpr std::string_view manifest_name = "_bodo_manifest.json";
inline constexpr std::int64_t manifest_version = 1;

struct manifest_column {
  std::string name, type;
  bool nullable = true;
};

struct manifest_part {
  std::string name;  // below the folder: "k=1/part-00000.parquet"
  std::int64_t rows = 0, bytes = 0;
  std::uint64_t xxh3 = 0;  // of the file's bytes
};

struct manifest {
  std::vector<manifest_column> columns;  // of the frame, those in folders' names included
  std::vector<std::string> partition_columns;
  std::vector<manifest_part> parts;  // by name
  std::string made_from;             // of a checkpoint: its fingerprint (checkpoint.h); else empty
};

// The same bytes for the same manifest.
std::string to_json(const manifest& m);
// Throws file_error with the cause: not JSON, a missing field, a later version.
manifest parse_manifest(std::string_view json);

// Of the folder. Throws file_error with the manifest's name and the cause.
manifest read_manifest(const std::string& folder);

// Throws file_error if the part is missing, or its size or bytes differ from those that were written.
void check_part(const std::string& folder, const manifest_part& part);

// Why a folder is not an output of bodocc: "it has no _bodo_manifest.json and holds '.env', 'a.parquet'". Empty if it
// has a manifest and only the files that this names, or is an empty folder. Throws file_error if it cannot be read.
std::string not_ours(const std::string& folder);

}  // namespace bodo::rt::files
