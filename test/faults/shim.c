// Preloaded: the n-th call of one kind fails, on one rank. Calls count that are for the job's files, which are below a
// folder; allocations are those of the runtime's own allocator.
//
//     FAULT_CALL   open, read, pread, write, pwrite, fsync, rename, mkdir or allocate
//     FAULT_AT     the number of the call, from 1; 0: none fails
//     FAULT_RANK   the rank
//     FAULT_FOLDER the folder
//     FAULT_COUNT  a file to which the number of calls is written at the end
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static long count;

static const char* setting(const char* name) {
  const char* value = getenv(name);
  return value ? value : "";
}

static int is_here(void) {
  const char* rank = getenv("OMPI_COMM_WORLD_RANK");
  return atoi(rank ? rank : "0") == atoi(setting("FAULT_RANK"));
}

static int is_below(const char* path) {
  char absolute[4096];
  const char* folder = setting("FAULT_FOLDER");
  if (path[0] != '/') {
    if (getcwd(absolute, sizeof absolute) == NULL) return 0;
    path = absolute;
  }
  return strncmp(path, folder, strlen(folder)) == 0;
}

static int is_of_job(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return 0;
  path[n] = '\0';
  return path[0] == '/' && is_below(path);
}

static int fails(const char* call, int code) {
  if (strcmp(setting("FAULT_CALL"), call) != 0 || !is_here()) return 0;
  if (++count != atol(setting("FAULT_AT"))) return 0;
  errno = code;
  return 1;
}

__attribute__((destructor)) static void tell(void) {
  const char* name = setting("FAULT_COUNT");
  if (*name == '\0' || !is_here()) return;
  FILE* file = fopen(name, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", count);
  fclose(file);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                         \
  int name(const char* path, int flags, ...) {             \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    const mode_t mode = va_arg(rest, mode_t);              \
    va_end(rest);                                          \
    if (is_below(path) && fails("open", EMFILE)) return -1; \
    return NEXT(name)(path, flags, mode);                  \
  }
OPEN(open)
OPEN(open64)

ssize_t read(int fd, void* to, size_t n) {
  if (is_of_job(fd) && fails("read", EIO)) return -1;
  return NEXT(read)(fd, to, n);
}
ssize_t pread(int fd, void* to, size_t n, off_t at) {
  if (is_of_job(fd) && fails("pread", EIO)) return -1;
  return NEXT(pread)(fd, to, n, at);
}
ssize_t pread64(int fd, void* to, size_t n, off64_t at) {
  if (is_of_job(fd) && fails("pread", EIO)) return -1;
  return NEXT(pread64)(fd, to, n, at);
}
ssize_t write(int fd, const void* from, size_t n) {
  if (is_of_job(fd) && fails("write", ENOSPC)) return -1;
  return NEXT(write)(fd, from, n);
}
ssize_t pwrite(int fd, const void* from, size_t n, off_t at) {
  if (is_of_job(fd) && fails("pwrite", ENOSPC)) return -1;
  return NEXT(pwrite)(fd, from, n, at);
}
ssize_t pwrite64(int fd, const void* from, size_t n, off64_t at) {
  if (is_of_job(fd) && fails("pwrite", ENOSPC)) return -1;
  return NEXT(pwrite64)(fd, from, n, at);
}
int fsync(int fd) {
  if (is_of_job(fd) && fails("fsync", EIO)) return -1;
  return NEXT(fsync)(fd);
}
int rename(const char* from, const char* to) {
  if (is_below(from) && fails("rename", EIO)) return -1;
  return NEXT(rename)(from, to);
}
int renameat2(int a, const char* from, int b, const char* to, unsigned flags) {
  if (is_below(from) && fails("rename", EIO)) return -1;
  return NEXT(renameat2)(a, from, b, to, flags);
}
int mkdir(const char* path, mode_t mode) {
  if (is_below(path) && fails("mkdir", ENOSPC)) return -1;
  return NEXT(mkdir)(path, mode);
}
// the allocator's blocks, small and large
void* aligned_alloc(size_t alignment, size_t n) {
  if (fails("allocate", ENOMEM)) return NULL;
  return NEXT(aligned_alloc)(alignment, n);
}
void* mmap(void* at, size_t n, int protection, int flags, int fd, off_t from) {
  if (fd < 0 && n > 262144 && (flags & MAP_PRIVATE) != 0 && (protection & PROT_WRITE) != 0 && fails("allocate", ENOMEM))
    return MAP_FAILED;
  return NEXT(mmap)(at, n, protection, flags, fd, from);
}
