// A filter or booster bound to one version of a catalogue, as nodes that work on rows of one column block
// at a time.
//
// Idea     four kinds of node: a condition gives a bit a row; numbers (also booleans as 0 and 1, times,
//          durations), texts and sets give a value a row. NaN, kNoText and an empty set are "missing".
// Rule     a comparison with a missing value does not hold; arithmetic with one is missing.
// Threads  one at a time: text patterns remember what they have matched.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/work_budget.h"
#include "catalog/column.h"
#include "catalog/syntax_tree.h"
#include "catalog/text_dictionary.h"
#include "catalog/text_match.h"

namespace suggestd::catalog {

// Rows 64 block + first to 64 block + last - 1.
struct RowRange {
  std::size_t block = 0;
  std::size_t first = 0;
  std::size_t last = kRowsPerColumnBlock;
};

// Values of a block by place 0..63; only those of the range are worked out.
using NumberValues = std::array<double, kRowsPerColumnBlock>;
using TextValues = std::array<TextId, kRowsPerColumnBlock>;

class Condition {
 public:
  virtual ~Condition() = default;
  // Bit r for place r; bits outside the range mean nothing.
  virtual std::uint64_t rows(RowRange range) const = 0;
};

class Numbers {
 public:
  virtual ~Numbers() = default;
  // The values, in `scratch` or elsewhere; good until the next call.
  virtual const NumberValues& values(RowRange range, NumberValues& scratch) const = 0;
};

class Texts {
 public:
  virtual ~Texts() = default;
  virtual const TextValues& ids(RowRange range) const = 0;
};

class Sets {
 public:
  virtual ~Sets() = default;
  virtual std::span<const TextId> row(std::size_t block, std::size_t r) const = 0;
};

using ConditionPtr = std::unique_ptr<const Condition>;
using NumbersPtr = std::unique_ptr<const Numbers>;
using TextsPtr = std::unique_ptr<const Texts>;
using SetsPtr = std::unique_ptr<const Sets>;

// --- leaves (leaves.cc)
NumbersPtr constant_number(double value);
TextsPtr constant_text(TextId id);
SetsPtr constant_set(std::vector<TextId> ids);
// Requires: the column outlives the node.
NumbersPtr column_numbers(const Column& column);
TextsPtr column_texts(const Column& column);
SetsPtr column_sets(const Column& column);

// --- conditions (conditions.cc)
ConditionPtr constant_condition(bool value);
ConditionPtr all_of(std::vector<ConditionPtr> parts);
ConditionPtr any_of(std::vector<ConditionPtr> parts);
ConditionPtr inverse(ConditionPtr part);
// `op` is one of equal, less, less_equal, greater, greater_equal.
ConditionPtr compare(Operator op, NumbersPtr left, NumbersPtr right);
ConditionPtr same_text(TextsPtr left, TextsPtr right);
// `account` pays for the members that are looked at.
ConditionPtr text_in_set(TextsPtr text, SetsPtr set, Account account);
ConditionPtr number_among(NumbersPtr number, std::vector<double> list);
ConditionPtr text_among(TextsPtr text, std::vector<TextId> list);
ConditionPtr sets_meet(SetsPtr left, SetsPtr right, Account account);
ConditionPtr is_true(NumbersPtr boolean);
ConditionPtr number_known(NumbersPtr number);
ConditionPtr text_known(TextsPtr text);
ConditionPtr set_known(SetsPtr set);
// Each distinct text is matched once; `account` pays for its length. Requires: the dictionary outlives the
// node.
ConditionPtr text_matches(TextsPtr text, TextPattern pattern, const TextDictionary& dictionary,
                          Account account);
ConditionPtr set_matches(SetsPtr set, TextPattern pattern, const TextDictionary& dictionary, Account account);

// --- numbers (numbers.cc)
enum class NumberFunction { log, exp, abs, min, max };
// `op` is one of add, subtract, multiply, divide. A result that is not finite is missing.
NumbersPtr arithmetic(Operator op, NumbersPtr left, NumbersPtr right);
// Takes one argument; min and max take one or more.
NumbersPtr apply(NumberFunction function, std::vector<NumbersPtr> arguments);
NumbersPtr choose(ConditionPtr condition, NumbersPtr then, NumbersPtr otherwise);
NumbersPtr first_known(NumbersPtr value, NumbersPtr otherwise);
NumbersPtr as_number(ConditionPtr condition);

}  // namespace suggestd::catalog
