# How everything here is compiled. Targets take it by linking bodocc::build (their own warnings included).
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_OPTIMIZE_DEPENDENCIES ON)  # a static library need not wait for those it uses

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

# The same relative places in the build tree and in an install tree, so that both can be moved as a whole.
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # what ccache must overlook to cache users of a precompiled header
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CCACHE_PROGRAM})
endif()

add_library(bodocc_build INTERFACE)
add_library(bodocc::build ALIAS bodocc_build)
target_compile_options(bodocc_build INTERFACE -Wall -Wextra -Wpedantic $<$<BOOL:${BODOCC_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # g++ collects its garbage from twice so many KB on (default: 128 MB): a tenth of the time of large files
  target_compile_options(bodocc_build INTERFACE --param=ggc-min-heapsize=500000)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # sees overlapping copies in std::string's operator+ (gcc's bug 105651)
  target_compile_options(bodocc_build INTERFACE -Wno-restrict)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  # warns inside of libstdc++'s own std::stable_sort, of std::get_temporary_buffer
  target_compile_options(bodocc_build INTERFACE -Wno-deprecated-declarations)
endif()

if(BODOCC_SANITIZE)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_compile_options(bodocc_build INTERFACE ${sanitizers})
  target_link_options(bodocc_build INTERFACE ${sanitizers})
  # gcc's -Wmaybe-uninitialized sees ghosts in instrumented code
  target_compile_options(bodocc_build INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
