#include "http/handlers/recommendations.h"

#include "http/handlers/list_answer.h"
#include "http/handlers/list_request.h"
#include "http/handlers/reading.h"
#include "http/services.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

Result<Response> post_recommendations(const Request& request, Services& services) {
  const auto level = read_level(request, services);
  if (!level) return level.error();
  auto body = parse_list_body(request.body, now());
  if (!body) return body.error();
  Response response;
  if (body->several) response.body = "{\"lists\":[";
  std::vector<std::string> shown;  // no product appears in two lists
  shop::Freshness freshness;
  for (WantedList& list : body->lists) {
    list.request.exclude.insert(list.request.exclude.end(), shown.begin(), shown.end());
    const auto result = request.shop->recommend(list.request, list.scenario, *level);
    if (!result) return result.error();
    count_list(list.request.list, result->answer);
    for (const recommend::Item& item : result->answer.items) shown.push_back(item.product_id);
    freshness.stale = freshness.stale || result->freshness.stale;
    freshness.applied = result->freshness.applied;
    if (&list != &body->lists.front()) response.body += ',';
    append_list(response.body,
                {.recommendation_id = result->recommendation_id,
                 .scenario = result->scenario,
                 .answer = &result->answer,
                 .applied = result->freshness.applied,
                 .trace = list.request.trace},
                PropertySelection(list.properties.empty() ? result->properties : list.properties),
                *request.shop);
  }
  if (body->several) response.body += "]}";
  add_freshness(response, freshness);
  return response;
}

Result<Response> get_next(const Request& request, Services& services) {
  const auto level = read_level(request, services);
  if (!level) return level.error();
  const auto result = request.shop->next(request.path_value("recommendation_id"),
                                         static_cast<std::size_t>(request.integer("limit")), *level);
  if (!result) return result.error();
  Response response;
  append_list(response.body,
              {.recommendation_id = result->recommendation_id,
               .scenario = result->scenario,
               .answer = &result->answer,
               .applied = result->freshness.applied,
               .trace = false},
              PropertySelection(request.text("properties")), *request.shop);
  add_freshness(response, result->freshness);
  return response;
}

Route next_route() {
  Route next{.method = "GET", .path = "/v1/recommendations/{recommendation_id}/next", .tag = "Lists"};
  next.summary = "The next page of a list answered lately: nothing that it or its pages have shown.";
  next.scope = Scope::recommend;
  next.shop_needed = true;
  next.parameters = {
      {.name = "limit",
       .type = ParameterType::integer,
       .help = "How many products.",
       .standard = "10",
       .smallest = 1,
       .largest = 1000},
      {.name = "properties", .help = "Fields of each product to send along: a comma list, or *."}};
  next.response_schema = "List";
  next.statuses = {200, 404};
  next.handler = get_next;
  return next;
}

}  // namespace

void add_recommendation_routes(std::vector<Route>& routes) {
  routes.push_back(next_route());
  Route post{.method = "POST", .path = "/v1/recommendations", .tag = "Lists"};
  post.summary =
      "The general form: for a person or an anonymous basket; `lists` asks for several at once, without "
      "repeats "
      "between them; list \"rerank\" orders the given candidates for the person.";
  post.scope = Scope::recommend;
  post.shop_needed = true;
  post.body = Body::json;
  post.request_schema = "ListRequest";
  post.response_schema = "Lists";
  post.statuses = {200, 404};
  post.handler = post_recommendations;
  routes.push_back(post);
}

}  // namespace suggestd::http
