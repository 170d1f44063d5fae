#include "campaigns/ready_shop.h"

#include <chrono>

#include <fmt/format.h>

#include "base/this_thread.h"

namespace suggestd::campaigns {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{100};

}  // namespace

Result<std::shared_ptr<shop::Shop>> ready_shop(const CampaignParts& parts, jobs::RunningJob& job) {
  std::shared_ptr<shop::Shop> shop = parts.find_shop(job.request().shop);
  if (shop == nullptr) return not_found(fmt::format("there is no shop '{}'", job.request().shop));
  while (!shop->ready()) {
    if (const auto failure = shop->status().learner.failure)
      return failure->with_context("the shop's people are not known");
    job.tell({0, 0, "", "waiting until the shop is ready"});
    if (!rest(kBetweenLooks, job.stop())) return jobs::RunningJob::stopped();
  }
  return shop;
}

}  // namespace suggestd::campaigns
