// bodo-clean: removes what programs that were killed have left next to their outputs.
#include "folders.h"

#include "files/hidden_place.h"

constexpr const char* usage =
    "Removes hidden folders (.bodo-...) in these folders that programs which were killed have left there, and puts\n"
    "outputs back that they had moved aside. Folders of programs that are at work stay.\n";

int main(int count, char** arguments) {
  return on_folders(count, arguments, "bodo-clean", usage, "", [](const char* folder) {
    for (const std::string& line : bodo::rt::files::clean(folder)) std::printf("%s: %s\n", folder, line.c_str());
  });
}
