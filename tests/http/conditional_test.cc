#include "http/conditional.h"

#include <catch2/catch.hpp>

namespace suggestd::http {
namespace {

Request with(std::string_view name, std::string_view value) {
  Request request;
  request.header = [name, value](std::string_view asked) {
    return asked == name ? value : std::string_view();
  };
  return request;
}

}  // namespace

TEST_CASE("If-Match compares strongly: a weak tag matches nothing") {
  const auto [header, good] = GENERATE(table<std::string, bool>({
      {R"("1:45")", true},
      {R"(W/"1:45")", false},
      {R"(W/"1:45", "1:45")", true},
      {R"("1:44", "1:45")", true},
      {R"("1:44")", false},
      {"*", true},
      {"", true},
  }));
  CAPTURE(header);
  const Request request = with("If-Match", header);
  CHECK(may_write(request, "1:45").value() == good);
  const Precondition asked = precondition_of(request, Epoch{1}).value();
  const bool stored =
      !asked.present || header == "*" ||
      std::find(asked.versions.begin(), asked.versions.end(), Sequence{45}) != asked.versions.end();
  CHECK(stored == good);
}

TEST_CASE("If-Match finds nothing where there is nothing") {
  CHECK(!may_write(with("If-Match", "*"), std::nullopt).value());
  CHECK(!may_write(with("If-Match", R"("3")"), std::nullopt).value());
  CHECK(may_write(with("If-Match", ""), std::nullopt).value());
}

TEST_CASE("If-None-Match lets a write make what is not there") {
  CHECK(may_write(with("If-None-Match", "*"), std::nullopt).value());
  CHECK(!may_write(with("If-None-Match", "*"), "3").value());
  CHECK(!may_write(with("If-None-Match", R"("3")"), "3").ok());
}

TEST_CASE("a reader who has the tag, strong or weak, is told so") {
  CHECK(already_known(with("If-None-Match", R"("1:45")"), "1:45"));
  CHECK(already_known(with("If-None-Match", R"(W/"1:45")"), "1:45"));
  CHECK(already_known(with("If-None-Match", "*"), "1:45"));
  CHECK(!already_known(with("If-None-Match", R"("1:44")"), "1:45"));
  CHECK(!already_known(with("If-None-Match", "1:45"), "1:45"));
}

TEST_CASE("a tag without its quotes is told as such") {
  CHECK(!may_write(with("If-Match", "1:45"), "1:45").ok());
}

}  // namespace suggestd::http
