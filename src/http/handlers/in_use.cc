#include "http/handlers/in_use.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "campaigns/campaign_book.h"
#include "experiments/experiments.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using campaigns::Campaign;

constexpr std::size_t kNamesTold = 3;

// "a, b, c and 2 more"
std::string told(const std::vector<std::string>& names) {
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kNamesTold));
  std::string text = fmt::format("{}", fmt::join(names.begin(), end, ", "));
  if (names.size() > kNamesTold) text += fmt::format(" and {} more", names.size() - kNamesTold);
  return text;
}

template <class Names>
Status check_campaigns(const Request& request, const Services& services, std::string_view thing,
                       const Names& names) {
  const auto all = campaigns::CampaignBook(*services.store, request.shop->id()).all();
  if (!all) return all.error();
  std::vector<std::string> users;
  for (const Campaign& campaign : *all) {
    if (names(campaign)) users.push_back(campaign.name);
  }
  if (users.empty()) return {};
  return conflict(fmt::format(
      "the {} is named by {}: {}; let PUT /v1/campaigns/NAME name another one, or delete the campaign, "
      "first",
      thing, users.size() == 1 ? "a campaign" : fmt::format("{} campaigns", users.size()), told(users)));
}

}  // namespace

Status check_segment_unused(const Request& request, const Services& services, std::string_view name) {
  return check_campaigns(
      request, services, fmt::format("segment '{}'", name), [name](const Campaign& campaign) {
        return campaign.segment == name || campaign.suppressed_segment == name ||
               std::ranges::find(campaign.report_segments, name) != campaign.report_segments.end();
      });
}

Status check_scenario_unused(const Request& request, const Services& services, std::string_view name) {
  const auto experiments = request.shop->experiments().book().all();
  for (const auto& [experiment, entry] : *experiments) {
    if (entry.stored.running() && entry.stored.experiment.scenario == name)
      return conflict(
          fmt::format("the experiment '{0}' runs on the scenario '{1}'; end it first by POST "
                      "/v1/experiments/{0}/stop",
                      experiment, name));
  }
  return check_campaigns(request, services, fmt::format("scenario '{}'", name),
                         [name](const Campaign& campaign) { return campaign.scenario == name; });
}

}  // namespace suggestd::http
