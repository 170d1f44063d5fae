// The only way to include cpp-httplib: its classes change their layout with three macros, and a program
// whose macros differ from the packaged library's crashes. They come from its pkg-config file.
#pragma once

#include <httplib.h>

#if !defined(CPPHTTPLIB_OPENSSL_SUPPORT) || !defined(CPPHTTPLIB_ZLIB_SUPPORT) || \
    !defined(CPPHTTPLIB_BROTLI_SUPPORT)
#error "Compile with the flags of cpp-httplib's pkg-config file (link the CMake target cpp-httplib)"
#endif
