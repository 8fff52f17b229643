#pragma once
// The version of bodocc, its headers and its runtime; CMakeLists.txt reads it here.
#define BODO_VERSION "0.1.0"

namespace bodo::detail {

// The runtime defines this symbol, with its version in the name, and each object that includes <bodo/bodo.h> needs it:
// what versions of bodocc that differ have made does not link, nor load.
extern const char runtime_version[] __asm__("bodo_runtime_" BODO_VERSION);
[[gnu::used]] static const char* const needed_runtime = runtime_version;

}  // namespace bodo::detail
