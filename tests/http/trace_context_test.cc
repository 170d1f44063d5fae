#include "http/trace_context.h"

#include <catch2/catch.hpp>

using suggestd::http::continue_trace;

TEST_CASE("the trace goes on under a span of our own") {
  const std::string theirs = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const std::string ours = continue_trace(theirs);
  REQUIRE(ours.size() == theirs.size());
  CHECK(ours.substr(0, 36) == theirs.substr(0, 36));
  CHECK(ours.substr(36, 16) != theirs.substr(36, 16));
  CHECK(ours.substr(36, 16).find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(ours.substr(52) == "-01");
}

TEST_CASE("a malformed header starts nothing") {
  CHECK(continue_trace(GENERATE("", "00", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736x00f067aa0ba902b7-01")) == "");
}
