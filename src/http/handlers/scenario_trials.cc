#include "http/handlers/scenario_trials.h"

#include "base/json_text.h"
#include "http/services.h"
#include "recommend/limits.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using recommend::DryRun;

void write_moves(JsonWriter& out, std::string_view name, const std::vector<recommend::ProductMove>& moves,
                 const shop::Shop& shop) {
  out.key(name).begin_array();
  for (const recommend::ProductMove& move : moves) {
    out.begin_object().member("product_id", move.product_id);
    if (const auto product = shop.product(move.product_id)) out.member("title", product->product.title);
    out.member("lists", std::uint64_t{move.lists}).end_object();
  }
  out.end_array();
}

void write_before_after(JsonWriter& out, std::string_view name, std::size_t before, std::size_t after) {
  out.key(name).begin_object().member("before", std::uint64_t{before});
  out.member("after", std::uint64_t{after}).end_object();
}

void write_rules(JsonWriter& out, const DryRun& run) {
  out.key("rules").begin_array();
  for (const recommend::RuleUse& use : run.rules) {
    out.begin_object().member("rule", use.rule).member("in_force", use.in_force);
    out.member("lists", std::uint64_t{use.lists}).end_object();
  }
  out.end_array().key("never_fire").begin_array();
  for (const recommend::RuleUse& use : run.rules) {
    if (use.lists == 0) out.value(use.rule);
  }
  out.end_array();
}

void write_ids(JsonWriter& out, std::string_view name, const std::vector<std::string>& ids) {
  out.key(name).begin_array();
  for (const std::string& id : ids) out.value(id);
  out.end_array();
}

void write_examples(JsonWriter& out, const DryRun& run) {
  out.key("examples").begin_array();
  for (const recommend::ListPair& pair : run.examples) {
    out.begin_object().member("user_id", pair.user_id);
    if (!pair.product_id.empty()) out.member("product_id", pair.product_id);
    write_ids(out, "before", pair.before);
    write_ids(out, "after", pair.after);
    out.end_object();
  }
  out.end_array();
}

Result<Response> post_dry_run(const Request& request, Services&) {
  const auto scenario = recommend::parse_scenario(request.path_value("name"), request.body);
  if (!scenario) return scenario.error();
  const auto run = request.shop->dry_run(*scenario, static_cast<std::size_t>(request.integer("sample")),
                                         static_cast<std::size_t>(request.integer("limit")), *request.budget);
  if (!run) return run.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().member("lists", std::uint64_t{run->lists});
  writer.member("changed", std::uint64_t{run->changed});
  write_before_after(writer, "empty", run->empty_before, run->empty_after);
  write_before_after(writer, "short", run->short_before, run->short_after);
  write_moves(writer, "gained", run->gained, *request.shop);
  write_moves(writer, "lost", run->lost, *request.shop);
  write_rules(writer, *run);
  write_examples(writer, *run);
  writer.end_object();
  return response;
}

}  // namespace

void add_scenario_trial_routes(std::vector<Route>& routes) {
  Route dry{.method = "POST", .path = "/v1/scenarios/{name}/dry-run", .tag = "Scenarios"};
  dry.summary =
      "What the scenario in the body would change, for a sample of the shop's people: against the one in "
      "force, or against the plain list. Nothing is stored.";
  dry.scope = Scope::merchandise;
  dry.shop_needed = true;
  dry.parameters = {{.name = "sample",
                     .type = ParameterType::integer,
                     .help = "How many lists to compare.",
                     .standard = "200",
                     .smallest = 1,
                     .largest = static_cast<double>(limits::kDryRunSample.most)},
                    {.name = "limit",
                     .type = ParameterType::integer,
                     .help = "Products a list.",
                     .standard = "10",
                     .smallest = 1,
                     .largest = 100}};
  dry.body = Body::json;
  dry.request_schema = "Scenario";
  dry.response_schema = "DryRun";
  dry.statuses = {200};
  dry.handler = post_dry_run;
  routes.push_back(dry);
}

}  // namespace suggestd::http
