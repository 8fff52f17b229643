#pragma once
// Collective steps of readers when they open: list files on rank 0, and agree on failures.
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/site.h"
#include "files/schema/source_list.h"

namespace bodo::rt::files {

// Collective: the files that a path stands for, listed by rank 0; its failure is the same error everywhere.
std::vector<source_file> list_together(const site& at, const std::string& path);

// Collective: every rank's message, each from `make`; where it threw file_error on some rank, that is the error on all
// of them (the one of the lowest rank).
gathered gather_or_fail(const site& at, std::string (*make)(void*), void* context);
template <class F>
gathered gather_or_fail(const site& at, F make) {
  return gather_or_fail(at, [](void* f) -> std::string { return (*static_cast<F*>(f))(); }, &make);
}

}  // namespace bodo::rt::files
