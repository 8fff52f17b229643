# Registers tests with ctest.

# What every test runs under: more ranks than cores, as root too (in containers), and not all pinned to one core.
set(BODOCC_MPIRUN mpirun --oversubscribe --bind-to none CACHE STRING "how tests start several ranks")
set(test_environment OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1)
if(BODOCC_SANITIZE)
  # Open MPI and LLVM keep memory until the end; that is not for us to report
  list(APPEND test_environment ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1)
endif()

# bodocc_unit_test(<file> <library>...): one executable of Catch2 tests. Its comment line `// ranks: 1 2 3` makes one
# test per number of ranks; without it the program runs by itself.
function(bodocc_unit_test file)
  string(REGEX REPLACE "\\.cpp$" "" name ${file})
  string(REPLACE "/" "." name ${name})
  add_executable(${name} ${file})
  target_link_libraries(${name} PRIVATE catch_main ${ARGN} bodocc::build)
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/include)
  target_compile_definitions(${name} PRIVATE OMPI_SKIP_MPICXX)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})

  file(STRINGS ${file} ranks REGEX "^// ranks:" LIMIT_COUNT 1)
  string(REGEX MATCHALL "[0-9]+" ranks "${ranks}")
  if(NOT ranks)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES ENVIRONMENT "${test_environment}" TIMEOUT 300)
  endif()
  foreach(n IN LISTS ranks)
    add_test(NAME ${name}.${n} COMMAND ${BODOCC_MPIRUN} -n ${n} $<TARGET_FILE:${name}>)
    set_tests_properties(${name}.${n} PROPERTIES ENVIRONMENT "${test_environment}" TIMEOUT 300)
    if(n GREATER 1)
      set_tests_properties(${name}.${n} PROPERTIES PROCESSORS 2)
    endif()
  endforeach()
endfunction()
