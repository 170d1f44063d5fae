// Tests of the promises of every ChangeLog (store/log/change_log.h). A second implementation passes them,
// given a way to make an empty log.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "store/log/change_log.h"

namespace suggestd::store::conformance {

using Factory = std::function<std::shared_ptr<ChangeLog>()>;

inline Change change_number(int number) {
  Event event;
  event.event_id = std::to_string(number);
  event.user_id = "user";
  event.product_id = "product";
  return {{}, ChangeKind::event, ChangeOp::added, 0, {}, event.event_id, event};
}

inline std::vector<Change> changes_from(int first, int count) {
  std::vector<Change> changes;
  for (int i = 0; i < count; ++i) changes.push_back(change_number(first + i));
  return changes;
}

inline void a_new_log_is_empty(ChangeLog& log) {
  CHECK(log.head(ShopId{1}) == Sequence{0});
  CHECK(log.oldest(ShopId{1}) == Sequence{1});
  CHECK(log.epoch(ShopId{1}) == Epoch{1});
  const Result<Page> page = log.read(ShopId{1}, Sequence{0}, 10);
  REQUIRE(page.ok());
  CHECK(page->changes.empty());
  CHECK(page->next == Sequence{0});
}

inline void sequences_are_dense_from_one(ChangeLog& log) {
  auto first = changes_from(0, 3);
  auto second = changes_from(3, 2);
  REQUIRE(*log.append(ShopId{1}, first) == Sequence{3});
  REQUIRE(*log.append(ShopId{1}, second) == Sequence{5});
  CHECK(log.head(ShopId{1}) == Sequence{5});
  CHECK(second[0].sequence == Sequence{4});
  const Result<Page> page = log.read(ShopId{1}, Sequence{0}, 100);
  REQUIRE(page.ok());
  REQUIRE(page->changes.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(page->changes[i].sequence == Sequence{i + 1});
    CHECK(page->changes[i].id == std::to_string(i));
  }
  CHECK(page->changes[0] == first[0]);
}

inline void reading_goes_on_where_it_ended(ChangeLog& log) {
  for (int i = 0; i < 10; ++i) {
    auto one = changes_from(i, 1);
    REQUIRE(log.append(ShopId{1}, one).ok());
  }
  Sequence after{0};
  int expected = 0;
  for (int pages = 0; pages < 4; ++pages) {
    const Result<Page> page = log.read(ShopId{1}, after, 3);
    REQUIRE(page.ok());
    for (const Change& change : page->changes) CHECK(change.id == std::to_string(expected++));
    after = page->next;
  }
  CHECK(expected == 10);
  CHECK(after == Sequence{10});
}

inline void a_page_never_splits_a_batch(ChangeLog& log) {
  auto small = changes_from(0, 1);
  auto large = changes_from(1, 50);
  auto last = changes_from(51, 1);
  REQUIRE(log.append(ShopId{1}, small).ok());
  REQUIRE(log.append(ShopId{1}, large).ok());
  REQUIRE(log.append(ShopId{1}, last).ok());
  const Result<Page> page = log.read(ShopId{1}, Sequence{0}, 5);
  REQUIRE(page.ok());
  CHECK((page->changes.size() == 1 || page->changes.size() == 51));
  const Result<Page> from_batch = log.read(ShopId{1}, Sequence{1}, 1);
  REQUIRE(from_batch.ok());
  CHECK(from_batch->changes.size() == 50);
  CHECK(from_batch->next == Sequence{51});
}

inline void latest_version_form_keeps_events_and_ends_at_the_head(ChangeLog& log) {
  auto some = changes_from(0, 7);
  REQUIRE(log.append(ShopId{1}, some).ok());
  std::vector<std::string> seen;
  Sequence after{0};
  for (int pages = 0; after < log.head(ShopId{1}) && pages < 20; ++pages) {
    const Result<Page> page = log.read_latest(ShopId{1}, after, 2);
    REQUIRE(page.ok());
    REQUIRE(page->next > after);
    for (const Change& change : page->changes) seen.push_back(change.id);
    after = page->next;
  }
  CHECK(seen == std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6"});
  CHECK(after == Sequence{7});
  const Result<Page> end = log.read_latest(ShopId{1}, after, 2);
  REQUIRE(end.ok());
  CHECK(end->changes.empty());
  CHECK(end->next == after);
}

inline void shops_do_not_see_each_other(ChangeLog& log) {
  auto one = changes_from(0, 2);
  auto other = changes_from(100, 1);
  REQUIRE(*log.append(ShopId{1}, one) == Sequence{2});
  REQUIRE(*log.append(ShopId{256}, other) == Sequence{1});
  CHECK(log.head(ShopId{1}) == Sequence{2});
  CHECK(log.head(ShopId{256}) == Sequence{1});
  CHECK(log.read(ShopId{1}, Sequence{0}, 100)->changes.size() == 2);
  CHECK(log.read(ShopId{256}, Sequence{0}, 100)->changes.at(0).id == "100");
}

inline void times_never_go_back(ChangeLog& log) {
  for (int i = 0; i < 20; ++i) {
    auto one = changes_from(i, 1);
    REQUIRE(log.append(ShopId{1}, one).ok());
  }
  const Result<Page> page = log.read(ShopId{1}, Sequence{0}, 100);
  REQUIRE(page.ok());
  for (std::size_t i = 1; i < page->changes.size(); ++i)
    CHECK(page->changes[i - 1].at <= page->changes[i].at);
}

inline void waiting_ends_with_a_record_or_the_time(ChangeLog& log) {
  CHECK_FALSE(log.wait_beyond(ShopId{1}, Sequence{0}, std::chrono::milliseconds(1)));
  std::thread writer([&log] {
    auto one = changes_from(0, 1);
    (void)log.append(ShopId{1}, one);
  });
  CHECK(log.wait_beyond(ShopId{1}, Sequence{0}, std::chrono::seconds(30)));
  writer.join();
  CHECK(log.wait_beyond(ShopId{1}, Sequence{0}, std::chrono::milliseconds(0)));
  CHECK_FALSE(log.wait_beyond(ShopId{1}, Sequence{1}, std::chrono::milliseconds(0)));
}

inline void watches_are_told_of_their_own_shop(ChangeLog& log) {
  std::atomic<std::uint64_t> seen{0};
  const auto append = [&log](ShopId shop) {
    auto one = changes_from(0, 1);
    REQUIRE(log.append(shop, one).ok());
  };
  auto watch = log.watch_head(ShopId{1}, [&] { seen = number(log.head(ShopId{1})); });
  append(ShopId{2});
  CHECK(seen == 0);
  append(ShopId{1});
  CHECK(seen == 1);  // a reader that is told sees the record
  watch.reset();
  append(ShopId{1});
  CHECK(seen == 1);
}

inline void it_can_be_read_from_a_time(ChangeLog& log) {
  std::vector<Timestamp> times;
  for (int i = 0; i < 10; ++i) {
    auto one = changes_from(i, 1);
    REQUIRE(log.append(ShopId{1}, one).ok());
    times.push_back(one[0].at);
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  CHECK(*log.position_at(ShopId{1}, Timestamp{}) == Sequence{0});
  CHECK(*log.position_at(ShopId{1}, times[4]) == Sequence{4});
  CHECK(*log.position_at(ShopId{1}, times[4] + std::chrono::microseconds(1)) == Sequence{5});
  CHECK(*log.position_at(ShopId{1}, times[9] + std::chrono::hours(1)) == Sequence{10});
  CHECK(*log.position_at(ShopId{9}, times[4]) == Sequence{0});
  CHECK(*log.time_after(ShopId{1}, Sequence{3}) == times[3]);
  CHECK(*log.time_after(ShopId{1}, Sequence{10}) == std::nullopt);
}

inline void a_read_ends_at_its_bounds(ChangeLog& log) {
  for (int i = 0; i < 10; ++i) {
    auto one = changes_from(i, 1);
    REQUIRE(log.append(ShopId{1}, one).ok());
  }
  ReadBounds bounds;
  bounds.records = 100;
  bounds.looked_at = 4;
  bounds.wanted = [](const Change& change) { return change.id == "2"; };
  for (const bool latest : {false, true}) {
    const Result<Page> page =
        latest ? log.read_latest(ShopId{1}, Sequence{0}, bounds) : log.read(ShopId{1}, Sequence{0}, bounds);
    REQUIRE(page.ok());
    REQUIRE(page->changes.size() == 1);
    CHECK(page->changes[0].id == "2");
    CHECK(page->next == Sequence{4});
  }
  ReadBounds one_byte;
  one_byte.records = 100;
  one_byte.bytes = 1;
  CHECK(log.read(ShopId{1}, Sequence{0}, one_byte)->changes.size() == 1);
}

inline void it_counts_what_it_holds(ChangeLog& log) {
  auto some = changes_from(0, 3);
  REQUIRE(log.append(ShopId{1}, some).ok());
  const KindCount events = log.counts(ShopId{1}).at(static_cast<std::size_t>(ChangeKind::event));
  CHECK(events.records == 3);
  CHECK(events.bytes > 0);
  CHECK(log.counts(ShopId{2}).at(static_cast<std::size_t>(ChangeKind::event)).records == 0);
  CHECK(log.written(ShopId{1}) == Sequence{3});
}

inline void readers_never_see_a_gap(ChangeLog& log) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) {
      auto some = changes_from(i, 1 + i % 3);
      (void)log.append(ShopId{1}, some);
    }
    stop = true;
  });
  std::uint64_t gaps = 0;
  Sequence after{0};
  for (bool last_round = false; !last_round;) {
    last_round = stop;
    for (bool more = true; more;) {
      const Result<Page> page = log.read(ShopId{1}, after, 10);
      if (!page) break;
      for (const Change& change : page->changes) {
        if (change.sequence != next(after)) ++gaps;
        after = change.sequence;
      }
      more = !page->changes.empty();
    }
  }
  writer.join();
  CHECK(gaps == 0);
  CHECK(after == log.head(ShopId{1}));
}

inline void check_all(const Factory& make) {
  SECTION("a new log is empty") { a_new_log_is_empty(*make()); }
  SECTION("sequences are dense from one") { sequences_are_dense_from_one(*make()); }
  SECTION("reading goes on where it ended") { reading_goes_on_where_it_ended(*make()); }
  SECTION("a page never splits a batch") { a_page_never_splits_a_batch(*make()); }
  SECTION("latest-version form keeps events and ends at the head") {
    latest_version_form_keeps_events_and_ends_at_the_head(*make());
  }
  SECTION("shops do not see each other") { shops_do_not_see_each_other(*make()); }
  SECTION("times never go back") { times_never_go_back(*make()); }
  SECTION("waiting ends with a record or the time") { waiting_ends_with_a_record_or_the_time(*make()); }
  SECTION("watches are told of their own shop") { watches_are_told_of_their_own_shop(*make()); }
  SECTION("it can be read from a time") { it_can_be_read_from_a_time(*make()); }
  SECTION("a read ends at its bounds") { a_read_ends_at_its_bounds(*make()); }
  SECTION("it counts what it holds") { it_counts_what_it_holds(*make()); }
  SECTION("readers never see a gap") { readers_never_see_a_gap(*make()); }
}

}  // namespace suggestd::store::conformance
