#include "base/open_files.h"

#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch.hpp>

namespace suggestd {
namespace {

const ConnectionCounts kUsual{1024, 1024, 64};

std::size_t used(const OpenFilesPlan& plan) { return plan.connections.all() + plan.store_files; }

TEST_CASE("a limit that is large enough serves all that is wanted, and leaves a reserve") {
  const OpenFilesPlan plan = plan_open_files(524'288, kUsual);
  CHECK_FALSE(plan.lowered);
  CHECK(plan.connections.shop == 1024);
  CHECK(plan.connections.admin == 1024);
  CHECK(plan.connections.streams == 64);
  CHECK(used(plan) + 64 <= 524'288);
}

TEST_CASE("connections never take the store's descriptors") {
  for (const std::uint64_t limit : {256U, 512U, 1024U, 2048U, 4096U}) {
    const OpenFilesPlan plan = plan_open_files(limit, kUsual);
    INFO(limit);
    CHECK(used(plan) + 64 <= limit);
    CHECK(plan.store_files >= limit / 4);
    CHECK(plan.connections.shop >= std::min<std::uint64_t>(1024, limit / 3));
  }
}

TEST_CASE("what the plan says it needs is enough, and one less is not") {
  for (const std::size_t connections : {1U, 8U, 100U, 1024U, 65'536U}) {
    const ConnectionCounts wanted{connections, connections, 64};
    const std::size_t needed = plan_open_files(16, wanted).needed;
    INFO(connections);
    CHECK_FALSE(plan_open_files(needed, wanted).lowered);
    CHECK(plan_open_files(needed - 4, wanted).lowered);
  }
}

TEST_CASE("a limit that is far too small still leaves one connection of each kind that is wanted") {
  const OpenFilesPlan plan = plan_open_files(16, kUsual);
  CHECK(plan.lowered);
  CHECK(plan.connections.shop == 1);
  CHECK(plan.connections.admin == 1);
  CHECK(plan.connections.streams == 1);
  CHECK(plan_open_files(16, {1024, 0, 0}).connections.admin == 0);
}

TEST_CASE("a plan that lowers tells both numbers and what to change") {
  const std::string said = explain(plan_open_files(256, kUsual), 256);
  CHECK(said.find("256") != std::string::npos);
  CHECK(said.find("http.max_connections") != std::string::npos);
  CHECK(said.find("ulimit") != std::string::npos);
}

TEST_CASE("the soft limit becomes the hard one") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit low = before;
  low.rlim_cur = 64;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  CHECK(raise_open_files_limit() == before.rlim_max);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}

}  // namespace
}  // namespace suggestd
