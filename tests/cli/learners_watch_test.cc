#include "cli/learners_watch.h"

#include <catch2/catch.hpp>

namespace suggestd::cli {
namespace {

using std::chrono::seconds;

constexpr ShopId kShop{1};
constexpr ShopId kOther{2};
constexpr seconds kLimit{60};

LearnersWatch::Time at(int second) { return LearnersWatch::Time{} + seconds(second); }

learn::LearnerStatus busy() {
  learn::LearnerStatus status;
  status.phase = learn::LearnerPhase::catching_up;
  status.lag_records = 10;
  return status;
}

TEST_CASE("a learner that shows nothing while records wait stands still after the limit") {
  LearnersWatch watch(kLimit);
  CHECK(watch.moves(kShop, busy(), at(0)));
  CHECK(watch.moves(kShop, busy(), at(59)));
  CHECK_FALSE(watch.moves(kShop, busy(), at(60)));
}

TEST_CASE("each sign of work begins the time anew") {
  const int sign = GENERATE(range(0, 6));
  LearnersWatch watch(kLimit);
  learn::LearnerStatus status = busy();
  CHECK(watch.moves(kShop, status, at(0)));
  if (sign == 0) status.applied.sequence = Sequence{7};
  if (sign == 1) status.waiting_rows = 7;
  if (sign == 2) status.training_progress = 0.5;
  if (sign == 3) status.phase = learn::LearnerPhase::training;
  if (sign == 4) status.begun_anew = 1;
  if (sign == 5) status.records = 256;
  CHECK(watch.moves(kShop, status, at(50)));
  CHECK(watch.moves(kShop, status, at(109)));
  CHECK_FALSE(watch.moves(kShop, status, at(110)));
}

TEST_CASE("a learner for which nothing waits moves, and has its whole time once something does") {
  LearnersWatch watch(kLimit);
  learn::LearnerStatus idle = busy();
  idle.lag_records = 0;
  CHECK(watch.moves(kShop, idle, at(0)));
  CHECK(watch.moves(kShop, idle, at(1000)));
  CHECK(watch.moves(kShop, busy(), at(1059)));
  CHECK_FALSE(watch.moves(kShop, busy(), at(1060)));
}

TEST_CASE("a learner that has failed is left to those who are told of it") {
  LearnersWatch watch(kLimit);
  learn::LearnerStatus failed = busy();
  failed.failure = Error(ErrorKind::io, "the disk is gone");
  CHECK(watch.moves(kShop, failed, at(0)));
  CHECK(watch.moves(kShop, failed, at(1000)));
}

TEST_CASE("one shop's signs are not another's") {
  LearnersWatch watch(kLimit);
  learn::LearnerStatus other = busy();
  CHECK(watch.moves(kShop, busy(), at(0)));
  CHECK(watch.moves(kOther, other, at(0)));
  other.applied.sequence = Sequence{7};
  CHECK(watch.moves(kOther, other, at(60)));
  CHECK_FALSE(watch.moves(kShop, busy(), at(60)));
}

}  // namespace
}  // namespace suggestd::cli
