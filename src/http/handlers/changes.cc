#include "http/handlers/changes.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/line_text.h"
#include "http/feed_token.h"
#include "http/handlers/reading.h"
#include "http/problem.h"
#include "http/services.h"
#include "http/terms.h"
#include "records/change_json.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kWaitSlice{250};  // a wait notices within this that the server stops
constexpr milliseconds kLongestWait{600'000};
constexpr std::size_t kStreamPage = 500;

// --- Parameters

Result<shop::FeedStart> parse_start(std::string_view since) {
  if (since == "beginning" || since == "0") return shop::FeedStart{shop::FromBeginning{}};
  if (since == "now") return shop::FeedStart{shop::FromNow{}};
  if (since.find('T') != std::string_view::npos || since.find('t') != std::string_view::npos) {
    const auto time = parse_rfc3339(since);
    if (!time) return time.error().with_context("since");
    return shop::FeedStart{*time};
  }
  const auto position = parse_feed_token(since);
  if (!position) return position.error().with_context("since");
  return shop::FeedStart{*position};
}

Result<std::vector<ChangeKind>> parse_kinds(std::string_view list) {
  std::vector<ChangeKind> kinds;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const auto kind = parse_change_kind(list.substr(begin, end - begin));
    if (!kind) {
      return invalid(fmt::format("kinds: '{}' is none of order, event, product, user, rule, erasure",
                                 list.substr(begin, end - begin)));
    }
    kinds.push_back(*kind);
    begin = end + 1;
  }
  return kinds;
}

// Reads "0-15" or "0-15/64".
Status parse_range(std::string_view text, shop::FeedRequest& feed) {
  const auto wrong = [&] {
    return invalid(fmt::format("range: '{}' is no part of the {} ranges; one looks like 0-15/{}", text,
                               shop::kFeedRanges, shop::kFeedRanges));
  };
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::size_t dash = text.find('-');
  if (slash < text.size() && text.substr(slash + 1) != fmt::format("{}", shop::kFeedRanges)) return wrong();
  if (dash == std::string_view::npos || dash > slash) return wrong();
  const auto read = [&](std::string_view digits, std::uint32_t& number) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc() && end == digits.data() + digits.size() && number < shop::kFeedRanges;
  };
  if (!read(text.substr(0, dash), feed.first_range) ||
      !read(text.substr(dash + 1, slash - dash - 1), feed.last_range) || feed.first_range > feed.last_range) {
    return wrong();
  }
  return {};
}

// Reads "5", "5s", "500ms"; a plain number above 600 is milliseconds, as clients of CouchDB send them.
Result<milliseconds> parse_timeout(std::string_view text) {
  double amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const bool known = unit.empty() || unit == "s" || unit == "ms";
  const bool millis = unit == "ms" || (unit.empty() && amount > 600);
  const double wanted = millis ? amount : amount * 1000;
  if (error != std::errc() || !known || !(wanted >= 0) || wanted > static_cast<double>(kLongestWait.count()))
    return invalid(fmt::format("timeout: '{}' must be 0 to 600 seconds, such as 30 or 500ms", text));
  return milliseconds(static_cast<std::int64_t>(wanted));
}

// Bytes of JSON for each stored byte of a record, about.
constexpr std::size_t kJsonPerStored = 8;

Result<shop::FeedRequest> feed_request(const Request& request) {
  shop::FeedRequest feed;
  feed.bytes = static_cast<std::size_t>(request.budget->bytes_left() / kJsonPerStored);
  // A browser that reconnects sends the last position that it saw; that outranks the address.
  const std::string_view last = request.header("Last-Event-ID");
  const auto start = parse_start(last.empty() ? request.text("since") : last);
  if (!start) return start.error();
  feed.since = *start;
  feed.mode = request.text("mode") == "latest" ? shop::FeedMode::latest : shop::FeedMode::all;
  auto kinds = parse_kinds(request.text("kinds"));
  if (!kinds) return kinds.error();
  feed.kinds = *std::move(kinds);
  if (request.has("range")) {
    if (Status good = parse_range(request.text("range"), feed); !good) return std::move(good).error();
  }
  feed.limit = static_cast<std::size_t>(request.integer("limit"));
  return feed;
}

// --- Answers

Response page_response(const shop::FeedPage& page) {
  Response response;
  std::string& out = response.body;
  out = "{\"changes\":[";
  for (std::size_t i = 0; i < page.changes.size(); ++i) {
    if (i > 0) out += ',';
    append_json(out, page.changes[i]);
  }
  out += fmt::format("],\"next\":\"{}\",\"pending\":{},\"oldest\":\"{}\"}}", feed_token(page.next),
                     page.pending, to_text(page.oldest));
  response.header("Suggestd-Applied", to_text(page.next));
  return response;
}

// Waits for the first page that holds something; an empty one when the time is over, the client has left, or
// the server stops.
Result<shop::FeedPage> wait_for_page(const Request& request, shop::FeedRequest feed, milliseconds timeout,
                                     const Services& services) {
  const auto end = Clock::now() + timeout;
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
    feed.wait = std::clamp(left, milliseconds(0), kWaitSlice);
    auto page = request.shop->changes(feed);
    const bool over = left.count() <= 0 || services.stopping || request.abandoned();
    if (!page || !page->changes.empty() || over) return page;
    feed.since = page->next;
  }
}

// The event's id is where to go on.
void append_event(std::string& out, const Change& change, Epoch epoch) {
  std::string json;
  append_json(json, change);
  append_server_sent_event(out, {feed_token({epoch, change.sequence}), "change", json});
}

void follow(const shop::Shop& shop, shop::FeedRequest feed, std::chrono::seconds heartbeat,
            StreamSink& sink) {
  if (!sink.write("retry: 2000\n\n")) return;
  auto last_sent = Clock::now();
  feed.wait = kWaitSlice;
  std::string events;
  while (sink.open()) {
    const auto page = shop.changes(feed);
    if (!page) {
      append_server_sent_event(events, {"", "error", problem_response(page.error()).body});
      sink.write(events);
      return;
    }
    feed.since = page->next;
    events.clear();
    for (const Change& change : page->changes) append_event(events, change, page->next.epoch);
    if (events.empty() && Clock::now() - last_sent >= heartbeat) {
      // The id tells how far was read, though nothing of it was wanted: else a filtered feed that is taken up
      // again would begin anew.
      events = ": heartbeat\n";
      append_server_sent_event(events, {feed_token(page->next), "", ""});
    }
    if (events.empty()) continue;
    if (!sink.write(events)) return;
    last_sent = Clock::now();
  }
}

Result<Response> event_stream(const Request& request, shop::FeedRequest feed) {
  feed.limit = kStreamPage;
  // Reads one record first, so that an error of the start is answered as a status, before the stream begins.
  shop::FeedRequest probe = feed;
  probe.limit = 1;
  const auto first = request.shop->changes(probe);
  if (!first) return first.error();
  if (std::holds_alternative<shop::FromNow>(feed.since)) feed.since = first->next;
  Response response;
  response.content_type = "text/event-stream; charset=utf-8";
  response.header("Cache-Control", "no-store");
  response.header("X-Accel-Buffering", "no");  // nginx would hold events back until its buffer is full
  response.stream = [shop = request.shop, feed, heartbeat = request.terms->heartbeat](StreamSink& sink) {
    follow(*shop, feed, heartbeat, sink);
  };
  return response;
}

Result<Response> get_changes(const Request& request, Services& services) {
  auto feed = feed_request(request);
  if (!feed) return feed.error();
  const auto timeout = parse_timeout(request.text("timeout"));
  if (!timeout) return timeout.error();
  const std::string_view manner = request.text("feed");
  if (manner == "normal") {
    const auto page = request.shop->changes(*feed);
    if (!page) return page.error();
    return page_response(*page);
  }
  if (request.method == "HEAD") return invalid("HEAD is not possible for a feed that waits");
  if (!request.become_stream())
    return Error(ErrorKind::busy, "too many feeds are being followed (http.max_streams); try again later");
  if (manner == "eventsource") return event_stream(request, *std::move(feed));
  const auto page = wait_for_page(request, *std::move(feed), *timeout, services);
  if (!page) return page.error();
  return page_response(*page);
}

}  // namespace

void add_change_routes(std::vector<Route>& routes) {
  Route get{.method = "GET", .path = "/v1/changes", .tag = "Changes"};
  get.summary =
      "What happened, in order: a page, a long poll, or server-sent events. 409: the token is from before a "
      "restore; 410: older than what is kept.";
  get.scope = Scope::read;
  get.shop_needed = true;
  get.parameters = {
      {.name = "since",
       .help = "beginning, now, an RFC 3339 time, or `next` of the page before. Last-Event-ID outranks it.",
       .standard = "beginning"},
      {.name = "mode",
       .help = "all: every record, deletes included; latest: the last version of each thing.",
       .standard = "all",
       .choices = {"all", "latest"}},
      {.name = "kinds", .help = "Comma list of order, event, product, user, rule, erasure; without it, all."},
      {.name = "range", .help = "Part of the 64 ranges that people are spread over, such as 0-15/64."},
      {.name = "limit",
       .type = ParameterType::integer,
       .help = "About how many records; a batch written together is never split.",
       .standard = "100",
       .smallest = 1,
       .largest = 10'000},
      {.name = "feed",
       .help = "normal: at once; longpoll: waits for the first record; eventsource: goes on until closed.",
       .standard = "normal",
       .choices = {"normal", "longpoll", "eventsource"}},
      {.name = "timeout",
       .help = "How long a long poll waits: seconds, or 500ms. A plain number above 600 is milliseconds.",
       .standard = "30"}};
  get.response_schema = "Changes";
  get.other_type = "text/event-stream";
  get.log_place = LogPlace::records;
  get.statuses = {200, 409, 410, 503};
  get.handler = get_changes;
  routes.push_back(get);
}

}  // namespace suggestd::http
