// A model from which a person was removed, compared with a model that never met them.
#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

#include "learn/checkpoint/checkpoint_rows.h"
#include "learn/digest.h"
#include "learn/learned_shop.h"
#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"

namespace suggestd::learn {
namespace {

constexpr const char* kForgotten = "u5";

Change erasure_of(const std::string& user, Timestamp at) {
  Change change;
  change.kind = ChangeKind::user;
  change.op = ChangeOp::deleted;
  change.at = at;
  change.id = user;
  return change;
}

void learn(LearnedShop& model, const std::vector<Change>& log) {
  model.defer_solving(true);
  for (const Change& change : log) model.apply(change);
  model.train();
  model.defer_solving(false);
}

// The log has orders alone, because merges and visitors would make "without the person" ambiguous.
std::vector<Change> orders_log() {
  std::vector<Change> log;
  for (Change& change : sample_log(3'000)) {
    if (change.kind == ChangeKind::order && change.op == ChangeOp::placed) log.push_back(std::move(change));
  }
  return log;
}

bool is_of(const Change& change, const std::string& user) {
  const auto* orders = std::get_if<OrderChange>(&change.payload);
  return orders != nullptr && orders->after.user_id == user;
}

// Root mean square of the differences of all scores, divided by the root mean square of the scores.
double score_difference(const Snapshot& a, const Snapshot& b) {
  double difference = 0;
  double size = 0;
  for (std::size_t u = 0; u < a.people.size(); ++u) {
    const std::string& key = a.people.id(static_cast<UserRow>(u));
    const PersonState* left = a.person(static_cast<UserRow>(u));
    const std::optional<UserRow> other = b.people.find(key);
    if (left == nullptr || left->vector.empty() || !other) continue;
    const PersonState* right = b.person(*other);
    REQUIRE(right != nullptr);
    REQUIRE_FALSE(right->vector.empty());
    for (std::size_t p = 0; p < a.products.size(); ++p) {
      const auto row = static_cast<ProductRow>(p);
      const std::span<const float> mine = a.factors(row);
      const std::span<const float> theirs = b.factors(*b.products.find(a.products.id(row)));
      if (mine.empty() || theirs.empty()) continue;
      const double x = std::inner_product(mine.begin(), mine.end(), left->vector.begin(), 0.0);
      const double y = std::inner_product(theirs.begin(), theirs.end(), right->vector.begin(), 0.0);
      difference += (x - y) * (x - y);
      size += y * y;
    }
  }
  return std::sqrt(difference / size);
}

TEST_CASE(
    "at once, a removed person has no history, no vector, no part in any list and little in any score") {
  const std::vector<Change> log = orders_log();
  LearnedShop model(small_options());
  learn(model, log);
  model.apply(erasure_of(kForgotten, day(900)));
  const auto after = model.publish({});
  const PersonState* gone = after->person(PersonIdKind::user, kForgotten);
  CHECK(
      (gone == nullptr || (gone->history.empty() && gone->vector.empty() && gone->learned.columns.empty())));

  LearnedShop never(small_options());
  std::vector<Change> others;
  for (const Change& change : log) {
    if (!is_of(change, kForgotten)) others.push_back(change);
  }
  learn(never, others);
  LearnedShop again(small_options());
  learn(again, others);
  const auto without = never.publish({});
  REQUIRE(score_difference(*again.publish({}), *without) == 0);
  CHECK(score_difference(*after, *without) < 0.25);
}

TEST_CASE("after the next training the model is, byte for byte, the one without what the person did") {
  const std::vector<Change> log = orders_log();
  LearnedShop model(small_options());
  learn(model, log);
  model.apply(erasure_of(kForgotten, day(900)));
  model.train();

  // The same rows in the same places: each of the person's orders is taken back as it comes.
  LearnedShop never(small_options());
  std::vector<Change> others;
  for (const Change& change : log) {
    others.push_back(change);
    if (is_of(change, kForgotten)) others.push_back(cancel_change(change, change.at));
  }
  learn(never, others);
  CHECK(digest(*model.publish({})) == digest(*never.publish({})));
}

TEST_CASE("an erased person has no name left, in the model or in its checkpoint") {
  std::vector<Change> log = orders_log();
  LearnedShop model(small_options());
  learn(model, log);
  Change erasure;
  erasure.kind = ChangeKind::erasure;
  erasure.op = ChangeOp::erased;
  erasure.at = day(900);
  erasure.payload = Erasure{"receipt", {{PersonIdKind::user, kForgotten}}, {}, {}};
  model.apply(erasure);
  const auto after = model.publish({});
  CHECK(after->person(PersonIdKind::user, kForgotten) == nullptr);
  const std::string key = person_key(PersonIdKind::user, kForgotten);
  MemoryState state;
  REQUIRE(state.write_checkpoint(ShopId{1}, {Epoch{1}, Sequence{1}}, model.take_unsaved().encode()).ok());
  std::size_t rows = 0;
  REQUIRE(state
              .for_each(ShopId{1}, kPersonPrefix,
                        [&](std::string_view, std::string_view row) {
                          const Result<PersonRecord> person = decode_person(row);
                          REQUIRE(person.ok());
                          CHECK(person->key != key);
                          ++rows;
                          return Status();
                        })
              .ok());
  CHECK(rows > 0);
  LearnedShop restored(small_options());
  REQUIRE(restored.restore(state, ShopId{1}).ok());
  CHECK(digest(*restored.publish({})) == digest(*model.publish({})));
}

}  // namespace
}  // namespace suggestd::learn
