# Defines bodocc::arrow and bodocc::parquet. Arrow's own CMake packages come first; where they are not installed, the
# libraries and headers inside PyPI's pyarrow serve as well (they are complete, and built for any Linux).
# arrow_is_installed: they come from pyarrow, and are installed beside bodocc's own libraries, with arrow_licences.
include_guard()
find_package(Arrow QUIET CONFIG)
find_package(Parquet QUIET CONFIG)

if(Arrow_FOUND AND Parquet_FOUND)
  add_library(bodocc_arrow INTERFACE)
  add_library(bodocc_parquet INTERFACE)
  target_link_libraries(bodocc_arrow INTERFACE Arrow::arrow_shared)
  target_link_libraries(bodocc_parquet INTERFACE Parquet::parquet_shared)
  message(STATUS "Arrow ${Arrow_VERSION}: ${Arrow_DIR}")
else()
  set(python "${BODOCC_PYTHON}")
  if(NOT python AND EXISTS ${CMAKE_SOURCE_DIR}/.venv/bin/python)
    set(python ${CMAKE_SOURCE_DIR}/.venv/bin/python)
  endif()
  if(NOT python)
    find_program(python3 python3)
    set(python ${python3})
  endif()
  execute_process(
    COMMAND ${python} -c "import pyarrow; print(pyarrow.__version__, pyarrow.get_include(), pyarrow.get_library_dirs()[0], sep=';')"
    OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "Arrow C++ was not found: neither CMake packages Arrow and Parquet, nor a pyarrow in '${python}'. "
                        "tools/quickstart installs pyarrow into .venv; or name a Python that has it by -DBODOCC_PYTHON=…")
  endif()
  list(GET answer 0 version)
  list(GET answer 1 include_dir)
  list(GET answer 2 library_dir)
  foreach(name arrow parquet)
    # pyarrow brings no unversioned links: take the one file libarrow.so.<abi>
    file(GLOB library ${library_dir}/lib${name}.so.[0-9]*)
    list(FILTER library EXCLUDE REGEX "\\.so\\.[0-9]+\\..*$")
    list(LENGTH library found)
    if(NOT found EQUAL 1)
      message(FATAL_ERROR "expected one lib${name}.so.N in ${library_dir}, found: ${library}")
    endif()
    add_library(bodocc_${name} SHARED IMPORTED GLOBAL)
    set_target_properties(bodocc_${name} PROPERTIES IMPORTED_LOCATION ${library}
                                                    INTERFACE_INCLUDE_DIRECTORIES ${include_dir})
    # what is installed must not need this Python: the libraries go with it, and find each other by $ORIGIN
    install(FILES ${library} DESTINATION ${CMAKE_INSTALL_LIBDIR})
  endforeach()
  set(arrow_is_installed ON)
  set(arrow_library_dir ${library_dir})
  file(GLOB arrow_licences ${library_dir}/../pyarrow-${version}.dist-info/licenses/*)
  target_link_libraries(bodocc_parquet INTERFACE bodocc_arrow)
  message(STATUS "Arrow ${version}: pyarrow in ${library_dir}")
endif()
add_library(bodocc::arrow ALIAS bodocc_arrow)
add_library(bodocc::parquet ALIAS bodocc_parquet)
