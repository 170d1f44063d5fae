#include "learn/model.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "learn/same_model.h"
#include "learn/sample_log.h"

namespace suggestd::learn {
namespace {

std::shared_ptr<const Snapshot> learn_all(const std::vector<Change>& log, const ModelOptions& options,
                                          std::size_t page) {
  Model model(options);
  for (std::size_t i = 0; i < log.size(); ++i) {
    model.apply(log[i]);
    if (i % page == 0) model.publish({});
  }
  return model.publish({});
}

TEST_CASE("the same log gives the same bytes for any number of threads and size of page") {
  const std::vector<Change> log = sample_log(1'500);
  const auto reference = learn_all(log, small_options(1), 1);
  REQUIRE(reference->vectors.size() > 0);
  require_same(*reference, *learn_all(log, small_options(3), 7));
  require_same(*reference, *learn_all(log, small_options(2), 10'000));
}

TEST_CASE("a cancelled order leaves no trace in its buyer's history and what is learned of it") {
  Model with(small_options());
  Model without(small_options());
  const Change cancelled = order_change("x", "u1", {"t0-1", "t1-2"}, day(3));
  const Change kept = order_change("y", "u1", {"t0-1"}, day(2));
  // Both have heard of the same products and times.
  for (Model* model : {&with, &without}) {
    model->apply(order_change("z", "other", {"t1-2", "t0-1"}, day(3)));
    model->apply(kept);
  }
  with.apply(cancelled);
  with.apply(cancel_change(cancelled, day(4)));
  const auto a = with.publish({});
  const auto b = without.publish({});
  CHECK(a->person(PersonIdKind::user, "u1")->history == b->person(PersonIdKind::user, "u1")->history);
  CHECK(a->person(PersonIdKind::user, "u1")->learned == b->person(PersonIdKind::user, "u1")->learned);
  CHECK(with.interactions() == without.interactions());
}

TEST_CASE("a visitor's history joins the person's, and leaves it exactly when the merge is undone") {
  Model model(small_options());
  model.apply(order_change("o1", "u1", {"t0-1"}, day(1)));
  model.apply(event_change(EventType::view, "", "a1", "t2-2", day(1)));
  const History before = model.publish({})->person(PersonIdKind::user, "u1")->history;

  model.apply(merge_change("a1", "u1", false, day(2)));
  auto merged = model.publish({});
  CHECK(merged->person(PersonIdKind::user, "u1")->learned.columns.size() == 2);
  // Whoever asks as the visitor is served as the person.
  CHECK(merged->person(PersonIdKind::anonymous, "a1") == merged->person(PersonIdKind::user, "u1"));

  model.apply(event_change(EventType::view, "", "a1", "t3-3", day(2)));
  CHECK(model.publish({})->person(PersonIdKind::user, "u1")->learned.columns.size() == 3);

  model.apply(merge_change("a1", "u1", true, day(3)));
  CHECK(model.publish({})->person(PersonIdKind::user, "u1")->history == before);
}

TEST_CASE("what was deferred is learned in the end") {
  const std::vector<Change> log = sample_log(800);
  Model deferred(small_options());
  deferred.defer_solving(true);
  for (const Change& change : log) deferred.apply(change);
  CHECK_FALSE(deferred.factors().trained());
  deferred.learn_deferred();
  REQUIRE(deferred.training_due());
  deferred.train();
  CHECK(deferred.waiting() == 0);

  const auto snapshot = deferred.publish({});
  for (std::uint32_t i = 0; i < snapshot->people.size(); ++i) {
    const PersonState* person = snapshot->person(UserRow{i});
    if (person != nullptr) CHECK(person->vector.empty() == person->learned.columns.empty());
  }
}

TEST_CASE("forgetting a person leaves the model that would have been without them") {
  const std::vector<Change> log = sample_log(600);
  const Change theirs = order_change("theirs", "to be forgotten", {"t0-1", "t2-2", "t3-3"}, log.back().at);
  Change forget;
  forget.kind = ChangeKind::user;
  forget.op = ChangeOp::deleted;
  forget.at = log.back().at;
  forget.id = "to be forgotten";

  Model without(small_options());
  Model with(small_options());
  for (Model* model : {&without, &with}) {
    model->defer_solving(true);
    for (const Change& change : log) model->apply(change);
  }
  with.apply(theirs);
  with.train();
  with.apply(forget);
  for (Model* model : {&without, &with}) model->learn_deferred();
  CHECK(with.interactions() == without.interactions());
  CHECK(with.publish({})->person(PersonIdKind::user, "to be forgotten")->history.empty());

  // Exactly, once all is trained anew; until then their products wait to be solved without them.
  CHECK(with.waiting() > 0);
  with.train();
  without.train();
  const auto a = with.publish({});
  const auto b = without.publish({});
  for (std::uint32_t i = 0; i < b->products.size(); ++i) {
    const ProductRow row{i};
    REQUIRE(a->vectors.contains(row) == b->vectors.contains(row));
    if (b->vectors.contains(row)) CHECK(std::ranges::equal(a->vectors.row(row), b->vectors.row(row)));
    CHECK(std::ranges::equal(a->neighbours(row), b->neighbours(row)));
    CHECK(std::ranges::equal(a->predicted(row), b->predicted(row)));
  }
}

TEST_CASE("streamed rows reach what training would have found, to a sweep") {
  // The sweep goes on with what training does in epochs: after some rounds a streamed model explains
  // people's histories as well as a trained one.
  const std::vector<Change> log = sample_log(1'500);
  Model streamed(small_options());
  for (const Change& change : log) streamed.apply(change);
  while (streamed.solve_waiting(100) > 0) continue;
  streamed.sweep(10 * streamed.rows());
  Model trained(small_options());
  trained.defer_solving(true);
  for (const Change& change : log) trained.apply(change);
  trained.train();
  const auto mean_score = [](const Snapshot& snapshot) {
    double sum = 0;
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < snapshot.people.size(); ++i) {
      const PersonState* person = snapshot.person(UserRow{i});
      if (person == nullptr || person->vector.empty()) continue;
      for (const std::uint32_t column : person->learned.columns) {
        sum += static_cast<double>(snapshot.vectors.score(person->vector, static_cast<ProductRow>(column)));
        ++count;
      }
    }
    return sum / static_cast<double>(count);
  };
  CHECK(mean_score(*streamed.publish({})) == Approx(mean_score(*trained.publish({}))).epsilon(0.05));
}

TEST_CASE("a person who asked not to be profiled is not learned from") {
  Model model(small_options());
  model.apply(order_change("o1", "u1", {"t0-1", "t0-2"}, day(1)));
  CHECK(model.interactions() == 2);
  User user;
  user.user_id = "u1";
  user.profiling = false;
  Change change;
  change.kind = ChangeKind::user;
  change.op = ChangeOp::put;
  change.at = day(2);
  change.id = "u1";
  change.payload = user;
  model.apply(change);
  CHECK(model.interactions() == 0);
}

}  // namespace
}  // namespace suggestd::learn
