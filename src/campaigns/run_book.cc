#include "campaigns/run_book.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "campaigns/campaign_book.h"
#include "campaigns/limits.h"
#include "store/tables/shop_rows.h"

namespace suggestd::campaigns {
namespace {

std::string list_name(const RunName& run) { return fmt::format("{}\t{}", run.campaign, run.run); }
std::string list_name(const KeptRun& run) { return list_name(RunName{run.campaign, run.run}); }

// True if it is the first such touch, of a place that the list has.
bool take_touch(GivenList& list, std::uint32_t place) {
  if (place > list.products.size()) return false;
  if (place == 0) return !std::exchange(list.opened, true);
  if (std::ranges::find(list.clicked, place) != list.clicked.end()) return false;
  list.clicked.push_back(place);
  return true;
}

std::string rows_prefix(ShopId shop) { return store::shop_rows_prefix(store::kCampaignRunRows, shop); }

std::string row_key(ShopId shop, std::string_view campaign, std::string_view run) {
  return fmt::format("{}{}\n{}", rows_prefix(shop), campaign, run);
}

// Reads a row such as "CAMPAIGN\nRUN" -> "2026-11-21T10:00:00Z {campaign}\n{plan}".
Result<KeptRun> read_run(std::string_view key, std::string_view row) {
  const std::size_t end = key.find('\n');
  const std::size_t space = row.find(' ');
  const std::size_t line = row.find('\n');
  if (end == std::string_view::npos || space == std::string_view::npos || line == std::string_view::npos)
    return corrupt("the run of a campaign can't be read");
  const Result<Timestamp> at = parse_rfc3339(row.substr(0, space));
  if (!at) return corrupt("the time of a campaign's run can't be read");
  return KeptRun{std::string(key.substr(0, end)), std::string(key.substr(end + 1)), *at,
                 std::string(row.substr(space + 1, line - space - 1)), std::string(row.substr(line + 1))};
}

}  // namespace

RunName run_of_list(std::string_view list) {
  const std::size_t tab = list.find('\t');
  if (tab == std::string_view::npos) return {list, {}};
  return {list.substr(0, tab), list.substr(tab + 1)};
}

std::uint64_t RunBook::hash_of(std::string_view user_id) {
  return XXH3_64bits(user_id.data(), user_id.size());
}

Status RunBook::forget(const KeptRun& run) {
  if (Status removed = store_.meta().remove(row_key(shop_, run.campaign, run.run)); !removed) return removed;
  return lists_.remove(list_name(run));
}

Status RunBook::keep(const KeptRun& run, const std::vector<GivenList>& lists) {
  std::vector<store::KeptPerson> kept;
  kept.reserve(lists.size());
  for (const GivenList& list : lists) kept.push_back(to_kept(list));
  if (Status written = lists_.write(list_name(run), std::move(kept)); !written) return written;
  const std::string row = fmt::format("{} {}\n{}", to_rfc3339(run.at), run.campaign_json, run.plan);
  if (Status put = store_.meta().put(row_key(shop_, run.campaign, run.run), row); !put) return put;
  const Result<std::vector<KeptRun>> all = runs_of(run.campaign);
  if (!all) return all.error();
  for (std::size_t i = 0; i + limits::kCampaignRuns.most < all->size(); ++i) {
    if (Status forgotten = forget((*all)[i]); !forgotten) return forgotten;
  }
  return {};
}

Result<std::vector<KeptRun>> RunBook::runs_under(const std::string& prefix, Parts parts) const {
  const std::size_t named = rows_prefix(shop_).size();
  std::vector<KeptRun> runs;
  Status read = store_.meta().for_each(prefix, [&](std::string_view key, std::string_view row) -> Status {
    Result<KeptRun> run = read_run(key.substr(named), row);
    if (!run) return std::move(run).error();
    if (parts == Parts::without_plan) run->plan = {};
    runs.push_back(*std::move(run));
    return {};
  });
  if (!read) return std::move(read).error();
  std::ranges::stable_sort(runs, {}, &KeptRun::at);
  return runs;
}

Result<std::vector<KeptRun>> RunBook::runs_of(std::string_view campaign) const {
  return runs_under(row_key(shop_, campaign, ""), Parts::all);
}

Result<std::vector<KeptRun>> RunBook::all_runs() const {
  return runs_under(rows_prefix(shop_), Parts::without_plan);
}

Result<KeptRun> RunBook::find(std::string_view campaign, std::string_view run) const {
  Result<std::vector<KeptRun>> runs = runs_of(campaign);
  if (!runs) return std::move(runs).error();
  if (run.empty() && !runs->empty()) return std::move(runs->back());
  const auto found = std::ranges::find(*runs, run, &KeptRun::run);
  if (found != runs->end()) return std::move(*found);
  if (runs->empty()) {
    if (const auto known = CampaignBook(store_, shop_).find(campaign); !known) return known.error();
    return not_found(
        fmt::format("the campaign '{}' has no run that has ended; POST /v1/campaigns/{}/run?run=ID "
                    "makes one",
                    campaign, campaign));
  }
  return not_found(
      fmt::format("the campaign '{}' has no run '{}', or it is not kept any more; GET "
                  "/v1/campaigns/{}/runs tells those that are",
                  campaign, run, campaign));
}

Status RunBook::for_each_list(const KeptRun& run,
                              const std::function<Status(const GivenList&)>& visit) const {
  return lists_.for_each(list_name(run), [&](const store::KeptPerson& kept) -> Status {
    const Result<GivenList> list = from_kept(kept);
    if (!list) return list.error();
    return visit(*list);
  });
}

Result<std::uint32_t> RunBook::parts_of(const KeptRun& run) const { return lists_.parts_of(list_name(run)); }

Result<std::vector<GivenList>> RunBook::lists_of_part(const KeptRun& run, std::uint32_t part) const {
  const auto people = lists_.people_of_part(list_name(run), part);
  if (!people) return people.error();
  std::vector<GivenList> lists;
  lists.reserve(people->size());
  for (const store::KeptPerson& kept : *people) {
    Result<GivenList> list = from_kept(kept);
    if (!list) return std::move(list).error();
    lists.push_back(*std::move(list));
  }
  return lists;
}

// `take` changes the list; false: it is left as it is.
Result<std::optional<GivenList>> RunBook::change_list(const RunName& run, std::string_view user_id,
                                                      const std::function<bool(GivenList&)>& take) {
  const auto change = [&](const std::string& payload) -> Result<std::optional<std::string>> {
    Result<GivenList> list = from_kept({std::string(user_id), payload});
    if (!list) return std::move(list).error();
    return take(*list) ? std::optional(to_kept(*list).payload) : std::nullopt;
  };
  const auto payload = lists_.change(list_name(run), user_id, change);
  if (!payload && payload.error().kind() != ErrorKind::not_found) return payload.error();
  if (!payload || !*payload) return std::optional<GivenList>();
  Result<GivenList> list = from_kept({std::string(user_id), **payload});
  if (!list) return std::move(list).error();
  return std::optional(*std::move(list));
}

Result<std::optional<GivenList>> RunBook::note_touch(const RunName& run, std::string_view user_id,
                                                     std::uint32_t place) {
  return change_list(run, user_id, [place](GivenList& list) { return take_touch(list, place); });
}

Result<std::optional<GivenList>> RunBook::list_of(const RunName& run, std::string_view user_id) {
  return change_list(run, user_id, [](GivenList&) { return false; });
}

Status RunBook::forget_campaign(std::string_view campaign) {
  const Result<std::vector<KeptRun>> runs = runs_of(campaign);
  if (!runs) return runs.error();
  for (const KeptRun& run : *runs) {
    if (Status forgotten = forget(run); !forgotten) return forgotten;
  }
  return {};
}

Result<RunBook::People> RunBook::addressed(Timestamp from, Timestamp until, const RunName& but) const {
  const Result<std::vector<KeptRun>> runs = all_runs();
  if (!runs) return runs.error();
  People people;
  for (const KeptRun& run : *runs) {
    const bool same = run.campaign == but.campaign && run.run == but.run;
    if (same || run.at < from || run.at >= until) continue;
    Status read = for_each_list(run, [&](const GivenList& list) -> Status {
      if (!list.held_out && !list.products.empty()) people.insert(hash_of(list.user_id));
      return {};
    });
    if (!read) return std::move(read).error();
  }
  return people;
}

}  // namespace suggestd::campaigns
