#include "stream/waits.h"

#include <algorithm>

namespace suggestd::bench {
namespace {

Moment between(const Moment& since, const Moment& now) {
  return {now.events - since.events, now.seconds - since.seconds};
}

}  // namespace

void Waits::note(ProductRow row, bool waits, Moment now) {
  if (index(row) >= waits_.size()) waits_.resize(index(row) + 1);
  Wait& wait = waits_[index(row)];
  if (waits == wait.open) return;
  wait.open = waits;
  if (waits) {
    wait.since = now;
  } else if (const Moment took = between(wait.since, now); took.events > longest_.events) {
    longest_ = took;
  }
}

void Waits::note_all(const std::set<ProductRow>& waiting, Moment now) {
  auto next = waiting.begin();
  const std::size_t rows =
      waiting.empty() ? waits_.size() : std::max<std::size_t>(waits_.size(), index(*waiting.rbegin()) + 1);
  for (std::size_t i = 0; i < rows; ++i) {
    const bool waits = next != waiting.end() && index(*next) == i;
    if (waits) ++next;
    note(static_cast<ProductRow>(i), waits, now);
  }
}

Moment Waits::longest_open(Moment now) const {
  Moment longest;
  for (const Wait& wait : waits_) {
    if (const Moment took = between(wait.since, now); wait.open && took.events > longest.events)
      longest = took;
  }
  return longest;
}

}  // namespace suggestd::bench
