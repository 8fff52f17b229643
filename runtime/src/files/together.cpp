#include "files/together.h"

#include "bodo/rt/error.h"
#include "bodo/rt/file_schema.h"
#include "files/archive.h"
#include "files/hidden_place.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {

std::vector<source_file> list_together(const site& at, const std::string& path) {
  std::string message;
  if (rank() == 0) {
    try {
      if (!is_remote(path)) restore_aside(path);
      const auto sources = list_sources(path);
      message = 'y';
      for (const source_file& s : sources) {
        put(message, s.path);
        put(message, s.folders.size());
        for (const folder_value& f : s.folders) put(message, f.name), put(message, f.value), put(message, f.missing);
      }
    } catch (const file_error& e) {
      message = 'n';
      message += e.what();
    }
  }
  const std::vector<char> told = bcast(message, 0);
  std::string_view rest(told.data() + 1, told.size() - 1);
  if (told[0] != 'y') fail_together(at, rest);
  std::vector<source_file> sources;
  while (!rest.empty()) {
    source_file s;
    std::size_t n;
    get(rest, s.path);
    get(rest, n);
    s.folders.resize(n);
    for (folder_value& f : s.folders) get(rest, f.name), get(rest, f.value), get(rest, f.missing);
    sources.push_back(std::move(s));
  }
  return sources;
}

gathered gather_or_fail(const site& at, std::string (*make)(void*), void* context) {
  std::string message;
  try {
    message = make(context);
    message += 'y';
  } catch (const file_error& e) {
    message = e.what();
    message += 'n';
  }
  gathered all = allgather(message);
  for (int r = 0; r < size(); ++r) {
    const std::string_view m = all.of(r);
    if (m.back() == 'n') fail_together(at, m.substr(0, m.size() - 1));
  }
  return all;
}

}  // namespace bodo::rt::files
