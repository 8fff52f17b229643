# Registers tests with ctest.

# The environment of every test: as root too (in containers), more ranks than cores, and not all pinned to one core.
set(mpirun mpirun --oversubscribe --bind-to none)
set(test_environment BODOCC_SOURCE=${CMAKE_SOURCE_DIR} OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 PYTHONDONTWRITEBYTECODE=1
    BODO_CACHE_DIR=  # each test compiles what it tests
    AI_AGENT=)       # an agent that runs the tests has messages compared as for people
# Half of the time of a start of mpirun: it reads the machine's PCI devices and asks each core (hwloc), loads hwloc's
# plugins for displays and graphics cards in each process, and makes files for what the ranks ask it (PMIx).
list(APPEND test_environment HWLOC_COMPONENTS=-linux:pci,-x86 HWLOC_PLUGINS_PATH=none PMIX_MCA_gds=hash)
if(BODOCC_SANITIZE)
  # Open MPI and LLVM keep memory until the end; that is not for us to report
  list(APPEND test_environment BODOCC_SANITIZE=1 ASAN_OPTIONS=detect_leaks=0
       UBSAN_OPTIONS=print_stacktrace=1)
endif()

# The Python of the oracles: the project's own, which tools/test equips.
if(EXISTS ${CMAKE_SOURCE_DIR}/.venv/bin/python)
  set(test_python ${CMAKE_SOURCE_DIR}/.venv/bin/python)
elseif(BODOCC_PYTHON)
  set(test_python ${BODOCC_PYTHON})
else()
  find_program(test_python python3 REQUIRED)
endif()
set(test_tools ${CMAKE_SOURCE_DIR}/test/tools)
# Runs a script: in a fork of a process that has imported the oracles' libraries, if ctest starts it.
set(test_script ${test_python} -I -S ${test_tools}/start.py)

# Those that compile and run many programs begin first, so that none is left alone at the end. The others are mixed: tests
# of failing ranks wait for Open MPI to end, and would leave the cores idle if they ran side by side.
function(bodocc_add_test name seconds)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "${test_environment}" TIMEOUT ${seconds})
  string(MD5 cost ${name})
  string(SUBSTRING ${cost} 0 2 cost)
  math(EXPR cost "1 + 0x${cost}")
  if(name MATCHES "^(driver|docs|random|bench)[.]|^runtime[.](failures|groups|join|sort|window)|^case[.](few_groups_no_more|merge_large)$")
    set(cost 1000)
  endif()
  set_tests_properties(${name} PROPERTIES COST ${cost})
endfunction()

# bodocc_test_program(<name> FILES <file>... HEADERS <header>... LIBRARIES <library>...): one executable of Catch2 tests,
# and for each of its files the test <name>.<file>. A file's comment line `// ranks: 1 2 3` makes one test per number of
# ranks, <name>.<file>.<n>; without it the program runs by itself. The headers are precompiled: by the first program that
# has these headers and libraries, for all of them.
function(bodocc_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FILES;HEADERS;LIBRARIES")
  add_executable(${name} ${arg_FILES})
  target_link_libraries(${name} PRIVATE catch_main ${arg_LIBRARIES} bodocc::build)
  # internal headers stand beside the sources
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/include
                                             ${CMAKE_SOURCE_DIR}/lib ${CMAKE_SOURCE_DIR}/runtime/src)
  target_compile_definitions(${name} PRIVATE OMPI_SKIP_MPICXX)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${arg_FILES})

  # ccache can tell the users of a precompiled header apart by it
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  string(MAKE_C_IDENTIFIER "precompiled ${arg_HEADERS} ${arg_LIBRARIES}" key)
  get_property(owner GLOBAL PROPERTY ${key})
  if(owner)
    target_precompile_headers(${name} REUSE_FROM ${owner})
  else()
    target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
    set_property(GLOBAL PROPERTY ${key} ${name})
  endif()

  foreach(file IN LISTS arg_FILES)
    cmake_path(GET file STEM stem)
    # -#: each file's name is a tag
    set(command ${CMAKE_BINARY_DIR}/test/${name} -\# "[#${stem}]" --warn NoTests)
    file(STRINGS ${file} ranks REGEX "^// ranks:" LIMIT_COUNT 1)
    string(REGEX MATCHALL "[0-9]+" ranks "${ranks}")
    if(NOT ranks)
      bodocc_add_test(${name}.${stem} 300 ${command})
    endif()
    foreach(n IN LISTS ranks)
      bodocc_add_test(${name}.${stem}.${n} 300 ${mpirun} -n ${n} ${command})
    endforeach()
  endforeach()
endfunction()

# A program that is compiled once and run at all its numbers of ranks, in a folder of its own.
function(bodocc_case file)
  cmake_path(GET file STEM name)
  bodocc_add_test(case.${name} 900 ${test_script} ${test_tools}/run_case.py $<TARGET_FILE:bodocc>
    ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${CMAKE_BINARY_DIR}/test/cases/${name})
endfunction()

# Compares the output of bodocc -S for a case, which both compilers must accept without a warning.
function(bodocc_golden file)
  cmake_path(GET file STEM name)
  bodocc_add_test(golden.${name} 300 ${test_script} ${test_tools}/run_golden.py $<TARGET_FILE:bodocc>
    ${CMAKE_CURRENT_SOURCE_DIR}/cases/${name}.cpp ${CMAKE_CURRENT_SOURCE_DIR}/${file}
    ${CMAKE_BINARY_DIR}/test/golden/${name}
    --include ${CMAKE_SOURCE_DIR}/include --include ${CMAKE_SOURCE_DIR}/runtime/include
    --compiler g++ --compiler clang++-19)
endfunction()

# A program with mistakes; its comments say what bodocc must say about them.
function(bodocc_diagnostic file)
  string(REGEX REPLACE "diagnostics/(.*)[.]cpp" "\\1" name ${file})
  string(REPLACE "/" "." name ${name})
  bodocc_add_test(diagnostic.${name} 120 ${test_script} ${test_tools}/run_diagnostics.py $<TARGET_FILE:bodocc>
    ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${CMAKE_BINARY_DIR}/test/diagnostics/${name})
endfunction()

# A unittest module that gets bodocc's path in the environment.
function(bodocc_driver_test file)
  cmake_path(GET file STEM name)
  bodocc_add_test(driver.${name} 900 ${test_script} ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  set_property(TEST driver.${name} APPEND PROPERTY ENVIRONMENT BODOCC=$<TARGET_FILE:bodocc>)
endfunction()
