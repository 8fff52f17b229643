// A child process that the program forks ends by exit() without a part in the job.
// rank 0 prints:
//   3
#include <bodo/bodo.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

[[bodo::jit]] std::int64_t sum() { return bodo::DataFrame{{"a", bodo::arange(3)}}["a"].sum(); }

int main() {
  const pid_t child = fork();
  if (child == 0) std::exit(0);
  int status = 0;
  waitpid(child, &status, 0);
  bodo::print(sum());
}
