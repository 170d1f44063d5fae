#include "http/handlers/status.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>

#include "base/json_text.h"
#include "base/time.h"
#include "base/version.h"
#include "http/handlers/configuration.h"
#include "http/handlers/watch.h"
#include "http/key_day.h"
#include "http/problem.h"
#include "http/services.h"
#include "jobs/job_book.h"
#include "learn/lanes/served_blend.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kToldNames = 20;

// The part of the status that a caller is told.
struct Sight {
  std::string_view shop;  // this one alone; "": all
  bool in_full;           // errors with file and place, and what the operator has set up
  bool contents;  // parts that quote records, people, properties and settings; else only their numbers
};

Sight sight_of(const Caller& caller) {
  const bool reads = allows(caller.scopes, Scope::read);
  return {caller.shop, caller.shop.empty() && reads, reads};
}

// Writes how often lists made just before each order held its products (learn/live_score.h).
void write_live(JsonWriter& out, const learn::LiveScore& live) {
  out.key("live")
      .begin_object()
      .member("orders", live.orders())
      .member("hit_rate", live.hit_rate())
      .member("ndcg", live.ndcg())
      .end_object();
}

// Writes the learned parts of the blend, or null where the fixed sum of the lanes serves.
void write_choice(JsonWriter& out, const model::ChoiceWeights& weights, const model::BlendProof& proof) {
  if (weights.empty()) {
    out.null();
    return;
  }
  out.begin_object().member("ndcg", proof.blend).member("fixed_sum_ndcg", proof.fixed_sum);
  out.key("reach").begin_object();
  for (std::size_t part = 0; part < proof.reach.size(); ++part)
    out.member(model::blend_part_name(static_cast<model::BlendPart>(part)), proof.reach[part]);
  out.end_object().end_object();
}

void write_blend(JsonWriter& out, const learn::ServedBlend* blend) {
  out.key("blend");
  if (blend == nullptr) {
    out.null();
    return;
  }
  out.begin_object().member("baskets", blend->baskets).member("occasions", blend->choices.occasions);
  out.key("with_bought");
  write_choice(out, blend->choices.all, blend->choices.all_proof);
  out.key("without_bought");
  write_choice(out, blend->choices.fresh, blend->choices.fresh_proof);
  out.end_object();
}

// Writes an error; the administrator sees file and place.
void write_error(JsonWriter& out, const std::optional<Error>& error, bool in_full) {
  if (!error) {
    out.null();
  } else {
    out.value(in_full ? error->message() : public_detail(*error));
  }
}

void write_store(JsonWriter& out, const store::StoreCondition& condition, bool in_full) {
  out.key("store").begin_object();
  out.member("disk_full", condition.disk_full).key("damage");
  write_error(out, condition.damage, in_full);
  out.end_object();
}

// Writes the records and names that the learner could not use as they stand (learn/checkpoint/set_aside.h,
// catalog/catalog_builder.h, learn/facts/log_clock.h).
void write_aside(JsonWriter& out, const learn::LearnerStatus& learner, bool contents) {
  out.member("begun_anew", learner.begun_anew);
  out.key("set_aside").begin_object().member("records", learner.set_aside);
  if (contents) {
    out.key("latest").begin_array();
    for (const learn::AsideRecord& record : learner.latest_aside) {
      out.begin_object()
          .member("sequence", number(record.sequence))
          .member("passed_over", record.whole)
          .member("reason", record.reason)
          .end_object();
    }
    out.end_array();
  }
  out.end_object();
  out.member("clock_ahead_seconds", static_cast<std::int64_t>(learner.clock_ahead.count()));
  const std::vector<std::string>& names = learner.names_without_column;
  out.key("properties_without_column").begin_object().member("names", std::uint64_t{names.size()});
  if (contents) {
    out.key("first").begin_array();
    for (std::size_t i = 0; i < std::min(names.size(), kToldNames); ++i) out.value(names[i]);
    out.end_array();
  }
  out.end_object();
}

// Writes the parts of scenarios that lists do without, because they do not fit the catalogue as it is.
void write_scenario_faults(JsonWriter& out, const shop::Shop& shop) {
  out.key("scenario_faults").begin_array();
  for (const shop::ScenarioFault& fault : shop.scenario_faults()) {
    for (const recommend::LeftOut& part : fault.parts) {
      out.begin_object().member("scenario", fault.scenario).member("part", part.pointer);
      if (!part.rule.empty()) out.member("rule", part.rule);
      out.member("reason", part.reason).end_object();
    }
  }
  out.end_array();
}

// Writes what the catalogue lacks, and whether lists leave it out (recommend/allowed.h).
void write_catalogue(JsonWriter& out, const shop::Shop& shop, const learn::LearnerStatus& learner) {
  out.key("catalogue")
      .begin_object()
      .member("whole", learner.catalogue_whole)
      .member("required", shop.options().learner.model.catalogue_required)
      .member("unknown_products", learner.ghosts)
      .end_object();
}

// Writes the events that come faster than people make them (learn/facts/event_rate.h).
void write_unlikely(JsonWriter& out, const shop::Shop& shop, const learn::LearnerStatus& learner,
                    bool contents) {
  out.key("unlikely_events")
      .begin_object()
      .member("events", learner.unlikely_events)
      .member("left_out", shop.model_options().event_rate.leave_out);
  if (contents) {
    out.key("latest_people").begin_array();
    for (const std::string& person : learner.unlikely_people) out.value(person);
    out.end_array();
  }
  out.end_object();
}

// The followers of the log beside the learner. One that has stopped holds erasures and retention.
void write_followers(JsonWriter& out, const std::vector<follow::FollowerCondition>& followers, bool in_full) {
  out.key("followers").begin_array();
  for (const follow::FollowerCondition& follower : followers) {
    out.begin_object().member("name", follower.name).member("applied", number(follower.applied));
    out.member("passed_over", follower.passed_over).key("failure");
    write_error(out, follower.failure, in_full);
    out.end_object();
  }
  out.end_array();
}

// Writes the units of work that the shop may use now, and why (access/unit_shares.h); null where nothing limits it, or
// no request of its own keys has asked lately.
void write_units(JsonWriter& out, const shop::Shop& shop, Services& services) {
  out.key("units");
  const std::shared_ptr<const UnitShare> share = services.unit_shares.find(shop.id());
  if (share == nullptr || !unit_terms(shop, services.terms.load()->units_per_second)) {
    out.null();
    return;
  }
  const ToldShare told = share->told();
  out.begin_object()
      .member("per_second", told.per_second)
      .member("guaranteed", told.terms.guaranteed)
      .member("most", told.terms.most)
      .member("used_per_second", told.used_per_second)
      .member("decision", unit_decision_name(told.decision))
      .end_object();
}

// Writes what the shop has used of its day (access/day_units.h); null where nothing limits it.
void write_day(JsonWriter& out, const shop::Shop& shop, Services& services) {
  out.key("day");
  const std::int64_t most = units_per_day(shop, services.terms.load()->units_per_day);
  if (most == 0) {
    out.null();
    return;
  }
  const DayUse use = services.day_units->of(shop.id())->use(shop.settings()->zone(), now());
  write_day_use(out, most, use);
}

using JobsByShop = std::map<std::string, jobs::ShopJobs, std::less<>>;

// Writes how many jobs a shop has, "" for the server itself.
void write_jobs(JsonWriter& out, const JobsByShop& jobs, std::string_view shop) {
  const auto found = jobs.find(shop);
  const jobs::ShopJobs of = found == jobs.end() ? jobs::ShopJobs() : found->second;
  out.key("jobs")
      .begin_object()
      .member("running", std::uint64_t{of.running})
      .member("waiting", std::uint64_t{of.waiting})
      .member("scheduled", std::uint64_t{of.scheduled})
      .member("failed_lately", std::uint64_t{of.failed_lately})
      .end_object();
}

void write_shop(JsonWriter& out, const shop::Shop& shop, Services& services, const JobsByShop& jobs,
                const Sight& sight) {
  const shop::ShopStatus status = shop.status();
  out.begin_object()
      .member("name", status.name)
      .member("ready", shop.ready())
      .member("head", to_text(status.head))
      .member("applied", to_text(status.applied))
      .member("oldest", to_text(status.oldest))
      .member("lag_records", status.learner.lag_records);
  out.key("learner")
      .begin_object()
      .member("phase", learn::phase_name(status.learner.phase))
      .member("users", status.learner.users)
      .member("products", status.learner.products)
      .member("interactions", status.learner.interactions)
      .member("learn_microseconds", status.learner.learn_microseconds)
      .member("training_progress", status.learner.training_progress)
      .key("training_loss");
  if (status.learner.training_loss) {
    out.value(*status.learner.training_loss);
  } else {
    out.null();
  }
  out.member("waiting_rows", status.learner.waiting_rows);
  if (sight.contents) shop::write_model_in_force(out.key("model"), shop.model_options());
  out.member("remaking", status.learner.remaking);
  write_live(out, status.learner.live);
  write_blend(out, status.learner.blend.get());
  write_catalogue(out, shop, status.learner);
  out.member("consent_required", status.learner.consent_required);
  write_unlikely(out, shop, status.learner, sight.contents);
  write_aside(out, status.learner, sight.contents);
  out.key("failure");
  write_error(out, status.learner.failure, sight.in_full);
  out.end_object();
  write_followers(out, status.followers, sight.in_full);
  if (sight.contents) write_scenario_faults(out, shop);
  write_units(out, shop, services);
  write_day(out, shop, services);
  write_jobs(out, jobs, status.name);
  out.end_object();
}

// The administrator sees every shop, a shop's key its own, and whoever may only watch the numbers of all.
Result<Response> get_status(const Request& request, Services& services) {
  Response response;
  JsonWriter writer(response.body);
  const Sight sight = sight_of(*request.caller);
  writer.begin_object().member("version", kVersion);
  write_store(writer, services.store_condition(), sight.in_full);
  const JobsByShop jobs = services.jobs->by_shop();
  if (sight.in_full) {
    writer.key("last_reload");
    write_last_reload(writer, services.config.last());
  }
  if (sight.shop.empty()) write_jobs(writer, jobs, "");
  services.unit_shares.tend(services.terms.load()->server_units_per_second, std::chrono::steady_clock::now());
  write_watch(writer, *services.watch, *request.caller);
  writer.key("shops").begin_array();
  for (const auto& shop : services.all_shops()) {
    if (sight.shop.empty() || sight.shop == shop->name()) write_shop(writer, *shop, services, jobs, sight);
  }
  writer.end_array().end_object();
  return response;
}

}  // namespace

void add_status_routes(std::vector<Route>& routes) {
  Route get{.method = "GET", .path = "/v1/status", .tag = "Health"};
  get.summary =
      "Positions, lag and the learner's state of each shop that the key may see; to a key with `watch` the "
      "numbers of all shops, without parts that quote records, people or settings.";
  get.scope = Scope::read;
  get.also_opened_by = Scope::watch;
  get.response_schema = "ServerStatus";
  get.statuses = {200};
  get.handler = get_status;
  routes.push_back(get);
}

}  // namespace suggestd::http
