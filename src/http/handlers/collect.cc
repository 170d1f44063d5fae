#include "http/handlers/collect.h"

#include <array>
#include <utility>

#include "base/json_text.h"
#include "base/metrics.h"
#include "base/time.h"
#include "http/handlers/writing.h"
#include "http/limits.h"
#include "http/page_access.h"
#include "http/problem.h"
#include "http/terms.h"
#include "records/page_events.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

enum class Fate { accepted, left_out, refused };
constexpr std::array<std::string_view, 3> kFates{"accepted", "left_out", "refused"};

void count(Fate fate, std::size_t events) {
  static const auto counters = [] {
    std::array<Counter*, kFates.size()> all{};
    for (std::size_t i = 0; i < kFates.size(); ++i)
      all.at(i) = &counter("suggestd_collect_events_total", {{"result", kFates.at(i)}});
    return all;
  }();
  counters.at(static_cast<std::size_t>(fate))->add(events);
}

Fate fate_of(const PageEvent& event) {
  if (std::holds_alternative<AddEvent>(event.read)) return Fate::accepted;
  return std::holds_alternative<LeftOut>(event.read) ? Fate::left_out : Fate::refused;
}

// Refuses the events that name another person than the caller may.
void keep_to_own(const Caller& caller, std::vector<PageEvent>& events) {
  for (PageEvent& event : events) {
    auto* added = std::get_if<AddEvent>(&event.read);
    if (added == nullptr) continue;
    const Status own =
        keep_to_own_person(caller, added->event.user_id, added->event.anonymous_id, event.pointer + "/");
    if (!own) event.read = own.error();
  }
}

// Puts in the outcomes of the events that were written; one that the store refused becomes an Error.
void put_outcomes(std::vector<PageEvent>& events, const std::vector<Outcome>& outcomes) {
  auto outcome = outcomes.begin();
  for (PageEvent& event : events) {
    if (fate_of(event) != Fate::accepted) continue;
    const Outcome& met = *outcome++;
    if (!is_refusal(met.kind)) continue;
    Error error(met.kind == OutcomeKind::conflict ? ErrorKind::conflict : ErrorKind::invalid, met.detail);
    event.read = error.add_field(event.pointer + met.field, met.detail);
  }
}

void write_event(JsonWriter& out, const PageEvent& event) {
  out.begin_object()
      .member("pointer", event.pointer)
      .member("name", event.name)
      .member("result", kFates.at(static_cast<std::size_t>(fate_of(event))));
  if (const auto* left_out = std::get_if<LeftOut>(&event.read)) out.member("detail", left_out->why);
  if (const auto* error = std::get_if<Error>(&event.read))
    out.member("status", status_of(error->kind())).member("detail", error->message());
  out.end_object();
}

// Tells each event that was not taken, as far as the answer has room.
Response answer(const std::vector<PageEvent>& events, const std::array<std::size_t, kFates.size()>& counts,
                int status) {
  constexpr std::size_t kMostBytes = std::size_t{64} << 10U;
  Response response = json_response(status, "");
  JsonWriter out(response.body);
  out.begin_object();
  for (std::size_t i = 0; i < kFates.size(); ++i) out.member(kFates.at(i), std::uint64_t{counts.at(i)});
  out.key("events").begin_array();
  std::size_t not_told = 0;
  for (const PageEvent& event : events) {
    if (fate_of(event) == Fate::accepted) continue;
    if (response.body.size() > kMostBytes) {
      ++not_told;
    } else {
      write_event(out, event);
    }
  }
  out.end_array();
  if (not_told > 0) out.member("events_not_told", std::uint64_t{not_told});
  out.end_object();
  return response;
}

// The error of a body of which nothing was taken and something refused.
std::optional<Error> refused_whole(const std::vector<PageEvent>& events,
                                   const std::array<std::size_t, kFates.size()>& counts) {
  if (counts[static_cast<std::size_t>(Fate::refused)] != events.size()) return std::nullopt;
  for (const PageEvent& event : events) return std::get<Error>(event.read);
  return std::nullopt;
}

Result<Response> post_collect(const Request& request, Services&) {
  auto events = read_page_events(request.body, now(), request.caller->shopper);
  if (!events) return events.error();
  keep_to_own(*request.caller, *events);
  std::vector<Mutation> mutations;
  for (const PageEvent& event : *events) {
    if (const auto* added = std::get_if<AddEvent>(&event.read)) mutations.emplace_back(*added);
  }
  const store::Durability durability = request.terms->durability.events;
  std::optional<shop::CommitResult> written;
  if (!mutations.empty()) {
    auto committed = request.shop->commit(std::move(mutations), durability, {}, request.repeat);
    if (!committed) return committed.error();
    put_outcomes(*events, committed->outcomes);
    written = *std::move(committed);
  }
  std::array<std::size_t, kFates.size()> counts{};
  for (const PageEvent& event : *events) ++counts.at(static_cast<std::size_t>(fate_of(event)));
  for (std::size_t i = 0; i < kFates.size(); ++i) count(static_cast<Fate>(i), counts.at(i));
  if (auto refused = refused_whole(*events, counts)) return *std::move(refused);
  Response response = answer(*events, counts, durability == store::Durability::synced ? 200 : 202);
  if (written) {
    add_session(response, written->position);
    add_repeated(response, written->repeated);
  }
  return response;
}

}  // namespace

void add_collect_routes(std::vector<Route>& routes) {
  Route post{.method = "POST", .path = "/v1/collect", .tag = "Events"};
  post.summary =
      "What a page reports: one event or an array, ours or as GA4 and Segment have them, as JSON or as a "
      "text/plain beacon. Each event has an outcome of its own; names that nothing is learned from are left "
      "out.";
  post.scope = Scope::collect;
  post.browsers = Browsers::pages;
  post.shop_needed = true;
  post.parameters = {{.name = "key", .help = "The key of a page, for beacons, which can't send headers."}};
  post.body = Body::json_or_array;
  post.most_body_bytes = limits::kCollectBytes.most;
  post.request_schema = "PageEvents";
  post.request_type = "text/plain";
  post.response_schema = "Collected";
  post.statuses = {200, 202};
  post.idempotency_key = IdempotencyKey::kept;
  post.log_place = LogPlace::written;
  post.handler = post_collect;
  routes.push_back(post);
}

}  // namespace suggestd::http
