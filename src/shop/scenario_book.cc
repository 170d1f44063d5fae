#include "shop/scenario_book.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <iterator>

#include <fmt/format.h>

#include "base/log.h"
#include "base/mutex.h"
#include "store/tables/shop_rows.h"

namespace suggestd::shop {
namespace {

// The prefix of scenarios among rule documents; other kinds may get their own.
constexpr std::string_view kPrefix = "scenario/";
constexpr std::size_t kVersionDigits = 10;

std::string document_name(std::string_view name) { return fmt::format("{}{}", kPrefix, name); }

std::string versions_prefix(ShopId shop, std::string_view name) {
  return fmt::format("{}{}/", store::shop_rows_prefix(store::kScenarioVersionRows, shop), name);
}
std::string version_key(ShopId shop, std::string_view name, std::uint64_t version) {
  return fmt::format("{}{:0{}}", versions_prefix(shop, name), version, kVersionDigits);
}
// Beside the version and not in it, where 0.1.0 would take it for a part of the scenario.
std::string author_key(ShopId shop, std::string_view name, std::uint64_t version) {
  return fmt::format("{}{}/{:0{}}", store::shop_rows_prefix(store::kScenarioAuthorRows, shop), name, version,
                     kVersionDigits);
}
std::string file_key(ShopId shop, std::string_view name) {
  return store::shop_rows_prefix(store::kScenarioFileRows, shop).append(name);
}

// Reads a row such as "2026-11-21T10:00:00Z {...}".
Result<ScenarioVersion> read_version(std::string_view digits, std::string_view row) {
  ScenarioVersion version;
  const std::size_t space = row.find(' ');
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), version.version);
  if (read.ec != std::errc() || space == std::string_view::npos) {
    return corrupt("a version of a scenario can't be read");
  }
  const Result<Timestamp> at = parse_rfc3339(row.substr(0, space));
  if (!at) return at.error();
  version.at = *at;
  version.json = row.substr(space + 1);
  return version;
}

std::string names_of(const ScenarioBook::Map& map) {
  constexpr std::size_t kMostNames = 20;
  std::string names;
  std::size_t told = 0;
  for (const auto& [name, entry] : map) {
    if (++told > kMostNames) return fmt::format("there are: {} and {} more", names, map.size() - kMostNames);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  }
  return names.empty() ? "there is none yet; PUT /v1/scenarios/NAME makes one" : "there are: " + names;
}

// The version in force after a put: `next`, or the one before it if nothing changed.
std::uint64_t version_of(const Outcome& outcome, std::uint64_t next) {
  return outcome.kind == OutcomeKind::unchanged ? next - 1 : next;
}

// Versions, oldest first; none if there never was a scenario of that name.
Result<std::deque<ScenarioVersion>> read_versions(store::MetaTable& meta, ShopId shop, std::string_view name,
                                                  const VersionRange& range) {
  std::deque<ScenarioVersion> versions;
  std::size_t bytes = 0;
  const std::string prefix = versions_prefix(shop, name);
  Status read = meta.for_each(prefix, [&](std::string_view key, std::string_view row) -> Status {
    key.remove_prefix(prefix.size());
    if (key.size() != kVersionDigits) return {};  // of a name that goes on after a slash
    Result<ScenarioVersion> version = read_version(key, row);
    if (!version) return std::move(version).error();
    if (version->version >= range.before) return {};
    bytes += version->json.size();
    versions.push_back(*std::move(version));
    while (versions.size() > 1 && (versions.size() > range.limit || bytes > range.bytes)) {
      bytes -= versions.front().json.size();
      versions.pop_front();
    }
    return {};
  });
  if (!read) return std::move(read).error();
  return versions;
}

// The numbers of all versions that are kept, oldest first.
Result<std::vector<std::uint64_t>> version_numbers(store::MetaTable& meta, ShopId shop,
                                                   std::string_view name) {
  std::vector<std::uint64_t> numbers;
  const std::string prefix = versions_prefix(shop, name);
  Status read = meta.for_each(prefix, [&](std::string_view key, std::string_view) -> Status {
    key.remove_prefix(prefix.size());
    if (key.size() != kVersionDigits) return {};  // of a name that goes on after a slash
    std::uint64_t number = 0;
    const auto [end, wrong] = std::from_chars(key.data(), key.data() + key.size(), number);
    if (wrong != std::errc()) return corrupt("the number of a scenario's version can't be read");
    numbers.push_back(number);
    return {};
  });
  if (!read) return std::move(read).error();
  return numbers;
}

}  // namespace

Result<std::unique_ptr<ScenarioBook>> ScenarioBook::open(store::Store& store, ShopId shop,
                                                         RecommendationIds& ids) {
  std::unique_ptr<ScenarioBook> book(new ScenarioBook(store, shop, ids));
  auto map = std::make_shared<Map>();
  Status read = store.records().for_each_rule(shop, [&](const RuleDocument& document) -> Status {
    if (!document.name.starts_with(kPrefix)) return {};
    const std::string name = document.name.substr(kPrefix.size());
    Result<recommend::Scenario> scenario = recommend::parse_scenario(name, document.json);
    if (scenario) {
      map->emplace(name, Entry{std::make_shared<const recommend::Scenario>(std::move(*scenario)), 0});
    } else {
      // A scenario that can't be read must not keep the shop from opening.
      log_error("a stored scenario can't be read and is left out",
                {{"scenario", name}, {"error", scenario.error().message()}});
    }
    return {};
  });
  if (!read) return std::move(read).error();
  if (Status numbered = book->number_stored(*map); !numbered) return std::move(numbered).error();
  const MutexLock lock(book->reading_);
  book->map_ = std::move(map);
  return book;
}

// A crash between the commit of a scenario and that of its version leaves a scenario without a version: it
// gets one here.
Status ScenarioBook::number_stored(Map& map) {
  for (auto& [name, entry] : map) {
    if (Status numbered = ids_.add_scenario(name); !numbered) return numbered;
    VersionRange last;
    last.limit = 1;
    const Result<std::deque<ScenarioVersion>> versions = read_versions(store_.meta(), shop_, name, last);
    if (!versions) return versions.error();
    const std::string json = to_json(*entry.scenario);
    if (!versions->empty() && versions->back().json == json) {
      entry.version = versions->back().version;
      continue;
    }
    const Result<std::uint64_t> kept = keep_version(name, json, "");
    if (!kept) return kept.error();
    entry.version = *kept;
  }
  return {};
}

std::shared_ptr<const ScenarioBook::Map> ScenarioBook::all() const {
  const MutexLock lock(reading_);
  return map_;
}

Result<ScenarioBook::Entry> ScenarioBook::find(std::string_view name) const {
  const std::shared_ptr<const Map> map = all();
  const auto found = map->find(name);
  if (found == map->end())
    return not_found(fmt::format("no scenario '{}' is known; {}", name, names_of(*map)));
  return found->second;
}

Result<Outcome> ScenarioBook::commit(Mutation mutation, const store::Repeat& repeat) {
  std::vector<Mutation> mutations;
  mutations.push_back(std::move(mutation));
  if (repeat) {
    Result<store::CommittedOnce> once =
        store_.committer().commit_once(shop_, std::move(mutations), store::Durability::synced, {}, *repeat);
    if (!once) return std::move(once).error();
    return once->outcomes.front();
  }
  Result<std::vector<Outcome>> outcomes =
      store_.committer().commit(shop_, std::move(mutations), store::Durability::synced);
  if (!outcomes) return std::move(outcomes).error();
  return outcomes->front();
}

Result<std::uint64_t> ScenarioBook::next_version(std::string_view name) const {
  const Result<std::vector<std::uint64_t>> before = version_numbers(store_.meta(), shop_, name);
  if (!before) return before.error();
  return before->empty() ? 1 : before->back() + 1;
}

Result<std::uint64_t> ScenarioBook::keep_version(std::string_view name, std::string_view json,
                                                 std::string_view by) {
  const Result<std::vector<std::uint64_t>> before = version_numbers(store_.meta(), shop_, name);
  if (!before) return before.error();
  const std::uint64_t version = before->empty() ? 1 : before->back() + 1;
  if (!by.empty()) {
    if (Status signed_by = store_.meta().put(author_key(shop_, name, version), by); !signed_by)
      return std::move(signed_by).error();
  }
  Status kept =
      store_.meta().put(version_key(shop_, name, version), fmt::format("{} {}", to_rfc3339(now()), json));
  if (!kept) return std::move(kept).error();
  const std::size_t many = before->size() + 1 > kVersionsKept ? before->size() + 1 - kVersionsKept : 0;
  for (std::size_t i = 0; i < many; ++i) {
    Status removed = store_.meta().remove(version_key(shop_, name, (*before)[i]));
    if (removed) removed = store_.meta().remove(author_key(shop_, name, (*before)[i]));
    if (!removed) return std::move(removed).error();
  }
  return version;
}

void ScenarioBook::replace(std::string_view name, Entry entry) {
  auto map = std::make_shared<Map>(*all());
  if (entry.scenario == nullptr) {
    map->erase(map->find(name));
  } else {
    (*map)[std::string(name)] = std::move(entry);
  }
  const MutexLock lock(reading_);
  map_ = std::move(map);
}

Status ScenarioBook::check_expected(std::string_view name, std::optional<std::uint64_t> expected) const {
  if (!expected) return {};
  const Result<Entry> known = find(name);
  const std::uint64_t version = known ? known->version : 0;
  if (version == *expected) return {};
  if (version == 0) return conflict(fmt::format("there is no scenario '{}' (any more)", name));
  return conflict(fmt::format("scenario '{}' is at version {}; read it again", name, version));
}

Status ScenarioBook::check_room(std::string_view name, std::size_t bytes) const {
  if (bytes > kMostBytes) {
    return invalid(fmt::format("the scenario has {} bytes as JSON, and may have {}; shorten its rules", bytes,
                               kMostBytes));
  }
  const std::shared_ptr<const Map> map = all();
  if (map->size() < kMostScenarios || map->contains(name)) return {};
  return Error(
      ErrorKind::invalid,
      fmt::format("{} scenarios are in force, and a shop has at most {}; delete one that is not used",
                  map->size(), kMostScenarios));
}

Result<Outcome> ScenarioBook::put(const recommend::Scenario& scenario,
                                  std::optional<std::uint64_t> expected) {
  const Result<Written> written = put_once(scenario, expected, {}, {});
  if (!written) return written.error();
  return written->outcome;
}

// The rule and its kept outcome are one batch; the version is written after it. If a crash comes between,
// number_stored() writes the version at the next start. So the note of the token already names the version.
Result<ScenarioBook::Written> ScenarioBook::put_once(const recommend::Scenario& scenario,
                                                     std::optional<std::uint64_t> expected,
                                                     const store::Repeat& repeat, std::string_view by) {
  const MutexLock lock(writing_);
  Result<std::optional<Written>> before = put_before(repeat);
  if (!before) return std::move(before).error();
  if (*before) return **std::move(before);
  if (Status good = check_expected(scenario.name, expected); !good) return std::move(good).error();
  const std::string json = to_json(scenario);
  if (Status room = check_room(scenario.name, json.size()); !room) return std::move(room).error();
  if (Status numbered = ids_.add_scenario(scenario.name); !numbered) return std::move(numbered).error();
  const Result<std::uint64_t> next = next_version(scenario.name);
  if (!next) return next.error();
  store::Repeat token = repeat;
  if (token) token->note = fmt::format("{}", *next);
  Result<Outcome> outcome = commit(PutRule{{document_name(scenario.name), json}}, token);
  if (!outcome) return std::move(outcome).error();
  if (outcome->kind == OutcomeKind::unchanged) return Written{*outcome, version_of(*outcome, *next), false};
  const Result<std::uint64_t> version = keep_version(scenario.name, json, by);
  if (!version) return version.error();
  replace(scenario.name, {std::make_shared<const recommend::Scenario>(scenario), *version});
  return Written{*outcome, *version, false};
}

Result<std::optional<ScenarioBook::Written>> ScenarioBook::put_before(const store::Repeat& repeat) const {
  if (!repeat) return std::optional<Written>();
  const auto kept = store_.repeats().find(shop_, repeat->name);
  if (!kept) return kept.error();
  if (!*kept) return std::optional<Written>();
  const std::string& note = (*kept)->note;
  std::uint64_t next = 0;
  const auto read = std::from_chars(note.data(), note.data() + note.size(), next);
  if (read.ec != std::errc() || next == 0 || (*kept)->outcomes.size() != 1)
    return corrupt("a kept version of a scenario can't be read");
  const Outcome& outcome = (*kept)->outcomes.front();
  return std::optional(Written{outcome, version_of(outcome, next), true});
}

Result<Outcome> ScenarioBook::remove(std::string_view name, std::optional<std::uint64_t> expected,
                                     std::string_view by) {
  const MutexLock lock(writing_);
  if (const Result<Entry> known = find(name); !known) return known.error();
  if (Status good = check_expected(name, expected); !good) return std::move(good).error();
  Result<Outcome> outcome = commit(DeleteRule{document_name(name)});
  if (!outcome) return outcome;
  replace(name, {});
  const Result<std::uint64_t> version = keep_version(name, "", by);
  if (!version) return version.error();
  return outcome;
}

Result<std::vector<ScenarioVersion>> ScenarioBook::versions(std::string_view name,
                                                            const VersionRange& range) const {
  Result<std::deque<ScenarioVersion>> versions = read_versions(store_.meta(), shop_, name, range);
  if (!versions) return std::move(versions).error();
  if (versions->empty())
    return not_found(fmt::format("no scenario '{}' was ever defined, or not before that", name));
  for (ScenarioVersion& version : *versions) {
    const auto by = store_.meta().get(author_key(shop_, name, version.version));
    if (!by) return by.error();
    version.by = by->value_or("");
  }
  return std::vector<ScenarioVersion>(std::move_iterator(versions->rbegin()),
                                      std::move_iterator(versions->rend()));
}

Result<std::vector<std::string>> ScenarioBook::put_from_file(std::span<const std::string> documents) {
  std::vector<std::string> changed;
  for (const std::string& document : documents) {
    const Result<recommend::Scenario> scenario = recommend::parse_named_scenario(document);
    if (!scenario) return scenario.error();
    const std::string json = to_json(*scenario);
    const std::string key = file_key(shop_, scenario->name);
    const Result<std::optional<std::string>> last = store_.meta().get(key);
    if (!last) return last.error();
    if (*last == json) continue;
    const Result<Outcome> stored = put(*scenario, std::nullopt);
    if (!stored) return stored.error();
    if (Status noted = store_.meta().put(key, json); !noted) return std::move(noted).error();
    changed.push_back(scenario->name);
  }
  return changed;
}

}  // namespace suggestd::shop
