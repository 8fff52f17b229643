#pragma once
// Rules for make: the output of -M, -MD and -MMD.
#include <string>
#include <string_view>
#include <vector>

namespace bodocc {

// A file's name as make reads it: blanks, `#` and `$` quoted.
std::string quoteForMake(std::string_view path);

// `targets` are taken as they are (-MT), `files` are quoted; each file is named once. With `phony`, every file but the
// first is a target of its own too, so that make does not stop if a header was removed.
std::string makeRule(const std::vector<std::string>& targets, const std::vector<std::string>& files, bool phony);

// The files that a rule names, which a compiler or a linker has written.
std::vector<std::string> filesOfRule(std::string_view rule);

}  // namespace bodocc
