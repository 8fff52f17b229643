#pragma once
// Failures. There are three kinds:
//   fail           this rank (perhaps alone) cannot continue. The others learn of it at their next guard, in a
//                  round of an exchange or from poll_failures(). If all of them hear it within 2 s, every rank throws
//                  the same bodo::error; else this rank prints the error and ends the whole job.
//   fail_together  all ranks call it at the same point with the same cause: no message is needed, each one throws.
//   an exception   of the user that is not caught: a handler acts like `fail`, and then ends the job.
#include <bodo/error.h>

#include <string_view>

#include "bodo/rt/site.h"

namespace bodo::rt {

[[noreturn]] void fail(const site& at, std::string_view cause);
[[noreturn]] void fail_together(const site& at, std::string_view cause);

// Prints a warning with its statement's line on this rank.
void warn(const site& at, std::string_view text);

// Throws the error of another rank, if one has failed, or that of an interruption (interrupt.h). Cheap enough for every
// batch: checks at most every 0.1 s. Sources call it in next(). Never communicates unless a rank has failed.
void poll_failures();

// The current statement, for the message about an uncaught exception of user code: set before a loop that calls user
// code, and while a table of words (words.h) does.
class running {
 public:
  explicit running(const site& at);
  ~running();
  running(const running&) = delete;
  running& operator=(const running&) = delete;

 private:
  const site* before_;
};

}  // namespace bodo::rt
