// --report=...: results of the compiler, as text for users.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bodocc/IR/IR.h"

namespace bodocc {

using LineRemarks = std::map<std::uint32_t, std::vector<std::string>>;

// The source's lines from the first with a remark to the last, with their remarks beside them.
std::string besideSource(std::string_view source, const LineRemarks& remarks);

// The distributions of the frames that a function makes, by the lines that make them. After FormPipelines.
LineRemarks distributions(const Function& f);

// The file that has a function, and its text.
struct SourceFile {
  std::string name, text;
};
using FileOf = std::function<SourceFile(const Function&)>;

// Each function's source lines with the distribution of each frame that is made there, and the reason if it is less
// than equal blocks. After FormPipelines.
std::string distributionReport(const Module& m, const FileOf& fileOf);

// The versions of each annotated function: a line with the types of their parameters, then for each its parameters with
// their types, schemas and distributions, its result, and the calls that it was compiled for. After FormPipelines.
std::string specializationReport(const Module& m, const FileOf& fileOf,
                                 const std::function<std::vector<SourceLoc>(const Function&)>& callsOf);

}  // namespace bodocc
