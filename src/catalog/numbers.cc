#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "catalog/plan.h"

namespace suggestd::catalog {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double finite_or_missing(double value) { return std::isfinite(value) ? value : kMissing; }

class Arithmetic final : public Numbers {
 public:
  Arithmetic(Operator op, NumbersPtr left, NumbersPtr right)
      : op_(op), left_(std::move(left)), right_(std::move(right)) {}

  const NumberValues& values(RowRange range, NumberValues& scratch) const override {
    NumberValues right_scratch;
    const NumberValues& a = left_->values(range, scratch);
    const NumberValues& b = right_->values(range, right_scratch);
    for (std::size_t r = range.first; r < range.last; ++r) scratch[r] = finite_or_missing(result(a[r], b[r]));
    return scratch;
  }

 private:
  double result(double a, double b) const {
    switch (op_) {
      case Operator::add:
        return a + b;
      case Operator::subtract:
        return a - b;
      case Operator::multiply:
        return a * b;
      default:
        return a / b;
    }
  }

  Operator op_;
  NumbersPtr left_;
  NumbersPtr right_;
};

class Apply final : public Numbers {
 public:
  Apply(NumberFunction function, std::vector<NumbersPtr> arguments)
      : function_(function), arguments_(std::move(arguments)) {}

  const NumberValues& values(RowRange range, NumberValues& scratch) const override {
    const NumberValues& first = arguments_.front()->values(range, scratch);
    for (std::size_t r = range.first; r < range.last; ++r) scratch[r] = finite_or_missing(of_one(first[r]));
    NumberValues next_scratch;
    for (std::size_t i = 1; i < arguments_.size(); ++i) {
      const NumberValues& next = arguments_[i]->values(range, next_scratch);
      for (std::size_t r = range.first; r < range.last; ++r) scratch[r] = of_two(scratch[r], next[r]);
    }
    return scratch;
  }

 private:
  double of_one(double value) const {
    switch (function_) {
      case NumberFunction::log:
        return std::log(value);
      case NumberFunction::exp:
        return std::exp(value);
      case NumberFunction::abs:
        return std::fabs(value);
      default:
        return value;
    }
  }
  double of_two(double a, double b) const {
    if (std::isnan(a) || std::isnan(b)) return kMissing;
    return function_ == NumberFunction::min ? std::min(a, b) : std::max(a, b);
  }

  NumberFunction function_;
  std::vector<NumbersPtr> arguments_;
};

class Choose final : public Numbers {
 public:
  Choose(ConditionPtr condition, NumbersPtr then, NumbersPtr otherwise)
      : condition_(std::move(condition)), then_(std::move(then)), otherwise_(std::move(otherwise)) {}

  const NumberValues& values(RowRange range, NumberValues& scratch) const override {
    NumberValues then_scratch;
    const std::uint64_t mask = condition_->rows(range);
    const NumberValues& a = then_->values(range, then_scratch);
    const NumberValues& b = otherwise_->values(range, scratch);
    for (std::size_t r = range.first; r < range.last; ++r) scratch[r] = (mask >> r & 1) != 0 ? a[r] : b[r];
    return scratch;
  }

 private:
  ConditionPtr condition_;
  NumbersPtr then_;
  NumbersPtr otherwise_;
};

class FirstKnown final : public Numbers {
 public:
  FirstKnown(NumbersPtr value, NumbersPtr otherwise)
      : value_(std::move(value)), otherwise_(std::move(otherwise)) {}

  const NumberValues& values(RowRange range, NumberValues& scratch) const override {
    NumberValues value_scratch;
    const NumberValues& a = value_->values(range, value_scratch);
    const NumberValues& b = otherwise_->values(range, scratch);
    for (std::size_t r = range.first; r < range.last; ++r) scratch[r] = std::isnan(a[r]) ? b[r] : a[r];
    return scratch;
  }

 private:
  NumbersPtr value_;
  NumbersPtr otherwise_;
};

class AsNumber final : public Numbers {
 public:
  explicit AsNumber(ConditionPtr condition) : condition_(std::move(condition)) {}

  const NumberValues& values(RowRange range, NumberValues& scratch) const override {
    const std::uint64_t mask = condition_->rows(range);
    for (std::size_t r = range.first; r < range.last; ++r) scratch[r] = static_cast<double>(mask >> r & 1);
    return scratch;
  }

 private:
  ConditionPtr condition_;
};

}  // namespace

NumbersPtr arithmetic(Operator op, NumbersPtr left, NumbersPtr right) {
  return std::make_unique<Arithmetic>(op, std::move(left), std::move(right));
}
NumbersPtr apply(NumberFunction function, std::vector<NumbersPtr> arguments) {
  return std::make_unique<Apply>(function, std::move(arguments));
}
NumbersPtr choose(ConditionPtr condition, NumbersPtr then, NumbersPtr otherwise) {
  return std::make_unique<Choose>(std::move(condition), std::move(then), std::move(otherwise));
}
NumbersPtr first_known(NumbersPtr value, NumbersPtr otherwise) {
  return std::make_unique<FirstKnown>(std::move(value), std::move(otherwise));
}
NumbersPtr as_number(ConditionPtr condition) { return std::make_unique<AsNumber>(std::move(condition)); }

}  // namespace suggestd::catalog
