// bodo::verify: whether a folder is as its manifest says.
#include <bodo/parallel.h>

#include "bodo/rt/agreement.h"
#include "bodo/rt/file_schema.h"
#include "bodo/rt/guard.h"
#include "files/archive.h"
#include "files/hidden_place.h"
#include "files/manifest.h"
#include "files/schema/file_error.h"
#include "files/together.h"
#include "frames/frame_handle.h"

namespace bodo {

std::int64_t verify(std::string_view path, detail::call_site where) {
  using namespace rt::files;
  const rt::site& at = rt::site_of(where, "verify");
  rt::guard(at, rt::agree_on(0, path));
  const std::string folder(path);
  const auto titled = [&](auto step) {
    return [&, step] {
      try {
        return step();
      } catch (const file_error& e) {
        throw file_error("'" + folder + "' is not as it was written: " + e.what());
      }
    };
  };
  const rt::gathered all = gather_or_fail(at, titled([&] {
                                            if (rt::rank() != 0) return std::string();
                                            if (rt::is_remote(folder))
                                              throw file_error("outputs in stores cannot be verified");
                                            restore_aside(folder);
                                            return to_json(read_manifest(folder));
                                          }));
  std::string_view json = all.of(0);
  json.remove_suffix(1);
  const manifest m = parse_manifest(json);
  gather_or_fail(at, titled([&] {
                   for (std::size_t i = 0; i < m.parts.size(); ++i)
                     if (static_cast<int>(i % static_cast<std::size_t>(rt::size())) == rt::rank())
                       check_part(folder, m.parts[i]);
                   // files that are too many
                   if (rt::rank() == 0)
                     if (const std::string others = not_ours(folder); !others.empty()) throw file_error(others);
                   return std::string();
                 }));
  std::int64_t rows = 0;
  for (const manifest_part& part : m.parts) rows += part.rows;
  return rows;
}

}  // namespace bodo
