#include "catalog/booster.h"

#include <cmath>
#include <utility>

#include "catalog/compiler.h"
#include "catalog/costs.h"

namespace suggestd::catalog {

Status check_booster(const Expression& booster, const CatalogView& view) {
  const Result<Node> bound = catalog::bind(booster, view, nullptr);
  if (!bound) return bound.error();
  WorkBudget unlimited;
  const Result<NumbersPtr> numbers = compile_number(booster, *bound, view, {&unlimited, &kExpression});
  if (!numbers) return numbers.error();
  return {};
}

Result<Booster> Booster::bind(const Expression& booster, const CatalogView& view, const Bindings& bindings,
                              Account account) {
  const Result<Node> bound = catalog::bind(booster, view, &bindings);
  if (!bound) return bound.error();
  const std::uint64_t nodes = count_nodes(*bound);
  account.spend(kUnitsPerNode * nodes);
  Result<NumbersPtr> numbers = compile_number(booster, *bound, view, account);
  if (!numbers) return numbers.error();
  return Booster(view, std::move(*numbers), 1 + nodes / kSingleNodesPerUnit);
}

std::optional<double> Booster::value(ProductRow row) const {
  const std::size_t r = index(row) % kRowsPerColumnBlock;
  NumberValues scratch;
  const double value = numbers_->values({index(row) / kRowsPerColumnBlock, r, r + 1}, scratch)[r];
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

}  // namespace suggestd::catalog
