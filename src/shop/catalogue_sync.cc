#include "shop/catalogue_sync.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/unique_id.h"
#include "records/json_reader.h"

namespace suggestd::shop {
namespace {

constexpr std::chrono::hours kForgotten{24};

// The product_id of a line, "" if it names none.
std::string id_on_line(std::string_view line) {
  const Result<Json> json = parse_json(line);
  if (!json || !json->is_object()) return {};
  const auto id = json->find("product_id");
  return id != json->end() && id->is_string() ? id->get<std::string>() : std::string();
}

}  // namespace

Result<SyncStart> CatalogueSyncs::start() {
  auto session = std::make_shared<Session>();
  session->used = now();
  Status read = store_.records().for_each_product(shop_, [&](const Product& product) -> Status {
    if (!product.hidden) session->there.insert(product.product_id);
    return {};
  });
  if (!read) return std::move(read).error();
  SyncStart started{to_ulid(make_id_bits()), session->there.size()};
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& entry) {
    const std::unique_lock idle(entry.second->mutex, std::try_to_lock);
    return idle.owns_lock() && session->used - entry.second->used > kForgotten;
  });
  if (sessions_.size() >= kMost) {
    return Error(ErrorKind::busy,
                 fmt::format("{} synchronisations are open already; finish or abort one", sessions_.size()));
  }
  sessions_.emplace(started.sync_id, std::move(session));
  return started;
}

Result<std::shared_ptr<CatalogueSyncs::Session>> CatalogueSyncs::find(std::string_view sync_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(sync_id);
  if (found == sessions_.end()) {
    return not_found(fmt::format(
        "no synchronisation {} is open (a restart ends them); nothing was hidden, start a new one", sync_id));
  }
  return found->second;
}

Status CatalogueSyncs::note(std::string_view sync_id, std::string_view ndjson) {
  const Result<std::shared_ptr<Session>> session = find(sync_id);
  if (!session) return session.error();
  const std::lock_guard lock((*session)->mutex);
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
  const std::lock_guard lock((*session)->mutex);
  (*session)->used = now();
  SyncEnd end{(*session)->seen.size(), (*session)->there.size(), {}};
  for (const std::string& id : (*session)->there) {
    if (!(*session)->seen.contains(id)) end.to_hide.push_back(id);
  }
  std::sort(end.to_hide.begin(), end.to_hide.end());
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
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(sync_id);
  if (found == sessions_.end()) return not_found(fmt::format("no synchronisation {} is open", sync_id));
  sessions_.erase(found);
  return {};
}

}  // namespace suggestd::shop
