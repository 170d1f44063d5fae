#include "recommend/doctor/catalogue_findings.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "catalog/text_match.h"
#include "recommend/costs.h"

namespace suggestd::recommend {
namespace {

constexpr Lever kLooking{"catalogue", "looking at every product"};

// A product that is sold out is told if it is among this share of the most wanted ones.
constexpr std::size_t kWantedShare = 20;

constexpr std::array<FindingWords, kFindingKinds> kWords{{
    {FindingKind::no_title, "no_title", "have no title",
     "Nobody sees what is recommended, and likeness by words can't find them.", "Send `title`."},
    {FindingKind::no_price, "no_price", "have no price",
     "Filters and rules on prices pass them over, and reports of margins lack them.",
     "Send `price` and `currency`."},
    {FindingKind::no_image, "no_image", "have no picture",
     "A list shows an empty place, which few people click.", "Send `image`, the address of a picture."},
    {FindingKind::no_category, "no_category", "are in no category",
     "Lists for a category lack them, and a new product finds its buyers later.", "Send `categories`."},
    {FindingKind::other_currency, "other_currency", "are priced in another currency than most",
     "Prices of different currencies are never compared: filters on prices pass some products over.",
     "Send all prices in one currency, or keep a shop for each."},
    {FindingKind::same_title, "same_title", "share their title with another product",
     "One list shows what looks like the same product twice, and each learns from a part of the orders.",
     "Give variants one `group_id`; hide what is there twice."},
    {FindingKind::ids_differ_by_case, "ids_differ_by_case",
     "have an id that differs from another by case alone",
     "They are two products here: orders and views are split between them.",
     "Send one spelling, in catalogue, orders and events alike."},
    {FindingKind::not_in_catalogue, "not_in_catalogue",
     "were ordered or looked at, but the catalogue lacks them",
     "Without title and price they can't be shown well, and they may no longer be sold.",
     "Send them, `hidden` if they are no longer sold; compare the ids of the orders with those of the "
     "catalogue."},
    {FindingKind::sold_out_yet_wanted, "sold_out_yet_wanted", "are sold out, yet among the most wanted",
     "People look for them and find nothing to buy.",
     "Buy them in; lists leave them out until `stock` is above 0."},
    {FindingKind::never_looked_at, "never_looked_at",
     "have been on sale for 30 days, and nobody ever looked at them", "They cost room on the shelf.",
     "See that pages of products send `view`; put them into a scenario, or hide them."},
    {FindingKind::never_sold, "never_sold", "have been on sale for 30 days and looked at, but never bought",
     "People come and leave: the price, the picture or the delivery keeps them from buying.",
     "Look at their pages as a customer would."},
}};

std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

// Rows whose texts are the same as those of another row.
class SameTexts {
 public:
  void add(std::string_view text, ProductRow row) { seen_.emplace_back(hash_of(text), row); }
  std::vector<ProductRow> repeated() {
    std::sort(seen_.begin(), seen_.end());
    std::vector<ProductRow> rows;
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      const bool before = i > 0 && seen_[i - 1].first == seen_[i].first;
      const bool behind = i + 1 < seen_.size() && seen_[i + 1].first == seen_[i].first;
      if (before || behind) rows.push_back(seen_[i].second);
    }
    return rows;
  }

 private:
  std::vector<std::pair<std::uint64_t, ProductRow>> seen_;
};

class Doctor {
 public:
  Doctor(const learn::Snapshot& snapshot, Timestamp now, WorkBudget& budget)
      : snapshot_(snapshot), now_(now), budget_(budget) {}

  // False if the budget ends.
  bool look() {
    for (std::size_t i = 0; i < snapshot_.products.size(); ++i) {
      const auto row = static_cast<ProductRow>(i);
      if (!snapshot_.catalog.contains(row)) continue;
      if (snapshot_.ghosts.contains(row)) {
        note(FindingKind::not_in_catalogue, row);
        continue;
      }
      const Product& product = snapshot_.catalog.product(row);
      if (product.hidden) continue;
      ++products_;
      if (!budget_.spend(2 + (product.title.size() + product.product_id.size()) / 8, kLooking)) return false;
      look_at(product, row);
    }
    return finish();
  }

  std::size_t products() const noexcept { return products_; }
  std::vector<ProductRow>& rows(FindingKind kind) { return found_[static_cast<std::size_t>(kind)]; }
  std::uint32_t people(ProductRow row) const { return snapshot_.product(row).usual.people(); }

 private:
  void note(FindingKind kind, ProductRow row) { rows(kind).push_back(row); }

  void look_at(const Product& product, ProductRow row) {
    if (product.title.empty()) {
      note(FindingKind::no_title, row);
    } else {
      look_at_title(product, row);
    }
    ids_.add(catalog::folded(product.product_id), row);
    if (product.image.empty()) note(FindingKind::no_image, row);
    if (product.categories.empty()) note(FindingKind::no_category, row);
    if (product.price) {
      by_currency_[std::string(product.price->currency.code())].push_back(row);
    } else {
      note(FindingKind::no_price, row);
    }
    look_at_sales(product, row);
  }

  // Variants of one group may share a title: the first of them speaks for all.
  void look_at_title(const Product& product, ProductRow row) {
    const std::string title = catalog::folded(product.title);
    if (!product.group_id.empty() && !groups_.insert(hash_of(product.group_id + '\0' + title)).second) return;
    titles_.add(title, row);
  }

  void look_at_sales(const Product& product, ProductRow row) {
    const learn::ProductState& state = snapshot_.product(row);
    if (product.stock == 0 && state.usual.people() > 0) sold_out_.push_back(row);
    if (state.usual.people() > 0) wanted_.push_back(state.usual.people());
    if (!snapshot_.catalog.is_available(row, now_) || now_ - state.first_seen < kTimeToSell) return;
    if (state.usual.people() == 0) {
      note(FindingKind::never_looked_at, row);
    } else if (state.popular.people() == 0) {
      note(FindingKind::never_sold, row);
    }
  }

  bool finish() {
    rows(FindingKind::same_title) = titles_.repeated();
    rows(FindingKind::ids_differ_by_case) = ids_.repeated();
    const auto most =
        std::max_element(by_currency_.begin(), by_currency_.end(),
                         [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    for (auto one = by_currency_.begin(); one != by_currency_.end(); ++one) {
      if (one == most) continue;
      for (const ProductRow row : one->second) note(FindingKind::other_currency, row);
    }
    if (!sold_out_.empty()) {
      const auto least = wanted_.begin() + static_cast<std::ptrdiff_t>(wanted_.size() / kWantedShare);
      std::nth_element(wanted_.begin(), least, wanted_.end(), std::greater<>());
      for (const ProductRow row : sold_out_) {
        if (people(row) >= *least) note(FindingKind::sold_out_yet_wanted, row);
      }
    }
    return budget_.spend(products_ / kRowsPerUnit, kLooking);
  }

  const learn::Snapshot& snapshot_;
  const Timestamp now_;
  WorkBudget& budget_;
  std::size_t products_ = 0;
  std::array<std::vector<ProductRow>, kFindingKinds> found_;
  SameTexts titles_;
  std::unordered_set<std::uint64_t> groups_;  // hashes of group and title
  SameTexts ids_;
  std::map<std::string, std::vector<ProductRow>> by_currency_;
  std::vector<ProductRow> sold_out_;
  std::vector<std::uint32_t> wanted_;  // people of each product that anybody wanted
};

// The products behind `after`, the most wanted first.
Result<Finding> page_of(Doctor& doctor, FindingKind kind, std::optional<ProductRow> after,
                        std::size_t limit) {
  std::vector<ProductRow>& rows = doctor.rows(kind);
  std::sort(rows.begin(), rows.end(), [&](ProductRow a, ProductRow b) {
    const std::uint32_t of_a = doctor.people(a);
    const std::uint32_t of_b = doctor.people(b);
    return of_a > of_b || (of_a == of_b && a < b);
  });
  auto begin = rows.begin();
  if (after) {
    begin = std::find(rows.begin(), rows.end(), *after);
    if (begin == rows.end()) return not_found("after: the finding has no such product any more; begin again");
    ++begin;
  }
  const auto left = static_cast<std::size_t>(rows.end() - begin);
  const auto end = begin + static_cast<std::ptrdiff_t>(std::min(limit, left));
  return Finding{kind, rows.size(), {begin, end}, end != rows.end()};
}

}  // namespace

const std::array<FindingWords, kFindingKinds>& finding_words() { return kWords; }

std::optional<FindingKind> find_finding(std::string_view name) {
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const FindingWords& words) { return words.name == name; });
  return found == kWords.end() ? std::nullopt : std::optional(found->kind);
}

Result<Findings> catalogue_findings(const learn::Snapshot& snapshot, const FindingsRequest& request,
                                    WorkBudget& budget) {
  std::optional<ProductRow> after;
  if (!request.after.empty()) {
    after = snapshot.products.find(request.after);
    if (!after) return not_found(fmt::format("after: no product {} is known", request.after));
  }
  Doctor doctor(snapshot, request.now, budget);
  if (!doctor.look()) return budget.status().error();
  Findings findings{doctor.products(), {}};
  for (const FindingWords& words : kWords) {
    if (request.only && *request.only != words.kind) continue;
    if (!request.only && doctor.rows(words.kind).empty()) continue;
    Result<Finding> finding = page_of(doctor, words.kind, after, request.limit);
    if (!finding) return finding.error();
    findings.found.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace suggestd::recommend
