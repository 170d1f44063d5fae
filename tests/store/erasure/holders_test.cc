#include "store/erasure/holders.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace suggestd::store {
namespace {

TEST_CASE("the page on privacy names every holder of personal data") {
  const char* source = std::getenv("SUGGESTD_SOURCE_DIR");  // ctest sets it
  std::ifstream in(std::string(source != nullptr ? source : ".") + "/docs/operate/privacy.md");
  REQUIRE(in);
  const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  for (const Holder& holder : kHolders) {
    INFO(holder.name);
    CHECK(page.find("| " + std::string(holder.name) + " |") != std::string::npos);
  }
}

}  // namespace
}  // namespace suggestd::store
