#include "follow/kept_rows.h"

#include <fmt/format.h>

#include "base/log.h"

namespace suggestd::follow {

Status KeptRows::open() {
  const Result<Position> stored = state_.applied(shop_);
  if (!stored) return stored.error();
  written_ = stored->sequence;
  if (written_ <= log_.head(shop_)) return {};
  if (Status cleared = state_.clear(shop_); !cleared) return cleared;
  written_ = Sequence{0};
  return {};
}

Status KeptRows::write(Sequence applied, const std::vector<store::StateRow>& rows, LogFollower& follower) {
  for (;;) {
    Status written = state_.write_checkpoint(shop_, {log_.epoch(shop_), applied}, rows);
    if (written) written_ = applied;
    const bool later = !written && passes_by_itself(written.error().kind());
    if (!later || follower.stopping()) return written;
    follower.pause(kRetry);
  }
}

void KeptRows::note(const Unapplied& broken) {
  const bool again = broken.at_fault && number(broken.sequence) > 0 && broken.sequence == met_;
  met_ = broken.at_fault ? broken.sequence : Sequence{0};
  if (!again) return;
  log_error(fmt::format("a record is passed over by {}", name_), {{"sequence", number(broken.sequence)}});
  passed_over_.insert(broken.sequence);
  passed_over_count_ = passed_over_.size();
}

}  // namespace suggestd::follow
