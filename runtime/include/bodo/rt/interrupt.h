#pragma once
// Interruption of code in a library, from another thread: while an `interruptible` lives, bodo_interrupt() makes the
// running operation throw a bodo::error, "interrupted", on every rank: loops over batches, waits for other ranks and
// guards check for it. A program has no `interruptible`: its signals do this better.

namespace bodo::rt {

// Around everything that may be interrupted. They nest. An interruption that has come before the outermost one is
// forgotten.
class interruptible {
 public:
  interruptible() noexcept;
  ~interruptible();
  interruptible(const interruptible&) = delete;
  interruptible& operator=(const interruptible&) = delete;
};

}  // namespace bodo::rt

// May be called from any thread, and from a signal handler. Without effect if nothing interruptible runs. Enough on one
// rank if the others' work notices failures (loops over batches, waits); call it on all of them to be sure.
extern "C" void bodo_interrupt();
