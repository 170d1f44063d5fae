#include "records/change_json.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "records/arbitrary.h"

namespace suggestd {
namespace {

TEST_CASE("a change is written as the feed shows it") {
  Product product;
  product.product_id = "p";
  Change change{Sequence{7}, ChangeKind::product, ChangeOp::put, 0, Timestamp(std::chrono::seconds(0)), "p",
                product};
  std::string out;
  append_json(out, change);
  CHECK(
      out ==
      R"({"seq":7,"kind":"product","op":"put","id":"p","at":"1970-01-01T00:00:00Z","data":{"product_id":"p"}})");
  change.op = ChangeOp::deleted;
  change.payload = Deleted{};
  out.clear();
  append_json(out, change);
  CHECK(out ==
        R"({"seq":7,"kind":"product","op":"deleted","id":"p","at":"1970-01-01T00:00:00Z","data":null})");
}

TEST_CASE("every change of the API's making is well-formed JSON") {
  CHECK(rc::check([] {
    Change change = arbitrary::change();
    // Free text is UTF-8 once it is stored; rapidcheck's texts are not.
    change.id = arbitrary::id();
    if (std::holds_alternative<UserMerge>(change.payload)) change.payload = UserMerge{"a\"b", "c\n"};
    if (std::holds_alternative<RuleDocument>(change.payload)) change.payload = RuleDocument{"r", "{}"};
    std::string out;
    append_json(out, change);
    RC_ASSERT(nlohmann::json::accept(out));
    RC_ASSERT(out.find('\n') == std::string::npos);
  }));
}

}  // namespace
}  // namespace suggestd
