// Stands before a program whose own `main` is called program_main (by objcopy): runs it BENCH_REPEAT times and
// says on rank 0's standard error how long each took inside the process, from a barrier to a barrier, and the CPU
// seconds of all ranks.
#include <bodo/bodo.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <vector>

extern "C" int program_main(int argc, char** argv);

int main(int argc, char** argv) {
  const char* const wanted = std::getenv("BENCH_REPEAT");
  const int repetitions = wanted ? std::atoi(wanted) : 1;
  for (int i = 0; i < repetitions; ++i) {
    bodo::barrier();
    const auto started = std::chrono::steady_clock::now();
    const std::clock_t used = std::clock();
    if (const int status = program_main(argc, argv)) return status;
    bodo::barrier();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    const std::vector<double> cpu = bodo::allgatherv(static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC);
    if (bodo::get_rank() == 0)
      std::fprintf(stderr, "inside %.6f %.6f\n", took.count(), std::accumulate(cpu.begin(), cpu.end(), 0.0));
  }
}
