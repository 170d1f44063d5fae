#include "base/work_budget.h"

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

constexpr Lever kLimit{"limit", "ranking products"};
constexpr Lever kRules{"rules", "working out rules"};

WorkBudget small(std::uint64_t units, std::uint64_t bytes = 1'000) { return WorkBudget({units, bytes}); }

}  // namespace

TEST_CASE("a budget ends when more was spent than it has, and stays so") {
  WorkBudget budget = small(100);
  CHECK(budget.spend(100, kLimit));
  CHECK(budget.status().ok());
  CHECK_FALSE(budget.affords(1));
  CHECK_FALSE(budget.spend(1, kLimit));
  CHECK_FALSE(budget.spend(0, kRules));
  CHECK(budget.over());
}

TEST_CASE("the error names the number on which most was spent, and the limit") {
  WorkBudget budget = small(1'000);
  budget.spend(700, kRules);
  budget.spend(400, kLimit);
  const Error error = budget.status().error();
  CHECK(error.kind() == ErrorKind::too_costly);
  CHECK(error.message() ==
        "this would cost more than the 1000 units of work that one request may (http.max_work_units), most "
        "of it "
        "for working out rules: lower 'rules'");
  REQUIRE(error.fields().size() == 1);
  CHECK(error.fields()[0].pointer == "/rules");
}

TEST_CASE("bytes of the answer and of what it is made from have limits of their own") {
  WorkBudget written = small(100, 1'000);
  CHECK(written.write(1'000, kLimit));
  CHECK(written.bytes_left() == 0);
  CHECK_FALSE(written.write(1, kLimit));
  CHECK(written.status().error().kind() == ErrorKind::too_large);

  WorkBudget held = small(100, 1'000);
  CHECK(held.hold(1'000 * WorkBudget::kHeldPerByte, kLimit));
  CHECK_FALSE(held.hold(WorkBudget::kHeldPerByte, kLimit));
  CHECK(held.status().error().kind() == ErrorKind::too_large);
}

TEST_CASE("work that was measured in advance is refused before it is done") {
  WorkBudget budget = small(1'000);
  CHECK(budget.affords(1'000));
  CHECK_FALSE(budget.affords(1'001));
  budget.refuse(kRules, "12 of 200 would fit");
  CHECK(budget.over());
  CHECK(budget.status().error().message().ends_with("lower 'rules'; 12 of 200 would fit"));
}

TEST_CASE("a client that has left ends the work within the next millisecond of it") {
  bool left = false;
  WorkBudget budget({1'000'000, 1'000}, [&] { return left; });
  CHECK(budget.spend(500'000, kLimit));
  left = true;
  std::size_t pieces = 0;
  while (budget.spend(100, kLimit)) ++pieces;
  CHECK(pieces <= 100);
  CHECK(budget.status().error().kind() == ErrorKind::busy);
}

TEST_CASE("work that no request asked for has no limit") {
  WorkBudget budget;
  CHECK(budget.spend(WorkBudget::kNoLimit / 2, kLimit));
  CHECK(budget.write(WorkBudget::kNoLimit / 2, kLimit));
  CHECK(budget.hold(WorkBudget::kNoLimit / 2, kLimit));
  CHECK(budget.status().ok());
}

TEST_CASE("more levers than a budget has places for are still counted") {
  std::array<Lever, 40> levers{};
  levers.fill({"n", "work"});
  WorkBudget budget = small(39);
  for (const Lever& lever : levers) budget.spend(1, lever);
  CHECK(budget.spent() == 40);
  CHECK(budget.over());
}

}  // namespace suggestd
