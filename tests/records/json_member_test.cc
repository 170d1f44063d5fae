#include "records/json_member.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace suggestd {
namespace {

TEST_CASE("a member is found by its name, whatever stands before it") {
  const std::string object = R"({"a":{"b":[1,"},\"x"]},"b":"te\"xt","long name":[{"c":null}],"z":-1.5e3})";
  CHECK(json_member(object, "a") == R"({"b":[1,"},\"x"]})");
  CHECK(json_member(object, "b") == R"("te\"xt")");
  CHECK(json_member(object, "long name") == R"([{"c":null}])");
  CHECK(json_member(object, "z") == "-1.5e3");
  CHECK_FALSE(json_member(object, "c"));
  CHECK_FALSE(json_member(object, ""));
  CHECK_FALSE(json_member("{}", "a"));
  CHECK_FALSE(json_member("", "a"));
}

TEST_CASE("it finds what a tree finds, for any texts") {
  CHECK(rc::check([](const std::map<std::string, std::string>& values) {
    nlohmann::json tree = nlohmann::json::object();
    for (const auto& [name, value] : values) {
      // Only UTF-8 can stand in a record.
      const auto ascii = [](std::string text) {
        for (char& c : text) c = static_cast<char>(static_cast<unsigned char>(c) & 0x7FU);
        return text;
      };
      tree[ascii(name)] = nlohmann::json::array({ascii(value), nlohmann::json::object({{ascii(value), 1}})});
    }
    const std::string text = tree.dump();
    for (const auto& [name, value] : tree.items()) {
      RC_ASSERT(json_member(text, name) == std::optional<std::string_view>(value.dump()));
    }
    RC_ASSERT(!json_member(text, "\xc3\xbc no member"));
  }));
}

}  // namespace
}  // namespace suggestd
