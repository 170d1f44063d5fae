#include "recommend/scores/factor_shares.h"

#include <algorithm>

#include "model/factors/dense_kernels.h"
#include "model/factors/row_solve.h"

namespace suggestd::recommend {

std::vector<FactorShare> factor_shares(const learn::Snapshot& snapshot, const Visitor& visitor,
                                       ProductRow row) {
  if (snapshot.gram == nullptr || visitor.vector().empty() || !snapshot.vectors.contains(row)) return {};
  std::vector<const float*> vectors;
  std::vector<float> confidences;
  std::vector<FactorShare> shares;
  double observed = 0;
  for (std::size_t i = 0; i < visitor.learned().columns.size(); ++i) {
    const auto source = static_cast<ProductRow>(visitor.learned().columns[i]);
    if (!snapshot.vectors.contains(source)) continue;
    vectors.push_back(snapshot.vectors.row(source).data());
    confidences.push_back(visitor.learned().confidences[i]);
    shares.push_back({source, 0});
    observed += static_cast<double>(visitor.learned().confidences[i]);
  }
  if (shares.empty()) return {};

  const std::size_t dim = snapshot.gram->dim();
  const float ridge = snapshot.weights.row_ridge(observed, snapshot.vector_count);
  const model::UnobservedTerm unobserved(*snapshot.gram, snapshot.weights.unobserved);
  model::RowSolver solver(dim);
  std::vector<float> mean(dim);
  const std::span<const float> target = snapshot.factors(row);
  std::transform(target.begin(), target.end(), mean.begin(), [ridge](float value) { return value / ridge; });
  std::vector<float> with(dim);
  std::vector<float> without(dim);
  if (!solver.solve(unobserved, {vectors, confidences, ridge, mean.data()}, with) ||
      !solver.solve(unobserved, {vectors, confidences, ridge}, without)) {
    return {};
  }
  for (std::size_t k = 0; k < dim; ++k) with[k] -= without[k];
  for (std::size_t i = 0; i < shares.size(); ++i) {
    shares[i].share = static_cast<double>(confidences[i] * model::dot(vectors[i], with.data(), dim));
  }
  return shares;
}

}  // namespace suggestd::recommend
