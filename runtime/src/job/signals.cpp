#include "job/signals.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "job/job.h"

// The handler may only call async-signal-safe functions: no allocation, no streams, no opendir.
namespace bodo::rt {
namespace {

struct named_signal {
  int number;
  const char* name;
  const char* meaning;  // nullptr: ends silently, as intended
};
constexpr named_signal handled[] = {
    {SIGSEGV, "SIGSEGV", "segmentation fault"},
    {SIGFPE, "SIGFPE", "division by zero, or another arithmetic exception"},
    {SIGABRT, "SIGABRT", "aborted"},
    {SIGBUS, "SIGBUS", "bus error"},
    {SIGILL, "SIGILL", "illegal instruction"},
    {SIGTRAP, "SIGTRAP", "trap"},
    {SIGSYS, "SIGSYS", "bad system call"},
    {SIGTERM, "SIGTERM", "terminated"},
    {SIGINT, "SIGINT", "interrupted"},
    {SIGQUIT, "SIGQUIT", "quit"},
    {SIGHUP, "SIGHUP", "the terminal has gone"},
    {SIGXCPU, "SIGXCPU", "the limit of CPU time is used up"},
    {SIGALRM, "SIGALRM", "alarm clock"},
    {SIGVTALRM, "SIGVTALRM", "virtual alarm clock"},
    {SIGPROF, "SIGPROF", "profiling timer"},
    {SIGUSR1, "SIGUSR1", "signal 1 of the user's"},
    {SIGUSR2, "SIGUSR2", "signal 2 of the user's"},
    {SIGPIPE, "SIGPIPE", nullptr},
};

// Nodes are never freed, so that the handler can walk along them at any time.
struct removal {
  std::atomic<const char*> path{nullptr};
  removal* next = nullptr;
};
std::atomic<removal*> removals{nullptr};

// Offsets in linux_dirent64, the kernel's entry of a folder.
constexpr long length_offset = 16, name_offset = 19;

void remove_at(int folder, const char* name, int depth);

void remove_content(int fd, int depth) {
  // removing entries may reorder the others: repeat until nothing more is removed
  for (int turn = 0; turn < 64; ++turn) {
    lseek(fd, 0, SEEK_SET);
    bool any = false;
    alignas(std::uint64_t) char buffer[2048];
    for (;;) {
      const long n = syscall(SYS_getdents64, fd, buffer, sizeof buffer);
      if (n <= 0) break;
      for (long at = 0; at < n;) {
        const char* const here = buffer + at;
        unsigned short length = 0;
        std::memcpy(&length, here + length_offset, sizeof length);
        const char* const name = here + name_offset;
        at += length;
        if (std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0) continue;
        any = true;
        remove_at(fd, name, depth - 1);
      }
    }
    if (!any) return;
  }
}

void remove_at(int folder, const char* name, int depth) {
  if (unlinkat(folder, name, 0) == 0 || depth < 0) return;
  const int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return;
  remove_content(fd, depth);
  close(fd);
  unlinkat(folder, name, AT_REMOVEDIR);
}

// A line of text without allocation; it is truncated if it does not fit.
class line_buffer {
 public:
  void add(const char* text) {
    for (; *text != '\0' && size_ < text_.size() - 1; ++text) text_[size_++] = *text;
  }
  void add(unsigned long number) {
    char digits[24];
    std::size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do digits[--at] = static_cast<char>('0' + number % 10);
    while ((number /= 10) != 0);
    add(digits + at);
  }
  void write_to(int fd) {
    text_[size_++] = '\n';
    if (write(fd, text_.data(), size_) < 0) return;
  }

 private:
  std::array<char, 1024> text_{};
  std::size_t size_ = 0;
};

void tell(const named_signal& s) {
  const job& j = the_job();
  const site& at = j.running_at != nullptr ? *j.running_at : j.last;
  line_buffer line;
  if (at.line != 0) {
    line.add(at.file);
    line.add(":");
    line.add(static_cast<unsigned long>(at.line));
    line.add(": ");
  }
  line.add("error: ");
  if (at.operation[0] != '\0') {
    line.add(at.operation);
    line.add(": ");
  }
  line.add("signal ");
  line.add(s.name);
  line.add(" (");
  line.add(s.meaning);
  line.add(")");
  if (j.size > 1) {
    line.add(" on rank ");
    line.add(static_cast<unsigned long>(j.rank));
  }
  line.write_to(STDERR_FILENO);
}

std::atomic<int> holders{0};         // held_signals that live
std::atomic<int> waiting_signal{0};  // arrived meanwhile

bool is_fault(int number) {
  for (const int fault : {SIGSEGV, SIGFPE, SIGABRT, SIGBUS, SIGILL, SIGTRAP, SIGSYS})
    if (number == fault) return true;
  return false;
}

void on_signal(int number) {
  if (holders != 0 && !is_fault(number)) {
    waiting_signal = number;
    return;
  }
  const int code = errno;
  static std::atomic<bool> again{false};
  // a fork of the user's program only ends itself
  if (the_job().process == getpid() && !again.exchange(true)) {
    // a launcher ends the other ranks by signals, too
    for (const named_signal& s : handled)
      if (s.number == number && s.meaning != nullptr && claim_last_word()) tell(s);
    for (removal* r = removals; r != nullptr; r = r->next)
      if (const char* path = r->path) remove_at(AT_FDCWD, path, 16);
  }
  signal(number, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  raise(number);
  errno = code;
  sigprocmask(SIG_UNBLOCK, &only, nullptr);
}

}  // namespace

void handle_signals() {
  // for the overflow of the stack itself
  static std::array<char, 64 << 10> own_stack;
  stack_t stack{};
  if (sigaltstack(nullptr, &stack) == 0 && (stack.ss_flags & SS_DISABLE) != 0) {
    stack.ss_sp = own_stack.data();
    stack.ss_size = own_stack.size();
    stack.ss_flags = 0;
    sigaltstack(&stack, nullptr);
  }
  const auto take = [](int number, void (*handler)(int)) {
    struct sigaction now{};
    if (sigaction(number, nullptr, &now) != 0 || (now.sa_flags & SA_SIGINFO) != 0 || now.sa_handler != SIG_DFL) return;
    now.sa_handler = handler;
    now.sa_flags = SA_ONSTACK | SA_RESTART;
    sigemptyset(&now.sa_mask);
    sigaction(number, &now, nullptr);
  };
  for (const named_signal& s : handled) take(s.number, on_signal);
  take(SIGXFSZ, SIG_IGN);
}

held_signals::held_signals() { ++holders; }
held_signals::~held_signals() {
  if (--holders != 0) return;
  if (const int number = waiting_signal.exchange(0); number != 0) raise(number);
}

void remove_on_signal(std::string_view path) {
  auto* const copy = new char[path.size() + 1];
  path.copy(copy, path.size());
  copy[path.size()] = '\0';
  for (removal* r = removals; r != nullptr; r = r->next)
    if (r->path == nullptr) {
      r->path = copy;
      return;
    }
  auto* const added = new removal;
  added->path = copy;
  added->next = removals;
  removals = added;
}

void keep_on_signal(std::string_view path) {
  for (removal* r = removals; r != nullptr; r = r->next)
    if (const char* known = r->path; known != nullptr && path == known) {
      r->path = nullptr;
      delete[] known;
      return;
    }
}

}  // namespace bodo::rt
