#include "http/handlers/campaigns.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "campaigns/campaign_book.h"
#include "campaigns/campaign_jobs.h"
#include "campaigns/push_job.h"
#include "campaigns/run_book.h"
#include "http/conditional.h"
#include "http/handlers/named_segments.h"
#include "http/handlers/reading.h"
#include "http/handlers/writing.h"
#include "http/problem.h"
#include "http/services.h"
#include "jobs/job_book.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using campaigns::Campaign;
using campaigns::CampaignBook;

CampaignBook book_of(const Request& request, const Services& services) {
  return {*services.store, request.shop->id()};
}

Result<Response> get_campaign(const Request& request, Services& services) {
  const Position head = request.shop->head();
  const auto stored = book_of(request, services).find(request.path_value("name"));
  if (!stored) return stored.error();
  return record_response(request, head, stored->last, to_json(stored->campaign));
}

Result<Response> get_campaigns(const Request& request, Services& services) {
  const Position head = request.shop->head();
  const auto all = book_of(request, services).all();
  if (!all) return all.error();
  const auto limit = static_cast<std::size_t>(request.integer("limit"));
  const std::uint64_t most = request.budget->bytes_left() / 2;
  auto next = std::ranges::upper_bound(*all, request.text("after"), {}, &Campaign::name);
  std::string json;
  JsonWriter out(json);
  out.begin_object().key("campaigns").begin_object();
  std::string_view last;
  for (std::size_t told = 0; next != all->end() && told < limit && json.size() < most; ++next, ++told) {
    last = next->name;
    out.key(last).raw(to_json(*next));
  }
  out.end_object().key("next");
  if (next == all->end()) {
    out.null();
  } else {
    out.value(last);
  }
  out.end_object();
  return records_response(head, std::move(json));
}

std::string_view result_of(const Outcome& outcome, std::string_view done) {
  if (outcome.kind == OutcomeKind::created) return "created";
  return outcome.kind == OutcomeKind::unchanged ? "unchanged" : done;
}

// A push to the same receiver must be a new one.
Status end_pushes(const Request& request, jobs::JobBook& jobs, std::string_view campaign) {
  jobs::JobFilter filter;
  filter.shop = request.shop->name();
  filter.kind = campaigns::kPushJob;
  do {
    const jobs::JobPage page = jobs.list(filter);
    for (const jobs::Job& job : page.jobs) {
      const auto push = campaigns::parse_push(job.request.parameters);
      if (!push || push->campaign != campaign) continue;
      const auto ended = jobs.end(job.id);
      if (!ended && ended.error().kind() != ErrorKind::not_found) return ended.error();
    }
    filter.cursor = page.next;
  } while (!filter.cursor.empty());
  return {};
}

// With their jobs: a run of the same name must be a new one.
Status forget_runs(const Request& request, Services& services, std::string_view campaign) {
  if (Status ended = end_pushes(request, *services.jobs, campaign); !ended) return ended;
  campaigns::RunBook runs(*services.store, request.shop->id());
  const auto kept = runs.runs_of(campaign);
  if (!kept) return kept.error();
  for (const campaigns::KeptRun& run : *kept) {
    const campaigns::RunParameters parameters{run.campaign, run.run, {}};
    const auto ended =
        services.jobs->end(campaigns::run_job_id(campaigns::kRunJob, request.shop->name(), parameters));
    if (!ended && ended.error().kind() != ErrorKind::not_found) return ended.error();
  }
  return runs.forget_campaign(campaign);
}

// Commits a change of the campaign; `done` says what it did if the outcome does not. A new campaign, and one that is
// removed, has no runs of an earlier one of its name.
Result<Response> commit_campaign(const Request& request, Services& services, Mutation mutation,
                                 std::string_view done) {
  const auto precondition = precondition_of(request, request.shop->head().epoch);
  if (!precondition) return precondition.error();
  std::vector<Mutation> one;
  one.push_back(std::move(mutation));
  const auto committed = request.shop->commit(std::move(one), store::Durability::synced, *precondition);
  if (!committed) return committed.error();
  const Outcome& outcome = committed->outcomes.front();
  const std::string_view name = request.path_value("name");
  if (outcome.kind == OutcomeKind::outdated)
    return problem_response(412, fmt::format("campaign '{}': {}", name, outcome.detail));
  if (outcome.kind == OutcomeKind::not_found)
    return not_found(fmt::format("no campaign '{}' is known", name));
  if (is_refusal(outcome.kind)) return invalid(outcome.detail);
  const bool created = outcome.kind == OutcomeKind::created;
  if (created || done == "deleted") {
    if (Status forgotten = forget_runs(request, services, name); !forgotten)
      return std::move(forgotten).error();
  }
  Response response = json_response(created ? 201 : 200, "");
  JsonWriter out(response.body);
  out.begin_object().member("id", name).member("result", result_of(outcome, done));
  out.member("seq", number(outcome.sequence)).end_object();
  if (done != "deleted") add_entity_tag(response, {committed->position.epoch, outcome.sequence});
  add_session(response, committed->position);
  return response;
}

Result<Response> put_campaign(const Request& request, Services& services) {
  const auto campaign = campaigns::parse_campaign(request.path_value("name"), request.body);
  if (!campaign) return campaign.error();
  if (!campaign->scenario.empty()) {
    const auto scenario = request.shop->scenario(campaign->scenario);
    if (!scenario) return invalid_field("/scenario", scenario.error().message());
  }
  const auto missing = missing_segments(*campaign, request.shop->segments());
  if (!missing) return missing.error();
  if (!missing->empty()) return unknown_names_response(*missing);
  if (Status good = book_of(request, services).check_put(*campaign, *request.shop->snapshot()); !good)
    return std::move(good).error();
  return commit_campaign(request, services, CampaignBook::put_of(*campaign), "updated");
}

Result<Response> delete_campaign(const Request& request, Services& services) {
  return commit_campaign(request, services, CampaignBook::removal_of(request.path_value("name")), "deleted");
}

Route campaign_route(std::string_view method, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/campaigns/{name}", .tag = "Campaigns", .summary = summary};
  const bool reads = method == "GET";
  ask_for_merchandise(route);
  route.shop_needed = true;
  route.response_schema = reads ? "Campaign" : "Written";
  route.log_place = reads ? LogPlace::records : LogPlace::written;
  route.tagged = reads ? Tagged::read : Tagged::written;
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_campaign_routes(std::vector<Route>& routes) {
  Route put = campaign_route(
      "PUT", "Defines a campaign: products, people, caps, holdout. Addresses nobody yet.", put_campaign);
  put.body = Body::json;
  put.request_schema = "Campaign";
  put.statuses = {200, 201, 422};
  routes.push_back(put);
  routes.push_back(campaign_route("GET", "A campaign as it is defined.", get_campaign));
  routes.push_back(
      campaign_route("DELETE", "Forgets a campaign, its runs and their lists.", delete_campaign));
  Route all = campaign_route("GET", "All campaigns by name.", get_campaigns);
  all.path = "/v1/campaigns";
  all.response_schema = "Campaigns";
  all.tagged = Tagged::no;
  all.parameters = {{.name = "limit",
                     .type = ParameterType::integer,
                     .help = "Most campaigns; fewer if they are long.",
                     .standard = "200",
                     .smallest = 1,
                     .largest = 200},
                    {.name = "after", .help = "`next` of the page before: only names behind this one."}};
  all.statuses = {200};
  routes.push_back(all);
}

}  // namespace suggestd::http
