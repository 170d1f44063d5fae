#include "tasks/erasure_jobs.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "base/json_text.h"
#include "jobs/job_place.h"
#include "store/tables/receipt.h"

namespace suggestd::tasks {
namespace {

constexpr std::string_view kIdBegin = "erasure-";
constexpr std::uint64_t kSteps = 3;

using Jobs = std::map<jobs::JobPlace, jobs::Job>;

std::string result_of(const store::ErasureReceipt& receipt) {
  std::string result;
  JsonWriter(result)
      .begin_object()
      .member("receipt_id", receipt.id)
      .member("profiles", receipt.profiles)
      .member("orders", receipt.order_count)
      .member("order_records", receipt.order_records)
      .member("event_records", receipt.event_records)
      .member("profile_records", receipt.profile_records)
      .end_object();
  return result;
}

jobs::Job job_of(const std::string& shop, const store::ErasureReceipt& receipt) {
  jobs::Job job;
  job.id = std::string(kIdBegin) + receipt.id;
  job.request.kind = kErasure;
  job.request.shop = shop;
  job.request.parameters.clear();
  JsonWriter(job.request.parameters).begin_object().member("receipt_id", receipt.id).end_object();
  job.created = receipt.asked_at;
  job.run.state = jobs::JobState::running;
  job.run.due = receipt.asked_at;
  job.run.begun = receipt.asked_at;
  job.run.progress = {static_cast<std::uint64_t>(receipt.phase) - 1, kSteps, "steps",
                      std::string(store::phase_name(receipt.phase))};
  if (receipt.phase != store::ErasurePhase::done) return job;
  job.run.state = jobs::JobState::succeeded;
  job.run.ended = receipt.done_at;
  job.run.result = result_of(receipt);
  return job;
}

// Gathers the newest `most` jobs that the filter takes.
class Newest {
 public:
  Newest(const jobs::JobFilter& filter, std::size_t most)
      : filter_(filter), most_(most), before_(jobs::parse_cursor(filter.cursor)) {}

  void add(jobs::Job job) {
    if (!filter_.kind.empty() && filter_.kind != job.request.kind) return;
    if (filter_.shop && *filter_.shop != job.request.shop) return;
    if (filter_.state && *filter_.state != job.run.state) return;
    jobs::JobPlace place = jobs::place_of(job);
    if (before_ && place >= *before_) return;
    found_.emplace(std::move(place), std::move(job));
    if (found_.size() > most_) found_.erase(found_.begin());
  }
  Jobs& found() { return found_; }

 private:
  const jobs::JobFilter& filter_;
  const std::size_t most_;
  const std::optional<jobs::JobPlace> before_;
  Jobs found_;
};

Status add_erasures(store::Store& store, const store::ShopEntry& shop, Newest& newest) {
  const auto add = [&](std::string_view, std::string_view row) -> Status {
    const auto receipt = store::decode_receipt(row);
    if (!receipt) return receipt.error();
    newest.add(job_of(shop.name, *receipt));
    return {};
  };
  return store.meta().for_each(store::receipts_prefix(shop.id), add);
}

}  // namespace

Result<jobs::JobPage> list_all_jobs(const jobs::JobBook& book, store::Store& store,
                                    const jobs::JobFilter& filter, std::vector<jobs::Job> others) {
  jobs::JobPage page = book.list(filter);
  const bool erasures = filter.kind.empty() || filter.kind == kErasure;
  if (!erasures && others.empty()) return page;
  Newest newest(filter, filter.limit + 1);  // one more tells that there is a next page
  for (jobs::Job& job : page.jobs) newest.add(std::move(job));
  for (jobs::Job& job : others) newest.add(std::move(job));
  for (const store::ShopEntry& shop : store.shops().all()) {
    if (!erasures || (filter.shop && *filter.shop != shop.name)) continue;
    if (Status added = add_erasures(store, shop, newest); !added) return std::move(added).error();
  }
  Jobs& found = newest.found();
  jobs::JobPage all;
  for (auto entry = found.rbegin(); entry != found.rend() && all.jobs.size() < filter.limit; ++entry)
    all.jobs.push_back(std::move(entry->second));
  const bool more = !page.next.empty() || found.size() > all.jobs.size();
  if (more && !all.jobs.empty()) all.next = jobs::cursor_of(all.jobs.back());
  return all;
}

Result<std::optional<jobs::Job>> find_erasure(store::Store& store, std::string_view job_id) {
  if (!job_id.starts_with(kIdBegin)) return std::optional<jobs::Job>();
  const std::string_view receipt_id = job_id.substr(kIdBegin.size());
  for (const store::ShopEntry& shop : store.shops().all()) {
    const auto receipt = store::read_receipt(store.meta(), shop.id, receipt_id);
    if (receipt) return std::optional<jobs::Job>(job_of(shop.name, *receipt));
    if (receipt.error().kind() != ErrorKind::not_found) return receipt.error();
  }
  return std::optional<jobs::Job>();
}

}  // namespace suggestd::tasks
