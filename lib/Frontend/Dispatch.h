#pragma once
// Dispatch between several versions of an annotated function with one C++ signature, whose frames have different
// schemas or distributions: the function that ordinary code calls inspects the handles, and runs the version for them.
#include <string>
#include <vector>

#include "Frontend/Versions.h"

namespace bodocc {

std::string dispatcher(const Unit& unit, const AnnotatedFunction& function, std::vector<const Version*> versions);

// The signature of one of several versions: "static bodo::DataFrame g_2(bodo::DataFrame left)".
std::string versionSignature(const Unit& unit, const Version& version);

}  // namespace bodocc
