#include "cli/import_report.h"

#include <catch2/catch.hpp>

namespace suggestd::cli {
namespace {

TEST_CASE("records that are left out for one reason are counted together") {
  CHECK(reason_of("/lines/3/quantity: only 12 are left to take back") ==
        "/lines/N/quantity: only N are left to take back");
  CHECK(reason_of("/lines/17/quantity: only 0.5 are left to take back") ==
        reason_of("/lines/1/quantity: only 4 are left to take back"));
  CHECK(reason_of("the price '12.x' is no number") == "the price '...' is no number");
}

TEST_CASE("what a reason says about limits stays in it") {
  CHECK(reason_of("must be from 1 to 256 bytes") == "must be from 1 to 256 bytes");
  CHECK(reason_of("the customer's name isn't text") == "the customer's name isn't text");
}

}  // namespace
}  // namespace suggestd::cli
