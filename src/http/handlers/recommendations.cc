#include "http/handlers/recommendations.h"

#include <memory>

#include <fmt/format.h>

#include "http/handlers/list_answer.h"
#include "http/handlers/list_request.h"
#include "http/handlers/reading.h"
#include "http/page_access.h"
#include "http/services.h"
#include "shop/look_back.h"
#include "shop/served_lists.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

// Adds to an error of the budget for several lists that fewer lists would do.
Error of_several(const Error& error, std::size_t made, std::size_t wanted) {
  const bool of_budget = error.kind() == ErrorKind::too_costly || error.kind() == ErrorKind::too_large;
  if (!of_budget || wanted < 2) return error;
  Error told(error.kind(),
             fmt::format("{}, or ask for fewer 'lists': {} of {} were made", error.message(), made, wanted));
  for (const FieldError& field : error.fields()) told.add_field(field.pointer, field.detail);
  told.add_field("/lists", "lower this");
  return told;
}

// The person is the same for all lists of a body.
Status keep_to_page(const Caller& caller, ListBody& body) {
  for (std::size_t i = 0; i < body.lists.size(); ++i) {
    WantedList& list = body.lists[i];
    const std::string place = body.several ? fmt::format("/lists/{}/", i) : "/";
    if (Status own = keep_to_own_person(caller, list.request.user_id, list.request.anonymous_id, "/"); !own)
      return own;
    if (Status good = check_asked_list(caller, {list.scenario, list.properties, place}, list.request); !good)
      return good;
  }
  return {};
}

// The model that the lists are asked of; null: the one of now.
using PastModelPtr = std::shared_ptr<const shop::PastModel>;

Result<PastModelPtr> model_asked_for(const Request& request, Services& services) {
  if (!request.has("as_of")) return PastModelPtr();
  const Caller& caller = *request.caller;
  if (caller.in_browser() || !has(caller.scopes, Scope::read)) {
    return Error(
        ErrorKind::denied,
        "as_of tells of people's past: it needs the scope read beside recommend, and no key of a page or "
        "shopper's token opens it");
  }
  return services.look_back->find(request.shop->id(),
                                  Sequence{static_cast<std::uint64_t>(request.integer("as_of"))});
}

Result<Response> post_recommendations(const Request& request, Services& services) {
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto past = model_asked_for(request, services);
  if (!past) return past.error();
  auto body = parse_list_body(request.body, now());
  if (!body) return body.error();
  if (Status own = keep_to_page(*request.caller, *body); !own) return std::move(own).error();
  Response response;
  if (body->several) response.body = "{\"lists\":[";
  std::vector<std::string> shown;  // no product appears in two lists
  shop::Freshness freshness;
  for (WantedList& list : body->lists) {
    list.request.shown_already = shown;
    const auto made = static_cast<std::size_t>(&list - body->lists.data());
    const auto result =
        *past ? request.shop->recommend_as_of(list.request, list.scenario, **past, *request.budget)
              : request.shop->recommend(list.request, list.scenario, *level, *request.budget);
    if (!result) return of_several(result.error(), made, body->lists.size());
    const auto properties = selection_for(*result, list.properties, *request.budget);
    if (!properties) return properties.error();
    if (!*past) count_list(list.request.list, result->answer);
    for (const recommend::Item& item : result->answer.items) shown.push_back(item.product_id);
    freshness.stale = freshness.stale || result->freshness.stale;
    freshness.applied = result->freshness.applied;
    if (&list != &body->lists.front()) response.body += ',';
    Status told = append_list(response.body,
                              {.recommendation_id = result->recommendation_id,
                               .scenario = result->scenario,
                               .answer = &result->answer,
                               .snapshot = result->snapshot.get(),
                               .applied = result->freshness.applied,
                               .trace = list.request.trace,
                               .variants = result->variants,
                               .past = past->get()},
                              *properties, *request.budget);
    if (!told) return of_several(told.error(), made, body->lists.size());
  }
  if (body->several) response.body += "]}";
  add_freshness(response, freshness);
  return response;
}

// A page sees the next page of its own visitor's lists alone.
Status check_next(const Request& request) {
  const auto before = request.shop->served(request.path_value("recommendation_id"));
  if (before == nullptr) return {};  // next() says so
  if (Status own = check_next_page(*request.caller, *before, request.text("anonymous_id")); !own) return own;
  return check_shown_fields(*request.caller, request.text("properties"), "?");
}

Result<Response> get_next(const Request& request, Services&) {
  if (Status own = check_next(request); !own) return std::move(own).error();
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto result =
      request.shop->next(request.path_value("recommendation_id"),
                         static_cast<std::size_t>(request.integer("limit")), *level, *request.budget);
  if (!result) return result.error();
  const auto properties = selection_for(*result, request.text("properties"), *request.budget);
  if (!properties) return properties.error();
  Response response;
  Status told = append_list(response.body,
                            {.recommendation_id = result->recommendation_id,
                             .scenario = result->scenario,
                             .answer = &result->answer,
                             .snapshot = result->snapshot.get(),
                             .applied = result->freshness.applied,
                             .trace = false},
                            *properties, *request.budget);
  if (!told) return std::move(told).error();
  add_freshness(response, result->freshness);
  return response;
}

Route next_route() {
  Route next{.method = "GET", .path = "/v1/recommendations/{recommendation_id}/next", .tag = "Lists"};
  next.summary = "The next page of a list answered lately: nothing that it or its pages have shown.";
  next.scope = Scope::recommend;
  next.browsers = Browsers::pages;
  next.shop_needed = true;
  next.parameters = {
      {.name = "limit",
       .type = ParameterType::integer,
       .help = "How many products.",
       .standard = "10",
       .smallest = 1,
       .largest = 1000},
      {.name = "properties", .help = "Fields of each product to send along: a comma list, or *."},
      {.name = "anonymous_id", .help = "The visitor whose list it is; a page has to name them."}};
  next.response_schema = "List";
  next.log_place = LogPlace::learned;
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
  post.browsers = Browsers::pages;
  post.shop_needed = true;
  post.body = Body::json;
  post.parameters = {{.name = "as_of",
                      .type = ParameterType::integer,
                      .help =
                          "The lists as of this record of the log, from the model that POST /v1/look-back "
                          "has made: nobody counts as having been shown them. Needs the scope read too.",
                      .smallest = 1,
                      .largest = 9'007'199'254'740'991}};
  post.request_schema = "ListRequest";
  post.response_schema = "Lists";
  post.log_place = LogPlace::learned;
  post.statuses = {200, 404, 409, 410};
  post.handler = post_recommendations;
  routes.push_back(post);
}

}  // namespace suggestd::http
