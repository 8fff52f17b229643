#pragma once
// The last actions of a program that a signal ends: it prints one message with the current line and removes unfinished
// output; then the signal has its usual effect, so that the exit status shows which one it was.
#include <string_view>

namespace bodo::rt {

// Handles each signal that would end the process and has its default action; a handler of the user, installed before or
// later, stays. SIGXFSZ is ignored: writes beyond `ulimit -f` fail with EFBIG. Only for programs: a library does not
// handle signals.
void handle_signals();

// Registers a file or a folder, which a signal removes with all its contents; and unregisters it.
void remove_on_signal(std::string_view path);
void keep_on_signal(std::string_view path);

// While one lives, signals from outside wait: for short steps that must not be interrupted. Faults of the process
// itself (SIGSEGV and the like) do not wait.
class held_signals {
 public:
  held_signals();
  ~held_signals();
  held_signals(const held_signals&) = delete;
  held_signals& operator=(const held_signals&) = delete;
};

}  // namespace bodo::rt
