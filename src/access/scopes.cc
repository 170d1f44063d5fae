#include "access/scopes.h"

#include <array>

#include <fmt/format.h>

#include "base/nearest_name.h"

namespace suggestd::http {
namespace {

constexpr std::array kScopes = {Scope::ingest,  Scope::read,  Scope::recommend,   Scope::collect,
                                Scope::privacy, Scope::admin, Scope::merchandise, Scope::watch};

Error unknown_scope(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Scope scope : kScopes) names.push_back(scope_name(scope));
  const auto nearest = nearest_name(word, names);
  return invalid(fmt::format("'{}' is no scope{}; there are {}", word,
                             nearest ? fmt::format(" (did you mean '{}'?)", *nearest) : "",
                             fmt::join(names, ", ")));
}

}  // namespace

std::string_view scope_name(Scope scope) {
  switch (scope) {
    case Scope::none:
      return "none";
    case Scope::ingest:
      return "ingest";
    case Scope::read:
      return "read";
    case Scope::recommend:
      return "recommend";
    case Scope::collect:
      return "collect";
    case Scope::privacy:
      return "privacy";
    case Scope::admin:
      return "admin";
    case Scope::merchandise:
      return "merchandise";
    case Scope::watch:
      return "watch";
  }
  return "none";
}

Result<ScopeSet> parse_scopes(std::string_view list) {
  ScopeSet scopes = 0;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view word = list.substr(begin, end - begin);
    bool known = false;
    for (const Scope scope : kScopes) {
      if (scope_name(scope) != word) continue;
      scopes |= static_cast<ScopeSet>(scope);
      known = true;
    }
    if (!known) return unknown_scope(word);
    begin = end + 1;
  }
  if (has(scopes, Scope::watch) && scopes != static_cast<ScopeSet>(Scope::watch)) {
    return invalid(
        "'watch' goes with no other scope: such a key only sees how the server and all shops are; make two "
        "keys");
  }
  return scopes;
}

std::string to_text(ScopeSet scopes) {
  std::string text;
  for_each_scope(scopes, [&text](Scope scope) {
    if (!text.empty()) text += ',';
    text += scope_name(scope);
  });
  return text;
}

void for_each_scope(ScopeSet scopes, const std::function<void(Scope)>& visit) {
  for (const Scope scope : kScopes) {
    if (has(scopes, scope)) visit(scope);
  }
}

}  // namespace suggestd::http
