// The time that the log tells: the latest moment that a record has named, on a time line without leaps.
//
// Cut      a moment later than the record's own commit comes from a wrong clock of the sender and is cut to
//          the commit.
// Leap     commits are dated by the server's clock, which can be set wrong by years and set right again. If a
//          commit lies more than kLeap after the commit of the record before it, this clock stands still:
//          from there on it subtracts the leap from every time beyond it. When commits come back to within
//          kLeap of the line, nothing is subtracted any more. A shop that was closed for longer than kLeap
//          finds the popularity of the day on which it closed. If records are missing between two, nothing is
//          known, and the times count as they are.
// Line     counts that decay are dated on the line, where no age is wrong by more than one leap; a person's
//          history keeps its own dates.
// Steps    the landmark of ages (learn/facts/confidence.h) moves in steps, so that confidences stay as they
//          are between two of them.
// Threads  a plain value.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/ids.h"
#include "base/time.h"

namespace suggestd::learn {

// A moment as the record names it, cut to the commit, and its place on the line. Without a leap the two are
// equal.
struct Moment {
  Timestamp own{};
  Timestamp line{};
};

class LogClock {
 public:
  // Two half-lives of popularity are 60 days: a shorter leap does no more harm than that, and passes.
  static constexpr std::chrono::hours kLeap{24 * 30};

  struct State {
    Timestamp latest{};
    Timestamp landmark{};
    Timestamp committed{};               // the last commit, on the line
    std::chrono::microseconds ahead{0};  // subtracted from commits
    Sequence sequence{};                 // of the last record
    bool operator==(const State&) const = default;
  };

  // Requires: step > 0.
  explicit LogClock(std::chrono::hours step) : step_(step) {}

  // Takes the commit time of the next record; returns that moment on the line.
  Timestamp hear_commit(Timestamp committed, Sequence sequence) {
    const bool follows = number(sequence) == number(state_.sequence) + 1 && state_.committed != Timestamp{};
    if (!follows || committed - state_.committed <= kLeap) {
      state_.ahead = {};
    } else if (!near(committed - state_.ahead)) {
      state_.ahead = committed - state_.committed;
    }
    state_.sequence = sequence;
    commit_ = committed;
    state_.committed = committed - state_.ahead;
    return state_.committed;
  }

  // Takes a moment that this record names.
  Moment hear(Timestamp at) {
    Moment moment{std::min(at, commit_), std::min(at, commit_)};
    if (moment.line - state_.committed > kLeap) moment.line -= state_.ahead;
    moment.line = std::min(moment.line, state_.committed);
    state_.latest = std::max(state_.latest, moment.line);
    if (state_.landmark == Timestamp{}) state_.landmark = moment.line;
    state_.landmark += (state_.latest - state_.landmark) / step_ * step_;
    return moment;
  }

  Timestamp latest() const noexcept { return state_.latest; }
  Timestamp landmark() const noexcept { return state_.landmark; }
  // The last record's commit, on the line.
  Timestamp committed() const noexcept { return state_.committed; }
  // The time that is subtracted from commits; 0: none.
  std::chrono::microseconds ahead() const noexcept { return state_.ahead; }
  // For a checkpoint.
  const State& state() const noexcept { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  bool near(Timestamp line) const {
    return line - state_.committed <= kLeap && state_.committed - line <= kLeap;
  }

  std::chrono::hours step_;
  State state_;
  Timestamp commit_{};  // of the last record, as it is
};

}  // namespace suggestd::learn
