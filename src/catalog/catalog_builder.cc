#include "catalog/catalog_builder.h"

#include <utility>

#include "catalog/product_values.h"

namespace suggestd::catalog {
namespace {

constexpr std::size_t kProductsPerBlock = 64;

std::string column_name(const std::string& property) { return "properties." + property; }

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
  by_place.resize(columns_.size());
  std::vector<NamedValue> fresh;
  for (NamedValue& property : property_values(product.properties)) {
    const auto known = places_->find(column_name(property.name));
    if (known == places_->end()) {
      fresh.push_back(std::move(property));
    } else {
      by_place[known->second] = std::move(property.value);
    }
  }
  if (!fresh.empty()) place_fresh(fresh, by_place);
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

// Gives columns to names that the catalogue has none for: new ones while there is room, then those whose name
// no product has any more. `by_place` tells which columns this product takes already.
void CatalogBuilder::place_fresh(std::vector<NamedValue>& fresh, std::vector<Value>& by_place) {
  auto places = std::make_shared<CatalogView::ColumnPlaces>(*places_);
  std::vector<CatalogView::ColumnPlaces::iterator> unused;
  if (columns_.size() + fresh.size() > kBuiltinColumns.size() + kMaxPropertyColumns) {
    for (auto name = places->begin(); name != places->end(); ++name) {
      const std::size_t place = name->second;
      if (place < kBuiltinColumns.size() || columns_[place].holders() > 0) continue;
      if (by_place[place].type == Type::missing) unused.push_back(name);
    }
  }
  for (NamedValue& property : fresh) {
    std::size_t place = columns_.size();
    if (place < kBuiltinColumns.size() + kMaxPropertyColumns) {
      columns_.emplace_back(property.value.type);
      by_place.emplace_back();
    } else if (!unused.empty()) {
      place = unused.back()->second;
      places->erase(unused.back());
      unused.pop_back();
      columns_[place] = ColumnBuilder(property.value.type);
    } else {
      ++values_left_out_;
      note_without_column(property.name);
      continue;
    }
    places->emplace(column_name(property.name), place);
    by_place[place] = std::move(property.value);
    note_column(property.name);
  }
  places_ = std::move(places);
}

void CatalogBuilder::note_without_column(const std::string& name) {
  if (without_column_->contains(name) || without_column_->size() >= kMaxPropertyColumns) return;
  auto names = std::make_shared<CatalogView::NameSet>(*without_column_);
  names->insert(name);
  without_column_ = std::move(names);
}

void CatalogBuilder::note_column(const std::string& name) {
  if (!without_column_->contains(name)) return;
  auto names = std::make_shared<CatalogView::NameSet>(*without_column_);
  names->erase(name);
  without_column_ = std::move(names);
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
  state->without_column = without_column_;
  state->columns.reserve(columns_.size());
  for (ColumnBuilder& column : columns_) state->columns.push_back(column.snapshot());
  state->dictionary = dictionary_.snapshot();
  state->changes = changes_.snapshot();
  state->version = version_;
  return CatalogView(std::move(state));
}

}  // namespace suggestd::catalog
