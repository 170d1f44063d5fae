#include "http/handlers/reports.h"

#include "base/json_text.h"
#include "http/handlers/reading.h"
#include "http/services.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using shop::AttributionTotals;

// Without parameters from the first list to the last.
Result<shop::ReportRequest> asked_for(const Request& request) {
  shop::ReportRequest asked{Timestamp{}, now() + std::chrono::hours(1)};
  if (request.has("from")) {
    const auto from = parse_rfc3339(request.text("from"));
    if (!from) return from.error().with_context("from");
    asked.from = *from;
  }
  if (request.has("to")) {
    const auto until = parse_rfc3339(request.text("to"));
    if (!until) return until.error().with_context("to");
    asked.until = *until;
  }
  if (asked.until <= asked.from) return invalid("to: must be after from");
  if (request.has("currency")) {
    const auto currency = Currency::parse(request.text("currency"));
    if (!currency) return currency.error().with_context("currency");
    asked.currency = *currency;
  } else if (const Currency usual = request.shop->settings()->currency; usual.known()) {
    asked.currency = usual;
  }
  return asked;
}

void write_share(JsonWriter& out, std::string_view name, std::int64_t part, std::int64_t whole) {
  out.key(name);
  if (whole > 0) {
    out.value(static_cast<double>(part) / static_cast<double>(whole));
  } else {
    out.null();
  }
}

void write_amounts(JsonWriter& out, std::string_view name, const std::map<Currency, WideMinor>& amounts) {
  out.key(name).begin_array();
  for (const auto& [currency, minor] : amounts) {
    out.begin_object().member("currency", currency.code());
    out.member("amount", to_decimal(minor, currency)).end_object();
  }
  out.end_array();
}

void write_totals(JsonWriter& out, const AttributionTotals& totals) {
  out.member("shown", totals.shown_events).member("clicks", totals.click_events);
  out.member("lists_shown", totals.lists_shown).member("lists_clicked", totals.lists_clicked);
  write_share(out, "ctr", totals.shown_and_clicked, totals.lists_shown);
  out.member("orders", totals.orders).member("order_lines", totals.order_lines);
  write_share(out, "conversion", totals.orders, totals.lists_shown);
  write_amounts(out, "revenue", totals.revenue);
}

void write_converted(JsonWriter& out, const shop::ConvertedMoney& converted) {
  out.key("revenue_converted").begin_object().member("currency", converted.currency.code());
  out.member("amount", to_decimal(converted.minor, converted.currency));
  write_amounts(out, "without_rate", converted.without_rate);
  out.end_object();
}

void write_placement(JsonWriter& out, const shop::PlacementReport& report) {
  out.key("scenario");
  if (report.placement.scenario.empty()) {
    out.null().member("list", list_kind_name(report.placement.list));
  } else {
    out.value(report.placement.scenario);
  }
  write_totals(out, report.totals);
  if (report.converted) write_converted(out, *report.converted);
}

void write_frame(JsonWriter& out, const Request& request, const shop::ReportResult& report) {
  out.member("from", to_rfc3339(report.from)).member("to", to_rfc3339(report.until));
  out.member("window_hours", std::int64_t{request.shop->options().attribution.window.count()});
  out.member("applied", to_text(report.freshness.applied));
}

Result<Response> get_report(const Request& request, Services&) {
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto asked = asked_for(request);
  if (!asked) return asked.error();
  const auto report = request.shop->report(request.path_value("name"), *asked, *level, *request.budget);
  if (!report) return report.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object();
  write_placement(writer, report->placements.front());
  write_frame(writer, request, *report);
  writer.end_object();
  add_freshness(response, report->freshness);
  return response;
}

// Leaves out kinds of list that nobody asked for, or told events of.
Result<Response> get_reports(const Request& request, Services&) {
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto asked = asked_for(request);
  if (!asked) return asked.error();
  const auto report = request.shop->report_all(*asked, *level, *request.budget);
  if (!report) return report.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object();
  for (const bool scenarios : {true, false}) {
    writer.key(scenarios ? "scenarios" : "lists").begin_array();
    for (const shop::PlacementReport& one : report->placements) {
      if (one.placement.scenario.empty() == scenarios) continue;
      if (!scenarios && one.totals == AttributionTotals{}) continue;
      writer.begin_object();
      write_placement(writer, one);
      writer.end_object();
    }
    writer.end_array();
  }
  write_frame(writer, request, *report);
  writer.end_object();
  add_freshness(response, report->freshness);
  return response;
}

Route report_route(std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = "GET", .path = path, .tag = "Reports", .summary = summary};
  route.scope = Scope::read;
  route.shop_needed = true;
  route.parameters = {{.name = "from", .help = "Lists answered from here, RFC 3339; to the hour."},
                      {.name = "to", .help = "Until here, exclusive; to the hour."},
                      {.name = "currency",
                       .help = "Tells the revenue in this currency too, by the rates of the series "
                               "`currency`. Left out: in that of "
                               "the shop's settings, if they name one."}};
  route.log_place = LogPlace::learned;
  route.statuses = {200};
  route.handler = handler;
  return route;
}

}  // namespace

void add_report_routes(std::vector<Route>& routes) {
  Route one = report_route(
      "/v1/scenarios/{name}/report",
      "What came of a scenario's lists: click-through rate, orders, conversion, revenue.", get_report);
  one.statuses.push_back(404);
  one.response_schema = "PlacementReport";
  routes.push_back(one);
  Route all =
      report_route("/v1/report", "The same for all scenarios, and for lists without one.", get_reports);
  all.response_schema = "Report";
  routes.push_back(all);
}

}  // namespace suggestd::http
