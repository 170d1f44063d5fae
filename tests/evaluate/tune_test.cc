#include "evaluate/tune.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd::evaluate {
namespace {

// Two circles of people who like the products of their own circle, each most of them.
std::vector<UserItems> two_circles() {
  std::vector<UserItems> users;
  for (int u = 0; u < 40; ++u) {
    UserItems user{fmt::format("{}", u), {}};
    for (int i = 0; i < 15; ++i) {
      if ((u * 7 + i * 3) % 4 != 0) user.items.push_back(fmt::format("{}", (u % 2) * 15 + i));
    }
    users.push_back(std::move(user));
  }
  return users;
}

TuneOptions small_options() {
  TuneOptions options;
  options.start.model.factors.dim = 8;
  options.start.model.threads = 1;
  options.scoring.at = 5;
  return options;
}

std::string text_of(const Settings& settings) {
  return fmt::format("{} {} {} {}", settings.lanes.cooccurrence, settings.lanes.linear,
                     settings.model.factors.ridge, settings.model.neighbours.sparse_linear.lambda);
}

}  // namespace

TEST_CASE("tuning finds the same settings on any number of threads") {
  TuneOptions options = small_options();
  const Settings one = tune(two_circles(), options).value().settings;
  options.start.model.threads = 3;
  CHECK(text_of(tune(two_circles(), options).value().settings) == text_of(one));
}

TEST_CASE("tuning leaves settings alone that are no worse than others") {
  TuneOptions options = small_options();
  options.scoring.at = 30;  // lists of everything: recall cannot differ
  std::vector<UserItems> users;
  for (int u = 0; u < 20; ++u) users.push_back({fmt::format("{}", u), {"1", "2"}});  // ties alone
  const Settings found = tune(users, options).value().settings;
  CHECK(text_of(found) == text_of(options.start));
}

TEST_CASE("nothing to tune on is said so") {
  const Result<Tuned> none = tune({{"0", {"1"}}}, small_options());
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().message() == "nobody has two items, so there is nothing to tune on");
}

}  // namespace suggestd::evaluate
