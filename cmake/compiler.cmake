# Language level and warnings, for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(SUGGESTD_SANITIZE "" CACHE STRING "Sanitizers: empty, 'address,undefined' or 'thread'")
option(SUGGESTD_FUZZ "Build the libFuzzer targets (needs clang)" OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Precompiled headers are part of the key only with these two concessions. The folder is left out of the
  # key, so that a second checkout builds from the first one's results.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
endif()

add_library(suggestd_options INTERFACE)
target_compile_options(suggestd_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(suggestd_options INTERFACE -fpch-preprocess)
else()
  target_compile_options(suggestd_options INTERFACE -Wthread-safety)  # base/mutex.h
endif()
target_include_directories(suggestd_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)

if(SUGGESTD_SANITIZE)
  add_compile_options(-fsanitize=${SUGGESTD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SUGGESTD_SANITIZE})
  if(SUGGESTD_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # These two double GCC's time (decision 0001). AddressSanitizer ends a program that reads through null, and
    # the fuzzers, which clang builds, keep both checks.
    add_compile_options(-fno-sanitize=null,alignment)
  endif()
endif()
if(SUGGESTD_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
