#include "catalog/availability.h"

#include <algorithm>
#include <utility>

#include "base/mutex.h"

namespace suggestd::catalog {
namespace {

constexpr std::size_t kRowsPerWindowBlock = 64;

}  // namespace

struct Availability::Latest {
  Mutex mutex;
  std::shared_ptr<const Spell> spell SUGGESTD_GUARDED_BY(mutex);  // null: none yet
};

Availability::Availability() : latest_(std::make_shared<Latest>()) {}

lookup::Bitmap Availability::at(Timestamp now) const {
  if (published_.when.holds(now)) return published_.rows;
  std::shared_ptr<const Spell> spell;
  {
    const MutexLock lock(latest_->mutex);
    spell = latest_->spell;
  }
  if (spell != nullptr && spell->when.holds(now)) return spell->rows;
  spell = std::make_shared<const Spell>(spell_at(now));
  const MutexLock lock(latest_->mutex);
  latest_->spell = spell;
  return spell->rows;
}

bool Availability::contains(ProductRow row, Timestamp now) const noexcept {
  if (!sellable_.contains(row)) return false;
  return windows_[index(row) / kRowsPerWindowBlock].windows[index(row) % kRowsPerWindowBlock].holds(now);
}

Availability::Spell Availability::spell_at(Timestamp now) const {
  lookup::BitmapBuilder rows(sellable_);
  Window when;
  windowed_.for_each([&](ProductRow row) {
    const Window& window =
        windows_[index(row) / kRowsPerWindowBlock].windows[index(row) % kRowsPerWindowBlock];
    if (!window.holds(now)) rows.set(row, false);
    for (const Timestamp date : {window.from, window.until}) {
      if (date <= now) when.from = std::max(when.from, date);
      if (date > now) when.until = std::min(when.until, date);
    }
  });
  return {rows.snapshot(), when};
}

AvailabilityBuilder::AvailabilityBuilder() : windows_(WindowBlock{}) {}

void AvailabilityBuilder::set(ProductRow row, const Product& product) {
  const bool in_stock = !product.stock || *product.stock > 0;
  replace(row, in_stock && !product.hidden,
          {product.available_from.value_or(Timestamp::min()),
           product.available_until.value_or(Timestamp::max())});
}

void AvailabilityBuilder::erase(ProductRow row) { replace(row, false, {}); }

void AvailabilityBuilder::replace(ProductRow row, bool sellable, Window window) {
  windows_.grow(index(row) / kRowsPerWindowBlock + 1);
  const Window before = window_of(row);
  if (sellable_.contains(row)) unschedule(row, before);
  if (sellable) schedule(row, window);
  if (window != before) {
    windows_.edit(index(row) / kRowsPerWindowBlock).windows[index(row) % kRowsPerWindowBlock] = window;
  }
  sellable_.set(row, sellable);
  windowed_.set(row, sellable && !window.always());
  refresh(row);
  changed_ = true;
}

void AvailabilityBuilder::schedule(ProductRow row, const Window& window) {
  for (const Timestamp date : {window.from, window.until}) {
    if (date == Timestamp::min() || date == Timestamp::max()) continue;
    if (date > now_) due_.emplace(date, row);
    if (date <= now_) last_due_ = std::max(last_due_, date);
  }
}

void AvailabilityBuilder::unschedule(ProductRow row, const Window& window) {
  due_.erase({window.from, row});
  due_.erase({window.until, row});
}

void AvailabilityBuilder::advance(Timestamp now) {
  if (now <= now_) return;
  now_ = now;
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto [date, row] = *due_.begin();
    due_.erase(due_.begin());
    last_due_ = date;
    refresh(row);
    changed_ = true;
  }
}

void AvailabilityBuilder::refresh(ProductRow row) {
  available_.set(row, sellable_.contains(row) && window_of(row).holds(now_));
}

Window AvailabilityBuilder::window_of(ProductRow row) const {
  return windows_[index(row) / kRowsPerWindowBlock].windows[index(row) % kRowsPerWindowBlock];
}

Availability AvailabilityBuilder::snapshot() {
  if (!changed_) return version_;
  version_.sellable_ = sellable_.snapshot();
  version_.windowed_ = windowed_.snapshot();
  version_.windows_ = windows_.snapshot();
  version_.published_ = {available_.snapshot(),
                         {last_due_, due_.empty() ? Timestamp::max() : due_.begin()->first}};
  version_.latest_ = std::make_shared<Availability::Latest>();
  changed_ = false;
  return version_;
}

}  // namespace suggestd::catalog
