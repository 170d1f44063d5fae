#include "watch/facts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/log.h"
#include "watch/findings.h"

namespace suggestd::watch {

Facts::Facts(WatchParts parts, const Clock& clock)
    : parts_(std::move(parts)), clock_(clock), started_(clock.wall()), saved_(clock.steady()) {}

Facts::Look Facts::look(const Thresholds& thresholds) {
  Look look{of_server(thresholds)};
  std::set<ShopId> there;
  for (const auto& shop : parts_.all_shops()) {
    there.insert(shop->id());
    if (Status added = add_shop(*shop, thresholds, look.findings); !added) {
      look.whole = false;
      log_warning("a shop could not be looked at",
                  {{"shop", shop->name()}, {"error", added.error().message()}});
    }
  }
  std::erase_if(shops_, [&](const auto& entry) { return !there.contains(entry.first); });
  if (clock_.steady() - saved_ >= kSaveEvery) save();
  look.load = errors_.recent();
  return look;
}

std::vector<Finding> Facts::of_server(const Thresholds& thresholds) {
  const store::StoreStats stats = parts_.store->stats();
  ServerFacts facts{.started = started_, .at = clock_.wall(), .condition = parts_.store->condition()};
  facts.free_bytes = stats.free_bytes;
  facts.capacity_bytes = stats.capacity_bytes;
  facts.backups_wanted = parts_.backups->check_on().ok();
  facts.last_backup = last_backup();
  errors_.note(parts_.load(), clock_.steady());
  std::vector<Finding> found = server_findings(facts, errors_, thresholds);
  std::ranges::move(job_findings(scheduled_jobs(), facts.at, thresholds), std::back_inserter(found));
  return found;
}

Status Facts::add_shop(const shop::Shop& shop, const Thresholds& thresholds, std::vector<Finding>& found) {
  const auto entry = remembered(shop);
  if (!entry) return entry.error();
  ShopMemory& memory = (*entry)->memory;
  ShopFacts facts{.started = started_, .at = clock_.wall(), .status = shop.status()};
  const auto read = read_on(parts_.store->log(), shop.id(), memory, kRecordsOfLook, facts.at);
  if (!read) return read.error();
  auto consumers = shop.consumers();
  if (!consumers) return std::move(consumers).error();
  memory.quality.note(facts.status.learner.live, facts.at);
  facts.suspended = shop.suspended();
  facts.zone = shop.settings()->zone();
  facts.log_was_read = *read;
  facts.consumers = *std::move(consumers);
  std::ranges::move(shop_findings(facts, memory, thresholds), std::back_inserter(found));
  return {};
}

Result<Facts::Remembered*> Facts::remembered(const shop::Shop& shop) {
  if (const auto known = shops_.find(shop.id()); known != shops_.end()) return &known->second;
  auto memory = load_shop_memory(meta(), shop.id());
  if (!memory) return std::move(memory).error();
  const Position saved = memory->read;
  return &shops_.emplace(shop.id(), Remembered{*std::move(memory), saved}).first->second;
}

// Those that have a schedule still; a job that was ended by hand has none.
std::vector<jobs::Job> Facts::scheduled_jobs() const {
  std::vector<jobs::Job> scheduled;
  jobs::JobFilter filter;
  do {
    jobs::JobPage page = parts_.jobs->list(filter);
    std::ranges::copy_if(page.jobs, std::back_inserter(scheduled),
                         [](const jobs::Job& job) { return job.request.schedule.any(); });
    filter.cursor = std::move(page.next);
  } while (!filter.cursor.empty());
  return scheduled;
}

std::optional<Timestamp> Facts::last_backup() {
  if (backups_read_ && clock_.steady() - *backups_read_ < kBackupsEvery) return last_backup_;
  const auto all = parts_.backups->list();
  if (!all) return last_backup_;  // off, or unreadable for now
  backups_read_ = clock_.steady();
  if (!all->empty()) last_backup_ = all->back().at;
  return last_backup_;
}

void Facts::save() {
  saved_ = clock_.steady();
  for (const auto& shop : parts_.all_shops()) {
    const auto known = shops_.find(shop->id());
    if (known == shops_.end() || known->second.memory.read == known->second.saved) continue;
    Remembered& of = known->second;
    const Status done = shop->while_open([&] { return save_shop_memory(meta(), shop->id(), of.memory); });
    if (done) of.saved = of.memory.read;
    if (!done && done.error().kind() != ErrorKind::gone)
      log_warning("what the watch remembers of a shop could not be kept",
                  {{"shop", shop->name()}, {"error", done.error().message()}});
  }
}

}  // namespace suggestd::watch
