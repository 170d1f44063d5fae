#include "shop/catalogue_sync.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/mutex.h"
#include "base/unique_id.h"
#include "records/json_reader.h"

namespace suggestd::shop {
namespace {

constexpr std::chrono::hours kForgotten{24};

// The product_id of a line, "" if it names none.
std::string id_on_line(std::string_view line) {
  const Result<JsonDocument> json = parse_json(line);
  if (!json || !json->root().is_object()) return {};
  const auto id = json->root().find("product_id");
  return id != json->root().end() && id->is_string() ? id->get<std::string>() : std::string();
}

}  // namespace

Result<SyncStart> CatalogueSyncs::start() {
  const Timestamp begun = now();
  std::unordered_set<std::string> there;
  Status read = store_.records().for_each_product(shop_, [&](const Product& product) -> Status {
    if (!product.hidden) there.insert(product.product_id);
    return {};
  });
  if (!read) return std::move(read).error();
  SyncStart started{to_ulid(make_id_bits()), there.size()};
  auto session = std::make_shared<Session>(std::move(there), begun);
  const MutexLock lock(mutex_);
  drop_forgotten(begun);
  if (sessions_.size() >= kMost) give_up_idle(begun);
  if (sessions_.size() >= kMost) {
    return conflict(
        fmt::format("{} synchronisations are open and at work; finish or abort one with DELETE "
                    "/v1/catalogue-syncs/ID, or wait until one has been idle for {} s",
                    sessions_.size(), options_.idle.count()));
  }
  sessions_.emplace(started.sync_id, std::move(session));
  return started;
}

std::optional<Timestamp> CatalogueSyncs::Session::idle_since() {
  if (!mutex.try_lock()) return std::nullopt;
  const Timestamp at = used;
  mutex.unlock();
  return at;
}

// Drops sessions without a request for kForgotten; a session that a request works on is kept.
void CatalogueSyncs::drop_forgotten(Timestamp now) {
  std::erase_if(sessions_, [&](const auto& entry) {
    const std::optional<Timestamp> idle = entry.second->idle_since();
    return idle && now - *idle > kForgotten;
  });
}

void CatalogueSyncs::give_up_idle(Timestamp now) {
  auto longest = sessions_.end();
  Timestamp used = now - options_.idle;
  for (auto entry = sessions_.begin(); entry != sessions_.end(); ++entry) {
    const std::optional<Timestamp> idle = entry->second->idle_since();
    if (!idle || *idle > used) continue;
    used = *idle;
    longest = entry;
  }
  if (longest == sessions_.end()) return;
  given_up_.push_back(longest->first);
  if (given_up_.size() > kGivenUpKept) given_up_.pop_front();
  sessions_.erase(longest);
}

Error CatalogueSyncs::unknown(std::string_view sync_id) const {
  if (std::ranges::find(given_up_, sync_id) != given_up_.end()) {
    return not_found(fmt::format(
        "the synchronisation {} was given up: it had been idle for {} s or more when another began. "
        "Nothing was hidden; start a new one",
        sync_id, options_.idle.count()));
  }
  return not_found(
      fmt::format("no synchronisation {} is open (a restart ends them); start a new one, which hides what "
                  "this one has not",
                  sync_id));
}

Result<std::shared_ptr<CatalogueSyncs::Session>> CatalogueSyncs::find(std::string_view sync_id) const {
  const MutexLock lock(mutex_);
  const auto found = sessions_.find(sync_id);
  if (found == sessions_.end()) return unknown(sync_id);
  return found->second;
}

Status CatalogueSyncs::note(std::string_view sync_id, std::string_view ndjson) {
  const Result<std::shared_ptr<Session>> session = find(sync_id);
  if (!session) return session.error();
  const MutexLock lock((*session)->mutex);
  (*session)->used = now();
  while (!ndjson.empty()) {
    const std::size_t end = std::min(ndjson.find('\n'), ndjson.size());
    if (std::string id = id_on_line(ndjson.substr(0, end)); !id.empty()) {
      (*session)->seen.insert(std::move(id));
    }
    ndjson.remove_prefix(std::min(end + 1, ndjson.size()));
  }
  return {};
}

Result<SyncEnd> CatalogueSyncs::plan(std::string_view sync_id, bool confirmed) const {
  const Result<std::shared_ptr<Session>> session = find(sync_id);
  if (!session) return session.error();
  const MutexLock lock((*session)->mutex);
  (*session)->used = now();
  SyncEnd end{(*session)->seen.size(), (*session)->there.size(), {}};
  for (const std::string& id : (*session)->there) {
    if (!(*session)->seen.contains(id)) end.to_hide.push_back(id);
  }
  std::sort(end.to_hide.begin(), end.to_hide.end());
  if (end.seen == 0 && !end.to_hide.empty()) {
    return conflict(
        fmt::format("no product was sent, and all {} would be hidden: an empty feed is never taken for an "
                    "empty shop. Send "
                    "the products and finish again, or abort; to hide a product for good, PATCH or DELETE it",
                    end.products));
  }
  const auto most = static_cast<std::size_t>(options_.most_hidden * static_cast<double>(end.products));
  if (!confirmed && end.to_hide.size() > most) {
    return conflict(fmt::format(
        "{} of {} products were not sent and would be hidden, more than the {} that catalogue.most_hidden "
        "allows. Is the feed whole? Finish again with confirm=1 if it is, or abort. The first of them: {}",
        end.to_hide.size(), end.products, most, end.to_hide.front()));
  }
  return end;
}

Status CatalogueSyncs::end(std::string_view sync_id) {
  const MutexLock lock(mutex_);
  const auto found = sessions_.find(sync_id);
  if (found == sessions_.end()) return unknown(sync_id);
  sessions_.erase(found);
  return {};
}

}  // namespace suggestd::shop
