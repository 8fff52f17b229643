#include <bodo/version.h>

const char bodo::detail::runtime_version[] = BODO_VERSION;
