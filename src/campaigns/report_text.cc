// A report as JSON and as CSV.
#include <set>

#include <fmt/format.h>

#include "base/json_text.h"
#include "campaigns/report.h"

namespace suggestd::campaigns {
namespace {

void write_group(JsonWriter& out, std::string_view name, const GroupReport& group) {
  out.key(name).begin_object().member("people", group.people).member("with_list", group.with_list);
  out.member("opened", group.opened).member("clicked", group.clicked);
  out.member("buyers", group.buyers).member("orders", group.orders);
  out.member("units", static_cast<double>(group.unit_thousandths) / 1000);
  out.key("revenue").begin_array();
  for (const auto& [currency, minor] : group.revenue) {
    out.begin_object().member("currency", currency.code()).member("amount", to_decimal(minor, currency));
    out.end_object();
  }
  out.end_array().end_object();
}

GroupNumber orders_of(const GroupReport& group) { return {group.people, group.order_sample}; }

GroupNumber revenue_of(const GroupReport& group, Currency currency) {
  const auto found = group.revenue_sample.find(currency);
  return {group.people, found == group.revenue_sample.end() ? Sample() : found->second};
}

void write_difference(JsonWriter& out, const std::optional<Difference>& found, std::string_view what) {
  if (found) {
    out.member("mean", found->mean).member("low", found->low).member("high", found->high);
    out.member("held_out_mean", found->held_out_mean);
  } else {
    for (const char* name : {"mean", "low", "high", "held_out_mean"}) out.key(name).null();
  }
  out.member("sentence", sentence_of(found, what)).end_object();
}

std::set<Currency> currencies_of(const Report& report) {
  std::set<Currency> all;
  for (const GroupReport* group : {&report.sent, &report.held_out}) {
    for (const auto& [currency, minor] : group->revenue) all.insert(currency);
  }
  return all;
}

void write_csv_line(std::string& csv, const KeptRun& run, std::string_view name, const GroupReport& group,
                    Currency currency) {
  const auto found = group.revenue.find(currency);
  const WideMinor minor = found == group.revenue.end() ? 0 : found->second;
  csv += fmt::format(
      "{},{},{},{},{},{},{},{},{},{}\r\n", to_rfc3339(run.at), name, group.people, group.with_list,
      group.buyers, group.orders, static_cast<double>(group.unit_thousandths) / 1000,
      currency.known() ? fmt::format("{},{}", currency.code(), to_decimal(minor, currency)) : ",",
      group.opened, group.clicked);
}

}  // namespace

std::string to_json(const KeptRun& run, const Report& report) {
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("campaign", run.campaign).member("run", run.run);
  out.member("from", to_rfc3339(report.from)).member("until", to_rfc3339(report.until));
  write_group(out, "sent", report.sent);
  write_group(out, "held_out", report.held_out);
  out.key("difference_per_person").begin_object().key("orders").begin_object();
  write_difference(out, difference(orders_of(report.sent), orders_of(report.held_out)), "orders");
  out.key("revenue").begin_array();
  for (const Currency currency : currencies_of(report)) {
    const auto found = difference(revenue_of(report.sent, currency), revenue_of(report.held_out, currency));
    out.begin_object().member("currency", currency.code());
    write_difference(out, found, fmt::format("revenue in {}", currency.code()));
  }
  out.end_array().end_object().end_object();
  return json;
}

std::string to_csv(const KeptRun& run, const Report& report) {
  std::string csv = "from,group,people,with_list,buyers,orders,units,currency,revenue,opened,clicked\r\n";
  std::set<Currency> currencies = currencies_of(report);
  if (currencies.empty()) currencies.insert(Currency());
  for (const Currency currency : currencies) {
    write_csv_line(csv, run, "sent", report.sent, currency);
    write_csv_line(csv, run, "held_out", report.held_out, currency);
  }
  return csv;
}

}  // namespace suggestd::campaigns
