#include "http/handlers/catalogue_findings.h"

#include "base/json_text.h"
#include "http/handlers/reading.h"
#include "recommend/doctor/catalogue_findings.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using recommend::Finding;
using recommend::FindingWords;

constexpr Lever kRecordBytes{"limit", "the products of each finding"};

Result<recommend::FindingsRequest> findings_request(const Request& request) {
  recommend::FindingsRequest findings;
  if (request.has("finding")) findings.only = recommend::find_finding(request.text("finding"));
  findings.limit = static_cast<std::size_t>(request.integer("limit"));
  findings.after = request.text("after");
  findings.now = now();
  if (!findings.after.empty() && !findings.only)
    return invalid("after: goes with `finding`, whose page it continues");
  return findings;
}

bool write_record(JsonWriter& out, const learn::Snapshot& snapshot, ProductRow row, WorkBudget& budget) {
  const std::string& id = snapshot.products.id(row);
  const std::string& title = snapshot.catalog.product(row).title;
  if (!budget.write(id.size() + title.size(), kRecordBytes)) return false;
  out.begin_object().member("product_id", id);
  out.member("title", title);
  out.member("people", std::uint64_t{snapshot.product(row).usual.people()});
  out.end_object();
  return true;
}

bool write_finding(JsonWriter& out, const learn::Snapshot& snapshot, const Finding& finding,
                   WorkBudget& budget) {
  const FindingWords& words = recommend::finding_words()[static_cast<std::size_t>(finding.kind)];
  out.begin_object().member("finding", words.name).member("products", std::uint64_t{finding.products});
  out.member("what", words.what).member("costs", words.costs).member("mend", words.mend);
  out.key("records").begin_array();
  for (const ProductRow row : finding.page) {
    if (!write_record(out, snapshot, row, budget)) return false;
  }
  out.end_array().key("next");
  if (finding.more) {
    out.value(snapshot.products.id(finding.page.back()));
  } else {
    out.null();
  }
  out.end_object();
  return true;
}

Result<Response> get_findings(const Request& request, Services&) {
  const auto asked = findings_request(request);
  if (!asked) return asked.error();
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto freshness = request.shop->wait_for(*level);
  if (!freshness) return freshness.error();
  const std::shared_ptr<const learn::Snapshot> snapshot = request.shop->snapshot();
  const auto findings = recommend::catalogue_findings(*snapshot, *asked, *request.budget);
  if (!findings) return findings.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().member("products", std::uint64_t{findings->products});
  writer.key("findings").begin_array();
  for (const Finding& finding : findings->found) {
    if (!write_finding(writer, *snapshot, finding, *request.budget)) return request.budget->status().error();
  }
  writer.end_array().member("applied", to_text(snapshot->applied)).end_object();
  add_freshness(response, {snapshot->applied, freshness->stale});
  return response;
}

std::vector<std::string_view> finding_names() {
  std::vector<std::string_view> names;
  for (const FindingWords& words : recommend::finding_words()) names.push_back(words.name);
  return names;
}

}  // namespace

void add_catalogue_findings_routes(std::vector<Route>& routes) {
  Route route{.method = "GET", .path = "/v1/catalogue/findings", .tag = "Products"};
  route.summary =
      "What is wrong with the catalogue: each finding with its products, what it costs and how to mend it.";
  route.scope = Scope::read;
  route.shop_needed = true;
  route.parameters = {{.name = "finding", .help = "This one alone.", .choices = finding_names()},
                      {.name = "limit",
                       .type = ParameterType::integer,
                       .help = "Products of each finding, the most wanted first.",
                       .standard = "5",
                       .smallest = 1,
                       .largest = 1000},
                      {.name = "after", .help = "Goes on behind this product: `next` of the page before."}};
  route.response_schema = "CatalogueFindings";
  route.log_place = LogPlace::learned;
  route.statuses = {200, 404};
  route.handler = get_findings;
  routes.push_back(route);
}

}  // namespace suggestd::http
