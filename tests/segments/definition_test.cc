#include "segments/definition_text.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace suggestd::segments {
namespace {

Condition parsed(std::string_view people) {
  const Result<Definition> definition = parse_people(people);
  if (!definition) FAIL(definition.error().message());
  return definition->condition;
}

template <class Rule>
Rule parsed_as(std::string_view people) {
  const Condition condition = parsed(people);
  REQUIRE(std::holds_alternative<Rule>(condition.rule));
  return std::get<Rule>(condition.rule);
}

std::string error_of(std::string_view people) {
  const Result<Definition> definition = parse_people(people);
  if (definition) FAIL("was taken: " << people);
  return definition.error().message();
}

using std::chrono::hours;

TEST_CASE("each word is read with its arguments") {
  CHECK(parsed_as<Bought>("bought(category == \"Tea\", 90d)").within == hours(24 * 90));
  CHECK(parsed_as<Bought>("bought(category == \"Tea\", 90d)").products);
  CHECK_FALSE(parsed_as<Bought>("bought(90d)").products);
  CHECK_FALSE(parsed_as<Bought>("bought()").within);
  CHECK(parsed_as<Viewed>("viewed(price > 10)").products);
  CHECK(parsed_as<CartLeft>("cart_left(7d)").within == hours(24 * 7));
  CHECK(parsed_as<FirstOrder>("first_order(30d)").within == hours(24 * 30));
  CHECK(parsed_as<Lapsed>("lapsed(180d)").age == hours(24 * 180));
  CHECK(parsed_as<Orders>("orders(1d) >= 3").count.number == 3);
  CHECK(parsed_as<Orders>("orders() != 0").count.op == catalog::Operator::unequal);
  CHECK(parsed_as<Spent>("spent(\"GBP\", 1d) > 0.5").currency.code() == "GBP");
  CHECK(parsed_as<LikelyScore>("likely(brand == \"Acme\") > -0.5").score.number == -0.5);
  CHECK(parsed_as<LikelyTop>("likely(brand == \"Acme\", 0.05)").share == 0.05);
  CHECK(parsed_as<InFile>("in_file(\"vip\")").list == "vip");
  CHECK(parsed_as<InSegment>("segment(\"new\")").name == "new");
  CHECK(parsed_as<Property>("user.country == \"DE\"").names == std::vector<std::string>{"country"});
  CHECK(parsed_as<Property>("has(user.b) == (user.a > 1)").names == std::vector<std::string>{"a", "b"});
}

TEST_CASE("conditions are joined as filters are") {
  const auto joined = parsed_as<Joined>("bought(1d) or viewed(1d) and not lapsed(1d) or user.vip");
  CHECK(joined.op == catalog::Operator::logical_or);
  REQUIRE(joined.parts.size() == 3);
  const auto& inner = std::get<Joined>(joined.parts[1].rule);
  CHECK(inner.op == catalog::Operator::logical_and);
  CHECK(std::get<Joined>(inner.parts[1].rule).op == catalog::Operator::logical_not);
}

TEST_CASE("a word that is used otherwise is refused with how to write it") {
  CHECK_THAT(error_of("bought(90d, 90d)"), Catch::Contains("write it as bought(FILTER, 90d)"));
  CHECK_THAT(error_of("lapsed()"), Catch::Contains("write it as lapsed(180d)"));
  CHECK_THAT(error_of("orders(90d)"), Catch::Contains("write it as orders(90d) >= 3"));
  CHECK_THAT(error_of("orders(90d) >= \"3\""), Catch::Contains("compared with a number"));
  CHECK_THAT(error_of("spent(\"XXL\") > 1"), Catch::Contains("no currency of ISO 4217"));
  CHECK_THAT(error_of("spent(90d) > 1"), Catch::Contains("write it as spent"));
  CHECK_THAT(error_of("bought(90d) > 1"), Catch::Contains("says yes or no and is not compared"));
  CHECK_THAT(error_of("likely(brand == \"a\", 5)"), Catch::Contains("0.05 is 5 %"));
  CHECK_THAT(error_of("likely(brand == \"a\")"), Catch::Contains("write it as likely"));
  CHECK_THAT(error_of("in_file(vip)"), Catch::Contains("write it as in_file"));
  CHECK_THAT(error_of("bougt(90d)"), Catch::Contains("did you mean 'bought'?"));
  CHECK_THAT(error_of("if(bought(90d), 1, 0) == 1"), Catch::Contains("can't stand inside"));
}

TEST_CASE("what says nothing of a person is refused at its place") {
  CHECK_THAT(error_of("bought(90d) and country == \"DE\""), Catch::Contains("column 17"));
  CHECK_THAT(error_of("country == \"DE\""), Catch::Contains("is written user.country"));
  CHECK_THAT(error_of("1 == 1"), Catch::Contains("says nothing of a person"));
  CHECK_THAT(error_of("bought(user.brand == brand)"), Catch::Contains("nothing of a product"));
  CHECK_THAT(error_of("bought(viewed(1d))"), Catch::Contains("is about people"));
  CHECK_THAT(error_of("bought("), Catch::Contains("column 8"));
}

TEST_CASE("a definition in JSON names the field that is bad") {
  const auto pointer_of = [](std::string_view json) {
    return parse_definition(json).error().fields().front().pointer;
  };
  CHECK(pointer_of(R"json({"people":""})json") == "/people");
  CHECK(pointer_of(R"json({"people":"bought("})json") == "/people");
  CHECK(pointer_of(R"json({"people":"bought()","persons":1})json") == "/persons");
  const Result<Definition> good =
      parse_definition(R"json({"people":"bought()","description":"customers"})json");
  REQUIRE(good.ok());
  CHECK(to_json(*good) == R"json({"description":"customers","people":"bought()"})json");
}

TEST_CASE("references are told in the order of the text") {
  const References references =
      references_of(*parse_people("segment(\"b\") or not (in_file(\"l\") and segment(\"a\"))"));
  REQUIRE(references.segments.size() == 2);
  CHECK(references.segments[0].name == "b");
  CHECK(references.segments[1].name == "a");
  REQUIRE(references.lists.size() == 1);
  CHECK(references.lists[0].list == "l");
}

// --- Properties

rc::Gen<std::string> any_rule() {
  return rc::gen::element<std::string>(
      "bought(90d)", "viewed(category == \"Tea\")", "cart_left()", "orders(1d) >= 3", "spent(\"EUR\") < 5",
      "lapsed(10d)", "user.country in [\"DE\", \"AT\"]", "segment(\"a\")", "in_file(\"b\")");
}

std::size_t rules_in(const Condition& condition) {
  std::size_t rules = 0;
  for_each_condition(condition, [&](const Condition& one) {
    if (!std::holds_alternative<Joined>(one.rule)) ++rules;
  });
  return rules;
}

TEST_CASE("a definition keeps each of its rules, however they are joined") {
  CHECK(rc::check("rules joined by and, or, not", [] {
    std::string text;
    const auto rules = *rc::gen::inRange<std::size_t>(1, 20);
    for (std::size_t i = 0; i < rules; ++i) {
      if (i > 0) text += *rc::gen::element<std::string>(" and ", " or ");
      if (*rc::gen::arbitrary<bool>()) text += "not ";
      const std::string rule = *any_rule();
      text += *rc::gen::arbitrary<bool>() ? "(" + rule + ")" : rule;
    }
    const Result<Definition> definition = parse_people(text);
    RC_ASSERT(definition.ok());
    RC_ASSERT(rules_in(definition->condition) == rules);
  }));
}

TEST_CASE("any text is taken or refused with a place") {
  CHECK(rc::check("random tokens", [] {
    const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "bought", "spent", "likely", "(", ")", ",", "and", "or", "not", "90d", "\"EUR\"", "user.x",
        "==", ">=", "3", "-", "[", "]", "category", "segment", "in", "has"));
    std::string text;
    for (const std::string& word : words) text += word + " ";
    const Result<Definition> definition = parse_people(text);
    if (definition) {
      RC_ASSERT(parse_definition(to_json(*definition)).ok());
    } else {
      RC_ASSERT(definition.error().message().starts_with("column "));
    }
  }));
}

}  // namespace
}  // namespace suggestd::segments
