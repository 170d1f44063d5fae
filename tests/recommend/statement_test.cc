#include "recommend/statement.h"

#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace suggestd::recommend {
namespace {

TEST_CASE("each code has a name of its own and an English form") {
  std::set<std::string_view> names;
  for (const StatementEntry& entry : kStatements) {
    INFO(entry.name);
    CHECK(names.insert(entry.name).second);
    CHECK(entry.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
    CHECK_FALSE(entry.text.empty());
  }
}

TEST_CASE("values stand where the form names them, and lists by what they show") {
  CHECK(to_text(Statement{StatementCode::because_of, {{"title", "Tea {cup}"}}}) == "because of Tea {cup}");
  CHECK(
      to_text(Statement{StatementCode::alike_in, {{"alike", std::vector<std::string>{"brand", "price"}}}}) ==
      "alike in brand, price");
  CHECK(to_text(Statement{StatementCode::goes_on_with,
                          {{"lists", std::vector<std::string>{"popular", "new"}},
                           {"list", "for-you"},
                           {"products", std::uint64_t{3}}}}) ==
        "After 3 personal products the list goes on with popular products, then new products.");
}

TEST_CASE("statements are joined to sentences") {
  const Statement holds{StatementCode::catalogue_holds, {{"products", std::uint64_t{9}}}};
  const Statement shown{StatementCode::without_shown, {{"products", std::uint64_t{2}}}};
  const Statement bought{StatementCode::without_bought, {{"products", std::uint64_t{1}}}};
  const Statement nothing{StatementCode::nothing_to_show};
  CHECK(to_text(Statements{}) == "");
  CHECK(to_text(Statements{nothing, holds}) == "Nothing can be shown. The catalogue has 9 products.");
  CHECK(to_text(Statements{holds, shown, bought, nothing}) ==
        "The catalogue has 9 products: 2 were shown already, 1 were bought before. Nothing can be shown.");
}

}  // namespace
}  // namespace suggestd::recommend
