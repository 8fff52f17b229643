#pragma once
// Objects of S3 and of stores with its interface, by Arrow's file system: s3://bucket/key. The store, the region and
// the credentials come from where AWS's own tools look for them (docs/environment.md). All functions throw file_error.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "files/schema/random_file.h"

namespace bodo::rt::files {

// Throws file_error if it is the address of something else.
bool is_object(std::string_view path);

std::shared_ptr<const random_file> open_object(const std::string& path);

// The objects of a path, as paths: one, those below a folder, or of a glob. `base`: the length of the folder (it ends
// with /) above which names say nothing about columns.
std::vector<std::string> list_objects(const std::string& path, std::size_t& base);

}  // namespace bodo::rt::files
