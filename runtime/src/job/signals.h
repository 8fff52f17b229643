#pragma once
// What a program still does when a signal ends it: one message that names the line at work, and the removal of
// unfinished output; then the signal has its usual effect, so that the exit status says which one it was.
#include <string_view>

namespace bodo::rt {

// Handles each signal that would end the process and that nobody handles or ignores yet; a handler of the user's,
// installed before or later, stays. SIGXFSZ is ignored: writes beyond `ulimit -f` fail with EFBIG. Only for programs:
// what is loaded as a library leaves signals alone.
void handle_signals();

// A file or a folder, with all that is in it, that a signal removes; and no longer.
void remove_on_signal(std::string_view path);
void keep_on_signal(std::string_view path);

// While one lives, signals from outside wait: for steps that must not end half done, all of them short. The faults of
// the process itself (SIGSEGV and its like) do not wait.
class held_signals {
 public:
  held_signals();
  ~held_signals();
  held_signals(const held_signals&) = delete;
  held_signals& operator=(const held_signals&) = delete;
};

}  // namespace bodo::rt
