#pragma once
// Who may see an output: what replaces a folder or a file has its mode, its owner and group as far as the user may set
// them, its access control lists and its user attributes.
#include <string>

namespace bodo::rt::files {

// Gives `made` (a file, or a folder with all that is below it) the access of `old`. Files in the folder get that of
// the file `sample` in the old one, if that is there. Throws file_error with the cause.
void keep_access(const std::string& old, const std::string& made, const std::string& sample);

}  // namespace bodo::rt::files
