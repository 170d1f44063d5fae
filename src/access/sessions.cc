#include "access/sessions.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/json_members.h"
#include "access/limits.h"
#include "base/json_tree.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/secret.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kPrefix = "sessions/";
constexpr std::string_view kTokenPrefix = "suggestd_session";

std::string address_of(std::string_view hash) { return std::string(kPrefix).append(hash); }

std::string encode(const SessionEntry& session) {
  return json_text(nlohmann::json{{"account_id", session.account_id},
                                  {"generation", session.generation},
                                  {"begun", to_rfc3339(session.begun)},
                                  {"used", to_rfc3339(session.used.load())}});
}

Result<std::shared_ptr<const SessionEntry>> parse(std::string_view hash, std::string_view text) {
  const auto object = nlohmann::json::parse(text, nullptr, false);
  if (!object.is_object()) return corrupt("the record of a session is no object");
  auto account_id = text_of(object, "account_id");
  const auto generation = number_of(object, "generation");
  const auto begun = time_of(object, "begun");
  const auto used = time_of(object, "used");
  if (!account_id) return std::move(account_id).error();
  if (!generation) return generation.error();
  if (!begun) return begun.error();
  if (!used) return used.error();
  auto session = std::make_shared<SessionEntry>();
  session->hash = hash;
  session->account_id = *std::move(account_id);
  session->generation = *generation;
  session->begun = begun->value_or(Timestamp());
  session->used = used->value_or(Timestamp());
  return std::shared_ptr<const SessionEntry>(std::move(session));
}

}  // namespace

Timestamp session_end(const SessionEntry& session, Timestamp now) {
  return std::min<Timestamp>(now + kSessionIdle, session.begun + kSessionLongest);
}

std::string csrf_of(std::string_view token) { return to_hex(sha256(fmt::format("csrf of {}", token))); }

Sessions::Sessions(store::MetaTable& meta, const Accounts& accounts) : meta_(meta), accounts_(accounts) {
  table_.store(std::make_shared<const Table>());
}

Result<std::unique_ptr<Sessions>> Sessions::open(store::MetaTable& meta, const Accounts& accounts) {
  std::unique_ptr<Sessions> sessions(new Sessions(meta, accounts));
  if (Status loaded = sessions->load(); !loaded) return std::move(loaded).error();
  return sessions;
}

Status Sessions::load() {
  auto table = std::make_shared<Table>();
  Status read = meta_.for_each(kPrefix, [&](std::string_view key, std::string_view text) -> Status {
    key.remove_prefix(kPrefix.size());
    auto session = parse(key, text);
    if (!session) return std::move(session).error();
    table->emplace(key, *std::move(session));
    return {};
  });
  if (!read) return read;
  // A full disk keeps the records of ended sessions, which open nothing, until the next sign-in.
  const MutexLock lock(mutex_);
  (void)drop_ended(*table, now());
  table_.store(std::move(table));
  return {};
}

bool Sessions::is_over(const SessionEntry& session, Timestamp now) const {
  if (session_end(session, session.used.load()) <= now) return true;
  const Accounts::Pointer account = accounts_.find(session.account_id);
  return account == nullptr || account->generation != session.generation;
}

std::optional<SignedIn> Sessions::find(std::string_view token, Timestamp now) {
  const auto table = table_.load();
  const auto found = table->find(to_hex(sha256(token)));
  if (found == table->end() || is_over(*found->second, now)) return std::nullopt;
  SignedIn signed_in{found->second, accounts_.find(found->second->account_id), std::string(token)};
  if (signed_in.account == nullptr || signed_in.account->generation != found->second->generation)
    return std::nullopt;  // changed in between
  note_use(*found->second, now);
  return signed_in;
}

// A use that can't be written down is no reason to refuse the person.
void Sessions::note_use(const SessionEntry& session, Timestamp now) {
  Timestamp noted = session.used.load();
  if (now - noted < kBetweenSessionNotes || !session.used.compare_exchange_strong(noted, now)) return;
  const MutexLock lock(mutex_);
  if (!table_.load()->contains(session.hash)) return;  // ended meanwhile
  if (const Status stored = meta_.put(address_of(session.hash), encode(session)); !stored)
    log_warning("the use of a session was not stored", {{"error", stored.error().message()}});
}

Result<NewSession> Sessions::begin(const AccountRecord& account, Timestamp now) {
  const MutexLock lock(mutex_);
  auto table = std::make_shared<Table>(*table_.load());
  if (Status dropped = drop_ended(*table, now); !dropped) return std::move(dropped).error();
  if (Status made = make_room(*table, account.account_id); !made) return std::move(made).error();
  NewSession begun{make_secret_key(kTokenPrefix), {}};
  auto session = std::make_shared<SessionEntry>();
  session->hash = to_hex(sha256(begun.token));
  session->account_id = account.account_id;
  session->generation = account.generation;
  session->begun = now;
  session->used = now;
  begun.expires = session_end(*session, now);
  if (Status stored = meta_.put(address_of(session->hash), encode(*session)); !stored)
    return std::move(stored).error();
  table->emplace(session->hash, session);
  table_.store(std::move(table));
  return begun;
}

Status Sessions::end(std::string_view token) {
  const MutexLock lock(mutex_);
  auto table = std::make_shared<Table>(*table_.load());
  const std::string hash = to_hex(sha256(token));
  if (table->erase(hash) == 0) return {};
  if (Status removed = meta_.remove(address_of(hash)); !removed) return removed;
  table_.store(std::move(table));
  return {};
}

Status Sessions::drop_ended(Table& table, Timestamp now) {
  for (auto session = table.begin(); session != table.end();) {
    if (!is_over(*session->second, now)) {
      ++session;
      continue;
    }
    if (Status removed = meta_.remove(address_of(session->first)); !removed) return removed;
    session = table.erase(session);
  }
  return {};
}

Status Sessions::make_room(Table& table, std::string_view account_id) {
  std::vector<Pointer> own;
  for (const auto& [hash, session] : table) {
    if (session->account_id == account_id) own.push_back(session);
  }
  if (own.size() < limits::kAccountSessions.most) return {};
  const auto oldest = std::ranges::min_element(own, {}, [](const Pointer& one) { return one->used.load(); });
  if (Status removed = meta_.remove(address_of((*oldest)->hash)); !removed) return removed;
  table.erase((*oldest)->hash);
  return {};
}

}  // namespace suggestd::http
