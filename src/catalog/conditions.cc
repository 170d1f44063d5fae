#include <algorithm>
#include <cmath>
#include <utility>

#include "catalog/costs.h"
#include "catalog/plan.h"

namespace suggestd::catalog {
namespace {

// The bits of a range: `holds(r)` of each place.
template <class Holds>
std::uint64_t bits(RowRange range, Holds holds) {
  std::uint64_t mask = 0;
  for (std::size_t r = range.first; r < range.last; ++r) mask |= std::uint64_t{holds(r)} << r;
  return mask;
}

bool contains(const std::vector<TextId>& sorted, TextId id) {
  return std::binary_search(sorted.begin(), sorted.end(), id);
}

class ConstantCondition final : public Condition {
 public:
  explicit ConstantCondition(bool value) : value_(value) {}
  std::uint64_t rows(RowRange) const override { return value_ ? ~std::uint64_t{0} : 0; }

 private:
  bool value_;
};

class AllOf final : public Condition {
 public:
  explicit AllOf(std::vector<ConditionPtr> parts) : parts_(std::move(parts)) {}
  std::uint64_t rows(RowRange range) const override {
    std::uint64_t mask = ~std::uint64_t{0};
    for (const ConditionPtr& part : parts_) {
      mask &= part->rows(range);
      if (mask == 0) break;
    }
    return mask;
  }

 private:
  std::vector<ConditionPtr> parts_;
};

class AnyOf final : public Condition {
 public:
  explicit AnyOf(std::vector<ConditionPtr> parts) : parts_(std::move(parts)) {}
  std::uint64_t rows(RowRange range) const override {
    std::uint64_t mask = 0;
    for (const ConditionPtr& part : parts_) mask |= part->rows(range);
    return mask;
  }

 private:
  std::vector<ConditionPtr> parts_;
};

class Inverse final : public Condition {
 public:
  explicit Inverse(ConditionPtr part) : part_(std::move(part)) {}
  std::uint64_t rows(RowRange range) const override { return ~part_->rows(range); }

 private:
  ConditionPtr part_;
};

class Compare final : public Condition {
 public:
  Compare(Operator op, NumbersPtr left, NumbersPtr right)
      : op_(op), left_(std::move(left)), right_(std::move(right)) {}

  std::uint64_t rows(RowRange range) const override {
    NumberValues left_scratch;
    NumberValues right_scratch;
    const NumberValues& a = left_->values(range, left_scratch);
    const NumberValues& b = right_->values(range, right_scratch);
    // NaN, a missing value, compares as false with each of these.
    switch (op_) {
      case Operator::less:
        return bits(range, [&](std::size_t r) { return a[r] < b[r]; });
      case Operator::less_equal:
        return bits(range, [&](std::size_t r) { return a[r] <= b[r]; });
      case Operator::greater:
        return bits(range, [&](std::size_t r) { return a[r] > b[r]; });
      case Operator::greater_equal:
        return bits(range, [&](std::size_t r) { return a[r] >= b[r]; });
      default:
        return bits(range, [&](std::size_t r) { return a[r] == b[r]; });
    }
  }

 private:
  Operator op_;
  NumbersPtr left_;
  NumbersPtr right_;
};

class SameText final : public Condition {
 public:
  SameText(TextsPtr left, TextsPtr right) : left_(std::move(left)), right_(std::move(right)) {}
  std::uint64_t rows(RowRange range) const override {
    const TextValues& a = left_->ids(range);
    const TextValues& b = right_->ids(range);
    return bits(range, [&](std::size_t r) { return a[r] == b[r] && a[r] != kNoText; });
  }

 private:
  TextsPtr left_;
  TextsPtr right_;
};

class TextInSet final : public Condition {
 public:
  TextInSet(TextsPtr text, SetsPtr set, Account account)
      : text_(std::move(text)), set_(std::move(set)), account_(account) {}
  std::uint64_t rows(RowRange range) const override {
    const TextValues& ids = text_->ids(range);
    std::uint64_t looked_at = 0;
    const std::uint64_t mask = bits(range, [&](std::size_t r) {
      const auto members = set_->row(range.block, r);
      looked_at += members.size();
      return std::find(members.begin(), members.end(), ids[r]) != members.end();
    });
    account_.spend(looked_at / kPairsPerUnit);
    return mask;
  }

 private:
  TextsPtr text_;
  SetsPtr set_;
  Account account_;
};

class NumberAmong final : public Condition {
 public:
  NumberAmong(NumbersPtr number, std::vector<double> list)
      : number_(std::move(number)), list_(std::move(list)) {
    std::sort(list_.begin(), list_.end());
  }
  std::uint64_t rows(RowRange range) const override {
    NumberValues scratch;
    const NumberValues& values = number_->values(range, scratch);
    return bits(range, [&](std::size_t r) {
      return !std::isnan(values[r]) && std::binary_search(list_.begin(), list_.end(), values[r]);
    });
  }

 private:
  NumbersPtr number_;
  std::vector<double> list_;
};

class TextAmong final : public Condition {
 public:
  TextAmong(TextsPtr text, std::vector<TextId> list) : text_(std::move(text)), list_(std::move(list)) {
    std::sort(list_.begin(), list_.end());
  }
  std::uint64_t rows(RowRange range) const override {
    const TextValues& ids = text_->ids(range);
    return bits(range, [&](std::size_t r) { return ids[r] != kNoText && contains(list_, ids[r]); });
  }

 private:
  TextsPtr text_;
  std::vector<TextId> list_;
};

class SetsMeet final : public Condition {
 public:
  SetsMeet(SetsPtr left, SetsPtr right, Account account)
      : left_(std::move(left)), right_(std::move(right)), account_(account) {}
  std::uint64_t rows(RowRange range) const override {
    return bits(range, [&](std::size_t r) {
      const auto a = left_->row(range.block, r);
      const auto b = right_->row(range.block, r);
      const std::uint64_t pairs = std::uint64_t{a.size()} * b.size();
      if (pairs > kPairsPerUnit && !account_.spend(pairs / kPairsPerUnit)) return false;
      return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
    });
  }

 private:
  SetsPtr left_;
  SetsPtr right_;
  Account account_;
};

class IsTrue final : public Condition {
 public:
  explicit IsTrue(NumbersPtr boolean) : boolean_(std::move(boolean)) {}
  std::uint64_t rows(RowRange range) const override {
    NumberValues scratch;
    const NumberValues& values = boolean_->values(range, scratch);
    return bits(range, [&](std::size_t r) { return values[r] == 1; });
  }

 private:
  NumbersPtr boolean_;
};

class NumberKnown final : public Condition {
 public:
  explicit NumberKnown(NumbersPtr number) : number_(std::move(number)) {}
  std::uint64_t rows(RowRange range) const override {
    NumberValues scratch;
    const NumberValues& values = number_->values(range, scratch);
    return bits(range, [&](std::size_t r) { return !std::isnan(values[r]); });
  }

 private:
  NumbersPtr number_;
};

class TextKnown final : public Condition {
 public:
  explicit TextKnown(TextsPtr text) : text_(std::move(text)) {}
  std::uint64_t rows(RowRange range) const override {
    const TextValues& ids = text_->ids(range);
    return bits(range, [&](std::size_t r) { return ids[r] != kNoText; });
  }

 private:
  TextsPtr text_;
};

class SetKnown final : public Condition {
 public:
  explicit SetKnown(SetsPtr set) : set_(std::move(set)) {}
  std::uint64_t rows(RowRange range) const override {
    return bits(range, [&](std::size_t r) { return !set_->row(range.block, r).empty(); });
  }

 private:
  SetsPtr set_;
};

// Matches each distinct text once, for all products that have it.
class RememberedPattern {
 public:
  RememberedPattern(TextPattern pattern, const TextDictionary& dictionary, Account account)
      : pattern_(std::move(pattern)),
        dictionary_(dictionary),
        account_(account),
        answers_(dictionary.size(), Answer::unknown) {}

  bool matches(TextId id) const {
    if (id == kNoText || number(id) >= answers_.size()) return false;
    Answer& answer = answers_[number(id)];
    if (answer == Answer::unknown) answer = ask(dictionary_.text(id));
    return answer == Answer::yes;
  }

 private:
  enum class Answer : std::uint8_t { unknown, no, yes };

  Answer ask(std::string_view text) const {
    if (!account_.spend(match_cost(text))) return Answer::unknown;
    return pattern_.matches(text) ? Answer::yes : Answer::no;
  }

  TextPattern pattern_;
  const TextDictionary& dictionary_;
  Account account_;
  mutable std::vector<Answer> answers_;  // by TextId
};

class TextMatches final : public Condition {
 public:
  TextMatches(TextsPtr text, RememberedPattern pattern)
      : text_(std::move(text)), pattern_(std::move(pattern)) {}
  std::uint64_t rows(RowRange range) const override {
    const TextValues& ids = text_->ids(range);
    return bits(range, [&](std::size_t r) { return pattern_.matches(ids[r]); });
  }

 private:
  TextsPtr text_;
  RememberedPattern pattern_;
};

class SetMatches final : public Condition {
 public:
  SetMatches(SetsPtr set, RememberedPattern pattern) : set_(std::move(set)), pattern_(std::move(pattern)) {}
  std::uint64_t rows(RowRange range) const override {
    return bits(range, [&](std::size_t r) {
      const auto members = set_->row(range.block, r);
      return std::any_of(members.begin(), members.end(), [this](TextId id) { return pattern_.matches(id); });
    });
  }

 private:
  SetsPtr set_;
  RememberedPattern pattern_;
};

}  // namespace

ConditionPtr constant_condition(bool value) { return std::make_unique<ConstantCondition>(value); }
ConditionPtr all_of(std::vector<ConditionPtr> parts) { return std::make_unique<AllOf>(std::move(parts)); }
ConditionPtr any_of(std::vector<ConditionPtr> parts) { return std::make_unique<AnyOf>(std::move(parts)); }
ConditionPtr inverse(ConditionPtr part) { return std::make_unique<Inverse>(std::move(part)); }

ConditionPtr compare(Operator op, NumbersPtr left, NumbersPtr right) {
  return std::make_unique<Compare>(op, std::move(left), std::move(right));
}
ConditionPtr same_text(TextsPtr left, TextsPtr right) {
  return std::make_unique<SameText>(std::move(left), std::move(right));
}
ConditionPtr text_in_set(TextsPtr text, SetsPtr set, Account account) {
  return std::make_unique<TextInSet>(std::move(text), std::move(set), account);
}
ConditionPtr number_among(NumbersPtr number, std::vector<double> list) {
  return std::make_unique<NumberAmong>(std::move(number), std::move(list));
}
ConditionPtr text_among(TextsPtr text, std::vector<TextId> list) {
  return std::make_unique<TextAmong>(std::move(text), std::move(list));
}
ConditionPtr sets_meet(SetsPtr left, SetsPtr right, Account account) {
  return std::make_unique<SetsMeet>(std::move(left), std::move(right), account);
}
ConditionPtr is_true(NumbersPtr boolean) { return std::make_unique<IsTrue>(std::move(boolean)); }
ConditionPtr number_known(NumbersPtr number) { return std::make_unique<NumberKnown>(std::move(number)); }
ConditionPtr text_known(TextsPtr text) { return std::make_unique<TextKnown>(std::move(text)); }
ConditionPtr set_known(SetsPtr set) { return std::make_unique<SetKnown>(std::move(set)); }

ConditionPtr text_matches(TextsPtr text, TextPattern pattern, const TextDictionary& dictionary,
                          Account account) {
  return std::make_unique<TextMatches>(std::move(text),
                                       RememberedPattern(std::move(pattern), dictionary, account));
}
ConditionPtr set_matches(SetsPtr set, TextPattern pattern, const TextDictionary& dictionary,
                         Account account) {
  return std::make_unique<SetMatches>(std::move(set),
                                      RememberedPattern(std::move(pattern), dictionary, account));
}

}  // namespace suggestd::catalog
