# Everything comes from Debian 12 packages; scripts/packages names them.
include(linked_libraries)
find_package(PkgConfig REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(tomlplusplus 3.3 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(ZLIB 1.2 REQUIRED)
find_package(CURL 7.88 REQUIRED)

# cpp-httplib's header changes its layout with these macros, so they must be the ones that the
# packaged library was built with: take them from its pkg-config file and from nowhere else.
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
add_library(cpp-httplib INTERFACE)
target_link_libraries(cpp-httplib INTERFACE PkgConfig::HTTPLIB OpenSSL::SSL Threads::Threads)
