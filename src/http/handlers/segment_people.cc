#include "http/handlers/segment_people.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/base64url.h"
#include "base/json_text.h"
#include "base/plain_name.h"
#include "http/accepted_type.h"
#include "http/handlers/reading.h"
#include "segments/costs.h"
#include "segments/limits.h"
#include "segments/member_upload.h"
#include "segments/segments.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using segments::Counting;
using segments::PeopleSet;

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kNdjson = "application/x-ndjson";
constexpr std::string_view kCsv = "text/csv";
constexpr std::array kTypes{kJson, kNdjson, kCsv};

// --- People

// The ids behind the place that a page before ended at, ascending.
struct Page {
  std::vector<PersonId> people;
  std::string next;  // "": this is the last
};

// The person that a token names. Errors: invalid for a token that was not given by a page.
Result<PersonId> read_token(std::string_view token) {
  const std::optional<std::string> key = decode_base64url(token);
  if (!key || key->size() < 2) return invalid("after: this is no `next` of a page of people");
  return PersonId{static_cast<PersonIdKind>(key->front()), key->substr(1)};
}

Result<Page> page_of(const Request& request, const Counting& counting, const PeopleSet& people) {
  request.budget->spend(segments::kUnitsPerSorted * people.size(), segments::kPageWork);
  if (Status within = request.budget->status(); !within) return std::move(within).error();
  std::vector<PersonId> all = counting.ids_of(people);
  auto first = all.begin();
  if (request.has("after")) {
    const Result<PersonId> last = read_token(request.text("after"));
    if (!last) return last.error();
    first = std::ranges::upper_bound(all, *last);
  }
  const auto limit = static_cast<std::ptrdiff_t>(request.integer("limit"));
  const auto end = first + std::min(limit, all.end() - first);
  Page page;
  if (end != all.end() && end != first) {
    const PersonId& last = *(end - 1);
    page.next = encode_base64url(person_key(last.kind, last.id));
  }
  page.people.assign(std::move_iterator(first), std::move_iterator(end));
  return page;
}

void append_csv_field(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) out.append(c == '"' ? 2U : 1U, c);
  out += '"';
}

void append_person(std::string& out, const PersonId& person, std::string_view type) {
  if (type == kCsv) {
    if (person.kind != PersonIdKind::user) out += ',';
    append_csv_field(out, person.id);
    if (person.kind == PersonIdKind::user) out += ',';
    out += "\r\n";
    return;
  }
  JsonWriter(out).begin_object().member(person_id_field(person.kind), person.id).end_object();
  if (type == kNdjson) out += '\n';
}

Status write_people(std::string& body, const Request& request, const Page& page, std::string_view type) {
  for (const PersonId& person : page.people) {
    const std::size_t before = body.size();
    if (type == kJson && &person != &page.people.front()) body += ',';
    append_person(body, person, type);
    if (!request.budget->write(body.size() - before, segments::kPageWork)) return request.budget->status();
  }
  return {};
}

Result<Response> people_response(const Request& request, const Page& page, std::size_t size) {
  const std::string_view type = accepted_type(request.header("Accept"), kTypes);
  Response response;
  if (type == kCsv) response.body = "user_id,email_hash\r\n";
  if (type == kJson) response.body = fmt::format(R"({{"size":{},"people":[)", size);
  if (Status written = write_people(response.body, request, page, type); !written)
    return std::move(written).error();
  if (type == kJson) {
    response.body +=
        fmt::format(R"(],"next":{}}})", page.next.empty() ? "null" : fmt::format("\"{}\"", page.next));
  } else {
    response.content_type = type == kCsv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";
  }
  if (!page.next.empty()) response.header("Suggestd-Next", page.next);
  return response;
}

Result<Response> get_people(const Request& request, Services&) {
  const auto level = read_level(request);
  if (!level) return level.error();
  auto freshness = request.shop->wait_for(*level);
  if (!freshness) return std::move(freshness).error();
  Counting counting = request.shop->segments().counting({request.budget, &segments::kPeopleWork});
  const Result<PeopleSet> people = counting.people_of(request.path_value("name"));
  if (!people) return people.error();
  const Result<Page> page = page_of(request, counting, *people);
  if (!page) return page.error();
  Result<Response> response = people_response(request, *page, people->size());
  if (!response) return response;
  freshness->applied = counting.snapshot().applied;
  add_freshness(*response, *freshness);
  return response;
}

// --- Uploaded lists

Response list_response(std::string_view name, std::size_t people, Timestamp uploaded) {
  Response response;
  JsonWriter(response.body)
      .begin_object()
      .member("name", name)
      .member("people", std::uint64_t{people})
      .member("uploaded_at", to_rfc3339(uploaded))
      .end_object();
  return response;
}

using Store = Result<std::size_t> (segments::MemberLists::*)(std::string_view, std::vector<std::uint64_t>,
                                                             Timestamp);

Result<std::vector<std::uint64_t>> read_people(const Request& request) {
  if (request.ndjson) return segments::read_members_ndjson(request.body);
  // A Content-Type names one type, with parameters as in Accept.
  const bool csv = accepted_type(request.header("Content-Type"), kTypes) == kCsv;
  return csv ? segments::read_members_csv(request.body) : segments::read_member_json(request.body);
}

Result<Response> store_list(const Request& request, Store store) {
  const std::string_view name = request.path_value("name");
  if (Status good = check_plain_name(name); !good) return std::move(good).error();
  Result<std::vector<std::uint64_t>> people = read_people(request);
  if (!people) return std::move(people).error();
  const Timestamp at = now();
  const Result<std::size_t> stored = (request.shop->segments().lists().*store)(name, *std::move(people), at);
  if (!stored) return stored.error();
  return list_response(name, *stored, at);
}

Result<Response> put_list(const Request& request, Services&) {
  return store_list(request, &segments::MemberLists::put);
}

Result<Response> add_to_list(const Request& request, Services&) {
  return store_list(request, &segments::MemberLists::add);
}

Result<Response> get_list(const Request& request, Services&) {
  const std::string_view name = request.path_value("name");
  const auto list = request.shop->segments().lists().find(name);
  if (!list) return list.error();
  return list_response(name, (*list)->people.size(), (*list)->uploaded);
}

Result<Response> delete_list(const Request& request, Services&) {
  if (Status removed = request.shop->segments().lists().remove(request.path_value("name")); !removed)
    return std::move(removed).error();
  return json_response(200, R"({"result":"deleted"})");
}

// Uploading tells nothing of anybody but numbers, so it needs what defining a segment needs.
Route list_route(std::string_view method, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/segments/{name}/members", .tag = "Segments", .summary = summary};
  ask_for_merchandise(route);
  route.shop_needed = true;
  route.response_schema = "PeopleList";
  route.statuses = {200};
  route.handler = handler;
  return route;
}

Route upload_route(std::string_view method, std::string_view summary, Handler handler) {
  Route route = list_route(method, summary, handler);
  route.body = Body::json_or_ndjson;
  route.request_schema = "ListedPerson";
  route.request_type = kCsv;
  return route;
}

}  // namespace

void add_segment_people_routes(std::vector<Route>& routes) {
  Route people{.method = "GET", .path = "/v1/segments/{name}/people", .tag = "Segments"};
  people.summary = "Who is in a group, by id; as JSON, NDJSON or CSV.";
  people.scope = Scope::privacy;
  people.shop_needed = true;
  people.response_schema = "SegmentPeople";
  people.other_type = kCsv;
  people.statuses = {200, 404, 413};
  people.log_place = LogPlace::learned;
  people.parameters = {{.name = "limit",
                        .type = ParameterType::integer,
                        .help = "Most people of the page.",
                        .standard = "1000",
                        .smallest = 1,
                        .largest = static_cast<double>(limits::kPeoplePage.most)},
                       {.name = "after", .help = "`next`, or the header Suggestd-Next, of the page before."}};
  people.handler = get_people;
  routes.push_back(people);

  routes.push_back(upload_route("PUT", "Replaces a list of people for in_file(\"NAME\").", put_list));
  routes.push_back(upload_route("POST", "Adds people to such a list.", add_to_list));
  Route get = list_route("GET", "How many people such a list has, and since when.", get_list);
  get.statuses = {200, 404};
  routes.push_back(get);
  Route remove = list_route("DELETE", "Forgets such a list.", delete_list);
  remove.response_schema = "Deleted";
  remove.statuses = {200, 404};
  routes.push_back(remove);
}

}  // namespace suggestd::http
