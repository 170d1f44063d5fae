// The page of limits and the limits in the code are the same.
#include "http/limits.h"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

TEST_CASE("each limit has a name of its own and says what one beyond gets") {
  std::set<std::string_view> names;
  for (const Limit* limit : limits::all_limits()) {
    CAPTURE(limit->name);
    CHECK(names.insert(limit->name).second);
    CHECK(limit->most > 0);
    CHECK_FALSE(limit->unit.empty());
    CHECK_FALSE(limit->of.empty());
    CHECK_FALSE(limit->beyond.empty());
  }
  CHECK(names.size() >= 15);
}

TEST_CASE("the committed page of limits is what the tables print") {
  const char* source = std::getenv("SUGGESTD_SOURCE_DIR");  // ctest sets it
  std::ostringstream page;
  page << std::ifstream(std::string(source != nullptr ? source : ".") + "/docs/internals/limits.md").rdbuf();
  CHECK(page.str() == limits_reference(limits::all_limits()));
}

}  // namespace
}  // namespace suggestd
