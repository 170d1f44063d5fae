#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "seed.h"

int main(int argc, char** argv) {
  const std::uint32_t seed = suggestd::test_seed();
  if (seed != 0) ::setenv("RC_PARAMS", ("seed=" + std::to_string(seed)).c_str(), 0);
  const int failed = Catch::Session().run(argc, argv);
  if (failed != 0 && seed != 0) std::fprintf(stderr, "Repeat it with SUGGESTD_SEED=%u\n", seed);
  return failed;
}
