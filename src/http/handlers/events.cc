#include "http/handlers/events.h"

#include "base/time.h"
#include "http/handlers/writing.h"
#include "http/terms.h"
#include "records/event_json.h"

namespace suggestd::http {
namespace {

Result<Response> post_events(const Request& request, Services&) {
  const store::Durability durability = request.terms->durability.events;
  if (request.ndjson) return write_lines(request, shop::RecordKind::events, durability);
  auto event = parse_new_event(request.body, now());
  if (!event) return event.error();
  const std::string id = event->event.event_id;
  const WriteStatuses statuses{durability == store::Durability::synced ? 201 : 202, 200};
  return write_one(request, shop::RecordKind::events, id, *std::move(event), durability, statuses);
}

}  // namespace

void add_event_routes(std::vector<Route>& routes) {
  Route post{.method = "POST", .path = "/v1/events", .tag = "Events"};
  post.summary =
      "Something a person did: view, cart_add, cart_remove, wishlist, purchase, rec_shown, rec_click, "
      "search, page_purchase, consent_given, consent_withdrawn; one or NDJSON. 201: on disk; 202: accepted, "
      "on disk soon (store.event_durability).";
  post.scope = Scope::ingest;
  post.shop_needed = true;
  post.body = Body::json_or_ndjson;
  post.request_schema = "Event";
  post.response_schema = "Written";
  post.statuses = {200, 201, 202, 409};
  post.idempotency_key = IdempotencyKey::kept;
  post.log_place = LogPlace::written;
  post.handler = post_events;
  routes.push_back(post);
}

}  // namespace suggestd::http
