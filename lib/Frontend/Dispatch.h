#pragma once
// Where an annotated function has several versions of one C++ signature, because its frames come with several schemas
// or distributions: the function that ordinary code calls looks at the handles, and runs the version for them.
#include <string>
#include <vector>

#include "Frontend/Versions.h"

namespace bodocc {

std::string dispatcher(const Unit& unit, const AnnotatedFunction& function, std::vector<const Version*> versions);

// The signature of one of several versions: "static bodo::DataFrame g_2(bodo::DataFrame left)".
std::string versionSignature(const Unit& unit, const Version& version);

}  // namespace bodocc
