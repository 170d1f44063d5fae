#include "access/key_ring.h"

#include <catch2/catch.hpp>

#include "store/store.h"
#include "store/temporary_store.h"

namespace suggestd::http {
namespace {

using namespace std::chrono_literals;

struct Ring {
  Ring() : store(*store::Store::open(store::small_options(folder.path() / "s"))) { reopen(); }

  void reopen() {
    ring.reset();
    auto opened = KeyRing::open(store->meta(), folder.path() / "s");
    REQUIRE(opened.ok());
    ring = *std::move(opened);
  }
  NewKey add(std::string_view shop = "default", std::optional<Timestamp> expires = {}) {
    NewKey key = make_key(shop, shop.empty() ? kAdminScopes : kShopScopes);
    key.record.expires = expires;
    REQUIRE(ring->add(key).ok());
    return key;
  }
  KeyState state(const NewKey& key) {
    const auto entry = ring->find(key.text);
    REQUIRE(entry != nullptr);
    return state_of(entry->record, now());
  }

  store::TemporaryFolder folder;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<KeyRing> ring;
};

TEST_CASE("a revoked key opens nothing, also after a restart, and stays revoked when it is used") {
  Ring at;
  const NewKey key = at.add();
  CHECK(at.state(key) == KeyState::active);
  const auto revoked = at.ring->revoke(key.record.caller.key_id);
  REQUIRE(revoked.ok());
  CHECK(at.state(key) == KeyState::revoked);
  at.reopen();
  CHECK(at.state(key) == KeyState::revoked);
  const auto again = at.ring->revoke(key.record.caller.key_id);
  REQUIRE(again.ok());
  CHECK(again->revoked == revoked->revoked);
  CHECK(at.ring->revoke("no such").error().kind() == ErrorKind::not_found);
}

TEST_CASE("a key ends when it was said to") {
  Ring at;
  CHECK(at.state(at.add("default", now() + 1h)) == KeyState::active);
  CHECK(at.state(at.add("default", now() - 1s)) == KeyState::expired);
}

TEST_CASE("after a rotation both keys open the same until the old one ends") {
  Ring at;
  const NewKey old = at.add("b");
  const Timestamp ends = now() + 24h;
  const auto fresh = at.ring->rotate(old.record.caller.key_id, ends, "maker");
  REQUIRE(fresh.ok());
  CHECK(fresh->record.caller.shop == "b");
  CHECK(fresh->record.caller.scopes == kShopScopes);
  CHECK(fresh->record.created_by == "maker");
  CHECK(at.state(old) == KeyState::active);
  CHECK(at.state(*fresh) == KeyState::active);
  at.reopen();
  const auto known = at.ring->get(old.record.caller.key_id);
  REQUIRE(known.ok());
  CHECK(known->expires == ends);
  CHECK(known->last_used.has_value());
  const NewKey dead = at.add("b", now() - 1s);
  CHECK(at.ring->rotate(dead.record.caller.key_id, ends, "m").error().kind() == ErrorKind::conflict);
}

TEST_CASE("a rotation never lengthens the old key's life") {
  Ring at;
  const Timestamp soon = now() + 1h;
  const NewKey old = at.add("b", soon);
  REQUIRE(at.ring->rotate(old.record.caller.key_id, now() + 240h, "m").ok());
  CHECK(at.ring->get(old.record.caller.key_id)->expires == soon);
}

TEST_CASE("the keys of one shop end together, and no other's") {
  Ring at;
  const NewKey of_a = at.add("a");
  const NewKey of_b = at.add("b");
  const NewKey admin = at.add("");
  at.add("a", now() - 1s);
  CHECK(*at.ring->revoke_all_of("a") == 1);
  CHECK(at.state(of_a) == KeyState::revoked);
  CHECK(at.state(of_b) == KeyState::active);
  CHECK(at.state(admin) == KeyState::active);
}

TEST_CASE("keys are listed by age with the day of their last use, and ended ones are forgotten in time") {
  Ring at;
  const NewKey used = at.add();
  const NewKey unused = at.add();
  CHECK(at.state(used) == KeyState::active);
  NewKey ended = make_key("default", kShopScopes);
  ended.record.expires = now() - kKeepEnded - 1h;
  REQUIRE(at.ring->add(ended).ok());
  at.reopen();
  const std::vector<KeyRecord> keys = *at.ring->list();
  REQUIRE(keys.size() == 2);
  CHECK(keys[0].caller.key_id == used.record.caller.key_id);
  CHECK(keys[0].last_used == std::chrono::floor<std::chrono::days>(now()));
  CHECK(keys[1].caller.key_id == unused.record.caller.key_id);
  CHECK_FALSE(keys[1].last_used.has_value());
}

NewKey with_quota(Ring& at, std::int64_t units) {
  NewKey key = make_key("b", kShopScopes);
  key.record.units_per_day = units;
  REQUIRE(at.ring->add(key).ok());
  return key;
}

std::uint64_t used(Ring& at, const NewKey& key) {
  const auto entry = at.ring->find(key.text);
  REQUIRE(entry != nullptr);
  REQUIRE(entry->day != nullptr);
  return entry->day->use(TimeZone(), now()).units;
}

TEST_CASE("what a key has used of its quota is kept, and shared with the key that replaces it") {
  Ring at;
  const NewKey old = with_quota(at, 900);
  const NewKey other = with_quota(at, 900);
  REQUIRE(used(at, old) == 0);
  at.ring->find(old.text)->day->charge(300);
  const NewKey fresh = *at.ring->rotate(old.record.caller.key_id, now() + 24h, "m");
  CHECK(fresh.record.units_per_day == 900);
  CHECK(used(at, fresh) == 300);
  at.ring->find(fresh.text)->day->charge(100);
  CHECK(used(at, old) == 400);
  REQUIRE(at.ring->keep_days().ok());
  at.ring->find(old.text)->day->charge(10'000);  // lost by a kill
  at.reopen();
  CHECK(used(at, old) == 400);
  CHECK(used(at, fresh) == 400);
  CHECK(used(at, other) == 0);
  CHECK(at.ring->get(fresh.record.caller.key_id)->day.units == 400);

  REQUIRE(at.ring->revoke(old.record.caller.key_id).ok());
  at.ring->find(fresh.text)->day->charge(100);
  REQUIRE(at.ring->keep_days().ok());
  at.reopen();
  CHECK(used(at, fresh) == 500);  // not what the record of the ended key says
}

TEST_CASE("a rotation can give another quota, or none") {
  Ring at;
  const NewKey first = with_quota(at, 900);
  const NewKey larger = *at.ring->rotate(first.record.caller.key_id, now() + 24h, "m", 9'000);
  CHECK(larger.record.units_per_day == 9'000);
  const NewKey without = *at.ring->rotate(larger.record.caller.key_id, now() + 24h, "m", 0);
  CHECK_FALSE(without.record.units_per_day.has_value());
  CHECK(at.ring->find(without.text)->day == nullptr);
  const NewKey again = *at.ring->rotate(without.record.caller.key_id, now() + 24h, "m", 50);
  CHECK(used(at, again) == 0);
}

TEST_CASE("a key that a command has left is told and ended like the others") {
  Ring at;
  const NewKey left = make_key("a", kShopScopes);
  REQUIRE(leave_new_key(at.folder.path() / "s", left).ok());
  REQUIRE(at.ring->list()->size() == 1);
  const NewKey other = make_key("a", kShopScopes);
  REQUIRE(leave_new_key(at.folder.path() / "s", other).ok());
  CHECK(*at.ring->revoke_all_of("a") == 2);
  CHECK(at.state(left) == KeyState::revoked);
  CHECK(at.state(other) == KeyState::revoked);
}

TEST_CASE("records of keys read back, those of 0.1.0 too, and damaged ones are told") {
  KeyRecord key;
  key.caller = {"id", "b", kShopScopes};
  key.name = "till \"1\"";
  key.created_by = "maker";
  key.created = Timestamp(1'700'000'000s);
  key.expires = key.created + 1h;
  key.revoked = key.created + 2h;
  key.last_used = std::chrono::floor<std::chrono::days>(key.created);
  const auto read = parse_key_record("id", encode_key_record(key));
  REQUIRE(read.ok());
  CHECK(encode_key_record(*read) == encode_key_record(key));
  const auto old =
      parse_key_record("id", R"({"created":"2026-01-01T00:00:00Z","scopes":"ingest,read","shop":"default"})");
  REQUIRE(old.ok());
  CHECK(old->created_by == kMadeByOwner);
  CHECK(state_of(*old, now()) == KeyState::active);
  for (const char* damaged : {"", "[]", "{}", R"({"shop":1,"scopes":"read"})",
                              R"({"shop":"a","scopes":"read","expires":"soon"})"}) {
    CHECK_FALSE(parse_key_record("id", damaged).ok());
  }
}

TEST_CASE("a key that may only watch says so, and stays so through a restart and a rotation") {
  Ring at;
  const NewKey made = make_key("", static_cast<ScopeSet>(Scope::watch));
  CHECK(made.text.starts_with("suggestd_watch_"));
  REQUIRE(at.ring->add(made).ok());
  at.reopen();
  const auto rotated = at.ring->rotate(made.record.caller.key_id, now() + 1h, "owner");
  REQUIRE(rotated.ok());
  for (const std::string& text : {made.text, rotated->text}) {
    const auto entry = at.ring->find(text);
    REQUIRE(entry != nullptr);
    CHECK(entry->record.caller.scopes == static_cast<ScopeSet>(Scope::watch));
    CHECK(entry->record.caller.shop.empty());
    CHECK(key_kind(entry->record.caller) == "watch");
  }
  CHECK_FALSE(at.ring->has_admin());
}

TEST_CASE("a key of pages keeps its terms, through a restart and a rotation") {
  Ring at;
  const NewKey made =
      make_key("default", kPageScopes,
               std::make_shared<const PageTerms>(PageTerms{{"https://shop.example"}, {"home"}}));
  CHECK(made.text.starts_with("suggestd_page_"));
  REQUIRE(at.ring->add(made).ok());
  at.reopen();
  const auto rotated = at.ring->rotate(made.record.caller.key_id, now() + 1h, "owner");
  REQUIRE(rotated.ok());
  CHECK(rotated->text.starts_with("suggestd_page_"));
  for (const std::string& text : {made.text, rotated->text}) {
    const auto entry = at.ring->find(text);
    REQUIRE(entry != nullptr);
    REQUIRE(entry->record.caller.page != nullptr);
    CHECK(entry->record.caller.page->has_origin("https://shop.example"));
    CHECK(entry->record.caller.page->has_scenario("home"));
    CHECK(entry->record.caller.in_browser());
  }
}

TEST_CASE("an origin is known for as long as a key of its pages is alive") {
  Ring at;
  const auto page = [&](const std::string& shop, const std::string& origin) {
    NewKey key = make_key(shop, kPageScopes, std::make_shared<const PageTerms>(PageTerms{{origin}, {}}));
    REQUIRE(at.ring->add(key).ok());
    return key;
  };
  const NewKey one = page("a", "https://a.example");
  page("b", "https://b.example");
  CHECK(at.ring->has_page_at("https://a.example", ""));
  CHECK(at.ring->has_page_at("https://a.example", "a"));
  CHECK_FALSE(at.ring->has_page_at("https://a.example", "b"));
  CHECK_FALSE(at.ring->has_page_at("https://a.example.evil.example", ""));
  REQUIRE(at.ring->revoke(one.record.caller.key_id).ok());
  CHECK_FALSE(at.ring->has_page_at("https://a.example", ""));
  CHECK(at.ring->has_page_at("https://b.example", ""));
}

}  // namespace
}  // namespace suggestd::http
