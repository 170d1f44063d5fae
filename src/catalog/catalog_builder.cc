#include "catalog/catalog_builder.h"

#include <limits>
#include <utility>

#include "catalog/product_values.h"

namespace suggestd::catalog {
namespace {

constexpr std::size_t kNoColumn = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kProductsPerBlock = 64;

}  // namespace

CatalogBuilder::CatalogBuilder() : products_(ProductBlock{}), changes_(ChangedRows{}) {
  CatalogView::ColumnPlaces places;
  for (const BuiltinColumn& column : kBuiltinColumns) {
    places.emplace(column.name, columns_.size());
    columns_.emplace_back(column.type);
  }
  places_ = std::make_shared<const CatalogView::ColumnPlaces>(std::move(places));
}

void CatalogBuilder::put(ProductRow row, const Product& product) {
  std::vector<Value> by_place = builtin_values(product);
  for (NamedValue& property : property_values(product.properties)) {
    const std::size_t place = property_place(property.name, property.value.type);
    if (place == kNoColumn) {
      ++values_left_out_;
      continue;
    }
    if (place >= by_place.size()) by_place.resize(place + 1);
    by_place[place] = std::move(property.value);
  }
  set_columns(row, by_place);
  present_.set(row, true);
  products_.grow(index(row) / kProductsPerBlock + 1);
  products_.edit(index(row) / kProductsPerBlock).products[index(row) % kProductsPerBlock] =
      std::make_shared<const Product>(product);
  availability_.set(row, product);
  note_change(row);
}

const Product* CatalogBuilder::find(ProductRow row) const {
  const std::size_t block = index(row) / kProductsPerBlock;
  if (block >= products_.block_count()) return nullptr;
  return products_[block].products[index(row) % kProductsPerBlock].get();
}

void CatalogBuilder::erase(ProductRow row) {
  if (!present_.contains(row)) return;
  set_columns(row, {});
  present_.set(row, false);
  products_.edit(index(row) / kProductsPerBlock).products[index(row) % kProductsPerBlock] = nullptr;
  availability_.erase(row);
  note_change(row);
}

// Columns beyond the end of `by_place` get no value.
void CatalogBuilder::set_columns(ProductRow row, const std::vector<Value>& by_place) {
  const Value missing;
  for (std::size_t place = 0; place < columns_.size(); ++place) {
    ColumnBuilder& column = columns_[place];
    const Value& value = place < by_place.size() ? by_place[place] : missing;
    if (value.type == column.type() || value.type == Type::missing) {
      column.set(row, value, dictionary_);
      continue;
    }
    column.set(row, missing, dictionary_);
    if (column.holders() == 0) {
      column = ColumnBuilder(value.type);
      column.set(row, value, dictionary_);
    } else {
      ++values_left_out_;
    }
  }
}

std::size_t CatalogBuilder::property_place(const std::string& name, Type type) {
  const std::string full = "properties." + name;
  if (const auto found = places_->find(full); found != places_->end()) return found->second;
  if (columns_.size() >= kBuiltinColumns.size() + kMaxPropertyColumns) return kNoColumn;
  auto places = std::make_shared<CatalogView::ColumnPlaces>(*places_);
  places->emplace(full, columns_.size());
  places_ = std::move(places);
  columns_.emplace_back(type);
  return columns_.size() - 1;
}

void CatalogBuilder::note_change(ProductRow row) {
  const std::uint64_t place = version_ % ChangedRows::kKept;
  changes_.grow(place / ChangedRows::kRowsPerBlock + 1);
  changes_.edit(place / ChangedRows::kRowsPerBlock).rows[place % ChangedRows::kRowsPerBlock] = row;
  ++version_;
}

CatalogView CatalogBuilder::snapshot() {
  auto state = std::make_shared<CatalogView::State>();
  state->present = present_.snapshot();
  state->availability = availability_.snapshot();
  state->products = products_.snapshot();
  state->places = places_;
  state->columns.reserve(columns_.size());
  for (ColumnBuilder& column : columns_) state->columns.push_back(column.snapshot());
  state->dictionary = dictionary_.snapshot();
  state->changes = changes_.snapshot();
  state->version = version_;
  return CatalogView(std::move(state));
}

}  // namespace suggestd::catalog
