#include "base/work_budget.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace suggestd {
namespace {

constexpr Lever kNothing{"", "something"};

// Makes an error whose pointer names the lever in the body of a request; http/ names the query parameter if
// it is one.
Error with_lever(ErrorKind kind, std::string message, const Lever& lever) {
  Error error(kind, std::move(message));
  error.add_field(fmt::format("/{}", lever.number), "lower this");
  return error;
}

}  // namespace

WorkBudget::WorkBudget(Limits limits, Abandoned abandoned)
    : limits_(limits),
      abandoned_(std::move(abandoned)),
      next_look_(std::min(kUnitsBetweenLooks, limits.units)) {}

bool WorkBudget::write(std::uint64_t bytes, const Lever& lever) {
  written_ += bytes;
  if (written_ > limits_.bytes) end(End::bytes, lever);
  return !over();
}

bool WorkBudget::hold(std::uint64_t bytes, const Lever& lever) {
  held_ += bytes;
  if (held_ / kHeldPerByte > limits_.bytes) end(End::held, lever);
  return !over();
}

void WorkBudget::refuse(const Lever& lever, std::string how) {
  if (over()) return;
  how_ = std::move(how);
  end(End::refused, lever);
}

void WorkBudget::note(std::uint64_t units, const Lever& lever) {
  if (shares_[last_].lever != &lever) {
    last_ = 0;
    while (last_ + 1 < shares_.size() && shares_[last_].lever != nullptr && shares_[last_].lever != &lever)
      ++last_;
    if (shares_[last_].lever == nullptr) shares_[last_].lever = &lever;
  }
  shares_[last_].units += units;
}

void WorkBudget::look() {
  if (spent_ > limits_.units) {
    end(End::units, *dearest());
  } else if (abandoned_ && abandoned_()) {
    end(End::abandoned, kNothing);
  }
  next_look_ = std::min(spent_ + kUnitsBetweenLooks, std::max(limits_.units, spent_ + 1));
}

// Keeps the first end.
void WorkBudget::end(End end, const Lever& lever) {
  if (over()) return;
  end_ = end;
  ended_by_ = &lever;
}

const Lever* WorkBudget::dearest() const {
  const auto most = std::max_element(shares_.begin(), shares_.end(),
                                     [](const Share& a, const Share& b) { return a.units < b.units; });
  return most->lever != nullptr ? most->lever : &kNothing;
}

Status WorkBudget::status() const {
  const auto text = [this](std::string_view unit, std::uint64_t limit, std::string_view key) {
    return fmt::format("this would cost more than the {} {} that one request may ({}), most of it for {}",
                       limit, unit, key, ended_by_->work);
  };
  switch (end_) {
    case End::none:
      return {};
    case End::units:
      return with_lever(
          ErrorKind::too_costly,
          fmt::format("{}: lower '{}'", text("units of work", limits_.units, "http.max_work_units"),
                      ended_by_->number),
          *ended_by_);
    case End::refused:
      return with_lever(
          ErrorKind::too_costly,
          fmt::format("{}: lower '{}'; {}", text("units of work", limits_.units, "http.max_work_units"),
                      ended_by_->number, how_),
          *ended_by_);
    case End::bytes:
    case End::held:
      return with_lever(ErrorKind::too_large,
                        fmt::format("{}: lower '{}'", text("bytes", limits_.bytes, "http.max_answer_bytes"),
                                    ended_by_->number),
                        *ended_by_);
    case End::abandoned:
      return Error(ErrorKind::busy, "the client has left, or the time for the answer is over");
  }
  return {};
}

}  // namespace suggestd
