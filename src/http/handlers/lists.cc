#include "http/handlers/lists.h"

#include <charconv>

#include <fmt/format.h>

#include "base/json_text.h"
#include "http/handlers/list_answer.h"
#include "http/handlers/reading.h"
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

recommend::Request list_request(const Request& request, ListKind kind) {
  recommend::Request list;
  list.list = kind;
  list.limit = static_cast<std::size_t>(request.integer("limit"));
  list.filter = request.text("filter");
  list.booster = request.text("booster");
  list.exclude = comma_list(request.text("exclude"));
  if (request.has("include_bought")) list.include_bought = request.flag("include_bought");
  list.category = request.text("category");
  list.diversity = request.number("diversity");
  list.rotation = request.number("rotation");
  list.trace = request.flag("trace");
  list.why_not = request.text("why_not");
  list.user_id = request.text("user_id");
  list.anonymous_id = request.text("anonymous_id");
  list.now = now();
  return list;
}

Result<Response> answer_list(const Request& request, Services& services, const recommend::Request& list) {
  const auto level = read_level(request, services);
  if (!level) return level.error();
  const auto result = request.shop->recommend(list, request.text("scenario"), *level);
  if (!result) return result.error();
  count_list(list.list, result->answer);
  Response response;
  append_list(response.body,
              {.recommendation_id = result->recommendation_id,
               .scenario = result->scenario,
               .answer = &result->answer,
               .applied = result->freshness.applied,
               .trace = list.trace},
              PropertySelection(request.has("properties") ? request.text("properties") : result->properties),
              *request.shop);
  add_freshness(response, result->freshness);
  return response;
}

template <ListKind kKind>
Result<Response> list_for_user(const Request& request, Services& services) {
  recommend::Request list = list_request(request, kKind);
  list.user_id = request.path_value("user_id");
  return answer_list(request, services, list);
}

template <ListKind kKind>
Result<Response> list_for_product(const Request& request, Services& services) {
  recommend::Request list = list_request(request, kKind);
  list.product_id = request.path_value("product_id");
  return answer_list(request, services, list);
}

template <ListKind kKind>
Result<Response> list_for_anyone(const Request& request, Services& services) {
  return answer_list(request, services, list_request(request, kKind));
}

Result<Response> get_audience(const Request& request, Services& services) {
  const auto level = read_level(request, services);
  if (!level) return level.error();
  const std::string_view product = request.path_value("product_id");
  const auto result =
      request.shop->audience(product, static_cast<std::size_t>(request.integer("limit")), *level);
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

void add_list(std::vector<Route>& routes, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = "GET", .path = path, .tag = "Lists", .summary = summary};
  route.scope = Scope::recommend;
  route.shop_needed = true;
  route.parameters = list_parameters();
  if (path.find("{user_id}") == std::string_view::npos)
    route.parameters.push_back({.name = "user_id", .help = "The person, so that the list can be theirs."});
  route.response_schema = "List";
  route.statuses = {200, 503};
  if (path.find("{product_id}") != std::string_view::npos) route.statuses.push_back(404);
  route.handler = handler;
  routes.push_back(std::move(route));
}

}  // namespace

void add_list_routes(std::vector<Route>& routes) {
  add_list(routes, "/v1/users/{user_id}/recommendations", "What this person should see now.",
           list_for_user<ListKind::for_you>);
  add_list(routes, "/v1/users/{user_id}/recently-viewed", "What the person looked at, the latest first.",
           list_for_user<ListKind::recently_viewed>);
  add_list(routes, "/v1/users/{user_id}/buy-again", "What the person may want once more.",
           list_for_user<ListKind::buy_again>);
  add_list(routes, "/v1/products/{product_id}/similar", "Products like this one.",
           list_for_product<ListKind::similar>);
  add_list(routes, "/v1/products/{product_id}/bought-together", "Products bought in one order with this one.",
           list_for_product<ListKind::bought_together>);
  add_list(routes, "/v1/products/{product_id}/bought-next", "What is bought in the order after this one.",
           list_for_product<ListKind::bought_next>);
  add_list(routes, "/v1/popular", "What most people buy.", list_for_anyone<ListKind::popular>);
  add_list(routes, "/v1/trending", "What rises.", list_for_anyone<ListKind::trending>);
  add_list(routes, "/v1/new", "What is new in the catalogue.", list_for_anyone<ListKind::new_arrivals>);

  Route audience{.method = "GET", .path = "/v1/products/{product_id}/users", .tag = "Lists"};
  audience.summary = "People for whom the product scores best and who have not bought it.";
  audience.scope = Scope::recommend;
  audience.shop_needed = true;
  audience.parameters = {kLimit};
  audience.response_schema = "Audience";
  audience.statuses = {200, 404, 503};
  audience.handler = get_audience;
  routes.push_back(audience);
}

}  // namespace suggestd::http
