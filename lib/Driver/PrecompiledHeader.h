#pragma once
// The precompiled <bodo/bodo.h>, which saves most of the front end's time in a compilation. It is made when bodocc is
// built or installed, for the default options, and is used only if the result is the same.
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

// True if a source includes <bodo/bodo.h>, and has only comments and other includes before it.
bool beginsWithBodo(std::string_view source);

// True if these options for the front end do not affect a header: warnings, include folders, and a -O that defines the
// same macros.
bool fitsPrecompiledHeader(const std::vector<std::string>& clangArgs);

}  // namespace bodocc
