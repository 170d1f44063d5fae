# Libraries that a program links when it embeds libsuggestd. The installed CMake package includes this file
# too, so it names nothing that only the daemon or the compiler needs.
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(fmt 9.1 REQUIRED)
find_package(hwy 1.0 REQUIRED)

# A full path, so that the archive is taken and not the shared library beside it. We do not use the
# package's CMake file: it insists on development packages that we never link.
find_library(ROCKSDB_ARCHIVE NAMES librocksdb.a REQUIRED)
add_library(RocksDB::static STATIC IMPORTED)
set_target_properties(RocksDB::static PROPERTIES IMPORTED_LOCATION "${ROCKSDB_ARCHIVE}")
# Those that RocksDB alone uses, on files of its own, are linked statically like it; but for bzip2, which Debian wants
# in one place only. zstd and zlib also unpack what strangers send: they stay shared, for Debian's security updates.
target_link_libraries(RocksDB::static INTERFACE
  libsnappy.a liblz4.a zstd bz2 z liburing.a ${CMAKE_DL_LIBS} Threads::Threads)

add_library(xxhash INTERFACE)
target_link_libraries(xxhash INTERFACE libxxhash.a)

add_library(sodium INTERFACE)
target_link_libraries(sodium INTERFACE libsodium.a)

# Debian has it as a shared library alone.
find_library(CCTZ_LIBRARY NAMES cctz REQUIRED)
add_library(cctz INTERFACE)
target_link_libraries(cctz INTERFACE "${CCTZ_LIBRARY}")
