#include "learn/trainings.h"

#include <algorithm>

namespace suggestd::learn {

std::uint64_t Trainings::ask() {
  const MutexLock lock(mutex_);
  return ++asked_;
}

void Trainings::withdraw(std::uint64_t wish) {
  const MutexLock lock(mutex_);
  if (wish == asked_) taken_ = asked_;
}

std::optional<Training> Trainings::of_wish(std::uint64_t wish) const {
  const MutexLock lock(mutex_);
  const auto found =
      std::ranges::find_if(latest_, [wish](const Training& training) { return training.wish >= wish; });
  if (found == latest_.end()) return std::nullopt;
  return *found;
}

std::vector<Training> Trainings::latest() const {
  const MutexLock lock(mutex_);
  return latest_;
}

bool Trainings::asked() const {
  const MutexLock lock(mutex_);
  return asked_ > taken_;
}

void Trainings::begin() {
  const MutexLock lock(mutex_);
  if (latest_.size() == kKept) latest_.erase(latest_.begin());
  Training training;
  training.wish = asked_;
  training.asked = asked_ > taken_;
  training.begun = now();
  latest_.push_back(training);
  taken_ = asked_;
}

void Trainings::end(const TrainedOn& on) {
  const MutexLock lock(mutex_);
  if (latest_.empty() || latest_.back().ended) return;
  latest_.back().on = on;
  latest_.back().ended = now();
}

void Trainings::break_off() noexcept {
  const MutexLock lock(mutex_);
  if (!latest_.empty() && !latest_.back().ended) latest_.back().ended = now();
}

}  // namespace suggestd::learn
