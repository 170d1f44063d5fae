#include "model/factors/conjugate_gradients.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/factors/conjugate_gradients.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace suggestd::model {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::CappedTag<float, kPad>;
constexpr Floats kFloats;

// The preconditioned residual's square below which a row is as good as solved.
constexpr float kSolved = 1e-20F;

std::size_t lanes() { return hn::Lanes(kFloats); }

float inner(const float* a, const float* b, std::size_t n) {
  auto even = hn::Zero(kFloats);
  auto odd = hn::Zero(kFloats);
  std::size_t k = 0;
  for (; k + 2 * lanes() <= n; k += 2 * lanes()) {
    even = hn::MulAdd(hn::Load(kFloats, a + k), hn::Load(kFloats, b + k), even);
    odd = hn::MulAdd(hn::Load(kFloats, a + k + lanes()), hn::Load(kFloats, b + k + lanes()), odd);
  }
  for (; k < n; k += lanes()) even = hn::MulAdd(hn::Load(kFloats, a + k), hn::Load(kFloats, b + k), even);
  return hn::GetLane(hn::SumOfLanes(kFloats, hn::Add(even, odd)));
}

// y += a x
void add(float a, const float* x, std::size_t n, float* y) {
  const auto factor = hn::Set(kFloats, a);
  for (std::size_t k = 0; k < n; k += lanes())
    hn::Store(hn::MulAdd(factor, hn::Load(kFloats, x + k), hn::Load(kFloats, y + k)), kFloats, y + k);
}

// z = r / m, and <r, z>.
float precondition(const float* r, const float* m, std::size_t n, float* z) {
  for (std::size_t k = 0; k < n; k += lanes())
    hn::Store(hn::Div(hn::Load(kFloats, r + k), hn::Load(kFloats, m + k)), kFloats, z + k);
  return inner(r, z, n);
}

// The diagonal of A without and with the history, and the five vectors of the iteration.
struct Work {
  Work(std::span<const float> unobserved, float ridge, AlignedVector<float>& memory)
      : n(padded(unobserved.size())) {
    memory.assign(6 * n, 0.0F);
    base = memory.data();
    diagonal = base + n;
    residual = diagonal + n;
    direction = residual + n;
    product = direction + n;
    scaled = product + n;
    std::fill(base, base + n, 1.0F);  // padding: any number but zero
    for (std::size_t k = 0; k < unobserved.size(); ++k) base[k] = unobserved[k] + ridge;
  }
  std::size_t n;
  float* base;
  float* diagonal;
  float* residual;
  float* direction;
  float* product;
  float* scaled;
};

// residual = b - A x; diagonal = that of A.
void begin(const RowProblem& problem, const float* x, const Work& work) {
  for (std::size_t k = 0; k < work.n; k += lanes()) {
    const auto base = hn::Load(kFloats, work.base + k);
    hn::Store(base, kFloats, work.diagonal + k);
    hn::Store(hn::Neg(hn::Mul(base, hn::Load(kFloats, x + k))), kFloats, work.residual + k);
  }
  for (std::size_t i = 0; i < problem.vectors.size(); ++i) {
    const float* y = problem.vectors[i];
    const float weight = problem.confidences[i];
    const auto factor = hn::Set(kFloats, weight);
    const auto miss = hn::Set(kFloats, weight * (1.0F - inner(y, x, work.n)));
    for (std::size_t k = 0; k < work.n; k += lanes()) {
      const auto value = hn::Load(kFloats, y + k);
      const auto residual = hn::MulAdd(miss, value, hn::Load(kFloats, work.residual + k));
      const auto diagonal = hn::MulAdd(hn::Mul(factor, value), value, hn::Load(kFloats, work.diagonal + k));
      hn::Store(residual, kFloats, work.residual + k);
      hn::Store(diagonal, kFloats, work.diagonal + k);
    }
  }
}

// product = A direction.
void apply(const RowProblem& problem, const Work& work) {
  for (std::size_t k = 0; k < work.n; k += lanes()) {
    const auto base = hn::Load(kFloats, work.base + k);
    hn::Store(hn::Mul(base, hn::Load(kFloats, work.direction + k)), kFloats, work.product + k);
  }
  for (std::size_t i = 0; i < problem.vectors.size(); ++i) {
    const float along = problem.confidences[i] * inner(problem.vectors[i], work.direction, work.n);
    add(along, problem.vectors[i], work.n, work.product);
  }
}

}  // namespace

void approach_kernel(std::span<const float> unobserved, const RowProblem& problem, std::size_t steps,
                     AlignedVector<float>& memory, float* x) {
  const Work work(unobserved, problem.ridge, memory);
  begin(problem, x, work);
  float old = precondition(work.residual, work.diagonal, work.n, work.scaled);
  std::copy_n(work.scaled, work.n, work.direction);
  for (std::size_t step = 1; old > kSolved; ++step) {
    apply(problem, work);
    const float length = old / inner(work.direction, work.product, work.n);
    add(length, work.direction, work.n, x);
    if (step >= steps) return;
    add(-length, work.product, work.n, work.residual);
    const float fresh = precondition(work.residual, work.diagonal, work.n, work.scaled);
    const auto keep = hn::Set(kFloats, fresh / old);
    for (std::size_t k = 0; k < work.n; k += lanes()) {
      const auto scaled = hn::Load(kFloats, work.scaled + k);
      hn::Store(hn::MulAdd(keep, hn::Load(kFloats, work.direction + k), scaled), kFloats, work.direction + k);
    }
    old = fresh;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace suggestd::model
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace suggestd::model {

HWY_EXPORT(approach_kernel);

void approach_by_conjugate_gradients(std::span<const float> unobserved, const RowProblem& problem,
                                     std::size_t steps, AlignedVector<float>& work, std::span<float> x) {
  if (steps > 0) HWY_DYNAMIC_DISPATCH(approach_kernel)(unobserved, problem, steps, work, x.data());
}

}  // namespace suggestd::model
#endif  // HWY_ONCE
