#include "http/accepted_type.h"

#include <array>
#include <string>

#include <catch2/catch.hpp>

namespace suggestd::http {
namespace {

TEST_CASE("the first type that is named and offered is answered") {
  constexpr std::array<std::string_view, 3> kOffered{"application/json", "application/x-ndjson", "text/csv"};
  const auto [accept, expected] = GENERATE(table<std::string, std::string>({
      {"", "application/json"},
      {"*/*", "application/json"},
      {"text/html, */*", "application/json"},
      {"text/csv", "text/csv"},
      {"Text/CSV; charset=utf-8", "text/csv"},
      {"text/html, application/x-ndjson;q=0.5, text/csv", "application/x-ndjson"},
      {"text/csv;q=0, application/x-ndjson", "application/x-ndjson"},
      {",;, ,", "application/json"},
  }));
  INFO(accept);
  CHECK(accepted_type(accept, kOffered) == expected);
}

}  // namespace
}  // namespace suggestd::http
