#pragma once
// The places of the files that bodocc uses: its headers and libraries, Clang's own headers, the MPI wrapper. The build
// records them in share/bodocc/toolchain.json next to bin/, once for the build tree and once for an install tree;
// relative paths in it start at the tree's top, so that an install tree can be moved.
#include <string>
#include <vector>

namespace bodocc {

struct Installation {
  std::string root;                      // the folder above bin/
  std::vector<std::string> includeDirs;  // <bodo/bodo.h> and <bodo/rt/…>
  std::string libraryDir;                // libbodo_rt and libbodo_files
  std::string clang;                     // the clang++ whose headers the front end uses
  std::string clangResourceDir;
  std::string mpiCompiler;                  // the MPI C++ wrapper
  std::vector<std::string> mpiIncludeDirs;  // for sources that include <mpi.h> themselves
  std::vector<std::string> hostArgs;        // options that programs need to link this build of the runtime
  std::string precompiledHeader;            // of <bodo/bodo.h>, for the front end; empty if there is none
  std::string precompiledForHost;           // of <bodo/rt/emitted.h>, for the host compiler; empty if there is none
  std::string precompiledForLibraries;      // the same, for code with -fPIC
};

// Reads toolchain.json of the running program. Throws std::runtime_error if it is missing or broken.
Installation findInstallation(const char* programName);

}  // namespace bodocc
