#pragma once
// What emitted functions of libraries use, which may be cells of a notebook: it is precompiled for these.
#include "bodo/rt/cells.h"
#include "bodo/rt/emitted.h"
