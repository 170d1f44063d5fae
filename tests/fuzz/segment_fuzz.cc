// Definitions of segments and uploaded lists of people: reading never crashes; a definition that is taken survives
// being written and read again, and can be counted in a shop of nobody or is refused.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "learn/snapshot.h"
#include "segments/costs.h"
#include "segments/counting.h"
#include "segments/definition_text.h"
#include "segments/member_upload.h"

using namespace suggestd;

namespace {

segments::Known nobody() {
  segments::Known known;
  known.snapshot = std::make_shared<const learn::Snapshot>();
  known.side_facts = [] {
    return Result<std::shared_ptr<const segments::SideFacts>>(std::make_shared<const segments::SideFacts>());
  };
  known.lists = std::make_shared<const segments::MemberLists::Map>();
  known.segment = [](std::string_view) { return Result<segments::Definition>(not_found("no segment")); };
  return known;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)segments::read_members_ndjson(text);
  (void)segments::read_members_csv(text);
  const auto definition = segments::parse_definition(text);
  if (!definition) return 0;
  const auto again = segments::parse_definition(to_json(*definition));
  if (!again || again->people != definition->people) std::abort();
  WorkBudget budget({.units = 1'000'000});
  segments::Counting counting(nobody(), {&budget, &segments::kPeopleWork});
  const auto people = counting.people(*definition);
  if (people && people->size() != 0) std::abort();
  return 0;
}
