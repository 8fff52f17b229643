#pragma once
// The steps of a command line that may be cached, and their inputs other than the files that they read.
#include <bodocc/Driver/CommandLine.h>
#include <bodocc/Driver/Installation.h>
#include <bodocc/Frontend/TranslationUnit.h>

#include <string>
#include <vector>

#include "Cache.h"

namespace bodocc {

// False for a command that does more than make objects and programs of files, or whose host compiler prints messages or
// writes further files.
bool mayCache(const CommandLine& line);
// False if options for the linker may name files that it reads or writes.
bool mayCacheProgram(const CommandLine& line);

// The beginning of all keys: bodocc itself, the current folder, and the environment of the host compiler.
KeyBuilder commonKey(const Installation& installation);

// The folders in which headers, libraries and data files are searched: of options, of the environment, and of the
// user's files that were read.
std::vector<std::string> searchedFolders(const CommandLine& line, const std::vector<Dependency>& read);

}  // namespace bodocc
