#include "follow/kept_rows.h"

#include <stdexcept>
#include <string>

#include <catch2/catch.hpp>

#include "store/memory_change_log.h"
#include "store/memory_follower_state.h"

namespace suggestd::follow {
namespace {

constexpr ShopId kShop{1};
constexpr std::chrono::seconds kLong{30};

void append(store::ChangeLog& log, const std::string& query) {
  Event event;
  event.query = query;
  std::vector<Change> changes{{{}, ChangeKind::event, ChangeOp::added, 0, {}, "", event}};
  REQUIRE(log.append(kShop, changes).ok());
}

// Keeps the words of searches as rows; some of them it can't bear.
class Words final : public FollowerWork {
 public:
  Words(const store::ChangeLog& log, store::FollowerState& state)
      : log_(log), kept_("the words", kShop, log, state), follower_("words", kShop, log, *this) {}
  ~Words() override { follower_.stop(); }

  void start() { follower_.start(); }
  const LogFollower& follower() const { return follower_; }
  const KeptRows& kept() const { return kept_; }

  Status begin() override {
    if (Status opened = kept_.open(); !opened) return opened;
    position_ = kept_.written();
    return {};
  }
  Sequence position() const override { return position_; }
  Result<store::Page> next_page() override { return log_.read(kShop, position_, KeptRows::kPageRecords); }
  Status pass_gap() override { return {}; }
  Status apply(const store::Page& page) override {
    std::vector<store::StateRow> rows;
    for (const Change& change : page.changes) {
      Status good = kept_.apply(change, [&](const Change& one) -> Status {
        const std::string& word = std::get<Event>(one.payload).query;
        if (word == "poison") throw std::runtime_error("a defect");
        rows.push_back({word, "1"});
        return {};
      });
      if (!good) return good;
    }
    if (Status written = kept_.write(page.next, rows, follower_); !written) return written;
    position_ = page.next;
    follower_.tell_applied(position_);
    return {};
  }
  Result<Rested> rest() override { return Rested{}; }
  void drop() noexcept override {}
  Status begin_anew(const Unapplied& broken) override {
    kept_.note(broken);
    return begin();
  }

 private:
  const store::ChangeLog& log_;
  KeptRows kept_;
  Sequence position_{};
  LogFollower follower_;
};

bool has(const store::FollowerState& state, const std::string& word) {
  return state.get(kShop, word)->has_value();
}

}  // namespace

TEST_CASE("a record that is at fault twice is passed over, and takes no good one with it") {
  store::MemoryChangeLog log;
  store::MemoryFollowerState state;
  for (const char* word : {"before", "poison", "behind"}) append(log, word);
  Words words(log, state);
  words.start();
  REQUIRE(words.follower().wait_applied(Sequence{3}, kLong));
  CHECK(has(state, "before"));
  CHECK(has(state, "behind"));
  CHECK_FALSE(has(state, "poison"));
  CHECK(words.kept().passed_over() == 1);
}

TEST_CASE("rows that were made from another log are cleared") {
  store::MemoryChangeLog log;
  store::MemoryFollowerState state;
  append(log, "new");
  REQUIRE(state.write_checkpoint(kShop, {log.epoch(kShop), Sequence{7}}, {{"old", "1"}}).ok());
  Words words(log, state);
  words.start();
  REQUIRE(words.follower().wait_applied(Sequence{1}, kLong));
  CHECK(has(state, "new"));
  CHECK_FALSE(has(state, "old"));
}

TEST_CASE("the position alone is due once many records are read") {
  store::MemoryChangeLog log;
  store::MemoryFollowerState state;
  const KeptRows kept("the words", kShop, log, state);
  CHECK_FALSE(kept.due(Sequence{KeptRows::kRecordsPerPosition - 1}));
  CHECK(kept.due(Sequence{KeptRows::kRecordsPerPosition}));
}

}  // namespace suggestd::follow
