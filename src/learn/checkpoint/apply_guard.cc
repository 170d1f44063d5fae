#include "learn/checkpoint/apply_guard.h"

#include <new>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/memory.h"
#include "records/wire.h"

namespace suggestd::learn {
namespace {

// On disk: never change or reuse a number.
enum StartField : unsigned { start_count = 1, start_sequence, start_deaths, start_by_death };

}  // namespace

Result<SetAside> read_set_aside(const store::FollowerState& state, ShopId shop) {
  const Result<std::optional<std::string>> row = state.get(shop, kAsideKey);
  if (!row) return row.error();
  return *row ? SetAside::decode(**row) : SetAside();
}

Status ApplyGuard::load(Epoch epoch) {
  const Result<Position> stored = state_.applied(shop_);
  if (!stored) return stored.error();
  if (stored->epoch != epoch) return {};
  Result<SetAside> aside = read_set_aside(state_, shop_);
  if (!aside) return aside.error();
  aside_ = *std::move(aside);
  const Result<std::optional<std::string>> row = state_.get(shop_, kStartKey);
  if (!row) return row.error();
  if (!*row) return {};
  FieldReader fields(**row);
  for (Field field; fields.next(field);) {
    if (field.number == start_count) start_.count = field.value;
    if (field.number == start_sequence) suspect_ = Sequence{field.value};
    if (field.number == start_deaths) deaths_ = field.value;
    if (field.number == start_by_death) start_.by_death = field.value;
  }
  if (number(suspect_) > 0) ++deaths_;  // the process that wrote this has ended there
  return {};
}

Status ApplyGuard::begin() {
  ++start_.count;
  if (careful()) {
    log_warning("the learner has not caught up in its last starts; it notes each record before it applies it",
                {{"starts", start_.count - 1}, {"ended_at", number(suspect_)}});
  }
  start_.sequence = suspect_;
  start_.deaths = deaths_ > 0 ? deaths_ - 1 : 0;
  const bool any = aside_.count() > 0;
  return any ? write({row(), start_row()}) : write({start_row()});
}

Status ApplyGuard::end_of_start() {
  start_ = {.by_death = start_.by_death};
  suspect_ = {};
  deaths_ = 0;
  return write({start_row()});
}

Result<bool> ApplyGuard::apply(Sequence sequence, const std::function<void()>& apply) {
  Result<bool> admitted = admit(sequence);
  if (!admitted || !*admitted) return admitted;
  try {
    apply();
  } catch (const std::bad_alloc&) {
    throw follow::Unapplied{sequence, "it needs more memory than there is", memory_is_to_be_had()};
  } catch (const std::system_error& refused) {  // threads
    throw follow::Unapplied{sequence, refused.what(), false};
  } catch (const std::exception& defect) {
    throw follow::Unapplied{sequence, defect.what(), true};
  }
  return true;
}

Result<bool> ApplyGuard::admit(Sequence sequence) {
  if (aside_.passes_over(sequence)) return false;
  if (!careful()) return true;
  const bool suspected = sequence == suspect_;
  if (suspected && deaths_ >= kMostDeaths && start_.by_death < kMostByDeath) {
    ++start_.by_death;
    const std::string reason =
        fmt::format("the process ended {} times in a row while it was applied", deaths_);
    log_error("a record is passed over by the learner", {{"sequence", number(sequence)}, {"reason", reason}});
    aside_.add({sequence, true, reason});
    start_.sequence = {};
    start_.deaths = 0;
    if (Status written = write({row(), start_row()}); !written) return written.error();
    return false;
  }
  start_.sequence = sequence;
  start_.deaths = suspected ? deaths_ : 0;
  if (Status written = write({start_row()}); !written) return written.error();
  return true;
}

Status ApplyGuard::rest() {
  if (!careful() || number(start_.sequence) == 0) return {};
  start_.sequence = {};
  start_.deaths = 0;
  return write({start_row()});
}

Result<bool> ApplyGuard::note_throw(Sequence sequence, const std::string& what, bool at_fault) {
  throws_ = thrown_by_ == sequence ? throws_ : 0;
  thrown_by_ = sequence;
  if (!at_fault || ++throws_ < kMostThrows) return false;
  log_error("a record is passed over by the learner", {{"sequence", number(sequence)}, {"reason", what}});
  if (!aside_.add({sequence, true, what})) {
    return internal_error(fmt::format("record {} can't be applied ({}), as {} before it", number(sequence),
                                      what, aside_.count()));
  }
  if (Status written = write({row()}); !written) return written.error();
  return true;
}

bool ApplyGuard::note_cut(Sequence sequence, std::string reason) {
  const bool fresh = aside_.add({sequence, false, reason});
  if (fresh) {
    log_warning("a record is used in part by the learner",
                {{"sequence", number(sequence)}, {"reason", reason}});
  }
  return fresh;
}

Status ApplyGuard::write_again() {
  if (aside_.count() == 0 && !start_is_open()) return {};
  return write({row(), start_row()});
}

store::StateRow ApplyGuard::start_row() const {
  std::string bytes;
  FieldWriter out(bytes);
  out.number(start_count, start_.count);
  out.number(start_sequence, number(start_.sequence));
  out.number(start_deaths, start_.deaths);
  out.number(start_by_death, start_.by_death);
  return {std::string(kStartKey), std::move(bytes)};
}

// Writes the rows at the checkpoint's position, so that the rest of the checkpoint stays as it is.
Status ApplyGuard::write(const std::vector<store::StateRow>& rows) {
  const Result<Position> stored = state_.applied(shop_);
  if (!stored) return stored.error();
  return state_.write_checkpoint(shop_, *stored, rows);
}

}  // namespace suggestd::learn
