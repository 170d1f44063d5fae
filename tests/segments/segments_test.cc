#include "segments/segments.h"

#include <thread>

#include <catch2/catch.hpp>

#include "follow/followers.h"
#include "learn/learner.h"
#include "segments/costs.h"
#include "segments/definition_text.h"
#include "segments/member_upload.h"
#include "segments/person_hash.h"
#include "store/temporary_store.h"

namespace suggestd::segments {
namespace {

using store::kShop;

constexpr std::chrono::seconds kLong{20};

// A shop's learner and segments over one store.
struct Following {
  explicit Following(store::Store& the_store) : store(the_store) {
    learn::LearnerOptions options;
    learner = *learn::Learner::start(kShop, store.log(), store.follower_state(follow::kLearner), options);
    segments = *Segments::open(store, kShop, [this] { return learner->snapshot(); });
  }

  // The user ids, each with a blank behind it, on all that was committed.
  std::string people_of(const std::string& name) {
    REQUIRE(learner->wait_applied(store.log().head(kShop), kLong));
    WorkBudget unlimited;
    const auto people = segments->people_of(name, {&unlimited, &kPeopleWork});
    if (!people) return people.error().message();
    std::string ids;
    for (const std::string& id : *people) ids += id + " ";
    return ids;
  }

  Status check_put(const std::string& name, const std::string& people) {
    WorkBudget unlimited;
    return segments->check_put(name, *parse_people(people), {&unlimited, &kPeopleWork});
  }
  void put(const std::string& name, const std::string& people) {
    const Status good = check_put(name, people);
    if (!good) FAIL(good.error().message());
    store::commit_one(store, Segments::put_of(name, *parse_people(people)));
  }

  store::Store& store;
  std::unique_ptr<learn::Learner> learner;
  std::unique_ptr<Segments> segments;
};

TEST_CASE("a segment follows orders, cancellations, merges, erasures and a restart") {
  const store::TemporaryFolder folder;
  auto store = store::open_store(store::small_options(folder.path()));
  {
    Following shop(*store);
    store::commit_one(*store, PlaceOrder{store::simple_order("a", "ann")});
    store::commit_one(*store, PlaceOrder{store::simple_order("b", "ben")});
    shop.put("spenders", "spent(\"GBP\") >= 4.5");
    CHECK(shop.people_of("spenders") == "ann ben ");
    store::commit_one(*store, CancelOrder{"a", std::nullopt});
    CHECK(shop.people_of("spenders") == "ben ");
    Order guest = store::simple_order("c", "", "p", 5);
    guest.anonymous_id = "visitor";
    store::commit_one(*store, PlaceOrder{guest});
    CHECK(shop.people_of("spenders") == "ben ");
    store::commit_one(*store, MergeUser{"visitor", "cid", false});
    CHECK(shop.people_of("spenders") == "ben cid ");
    store::commit_one(*store, store::erase_user("ben"));
    CHECK(shop.people_of("spenders") == "cid ");
  }
  Following again(*store);
  CHECK(again.people_of("spenders") == "cid ");
  CHECK(again.segments->all()->size() == 1);
}

TEST_CASE("a list loses an erased person before the follower goes beyond the erasure") {
  const store::TemporaryFolder folder;
  auto store = store::open_store(store::small_options(folder.path()));
  Following shop(*store);
  store::commit_one(*store, PlaceOrder{store::simple_order("a", "ann")});
  store::commit_one(*store, PlaceOrder{store::simple_order("b", "ben")});
  const std::vector<PersonId> both{{PersonIdKind::user, "ann"}, {PersonIdKind::user, "ben"}};
  REQUIRE(shop.segments->lists().put("vip", {person_hash(both[0]), person_hash(both[1])}, now()).ok());
  shop.put("important", "in_file(\"vip\")");
  CHECK(shop.people_of("important") == "ann ben ");
  const Outcome erased = store::commit_one(*store, store::erase_user("ann"));
  const auto position = [&] { return store->follower_state(follow::kSegments).applied(kShop)->sequence; };
  for (int tries = 0; position() < erased.sequence && tries < 200; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  REQUIRE(position() >= erased.sequence);
  CHECK((*shop.segments->lists().find("vip"))->people.size() == 1);
  CHECK(shop.segments->lists().lists_with(std::span(both).first(1)).empty());
  CHECK((*MemberLists::open(*store, kShop))->all()->at("vip")->people.size() == 1);
  CHECK(shop.people_of("important") == "ben ");
}

TEST_CASE("a list is put, added to and removed, within its limits") {
  const store::TemporaryFolder folder;
  auto store = store::open_store(store::small_options(folder.path()));
  auto lists = *MemberLists::open(*store, kShop);
  CHECK(*lists->put("a", {3, 1, 3}, now()) == 2);
  CHECK(*lists->add("a", {1, 2}, now()) == 3);
  CHECK((*lists->find("a"))->people == std::vector<std::uint64_t>{1, 2, 3});
  CHECK(*lists->put("a", {9}, now()) == 1);
  CHECK(lists->put("b", std::vector<std::uint64_t>(1, 1), now()).ok());
  std::vector<std::uint64_t> many(2'000'000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = i;
  CHECK_THAT(lists->put("c", many, now()).error().message(), Catch::Contains("may hold 2000000"));
  CHECK(lists->remove("b").ok());
  CHECK(lists->remove("b").error().kind() == ErrorKind::not_found);
}

TEST_CASE("a definition that can't be counted is refused at its field") {
  const store::TemporaryFolder folder;
  auto store = store::open_store(store::small_options(folder.path()));
  Following shop(*store);
  shop.put("a", "orders() > 0");
  shop.put("b", "segment(\"a\")");
  CHECK(shop.check_put("c", "segment(\"nothing\")").error().fields().front().pointer == "/people");
  CHECK(shop.check_put("c", "in_file(\"nothing\")").error().fields().front().pointer == "/people");
  CHECK_THAT(shop.check_put("a", "segment(\"b\")").error().message(), Catch::Contains("refers to itself"));
  CHECK(shop.check_put("a/b", "orders() > 0").error().kind() == ErrorKind::invalid);
  CHECK(shop.segments->check_removal("a").error().kind() == ErrorKind::conflict);
  CHECK(shop.segments->check_removal("b").ok());
  CHECK_THAT(shop.segments->find("x").error().message(), Catch::Contains("there are: a, b"));
}

TEST_CASE("an upload is taken whole or refused with the line") {
  CHECK(read_members_ndjson("{\"user_id\":\"1\"}\n\n{\"email_hash\":\"ab\"}\n")->size() == 2);
  CHECK_THAT(read_members_ndjson("{\"user_id\":\"1\"}\n{}\n").error().message(), Catch::Contains("line 2"));
  CHECK_THAT(read_members_ndjson("{\"email_hash\":\"a@b.example\"}").error().message(),
             Catch::Contains("is an address"));
  CHECK(read_member_json("{\n\"user_id\": \"1\"\n}")->size() == 1);
  CHECK(read_members_csv("user_id,email_hash\r\n1,\r\n,ab\r\n")->size() == 2);
  CHECK(read_members_csv("user_id\n1\n2\n")->size() == 2);
  CHECK_THAT(read_members_csv("user_id,email\n1,x\n").error().message(),
             Catch::Contains("'email' is no column"));
  CHECK_THAT(read_members_csv("user_id,email_hash\n1,ab\n").error().message(), Catch::Contains("line 2"));
  CHECK(read_members_csv("user_id\n\"1\"\n")->front() == person_hash(PersonId{PersonIdKind::user, "1"}));
}

}  // namespace
}  // namespace suggestd::segments
