#include "cli/learners_watch.h"

namespace suggestd::cli {

bool LearnersWatch::moves(ShopId shop, const learn::LearnerStatus& status, Time now) {
  const Sign sign{status.phase,      status.applied, status.waiting_rows, status.training_progress,
                  status.begun_anew, status.records};
  const auto [seen, first] = last_.try_emplace(shop, Seen{sign, now});
  const bool idle = status.lag_records == 0 || status.phase == learn::LearnerPhase::asleep || status.failure;
  if (first || idle || seen->second.sign != sign) seen->second = {sign, now};
  return now - seen->second.at < limit_;
}

}  // namespace suggestd::cli
