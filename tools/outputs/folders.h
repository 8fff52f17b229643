#pragma once
// A command that works on folders, one after the other.
#include <cstdio>
#include <string_view>

#include "files/schema/file_error.h"

// Calls work(folder) for each argument. Where it throws file_error, prints the command, the folder, `failed` and the
// cause, and goes on. Returns the exit status.
template <class Work>
int on_folders(int count, char** arguments, const char* command, const char* usage, const char* failed, Work work) {
  if (count < 2 || arguments[1][0] == '-') {
    std::fprintf(count < 2 ? stderr : stdout, "usage: %s FOLDER...\n%s", command, usage);
    return count >= 2 && std::string_view(arguments[1]) == "--help" ? 0 : 2;
  }
  int status = 0;
  for (int i = 1; i < count; ++i) {
    try {
      work(arguments[i]);
    } catch (const bodo::rt::files::file_error& e) {
      std::fprintf(stderr, "%s: '%s'%s: %s\n", command, arguments[i], failed, e.what());
      status = 1;
    }
  }
  return status;
}
