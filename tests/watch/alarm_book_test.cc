#include "watch/alarm_book.h"

#include <catch2/catch.hpp>

#include "base/turned_clock.h"
#include "store/store.h"
#include "store/temporary_store.h"

namespace suggestd::watch {
namespace {

using std::chrono::seconds;

constexpr seconds kHold{0};
const AlarmKey kDisk{Condition::disk_low, "", ""};
const AlarmKey kOrders{Condition::no_orders, "outdoor", ""};

struct Kept {
  store::TemporaryFolder folder;
  std::unique_ptr<store::Store> store = *store::Store::open(store::small_options(folder.path() / "s"));
  TurnedClock clock;
  Receiver ops = named("ops");

  static Receiver named(std::string name) {
    Receiver receiver;
    receiver.name = std::move(name);
    return receiver;
  }
  AlarmBook loaded() {
    AlarmBook book(store->meta(), clock);
    REQUIRE(book.load().ok());
    return book;
  }
  std::size_t rows() const {
    std::size_t rows = 0;
    REQUIRE(
        store->meta().for_each("watch_alarms/", [&](auto, auto) -> Status { return ++rows, Status(); }).ok());
    return rows;
  }
};

std::vector<Finding> found(Verdict verdict) { return {{kDisk, verdict, "5 % are free"}}; }

}  // namespace

TEST_CASE("a restart neither tells an open alarm again nor forgets to tell its end") {
  Kept at;
  {
    AlarmBook book = at.loaded();
    book.take(found(Verdict::bad), kHold, true);
    const auto notices = book.due(at.ops, seconds(0));
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].notice == Notice::raised);
    book.note_told("ops", notices);
    REQUIRE(book.save().ok());
  }
  AlarmBook book = at.loaded();
  book.take(found(Verdict::unknown), kHold, true);
  CHECK(book.due(at.ops, seconds(0)).empty());
  REQUIRE(book.alarms().at(kDisk).raised);
  book.take(found(Verdict::good), kHold, true);
  const auto notices = book.due(at.ops, seconds(0));
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].notice == Notice::cleared);
  CHECK(notices[0].words == "5 % are free");
  REQUIRE(book.save().ok());
  CHECK(at.rows() == 1);  // its end is not told yet
  book.note_told("ops", notices);
  REQUIRE(book.save().ok());
  CHECK(at.rows() == 0);
  CHECK(book.alarms().empty());
}

TEST_CASE("an alarm that comes and goes unheard is not told") {
  Kept at;
  AlarmBook book = at.loaded();
  book.take(found(Verdict::bad), kHold, true);
  book.take(found(Verdict::good), kHold, true);
  CHECK(book.due(at.ops, seconds(0)).empty());
}

TEST_CASE("alarms of a shop that is gone are cleared, but not while the look was in part") {
  Kept at;
  AlarmBook book = at.loaded();
  book.take({{kOrders, Verdict::bad, "silence"}}, kHold, true);
  book.note_told("ops", book.due(at.ops, seconds(0)));
  book.take({}, kHold, false);
  CHECK(book.due(at.ops, seconds(0)).empty());
  book.take({}, seconds(3600), true);
  REQUIRE(book.due(at.ops, seconds(0)).size() == 1);
  CHECK(book.due(at.ops, seconds(0))[0].notice == Notice::cleared);
}

TEST_CASE(
    "a receiver that was taken out of the configuration is forgotten, and a new one is told what is open") {
  Kept at;
  AlarmBook book = at.loaded();
  book.take(found(Verdict::bad), kHold, true);
  book.note_told("ops", book.due(at.ops, seconds(0)));
  const Receiver shop = Kept::named("shop");
  book.keep_receivers({shop});
  CHECK(book.due(shop, seconds(0)).size() == 1);
  CHECK(book.alarms().at(kDisk).told.empty());
}

TEST_CASE("a row that can't be read is passed over") {
  Kept at;
  REQUIRE(at.store->meta().put("watch_alarms/x", "\xff\xff\xff").ok());
  REQUIRE(at.store->meta().put("watch_alarms/y", "").ok());
  CHECK(at.loaded().alarms().empty());
}

}  // namespace suggestd::watch
