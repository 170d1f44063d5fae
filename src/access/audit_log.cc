#include "access/audit_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/json_members.h"
#include "base/json_tree.h"
#include "base/mutex.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kPrefix = "audit/";
constexpr std::uint64_t kForgottenAtOnce = 100;  // so that most additions forget nothing

struct TextMember {
  const char* name;
  std::string AuditEntry::*member;
};

constexpr std::array kTexts = {
    TextMember{"actor", &AuditEntry::actor},   TextMember{"actor_kind", &AuditEntry::actor_kind},
    TextMember{"action", &AuditEntry::action}, TextMember{"shop", &AuditEntry::shop},
    TextMember{"target", &AuditEntry::target}, TextMember{"request_id", &AuditEntry::request_id},
};

// In the order of the numbers.
std::string address_of(std::uint64_t number) { return fmt::format("{}{:020}", kPrefix, number); }

std::string encode(const AuditEntry& entry) {
  nlohmann::json object{{"at", to_rfc3339(entry.at)}, {"status", static_cast<std::uint64_t>(entry.status)}};
  for (const TextMember& text : kTexts) {
    if (!(entry.*text.member).empty()) object[text.name] = entry.*text.member;
  }
  return json_text(object);
}

Result<AuditEntry> parse(std::uint64_t number, std::string_view text) {
  const auto object = nlohmann::json::parse(text, nullptr, false);
  if (!object.is_object()) return corrupt(fmt::format("entry {} of the audit log is no object", number));
  AuditEntry entry;
  entry.number = number;
  for (const TextMember& member : kTexts) {
    auto value = text_of(object, member.name);
    if (!value) return std::move(value).error();
    entry.*member.member = *std::move(value);
  }
  const auto at = time_of(object, "at");
  const auto status = number_of(object, "status");
  if (!at) return at.error();
  if (!status) return status.error();
  entry.at = at->value_or(Timestamp());
  entry.status = static_cast<int>(*status);
  return entry;
}

}  // namespace

Result<std::unique_ptr<AuditLog>> AuditLog::open(store::MetaTable& meta, std::uint64_t most) {
  std::unique_ptr<AuditLog> log(new AuditLog(meta, most));
  std::optional<std::uint64_t> first;
  std::uint64_t last = 0;
  const Status read = meta.for_each(kPrefix, [&](std::string_view key, std::string_view) -> Status {
    key.remove_prefix(kPrefix.size());
    std::uint64_t number = 0;
    if (std::from_chars(key.data(), key.data() + key.size(), number).ec != std::errc())
      return corrupt(fmt::format("'{}' is no number of an audit entry", key));
    if (!first) first = number;
    last = number;
    return {};
  });
  if (!read) return read.error();
  if (first) {
    const MutexLock lock(log->mutex_);
    log->first_ = *first;
    log->next_ = last + 1;
  }
  return log;
}

Status AuditLog::add(AuditEntry entry) {
  const MutexLock lock(mutex_);
  const Timestamp at = entry.at;
  if (Status stored = meta_.put(address_of(next_), encode(entry)); !stored) return stored;
  ++next_;
  return forget_old(at);
}

// Looks at the oldest only: the others are no older.
Status AuditLog::forget_old(Timestamp now) {
  std::uint64_t kept_from = first_;
  if (next_ - first_ >= most_ + kForgottenAtOnce) kept_from = next_ - most_;
  if ((next_ - 1) % kForgottenAtOnce == 0) {
    for (; kept_from + 1 < next_; ++kept_from) {
      const auto text = meta_.get(address_of(kept_from));
      if (!text) return text.error();
      if (!*text) continue;
      const auto entry = parse(kept_from, **text);
      if (!entry) return entry.error();
      if (entry->at + kKeepAudit > now) break;
    }
  }
  if (kept_from == first_) return {};
  if (Status removed = meta_.remove_range(address_of(first_), address_of(kept_from)); !removed)
    return removed;
  first_ = kept_from;
  return {};
}

Result<AuditPage> AuditLog::read(std::size_t limit, std::optional<std::uint64_t> before,
                                 std::string_view shop) const {
  std::uint64_t first = 0;
  std::uint64_t number = 0;
  {
    const MutexLock lock(mutex_);
    first = std::max(first_, next_ - std::min<std::uint64_t>(next_, most_));
    number = std::min(before.value_or(next_), next_);
  }
  AuditPage page;
  while (number > first) {
    if (page.entries.size() == limit) {
      page.next = number;
      return page;
    }
    const auto text = meta_.get(address_of(--number));
    if (!text) return text.error();
    if (!*text) continue;  // forgotten meanwhile
    auto entry = parse(number, **text);
    if (!entry) return std::move(entry).error();
    if (shop.empty() || entry->shop == shop) page.entries.push_back(*std::move(entry));
  }
  return page;
}

}  // namespace suggestd::http
