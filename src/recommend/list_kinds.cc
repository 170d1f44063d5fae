#include "recommend/list_kinds.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest_name.h"

namespace suggestd::recommend {

std::optional<ListKind> parse_list_kind(std::string_view name) {
  const auto* const found = std::ranges::find(kListKindTable, name, &ListKindEntry::name);
  if (found == kListKindTable.end()) return std::nullopt;
  return found->kind;
}

std::span<const ListKind> usual_fallbacks(ListKind kind) {
  static constexpr std::array kForPeople{ListKind::popular, ListKind::new_arrivals};
  static constexpr std::array kForProducts{ListKind::similar, ListKind::popular, ListKind::new_arrivals};
  if (kind == ListKind::bought_together || kind == ListKind::bought_next) return kForProducts;
  if (kind == ListKind::new_arrivals || entry_of(kind).subject == ListSubject::own) return {};
  // The popular list holds everything that has sales, so only new products can follow it.
  return kind == ListKind::popular ? std::span(kForPeople).last(1) : std::span<const ListKind>(kForPeople);
}

std::string no_such_list(std::string_view name) {
  std::vector<std::string_view> names;
  for (const ListKindEntry& entry : kListKindTable) names.push_back(entry.name);
  const auto nearest = nearest_name(name, names);
  return fmt::format("'{}' is no list{}; there are {}", name,
                     nearest ? fmt::format(" (did you mean '{}'?)", *nearest) : "", fmt::join(names, ", "));
}

}  // namespace suggestd::recommend
