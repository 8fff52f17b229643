#pragma once
// Errors of the host compiler in code that bodocc has made: faults of bodocc, which its users cannot mend.
#include <bodocc/Frontend/TranslationUnit.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bodocc {

struct HostError {
  std::string place;     // "main.cpp:7", in the user's source
  std::string function;  // the annotated one
};

// The first of the host compiler's errors that is in an annotated function's code, or in a header of the runtime, which
// is in one of `includeDirs`, on behalf of such code. Nothing if all errors are in the user's own code.
std::optional<HostError> errorInEmittedCode(std::string_view messages, std::span<const AnnotatedPlace> functions,
                                            std::span<const std::string> includeDirs);

}  // namespace bodocc
