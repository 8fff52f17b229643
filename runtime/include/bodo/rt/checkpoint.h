#pragma once
// A frame that an earlier run of the program may have left in a folder. It is found by a fingerprint of its inputs,
// which its manifest has: the digest of the operations, by the compiler; the values of ordinary code that they use; of
// files that they read the paths, sizes, times of change and footers, or the contents of those without footers; of
// tables the contents.
#include <cstdint>
#include <string>
#include <string_view>

#include "bodo/rt/agreement.h"
#include "bodo/rt/arrow_file.h"
#include "bodo/rt/csv_file.h"
#include "bodo/rt/json_file.h"
#include "bodo/rt/parquet_files.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

class checkpoint {
 public:
  // Local. `plan` is the digest of the operations.
  checkpoint(const site& at, std::string_view path, std::string_view plan);
  checkpoint(const checkpoint&) = delete;
  checkpoint& operator=(const checkpoint&) = delete;

  // Collective: add the inputs of the frame, in this order. A value is added as the guard compares it (agreement.h).
  template <class... T>
  void of(const T&... what) {
    (add(what), ...);
  }
  // Collective: adds the program itself, for code that the compiler has not seen.
  void of_program();

  // Collective. False if the folder has a frame of this fingerprint and all of its bytes are as they were written. Else
  // the caller writes it; the folder above is made. An error if the program has used the same folder for a frame of
  // another fingerprint before: the next run would find only the last one.
  bool is_missing();

  std::string_view fingerprint() const { return text_; }  // after is_missing()

 private:
  template <class T>
  void add(const T& value) {
    hash_ = agree_on(hash_, static_cast<std::int64_t>(compared_value(value).hash));
  }
  void add(const table& t);
  void add(const parquet_files& files);
  void add(const csv_file& files);
  void add(const json_file& files);
  void add(const arrow_file& files);
  void add_contents(const void* files);
  std::string why_missing();

  site at_;
  std::string path_;
  std::uint64_t hash_ = 0;
  std::string text_;
};

}  // namespace bodo::rt
