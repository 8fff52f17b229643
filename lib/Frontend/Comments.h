#pragma once
// The user's comments and statements as lines for the emitted function.
#include <llvm/ADT/StringRef.h>

#include <string>
#include <vector>

namespace bodocc {

// The lines of a text that begins in that column, without their common indentation; none ends in a backslash, which
// would continue a comment.
std::vector<std::string> linesOf(llvm::StringRef text, std::size_t column);

}  // namespace bodocc
