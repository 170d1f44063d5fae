#include "shop/scenario_book.h"

#include <fmt/format.h>

#include "base/log.h"

namespace suggestd::shop {
namespace {

// Rule documents of other kinds may come to stand beside them.
constexpr std::string_view kPrefix = "scenario/";

std::string document_name(std::string_view name) { return fmt::format("{}{}", kPrefix, name); }

std::string names_of(const ScenarioBook::Map& map) {
  std::string names;
  for (const auto& [name, scenario] : map) names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  return names.empty() ? "there is none yet; PUT /v1/scenarios/NAME makes one" : "there are: " + names;
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
      map->emplace(name, std::make_shared<const recommend::Scenario>(std::move(*scenario)));
    } else {
      // One that can't be read must not keep the shop from opening.
      log_error("a stored scenario can't be read and is left out",
                {{"scenario", name}, {"error", scenario.error().message()}});
    }
    return {};
  });
  if (!read) return std::move(read).error();
  for (const auto& [name, scenario] : *map) {
    if (Status numbered = ids.add_scenario(name); !numbered) return std::move(numbered).error();
  }
  book->map_ = std::move(map);
  return book;
}

std::shared_ptr<const ScenarioBook::Map> ScenarioBook::all() const {
  const std::lock_guard lock(reading_);
  return map_;
}

Result<std::shared_ptr<const recommend::Scenario>> ScenarioBook::find(std::string_view name) const {
  const std::shared_ptr<const Map> map = all();
  const auto found = map->find(name);
  if (found == map->end())
    return not_found(fmt::format("no scenario '{}' is known; {}", name, names_of(*map)));
  return found->second;
}

Result<Outcome> ScenarioBook::commit(Mutation mutation) {
  std::vector<Mutation> mutations;
  mutations.push_back(std::move(mutation));
  Result<std::vector<Outcome>> outcomes =
      store_.committer().commit(shop_, std::move(mutations), store::Durability::synced);
  if (!outcomes) return std::move(outcomes).error();
  return outcomes->front();
}

void ScenarioBook::replace(std::string_view name, std::shared_ptr<const recommend::Scenario> scenario) {
  auto map = std::make_shared<Map>(*all());
  if (scenario == nullptr) {
    map->erase(map->find(name));
  } else {
    (*map)[std::string(name)] = std::move(scenario);
  }
  const std::lock_guard lock(reading_);
  map_ = std::move(map);
}

Result<Outcome> ScenarioBook::put(const recommend::Scenario& scenario) {
  const std::lock_guard lock(writing_);
  if (Status numbered = ids_.add_scenario(scenario.name); !numbered) return std::move(numbered).error();
  Result<Outcome> outcome = commit(PutRule{{document_name(scenario.name), to_json(scenario)}});
  if (outcome) replace(scenario.name, std::make_shared<const recommend::Scenario>(scenario));
  return outcome;
}

Result<Outcome> ScenarioBook::remove(std::string_view name) {
  const std::lock_guard lock(writing_);
  if (Result<std::shared_ptr<const recommend::Scenario>> known = find(name); !known) return known.error();
  Result<Outcome> outcome = commit(DeleteRule{document_name(name)});
  if (outcome) replace(name, nullptr);
  return outcome;
}

}  // namespace suggestd::shop
