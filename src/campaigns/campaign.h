// A campaign: which products are offered to which people, and how often at most. It names no person.
//
// JSON form (PUT /v1/campaigns/{name}); all optional:
//
//   {"people": {"segment": "lapsed"}, "suppress": {"segment": "no-mail"},
//    "products": {"filter": "category == \"Garden\"", "ids": ["p1"]}, "scenario": "mail", "per_person": 5,
//    "caps": {"stock": true, "product": 5000,
//             "groups": [{"attribute": "brand", "value": "Acme", "most": 20000}, {"attribute": "category", "most": 9000}]},
//    "uptake": 0.02, "frequency_days": 14, "holdout": 0.1, "holdout_key": "spring", "days": 28,
//    "report_segments": ["lapsed", "loyal"], "seed": 1}
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suggestd::campaigns {

enum class GroupAttribute { brand, category };

// "brand", "category".
std::string_view group_attribute_name(GroupAttribute attribute);

// Bounds how often the products of a brand or a category are given, all together.
struct GroupCap {
  GroupAttribute attribute = GroupAttribute::brand;
  std::string value;  // "": each brand, or each category of the widest level, has a cap of its own
  std::uint64_t most = 0;
  bool operator==(const GroupCap&) const = default;
};

struct Campaign {
  std::string name;
  std::string segment;                   // of the people; "": all
  std::string suppressed_segment;        // people who get nothing; "": nobody
  std::string filter;                    // of products; "": all that may be shown
  std::vector<std::string> product_ids;  // only these; empty: all
  std::string scenario;                  // whose lists they are; "": the personal list
  std::uint64_t per_person = 5;
  bool stock_caps = false;  // a product is given to at most stock / uptake people
  std::optional<std::uint64_t> product_cap;
  std::vector<GroupCap> group_caps;
  // The share of the people who are expected to buy the first product of their list (offers.h).
  double uptake = 0.02;
  std::uint64_t frequency_days = 0;  // nobody who was addressed by a campaign in these days; 0: no matter
  double holdout = 0.1;              // share of people, 0 to 0.9
  std::string holdout_key;           // the same key holds out the same people; "": the campaign's name
  std::uint64_t days = 28;           // after the run, in which the report counts orders
  std::vector<std::string> report_segments;  // by which the report is cut into parts
  std::uint64_t seed = 1;

  std::string_view drawn_by() const { return holdout_key.empty() ? name : holdout_key; }
  bool operator==(const Campaign&) const = default;
};

// Errors: invalid, with a JSON pointer to each bad field. A filter is parsed, not compared with the catalogue.
Result<Campaign> parse_campaign(std::string_view name, std::string_view json);
// One JSON object with all fields; parse_campaign reads back an equal campaign.
std::string to_json(const Campaign& campaign);

}  // namespace suggestd::campaigns
