#include "http/problem.h"

#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "http/problem_words.h"

using namespace suggestd;
using namespace suggestd::http;

TEST_CASE("an error becomes a problem with pointer and request id") {
  Response response = problem_response(invalid_field("/lines/0/price", "has more digits than GBP"));
  add_request_id(response, "req-1");
  CHECK(response.status == 400);
  CHECK(response.content_type.starts_with("application/problem+json"));
  const auto body = nlohmann::json::parse(response.body);
  CHECK(body["type"] == "/problems/invalid");
  CHECK(body["status"] == 400);
  CHECK(body["request_id"] == "req-1");
  CHECK(body["errors"] ==
        nlohmann::json::array({{{"pointer", "/lines/0/price"}, {"detail", "has more digits than GBP"}}}));
}

TEST_CASE("each kind of error has its number") {
  const auto [kind, status] = GENERATE(table<ErrorKind, int>({{ErrorKind::invalid, 400},
                                                              {ErrorKind::not_found, 404},
                                                              {ErrorKind::conflict, 409},
                                                              {ErrorKind::gone, 410},
                                                              {ErrorKind::busy, 503},
                                                              {ErrorKind::no_space, 507},
                                                              {ErrorKind::too_large, 413},
                                                              {ErrorKind::too_costly, 422},
                                                              {ErrorKind::internal, 500}}));
  CHECK(problem_response(Error(kind, "x")).status == status);
}

TEST_CASE("every status has one type and a title of its own") {
  std::set<int> statuses;
  std::set<std::string_view> types;
  for (const ProblemType& type : problem_table()) {
    // These have the status of another type; the type alone tells them apart.
    const bool second = type.type == "too-costly" || type.type == "unknown-name" || type.type == "damaged";
    CHECK(statuses.insert(type.status).second == !second);
    CHECK(types.insert(type.type).second);
    CHECK_FALSE(type.title.empty());
    const ProblemWords* words = problem_words(type.type);
    REQUIRE(words != nullptr);
    for (const std::string_view each : {type.title, words->means, words->again, words->remedy}) {
      CHECK_FALSE(each.empty());
      CHECK(each.find_first_of("<>&\"") == std::string_view::npos);
    }
  }
}
