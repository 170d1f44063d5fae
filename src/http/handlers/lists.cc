#include "http/handlers/lists.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "http/handlers/list_answer.h"
#include "http/handlers/reading.h"
#include "http/page_access.h"
#include "http/services.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using recommend::ListKind;

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin) parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

constexpr std::string_view kContextPrefix = "context.";

constexpr bool names_user(const recommend::ListKindEntry& kind) {
  return kind.path.find("{user_id}") != std::string_view::npos;
}
constexpr bool names_product(const recommend::ListKindEntry& kind) {
  return kind.path.find("{product_id}") != std::string_view::npos;
}

recommend::Request list_request(const Request& request, ListKind kind) {
  recommend::Request list;
  list.list = kind;
  list.list_named = true;
  list.limit = static_cast<std::size_t>(request.integer("limit"));
  list.filter = request.text("filter");
  list.booster = request.text("booster");
  list.exclude = comma_list(request.text("exclude"));
  if (request.has("include_bought")) list.include_bought = request.flag("include_bought");
  if (request.has("include_cart")) list.include_cart = request.flag("include_cart");
  list.variants = recommend::parse_variants(request.text("variants"));
  list.category = request.text("category");
  list.diversity = request.number("diversity");
  list.rotation = request.number("rotation");
  list.trace = request.flag("trace");
  list.why_not = request.text("why_not");
  list.user_id = request.text("user_id");
  list.anonymous_id = request.text("anonymous_id");
  for (const auto& [name, value] : request.query_values) {
    if (name.starts_with(kContextPrefix))
      list.context.texts.emplace(name.substr(kContextPrefix.size()), value);
  }
  list.now = now();
  return list;
}

Status keep_to_page(const Caller& caller, const Request& request, recommend::Request& list) {
  constexpr std::string_view kPlace = "?";
  if (Status own = keep_to_own_person(caller, list.user_id, list.anonymous_id, kPlace); !own) return own;
  return check_asked_list(caller, {request.text("scenario"), request.text("properties"), kPlace}, list);
}

Result<Response> answer_list(const Request& request, recommend::Request list) {
  if (Status own = keep_to_page(*request.caller, request, list); !own) return std::move(own).error();
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto result = request.shop->recommend(list, request.text("scenario"), *level, *request.budget);
  if (!result) return result.error();
  const auto properties = selection_for(*result, request.text("properties"), *request.budget);
  if (!properties) return properties.error();
  count_list(list.list, result->answer);
  Response response;
  Status told = append_list(response.body,
                            {.recommendation_id = result->recommendation_id,
                             .scenario = result->scenario,
                             .answer = &result->answer,
                             .snapshot = result->snapshot.get(),
                             .applied = result->freshness.applied,
                             .trace = list.trace,
                             .variants = result->variants},
                            *properties, *request.budget);
  if (!told) return std::move(told).error();
  add_freshness(response, result->freshness);
  return response;
}

// The {id} in the route's path names the person or the product that the list is about.
template <ListKind kKind>
Result<Response> list_of_route(const Request& request, Services&) {
  const recommend::ListKindEntry& kind = recommend::entry_of(kKind);
  recommend::Request list = list_request(request, kKind);
  if (names_user(kind)) list.user_id = request.path_value("user_id");
  if (names_product(kind)) list.product_id = request.path_value("product_id");
  return answer_list(request, std::move(list));
}

Result<Response> get_audience(const Request& request, Services&) {
  const auto level = read_level(request);
  if (!level) return level.error();
  const std::string_view product = request.path_value("product_id");
  const auto result = request.shop->audience(product, static_cast<std::size_t>(request.integer("limit")),
                                             *level, *request.budget);
  if (!result) return result.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().member("product_id", product).member("applied", to_text(result->freshness.applied));
  writer.key("users").begin_array();
  for (const recommend::AudienceMember& member : result->members)
    writer.begin_object()
        .member("user_id", member.user_id)
        .member("score", static_cast<float>(member.score))
        .end_object();
  writer.end_array().end_object();
  add_freshness(response, result->freshness);
  return response;
}

const Parameter kLimit{.name = "limit",
                       .type = ParameterType::integer,
                       .help = "How many products.",
                       .standard = "10",
                       .smallest = 1,
                       .largest = 1000};

std::vector<Parameter> list_parameters() {
  return {
      kLimit,
      {.name = "scenario", .help = "Name of the placement, whose rules apply and under which it is counted."},
      {.name = "filter", .help = "Only products that match, such as: in_stock and price < 50."},
      {.name = "booster", .help = "Expression over a product that multiplies its score."},
      {.name = "properties", .help = "Fields of each product to send along: a comma list, or *."},
      {.name = "exclude", .help = "Products to leave out, a comma list."},
      {.name = "include_bought", .type = ParameterType::flag, .help = "Whether bought products may appear."},
      {.name = "include_cart",
       .type = ParameterType::flag,
       .help = "Whether what lies in the person's cart may appear."},
      {.name = "variants",
       .help = "Of products with one group_id: one, or all. Without it, one.",
       .choices = {recommend::kVariantsNames.begin(), recommend::kVariantsNames.end()}},
      {.name = "context.*",
       .help = "What filter and booster know as context.x, one parameter for each: context.device=phone."},
      {.name = "category", .help = "Only products of this category."},
      {.name = "diversity",
       .type = ParameterType::number,
       .help = "0: the best; 1: the most varied.",
       .smallest = 0,
       .largest = 1},
      {.name = "rotation",
       .type = ParameterType::number,
       .help = "0: always the same; 1: what was shown lately comes last.",
       .smallest = 0,
       .largest = 1},
      {.name = "trace", .type = ParameterType::flag, .help = "Each past interaction's share in each score."},
      {.name = "why_not", .help = "A product whose absence is to be explained."},
      {.name = "anonymous_id", .help = "The visitor, if the person is not known."},
  };
}

template <ListKind kKind>
void add_list(std::vector<Route>& routes) {
  const recommend::ListKindEntry& kind = recommend::entry_of(kKind);
  if (kind.path.empty()) return;
  Route route{.method = "GET", .path = kind.path, .tag = "Lists", .summary = kind.summary};
  route.scope = Scope::recommend;
  route.browsers = names_user(kind) ? Browsers::shoppers : Browsers::pages;
  route.shop_needed = true;
  route.parameters = list_parameters();
  if (!names_user(kind))
    route.parameters.push_back({.name = "user_id", .help = "The person, so that the list can be theirs."});
  route.response_schema = "List";
  route.log_place = LogPlace::learned;
  route.statuses = {200, 503};
  if (names_product(kind)) route.statuses.push_back(404);
  route.handler = list_of_route<kKind>;
  routes.push_back(std::move(route));
}

template <std::size_t... kKinds>
void add_lists(std::vector<Route>& routes, std::index_sequence<kKinds...>) {
  (add_list<static_cast<ListKind>(kKinds)>(routes), ...);
}

}  // namespace

void add_list_routes(std::vector<Route>& routes) {
  add_lists(routes, std::make_index_sequence<recommend::kListKinds>());

  Route audience{.method = "GET", .path = "/v1/products/{product_id}/users", .tag = "Lists"};
  audience.summary = "People for whom the product scores best and who have not bought it.";
  audience.scope = Scope::recommend;
  audience.shop_needed = true;
  audience.parameters = {kLimit};
  audience.response_schema = "Audience";
  audience.log_place = LogPlace::learned;
  audience.statuses = {200, 404, 503};
  audience.handler = get_audience;
  routes.push_back(audience);
}

}  // namespace suggestd::http
