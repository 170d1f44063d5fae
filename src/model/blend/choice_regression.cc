#include "model/blend/choice_regression.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Dense>

#include "base/parallel.h"

namespace suggestd::model {
namespace {

using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;
using Eigen::VectorXf;
using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr std::size_t kGrain = 64;  // occasions
constexpr double kEnough = 1e-5;    // relative growth of the likelihood that ends the fit
constexpr int kHalvings = 10;
constexpr double kLeastVariance = 1e-9;  // a feature below it never differs

// Value, gradient and curvature (the negative Hessian) over some occasions.
struct Sums {
  double value = 0;
  VectorXd gradient;
  MatrixXd curvature;
};

class Fit {
 public:
  Fit(const std::vector<Occasion>& occasions, std::size_t features, const ChoiceOptions& options,
      std::size_t threads)
      : occasions_(occasions), features_(features), options_(options), threads_(threads) {
    for (std::size_t i = 0; i < occasions.size(); ++i) {
      const auto& chosen = occasions[i].chosen;
      if (std::find(chosen.begin(), chosen.end(), 1) != chosen.end()) useful_.push_back(i);
    }
    measure_features();
  }

  ChoiceWeights run() {
    if (useful_.empty()) return {};
    VectorXd weights = VectorXd::Zero(static_cast<Eigen::Index>(features_));
    double value = sums_at(weights, false).value;
    for (std::size_t step = 0; step < options_.steps; ++step) {
      const Sums sums = sums_at(weights, true);
      const VectorXd direction = sums.curvature.ldlt().solve(sums.gradient);
      double length = 1;
      double grown = value;
      for (int halving = 0; halving < kHalvings; ++halving, length /= 2) {
        grown = sums_at(weights + length * direction, false).value;
        if (grown > value) break;
      }
      if (!(grown > value)) break;
      weights += length * direction;
      const bool enough = grown - value < kEnough * std::fabs(grown);
      value = grown;
      if (enough) break;
    }
    return raw_weights(weights);
  }

 private:
  Eigen::Map<const RowMajor> matrix(const Occasion& occasion) const {
    return {occasion.features.data(), static_cast<Eigen::Index>(occasion.chosen.size()),
            static_cast<Eigen::Index>(features_)};
  }

  // Adds up over chunks in their order, so that the number of threads does not change the bytes.
  Sums add_up(const std::function<void(const Occasion&, Sums&)>& add, bool with_curvature) const {
    std::vector<Sums> parts(chunk_count(useful_.size(), kGrain));
    const auto size = static_cast<Eigen::Index>(features_);
    const auto empty = [&] {
      return Sums{0, VectorXd::Zero(size),
                  with_curvature ? MatrixXd(MatrixXd::Zero(size, size)) : MatrixXd()};
    };
    parallel_for(useful_.size(), kGrain, threads_, [&](const Chunk& chunk) {
      Sums part = empty();
      for (std::size_t i = chunk.begin; i < chunk.end; ++i) add(occasions_[useful_[i]], part);
      parts[chunk.index] = std::move(part);
    });
    Sums all = empty();
    for (const Sums& part : parts) {
      all.value += part.value;
      all.gradient += part.gradient;
      if (with_curvature) all.curvature += part.curvature;
    }
    return all;
  }

  void measure_features() {
    double count = 0;
    for (const std::size_t i : useful_) count += static_cast<double>(occasions_[i].chosen.size());
    const auto sum = [&](const Occasion& occasion, Sums& part) {
      part.gradient += matrix(occasion).cast<double>().colwise().sum().transpose();
    };
    means_ = add_up(sum, false).gradient / std::max(count, 1.0);
    const auto square = [&](const Occasion& occasion, Sums& part) {
      const MatrixXd centred = matrix(occasion).cast<double>().rowwise() - means_.transpose();
      part.gradient += centred.array().square().matrix().colwise().sum().transpose();
    };
    const VectorXd variance = add_up(square, false).gradient / std::max(count, 1.0);
    scales_ = variance.unaryExpr([](double v) { return v > kLeastVariance ? 1 / std::sqrt(v) : 0.0; });
  }

  Sums sums_at(const VectorXd& weights, bool with_curvature) const {
    const auto add = [&](const Occasion& occasion, Sums& part) {
      add_occasion(occasion, weights, with_curvature, part);
    };
    Sums all = add_up(add, with_curvature);
    all.value -= options_.ridge * weights.squaredNorm() / 2;
    all.gradient -= options_.ridge * weights;
    if (with_curvature) all.curvature.diagonal().array() += options_.ridge;
    return all;
  }

  void add_occasion(const Occasion& occasion, const VectorXd& weights, bool with_curvature,
                    Sums& part) const {
    const MatrixXf z =
        (matrix(occasion).rowwise() - means_.transpose().cast<float>()) * scales_.cast<float>().asDiagonal();
    const VectorXf scores = z * weights.cast<float>();
    const float highest = scores.maxCoeff();
    VectorXf p = (scores.array() - highest).exp();
    const float total = p.sum();
    p /= total;
    VectorXf target = VectorXf::Zero(p.size());
    for (Eigen::Index i = 0; i < p.size(); ++i)
      target[i] = static_cast<float>(occasion.chosen[static_cast<std::size_t>(i)]);
    const double chosen = static_cast<double>(target.sum());
    const double importance = 1 / std::sqrt(chosen);
    const double mean_score = static_cast<double>(target.dot(scores)) / chosen;
    part.value +=
        importance * (mean_score - static_cast<double>(highest) - std::log(static_cast<double>(total)));
    if (!with_curvature) return;
    target /= static_cast<float>(chosen);
    part.gradient += importance * (z.transpose() * (target - p)).cast<double>();
    const VectorXf mean = z.transpose() * p;
    const MatrixXf weighted = p.array().sqrt().matrix().asDiagonal() * z;
    part.curvature += importance * (weighted.transpose() * weighted - mean * mean.transpose()).cast<double>();
  }

  ChoiceWeights raw_weights(const VectorXd& weights) const {
    const VectorXd raw = weights.cwiseProduct(scales_);
    ChoiceWeights result;
    result.weights.assign(raw.begin(), raw.end());
    result.means.assign(means_.begin(), means_.end());
    return result;
  }

  const std::vector<Occasion>& occasions_;
  std::size_t features_;
  ChoiceOptions options_;
  std::size_t threads_;
  std::vector<std::size_t> useful_;
  VectorXd means_;
  VectorXd scales_;
};

}  // namespace

double ChoiceWeights::score(std::span<const float> features) const {
  double sum = 0;
  for (std::size_t f = 0; f < features.size(); ++f) sum += share(f, features[f]);
  return sum;
}

ChoiceWeights fit_choices(const std::vector<Occasion>& occasions, std::size_t feature_count,
                          const ChoiceOptions& options, std::size_t threads) {
  return Fit(occasions, feature_count, options, threads).run();
}

}  // namespace suggestd::model
