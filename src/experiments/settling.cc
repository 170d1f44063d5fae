// The half of Outcomes that time drives: windows that are over, and runs.
#include <algorithm>

#include "experiments/outcomes.h"
#include "experiments/split.h"

namespace suggestd::experiments {
namespace {

Timestamp end_of(Hour hour) { return Timestamp(std::chrono::hours(std::int64_t{hour} + 1)); }

PersonId person_of(std::string_view key) {
  return {static_cast<PersonIdKind>(key.front()), std::string(key.substr(1))};
}

std::vector<StoredExperiment>::const_iterator find_run(const std::vector<StoredExperiment>& among,
                                                       const RunId& id) {
  return std::find_if(among.begin(), among.end(),
                      [&](const StoredExperiment& stored) { return stored.run->id == id; });
}

}  // namespace

Status Outcomes::set_experiments(std::vector<StoredExperiment> experiments) {
  std::vector<StoredExperiment> earlier;
  earlier.swap(all_);
  open_.clear();
  for (StoredExperiment& stored : experiments) {
    if (!stored.run) continue;
    const Result<std::optional<Hour>> settled = rows_.settled_before(stored.run->id);
    if (!settled) return settled.error();
    if (!*settled) rows_.put_settled_before(stored.run->id, hour_of(stored.run->started_at));
    if (!*settled || **settled != kClosedHour) open_.push_back(stored);
    all_.push_back(std::move(stored));
  }
  for (StoredExperiment& stored : earlier) {
    if (find_run(all_, stored.run->id) == all_.end()) gone_.push_back(std::move(stored));
  }
  gone_cleared_ = false;
  return {};
}

Status Outcomes::load_assignments() const {
  for (const StoredExperiment& stored : open_) {
    if (!stored.running()) continue;
    Status read =
        rows_.for_each_visitor(stored.run->id, [&](std::string_view person, const VisitorRow& row) -> Status {
          if (!person.empty()) assignments_.put(hash_of(stored.run->key, person_of(person)), row.variant);
          return {};
        });
    if (!read) return read;
  }
  return {};
}

Result<bool> Outcomes::settle(Timestamp now) {
  const Result<bool> clearing = clear_runs_that_are_gone();
  if (!clearing || *clearing) return clearing;
  for (std::size_t i = 0; i < open_.size(); ++i) {
    const StoredExperiment stored = open_[i];
    const std::optional<Timestamp>& followed_at = stored.run->followed_at;
    const Result<bool> more = settle_run(stored, followed_at ? std::min(now, *followed_at) : now);
    if (!more || *more) return more;
    const Result<std::optional<Hour>> settled = rows_.settled_before(stored.run->id);
    if (!settled) return settled.error();
    const bool all_settled = !stored.running() && settled->value_or(0) > hour_of(*stored.run->stopped_at);
    if (!all_settled && !followed_at) continue;
    const Result<bool> left = clear_people(stored.run->id, &stored.run->key);
    if (!left || *left) return left;
    rows_.put_settled_before(stored.run->id, kClosedHour);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  return false;
}

Result<bool> Outcomes::settle_run(const StoredExperiment& stored, Timestamp now) {
  const Result<std::optional<Hour>> before = rows_.settled_before(stored.run->id);
  if (!before) return before.error();
  const Hour first = before->value_or(hour_of(stored.run->started_at));
  Hour hour = first;
  for (; end_of(hour) + stored.experiment.window <= now; ++hour) {
    if (stored.run->stopped_at && hour > hour_of(*stored.run->stopped_at)) break;
    const Result<std::vector<std::string>> people = rows_.unsettled(stored.run->id, hour, kMostAtOnce);
    if (!people) return people.error();
    for (const std::string& person : *people) {
      if (Status settled = settle_visitor(stored, hour, person); !settled) return std::move(settled).error();
    }
    if (people->empty()) continue;
    rows_.put_settled_before(stored.run->id, hour);
    return true;  // what was settled has to be written before the hour is looked at again
  }
  if (hour != first) rows_.put_settled_before(stored.run->id, hour);
  return false;
}

Status Outcomes::settle_visitor(const StoredExperiment& stored, Hour hour, const std::string& person) {
  const Run& run = *stored.run;
  rows_.remove_unsettled(run.id, hour, person);
  Result<std::optional<VisitorRow>> row = rows_.visitor(run.id, person);
  if (!row) return std::move(row).error();
  if (!*row || (*row)->settled) return {};
  if (stored.experiment.interleaves()) {
    Result<InterleavedTotals> totals = rows_.interleaved_totals(run.id);
    if (!totals) return std::move(totals).error();
    totals->settle(**row);
    rows_.put_interleaved_totals(run.id, *totals);
  } else {
    Result<VariantTotals> totals = rows_.totals(run.id, (*row)->variant);
    if (!totals) return std::move(totals).error();
    totals->settle(**row, run.currency);
    rows_.put_totals(run.id, (*row)->variant, *totals);
  }
  (*row)->settled = true;
  (*row)->orders.clear();
  (*row)->lists.clear();
  (*row)->clicks.clear();
  rows_.put_visitor(run.id, person, **row);
  return {};
}

// --- Runs that are over

// Removes people of a run; true if there may be more.
Result<bool> Outcomes::clear_people(const RunId& run, const SplitKey* key) {
  const auto people = rows_.people(run, kMostAtOnce);
  if (!people) return people.error();
  for (const auto& [person, row] : *people) {
    rows_.remove_visitor(run, person);
    rows_.remove_unsettled(run, hour_of(row.exposed_at), person);
    if (key != nullptr && !person.empty()) assignments_.forget(hash_of(*key, person_of(person)));
  }
  return !people->empty();
}

// Runs of experiments that were deleted, and those that are kept no longer.
Result<bool> Outcomes::clear_runs_that_are_gone() {
  if (gone_cleared_) return false;
  const Result<std::vector<RunId>> runs = rows_.runs();
  if (!runs) return runs.error();
  for (const RunId& id : *runs) {
    if (const auto known = find_run(all_, id); known != all_.end()) continue;
    const auto gone = find_run(gone_, id);
    const Result<bool> more = clear_people(id, gone == gone_.end() ? nullptr : &gone->run->key);
    if (!more || *more) return more;
    if (Status removed = rows_.remove_sums(id); !removed) return std::move(removed).error();
  }
  gone_cleared_ = true;
  gone_.clear();
  return false;
}

}  // namespace suggestd::experiments
