#include "shop/scenario_drafts.h"

#include <algorithm>
#include <atomic>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "base/json_tree.h"
#include "base/mutex.h"
#include "records/json_reader.h"
#include "store/tables/shop_rows.h"

namespace suggestd::shop {
namespace {

// Two writers must not both find the last place, and a draft that is saved while it is published must not be forgotten.
Mutex& writing() {
  static Mutex mutex;
  return mutex;
}

std::atomic<std::uint64_t>& writes() {
  static std::atomic<std::uint64_t> count{0};
  return count;
}

std::string rows_prefix(ShopId shop) { return store::shop_rows_prefix(store::kScenarioDraftRows, shop); }

std::string encode(const ScenarioDraft& draft) {
  std::string text;
  JsonWriter out(text);
  out.begin_object().member("base", draft.base).member("saved_at", to_rfc3339(draft.saved_at));
  out.member("saved_by", draft.saved_by);
  if (draft.publish_at) out.member("publish_at", to_rfc3339(*draft.publish_at));
  if (!draft.failure.empty()) out.member("failure", draft.failure);
  out.key("scenario").raw(draft.scenario).end_object();
  return text;
}

Result<ScenarioDraft> decode(std::string_view name, std::string_view row) {
  const Result<JsonDocument> body = parse_json(row);
  if (!body) return corrupt(fmt::format("the draft '{}' can't be read", name));
  ScenarioDraft draft;
  draft.name = name;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  std::optional<std::int64_t> base;
  in.whole("base", base);
  in.time("saved_at", Need::required, draft.saved_at);
  in.text("saved_by", draft.saved_by);
  in.time("publish_at", draft.publish_at);
  in.text("failure", draft.failure);
  // As it was stored: the limits of properties are not a scenario's.
  if (const Json* scenario = in.field("scenario", Need::required)) draft.scenario = json_text(*scenario);
  if (errors.any()) return corrupt(fmt::format("the draft '{}': {}", name, errors.error().message()));
  draft.base = static_cast<std::uint64_t>(base.value_or(0));
  return draft;
}

Error no_draft(std::string_view name) {
  return not_found(
      fmt::format("there is no draft of '{}'; PUT /v1/scenarios/{}/draft makes one", name, name));
}

// Whether publishing the draft was cut off between its two writes.
bool is_in_force(const recommend::Scenario& draft, const Result<ScenarioBook::Entry>& entry) {
  return entry && to_json(*entry->scenario) == to_json(draft);
}

}  // namespace

std::string ScenarioDrafts::row_key(std::string_view name) const { return rows_prefix(shop_).append(name); }

Result<ScenarioDraft> ScenarioDrafts::find(std::string_view name) const {
  const auto row = meta_.get(row_key(name));
  if (!row) return row.error();
  if (!*row) return no_draft(name);
  return decode(name, **row);
}

Result<std::vector<ScenarioDraft>> ScenarioDrafts::all() const {
  const std::string prefix = rows_prefix(shop_);
  std::vector<ScenarioDraft> all;
  Status read = meta_.for_each(prefix, [&](std::string_view key, std::string_view row) -> Status {
    Result<ScenarioDraft> draft = decode(key.substr(prefix.size()), row);
    if (!draft) return std::move(draft).error();
    all.push_back(*std::move(draft));
    return {};
  });
  if (!read) return std::move(read).error();
  return all;
}

Status ScenarioDrafts::check(std::string_view name, const ExpectedDraft& expected) const {
  if (!expected.checked) return {};
  const Result<ScenarioDraft> there = find(name);
  if (!there && there.error().kind() != ErrorKind::not_found) return there.error();
  const bool same = there ? expected.before == *there : !expected.before;
  return same ? Status()
              : conflict(fmt::format("the draft of '{}' was changed meanwhile; read it again", name));
}

Result<bool> ScenarioDrafts::put(const ScenarioDraft& draft, const ExpectedDraft& expected) {
  const MutexLock lock(writing());
  if (Status good = check(draft.name, expected); !good) return std::move(good).error();
  const Result<std::vector<ScenarioDraft>> known = all();
  if (!known) return known.error();
  const bool there = std::ranges::find(*known, draft.name, &ScenarioDraft::name) != known->end();
  if (!there && known->size() >= kMostDrafts)
    return invalid(
        fmt::format("the shop has {} drafts, and may have no more; publish or delete one", known->size()));
  std::size_t bytes = draft.scenario.size();
  for (const ScenarioDraft& other : *known) bytes += other.name == draft.name ? 0 : other.scenario.size();
  if (bytes > kMostDraftBytes)
    return invalid(
        fmt::format("all drafts of the shop would have {} bytes, and may have {}; publish or delete one",
                    bytes, kMostDraftBytes));
  if (Status put = meta_.put(row_key(draft.name), encode(draft)); !put) return std::move(put).error();
  ++writes();
  return !there;
}

Status ScenarioDrafts::remove(std::string_view name, const ExpectedDraft& expected) {
  const MutexLock lock(writing());
  if (const auto there = find(name); !there) return there.error();
  if (Status good = check(name, expected); !good) return good;
  return meta_.remove(row_key(name));
}

Result<ScenarioWrite> ScenarioDrafts::publish(Shop& shop, std::string_view name, WorkBudget& budget,
                                              const store::Repeat& repeat, std::string_view by) {
  const MutexLock lock(writing());
  const Result<ScenarioDraft> draft = find(name);
  if (!draft) return draft.error();
  const Result<recommend::Scenario> scenario = recommend::parse_scenario(name, draft->scenario);
  if (!scenario) return scenario.error();
  const Result<ScenarioBook::Entry> entry = shop.scenario(name);
  const std::uint64_t in_force = entry ? entry->version : 0;
  if (in_force != draft->base && !is_in_force(*scenario, entry)) {
    return conflict(
        fmt::format("version {} of '{}' is in force, but the draft was begun from version {}; look at what "
                    "has changed, and save the draft again with base_version {}",
                    in_force, name, draft->base, in_force));
  }
  Result<ScenarioWrite> written = shop.put_scenario(*scenario, in_force, budget, repeat, by);
  if (!written) return written;
  if (Status removed = meta_.remove(row_key(name)); !removed) return std::move(removed).error();
  return written;
}

std::uint64_t draft_writes() noexcept { return writes(); }

Result<DueDrafts> due_drafts(const store::MetaTable& meta, Timestamp at) {
  const std::string prefix = fmt::format("{}/", store::kScenarioDraftRows);
  DueDrafts due;
  Status read = meta.for_each(prefix, [&](std::string_view key, std::string_view row) -> Status {
    key.remove_prefix(prefix.size());
    std::uint32_t shop = 0;
    const auto number = std::from_chars(key.data(), key.data() + key.size(), shop);
    const auto digits = static_cast<std::size_t>(number.ptr - key.data());
    if (number.ec != std::errc() || digits == key.size()) return {};
    // A draft that can't be read is told to who asks for it; it holds up no other.
    Result<ScenarioDraft> draft = decode(key.substr(digits + 1), row);
    if (!draft || !draft->publish_at) return {};
    if (*draft->publish_at > at) {
      due.next = std::min(due.next.value_or(*draft->publish_at), *draft->publish_at);
    } else {
      due.now.emplace_back(ShopId{shop}, *std::move(draft));
    }
    return {};
  });
  if (!read) return std::move(read).error();
  return due;
}

}  // namespace suggestd::shop
