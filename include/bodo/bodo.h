#pragma once
// The header of bodocc programs: the whole language of annotated functions, as plain C++20 declarations. It is light
// (it includes no MPI, Arrow or Clang), so any editor or compiler understands a program; bodocc compiles the functions
// annotated with [[bodo::jit]], and the runtime library has the functions that ordinary code may call.

// Compilers other than bodocc do not know the attribute and would warn at every use of it; bodocc itself reports a
// misspelt one as an error.
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wunknown-attributes"
#elif defined(__GNUC__)
#pragma GCC diagnostic ignored_attributes "bodo::"
#endif

#include <bodo/array.h>
#include <bodo/dataframe.h>
#include <bodo/format.h>
#include <bodo/functions.h>
#include <bodo/groupby.h>
#include <bodo/options.h>
#include <bodo/parallel.h>
#include <bodo/scalar.h>
#include <bodo/schema.h>
#include <bodo/series.h>
#include <bodo/session.h>
#include <bodo/types.h>
#include <bodo/value.h>
#include <bodo/version.h>
