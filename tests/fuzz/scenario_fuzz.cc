// Scenarios as merchants define them and requests as pages make them: parsing never crashes, and a scenario
// that is taken survives being written and read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/handlers/list_request.h"
#include "recommend/merchandise/scenario.h"

using namespace suggestd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  (void)http::parse_list_body(json, Timestamp{});
  const auto scenario = recommend::parse_scenario("home", json);
  if (!scenario) return 0;
  const auto again = recommend::parse_scenario("home", to_json(*scenario));
  if (!again || !(*again == *scenario)) std::abort();
  return 0;
}
