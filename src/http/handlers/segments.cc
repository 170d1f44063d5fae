#include "http/handlers/segments.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "http/conditional.h"
#include "http/handlers/in_use.h"
#include "http/handlers/reading.h"
#include "http/handlers/writing.h"
#include "http/problem.h"
#include "records/json_reader.h"
#include "segments/costs.h"
#include "segments/definition_text.h"
#include "segments/limits.h"
#include "segments/segments.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using segments::Counting;
using segments::Definition;
using segments::PeopleSet;
using segments::Segment;

Account account_of(const Request& request, const Lever& lever) { return {request.budget, &lever}; }

std::string entity_tag(const Request& request, const Segment& segment) {
  return to_text(Position{request.shop->head().epoch, segment.last});
}

// --- One definition

Result<Response> get_segment(const Request& request, Services&) {
  const Result<Segment> segment = request.shop->segments().find(request.path_value("name"));
  if (!segment) return segment.error();
  const std::string tag = entity_tag(request, *segment);
  if (already_known(request, tag)) return not_modified(tag);
  Response response = json_response(200, to_json(segment->definition));
  add_entity_tag(response, tag);
  return response;
}

// Commits a change of one segment; `done` says what it did if the outcome does not.
Result<Response> commit_segment(const Request& request, Mutation mutation, std::string_view done) {
  const auto precondition = precondition_of(request, request.shop->head().epoch);
  if (!precondition) return precondition.error();
  std::vector<Mutation> mutations;
  mutations.push_back(std::move(mutation));
  const auto committed = request.shop->commit(std::move(mutations), store::Durability::synced, *precondition);
  if (!committed) return committed.error();
  const Outcome& outcome = committed->outcomes.front();
  const std::string_view name = request.path_value("name");
  if (outcome.kind == OutcomeKind::outdated)
    return problem_response(412, fmt::format("segment '{}': {}", name, outcome.detail));
  if (outcome.kind == OutcomeKind::not_found) return not_found(outcome.detail);
  if (is_refusal(outcome.kind)) return invalid(outcome.detail);
  const bool created = outcome.kind == OutcomeKind::created;
  Response response = json_response(created ? 201 : 200, "");
  JsonWriter writer(response.body);
  writer.begin_object().member("id", name);
  writer.member("result",
                outcome.kind == OutcomeKind::unchanged ? "unchanged" : (created ? "created" : done));
  writer.member("seq", number(outcome.sequence)).end_object();
  add_session(response, committed->position);
  return response;
}

Result<Response> put_segment(const Request& request, Services&) {
  const Result<Definition> definition = segments::parse_definition(request.body);
  if (!definition) return definition.error();
  const std::string_view name = request.path_value("name");
  Status good =
      request.shop->segments().check_put(name, *definition, account_of(request, segments::kPeopleWork));
  if (!good) return std::move(good).error();
  Result<Response> response =
      commit_segment(request, segments::Segments::put_of(name, *definition), "updated");
  const Result<Segment> stored = request.shop->segments().find(name);
  if (response && response->status < 300 && stored) add_entity_tag(*response, entity_tag(request, *stored));
  return response;
}

Result<Response> delete_segment(const Request& request, Services& services) {
  const std::string_view name = request.path_value("name");
  if (Status good = request.shop->segments().check_removal(name); !good) return std::move(good).error();
  if (Status good = check_segment_unused(request, services, name); !good) return std::move(good).error();
  return commit_segment(request, segments::Segments::removal_of(name), "deleted");
}

// --- Sizes

// The position of the snapshot that was counted on, which may be newer than the one waited for.
void add_applied(Response& response, shop::Freshness freshness, const Counting& counting) {
  freshness.applied = counting.snapshot().applied;
  add_freshness(response, freshness);
}

void begin_segment(JsonWriter& out, const Segment& segment) {
  out.begin_object().member("name", segment.name).member("description", segment.definition.description);
  out.member("people", segment.definition.people).key("size");
}

Status write_segment(JsonWriter& out, const Segment& segment, Counting& counting) {
  const Result<PeopleSet> people = counting.people_of(segment.name);
  const bool undecided = !people && (people.error().kind() == ErrorKind::invalid ||
                                     people.error().kind() == ErrorKind::not_found);
  if (!people && !undecided) return people.error();
  begin_segment(out, segment);
  if (people) {
    out.value(std::uint64_t{people->size()});
  } else {
    out.null().member("error", people.error().message());
  }
  out.end_object();
  return {};
}

// One page of the segments by name, each by `write`. Errors: those of `write`.
template <class Write>
Status write_page(JsonWriter& out, const Request& request, const std::vector<Segment>& all,
                  const Write& write) {
  const auto limit = static_cast<std::size_t>(request.integer("limit"));
  auto next = std::ranges::upper_bound(all, request.text("after"), {}, &Segment::name);
  out.key("segments").begin_array();
  std::string_view last;
  for (std::size_t told = 0; next != all.end() && told < limit; ++next, ++told) {
    if (Status written = write(*next); !written) return written;
    last = next->name;
  }
  out.end_array().key("next");
  if (next == all.end()) {
    out.null();
  } else {
    out.value(last);
  }
  return {};
}

// The names for a form: a size costs a pass over all people.
Result<Response> get_uncounted(const Request& request, const std::vector<Segment>& all) {
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("people").null();
  const Status written = write_page(writer, request, all, [&](const Segment& segment) -> Status {
    begin_segment(writer, segment);
    writer.null().end_object();
    return {};
  });
  if (!written) return written.error();
  writer.end_object();
  return response;
}

Result<Response> get_segments(const Request& request, Services&) {
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto freshness = request.shop->wait_for(*level);
  if (!freshness) return freshness.error();
  const Result<std::vector<Segment>> all = request.shop->segments().all();
  if (!all) return all.error();
  if (request.flag("uncounted")) {
    Result<Response> response = get_uncounted(request, *all);
    if (response) add_freshness(*response, *freshness);
    return response;
  }
  Counting counting = request.shop->segments().counting(account_of(request, segments::kListWork));
  if (Status within = request.budget->status(); !within) return std::move(within).error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().member("people", std::uint64_t{counting.everybody().size()});
  const Status written = write_page(writer, request, *all, [&](const Segment& segment) {
    return write_segment(writer, segment, counting);
  });
  if (!written) return written.error();
  writer.end_object();
  add_applied(response, *freshness, counting);
  return response;
}

struct CountRequest {
  std::optional<Definition> definition;
  std::vector<std::string> segments;
};

Result<CountRequest> read_count(std::string_view body) {
  const auto json = parse_json(body);
  if (!json) return json.error();
  FieldErrors errors;
  ObjectReader in(json->root(), "", errors);
  std::string people;
  CountRequest count;
  in.text("people", people);
  in.texts("segments", count.segments);
  in.finish();
  if (people.empty() && count.segments.empty())
    in.bad("people", "is missing: send a definition, names of stored segments, or both");
  if (count.segments.size() > limits::kSegmentOverlaps.most) {
    in.bad("segments", fmt::format("names {} segments; at most {} are compared", count.segments.size(),
                                   limits::kSegmentOverlaps.most));
  }
  if (errors.any()) return errors.error();
  if (people.empty()) return count;
  Result<Definition> definition = segments::parse_people(people);
  if (!definition) return invalid_field("/people", definition.error().message());
  count.definition = *std::move(definition);
  return count;
}

std::uint64_t shared(const PeopleSet& a, const PeopleSet& b) {
  PeopleSet both = a;
  both.keep(b);
  return both.size();
}

struct Counted {
  std::optional<PeopleSet> defined;
  std::vector<PeopleSet> named;  // as CountRequest::segments
};

Result<Counted> count_people(const CountRequest& wanted, Counting& counting) {
  Counted counted;
  if (wanted.definition) {
    Result<PeopleSet> people = counting.people(*wanted.definition);
    if (!people && people.error().kind() == ErrorKind::invalid)
      return invalid_field("/people", people.error().message());
    if (!people) return std::move(people).error();
    counted.defined = *std::move(people);
  }
  for (const std::string& name : wanted.segments) {
    Result<PeopleSet> people = counting.people_of(name);
    if (!people) return std::move(people).error();
    counted.named.push_back(*std::move(people));
  }
  return counted;
}

void write_counted(JsonWriter& out, const CountRequest& wanted, const Counted& counted) {
  out.key("size");
  if (counted.defined) {
    out.value(std::uint64_t{counted.defined->size()});
  } else {
    out.null();
  }
  out.key("segments").begin_array();
  for (std::size_t i = 0; i < counted.named.size(); ++i) {
    out.begin_object().member("name", wanted.segments[i]);
    out.member("size", std::uint64_t{counted.named[i].size()});
    if (counted.defined) out.member("shared", shared(*counted.defined, counted.named[i]));
    out.end_object();
  }
  out.end_array().key("overlaps").begin_array();
  for (std::size_t i = 0; i < counted.named.size(); ++i) {
    for (std::size_t k = i + 1; k < counted.named.size(); ++k) {
      out.begin_object().member("a", wanted.segments[i]).member("b", wanted.segments[k]);
      out.member("size", shared(counted.named[i], counted.named[k])).end_object();
    }
  }
  out.end_array();
}

Result<Response> post_count(const Request& request, Services&) {
  const Result<CountRequest> wanted = read_count(request.body);
  if (!wanted) return wanted.error();
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto freshness = request.shop->wait_for(*level);
  if (!freshness) return freshness.error();
  const Lever& lever = wanted->segments.empty() ? segments::kPeopleWork : segments::kOverlapWork;
  Counting counting = request.shop->segments().counting(account_of(request, lever));
  const Result<Counted> counted = count_people(*wanted, counting);
  if (!counted) return counted.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().member("people", std::uint64_t{counting.everybody().size()});
  write_counted(writer, *wanted, *counted);
  writer.end_object();
  add_applied(response, *freshness, counting);
  return response;
}

// A segment is the work of those who make campaigns; it holds no person, so `merchandise` is enough to define it,
// and `read` to see and count it. Who is in it is told to the scope `privacy` (segment_people.cc).
Route segment_route(std::string_view method, std::string_view path, std::string_view summary,
                    Handler handler) {
  Route route{.method = method, .path = path, .tag = "Segments", .summary = summary};
  ask_for_merchandise(route);
  route.shop_needed = true;
  route.handler = handler;
  return route;
}

void add_one_segment(std::vector<Route>& routes) {
  constexpr std::string_view kPath = "/v1/segments/{name}";
  Route put = segment_route("PUT", kPath, "Defines a group of the shop's people.", put_segment);
  put.body = Body::json;
  put.request_schema = "Segment";
  put.response_schema = "Written";
  put.statuses = {200, 201, 412, 422};
  put.log_place = LogPlace::written;
  put.tagged = Tagged::written;
  routes.push_back(put);
  Route get = segment_route("GET", kPath, "A group's definition.", get_segment);
  get.response_schema = "Segment";
  get.statuses = {200, 404};
  get.tagged = Tagged::read;
  routes.push_back(get);
  Route remove = segment_route("DELETE", kPath, "Forgets a group that no other one names.", delete_segment);
  remove.response_schema = "Written";
  remove.statuses = {200, 404, 409, 412};
  remove.log_place = LogPlace::written;
  remove.tagged = Tagged::written;
  routes.push_back(remove);
}

}  // namespace

void add_segment_routes(std::vector<Route>& routes) {
  add_one_segment(routes);
  Route all =
      segment_route("GET", "/v1/segments", "All groups by name, each with its size now.", get_segments);
  all.response_schema = "Segments";
  all.statuses = {200};
  all.log_place = LogPlace::learned;
  all.parameters = {{.name = "limit",
                     .type = ParameterType::integer,
                     .help = "Most groups: each is counted.",
                     .standard = "20",
                     .smallest = 1,
                     .largest = 100},
                    {.name = "after", .help = "`next` of the page before: only names behind this one."},
                    {.name = "uncounted",
                     .type = ParameterType::flag,
                     .help = "Names and definitions alone: no group is counted, and `size` is null."}};
  routes.push_back(all);
  Route count = segment_route("POST", "/v1/segments/count",
                              "The size of a definition before it is stored, and how stored groups overlap.",
                              post_count);
  open_to_readers(count);
  count.body = Body::json;
  count.request_schema = "SegmentCount";
  count.response_schema = "SegmentSizes";
  count.statuses = {200, 404};
  count.log_place = LogPlace::learned;
  routes.push_back(count);
}

}  // namespace suggestd::http
