#include "HostErrors.h"

#include <fmt/format.h>
#include <llvm/ADT/StringRef.h>

#include <algorithm>

namespace bodocc {
namespace {

// Without the escapes of colours and links.
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\033') {
      out += text[i];
    } else if (text.substr(i + 1).starts_with('[')) {
      while (i < text.size() && text[i] != 'm' && text[i] != 'K') ++i;
    } else {
      while (i < text.size() && text[i] != '\a' && text[i] != '\\') ++i;
    }
  }
  return out;
}

}  // namespace

std::optional<HostError> errorInEmittedCode(std::string_view messages, std::span<const AnnotatedPlace> functions,
                                            std::span<const std::string> includeDirs) {
  const std::string text = plain(messages);
  std::optional<HostError> context;  // of the lines before an error: "in instantiation of", "required from"
  for (llvm::StringRef rest = text; !rest.empty();) {
    const auto [line, next] = rest.split('\n');
    rest = next;
    llvm::StringRef said = line;
    said.consume_front("In file included from ");
    const auto [file, afterFile] = said.split(':');
    unsigned number = 0;
    if (afterFile.split(':').first.getAsInteger(10, number)) continue;
    const auto function = std::ranges::find_if(
        functions, [&](const AnnotatedPlace& f) { return file == f.file && f.first <= number && number <= f.last; });
    const bool error = afterFile.contains(" error: ");
    if (function != functions.end()) {
      const HostError here{fmt::format("{}:{}", file.str(), number), function->name};
      if (error) return here;
      context = here;
    }
    const bool inRuntime =
        std::ranges::any_of(includeDirs, [&](const std::string& folder) { return file.starts_with(folder); });
    if (error && inRuntime && context) return context;
  }
  return std::nullopt;
}

}  // namespace bodocc
