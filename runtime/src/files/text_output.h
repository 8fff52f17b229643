#pragma once
// One text file that all ranks write together: each appends its rows to a file of its own, and at the end they are
// joined in the order of the ranks, after the text that rank 0 puts first.
#include <cstdint>
#include <string>
#include <string_view>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"
#include "files/atomic_output.h"

namespace bodo::rt::files {

class text_output {
 public:
  // Collective. `what` is the kind of the file, for messages: "CSV".
  text_output(const site& at, std::string_view path, const char* what);
  ~text_output();
  text_output(const text_output&) = delete;
  text_output& operator=(const text_output&) = delete;

  const site& at() const { return at_; }
  // Whole lines are appended to it; it is written when it is full.
  std::string& buffer() { return buffer_; }
  void flush_if_full();

  // Collective. Of a replicated frame, which every rank has added as a whole, only rank 0's rows are written.
  void finish(const std::string& header, layout of_rows);

 private:
  std::string whole_file() const { return output_.folder() + "/whole"; }
  void flush();
  void copy_to(int whole, std::int64_t place);

  site at_;
  atomic_output output_;
  int own_ = -1;              // this rank's rows
  std::int64_t written_ = 0;  // bytes in it
  std::string buffer_;
};

}  // namespace bodo::rt::files
