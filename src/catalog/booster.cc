#include "catalog/booster.h"

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
  return Booster(view, std::move(*numbers), nodes + kUnitsPerBlock);
}

}  // namespace suggestd::catalog
