// The runs of a shop's campaigns that are kept: what each gave to whom, and its plan as it was.
//
// Rows     kCampaignRunRows of the meta table, "CAMPAIGN\nRUN": the time, and campaign and plan as JSON, which name nobody. The
//          lists are kept lists (store/tables/kept_lists.h), "CAMPAIGN\tRUN"; they are on disk before the row is.
// Kept     the limits::kCampaignRuns latest of a campaign.
// Threads  any; keep() of one campaign: one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "campaigns/given_list.h"
#include "store/store.h"
#include "store/tables/kept_lists.h"

namespace suggestd::campaigns {

struct KeptRun {
  std::string campaign;
  std::string run;            // the caller's id
  Timestamp at{};             // from which the report counts
  std::string campaign_json;  // as it was then
  std::string plan;           // JSON (plan.h)
};

// The words of a kept list's name.
struct RunName {
  std::string_view campaign;
  std::string_view run;
};
RunName run_of_list(std::string_view list);

class RunBook {
 public:
  // Requires: `store` outlives this.
  RunBook(store::Store& store, ShopId shop) : store_(store), shop_(shop), lists_(store.meta(), shop) {}

  // Replaces a run of the same name.
  Status keep(const KeptRun& run, const std::vector<GivenList>& lists);
  Result<std::vector<KeptRun>> runs_of(std::string_view campaign) const;  // oldest first
  // Those of all campaigns, oldest first, without their plans.
  Result<std::vector<KeptRun>> all_runs() const;
  // `run`: "" for the latest. Errors: not_found, with what to do.
  Result<KeptRun> find(std::string_view campaign, std::string_view run) const;
  Status for_each_list(const KeptRun& run, const std::function<Status(const GivenList&)>& visit) const;
  // The lists in parts of some hundred people; a person stays in their part, whoever else is erased.
  Result<std::uint32_t> parts_of(const KeptRun& run) const;
  Result<std::vector<GivenList>> lists_of_part(const KeptRun& run, std::uint32_t part) const;
  // Notes that a person opened a run's list (`place` 0) or followed the link of a place, if they had not before. The list;
  // nothing if it is not kept. A place that it does not have changes nothing.
  Result<std::optional<GivenList>> note_touch(const RunName& run, std::string_view user_id,
                                              std::uint32_t place);
  // A person's list; nothing if it is not kept.
  Result<std::optional<GivenList>> list_of(const RunName& run, std::string_view user_id);
  Status forget_people(std::span<const PersonId> people) { return lists_.forget(people); }
  Status forget_campaign(std::string_view campaign);

  // Hashes (hash_of()) of everybody whom a run of any campaign addressed from `from` to before `until`, but for the
  // run that is asked for.
  using People = std::unordered_set<std::uint64_t>;
  Result<People> addressed(Timestamp from, Timestamp until, const RunName& but) const;
  static std::uint64_t hash_of(std::string_view user_id);

 private:
  Result<std::optional<GivenList>> change_list(const RunName& run, std::string_view user_id,
                                               const std::function<bool(GivenList&)>& take);
  enum class Parts { all, without_plan };
  Result<std::vector<KeptRun>> runs_under(const std::string& prefix, Parts parts) const;
  Status forget(const KeptRun& run);

  store::Store& store_;
  const ShopId shop_;
  store::KeptLists lists_;
};

}  // namespace suggestd::campaigns
