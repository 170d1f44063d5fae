#include "records/json_reader.h"

#include <catch2/catch.hpp>

#include "records/mutation_json.h"
#include "records/order_json.h"
#include "records/product_json.h"

namespace suggestd {
namespace {

using namespace std::string_literals;

// A document of each kind, and how it is read.
template <class Visit>
void for_each_reader(Visit visit) {
  visit(R"({"any":1})"s, [](std::string_view text) { return parse_json(text).ok(); });
  visit(R"({"order_id":"1","user_id":"u","placed_at":"2026-01-01T00:00:00Z","currency":"EUR",)"
        R"("lines":[{"product_id":"p","quantity":1,"price":"1.00"}]})"s,
        [](std::string_view text) { return parse_order(text).ok(); });
  visit(R"({"product_id":"p"})"s, [](std::string_view text) { return parse_product(text).ok(); });
  visit(R"({"stock":1})"s, [](std::string_view text) { return check_merge_patch(text, "p").ok(); });
  visit("{}"s, [](std::string_view text) { return parse_refund(text, "1").ok(); });
}

TEST_CASE("nothing but blanks may stand behind a document, and no NUL anywhere") {
  for_each_reader([](const std::string& good, auto reads) {
    INFO(good);
    CHECK(reads(good));
    CHECK(reads(good + " \r\n\t"));
    for (const std::string& rest :
         {"\0"s, "\0"s + good, " \0"s, good, "}"s, ","s, "x"s, "\x1a"s, "//"s, "\xff"s})
      CHECK_FALSE(reads(good + rest));
    CHECK_FALSE(reads("\0"s + good));
    for (std::size_t place = 1; place < good.size(); ++place) {
      std::string broken = good;
      broken.insert(place, 1, '\0');
      CHECK_FALSE(reads(broken));
    }
  });
}

TEST_CASE("a NUL is told with its place") {
  const auto told = parse_json("{\"a\":1}\0{\"b\":2}"s);
  REQUIRE_FALSE(told.ok());
  CHECK(told.error().message().find("column 8") != std::string::npos);
}

TEST_CASE("a document that is wrong in every place tells the first places and how many more") {
  std::string lines = "1";
  for (int i = 0; i < 9'999; ++i) lines += ",1";
  const auto order = parse_order("{\"lines\":[" + lines + "]}");
  REQUIRE_FALSE(order.ok());
  const std::vector<FieldError>& fields = order.error().fields();
  REQUIRE(fields.size() == FieldErrors::kMost + 1);
  CHECK(fields.back().pointer.empty());
  CHECK(fields.back().detail.ends_with(" more, which are not listed"));
}

TEST_CASE("long names and texts are cut in what is told of them") {
  FieldErrors errors;
  const std::string umlauts = [] {
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += "ü";
    return text;
  }();
  errors.add("/" + umlauts, umlauts);
  const Error error = errors.error();
  CHECK(error.fields().front().pointer.size() <= FieldErrors::kTextBytes + 3);
  CHECK(error.fields().front().pointer.ends_with("ü..."));
  CHECK(error.fields().front().detail.size() <= FieldErrors::kTextBytes + 3);
  CHECK(error.message().size() <= 2 * FieldErrors::kTextBytes + 20);
}

TEST_CASE("a field that is wrong is not also missing") {
  const auto json = parse_json(R"({"people": {}})");
  FieldErrors errors;
  ObjectReader in(json->root(), "", errors);
  std::string people;
  std::string description;
  in.text("people", people);
  in.text("description", description);
  if (people.empty()) in.bad("people", "is missing: say who");
  if (description.empty()) in.bad("description", "is missing: say why");
  const Error error = errors.error();
  REQUIRE(error.fields().size() == 2);
  CHECK(error.fields()[0].pointer == "/people");
  CHECK_FALSE(error.fields()[0].detail.starts_with("is missing"));
  CHECK(error.fields()[1].pointer == "/description");
}

}  // namespace
}  // namespace suggestd
