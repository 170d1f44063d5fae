# Everything comes from Debian 12 packages; scripts/packages names them.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(fmt 9.1 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(tomlplusplus 3.3 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(hwy 1.0 REQUIRED)

# cpp-httplib's header changes its layout with these macros, so they must be the ones that the
# packaged library was built with: take them from its pkg-config file and from nowhere else.
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
add_library(cpp-httplib INTERFACE)
target_link_libraries(cpp-httplib INTERFACE PkgConfig::HTTPLIB OpenSSL::SSL Threads::Threads)

# A full path, so that the archive is taken and not the shared library beside it. We do not use the
# package's CMake file: it insists on development packages that we never link.
find_library(ROCKSDB_ARCHIVE NAMES librocksdb.a REQUIRED)
add_library(RocksDB::static STATIC IMPORTED)
set_target_properties(RocksDB::static PROPERTIES IMPORTED_LOCATION "${ROCKSDB_ARCHIVE}")
find_library(TBB_LIBRARY NAMES tbb)
target_link_libraries(RocksDB::static INTERFACE snappy lz4 zstd bz2 z uring ${CMAKE_DL_LIBS} Threads::Threads)

add_library(xxhash INTERFACE)
target_link_libraries(xxhash INTERFACE libxxhash.a)
