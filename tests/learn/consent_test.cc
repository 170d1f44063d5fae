// A shop that learns only from people who said yes, and a shop that stops or begins to.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cmath>

#include "learn/digest.h"
#include "learn/learned_shop.h"
#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"
#include "records/consent.h"

namespace suggestd::learn {
namespace {

constexpr ShopId kShop{1};

Change rule_change(bool required, Timestamp at) {
  Change change;
  change.kind = ChangeKind::rule;
  change.op = required ? ChangeOp::put : ChangeOp::deleted;
  change.at = at;
  change.id = kConsentRequiredDocument;
  if (required) change.payload = RuleDocument{change.id, std::string(kConsentRequiredJson)};
  return change;
}

Change word_change(const std::string& user_id, Consent said, Timestamp at) {
  User user;
  user.user_id = user_id;
  user.consent = said;
  Change change;
  change.kind = ChangeKind::user;
  change.op = ChangeOp::put;
  change.at = at;
  change.id = user_id;
  change.payload = user;
  return change;
}

Change visitors_word(const std::string& visitor, EventType said, Timestamp at) {
  return event_change(said, "", visitor, "", at);
}

const PersonState& person(const Snapshot& snapshot, const std::string& id,
                          PersonIdKind kind = PersonIdKind::user) {
  const PersonState* state = snapshot.person(kind, id);
  REQUIRE(state != nullptr);
  return *state;
}

void solve_all(LearnedShop& model) {
  while (model.solve_waiting(1'000) > 0) {
  }
}

// A log in which the rule comes, people say yes and no, and the rule goes and comes again.
std::vector<Change> log_with_rules() {
  std::vector<Change> log = sample_log(1'500);
  const auto put = [&log](std::size_t place, Change change) {
    change.at = log[place].at;
    log.insert(log.begin() + static_cast<std::ptrdiff_t>(place), std::move(change));
  };
  put(300, rule_change(true, {}));
  put(310, word_change("u1", Consent::yes, {}));
  put(500, word_change("u2", Consent::no, {}));
  put(700, rule_change(false, {}));
  put(900, rule_change(true, {}));
  put(950, word_change("u3", Consent::yes, {}));
  return log;
}

TEST_CASE("where a yes is required, people who said nothing teach nothing and keep what they did") {
  LearnedShop model(small_options());
  model.apply(rule_change(true, day(0)));
  model.apply(order_change("o1", "silent", {"a", "b"}, day(1)));
  model.apply(event_change(EventType::view, "", "guest", "a", day(1)));
  CHECK(model.interactions() == 0);
  CHECK_FALSE(person(*model.publish({}), "silent").profiling);

  model.apply(word_change("silent", Consent::yes, day(2)));
  CHECK(model.interactions() == 2);
  model.apply(visitors_word("guest", EventType::consent_given, day(2)));
  CHECK(model.interactions() == 3);
  model.apply(visitors_word("guest", EventType::consent_withdrawn, day(3)));
  model.apply(word_change("silent", Consent::unset, day(3)));
  CHECK(model.interactions() == 0);
}

TEST_CASE("a new rule on consent takes out whoever said nothing, and a training their traces") {
  LearnedShop model(small_options());
  for (const Change& change : sample_log(1'500)) model.apply(change);
  model.train();
  model.apply(word_change("u1", Consent::yes, day(900)));
  const std::uint64_t all = model.interactions();
  model.apply(rule_change(true, day(900)));
  CHECK(model.interactions() < all);
  CHECK(model.interactions() == person(*model.publish({}), "u1").learned.columns.size());
  CHECK(model.interactions() >= 8);  // enough to train with
  CHECK_FALSE(model.has_traces());
  solve_all(model);
  CHECK(person(*model.publish({}), "u5").vector.empty());
  model.apply(rule_change(false, day(900)));
  CHECK(model.interactions() == all);
}

TEST_CASE("a shop that asks everybody anew learns as fast as a young one") {
  LearnedShop model(small_options());
  for (const Change& change : sample_log(1'500)) model.apply(change);
  model.train();
  const auto length = [&model](const std::string& user) {
    solve_all(model);
    double sum = 0;
    for (const float value : person(*model.publish({}), user).vector) sum += std::fabs(value);
    return sum;
  };
  const double before = length("u5");
  REQUIRE(before > 0);
  model.apply(rule_change(true, day(900)));
  CHECK(model.interactions() == 0);
  CHECK(length("u5") == 0);
  for (int user = 0; user < 40; ++user)
    model.apply(word_change(fmt::format("u{}", user), Consent::yes, day(900)));
  CHECK(model.interactions() > 0);
  CHECK(length("u5") > before / 2);
}

TEST_CASE("an order of somebody who has not agreed changes no vector and no neighbour") {
  LearnedShop model(small_options());
  for (const Change& change : log_with_rules()) model.apply(change);
  model.train();
  solve_all(model);
  const auto before = model.publish({});
  const std::string product = before->products.id(ProductRow{0});
  model.apply(order_change("late", "u5", {product}, before->clock));
  solve_all(model);
  const auto after = model.publish({});
  CHECK(digest(*after) == digest(*before));
  model.apply(word_change("u5", Consent::yes, before->clock));
  solve_all(model);
  CHECK_FALSE(digest(*model.publish({})) == digest(*before));
}

TEST_CASE("with rules in the log, a live model that is trained equals one that was made of the log at once") {
  const std::vector<Change> log = log_with_rules();
  LearnedShop live(small_options());
  for (const Change& change : log) {
    live.apply(change);
    live.solve_waiting(3);
  }
  LearnedShop at_once(small_options(2));
  at_once.defer_solving(true);
  for (const Change& change : log) at_once.apply(change);
  at_once.learn_deferred();
  CHECK(live.interactions() == at_once.interactions());
  for (LearnedShop* model : {&live, &at_once}) {
    model->train();
    solve_all(*model);
  }
  require_same(*live.publish({}), *at_once.publish({}));
}

TEST_CASE("a restart keeps who said what, and the rule") {
  const std::vector<Change> log = log_with_rules();
  LearnedShop before(small_options());
  for (const Change& change : log) before.apply(change);
  MemoryState state;
  REQUIRE(state.write_checkpoint(kShop, {}, before.take_unsaved().encode()).ok());
  LearnedShop after(small_options());
  REQUIRE(after.restore(state, kShop).ok());
  for (LearnedShop* model : {&before, &after}) {
    const auto snapshot = model->publish({});
    CHECK(model->facts().people().consent_required());
    CHECK(person(*snapshot, "u1").profiling);
    CHECK(person(*snapshot, "u2").consent == Consent::no);
    CHECK_FALSE(person(*snapshot, "u5").profiling);
    model->apply(order_change("o-new", "somebody-new", {"t0-1"}, snapshot->clock));
    CHECK_FALSE(person(*model->publish({}), "somebody-new").profiling);
    model->apply(rule_change(false, day(900)));
    CHECK(person(*model->publish({}), "u5").profiling);
    CHECK_FALSE(person(*model->publish({}), "u2").profiling);
  }
  require_same(*before.publish({}), *after.publish({}));
}

TEST_CASE("a visitor's no holds for what they did, also after they are known") {
  LearnedShop model(small_options());
  model.apply(order_change("o1", "ann", {"a"}, day(1)));
  model.apply(event_change(EventType::view, "", "guest", "b", day(1)));
  model.apply(merge_change("guest", "ann", false, day(2)));
  CHECK(model.interactions() == 2);
  model.apply(visitors_word("guest", EventType::consent_withdrawn, day(3)));
  CHECK(model.interactions() == 1);
  model.apply(merge_change("guest", "ann", true, day(4)));
  CHECK(model.interactions() == 1);
  model.apply(visitors_word("guest", EventType::consent_given, day(5)));
  CHECK(model.interactions() == 2);
}

}  // namespace
}  // namespace suggestd::learn
