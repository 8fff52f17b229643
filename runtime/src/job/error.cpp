#include <bodo/error.h>
#include <fmt/format.h>

#include <atomic>
#include <cstring>

namespace bodo {

// Copies of an exception share it: copying must not throw.
struct error::content {
  std::atomic<int> owners{1};
  std::string file, operation, cause, what;
  unsigned line = 0;
  int rank = -1;
};

error::error(const char* file, unsigned line, const char* operation, const char* cause, int rank)
    : content_(new content) {
  content_->file = file;
  content_->line = line;
  content_->operation = operation;
  content_->cause = cause;
  content_->rank = rank;
  if (line != 0) content_->what = fmt::format("{}:{}: ", file, line);
  content_->what += "error: ";
  if (operation[0] != '\0') content_->what += fmt::format("{}: ", operation);
  content_->what += cause;
  if (rank >= 0) content_->what += fmt::format(" [rank {}]", rank);
}

error::error(const error& other) noexcept : std::exception(other), content_(other.content_) { ++content_->owners; }

error& error::operator=(const error& other) noexcept {
  ++other.content_->owners;
  if (--content_->owners == 0) delete content_;
  content_ = other.content_;
  return *this;
}

error::~error() {
  if (--content_->owners == 0) delete content_;
}

const char* error::what() const noexcept { return content_->what.c_str(); }
const char* error::file() const noexcept { return content_->file.c_str(); }
unsigned error::line() const noexcept { return content_->line; }
const char* error::operation() const noexcept { return content_->operation.c_str(); }
const char* error::cause() const noexcept { return content_->cause.c_str(); }
int error::rank() const noexcept { return content_->rank; }

}  // namespace bodo
