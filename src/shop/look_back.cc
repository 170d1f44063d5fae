#include "shop/look_back.h"

#include <utility>

#include <fmt/format.h>

#include "base/memory.h"
#include "base/this_thread.h"

namespace suggestd::shop {
namespace {

// A model goes this much later than it might.
constexpr std::chrono::seconds kLookEvery{10};

Error one_is_made() {
  return Error(
      ErrorKind::busy,
      "another look back is under way, and the server makes one at a time; try again when it has ended");
}

using ModelPtr = std::shared_ptr<const PastModel>;

// Takes some time for a large model, so the keeper is not held meanwhile.
void let_go(ModelPtr model) {
  if (model == nullptr) return;
  model.reset();
  give_back_memory(std::chrono::steady_clock::now());
}

}  // namespace

LookBack::Turn::Turn(Turn&& other) noexcept
    : of_(std::exchange(other.of_, nullptr)), shop_(other.shop_), erasures_(other.erasures_) {}

LookBack::Turn::~Turn() {
  if (of_ == nullptr) return;
  const MutexLock lock(of_->mutex_);
  of_->making_ = false;
}

LookBack::LookBack(const Clock& clock) : clock_(clock), thread_([this] { work(); }) {}

LookBack::~LookBack() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LookBack::work() {
  name_this_thread("look back");
  let_other_threads_go_first();
  for (;;) {
    ModelPtr old;
    {
      MutexLock lock(mutex_);
      if (kept_.model == nullptr) {
        changed_.wait(lock,
                      [this]() SUGGESTD_REQUIRES(mutex_) { return stopping_ || kept_.model != nullptr; });
      }
      if (changed_.wait_for(lock, kLookEvery, [this]() SUGGESTD_REQUIRES(mutex_) { return stopping_; }))
        return;
      if (is_old()) old = std::exchange(kept_.model, nullptr);
    }
    let_go(std::move(old));
  }
}

Status LookBack::check_free() const {
  const MutexLock lock(mutex_);
  return making_ ? Status(one_is_made()) : Status();
}

Result<LookBack::Turn> LookBack::begin(ShopId shop) {
  ModelPtr old;
  Turn turn(*this, shop, 0);
  {
    const MutexLock lock(mutex_);
    if (std::exchange(making_, true)) {
      turn.of_ = nullptr;
      return one_is_made();
    }
    turn.erasures_ = erasures_[shop];
    old = std::exchange(kept_.model, nullptr);
  }
  let_go(std::move(old));
  return turn;
}

Status LookBack::keep(const Turn& turn, PastModel model) {
  {
    const MutexLock lock(mutex_);
    if (erasures_[turn.shop_] != turn.erasures_)
      return conflict(
          "somebody was erased while the model was made, and it may have known them; look back again");
    kept_ = {turn.shop_, std::make_shared<const PastModel>(std::move(model)), clock_.steady()};
  }
  changed_.notify_all();
  return {};
}

Result<ModelPtr> LookBack::find(ShopId shop, Sequence as_of) {
  const MutexLock lock(mutex_);
  if (kept_.model == nullptr || is_old() || kept_.shop != shop || kept_.model->as_of != as_of) {
    return conflict(
        fmt::format("the model as of {} is not in memory: make it by POST /v1/look-back?run=ID&until={}, and "
                    "ask again once that job has succeeded. It is kept for {} minutes after its last use",
                    number(as_of), number(as_of), kKeptFor.count()));
  }
  kept_.used = clock_.steady();
  return kept_.model;
}

void LookBack::forget(ShopId shop) {
  ModelPtr old;
  {
    const MutexLock lock(mutex_);
    ++erasures_[shop];
    if (kept_.shop == shop) old = std::exchange(kept_.model, nullptr);
  }
  let_go(std::move(old));
}

}  // namespace suggestd::shop
