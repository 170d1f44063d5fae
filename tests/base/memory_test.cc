#include "base/memory.h"

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

TEST_CASE("memory is to be had on a machine that can build this") { CHECK(memory_is_to_be_had()); }

}  // namespace
}  // namespace suggestd
