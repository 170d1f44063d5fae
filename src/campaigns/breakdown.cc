#include "campaigns/breakdown.h"

#include <algorithm>
#include <utility>

namespace suggestd::campaigns {
namespace {

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

PersonReport of_product(const GivenList& list, const std::string& product) {
  const auto given = std::ranges::find(list.products, product);
  if (given == list.products.end()) return {};
  const auto place = static_cast<std::uint32_t>(given - list.products.begin() + 1);
  const bool clicked = std::ranges::find(list.clicked, place) != list.clicked.end();
  return {true, list.was_opened(), clicked, {}};
}

}  // namespace

std::string_view part_kind_name(PartKind kind) { return kind == PartKind::segment ? "segment" : "product"; }

void GivenCounts::add(const GivenList& list) {
  for (const std::string& product : list.products) ++times_[product];
}

std::vector<std::string> GivenCounts::most_given() const {
  std::vector<std::pair<std::string, std::uint64_t>> all(times_.begin(), times_.end());
  const std::size_t told = std::min(all.size(), kReportedProducts);
  const auto more = [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  };
  std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(told), more);
  std::vector<std::string> products;
  for (std::size_t i = 0; i < told; ++i) products.push_back(std::move(all[i].first));
  return products;
}

Breakdown::Breakdown(const std::vector<std::string>& segments, const std::vector<std::string>& products) {
  for (const std::string& segment : segments) parts_.push_back({PartKind::segment, segment, {}, {}});
  for (const std::string& product : products) parts_.push_back({PartKind::product, product, {}, {}});
}

void Breakdown::begin(const GivenList& list) {
  held_out_ = list.held_out;
  person_.clear();
  for (const ReportPart& part : parts_) {
    if (part.kind == PartKind::product) {
      person_.emplace_back(of_product(list, part.of));
    } else {
      person_.push_back(is_in(list.segments, part.of) ? OfPart(of_list(list)) : std::nullopt);
    }
  }
}

void Breakdown::add(const Order& order) {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const bool by_product = parts_[i].kind == PartKind::product;
    if (person_[i]) person_[i]->bought.add(order, by_product ? parts_[i].of : std::string_view());
  }
}

void Breakdown::end() {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (person_[i]) (held_out_ ? parts_[i].held_out : parts_[i].sent).add(*person_[i]);
  }
}

}  // namespace suggestd::campaigns
