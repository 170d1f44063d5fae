// A report as JSON and as CSV.
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/csv_text.h"
#include "base/json_text.h"
#include "campaigns/report.h"

namespace suggestd::campaigns {
namespace {

using Currencies = std::set<Currency>;

Currencies currencies_of(const Report& report) {
  Currencies all;
  for (const GroupReport* group : {&report.sent, &report.held_out}) {
    for (const auto& [currency, minor] : group->revenue) all.insert(currency);
  }
  return all;
}

// The intervals that the parts show: orders, and revenue in each currency.
std::size_t comparisons_of(const Report& report) {
  return report.parts.size() * (1 + currencies_of(report).size());
}

// Two groups that are compared, one of `comparisons` such intervals.
struct Pair {
  const GroupReport& sent;
  const GroupReport& held_out;
  std::size_t comparisons = 1;

  std::optional<Difference> orders() const {
    return difference({sent.people, sent.order_sample}, {held_out.people, held_out.order_sample},
                      comparisons);
  }
  std::optional<Difference> revenue(Currency currency) const {
    return difference({sent.people, sample_of(sent, currency)},
                      {held_out.people, sample_of(held_out, currency)}, comparisons);
  }

 private:
  static Sample sample_of(const GroupReport& group, Currency currency) {
    const auto found = group.revenue_sample.find(currency);
    return found == group.revenue_sample.end() ? Sample() : found->second;
  }
};

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

void write_number(JsonWriter& out, std::string_view name, std::optional<double> number) {
  out.key(name);
  if (number) {
    out.value(*number);
  } else {
    out.null();
  }
}

// `mean`, `low` and `high` are amounts; `estimate` and `interval` say the same as parts of those held out, as experiments do.
void write_difference(JsonWriter& out, const std::optional<Difference>& found, std::string_view what) {
  const Difference told = found.value_or(Difference{});
  const auto& interval = told.interval;
  const auto& relative = told.relative_interval;
  using Number = std::optional<double>;
  write_number(out, "mean", found ? Number(told.mean) : Number());
  write_number(out, "low", interval ? Number(interval->low) : Number());
  write_number(out, "high", interval ? Number(interval->high) : Number());
  write_number(out, "held_out_mean", found ? Number(told.held_out_mean) : Number());
  out.member("finding", experiments::finding_name(told.finding));
  write_number(out, "estimate", relative ? Number(told.mean / told.held_out_mean) : Number());
  out.key("interval");
  if (relative) {
    out.begin_object().member("low", relative->low).member("high", relative->high).end_object();
  } else {
    out.null();
  }
  out.member("sentence", sentence_of(found, what)).end_object();
}

void write_pair(JsonWriter& out, const Pair& pair, const Currencies& currencies) {
  write_group(out, "sent", pair.sent);
  write_group(out, "held_out", pair.held_out);
  out.key("difference_per_person").begin_object().key("orders").begin_object();
  write_difference(out, pair.orders(), "orders");
  out.key("revenue").begin_array();
  for (const Currency currency : currencies) {
    out.begin_object().member("currency", currency.code());
    write_difference(out, pair.revenue(currency), fmt::format("revenue in {}", currency.code()));
  }
  out.end_array().end_object();
}

// Such as "Of 22 segments and products 9 can be compared; none differs by more than chance explains."
std::string sentence_of(const Report& report, const Currencies& currencies) {
  std::string names;
  std::size_t compared = 0;
  std::size_t apart = 0;
  const std::size_t comparisons = comparisons_of(report);
  for (const ReportPart& part : report.parts) {
    const Pair pair{part.sent, part.held_out, comparisons};
    const auto orders = pair.orders();
    if (orders && orders->interval) ++compared;  // whose revenue can be compared, their orders can
    bool differs = is_beyond_chance(orders);
    for (const Currency currency : currencies) differs = differs || is_beyond_chance(pair.revenue(currency));
    if (!differs) continue;
    ++apart;
    names += fmt::format("{}{} {}", apart == 1 ? "" : ", ", part_kind_name(part.kind), part.of);
  }
  const std::string all = fmt::format("Of {} segments and products", report.parts.size());
  if (compared == 0)
    return fmt::format("{} none can be compared before {} people of each group bought; too early to say.",
                       all, kFewestBuyers);
  if (apart == 0)
    return fmt::format("{} {} can be compared; none differs by more than chance explains.", all, compared);
  return fmt::format("{} {} can be compared; {} {} by more than chance explains: {}.", all, compared, apart,
                     apart == 1 ? "differs" : "differ", names);
}

void write_parts(JsonWriter& out, const Report& report, const Currencies& currencies) {
  const std::size_t comparisons = comparisons_of(report);
  out.key("parts").begin_object().member("comparisons", std::uint64_t{comparisons});
  out.member("sentence", sentence_of(report, currencies));
  for (const PartKind kind : {PartKind::segment, PartKind::product}) {
    out.key(kind == PartKind::segment ? "segments" : "products").begin_array();
    for (const ReportPart& part : report.parts) {
      if (part.kind != kind) continue;
      out.begin_object().member("of", part.of);
      write_pair(out, {part.sent, part.held_out, comparisons}, currencies);
      out.end_object();
    }
    out.end_array();
  }
  out.end_object();
}

std::string interval_cells(const std::optional<Difference>& found) {
  if (!found) return ",,";
  if (!found->interval) return fmt::format("{},,", found->mean);
  return fmt::format("{},{},{}", found->mean, found->interval->low, found->interval->high);
}

std::string_view finding_cell(const std::optional<Difference>& found) {
  return experiments::finding_name(found ? found->finding : Finding::too_few);
}

std::string cells_of(const ReportPart& part) {
  std::string cells(part_kind_name(part.kind));
  append_next_csv_field(cells, part.of);
  return cells;
}

class CsvLines {
 public:
  CsvLines(const KeptRun& run, std::string& csv) : from_(to_rfc3339(run.at)), csv_(csv) {}

  // `part`: "," for the whole.
  void add(const Pair& pair, Currency currency, const std::string& part) {
    const auto orders = pair.orders();
    std::string revenue_cells = ",,";
    std::string_view revenue_finding;
    if (currency.known()) {
      const auto revenue = pair.revenue(currency);
      revenue_cells = interval_cells(revenue);
      revenue_finding = finding_cell(revenue);
    }
    add_group("sent", pair.sent, currency,
              fmt::format("{},{},{},{},{}", part, interval_cells(orders), revenue_cells, finding_cell(orders),
                          revenue_finding));
    add_group("held_out", pair.held_out, currency, part + ",,,,,,,,");
  }

 private:
  void add_group(std::string_view name, const GroupReport& group, Currency currency,
                 const std::string& behind) {
    const auto found = group.revenue.find(currency);
    const WideMinor minor = found == group.revenue.end() ? 0 : found->second;
    csv_ += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{}\r\n", from_, name, group.people, group.with_list, group.buyers,
        group.orders, static_cast<double>(group.unit_thousandths) / 1000,
        currency.known() ? fmt::format("{},{}", currency.code(), to_decimal(minor, currency)) : ",",
        group.opened, group.clicked, behind);
  }

  const std::string from_;
  std::string& csv_;
};

}  // namespace

std::string to_json(const KeptRun& run, const Report& report) {
  const Currencies currencies = currencies_of(report);
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("campaign", run.campaign).member("run", run.run);
  out.member("from", to_rfc3339(report.from)).member("until", to_rfc3339(report.until));
  out.member("fewest_buyers", kFewestBuyers);
  write_pair(out, {report.sent, report.held_out}, currencies);
  write_parts(out, report, currencies);
  out.end_object();
  return json;
}

std::string to_csv(const KeptRun& run, const Report& report) {
  std::string csv =
      "from,group,people,with_list,buyers,orders,units,currency,revenue,opened,clicked,by,of,"
      "orders_difference,orders_low,orders_high,revenue_difference,revenue_low,revenue_high,"
      "orders_finding,revenue_finding\r\n";
  Currencies currencies = currencies_of(report);
  const std::size_t comparisons = comparisons_of(report);
  if (currencies.empty()) currencies.insert(Currency());
  CsvLines lines(run, csv);
  for (const Currency currency : currencies) {
    lines.add({report.sent, report.held_out}, currency, ",");
    for (const ReportPart& part : report.parts)
      lines.add({part.sent, part.held_out, comparisons}, currency, cells_of(part));
  }
  return csv;
}

}  // namespace suggestd::campaigns
