#include "learn/checkpoint/checkpoint_writer.h"

#include <atomic>

#include <catch2/catch.hpp>

#include "learn/memory_log.h"

namespace suggestd::learn {
namespace {

using namespace std::chrono_literals;

// Refuses the first `refusals` writes.
class RefusingState final : public MemoryState {
 public:
  RefusingState(int refusals, ErrorKind kind) : refusals_(refusals), kind_(kind) {}

  Status write_checkpoint(ShopId shop, Position applied, const std::vector<store::StateRow>& rows) override {
    if (refusals_ > 0) {
      --refusals_;
      return Error(kind_, "refused");
    }
    return MemoryState::write_checkpoint(shop, applied, rows);
  }

 private:
  std::atomic<int> refusals_;
  const ErrorKind kind_;
};

constexpr ShopId kShop{1};
constexpr Position kPosition{Epoch{1}, Sequence{5}};

CheckpointWriter::MakeRows rows(std::vector<store::StateRow> rows) {
  return [rows = std::move(rows)] { return rows; };
}

TEST_CASE("a checkpoint that a full disk refused is written when there is room") {
  RefusingState state(2, ErrorKind::no_space);
  CheckpointWriter writer(kShop, state);
  CHECK_FALSE(writer.take());
  writer.start(kPosition, rows({{"a", "x"}}));
  CHECK(writer.running());
  std::optional<Status> ended;
  for (int i = 0; i < 1'000 && !ended; ++i) {
    std::this_thread::sleep_for(10ms);
    ended = writer.take();
  }
  REQUIRE(ended);
  CHECK(ended->ok());
  CHECK_FALSE(writer.running());
  CHECK(*state.applied(kShop) == kPosition);
  CHECK(writer.last_took() < 500ms);  // two refusals, each with half a second of rest
}

TEST_CASE("a checkpoint that can never be written says so") {
  RefusingState state(1, ErrorKind::denied);
  CheckpointWriter writer(kShop, state);
  writer.start(kPosition, rows({{"a", "x"}}));
  const Status refused = writer.finish();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind() == ErrorKind::denied);
}

TEST_CASE("the end of the process does not wait for room on the disk") {
  RefusingState state(1'000'000, ErrorKind::no_space);
  CheckpointWriter writer(kShop, state);
  writer.start(kPosition, rows({{"a", "x"}}));
  CHECK_FALSE(writer.take());
  CHECK(writer.finish().error().kind() == ErrorKind::no_space);
  CHECK_FALSE(writer.running());
  writer.start(kPosition, rows({{"a", "x"}}));
}  // an owner that goes does not wait either, or the test would hang here

}  // namespace
}  // namespace suggestd::learn
