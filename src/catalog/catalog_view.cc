#include "catalog/catalog_view.h"

#include <algorithm>
#include <cassert>

#include "catalog/product_values.h"

namespace suggestd::catalog {
namespace {

constexpr std::string_view kPropertyPrefix = "properties.";
constexpr std::size_t kProductsPerBlock = 64;

bool is_builtin(std::string_view name) {
  return std::any_of(kBuiltinColumns.begin(), kBuiltinColumns.end(),
                     [name](const BuiltinColumn& column) { return column.name == name; });
}

}  // namespace

CatalogView::CatalogView() : state_(std::make_shared<const State>()) {}

std::size_t CatalogView::size() const noexcept { return state_->present.size(); }

bool CatalogView::contains(ProductRow row) const noexcept { return state_->present.contains(row); }

const Product& CatalogView::product(ProductRow row) const noexcept {
  assert(contains(row));
  return *state_->products[index(row) / kProductsPerBlock].products[index(row) % kProductsPerBlock];
}

const lookup::Bitmap& CatalogView::present() const noexcept { return state_->present; }

lookup::Bitmap CatalogView::available(Timestamp now) const { return state_->availability.at(now); }

bool CatalogView::is_available(ProductRow row, Timestamp now) const noexcept {
  return state_->availability.contains(row, now);
}

const Column* CatalogView::column(std::string_view name) const {
  if (state_->places == nullptr) return nullptr;
  if (name == "categories") name = "category";
  auto place = state_->places->find(name);
  if (place == state_->places->end())
    place = state_->places->find(std::string(kPropertyPrefix) + std::string(name));
  return place == state_->places->end() ? nullptr : state_->columns[place->second].get();
}

Value CatalogView::value(ProductRow row, std::string_view name) const {
  const Column* found = column(name);
  return found == nullptr ? Value{} : found->value(row, state_->dictionary);
}

const CatalogView::NameSet& CatalogView::names_without_column() const {
  static const NameSet kNone;
  return state_->without_column == nullptr ? kNone : *state_->without_column;
}

std::vector<std::string_view> CatalogView::names() const {
  std::vector<std::string_view> out;
  if (state_->places == nullptr) return out;
  for (const auto& [name, place] : *state_->places) {
    const std::string_view bare =
        std::string_view(name).substr(name.starts_with(kPropertyPrefix) ? kPropertyPrefix.size() : 0);
    out.push_back(bare.size() < name.size() && is_builtin(bare) ? std::string_view(name) : bare);
  }
  std::sort(out.begin(), out.end());
  return out;
}

const TextDictionary& CatalogView::dictionary() const noexcept { return state_->dictionary; }

std::uint64_t CatalogView::version() const noexcept { return state_->version; }

bool CatalogView::changed_since(std::uint64_t version, std::vector<ProductRow>& rows) const {
  rows.clear();
  if (version > state_->version || state_->version - version > ChangedRows::kKept) return false;
  for (std::uint64_t n = version; n < state_->version; ++n) {
    const std::uint64_t place = n % ChangedRows::kKept;
    rows.push_back(
        state_->changes[place / ChangedRows::kRowsPerBlock].rows[place % ChangedRows::kRowsPerBlock]);
  }
  return true;
}

}  // namespace suggestd::catalog
