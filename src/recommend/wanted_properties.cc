#include "recommend/wanted_properties.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/nearest_name.h"
#include "recommend/costs.h"
#include "recommend/limits.h"
#include "records/json_member.h"
#include "records/product_json.h"

namespace suggestd::recommend {
namespace {

constexpr Lever kWantedWork{"properties", "looking for the names of properties"};
// Bytes of a product's properties that one unit pays for when a name is looked for in them.
constexpr std::uint64_t kTextPerUnit = 512;

// True if filters know the name, or an inner object of it: "size" for "size.width".
bool is_attribute(const std::vector<std::string_view>& attributes, const std::string& name) {
  const auto begins = [&](const std::string& text) {
    const auto at = std::ranges::lower_bound(attributes, text);
    return at != attributes.end() && at->starts_with(text);
  };
  return std::ranges::binary_search(attributes, name) || begins(name + ".") ||
         begins("properties." + name + ".");
}

bool some_product_has(const learn::Snapshot& snapshot, std::string_view name, WorkBudget& budget) {
  bool found = false;
  snapshot.catalog.present().for_each([&](ProductRow row) {
    if (found || !budget.status()) return;
    const std::string& properties = snapshot.catalog.product(row).properties;
    budget.spend(1 + properties.size() / kTextPerUnit, kWantedWork);
    found = !properties.empty() && json_member(properties, name).has_value();
  });
  return found;
}

Error unknown_property(const std::vector<std::string_view>& attributes, std::string_view name) {
  std::vector<std::string_view> names = product_field_names();
  names.insert(names.end(), attributes.begin(), attributes.end());
  const auto nearest = nearest_name(name, names);
  return invalid_field("/properties",
                       fmt::format("no product has a property '{}'{}", name,
                                   nearest ? fmt::format("; did you mean '{}'?", *nearest) : ""));
}

}  // namespace

Status check_wanted_properties(const learn::Snapshot& snapshot, std::string_view list, WorkBudget& budget) {
  if (list == "*" || snapshot.catalog.present().empty()) return {};
  const std::vector<std::string_view> fields = product_field_names();
  const std::vector<std::string_view> attributes = snapshot.catalog.names();
  std::set<std::string_view> seen;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string name(list.substr(begin, end - begin));
    if (!name.empty() && seen.insert(list.substr(begin, end - begin)).second) {
      if (seen.size() > limits::kWantedProperties.most)
        return invalid_field("/properties",
                             fmt::format("has more than {} names", limits::kWantedProperties.most));
      const bool known = std::ranges::find(fields, name) != fields.end() || is_attribute(attributes, name) ||
                         snapshot.catalog.names_without_column().contains(name) ||
                         some_product_has(snapshot, name, budget);
      if (Status within = budget.status(); !within) return within;
      if (!known) return unknown_property(attributes, name);
    }
    begin = end + 1;
  }
  return {};
}

}  // namespace suggestd::recommend
