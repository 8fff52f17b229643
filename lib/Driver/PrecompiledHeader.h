#pragma once
// The precompiled headers: <bodo/bodo.h> for the front end, and <bodo/rt/emitted.h>, which includes it, for the host
// compiler. They save most of the time of a compilation. They are made when bodocc is built or installed, for the
// default options, and are used only if the result is the same.
#include <bodocc/Driver/CommandLine.h>
#include <bodocc/Driver/Compile.h>
#include <bodocc/Driver/Installation.h>

#include <optional>
#include <string_view>
#include <vector>

namespace bodocc {

// The files of the precompiled header, if it can replace `#include <bodo/bodo.h>` in this source with these options;
// otherwise nothing.
std::optional<std::vector<Dependency>> usablePrecompiledHeader(const Installation& installation,
                                                               const CommandLine& line,
                                                               const CommandLine::Input& input);

// The files of the host compiler's precompiled header, if it can come before the text that was emitted for this source,
// provided that the text includes <bodo/rt/emitted.h>; otherwise nothing.
std::optional<std::vector<Dependency>> usableHostHeader(const Installation& installation, const CommandLine& line,
                                                        const CommandLine::Input& input);

// That header, for programs or for libraries; empty if there is none.
const std::string& hostHeader(const Installation& installation, const CommandLine& line);

// True if a source includes <bodo/bodo.h>, and has only comments and other includes before it.
bool beginsWithBodo(std::string_view source);

// True if these options do not affect a header: warnings, include folders, a -O that defines the same macros, and those
// of libraries.
bool fitsPrecompiledHeader(const std::vector<std::string>& arguments);

}  // namespace bodocc
