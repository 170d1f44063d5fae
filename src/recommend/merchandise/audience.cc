#include "recommend/merchandise/audience.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/factors/dense_kernels.h"
#include "recommend/costs.h"

namespace suggestd::recommend {
namespace {

bool bought(const learn::PersonState& person, ProductRow product) {
  const auto& lines = person.history.lines;
  return std::any_of(lines.begin(), lines.end(),
                     [&](const learn::BasketLine& line) { return line.product == product; });
}

// Keys of known users begin with their kind (learn/facts/names.h).
bool is_user(std::string_view key) { return key.front() == static_cast<char>(PersonIdKind::user); }

}  // namespace

Result<std::vector<AudienceMember>> audience(const learn::Snapshot& snapshot, std::string_view product_id,
                                             std::size_t limit, WorkBudget& budget) {
  const auto row = snapshot.products.find(product_id);
  if (!row) return not_found(fmt::format("no product {} is known", product_id));
  std::vector<std::pair<float, UserRow>> scored;
  const std::span<const float> product = snapshot.factors(*row);
  if (!product.empty()) {
    for (std::size_t i = 0; i < snapshot.people.size(); ++i) {
      const auto user = static_cast<UserRow>(i);
      const learn::PersonState* person = snapshot.person(user);
      const std::size_t lines = person != nullptr ? person->history.lines.size() : 0;
      if (!budget.spend(2 + lines / kScannedPerUnit, kAudienceWork)) return budget.status().error();
      if (person == nullptr || person->vector.empty() || !person->profiling) continue;
      if (!is_user(snapshot.people.id(user)) || bought(*person, *row)) continue;
      scored.emplace_back(model::dot(person->vector.data(), product.data(), product.size()), user);
    }
  }
  const auto better = [](const auto& a, const auto& b) {
    return a.first > b.first || (a.first == b.first && a.second < b.second);
  };
  const auto kept = scored.begin() + static_cast<std::ptrdiff_t>(std::min(limit, scored.size()));
  std::partial_sort(scored.begin(), kept, scored.end(), better);
  std::vector<AudienceMember> members;
  for (auto member = scored.begin(); member != kept; ++member) {
    members.push_back({snapshot.people.id(member->second).substr(1), static_cast<double>(member->first)});
  }
  return members;
}

Result<std::vector<float>> user_vector(const learn::Snapshot& snapshot, std::string_view user_id) {
  const learn::PersonState* person = snapshot.person(PersonIdKind::user, user_id);
  if (person == nullptr) return not_found(fmt::format("nothing is known of the user {}", user_id));
  if (person->vector.empty()) return not_found(fmt::format("the user {} has no vector yet", user_id));
  return person->vector;
}

Result<std::vector<float>> product_vector(const learn::Snapshot& snapshot, std::string_view product_id) {
  const auto row = snapshot.products.find(product_id);
  if (!row) return not_found(fmt::format("no product {} is known", product_id));
  const std::span<const float> vector = snapshot.factors(*row);
  if (vector.empty()) {
    return not_found(fmt::format("the product {} has no vector yet", product_id));
  }
  return std::vector<float>(vector.begin(), vector.end());
}

}  // namespace suggestd::recommend
