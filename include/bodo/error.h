#pragma once
// bodo::error: the runtime's exception. An error that all ranks find together (a missing file, a wrong schema), or that
// one rank reported to the others in time, is thrown as the same exception on every rank and may be caught. An uncaught
// one is printed once, and ends every rank of the job with a status that isn't zero.
#include <exception>

namespace bodo {

class error : public std::exception {
 public:
  // `rank`: the only rank that failed, or -1 if all ranks did.
  error(const char* file, unsigned line, const char* operation, const char* cause, int rank = -1);
  error(const error& other) noexcept;
  error& operator=(const error& other) noexcept;
  ~error() override;

  // "query.cpp:12: error: read_parquet: there is no file 'x.parquet'", followed by " [rank 1]" if one rank failed.
  const char* what() const noexcept override;

  const char* file() const noexcept;       // the user's source file, as it was named to the compiler
  unsigned line() const noexcept;          // 1-based
  const char* operation() const noexcept;  // "read_parquet"
  const char* cause() const noexcept;      // "there is no file 'x.parquet'"
  int rank() const noexcept;               // -1: every rank

 private:
  struct content;
  content* content_;
};

}  // namespace bodo
