#include "learn/status_board.h"

#include <algorithm>

#include "learn/checkpoint/set_aside.h"
#include "learn/learned_shop.h"
#include "learn/learner_pace.h"
#include "learn/snapshot.h"

namespace suggestd::learn {

using namespace pace;

LearnerStatus StatusBoard::read() const {
  const MutexLock lock(mutex_);
  return status_;
}

void StatusBoard::set_phase(LearnerPhase phase) {
  const MutexLock lock(mutex_);
  status_.phase = phase;
}

void StatusBoard::note_begun_anew() {
  const MutexLock lock(mutex_);
  ++status_.begun_anew;
}

void StatusBoard::note_aside(const SetAside& aside) {
  const MutexLock lock(mutex_);
  status_.set_aside = aside.count();
  status_.latest_aside = aside.latest(kToldAside);
}

void StatusBoard::note_training(double progress) {
  const MutexLock lock(mutex_);
  status_.training_progress = progress;
}

void StatusBoard::note_score(const std::optional<OrderScore>& score) {
  if (!score) return;
  const MutexLock lock(mutex_);
  status_.live.add(*score);
}

void StatusBoard::note_cost(std::size_t records, std::chrono::steady_clock::duration time) {
  if (records == 0) return;
  const double each = std::chrono::duration<double, std::micro>(time).count() / static_cast<double>(records);
  const double share = std::min(1.0, static_cast<double>(records) / kMeanRecords);
  const MutexLock lock(mutex_);
  status_.learn_microseconds += (each - status_.learn_microseconds) * (status_.records == 0 ? 1 : share);
  status_.records += records;
}

void StatusBoard::note_asleep() {
  const MutexLock lock(mutex_);
  status_.phase = LearnerPhase::asleep;
  status_.blend = nullptr;
}

void StatusBoard::note_published(const LearnedShop& model, const Snapshot& snapshot, bool caught_up) {
  const catalog::CatalogView::NameSet& names = snapshot.catalog.names_without_column();
  const MutexLock lock(mutex_);
  if (names.size() != status_.names_without_column.size()) {
    status_.names_without_column = {names.begin(), names.end()};
  }
  status_.clock_ahead = std::chrono::floor<std::chrono::seconds>(model.facts().clock().ahead());
  status_.applied = snapshot.applied;
  status_.caught_up = caught_up;
  status_.users = model.facts().people().size();
  status_.products = model.facts().product_count();
  status_.interactions = model.interactions();
  status_.catalogue_whole = snapshot.catalogue_whole;
  status_.consent_required = model.facts().people().consent_required();
  status_.ghosts = (snapshot.ghosts & snapshot.catalog.present()).count();
  note_unlikely(model, snapshot);
  status_.training_loss = model.factors().training_loss();
  status_.waiting_rows = model.waiting();
  status_.blend = model.blend();
}

void StatusBoard::note_unlikely(const LearnedShop& model, const Snapshot& snapshot) {
  const UnlikelyEvents& unlikely = model.facts().unlikely();
  if (status_.unlikely_events == unlikely.events) return;
  status_.unlikely_events = unlikely.events;
  status_.unlikely_people.clear();
  for (const UserRow row : unlikely.latest) {
    status_.unlikely_people.push_back(snapshot.people.id(row).substr(1));
  }
}

}  // namespace suggestd::learn
