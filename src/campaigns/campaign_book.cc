#include "campaigns/campaign_book.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "campaigns/limits.h"
#include "catalog/expression.h"
#include "catalog/filter.h"

namespace suggestd::campaigns {
namespace {

constexpr std::string_view kPrefix = "campaign/";

std::string document_name(std::string_view name) { return fmt::format("{}{}", kPrefix, name); }

}  // namespace

Result<StoredCampaign> CampaignBook::find(std::string_view name) const {
  const auto stored = store_.records().rule(shop_, document_name(name));
  if (!stored && stored.error().kind() == ErrorKind::not_found) {
    return not_found(
        fmt::format("no campaign '{}' is known; GET /v1/campaigns tells those that there are, and PUT "
                    "/v1/campaigns/NAME makes one",
                    name));
  }
  if (!stored) return stored.error();
  Result<Campaign> campaign = parse_campaign(name, stored->document.json);
  if (!campaign)
    return corrupt(fmt::format("the campaign '{}' can't be read: {}", name, campaign.error().message()));
  return StoredCampaign{*std::move(campaign), stored->last};
}

Result<std::vector<Campaign>> CampaignBook::all() const {
  std::vector<Campaign> all;
  Status read = store_.records().for_each_rule(shop_, [&](const RuleDocument& document) -> Status {
    if (!document.name.starts_with(kPrefix)) return {};
    Result<Campaign> campaign = parse_campaign(document.name.substr(kPrefix.size()), document.json);
    if (!campaign) return std::move(campaign).error();
    all.push_back(*std::move(campaign));
    return {};
  });
  if (!read) return std::move(read).error();
  return all;
}

Status CampaignBook::check_put(const Campaign& campaign, const learn::Snapshot& snapshot) const {
  const Result<std::vector<Campaign>> known = all();
  if (!known) return known.error();
  const bool there = std::ranges::find(*known, campaign.name, &Campaign::name) != known->end();
  if (!there && known->size() >= limits::kCampaigns.most) {
    return invalid(fmt::format("the shop has {} campaigns, and may have no more; delete one that is over",
                               known->size()));
  }
  if (campaign.filter.empty()) return {};
  const auto filter = catalog::Expression::parse(campaign.filter);
  if (!filter) return invalid_field("/products/filter", filter.error().message());
  if (Status good = catalog::check_filter(*filter, snapshot.catalog); !good)
    return invalid_field("/products/filter", good.error().message());
  return {};
}

Mutation CampaignBook::put_of(const Campaign& campaign) {
  return PutRule{{document_name(campaign.name), to_json(campaign)}};
}

Mutation CampaignBook::removal_of(std::string_view name) { return DeleteRule{document_name(name)}; }

}  // namespace suggestd::campaigns
