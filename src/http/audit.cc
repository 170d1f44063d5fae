#include "http/audit.h"

#include <fmt/format.h>

#include "access/sessions.h"
#include "base/log.h"
#include "http/browser_session.h"
#include "http/route.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kMostTargetBytes = 1024;

bool may_have_changed(const Request& request, const Response& response) {
  if (!is_unsafe(request.method)) return false;
  if (response.status >= 300 && response.status != 500) return false;
  switch (request.route->scope) {
    case Scope::none:
    case Scope::admin:
    case Scope::privacy:
      return true;
    case Scope::merchandise:
      return request.route->log_place == LogPlace::written;
    case Scope::ingest:
    case Scope::read:
    case Scope::recommend:
    case Scope::collect:
    case Scope::watch:
      return false;
  }
  return false;
}

std::string_view kind_name(CallerKind kind) {
  switch (kind) {
    case CallerKind::key:
      return "key";
    case CallerKind::account:
      return "account";
    case CallerKind::owner:
      return "owner";
  }
  return "key";
}

void tell_actor(AuditEntry& entry, const Request& request, const AuditNote& note) {
  if (!note.actor.empty() || request.signed_in != nullptr) {
    entry.actor = note.actor.empty() ? actor_of(request) : note.actor;
    entry.actor_kind = kind_name(CallerKind::account);
  } else if (request.caller != nullptr) {
    entry.actor = actor_of(request);
    entry.actor_kind = kind_name(request.caller->kind);
  }
}

std::string shop_of(const Request& request, const AuditNote& note) {
  if (!note.shop.empty()) return note.shop;
  if (request.shop != nullptr) return std::string(request.shop->name());
  return request.caller != nullptr ? request.caller->shop : std::string();
}

// The new thing's address, or the one that the request named. A person who was erased must not be named here.
std::string target_of(const Request& request, const Response& response) {
  if (request.route->scope == Scope::privacy) return std::string(request.route->path);
  for (const auto& [name, value] : response.headers) {
    if (name == "Location") return value;
  }
  return std::string(request.path.substr(0, kMostTargetBytes));
}

void add(AuditLog& log, const Request& request, AuditEntry entry) {
  entry.at = now();
  entry.action = fmt::format("{} {}", request.method, request.route->path);
  entry.request_id = request.id;
  if (const Status added = log.add(std::move(entry)); !added)
    log_error("a change is missing in the audit log",
              {{"request_id", request.id}, {"error", added.error().message()}});
}

}  // namespace

std::string_view actor_of(const Request& request) {
  return request.signed_in != nullptr ? request.signed_in->account->email : request.caller->key_id;
}

void note_change(AuditLog& log, const Request& request, const Response& response) {
  if (!may_have_changed(request, response)) return;
  AuditEntry entry;
  tell_actor(entry, request, response.audit);
  entry.shop = shop_of(request, response.audit);
  entry.target = target_of(request, response);
  entry.status = response.status;
  add(log, request, std::move(entry));
}

void note_provider_sign_in(AuditLog& log, const Request& request, std::string_view email, int status) {
  AuditEntry entry;
  entry.actor = email;
  entry.actor_kind = kind_name(CallerKind::account);
  entry.target = request.path.substr(0, kMostTargetBytes);
  entry.status = status;
  add(log, request, std::move(entry));
}

}  // namespace suggestd::http
