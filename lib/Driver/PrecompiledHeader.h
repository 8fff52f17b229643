#pragma once
// The precompiled <bodo/bodo.h>, which takes most of the front end's time off a compilation. It is made when bodocc is
// built or installed, for the default options, and is used only where that cannot make a difference.
#include <bodocc/Driver/CommandLine.h>
#include <bodocc/Driver/Compile.h>
#include <bodocc/Driver/Installation.h>

#include <optional>
#include <string_view>
#include <vector>

namespace bodocc {

// What the precompiled header was made from, if it can stand for `#include <bodo/bodo.h>` in this source under these
// options; otherwise nothing.
std::optional<std::vector<Dependency>> usablePrecompiledHeader(const Installation& installation,
                                                               const CommandLine& line,
                                                               const CommandLine::Input& input);

// Whether a source includes <bodo/bodo.h>, and has nothing before it that the header could see: comments and other
// includes only.
bool beginsWithBodo(std::string_view source);

// Whether options for the front end are indifferent to a header that was compiled without them: warnings, include
// folders, and a -O that defines the same macros.
bool fitsPrecompiledHeader(const std::vector<std::string>& clangArgs);

}  // namespace bodocc
