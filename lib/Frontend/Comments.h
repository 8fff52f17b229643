#pragma once
// The user's comments and statements as lines, as the emitted function shows them.
#include <llvm/ADT/StringRef.h>

#include <string>
#include <vector>

namespace bodocc {

// The lines of a text that begins in that column, without their common indentation; none ends in a backslash, which
// would carry a comment on.
std::vector<std::string> linesOf(llvm::StringRef text, std::size_t column);

}  // namespace bodocc
