// Measures recommendations of products before their first sale, from their attributes alone.
//
// Split     at kNewDays before the last receipt: sales before that are learned. The catalogue is known from
//           the start, as a shop enters a product before it sells it. New are products first sold after the
//           split.
// Question  for each customer with a history who then buys a new product: which of all new products? The list
//           is the served one, with the new products as its candidates.
// Rivals    "popularity": by the mean number of earlier buyers of products in the same category, the same for
//           everybody; "random": a shuffle for each customer, the same in each run.
// Data      dunnhumby's Complete Journey as CSV: products, then receipts in the order of time.
#pragma once

#include <cstddef>
#include <filesystem>

#include "base/result.h"
#include "evaluate/report.h"
#include "learn/model_options.h"

namespace suggestd::evaluate {

inline constexpr int kNewDays = 91;

struct NewProductsOptions {
  std::filesystem::path products;
  std::filesystem::path receipts;
  std::size_t at = 20;
  learn::ModelOptions model;
};

// Errors: not_found for a file that can't be opened; invalid for one that lacks a column.
Result<Report> evaluate_new_products(const NewProductsOptions& options);

}  // namespace suggestd::evaluate
