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

// Those headers for this command line: the front end's, and the host compiler's, for programs or for libraries. Empty
// if there is none. For -O0, which defines other macros, they are in the folder O0 beside the others.
std::string frontEndHeader(const Installation& installation, const CommandLine& line);
std::string hostHeader(const Installation& installation, const CommandLine& line);

// True if a source includes <bodo/bodo.h>, and has only comments and other includes before it.
bool beginsWithBodo(std::string_view source);

// True if these options do not affect a header: warnings, include folders, the standard that is the default, those of
// libraries, and a -O that defines the same macros as the last one.
bool fitsPrecompiledHeader(const std::vector<std::string>& arguments);

}  // namespace bodocc
