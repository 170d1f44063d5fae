#include "campaigns/report.h"

#include <algorithm>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "campaigns/after_run.h"
#include "records/json_reader.h"

namespace suggestd::campaigns {
namespace {

class Reported {
 public:
  explicit Reported(AfterRun& shop, const char* campaign = R"({"report_segments":["loyal"]})") {
    run = *shop.runs.find("spring", "");
    WorkBudget budget;
    auto made = make_report(run, *parse_campaign("spring", campaign), 10, shop.runs, shop.store(),
                            store::kShop, budget);
    REQUIRE(made);
    report = *std::move(made);
  }

  const ReportPart& part(std::string_view of) const {
    const auto found = std::ranges::find(report.parts, of, &ReportPart::of);
    REQUIRE(found != report.parts.end());
    return *found;
  }

  KeptRun run;
  Report report;
};

void fill(AfterRun& shop) {
  GivenList ada = given("ada", false, {"p", "q"}, {"loyal"});
  ada.clicked = {2};
  shop.keep("spring", "1",
            {ada, given("bob", false, {"q"}), given("cid", true, {"p"}, {"loyal"}), given("dan", true, {})});
  shop.order("ada", "p", 1);
  shop.order("ada", "q", 2);
  shop.order("bob", "other", 3);
  shop.order("cid", "p", 4);
  shop.order("dan", "p", 5);
}

TEST_CASE("a segment's part tells the people who were in it at the run") {
  AfterRun shop;
  fill(shop);
  const Reported made(shop);
  const ReportPart& loyal = made.part("loyal");
  CHECK(loyal.kind == PartKind::segment);
  CHECK(loyal.sent.people == 1);
  CHECK(loyal.sent.orders == 2);
  CHECK(loyal.held_out.people == 1);
  CHECK(loyal.held_out.orders == 1);
  CHECK(made.report.sent.people == 2);
  CHECK(made.report.sent.orders == 3);
}

TEST_CASE("a product's part compares everybody, by the orders of the product alone") {
  AfterRun shop;
  fill(shop);
  const Reported made(shop);
  const ReportPart& p = made.part("p");
  CHECK(p.sent.people == 2);
  CHECK(p.sent.with_list == 1);
  CHECK(p.sent.orders == 1);
  CHECK(p.sent.clicked == 0);  // her click was on the other product
  CHECK(p.sent.opened == 1);
  CHECK(p.sent.revenue.at(*Currency::parse("GBP")) == 450);
  // Who got no list counts too: nothing that comes after the draw decides who is compared.
  CHECK(p.held_out.people == 2);
  CHECK(p.held_out.buyers == 2);
  CHECK(made.part("q").sent.clicked == 1);
  CHECK(std::ranges::count(made.report.parts, PartKind::product, &ReportPart::kind) == 2);
}

TEST_CASE("the products that were given most are told, and no more than the limit") {
  AfterRun shop;
  std::vector<std::string> products;
  for (std::size_t i = 0; i < kReportedProducts + 5; ++i) products.push_back(fmt::format("p{:02}", i));
  shop.keep("spring", "1", {given("ada", false, products), given("bob", true, {products.back()})});
  const Reported made(shop);
  CHECK(made.report.parts.size() == 1 + kReportedProducts);
  CHECK(made.part(products.back()).held_out.with_list == 1);
}

TEST_CASE("the answer tells how many intervals there are, and what all of them say") {
  AfterRun shop;
  fill(shop);
  const Reported made(shop);
  const auto document = parse_json(to_json(made.run, made.report));
  REQUIRE(document);
  const Json& json = document->root();
  CHECK(json["parts"]["comparisons"] == 6);  // orders and revenue in pounds, of one segment and two products
  CHECK(json["parts"]["sentence"] ==
        "Of 3 segments and products none can be compared before 20 people of each group bought; too early to "
        "say.");
  CHECK(json["parts"]["segments"][0]["of"] == "loyal");
  CHECK(json["parts"]["products"].size() == 2);
}

TEST_CASE("of few buyers the answer tells means and no interval") {
  AfterRun shop;
  fill(shop);
  const Reported made(shop);
  const auto document = parse_json(to_json(made.run, made.report));
  REQUIRE(document);
  CHECK(document->root()["fewest_buyers"] == kFewestBuyers);
  const Json& orders = document->root()["difference_per_person"]["orders"];
  CHECK(orders["finding"] == "too_few");
  CHECK(orders["mean"] == 0.5);
  for (const char* name : {"low", "high", "estimate", "interval"}) CHECK(orders[name].is_null());
  const std::string csv = to_csv(made.run, made.report);
  CHECK(csv.find(",0.5,,,") != std::string::npos);
  CHECK(csv.find(",too_few,too_few\r\n") != std::string::npos);
}

// 40 of 100 who were sent to bought, 20 of 60 held out.
TEST_CASE("of many buyers the answer tells what the interval says") {
  AfterRun shop;
  std::vector<GivenList> lists;
  for (int i = 0; i < 160; ++i) lists.push_back(given(fmt::format("u{}", i), i >= 100, {"p"}));
  shop.keep("spring", "1", lists);
  for (int i = 0; i < 160; ++i) {
    if (i < 40 || i >= 140) shop.order(fmt::format("u{}", i), "p", 1 + i % 5);
  }
  const Reported made(shop);
  const auto document = parse_json(to_json(made.run, made.report));
  REQUIRE(document);
  const Json& json = document->root();
  const Json& orders = json["difference_per_person"]["orders"];
  CHECK(orders["finding"] == "undecided");
  CHECK(orders["estimate"].get<double>() == Approx(0.2));
  CHECK(orders["interval"]["low"].get<double>() < 0);
  CHECK(orders["high"].get<double>() > orders["mean"].get<double>());
  CHECK(json["parts"]["sentence"] ==
        "Of 2 segments and products 1 can be compared; none differs by more than chance explains.");
  CHECK(to_csv(made.run, made.report).find(",undecided,undecided\r\n") != std::string::npos);
}

TEST_CASE("CSV has a line for each group of each part") {
  AfterRun shop;
  fill(shop);
  const Reported made(shop);
  const std::string csv = to_csv(made.run, made.report);
  CHECK(std::ranges::count(csv, '\n') == 1 + 2 * 4);
  CHECK(csv.find(",1,0,product,p,") != std::string::npos);
  const std::string head = csv.substr(0, csv.find('\r'));
  for (std::size_t begin = 0; begin < csv.size(); begin = csv.find('\n', begin) + 1) {
    const std::string line = csv.substr(begin, csv.find('\r', begin) - begin);
    CHECK(std::ranges::count(line, ',') == std::ranges::count(head, ','));
  }
}

}  // namespace
}  // namespace suggestd::campaigns
