// bodo-clean: removes what programs that were killed have left next to their outputs.
#include <cstdio>
#include <string>

#include "files/hidden_place.h"
#include "files/schema/file_error.h"

int main(int count, char** arguments) {
  if (count < 2 || arguments[1][0] == '-') {
    std::fputs(
        "usage: bodo-clean FOLDER...\n"
        "Removes hidden folders (.bodo-...) in these folders that programs which were killed have left there, and "
        "puts\n"
        "outputs back that they had moved aside. Folders of programs that are at work stay.\n",
        count < 2 ? stderr : stdout);
    return count < 2 ? 2 : std::string(arguments[1]) == "--help" ? 0 : 2;
  }
  int status = 0;
  for (int i = 1; i < count; ++i) {
    try {
      for (const std::string& line : bodo::rt::files::clean(arguments[i]))
        std::printf("%s: %s\n", arguments[i], line.c_str());
    } catch (const bodo::rt::files::file_error& e) {
      std::fprintf(stderr, "bodo-clean: '%s': %s\n", arguments[i], e.what());
      status = 1;
    }
  }
  return status;
}
