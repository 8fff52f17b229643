#pragma once
// Access to an output: it gets the mode of the folder or file that it replaces, its owner and group as far as the user
// may set them, its access control lists and its user attributes.
#include <string>

namespace bodo::rt::files {

// Gives `made` (a file, or a folder with all that is below it) the access of `old`. Files in the folder get that of the
// file `sample` in the old one, if it exists. Throws file_error with the cause.
void keep_access(const std::string& old, const std::string& made, const std::string& sample);

}  // namespace bodo::rt::files
